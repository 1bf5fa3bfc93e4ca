"""rogtk_shim on a CSF list. Usage: csf_ours.py CASE FOLDER, which has the list and takes the rest."""

import sys

from rogtk_shim import csf_to_descriptors, scan_csf, write_csf
from rogtk_shim.rcsfs import convert_csfs, generate_descriptors_from_parquet, read_peel_subshells


def main(case: str, folder: str) -> None:
    """Run one case as a user would."""
    source, csfs, out = f"{folder}/list.csf", f"{folder}/csfs.parquet", f"{folder}/{case}.out.parquet"
    if case == "convert":
        convert_csfs(source, csfs)
    elif case in ("raw", "normalized"):
        peel = read_peel_subshells(f"{folder}/list_header.toml")
        generate_descriptors_from_parquet(csfs, out, peel, normalize=case == "normalized")
    elif case == "one-pass":
        csf_to_descriptors(source, out, normalize=True)
    elif case == "text":
        scan_csf(source).write_ipc(f"{folder}/text.out.arrow")
    else:
        write_csf(scan_csf(source), f"{folder}/copy.out.csf")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
