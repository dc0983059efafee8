"""Pages of a long list by its last key, so that the thousandth page costs what the first does."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest


class Keyset:
    """A page of ``found``, which is ordered by ``-id``: ``?before=<id>`` continues, ``?after=<id>`` goes back."""

    def __init__(self, found: QuerySet[Any], request: HttpRequest, *, size: int) -> None:
        self._found = found
        self._request = request
        self._size = size
        self._before = key(request.GET.get("before"))
        self._after = key(request.GET.get("after"))

    @cached_property
    def _rows(self) -> list[Any]:
        """One row more than the page shows, in the direction of travel."""
        if self._after is not None:
            return list(self._found.filter(pk__gt=self._after).order_by("id")[: self._size + 1])
        found = self._found if self._before is None else self._found.filter(pk__lt=self._before)
        return list(found[: self._size + 1])

    @cached_property
    def rows(self) -> list[Any]:
        """The rows of this page, the newest first."""
        shown = self._rows[: self._size]
        return shown[::-1] if self._after is not None else shown

    @property
    def previous_url(self) -> str:
        """Where the newer rows are; nothing on the first page."""
        newer = self._before is not None if self._after is None else len(self._rows) > self._size
        return self._url(after=self.rows[0].pk) if newer and self.rows else ""

    @property
    def next_url(self) -> str:
        """Where the older rows are; nothing on the last page."""
        older = self._after is not None or len(self._rows) > self._size
        return self._url(before=self.rows[-1].pk) if older and self.rows else ""

    def _url(self, **key: int) -> str:
        query = self._request.GET.copy()
        query.pop("before", None)
        query.pop("after", None)
        for name, value in key.items():
            query[name] = str(value)
        return f"?{query.urlencode()}"


def key(text: str | None) -> int | None:
    """A primary key out of an address or form, or nothing where the text cannot be one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
