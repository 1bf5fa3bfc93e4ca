"""rogtk_shim, file to file; prints its statistics. Usage: file_ours.py IN.bam OUT.arrow"""

import json
import sys

import rogtk_shim


def convert(path: str, out: str) -> dict[str, object]:
    """As a user would: no option."""
    return rogtk_shim.bam_to_arrow_ipc(path, out).to_dict()


if __name__ == "__main__":
    print(json.dumps(convert(sys.argv[1], sys.argv[2])))
