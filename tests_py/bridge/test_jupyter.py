"""The stop button of a notebook, with a real kernel."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from .processes import needs_proc
from .requests import bam_request

pytestmark = needs_proc


@pytest.mark.timeout(120)
def test_the_stop_button_of_a_jupyter_kernel(medium_bam: Path) -> None:
    jupyter_client = pytest.importorskip("jupyter_client", reason="jupyter_client is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    manager, kernel = jupyter_client.manager.start_new_kernel(kernel_name="python3")
    try:
        first = f"""
        from rogtk_bridge import client
        import time
        request = {bam_request("stream", medium_bam)!r}
        print(sum(len(b) for b in client().stream(request)))
        """
        assert run_cell(kernel, first) == ("400000\n", None)
        second = """
        engine = client().pid
        for batch in client().stream(request):
            print("reading", flush=True)
            time.sleep(60)
        """
        # The button sends SIGINT, as the kernel's manager does here.
        assert run_cell(kernel, second, on_output=manager.interrupt_kernel) == (
            "reading\n",
            "KeyboardInterrupt",
        )
        third = "print(sum(len(b) for b in client().stream(request)), client().pid == engine)"
        assert run_cell(kernel, third) == ("400000 True\n", None)
    finally:
        kernel.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


def run_cell(kernel: Any, code: str, on_output: Any = None) -> tuple[str, str | None]:
    """Run a cell; give what it printed and the name of its exception."""
    message_id = kernel.execute(textwrap.dedent(code))
    out, error = "", None
    while True:
        message = kernel.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != message_id:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            out += content["text"]
            if on_output is not None:
                on_output()
                on_output = None
        elif kind == "error":
            error = content["ename"]
        elif kind == "status" and content["execution_state"] == "idle":
            return out, error
