"""One value in one cell: the simplest spelling that reads back as the same value.

A cell stays the Markdown its writer typed. Only what a cell cannot hold is spelled otherwise: a
newline as `<br>`, a pipe as `\\|`, blanks at the edges and words that would be read as something
else by a character reference. What looks like such a spelling itself has an `amp;` put in.
"""

import re
from collections.abc import Callable

BREAK = "<br>"
TYPED_BREAK = re.compile(r"(?:<|&((?:amp;)*)lt;)br>")
SPELLED_BREAK = re.compile(r"<br>|&((?:amp;)*)lt;br>")
BLANK = re.compile(r"(?:&emsp;|[ \t])*")
BLANK_LOOKALIKE = re.compile(r"&(?:amp;)*emsp;(?:&emsp;|[ \t])*")
REFERENCE = re.compile(r"&((?:amp;)*)#([1-9][0-9]{0,6});(.*)", re.DOTALL)
REFERENCE_AT_END = re.compile(r"(.+)&((?:amp;)*)#(32|9);", re.DOTALL)
AMP = "amp;"
EDGES = " \t"
LAST_CODE_POINT = 0x10FFFF


def to_cell(value: str) -> str:
    """The value as the source of a cell, without the blanks beside the pipes."""
    return spell_edges(value).replace("|", r"\|")


def from_cell(source: str) -> str:
    """The value of a cell; the template's own blank is no value."""
    text = source.strip(EDGES).replace(r"\|", "|")
    return "" if BLANK.fullmatch(text) else read_edges(text)


def spell_edges(value: str) -> str:
    """The value on one line that may be stripped, and is not blank."""
    text = TYPED_BREAK.sub(_spell_break, value).replace("\n", BREAK)
    text = _spell_end(escape(text, is_misread=_has_blank_start))
    return _put_amp(text, "emsp;") if BLANK_LOOKALIKE.fullmatch(text) else text


def read_edges(text: str) -> str:
    if BLANK_LOOKALIKE.fullmatch(text):
        text = text.replace(AMP, "", 1)
    text, _ = unescape(_read_end(text), is_misread=_has_blank_start)
    return SPELLED_BREAK.sub(_read_break, text)


def escape(text: str, *, is_misread: Callable[[str], bool]) -> str:
    """The text with its first character as a reference, where it would be misread."""
    if (named := _named(text)) is not None and is_misread(named):
        return _put_amp(text, "")
    return f"&#{ord(text[0])};{text[1:]}" if is_misread(text) else text


def unescape(text: str, *, is_misread: Callable[[str], bool]) -> tuple[str, bool]:
    """The text, and whether it was escaped: then it means nothing but itself."""
    named = _named(text)
    if named is None or not is_misread(named):
        return text, False
    return (text.replace(AMP, "", 1) if text.startswith(f"&{AMP}") else named), True


def _named(text: str) -> str | None:
    """What the text says if its first reference is read as a character."""
    match = REFERENCE.fullmatch(text)
    if match is None or int(match[2]) > LAST_CODE_POINT:
        return None
    return chr(int(match[2])) + match[3]


def _has_blank_start(text: str) -> bool:
    return text.startswith((" ", "\t"))


def _spell_end(text: str) -> str:
    if len(text) > 1 and text.endswith((" ", "\t")):
        return f"{text[:-1]}&#{ord(text[-1])};"
    match = REFERENCE_AT_END.fullmatch(text)
    return f"{match[1]}&{AMP}{match[2]}#{match[3]};" if match else text


def _read_end(text: str) -> str:
    match = REFERENCE_AT_END.fullmatch(text)
    if match is None:
        return text
    if match[2]:
        return f"{match[1]}&{match[2].removeprefix(AMP)}#{match[3]};"
    return match[1] + chr(int(match[3]))


def _spell_break(match: re.Match[str]) -> str:
    return f"&lt;{BREAK[1:]}" if match[0] == BREAK else f"&{AMP}{match[0][1:]}"


def _read_break(match: re.Match[str]) -> str:
    if match[0] == BREAK:
        return "\n"
    return f"&{match[0][1:].removeprefix(AMP)}" if match[1] else BREAK


def _put_amp(text: str, ending: str) -> str:
    return re.sub(rf"&((?:amp;)*){ending}", rf"&{AMP}\1{ending}", text, count=1)
