"""A code of the authenticator app is good once, as long as it would be accepted."""

import time
from datetime import timedelta

import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.utils import timezone

from accounts.forms.second_factor import AuthenticateForm
from tests.cast import TOTP_SECRET


def test_a_code_seen_over_the_shoulder_does_not_work_again_while_it_would_still_be_accepted(jiwoo, rf):
    from allauth.core import context

    TOTP.activate(jiwoo, TOTP_SECRET)
    next_step = int(time.time()) // 30 + 1
    code = format_hotp_value(hotp_value(TOTP_SECRET, next_step))
    with context.request_context(rf.post("/")):
        assert AuthenticateForm({"code": code}, user=jiwoo).is_valid()
        # What 35 seconds do to allauth's own mark, which Redis keeps by its own clock.
        cache.delete(TOTP(Authenticator.objects.get(user=jiwoo))._get_used_cache_key(code))
        with time_machine.travel(timezone.now() + timedelta(seconds=35)):
            assert not AuthenticateForm({"code": code}, user=jiwoo).is_valid()
