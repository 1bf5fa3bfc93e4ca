"""rogtk's headline function, file to file, with its defaults. Usage: file_rogtk_optimized.py IN.bam OUT.arrow"""

import sys

import rogtk

rogtk.bam_to_arrow_ipc_htslib_optimized(sys.argv[1], sys.argv[2])
