"""rogtk's plain function, file to file, with its defaults. Usage: file_rogtk.py IN.bam OUT.arrow"""

import sys

import rogtk

rogtk.bam_to_arrow_ipc(sys.argv[1], sys.argv[2])
