"""The two checklists of the template: metrics with their values, and whom it was shared with."""

import re
from collections.abc import Iterable, Mapping, Sequence

from postmortems.choices import AttachmentSlot
from postmortems.content import TICKED
from postmortems.document import TABLES, Column
from postmortems.formats.markdown.cells import read_edges, spell_edges

Row = Mapping[str, str]

TICK, NAME, *VALUES = TABLES["metrics"].columns
LABELLED = {column.label: column for column in VALUES}
BOX = re.compile(r"- \[([ xX])\](?: (.*))?")
VALUE = re.compile(rf"  - ({'|'.join(LABELLED)}): (.*)")
SCREENSHOT = re.compile(
    r"(?:  )?- Screenshot \((before|during|after)\): (.*?) ?\(sha256 ([^()]*)\)"
)
# A colon ends the name of an audience; one inside it is spelled as a reference.
SPELLED_COLON = re.compile(r"&((?:amp;)*)#58;")
BEFORE_NOTE = ": "


def metric_lines(metrics: Sequence[Row], screenshots: Sequence[Row]) -> list[str]:
    lines = []
    for number, metric in enumerate(metrics):
        lines.append(_box(metric[TICK.key], spell_edges(metric[NAME.key])))
        lines += [_value(column, words) for column in VALUES if (words := metric[column.key])]
        lines += [f"  {_screenshot(row)}" for row in screenshots if row["metric"] == str(number)]
    known = {str(number) for number in range(len(metrics))}
    return lines + [_screenshot(row) for row in screenshots if row["metric"] not in known]


def read_metrics(lines: Iterable[str]) -> tuple[list[Row], list[Row], list[str]]:
    """The metrics, their screenshots, and the lines that are neither."""
    metrics: list[dict[str, str]] = []
    screenshots: list[Row] = []
    strays = []
    for line in lines:
        if box := BOX.fullmatch(line):
            metrics.append({TICK.key: _tick(box), NAME.key: read_edges(box[2] or "")})
        elif shot := SCREENSHOT.fullmatch(line):
            screenshots.append(_read_screenshot(shot, len(metrics) - 1))
        elif not (metrics and _read_value(line, metrics[-1])):
            strays.append(line)
    return list(metrics), screenshots, strays


def _value(column: Column, words: str) -> str:
    shown = dict(column.choices.choices)[words] if column.choices else words
    return f"  - {column.label}: {spell_edges(shown)}"


def _read_value(line: str, metric: dict[str, str]) -> bool:
    """Take the value that the line tells of the metric; False where it tells none, or another."""
    match = VALUE.fullmatch(line)
    if match is None or metric.get(LABELLED[match[1]].key):
        return False
    column, words = LABELLED[match[1]], read_edges(match[2])
    if column.choices:
        words = next((code for code, label in column.choices.choices if label == words), "")
    metric[column.key] = words
    return bool(words)


def distribution_lines(rows: Sequence[Row]) -> list[str]:
    return [_box(row["is_shared"], spell_edges(_audience(row))) for row in rows]


def read_distribution(lines: Iterable[str]) -> tuple[list[Row], list[str]]:
    """Who it was shared with, and the lines that say something else."""
    rows: list[Row] = []
    strays = []
    for line in lines:
        if box := BOX.fullmatch(line):
            audience, _, note = read_edges(box[2] or "").partition(BEFORE_NOTE)
            audience = SPELLED_COLON.sub(_read_colon, audience)
            rows.append({"is_shared": _tick(box), "audience": audience, "note": note})
        else:
            strays.append(line)
    return rows, strays


def _box(tick: str, words: str) -> str:
    return f"- [{'x' if tick else ' '}] {words}".rstrip(" ")


def _tick(box: re.Match[str]) -> str:
    return "" if box[1] == " " else TICKED


def _audience(row: Row) -> str:
    audience = SPELLED_COLON.sub(r"&amp;\1#58;", row["audience"]).replace(": ", "&#58; ")
    return f"{audience}{BEFORE_NOTE}{row['note']}" if row["note"] else audience


def _read_colon(match: re.Match[str]) -> str:
    return f"&{match[1].removeprefix('amp;')}#58;" if match[1] else ":"


def _screenshot(row: Row) -> str:
    words = spell_edges(row["alt_text"])
    return f"- Screenshot ({row['slot']}): {words} (sha256 {row['sha256']})"


def _read_screenshot(shot: re.Match[str], metric: int) -> Row:
    slot = AttachmentSlot(shot[1]).value
    number = str(metric) if shot[0].startswith(" ") and metric >= 0 else ""
    words = read_edges(shot[2])
    return {"metric": number, "slot": slot, "alt_text": words, "sha256": shot[3]}
