"""Restoring a backup: into an empty database and an empty folder of files, wholly or not at all."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from seoul_portal.backup import archive, making
from seoul_portal.backup.archive import BackupError, Manifest

# What migrations and the clock write into a database that nobody has used yet. A test keeps this list true.
WRITTEN_UNASKED = {
    "accounts_consenttext", "auth_permission", "django_content_type", "notices_heartbeat", "notices_ladder",
    "notices_ladderstep",
}  # fmt: skip


@dataclass(frozen=True)
class Restored:
    """What came back."""

    tables: int
    rows: int
    files: int


def restore(folder: Path, *, expect: str | None = None) -> Restored:
    """Bring back the backup in ``folder``. Raises ``BackupError``; then database and files are as they were.

    Web, worker and beat must stand still: every table is locked until the last row is in.
    """
    manifest = archive.read(folder, expect=expect)
    _refuse_other_version(manifest)
    _refuse_files()
    _refuse_rows()
    call_command("migrate", interactive=False, verbosity=0)
    _refuse_other_columns(manifest)
    brought: list[Path] = []
    try:
        with transaction.atomic():
            _load(folder, manifest)
            _bring_files(folder, manifest, brought)
    except BaseException as error:
        for path in brought:
            path.unlink(missing_ok=True)
        if isinstance(error, DatabaseError | OSError):
            raise BackupError(f"Nothing was restored: {str(error).strip()}") from error
        raise
    rows = sum(table.rows for table in manifest.tables.values())
    return Restored(len(manifest.tables), rows, len(manifest.files))


# --- Refusing ----------------------------------------------------------------------------------------


def _refuse_other_version(manifest: Manifest) -> None:
    """By the migrations: they say which tables a version has."""
    ours = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    unknown, later = sorted(set(manifest.migrations) - ours), sorted(ours - set(manifest.migrations))
    if unknown:
        raise BackupError(
            f"The backup comes from a newer portal, or another one: {', '.join(unknown[:3])} is not known here. "
            "Install the version that made it, restore, and change versions afterwards."
        )
    if later:
        raise BackupError(
            f"The backup comes from an older portal: it does not have {', '.join(later[:3])} yet. "
            "Install the version that made it, restore, and upgrade afterwards."
        )


def _refuse_rows() -> None:
    quote = connection.ops.quote_name
    candidates = [name for name in making.tables() if name not in WRITTEN_UNASKED]
    with connection.cursor() as cursor:
        filled = []
        for name in candidates:
            cursor.execute(f"SELECT EXISTS (SELECT FROM {quote(name)})")  # noqa: S608 - a table of ours
            if cursor.fetchone()[0]:
                filled.append(name)
    if filled:
        raise BackupError(
            f"The database is not empty: {', '.join(filled[:5])} hold{'s' if len(filled) == 1 else ''} rows. "
            "Restore into a new database; nothing is ever overwritten."
        )


def _refuse_files() -> None:
    if next(making.stored(), None) is not None:
        raise BackupError(f"The folder of files, {settings.MEDIA_ROOT}, is not empty. Move its content away first.")


def _refuse_other_columns(manifest: Manifest) -> None:
    here = making.columns()
    differing = [
        name
        for name in here.keys() | manifest.tables.keys()
        if name not in here or name not in manifest.tables or set(here[name]) != set(manifest.tables[name].columns)
    ]
    if differing:
        raise BackupError(f"The tables of the backup are not those of this portal: {', '.join(sorted(differing)[:5])}.")


# --- Bringing back -----------------------------------------------------------------------------------


def _load(folder: Path, manifest: Manifest) -> None:
    quote = connection.ops.quote_name
    names = [quote(name) for name in manifest.tables]
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE")
        _refuse_rows()  # once more: nobody can write any longer
        # What our triggers would do is in the rows already; foreign keys are PostgreSQL's own and look at every row.
        for name in names:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(names)}")
        for name, table in manifest.tables.items():
            with (
                gzip.open(folder / archive.part_of(name)) as rows,
                cursor.copy(f"COPY {making.listed(name, table.columns)} FROM STDIN") as copy,
            ):
                while block := rows.read(archive.BLOCK):
                    copy.write(block)
            cursor.execute(f"SELECT count(*) FROM {quote(name)}")  # noqa: S608 - a table of ours
            if (count := cursor.fetchone()[0]) != table.rows:
                raise BackupError(f"Nothing was restored: {name} has {count} rows, not {table.rows}.")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
        for sequence, value in manifest.sequences.items():
            cursor.execute("SELECT setval(%s::regclass, %s)", [quote(sequence), value])


def _bring_files(folder: Path, manifest: Manifest, brought: list[Path]) -> None:
    """Each file to its place; ``brought`` then names those that are there, also after a failure."""
    for name in manifest.files:
        target = Path(settings.MEDIA_ROOT) / name
        with (folder / archive.FILES / name).open("rb") as opened:
            part = archive.copy(opened, target)
        brought.append(target)
        if part != manifest.parts[f"{archive.FILES}/{name}"]:
            raise BackupError(f"Nothing was restored: {name} changed while it was read.")
