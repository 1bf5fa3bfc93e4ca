"""rogtk_shim, BAM to Parquet; prints its statistics. Usage: parquet_ours.py IN.bam OUT.parquet"""

import json
import sys

import rogtk_shim


def convert(path: str, out: str) -> dict[str, object]:
    """As a user would: no option, which is snappy, as in rogtk."""
    return rogtk_shim.bam_to_parquet(path, out).to_dict()


if __name__ == "__main__":
    print(json.dumps(convert(sys.argv[1], sys.argv[2])))
