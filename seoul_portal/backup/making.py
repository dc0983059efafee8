"""Making a backup while the portal runs: one snapshot of the database, then the files that it names."""

from __future__ import annotations

import gzip
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import FileField
from django.utils import timezone

from seoul_portal.backup import archive
from seoul_portal.backup.archive import BackupError, Manifest, Part, Table

# Written anew by `migrate`, so that it always tells the truth about the tables; and which minutes saw public changes.
LEFT_OUT = {"django_migrations", "seoul_portal_publicchange"}
COMPRESSION = 5


@dataclass(frozen=True)
class Made:
    """A finished backup; ``digest``: what to keep elsewhere, so that nobody can replace it unseen."""

    manifest: Manifest
    digest: str


def make(folder: Path) -> Made:
    """Copy database and private files into ``folder``, which must not exist yet; it is complete or not there.

    Takes no lock: people go on working, and the copy is what the database was at one moment. Raises ``BackupError``.
    """
    if folder.exists():
        raise BackupError(f"{folder} exists already; give the name of a folder that does not.")
    if folder.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        raise BackupError(f"{folder} lies among the private files themselves; give a folder elsewhere.")
    begun = folder.with_name(f"{folder.name}.part")
    try:
        begun.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise BackupError(f"{begun} cannot be made: {error.strerror}.") from error
    try:
        manifest = _copied(begun)
        digest = archive.write(begun, manifest)
        begun.rename(folder)
    except BaseException:
        archive.discard(begun)
        raise
    return Made(manifest, digest)


def tables() -> list[str]:
    """Every table but the list of migrations."""
    return sorted(set(connection.introspection.table_names()) - LEFT_OUT)


def columns() -> dict[str, list[str]]:
    """The columns of every table that hold what was written, not what PostgreSQL computes from it."""
    found: dict[str, list[str]] = {name: [] for name in tables()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position"
        )
        for table, column in cursor.fetchall():
            if table in found:
                found[table].append(column)
    return found


def listed(table: str, names: list[str]) -> str:
    """A table with its columns, as COPY wants them."""
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(quote(name) for name in names)})"


def _copied(folder: Path) -> Manifest:
    with transaction.atomic():
        _see_one_moment()
        manifest = Manifest(timezone.now().isoformat(), _versions(), applied())
        for table, names in columns().items():
            rows, part = _copy_table(folder, table, names)
            manifest.tables[table] = Table(names, rows)
            manifest.parts[archive.part_of(table)] = part
        manifest.sequences = _sequences()
        named = set(_named_files())
    # After the rows: a file is stored before the row that names it is committed.
    for path in stored():
        name = path.relative_to(settings.MEDIA_ROOT).as_posix()
        try:
            with path.open("rb") as opened:
                part = archive.copy(opened, folder / archive.FILES / name)
        except FileNotFoundError:
            continue  # destroyed a moment ago
        manifest.parts[f"{archive.FILES}/{name}"] = part
    manifest.missing = sorted(named - set(manifest.files))
    return manifest


def _see_one_moment() -> None:
    """Everything read from here on is what was committed by now."""
    if len(connection.savepoint_ids) > 0 or not connection.in_atomic_block:
        raise BackupError("A backup needs a transaction of its own.")
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL DateStyle = 'ISO'; SET LOCAL IntervalStyle = 'postgres'; SET LOCAL TimeZone = 'UTC'")


def _copy_table(folder: Path, table: str, names: list[str]) -> tuple[int, Part]:
    path = folder / archive.part_of(table)
    path.parent.mkdir(exist_ok=True, mode=0o700)
    rows = 0
    with connection.cursor() as cursor, gzip.open(path, "xb", COMPRESSION) as out:
        path.chmod(0o600)
        with cursor.copy(f"COPY {listed(table, names)} TO STDOUT") as blocks:
            for block in blocks:
                out.write(block)
                rows += bytes(block).count(b"\n")  # a line feed inside a value is written as two letters
    return rows, archive.fingerprint(path)


def _sequences() -> dict[str, int]:
    """Where each series of keys stands: also keys of rows that are gone are never given again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequencename, last_value FROM pg_sequences"
            " WHERE schemaname = current_schema() AND last_value IS NOT NULL"
        )
        return {name: value for name, value in cursor.fetchall() if name != "django_migrations_id_seq"}


def _named_files() -> Iterator[str]:
    """Every file that some row names."""
    for model in apps.get_models():
        if model._meta.proxy:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                rows = model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
                yield from (name for name in rows.iterator() if name)


def stored() -> Iterator[Path]:
    """Every private file."""
    root = Path(settings.MEDIA_ROOT)
    return (path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink())


def applied() -> list[str]:
    """The migrations that the database has, as ``app.name``."""
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def _versions() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    return {"postgresql": server, "django": django.get_version(), "python": platform.python_version()}
