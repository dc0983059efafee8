"""Remembers with what each step of a start was done, to skip it while nothing changed."""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path


class Stamps:
    """One small file per step in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def step(self, name: str, inputs: Iterable[Path], *also: str | Path) -> Iterator[bool]:
        """Yields whether the step must be done; remembered as done when its block ends without an exception.

        ``also`` holds words that belong to the fingerprint; a path among them must exist for the step to count as done.
        """
        results = [item for item in also if isinstance(item, Path)]
        wanted = _fingerprint(inputs, [str(item) for item in also])
        stale = self.read(name) != wanted or not all(result.exists() for result in results)
        if stale:
            (self.folder / name).unlink(missing_ok=True)
        yield stale
        if stale:
            self.note(name, wanted)

    def read(self, name: str) -> str:
        path = self.folder / name
        return path.read_text() if path.exists() else ""

    def note(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)


def _fingerprint(inputs: Iterable[Path], words: list[str]) -> str:
    """Of names and contents, not of times: a fresh checkout of the same files changes nothing."""
    digest = hashlib.sha256("\0".join(words).encode())
    for path in sorted(inputs):
        if path.is_file():
            digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
