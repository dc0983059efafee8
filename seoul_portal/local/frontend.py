"""What comes from npm packages: fetched by ``npm ci``, then copied into ``var`` with a few repairs.

``var/frontend`` holds what browsers receive, ``var/fonts`` the typefaces of PDF files.

Standard library only, because it runs before anything else is there: ``python -m seoul_portal.local.frontend [npm]``.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TARGET = Path(os.environ.get("PORTAL_VAR", ROOT / "var")) / "frontend"
MODULES = ROOT / "node_modules"
FONTS = TARGET.with_name("fonts")
STAMP = "built-from"
# Together they have every Hangul syllable, every letter of CJK Unified Ideographs, and emoji.
TYPEFACES = (
    "noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf",
    "noto-sans-kr/700Bold/NotoSansKR_700Bold.ttf",
    "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "noto-emoji/400Regular/NotoEmoji_400Regular.ttf",
)


def build(npm: str | Path = "npm", *, checks: bool = False) -> bool:
    """Make ``var/frontend`` as the lock file wants it; ``checks`` also fetches what only the tests need.

    Returns whether anything had to be done. Raises ``RuntimeError`` with npm's words where fetching fails.
    """
    built = TARGET / STAMP
    wanted = _fingerprint()
    current = built.is_file() and built.read_text() == wanted and FONTS.is_dir()
    if current and not checks:
        return False
    fetched = _fetch(npm, checks=checks)
    if not current:
        _replace(FONTS, _copy_fonts)
        _replace(TARGET, _copy)
        (TARGET / STAMP).write_text(wanted)
    return fetched or not current


def _fingerprint() -> str:
    """Changes when the lock file or this file does."""
    parts = (ROOT / "package-lock.json", Path(__file__))
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def _fetch(npm: str | Path, *, checks: bool) -> bool:
    """Run npm where a package of the lock file is missing; returns whether it ran."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    missing = [path for path, package in packages.items() if path and not _is_there(path, package["version"])]
    if not any(checks or not packages[path].get("dev") for path in missing):
        return False
    # npm removes what it is not asked for: packages for checks that are there stay.
    alone = not checks and all(path in missing for path, package in packages.items() if package.get("dev"))
    command = [str(npm), "ci", "--no-progress", *(["--omit=dev"] if alone else [])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"Front-end packages could not be fetched ({' '.join(command)}):\n{done.stderr.strip()}")
    return True


def _is_there(path: str, version: str) -> bool:
    try:
        return json.loads((ROOT / path / "package.json").read_text())["version"] == version
    except FileNotFoundError:
        return False


def _replace(target: Path, copy: Callable[[Path], None]) -> None:
    """Make ``target`` anew beside itself, so that it is never half there."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    copy(fresh)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def _copy_fonts(target: Path) -> None:
    target.mkdir(parents=True)
    for typeface in TYPEFACES:
        shutil.copy(MODULES / "@expo-google-fonts" / typeface, target)


def _copy(target: Path) -> None:
    krds = MODULES / "krds-uiux" / "resources"
    css = target / "krds" / "css" / "component"
    css.mkdir(parents=True)
    (css / "krds.css").write_text(_krds_css(krds / "css"), encoding="utf-8")
    shutil.copytree(krds / "img", target / "krds" / "img")
    fonts = target / "krds" / "fonts"
    fonts.mkdir()
    for font in sorted((krds / "fonts").glob("*.subset.woff2")):
        shutil.copy(font, fonts)
    (target / "htmx").mkdir()
    shutil.copy(MODULES / "htmx.org" / "dist" / "htmx.min.js", target / "htmx")


def _krds_css(folder: Path) -> str:
    """KRDS's tokens and components as one file that hashed static files can digest.

    The government's logo is reserved to government sites and its files are not where the CSS looks for them;
    the source map is not published; ``@import`` would cost a round trip before the first paint.
    """
    tokens = (folder / "token" / "krds_tokens.css").read_text(encoding="utf-8").replace('@charset "utf-8";', "")
    kept = []
    for line in (folder / "component" / "output.css").read_text(encoding="utf-8").splitlines():
        if line.startswith(("@charset", "@import", "/*# sourceMappingURL")):
            continue
        if "ico_logo_krds" in line:
            line = line.split("url(")[0] + "none;"
        kept.append(line)
    return '@charset "UTF-8";\n' + tokens + "\n".join(kept) + "\n"


if __name__ == "__main__":
    print("Front end built." if build(*sys.argv[1:2], checks=True) else "Front end is up to date.")
