"""Real post-mortems of other organisations are read without losing a word."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from postmortems.formats.markdown import accounting
from postmortems.formats.markdown.reader import load
from postmortems.formats.markdown.reading import Reading, decode, read
from postmortems.formats.markdown.writer import dump
from postmortems.instants import read_instant

SAMPLES = Path(__file__).parents[5] / "shared" / "samples"
NO_DOCUMENTS = {"LICENSE", "SOURCE.txt"}
DOCUMENTS = [path for path in sorted(SAMPLES.glob("*/*")) if path.name not in NO_DOCUMENTS]
TABLES = [path for path in DOCUMENTS if path.parent.name == "dfds"]

pytestmark = pytest.mark.skipif(not DOCUMENTS, reason=f"the samples are not at {SAMPLES}")

CELLS = re.compile(r"^\| *~?(2\d{3,4})-(\d\d)-(\d\d) +(\d{1,2}):(\d\d)[^|]*\|", re.MULTILINE)
CET = timedelta(hours=1)


def name_of(path: Path) -> str:
    return path.name[:40]


def reading_of(path: Path) -> Reading:
    return read(decode(path.read_bytes()), name=path.name)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_word_has_a_place_or_is_unplaced(path: Path) -> None:
    reading = reading_of(path)

    report = reading.report
    assert report.words == report.words_placed + report.words_unplaced
    assert not accounting.missing(decode(path.read_bytes()), reading.content)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_what_was_read_comes_back_from_its_export(path: Path) -> None:
    content = reading_of(path).content

    assert load(dump(content)).complete() == content.complete()


@pytest.mark.parametrize("path", TABLES, ids=name_of)
def test_every_row_of_a_timeline_table_has_its_instant(path: Path) -> None:
    text = decode(path.read_bytes())
    wanted = [instant_of(found.groups(), text) for found in CELLS.finditer(text)]

    times = [row["time"] for row in reading_of(path).content.table("timeline") if row["time"]]

    assert [read_instant(time).at for time in times] == wanted
    assert len(wanted) > 1


def instant_of(parts: tuple[str, ...], text: str) -> datetime:
    """Worked out here anew. Two digits of a year are mistyped in one document (20202)."""
    year, month, day, hour, minute = (int(part) for part in parts)
    year = year if year < 10_000 else int(str(year)[:4])
    at = datetime(year, month, day, hour, minute, tzinfo=UTC)
    return at - CET if re.search(r"\bin CET\b", text) else at
