"""Points as people read them."""


def points(hundredths: int | None) -> str:
    """87.25 from 8725; a dash where there are none."""
    return "–" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"
