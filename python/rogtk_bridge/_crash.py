"""What is said when the engine died."""

from __future__ import annotations

import signal

from .errors import EngineCrashed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._answer import Answer

_out_of_memory = ("out of memory", "Failed to reserve virtual memory")


def explain_crash(answer: Answer, code: int, printed: str, *, greeted: bool) -> EngineCrashed:
    """Make the error for one of the requests that were under way."""
    stage = "while" if greeted else "at its start, before"
    error = EngineCrashed(
        f"The engine {_describe_exit(code)} {stage} {answer.describe}",
        path=answer.path,
        code="ENGINE_CRASHED",
        hint=_hint(code, printed),
    )
    error.exit_code = code
    error.stderr = printed
    return error


def _describe_exit(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = "unknown"
    return f"was killed by signal {-code} ({name})"


def _hint(code: int, printed: str) -> str:
    memory = ""
    # SIGKILL by number: Windows has no name for it, and no such end.
    if code == -9 or any(words in printed for words in _out_of_memory):
        memory = "Out of memory? Fewer threads or smaller batches need less, as does a higher `ulimit -v`. "
    said = f"The last it printed:\n{printed}" if printed else "It printed nothing."
    return f"{memory}The next call starts a new engine. {said}"
