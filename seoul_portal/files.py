"""Files that people bring: accepted for what they contain, kept where no address leads, handed out as downloads.

A file's name and the type that a browser claims are never believed. Photographs are decoded and written anew, so that
neither the place where they were taken nor anything hidden behind the picture stays. Nothing is unpacked, executed or
shown inside a page. Where the operator runs ClamAV, every file is asked about before it is opened (``scanning``).
"""

from __future__ import annotations

import hashlib
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NamedTuple
from uuid import uuid4

import pillow_heif
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db.models import FileField
from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from seoul_portal import scanning

LARGEST = 10 * 1024 * 1024
LONGEST_NAME = 120
# A photograph of a telephone has up to 50 million pixels; a picture bomb has billions.
MOST_PIXELS = 60_000_000
MOST_MEMBERS = 3000
MOST_UNPACKED = 100 * 1024 * 1024

pillow_heif.register_heif_opener(thumbnails=False)


class Kind(NamedTuple):
    """A kind of file that is accepted. ``suffixes``: the first is given to names that have none of them."""

    content_type: str
    suffixes: tuple[str, ...]


PDF = Kind("application/pdf", ("pdf",))
JPEG = Kind("image/jpeg", ("jpg", "jpeg"))
PNG = Kind("image/png", ("png",))
HWP = Kind("application/x-hwp", ("hwp",))
HWPX = Kind("application/hwp+zip", ("hwpx",))
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",))
_PHOTOGRAPHS = ("heic", "heif")


@dataclass(frozen=True)
class Accepted:
    """A file that passed: its bytes as they will be kept, and the name under which people will find it again."""

    content: bytes
    name: str
    content_type: str

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def as_file(self) -> ContentFile:
        """For a ``FileField``; its name says nothing, the display name is kept in a column of its own."""
        return ContentFile(self.content, name="file")


# --- Accepting ---------------------------------------------------------------------------------------


def accept(upload: Any) -> Accepted:
    """Check an uploaded file. Raises ``ValidationError`` with a sentence that says what to do."""
    shown = safe_name(upload.name)
    if upload.size > LARGEST:
        raise ValidationError(
            _("“%(name)s” is larger than %(most)d MB. Please make it smaller, or split it.")
            % {"name": shown, "most": LARGEST // 1024**2}
        )
    upload.seek(0)
    content = upload.read(LARGEST + 1)
    if not content:
        raise ValidationError(_("“%(name)s” is empty. Please choose the file once more.") % {"name": shown})
    check = next((check for begins, check in _CHECKS if begins(content)), None)
    if check is None:
        raise _unknown(shown)
    _scan(content, shown)
    kind, kept = check(content, shown)
    return Accepted(kept, _with_suffix(shown, kind), kind.content_type)


def _scan(content: bytes, name: str) -> None:
    try:
        scanning.scan(content)
    except scanning.Infected as error:
        raise ValidationError(
            _("“%(name)s” carries a virus (%(virus)s) and was not kept. Please clean your device before you try again.")
            % {"name": name, "virus": error}
        ) from error
    except scanning.Unreachable as error:
        raise ValidationError(
            _("“%(name)s” could not be checked for viruses just now. Please try again in some minutes.")
            % {"name": name}
        ) from error


def safe_name(name: str | None) -> str:
    """A name to show: no folders, nothing invisible, nothing that turns the direction of writing."""
    text = unicodedata.normalize("NFC", str(name or "")).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(char for char in text if unicodedata.category(char)[0] != "C")
    tidy = " ".join(seen.split()).strip(". ")
    return tidy[-LONGEST_NAME:].strip(". ") or _("file")


def _with_suffix(name: str, kind: Kind) -> str:
    stem, _dot, suffix = name.rpartition(".")
    if stem and suffix.lower() in kind.suffixes:
        return name
    if stem and kind is JPEG and suffix.lower() in _PHOTOGRAPHS:
        name = stem
    return f"{name}.{kind.suffixes[0]}"


def _unknown(name: str) -> ValidationError:
    return ValidationError(
        _("“%(name)s” cannot be taken. Please send a PDF, HWP, HWPX, DOCX, XLSX, JPEG, PNG or HEIC file.")
        % {"name": name}
    )


def _broken(name: str) -> ValidationError:
    return ValidationError(
        _("“%(name)s” is damaged or not what it seems. Please save it once more as a PDF, and send that.")
        % {"name": name}
    )


def _pdf(content: bytes, name: str) -> tuple[Kind, bytes]:
    if b"%%EOF" not in content[-2048:]:
        raise _broken(name)
    if b"/Encrypt" in content[-4096:]:
        raise _locked(name)
    return PDF, content


def _hwp(content: bytes, name: str) -> tuple[Kind, bytes]:
    """HWP 5 is an OLE container, as old Word files are; only its header stream begins with these words."""
    if b"HWP Document File" not in content or "FileHeader".encode("utf-16-le") not in content:
        raise _unknown(name)
    return HWP, content


def _photograph(content: bytes, name: str) -> tuple[Kind, bytes]:
    """The picture itself, turned upright and written anew; HEIC becomes JPEG, which every neighbour can open."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened = Image.open(BytesIO(content), formats=("JPEG", "PNG", "HEIF"))
            if opened.width * opened.height > MOST_PIXELS:
                raise ValidationError(
                    _("“%(name)s” has too many pixels. Please make the picture smaller.") % {"name": name}
                )
            kind = PNG if opened.format == "PNG" else JPEG
            picture = ImageOps.exif_transpose(opened)
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise _broken(name) from error
    colours = picture.info.get("icc_profile")
    picture.info = {key: picture.info[key] for key in ("transparency",) if key in picture.info}
    anew = BytesIO()
    if kind is PNG:
        picture.save(anew, "PNG", icc_profile=colours)
    else:
        plain = picture if picture.mode in ("RGB", "L", "CMYK") else picture.convert("RGB")
        plain.save(anew, "JPEG", quality=88, icc_profile=colours)
    return kind, anew.getvalue()


def _office(content: bytes, name: str) -> tuple[Kind, bytes]:
    """DOCX, XLSX and HWPX: archives, told apart by what must be in them."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _refuse_bomb(members, len(content), name)
            if archive.testzip() is not None:
                raise _broken(name)
            kind = _office_kind(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError) as error:
        raise _broken(name) from error
    if kind is None:
        raise _unknown(name)
    if any(member.filename.lower().endswith(("vbaproject.bin", ".js", ".exe")) for member in members):
        raise ValidationError(
            _("“%(name)s” contains macros or programs. Please save it without them, or as a PDF.") % {"name": name}
        )
    return kind, content


def _refuse_bomb(members: list[zipfile.ZipInfo], size: int, name: str) -> None:
    """Before anything is unpacked: how many, how large, one beside the other, readable, and none reaching outside.

    The sizes are the archive's own word, but ``testzip`` reads no more than that word and then compares checksums.
    """
    if any(member.flag_bits & 1 for member in members):
        raise _locked(name)
    too_much = len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED
    overlapping = sum(member.compress_size for member in members) > size
    strange = any(
        member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        or member.filename.startswith(("/", "\\"))
        or ".." in member.filename.replace("\\", "/").split("/")
        for member in members
    )
    if too_much or overlapping or strange:
        raise _broken(name)


def _office_kind(archive: zipfile.ZipFile) -> Kind | None:
    names = set(archive.namelist())
    if "mimetype" in names and archive.read("mimetype").strip() == b"application/hwp+zip":
        return HWPX
    if "[Content_Types].xml" in names:
        return DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None
    return None


def _locked(name: str) -> ValidationError:
    return ValidationError(
        _("“%(name)s” is protected by a password. Please send it without the password.") % {"name": name}
    )


def _is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"heim", b"heis", b"mif1"}


Check = Callable[[bytes, str], tuple[Kind, bytes]]
_CHECKS: tuple[tuple[Callable[[bytes], bool], Check], ...] = (
    (lambda content: content.startswith(b"%PDF-"), _pdf),
    (lambda content: content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or _is_heic(content), _photograph),
    (lambda content: content.startswith(b"PK\x03\x04"), _office),
    (lambda content: content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), _hwp),
)


# --- Keeping and handing out -------------------------------------------------------------------------


class PrivateStorage(FileSystemStorage):
    """Files below ``MEDIA_ROOT``, readable by the portal's own process and reachable by no address."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def url(self, name: str | None) -> str:
        raise ValueError("private files have no address; use seoul_portal.files.download")


def private_storage() -> PrivateStorage:
    """For ``FileField(storage=private_storage)``, so that migrations keep no path."""
    return PrivateStorage()


def private_path(instance: Any, filename: str) -> str:
    """Where a private file lies: by month and a random name, whatever it was called."""
    return f"{instance._meta.label_lower}/{timezone.now():%Y/%m}/{uuid4().hex}"


def download(file: Any, name: str, content_type: str) -> FileResponse:
    """``file`` (a ``FieldFile``) as something to save, never to open inside a page of ours. A lost one is not found."""
    try:
        opened = file.open("rb")
    except (FileNotFoundError, ValueError) as error:  # gone from the storage, or never there
        raise Http404 from error
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


class PrivateFileField(FileField):
    """A file in the private storage."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"storage": private_storage, "upload_to": private_path, "max_length": 120}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for own in ("storage", "upload_to", "max_length"):
            kwargs.pop(own, None)
        return name, path, args, kwargs


# --- Asking for files in a form ----------------------------------------------------------------------


class FilesInput(forms.FileInput):
    """One control for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to ``most`` files; cleans to a list of ``Accepted``. What is wrong is said of every file at once."""

    widget = FilesInput(attrs={"accept": ".pdf,.hwp,.hwpx,.docx,.xlsx,.jpg,.jpeg,.png,.heic"})

    def __init__(self, *, most: int = 5, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Accepted]:
        uploads = [upload for upload in data or [] if upload]
        if not uploads:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return []
        if len(uploads) > self.most:
            raise ValidationError(_("Please choose at most %d files.") % self.most)
        accepted, errors = [], []
        for upload in uploads:
            try:
                accepted.append(accept(upload))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return accepted
