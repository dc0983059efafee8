"""The index column, and the trigger that keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.signals import class_prepared

from seoul_portal.search.letters import ACCENTS, LONGEST_TEXT, LONGEST_WORD, SYLLABLES

# Lexemes of a title are stored a second time behind this sign, so that the index alone finds hits in titles.
TITLE = "@"

# The mirror of letters.py; in byte order every syllable stands behind "~" and nothing else does. Each source starts one
# position further than the last ended, so that no word reaches from one into the next.
_INDEX = rf"""
NEW.{{column}} := (
    SELECT coalesce(string_agg(format('''%s%s'':%s%s', sign, lexeme, position, weight), ' '), '')::tsvector
    FROM (
        SELECT weight, unit, lag(unit) OVER reading AS before, lead(unit) OVER reading AS after,
            source + count(*) FILTER (WHERE unit <> ' ') OVER reading AS position
        FROM (VALUES {{sources}}) AS sources (source, weight, content),
            normalize(left(content, {LONGEST_TEXT}), NFKD) AS decomposed,
            normalize(regexp_replace(decomposed, '[{ACCENTS}]', '', 'g'), NFC) AS composed,
            regexp_replace(lower(composed COLLATE "C"), '[^{SYLLABLES}0-9a-z]', ' ', 'g') AS cleaned,
            regexp_matches(' ' || left(cleaned, {LONGEST_TEXT}) || ' ', '[0-9a-z]+|.', 'g')
                WITH ORDINALITY AS token (match, number),
            LATERAL (SELECT left(match[1], {LONGEST_WORD}) COLLATE "C" AS unit) AS this
        WINDOW reading AS (ORDER BY source, number)
    ) AS units,
    unnest(CASE WHEN unit > '~' THEN ARRAY[
        unit || CASE WHEN after > '~' THEN after ELSE ' ' END,
        CASE WHEN before < '~' THEN ' ' || unit END,
        CASE WHEN before < '~' AND after < '~' THEN ' ' || unit || ' ' END
    ] ELSE ARRAY[unit] END) AS lexeme,
    unnest(CASE weight WHEN 'A' THEN ARRAY['', '{TITLE}'] ELSE ARRAY[''] END) AS sign
    WHERE unit <> ' ' AND lexeme IS NOT NULL
);
RETURN NEW;
"""  # noqa: S608 - made of constants


class IndexTrigger(pgtrigger.Trigger):
    """Writes the index column whenever a source, or the column itself, is written by whatever means.

    The whole function stands in the trigger, not in a shared one: a migration needs no other app's migration, and
    pgtrigger sees when the rule or the sources changed.
    """

    when = pgtrigger.Before

    def __init__(self, field: SearchField) -> None:
        self.field = field
        super().__init__(
            name=f"{field.name}_index",
            operation=pgtrigger.Insert | pgtrigger.UpdateOf(*(name for _weight, name in field.sources), field.name),
        )

    def get_func(self, model: Any) -> str:
        rows = (
            f"({number}, '{weight}', NEW.{_column(model, name)}::text)"
            for number, (weight, name) in enumerate(self.field.sources)
        )
        return _INDEX.format(column=_column(model, self.field.name), sources=", ".join(rows))


def _column(model: type[models.Model], field: str) -> str:
    return f'"{model._meta.get_field(field).column}"'  # type: ignore[union-attr]


class SearchField(models.Field):
    """A ``tsvector`` that PostgreSQL keeps by itself, with its GIN index. Python never reads or writes it.

    ``A`` names the fields that title a row in a list, ``B`` to ``D`` further text fields of falling weight.
    """

    def __init__(
        self,
        *,
        A: Iterable[str] = (),  # noqa: N803 - PostgreSQL's names of the weights
        B: Iterable[str] = (),  # noqa: N803
        C: Iterable[str] = (),  # noqa: N803
        D: Iterable[str] = (),  # noqa: N803
        **options: Any,
    ) -> None:
        self.sources = [(weight, name) for weight, names in zip("ABCD", (A, B, C, D), strict=True) for name in names]
        # Null only until the trigger has run over the rows of a table that existed before.
        super().__init__(**{**options, "editable": False, "null": True, "blank": True})

    def deconstruct(self) -> Any:
        """Without the sources: a migration holds them in the trigger."""
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("editable", "null", "blank"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def db_type(self, connection: Any) -> str:
        return "tsvector"

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        """The vector is longer than the text it came from: rows travel without it."""
        return "NULL", []

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if self.sources and not cls._meta.abstract:
            class_prepared.connect(self._install, sender=cls)

    def _install(self, sender: Any, **kwargs: Any) -> None:
        """Add what ``Meta.triggers`` and ``Meta.indexes`` would hold."""
        meta = sender._meta
        name = f"{meta.model_name[:15]}_{self.name[:10]}_gin"  # an index's name has at most 30 letters
        # Without a list of pending changes a search never pays for earlier writes.
        meta.indexes.append(GinIndex(fields=[self.name], name=name, fastupdate=False))
        meta.original_attrs["indexes"] = meta.indexes
        IndexTrigger(self).register(sender)


@SearchField.register_lookup
class Matches(models.Lookup):
    """``search__matches=tsquery``."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} @@ {right}::tsquery", [*left_params, *right_params]


class Rank(models.Func):
    """How often and in which sources the words occur, divided by the logarithm of the row's length."""

    function = "ts_rank"
    template = "%(function)s('{0.05, 0.1, 0.2, 1}', %(expressions)s::tsquery, 1)"
    output_field = models.FloatField()
