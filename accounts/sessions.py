"""Sessions as Django keeps them in the database, found by a prepared question: every page of whoever is signed in asks.

Everything else, also who may end whose session, is Django's and allauth's.
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from seoul_portal.prepared import NOW, TEXT, Prepared

_live = Prepared(lambda: Session.objects.filter(session_key=TEXT, expire_date__gt=NOW))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        found = _live(text=self.session_key)
        if found:
            return found[0]
        self._session_key = None  # as Django does with one that is over
        return None
