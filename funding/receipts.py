"""The picture of a receipt: how alike two are, and where one waits while its form is filled in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core import signing
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from seoul_portal.files import Accepted, private_storage

# A form may stay open over night; then its file is forgotten.
KEPT_FOR = timedelta(days=2)
FOLDER = "funding.kept"
_SALT = "funding.receipts"


def likeness(accepted: Accepted) -> str:
    """A difference hash of a photograph, 64 bits in hexadecimal; nothing for other files.

    Each bit says whether a field of a 9 × 8 grid is lighter than its neighbour, which scaling and light do not change.
    """
    if not accepted.content_type.startswith("image/"):
        return ""
    with Image.open(BytesIO(accepted.content)) as picture:
        grey = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    cells = list(grey.tobytes())
    bits = "".join(
        "1" if cells[row * 9 + column] > cells[row * 9 + column + 1] else "0" for row in range(8) for column in range(8)
    )
    return f"{int(bits, 2):016x}"


def distance(one: str, other: str) -> int:
    """How many of the 64 bits differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


@dataclass(frozen=True)
class Kept:
    """A file that was accepted and belongs to nothing yet."""

    path: str
    name: str
    content_type: str

    def accepted(self) -> Accepted | None:
        """The file itself, or nothing where it waited for too long."""
        storage = private_storage()
        if not storage.exists(self.path):
            return None
        with storage.open(self.path) as file:
            return Accepted(file.read(), self.name, self.content_type)

    def forget(self) -> None:
        private_storage().delete(self.path)


def keep(accepted: Accepted, user: Any) -> str:
    """Put the file aside while the rest of the form is corrected. Returns what the form carries: of use to ``user``."""
    path = private_storage().save(f"{FOLDER}/{uuid4().hex}", ContentFile(accepted.content))
    kept = Kept(path, accepted.name, accepted.content_type)
    return signing.dumps({**asdict(kept), "user": user.pk}, salt=_SALT)


def kept(token: str, user: Any) -> Kept | None:
    """What ``keep`` put aside for ``user``, or nothing."""
    try:
        found = signing.loads(token, salt=_SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    owner = found.pop("user")
    return Kept(**found) if owner == user.pk else None


def forget_old() -> int:
    """Destroy files whose form was never sent. Returns how many."""
    storage = private_storage()
    if not storage.exists(FOLDER):
        return 0
    paths = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]]
    old = [path for path in paths if storage.get_modified_time(path) < timezone.now() - KEPT_FOR]
    for path in old:
        storage.delete(path)
    return len(old)
