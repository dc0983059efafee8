"""A backup brings everything back, to the row and to the byte, or nothing at all."""

import gzip
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from seoul_portal import backup
from seoul_portal.backup import archive, making
from tests import rows
from tests.cast import person
from tests.security.conftest import move_to

pytestmark = pytest.mark.django_db(transaction=True)


def contents() -> dict[str, tuple]:
    """Of every table the number of its rows and a fingerprint over all of them."""
    quote = connection.ops.quote_name
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SET TimeZone = 'UTC'")
        for table in making.tables():
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {quote(table)} t")
            found[table] = cursor.fetchone()
    return found


def counts() -> dict[str, int]:
    """Of every table the number of its rows, in one question."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{each}', count(*) FROM {quote(each)}" for each in making.tables()))
        return dict(cursor.fetchall())


def sequences() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE sequencename NOT LIKE 'django_mig%'")
        return dict(cursor.fetchall())


def stored() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in making.stored()}


def sleeping_triggers() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'O'")
        return [name for (name,) in cursor.fetchall()]


@pytest.fixture
def store(settings, tmp_path):
    """An empty folder for private files; called, it gives another one."""

    def fresh(name: str) -> Path:
        settings.MEDIA_ROOT = tmp_path / name
        settings.MEDIA_ROOT.mkdir()
        return settings.MEDIA_ROOT

    fresh("files")
    return fresh


def test_a_lived_in_portal_comes_back_whole_in_another_database_and_folder(spare_database, store, tmp_path, request):
    from casework import seals
    from funding.workflow import ledger

    with transaction.atomic():
        request.getfixturevalue("lived_in")
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert seals.seal_finished_days()
    call_command("backup", tmp_path / "backup")
    kept, series, files = contents(), sequences(), stored()
    assert sum(count for count, _hash in kept.values()) > 1000
    assert len(files) > 3
    assert sum(len(content) for content in files.values()) > 1000

    move_to(spare_database)
    store("elsewhere")
    assert not stored()
    call_command("restore", tmp_path / "backup")

    assert contents() == kept
    assert sequences() == series
    assert stored() == files
    assert not sleeping_triggers()
    call_command("verify_audit")
    assert seals.head() is not None
    compared = ledger.reconcile()
    assert compared.balances
    assert compared.entries
    assert not compared.differences


# --- Of a small portal: one person with a file ---------------------------------------------------------


@pytest.fixture
def small(store, tmp_path):
    """A backup of a portal with one person and one file; that database and the folder now in use are empty."""
    with transaction.atomic():
        person("김지우\t\\N 줄\n바꿈", "jiwoo@example.kr")
    (store("first") / "one").write_bytes(b"\0receipt")
    backup.make(tmp_path / "backup")
    rows.restore()
    store("second")
    return tmp_path / "backup"


def test_what_people_wrote_comes_back_as_it_was_and_only_the_owner_reads_a_backup(small):
    assert not [path for path in (small, *small.rglob("*")) if path.is_file() and path.stat().st_mode & 0o077]
    assert small.stat().st_mode & 0o077 == 0
    call_command("restore", small, check=True)
    assert not get_user_model().objects.exists()
    call_command("restore", small)
    assert get_user_model().objects.get().name == "김지우\t\\N 줄\n바꿈"
    assert stored() == {"one": b"\0receipt"}
    refused(small, "is not empty")
    shutil.rmtree(settings.MEDIA_ROOT)
    refused(small, "not empty", "accounts_user")


def refused(folder: Path, *words: str, **options) -> None:
    """Restoring says so in a sentence, and leaves everything as it was."""
    before, files = counts(), stored()
    with pytest.raises(CommandError) as caught:
        call_command("restore", folder, **options)
    for word in words:
        assert word in str(caught.value)
    assert counts() == before
    assert stored() == files
    assert not sleeping_triggers()


def changed_byte(folder: Path) -> str:
    part = folder / archive.part_of("accounts_user")
    content = bytearray(part.read_bytes())
    content[-9] ^= 1
    part.write_bytes(content)
    return "damaged"


def lost_part(folder: Path) -> str:
    (folder / archive.part_of("accounts_user")).unlink()
    return "damaged"


def link(folder: Path) -> str:
    part = folder / archive.part_of("accounts_user")
    part.rename(folder / "hidden")
    part.symlink_to(folder / "hidden")
    return "damaged"


def changed_manifest(folder: Path) -> str:
    (folder / archive.MANIFEST).write_text((folder / archive.MANIFEST).read_text().replace('"rows": 1', '"rows": 2'))
    return "damaged"


def no_backup(folder: Path) -> str:
    shutil.rmtree(folder)
    return "is no backup"


def another_format(folder: Path) -> str:
    return _sealed(folder, format=2) or "format 2"


def older_portal(folder: Path) -> str:
    kept = [name for name in _manifest(folder)["migrations"] if not name.startswith("funding.")]
    return _sealed(folder, migrations=kept) or "older portal"


def newer_portal(folder: Path) -> str:
    kept = [*_manifest(folder)["migrations"], "funding.0099_tomorrow"]
    return _sealed(folder, migrations=kept) or "newer portal"


def other_columns(folder: Path) -> str:
    tables = _manifest(folder)["tables"]
    tables["accounts_user"]["columns"].append("shoe_size")
    return _sealed(folder, tables=tables) or "not those of this portal: accounts_user"


def reaching_outside(folder: Path) -> str:
    parts = _manifest(folder)["parts"] | {"files/../../evil": {"size": 0, "sha256": "0"}}
    return _sealed(folder, parts=parts) or "no backup of ours"


def lost_person(folder: Path) -> str:
    """PostgreSQL notices with the last row in that the consents speak of nobody."""
    manifest, part = _manifest(folder), folder / archive.part_of("accounts_user")
    part.write_bytes(gzip.compress(b""))
    manifest["parts"][archive.part_of("accounts_user")] = vars(archive.fingerprint(part))
    manifest["tables"]["accounts_user"]["rows"] = 0
    return _sealed(folder, **manifest) or "Nothing was restored: insert or update on table"


def fewer_rows(folder: Path) -> str:
    tables = _manifest(folder)["tables"]
    tables["accounts_user"]["rows"] = 2
    return _sealed(folder, tables=tables) or "accounts_user has 1 rows, not 2"


def no_place_for_files(folder: Path) -> str:
    """The folder of files is a file, as when the disk is full: the rows go again, too."""
    shutil.rmtree(settings.MEDIA_ROOT)
    Path(settings.MEDIA_ROOT).write_bytes(b"")
    return "Nothing was restored"


HARMS = (
    changed_byte, lost_part, link, changed_manifest, no_backup, another_format, older_portal, newer_portal,
    other_columns, reaching_outside, lost_person, fewer_rows, no_place_for_files,
)  # fmt: skip


def test_a_wrong_or_damaged_backup_is_refused_with_a_sentence_and_nothing_is_half_restored(small, subtests, tmp_path):
    refused(small, "not the expected", expect="0" * 64)
    for harm in HARMS:
        folder = Path(shutil.copytree(small, tmp_path / harm.__name__))
        with subtests.test(harm.__name__):
            refused(folder, harm(folder))
    assert not (tmp_path / "evil").exists()


def _manifest(folder: Path) -> dict:
    return json.loads((folder / archive.MANIFEST).read_text())


def _sealed(folder: Path, **values) -> str:
    """Change the manifest as somebody does who also knows how to seal it."""
    (folder / archive.MANIFEST).write_text(json.dumps(_manifest(folder) | values))
    digest = archive.fingerprint(folder / archive.MANIFEST).sha256
    (folder / archive.SEAL).write_text(f"{digest}  {archive.MANIFEST}\n")
    return ""


def test_a_backup_that_fails_leaves_nothing_behind(store, tmp_path):
    with pytest.raises(CommandError, match="among the private files"):
        call_command("backup", settings.MEDIA_ROOT / "backup")
    (tmp_path / "taken").mkdir()
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", tmp_path / "taken")
    with transaction.atomic(), transaction.atomic(), pytest.raises(CommandError, match="transaction of its own"):
        call_command("backup", tmp_path / "nested")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["files", "taken"]
