"""Settings of notices: how messages leave, how long they are kept."""

import os
from datetime import timedelta

# How long a worker may hold messages it is sending. It stops sending at half of this, so that no claim expires while
# its message is on the wire: a slow SMTP dialogue takes EMAIL_TIMEOUT per command, under five minutes in all.
NOTICES_CLAIM = timedelta(seconds=int(os.environ.get("NOTICES_CLAIM_SECONDS", "600")))
NOTICES_BATCH = int(os.environ.get("NOTICES_BATCH", "20"))
# Waits of 1, 2, 4 … minutes up to six hours: fifteen attempts span about two days.
NOTICES_ATTEMPTS = 15
NOTICES_FIRST_WAIT = timedelta(minutes=1)
NOTICES_LONGEST_WAIT = timedelta(hours=6)
# After this, messages are destroyed whatever they say.
NOTICES_KEPT = timedelta(days=int(os.environ.get("NOTICES_KEPT_DAYS", "730")))
NOTICES_REPLY_TO = os.environ.get("NOTICES_REPLY_TO", "")
# Dotted path of a notices.channels.text.TextGateway.
NOTICES_TEXT_GATEWAY = os.environ.get("NOTICES_TEXT_GATEWAY", "notices.channels.text.FileGateway")
