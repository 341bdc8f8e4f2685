"""A post-mortem that was written elsewhere finds its places in the template."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pytest

from postmortems.content import Content
from postmortems.formats.markdown import accounting
from postmortems.formats.markdown.reader import load
from postmortems.formats.markdown.reading import Reading, Unreadable, decode, read
from postmortems.formats.markdown.writer import dump

OUTAGE = """# Search was down for an hour

## Summary

Search answered nothing from ten to eleven.

## Customer impact

Nine hundred searches failed.

## Timeline (all times CET)

| Time | What |
|------|------|
| 2026-11-20 23:50 | Alert for empty answers |
| 00:10 | Incident declared |

## Root causes

A disk was full.

### The disk

It had been small since spring.

## Contributing factors

- **No alert**: nobody watches that disk
- The runbook names another host

## What went well

- The page came at once

## Where we got lucky

- It was night

## What went wrong

- We looked at the wrong graph

## Action items

- [x] Grow the disk (owner: Robin Doe)
- [ ] Alert at 80 percent @sam due 2026-12-01

## Attendees

Robin, Sam
"""


def outage() -> Reading:
    return read(OUTAGE, name="IR-2026-7.md")


def first_cells(content: Content, table: str, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row[column] for column in columns) for row in content.table(table)]


def test_prose_goes_to_the_answer_its_heading_asks_for() -> None:
    content = outage().content

    assert content.answer("title") == "Search was down for an hour"
    assert content.answer("incident_id") == "IR-2026-7"
    assert content.answer("impact_summary") == (
        "Search answered nothing from ten to eleven.\n\n"
        "**Customer impact**\n\nNine hundred searches failed."
    )
    assert content.answer("what_happened") == (
        "A disk was full.\n\n**The disk**\n\nIt had been small since spring."
    )


def test_a_timeline_is_read_in_the_zone_its_heading_names_and_over_midnight() -> None:
    rows = {row["event"]: row for row in outage().content.table("timeline") if row["time"]}

    first, second = rows.values()
    assert first["time"].startswith("2026-11-20 22:50")
    assert second["time"].startswith("2026-11-20 23:10")
    assert (first["milestone"], second["milestone"]) == ("", "declared")


def test_points_become_rows() -> None:
    content = outage().content

    assert first_cells(content, "contributing-factors", "factor", "contribution") == [
        ("No alert", "nobody watches that disk"),
        ("The runbook names another host", ""),
    ]
    assert first_cells(content, "did-well-lessons", "text") == [
        ("The page came at once",),
        ("We got lucky: It was night",),
    ]
    assert first_cells(content, "to-improve-lessons", "text") == [("We looked at the wrong graph",)]


def test_actions_keep_owner_date_and_tick() -> None:
    actions = outage().content.table("short-term-actions")

    assert [(row["owner"], row["due_date"], row["status"]) for row in actions] == [
        ("Robin Doe", "", "done"),
        ("@sam", "2026-12-01", ""),
    ]


def test_what_has_no_place_is_kept_and_reported() -> None:
    reading = outage()

    assert "Robin, Sam" in reading.content.answer("unplaced")
    assert reading.report.words_lost == 0
    assert reading.report.words == reading.report.words_placed + reading.report.words_unplaced
    assert "1 of 2 actions have no due date." in reading.report.warnings
    assert not accounting.missing(OUTAGE, reading.content)


def test_headings_that_became_ours_are_named_at_the_end() -> None:
    unplaced = outage().content.answer("unplaced")

    assert "Headings of the source: " in unplaced
    assert "What went wrong" in unplaced.split("Headings of the source: ")[1]


def test_no_action_is_no_row() -> None:
    reading = read("# Short\n\n## Action items\n\n- N/A\n")

    assert not reading.content.table("short-term-actions")
    assert "N/A" in reading.content.answer("unplaced")


def test_times_without_a_zone_are_the_authors() -> None:
    text = "# Short\n\n## Timeline\n\n- 2026-07-01 10:00 It broke\n"

    rows = read(text, zone=ZoneInfo("Europe/London")).content.table("timeline")

    assert [row["time"] for row in rows if row["event"].startswith("It broke")] == [
        "2026-07-01 09:00"
    ]


@pytest.mark.parametrize(
    ("heading", "time"),
    [
        ("Timeline (all times CET)", "2026-11-20 09:00"),
        ("Timeline (times in GMT+2)", "2026-11-20 08:00"),
        ("Timeline (UTC)", "2026-11-20 10:00"),
        ("Timeline (the west region)", "2026-11-20 10:00"),
    ],
)
def test_a_heading_says_the_zone_of_its_times(heading: str, time: str) -> None:
    text = f"# Short\n\n## {heading}\n\n- 2026-11-20 10:00 It broke\n"

    rows = read(text).content.table("timeline")

    assert [row["time"] for row in rows if row["event"].startswith("It broke")] == [time]


def test_a_time_that_nobody_knows_stays_as_it_is_written() -> None:
    text = "# Short, 2026-11-20\n\n## Timeline\n\n- 14:?? It broke\n- 14:30 It was mended\n"

    reading = read(text)

    events = [row for row in reading.content.table("timeline") if row["event"]]
    assert [row["time"] for row in events] == ["14:??", "2026-11-20 14:30"]
    assert any("14:??" in warning for warning in reading.report.warnings)


@pytest.mark.parametrize(
    ("answers", "rows", "kept"),
    [
        ({"incident_lead": "Robin " * 50}, {}, "**Incident Lead**\n\nRobin Robin"),
        (
            {},
            {"systemic-actions": ({"title": "Own it", "owner": "the team " * 40},)},
            "**Owner, row 1**\n\nthe team the team",
        ),
        (
            {},
            {"contributing-factors": tuple({"factor": f"Factor {n}"} for n in range(501))},
            "**Factor, row 501**\n\nFactor 500",
        ),
    ],
)
def test_what_no_field_could_hold_moves_to_the_unplaced_words(
    answers: Mapping[str, str],
    rows: Mapping[str, tuple[Mapping[str, str], ...]],
    kept: str,
) -> None:
    reading = read(dump(Content(answers, rows).complete()))

    assert kept in reading.content.answer("unplaced")
    assert reading.report.words_lost == 0


def test_a_text_of_which_nothing_is_understood_is_refused() -> None:
    with pytest.raises(Unreadable, match="Too little of this text was understood"):
        read("# Log\n\n## Colophon\n\n" + "word " * 25_000)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text"),
        (b"ab\x00cd", "not a text"),
        (b"x" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_a_file_that_is_no_text_gets_a_sentence(file: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        decode(file)


@pytest.mark.parametrize("text", ["", " \n\n", "- " * 5_000 + "x", ">" * 5_000 + " x"])
def test_an_empty_or_absurd_text_gets_a_sentence(text: str) -> None:
    with pytest.raises(Unreadable, match=r"\.$"):
        read(text)


def test_an_export_keeps_what_other_layouts_brought() -> None:
    content = outage().content

    assert load(dump(content)).complete() == content.complete()
