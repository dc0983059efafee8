"""The folder of a backup: its parts, and the manifest that names each with its size and fingerprint."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
DATABASE, FILES = "database", "files"
BLOCK = 1024 * 1024


class BackupError(Exception):
    """Why a backup was not made or not restored, in a sentence for the operator."""


@dataclass(frozen=True)
class Part:
    """One file of the archive."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Table:
    """The rows of one table, in the part ``database/<name>.gz``."""

    columns: list[str]
    rows: int


@dataclass
class Manifest:
    """What a backup holds."""

    made_at: str
    versions: dict[str, str]
    migrations: list[str]
    tables: dict[str, Table] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)  # files that the database names and the storage has lost
    format: int = FORMAT

    @property
    def files(self) -> list[str]:
        """The private files, as the storage names them."""
        return [name.removeprefix(f"{FILES}/") for name in self.parts if name.startswith(f"{FILES}/")]


def part_of(table: str) -> str:
    return f"{DATABASE}/{table}.gz"


def fingerprint(path: Path) -> Part:
    """The size and SHA-256 of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as opened:
        while block := opened.read(BLOCK):
            digest.update(block)
            size += len(block)
    return Part(size, digest.hexdigest())


def copy(source: BinaryIO, target: Path) -> Part:
    """Write ``source`` to a new file that only its owner reads, wholly or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as opened:
        try:
            target.chmod(0o600)
            while block := source.read(BLOCK):
                opened.write(block)
                digest.update(block)
                size += len(block)
        except BaseException:
            target.unlink()
            raise
    return Part(size, digest.hexdigest())


def write(folder: Path, manifest: Manifest) -> str:
    """Seal the archive by its manifest. Returns the manifest's SHA-256, which belongs into other hands."""
    path = folder / MANIFEST
    path.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    digest = fingerprint(path).sha256
    (folder / SEAL).write_text(f"{digest}  {MANIFEST}\n")  # as `sha256sum --check` reads it
    for each in (path, folder / SEAL):
        each.chmod(0o600)
    return digest


def read(folder: Path, *, expect: str | None = None) -> Manifest:
    """The manifest of the archive in ``folder``, after every part of it was compared.

    Raises ``BackupError`` where the folder is no backup, is damaged, or is not the one whose digest is expected.
    """
    try:
        text, seal = (folder / MANIFEST).read_bytes(), (folder / SEAL).read_text()
    except OSError as error:
        raise BackupError(f"{folder} is no backup: {error.filename} cannot be read.") from error
    digest = hashlib.sha256(text).hexdigest()
    if digest != seal.split(" ")[0]:
        raise BackupError(f"The backup in {folder} is damaged: {MANIFEST} is not what was written.")
    if expect and digest != expect:
        raise BackupError(f"This is not the expected backup: its digest is {digest}.")
    manifest = _understood(text)
    damaged = [name for name, part in manifest.parts.items() if not _is_there(folder, name, part)]
    if damaged:
        raise BackupError(f"The backup in {folder} is damaged: {_some(damaged)} missing or changed.")
    return manifest


def _understood(text: bytes) -> Manifest:
    try:
        given: dict[str, Any] = json.loads(text)
        if given["format"] != FORMAT:
            raise BackupError(f"The backup has format {given['format']}, this portal reads format {FORMAT}.")
        tables = {name: Table(**each) for name, each in given.pop("tables").items()}
        parts = {name: Part(**each) for name, each in given.pop("parts").items()}
        manifest = Manifest(**given, tables=tables, parts=parts)
    except (ValueError, TypeError, KeyError) as error:
        raise BackupError(f"{MANIFEST} cannot be understood: {error!r}.") from error
    outside = [name for name in parts if ".." in PurePosixPath(name).parts or PurePosixPath(name).is_absolute()]
    if outside or any(part_of(name) not in parts for name in tables):
        raise BackupError(f"{MANIFEST} names what no backup of ours holds.")
    return manifest


def _is_there(folder: Path, name: str, part: Part) -> bool:
    path = folder / name
    return path.is_file() and not path.is_symlink() and fingerprint(path) == part


def _some(names: Iterable[str], most: int = 5) -> str:
    listed = sorted(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more + (" is" if len(listed) == 1 else " are")


def discard(folder: Path) -> None:
    """Remove what was begun."""
    shutil.rmtree(folder, ignore_errors=True)
