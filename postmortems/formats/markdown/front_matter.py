"""The block of settings that site generators put before the text."""

import re

FENCE = re.compile(r"-{3,}\s*")
TITLE = re.compile(r"title:\s*(?P<title>.+)", re.IGNORECASE)
LONGEST = 100


def split(text: str) -> tuple[int, str]:
    """How many lines the settings take, their fences included, and the title among them."""
    lines = text.split("\n")
    if not FENCE.fullmatch(lines[0]):
        return 0, ""
    end = next((n for n, line in enumerate(lines[1:LONGEST], 1) if FENCE.fullmatch(line)), 0)
    settings = lines[1:end]
    if not end or not all(_is_setting(line) for line in settings):
        return 0, ""
    titles = (match["title"] for line in settings if (match := TITLE.fullmatch(line.strip())))
    return end + 1, next(titles, "").strip(" \"'")


def _is_setting(line: str) -> bool:
    return not line.strip() or ":" in line or line.startswith((" ", "-", "#"))
