"""rogtk_shim, file to file. Usage: file_ours.py IN.bam OUT.arrow"""

import json
import sys

import rogtk_shim

print(json.dumps(dict(rogtk_shim.bam_to_arrow_ipc(sys.argv[1], sys.argv[2], progress=False)), default=str))
