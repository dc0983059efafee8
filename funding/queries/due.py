"""By when account and payments should move: days after what came before, and the days of every pause since."""

from __future__ import annotations

from datetime import date, timedelta

from funding.models import Award

# Days for the group to enter its account and to ask for a payment, and for the offices to act.
ACCOUNT, CONFIRM, REQUEST, APPROVE, SIGN, PAY = 7, 3, 14, 5, 3, 7


def account_by(agreed_on: date) -> date:
    return agreed_on + timedelta(days=ACCOUNT)


def account_confirmed_by(entered_on: date) -> date:
    return entered_on + timedelta(days=CONFIRM)


def request_by(award: Award, since: date) -> date:
    """Two weeks after it could first be asked for, later by every day of a pause."""
    paused = sum(pause.days for pause in award.pauses.exclude(ended_on=None))
    return since + timedelta(days=REQUEST + paused)


def approve_by(requested_on: date) -> date:
    return requested_on + timedelta(days=APPROVE)


def sign_by(approved_on: date) -> date:
    return approved_on + timedelta(days=SIGN)


def pay_by(approved_on: date) -> date:
    return approved_on + timedelta(days=PAY)
