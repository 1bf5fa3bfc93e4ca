"""rogtk's headline function, file to file. Usage: file_rogtk_optimized.py IN.bam OUT.arrow"""

import sys

import rogtk


def convert(path: str, out: str) -> None:
    """With its defaults: as quick as with the settings its guide recommends, and with less memory."""
    rogtk.bam_to_arrow_ipc_htslib_optimized(path, out)


if __name__ == "__main__":
    convert(sys.argv[1], sys.argv[2])
