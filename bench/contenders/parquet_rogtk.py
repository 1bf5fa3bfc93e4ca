"""rogtk, BAM to Parquet. Usage: parquet_rogtk.py IN.bam OUT.parquet"""

import sys

import rogtk


def convert(path: str, out: str) -> None:
    """With its defaults."""
    rogtk.bam_to_parquet(path, out)


if __name__ == "__main__":
    convert(sys.argv[1], sys.argv[2])
