"""Everything a running portal serves but does not keep in git: front-end packages, compiled texts, static files.

For the image of Dockerfile, and for whoever runs the portal's processes by hand under production settings.
"""

import subprocess
import sys

from seoul_portal.local import frontend, node
from seoul_portal.local.bootstrap import ROOT, say

if __name__ == "__main__":
    say("Fetching front-end packages")
    frontend.build(npm=node.npm(ROOT / "var"))
    for command in (["translations", "--compile"], ["collectstatic", "--no-input", "--clear"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True)
