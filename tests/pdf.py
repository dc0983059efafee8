"""What a PDF says, as people read it: letters inside are glyph numbers, so searching the bytes finds nothing."""

from io import BytesIO

from pypdf import PdfReader


def words(pdf: bytes) -> str:
    """All text of all pages, and the title, without the breaks that lines end with."""
    reader = PdfReader(BytesIO(pdf))
    title = str(reader.metadata.title or "") if reader.metadata else ""
    return title + " " + " ".join(page.extract_text().replace("\n", "") for page in reader.pages)
