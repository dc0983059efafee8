"""allauth's sign-in, with the person of a session found by a prepared question: all pages of the signed-in ask it.

How people prove who they are is allauth's alone.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model

from seoul_portal.prepared import PERSON, Prepared

_person = Prepared(lambda: get_user_model()._default_manager.filter(pk=PERSON))


class Backend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> Any:
        """The person with this key, unless there is none or they may not sign in any more."""
        found = _person(person=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
