"""What every member pledges on joining. A new wording needs a new version; memberships keep the one they pledged."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = 1
SENTENCES: tuple[Promise, ...] = (
    _("I take part of my own free will, and confirm my membership myself."),
    _("The family ties I have declared are true, and I hide none to another member of this group."),
    _("This group acts on its own: no office and no official wrote our plans or chose our members for us."),
)
