"""What browsers receive from npm packages: repaired, complete, and with nothing from elsewhere."""

import re

import pytest
from django.conf import settings

from seoul_portal.local import frontend


@pytest.fixture
def built():
    folder = settings.FRONTEND_DIR
    assert (folder / frontend.STAMP).is_file(), "run `python -m seoul_portal.local.frontend` first"
    return folder


def test_style_sheet_refers_only_to_files_that_are_there(built):
    sheet = built / "krds" / "css" / "component" / "krds.css"
    text = sheet.read_text(encoding="utf-8")
    wanted = {address.strip("\"'") for address in re.findall(r"url\(([^)]+)\)", text)}
    assert [address for address in wanted if not (sheet.parent / address).resolve().is_file()] == []
    assert "sourceMappingURL" not in text
    assert "@import" not in text
    assert "//cdn" not in text


def test_our_style_sheets_refer_only_to_files_that_are_there(built):
    for sheet in (settings.BASE_DIR / "static" / "seoul_portal").glob("*.css"):
        for address in re.findall(r'url\("([^"]+)"\)', sheet.read_text()):
            assert (built / address.removeprefix("../")).is_file(), f"{sheet.name}: {address}"


def test_second_build_has_nothing_to_do(built):
    assert frontend.build(npm="there-is-no-such-npm") is False


def test_script_stays_small():
    script = settings.BASE_DIR / "static" / "seoul_portal" / "portal.js"
    assert len(script.read_text().splitlines()) <= 200
