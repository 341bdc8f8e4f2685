"""Everybody can read every text, in the light and in the dark."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parent.parent / "static" / "css" / "tokens.css"
ENOUGH = 4.5  # WCAG 2.2, 1.4.3: text of any size
ENOUGH_FOR_SHAPES = 3.0  # WCAG 2.2, 1.4.11: edges of fields, marks, the focus ring
THEMES = ["light", "dark"]
GROUNDS = ["paper", "surface", "raised", "sunken"]

TEXTS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent") for ground in GROUNDS),
    *((ink, ground) for ink in ("ok", "warn", "bad", "info") for ground in GROUNDS),
    *((f"p{level}", ground) for level in range(4) for ground in GROUNDS),
    *((ink, f"{ink}-soft") for ink in ("ok", "warn", "bad", "info")),
    *((ink, "accent-soft") for ink in ("ink", "ink-2", "ink-3", "accent")),
    *((f"p{level}", "accent-soft") for level in range(4)),
    ("ink-2", "chip"),
    ("ink", "warn-soft"),
    ("surface", "p0"),
    ("surface", "ink"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    *(("on-person", f"person-{number}") for number in range(1, 9)),
]
SHAPES = [(shape, ground) for shape in ("edge", "accent", "ok", "warn") for ground in GROUNDS]


def tokens(theme: str) -> dict[str, str]:
    """Each token's colour as six hexadecimal digits."""
    found = {}
    for name, value in re.findall(r"--([\w-]+): ([^;]+);", TOKENS.read_text(encoding="utf-8")):
        colours = re.findall(r"#([0-9a-f]{6})\b", value)
        if colours:
            found[name] = colours[0] if theme == "light" else colours[-1]
    return found


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_can_be_read(theme: str) -> None:
    colours = tokens(theme)
    faint = {
        f"{text} on {ground}": round(measured, 2)
        for text, ground in TEXTS
        if (measured := contrast(colours[text], colours[ground])) < ENOUGH
    }

    assert faint == {}


@pytest.mark.parametrize("theme", THEMES)
def test_every_edge_and_focus_ring_can_be_seen(theme: str) -> None:
    colours = tokens(theme)
    faint = {
        f"{shape} on {ground}": round(measured, 2)
        for shape, ground in SHAPES
        if (measured := contrast(colours[shape], colours[ground])) < ENOUGH_FOR_SHAPES
    }

    assert faint == {}
