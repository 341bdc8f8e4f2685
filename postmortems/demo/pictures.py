"""Draws the demo's screenshot: a plain curve."""

from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (960, 360)
CENTS = [41] * 30 + [60, 96] + [127] * 44 + [90, 48] + [41] * 18


def cost_curve() -> bytes:
    """Cost per outcome over a day, as a PNG."""
    picture = Image.new("RGB", SIZE, "#fffefc")
    pen = ImageDraw.Draw(picture)
    for cents in (0, 50, 100, 150):
        y = _y(cents)
        pen.line([(60, y), (SIZE[0] - 20, y)], fill="#e2dfd8")
        pen.text((14, y - 6), f"$0.{cents:03}", fill="#56534d")
    step = (SIZE[0] - 80) / (len(CENTS) - 1)
    points = [(60 + number * step, _y(cents)) for number, cents in enumerate(CENTS)]
    pen.line(points, fill="#3b4fb8", width=3)
    pen.text((60, 12), "Cost per outcome", fill="#1d1c1a")
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _y(cents: float) -> float:
    return SIZE[1] - 30 - cents * (SIZE[1] - 70) / 150
