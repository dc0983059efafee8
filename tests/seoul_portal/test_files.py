"""What people upload is taken for what it contains, whatever it calls itself."""

import struct
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields.files import FieldFile
from django.http import Http404
from PIL import Image

from seoul_portal import files
from seoul_portal.files import PrivateFileField, accept, download, safe_name

HWP = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + b"\0" * 600
    + "FileHeader".encode("utf-16-le")
    + b"HWP Document File"
    + b"\0" * 99
)
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
GPS = {1: "N", 2: (37.0, 32.0, 40.0), 3: "E", 4: (127.0, 3.0, 20.0)}


def upload(name, content, claims="application/octet-stream"):
    return SimpleUploadedFile(name, content, content_type=claims)


def picture(kind="JPEG", **options):
    """A small photograph taken in 성수동, upside down, with a comment."""
    image = Image.new("RGB", (40, 20), "orange")
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Telephone of Jiwoo"
    exif.get_ifd(0x8825).update(GPS)
    out = BytesIO()
    image.save(out, kind, exif=exif.tobytes(), **options)
    return out.getvalue()


def archive(members, **options):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}
XLSX = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}
HWPX = {"mimetype": "application/hwp+zip", "Contents/content.hpf": "<opf/>"}


@pytest.mark.parametrize(
    ("name", "content", "kept", "content_type"),
    [
        ("회의록.pdf", PDF, "회의록.pdf", "application/pdf"),
        ("계획서.hwp", HWP, "계획서.hwp", "application/x-hwp"),
        ("계획서.hwpx", archive(HWPX), "계획서.hwpx", "application/hwp+zip"),
        ("plan.docx", archive(DOCX), "plan.docx", files.DOCX.content_type),
        ("예산.xlsx", archive(XLSX), "예산.xlsx", files.XLSX.content_type),
        ("골목.JPEG", picture(), "골목.JPEG", "image/jpeg"),
        ("골목.png", picture("PNG"), "골목.png", "image/png"),
        ("IMG_0001.HEIC", picture("HEIF"), "IMG_0001.jpg", "image/jpeg"),
    ],
)
def test_each_kind_is_known_by_its_content(name, content, kept, content_type):
    accepted = accept(upload(name, content, "text/html"))
    assert (accepted.name, accepted.content_type) == (kept, content_type)
    assert len(accepted.sha256) == 64


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_a_photograph_no_longer_says_where_and_by_what_it_was_taken_and_stands_upright(kind):
    before = picture(kind)
    assert b"Telephone of Jiwoo" in before
    after = accept(upload("photo", before)).content
    with Image.open(BytesIO(after)) as image:
        assert not image.getexif()
        assert not image.info.get("comment")
        if kind != "HEIF":  # its writer turns the picture itself
            assert image.size == (20, 40)
    assert b"Telephone of Jiwoo" not in after


def test_what_hides_behind_a_photograph_is_gone():
    hidden = picture(comment=b"<script>alert(1)</script>") + archive({"evil.html": "<script>alert(2)</script>"})
    after = accept(upload("both.jpg", hidden)).content
    assert b"script" not in after
    assert b"PK\x03\x04" not in after


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", b"<html><script>alert(1)</script></html>"),
        ("photo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("photo.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"),
        ("photo.jpg", b"\xff\xd8\xff<script>"),
        ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        ("report.pdf", b"<html>%PDF-1.7 %%EOF"),
        ("report.pdf", b"%PDF-1.7 and nothing more"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("files.zip", archive({"readme.txt": "hello"})),
        ("plan.docx", b"PK\x03\x04 but no archive"),
        ("plan.docx", archive(DOCX)[:-30]),
        ("self-extracting.docx", b"MZ\x90\x00" + archive(DOCX)),
        ("program.exe", b"MZ\x90\x00"),
        ("empty.pdf", b""),
    ],
)
def test_what_is_not_what_it_seems_is_refused_with_advice(name, content):
    with pytest.raises(ValidationError) as refused:
        accept(upload(name, content, "image/png"))
    (sentence,) = refused.value.messages
    assert name in sentence
    assert "주세요" in sentence


def test_macros_and_passwords_are_refused_with_advice():
    for members in (DOCX | {"word/vbaProject.bin": "x"}, XLSX | {"xl/VBAPROJECT.BIN": "x"}):
        with pytest.raises(ValidationError, match="매크로"):
            accept(upload("plan.docx", archive(members)))
    locked = bytearray(archive(DOCX))
    at = locked.index(b"PK\x01\x02") + 8
    locked[at] |= 1
    for content in (bytes(locked), PDF.replace(b"trailer <<>>", b"trailer <</Encrypt 5 0 R>>")):
        with pytest.raises(ValidationError, match="비밀번호"):
            accept(upload("plan.docx", content))


def test_an_archive_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked():
    bomb = archive(DOCX | {f"word/{number}.xml": b"\0" * 30_000_000 for number in range(4)})
    assert len(bomb) < files.LARGEST
    with pytest.raises(ValidationError):
        accept(upload("bomb.docx", bomb))


def test_an_archive_that_lies_about_its_size_is_refused():
    """The directory says ten bytes, the member has a million: the checksum tells after ten."""
    content = bytearray(archive(DOCX | {"word/big.xml": b"\0" * 1_000_000}))
    entry = content.rindex(b"PK\x01\x02")
    struct.pack_into("<L", content, entry + 24, 10)
    with pytest.raises(ValidationError):
        accept(upload("liar.docx", bytes(content)))


def test_members_that_lie_on_top_of_each_other_are_refused():
    content = archive(DOCX | {"word/a.xml": bytes(range(256)) * 400})
    entry = content.rindex(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    copies = 200
    tail = bytearray(content[end:])
    struct.pack_into("<HH", tail, 8, 3 + copies, 3 + copies)
    struct.pack_into("<L", tail, 12, end - content.index(b"PK\x01\x02") + copies * (end - entry))
    with pytest.raises(ValidationError):
        accept(upload("overlap.docx", content[:end] + content[entry:end] * copies + bytes(tail)))


@pytest.mark.parametrize("path", ["../../etc/cron.d/evil", "/etc/passwd", "word/../../evil", "..\\evil.dll"])
def test_members_that_reach_outside_are_refused(path):
    with pytest.raises(ValidationError):
        accept(upload("plan.docx", archive(DOCX | {path: "x"})))


def test_too_many_members_are_refused():
    with pytest.raises(ValidationError):
        accept(upload("plan.docx", archive(DOCX | {f"word/{number}": "" for number in range(files.MOST_MEMBERS)})))


def test_a_picture_of_a_billion_pixels_is_refused_before_it_is_painted():
    content = bytearray(picture("PNG"))
    struct.pack_into(">LL", content, 16, 40_000, 40_000)
    import zlib

    struct.pack_into(">L", content, 29, zlib.crc32(bytes(content[12:29])))
    with pytest.raises(ValidationError):
        accept(upload("bomb.png", bytes(content)))


def test_a_file_over_the_limit_is_refused_by_its_size():
    with pytest.raises(ValidationError, match="10MB"):
        accept(upload("huge.pdf", PDF + b" " * files.LARGEST))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\evil.dll", "evil.dll"),
        ("photo\r\nSet-Cookie: a=b.png", "photoSet-Cookie: a=b.png"),
        ("cod\u202egnp.exe", "codgnp.exe"),
        (".htaccess", "htaccess"),
        ("  회의록   최종.pdf ", "회의록 최종.pdf"),
        ("\u1112\u116c\u110b\u1174.pdf", "회의.pdf"),  # as telephones of one maker write it
        ("...", "파일"),
        ("", "파일"),
        (None, "파일"),
    ],
)
def test_names_are_shown_without_tricks(given, shown):
    assert safe_name(given) == shown


def test_a_long_name_keeps_its_end():
    name = safe_name("가" * 500 + ".pdf")
    assert len(name) <= files.LONGEST_NAME
    assert name.endswith(".pdf")


def test_a_name_gets_the_ending_of_what_the_file_is():
    assert accept(upload("invoice.exe", PDF)).name == "invoice.exe.pdf"
    assert accept(upload("evil.html", picture("PNG"))).name == "evil.html.png"


def test_private_files_have_no_address(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    storage = files.private_storage()
    name = storage.save("somewhere/file", accept(upload("a.pdf", PDF)).as_file())
    with pytest.raises(ValueError, match="no address"):
        storage.url(name)
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_a_form_says_what_is_wrong_with_every_file():
    field = files.FilesField(most=3)
    with pytest.raises(ValidationError) as refused:
        field.clean([upload("a.exe", b"MZ"), upload("b.pdf", PDF), upload("c.svg", b"<svg>")])
    assert len(refused.value.messages) == 2
    with pytest.raises(ValidationError, match="3"):
        field.clean([upload(f"{number}.pdf", PDF) for number in range(4)])
    assert field.clean([upload("b.pdf", PDF)])[0].content == PDF


def test_a_file_that_is_gone_from_the_storage_is_not_found(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    nowhere = FieldFile(None, PrivateFileField(), "gone/since/yesterday")
    never = FieldFile(None, PrivateFileField(), "")
    for lost in (nowhere, never):
        with pytest.raises(Http404):
            download(lost, "letter.pdf", "application/pdf")
