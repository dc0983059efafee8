"""Exit code 0 when the web process of this machine answers; asks as the proxy does, so that no redirect hides it."""

import os
import sys
import urllib.request

request = urllib.request.Request(
    f"http://127.0.0.1:{os.environ.get('WEB_PORT', '8000')}/healthz",
    headers={"Host": os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0], "X-Forwarded-Proto": "https"},
)
try:
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - the address is written above
        sys.exit(0 if answer.status == 200 else 1)
except OSError as error:
    sys.exit(f"web does not answer: {error}")
