"""Pages of a long list by its last key, so that the thousandth page costs what the first does."""

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from seoul_portal.prepared import Prepared

_prepared = Prepared(lambda made: made())


def first_page(made: Callable[[], QuerySet[Any]], key: Hashable) -> list[Any]:
    """The rows that ``made`` asks for, whose SQL depends on nothing but ``key``, if there is one."""
    return list(made()) if key is None else _prepared(made, key=key)


class Keyset:
    """A page of ``found``, which is ordered by ``-id``: ``?before=<id>`` continues, ``?after=<id>`` goes back.

    ``prepared`` names all that the SQL of the first page depends on, so that it is put together once: see ``Prepared``.
    """

    def __init__(self, found: QuerySet[Any], request: HttpRequest, *, size: int, prepared: Hashable = None) -> None:
        self._found = found
        self._request = request
        self._size = size
        self._prepared = prepared
        self._before = key(request.GET.get("before"))
        self._after = key(request.GET.get("after"))

    @cached_property
    def _rows(self) -> list[Any]:
        """One row more than the page shows, in the direction of travel."""
        if self._after is not None:
            return list(self._found.filter(pk__gt=self._after).order_by("id")[: self._size + 1])
        if self._before is not None:
            return list(self._found.filter(pk__lt=self._before)[: self._size + 1])
        return first_page(lambda: self._found[: self._size + 1], self._prepared)

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


class Ordered:
    """A page of ``found`` in ascending order of ``field`` and then of the id: ``?from=`` continues, ``?to=`` goes back.

    ``descending`` turns both around. ``field`` holds no nulls among the rows, and an index serves the order.
    ``prepared`` names all that the SQL of the first page depends on, so that it is put together once: see ``Prepared``.
    """

    def __init__(
        self,
        found: QuerySet[Any],
        request: HttpRequest,
        *,
        field: str,
        size: int,
        descending: bool = False,
        prepared: Hashable = None,
    ) -> None:
        self._found, self._request, self._field, self._size = found, request, field, size
        self._descending, self._prepared = descending, prepared
        self._from = self._place(request.GET.get("from"))
        self._to = self._place(request.GET.get("to"))

    @cached_property
    def _rows(self) -> list[Any]:
        """One row more than the page shows, in the direction of travel."""
        back = self._to is not None
        up = self._descending == back
        place = self._to if back else self._from

        def made() -> QuerySet[Any]:
            found = self._found.order_by(*(name if up else f"-{name}" for name in (self._field, "id")))
            return (found if place is None else found.filter(self._beyond(place, up)))[: self._size + 1]

        return list(made()) if place else first_page(made, self._prepared)

    def _beyond(self, place: tuple[Any, int], up: bool) -> Q:
        """Rows past ``place``. The first condition lets the index begin there."""
        value, pk = place
        past = "gt" if up else "lt"
        same_or_past = Q(**{f"{self._field}__{past}e": value})
        return same_or_past & (Q(**{f"{self._field}__{past}": value}) | Q(**{f"id__{past}": pk}))

    @cached_property
    def rows(self) -> list[Any]:
        """The rows of this page, in order."""
        shown = self._rows[: self._size]
        return shown[::-1] if self._to is not None else shown

    @property
    def previous_url(self) -> str:
        """Where the rows before are; nothing on the first page."""
        before = self._from is not None if self._to is None else len(self._rows) > self._size
        return self._url("to", self.rows[0]) if before and self.rows else ""

    @property
    def next_url(self) -> str:
        """Where the rows after are; nothing on the last page."""
        following = self._to is not None or len(self._rows) > self._size
        return self._url("from", self.rows[-1]) if following and self.rows else ""

    def _url(self, name: str, row: Any) -> str:
        query = self._request.GET.copy()
        query.pop("from", None)
        query.pop("to", None)
        value = getattr(row, self._field)
        query[name] = f"{value.isoformat() if hasattr(value, 'isoformat') else value}~{row.pk}"
        return f"?{query.urlencode()}"

    def _place(self, text: str | None) -> tuple[Any, int] | None:
        """A row's place out of an address, or nothing where the text is none."""
        value, _sign, pk = (text or "").partition("~")
        known = key(pk)
        if known is None:
            return None
        field: Any = self._found.model._meta.get_field(self._field)
        try:
            return getattr(field, "output_field", field).to_python(value), known
        except ValidationError:
            return None
