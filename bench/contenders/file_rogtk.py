"""rogtk's plain function, file to file. Usage: file_rogtk.py IN.bam OUT.arrow"""

import sys

import rogtk


def convert(path: str, out: str) -> None:
    """With its defaults."""
    rogtk.bam_to_arrow_ipc(path, out)


if __name__ == "__main__":
    convert(sys.argv[1], sys.argv[2])
