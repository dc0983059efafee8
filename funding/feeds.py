"""What was announced: calls that opened, results, and projects that came to their end. An Atom feed, for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.enums import AwardState
from funding.queries.register import entries
from funding.queries.results import results
from proposals.models import Call

MOST = 40


@dataclass(frozen=True)
class Item:
    """One announcement."""

    title: str
    text: str
    link: str
    at: datetime | None


def latest() -> list[Item]:
    """The newest announcements of every sort. Three queries."""
    now = timezone.now()
    calls = Call.objects.public().filter(opens_at__lte=now).order_by("-opens_at")[:MOST]
    closed: Any = (
        entries()
        .filter(state=AwardState.CLOSED, closed_at__isnull=False)
        .order_by("-closed_at")
        .only("closed_at")[:MOST]
    )
    found = [
        *(Item(_("Open: %s") % call.title, call.summary, call.get_absolute_url(), call.opens_at) for call in calls),
        *(
            Item(_("Results: %s") % each, "", reverse("funding:result", args=[each.pk]), each.announced_at)
            for each in results()[:MOST]
            if each.announced_at
        ),
        *(
            Item(
                _("Finished: %s") % award.title,
                f"{award.group_name} · {award.district_name} {award.village_name}",
                reverse("funding:entry", args=[award.pk]),
                award.closed_at,
            )
            for award in closed
        ),
    ]
    return sorted((item for item in found if item.at), key=lambda item: item.at or now, reverse=True)[:MOST]


class Announcements(Feed):
    """``/announcements.atom``."""

    feed_type = Atom1Feed
    title: str | Promise = gettext_lazy("Seoul residents' groups: announcements")
    subtitle: str | Promise = gettext_lazy("Calls that open, results, and projects that came to their end")
    link = "/"

    def items(self) -> list[Item]:
        return latest()

    def item_title(self, item: Item) -> str:
        return item.title

    def item_description(self, item: Item) -> str:
        return item.text

    def item_link(self, item: Item) -> str:
        return item.link

    def item_pubdate(self, item: Item) -> datetime | None:
        return item.at

    def item_updateddate(self, item: Item) -> datetime | None:
        return item.at
