"""rogtk_shim, file to file on so many threads. Usage: threads_ours.py IN.bam OUT.arrow THREADS"""

import sys

import rogtk_shim

if __name__ == "__main__":
    rogtk_shim.scan_bam(sys.argv[1], threads=int(sys.argv[3])).write_ipc(sys.argv[2])
