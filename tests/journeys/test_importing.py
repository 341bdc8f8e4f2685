"""A post-mortem that was written elsewhere is pasted, seen in its places, and created."""

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import People, field_of

WRITTEN = """# Search was down

## Summary

Search answered nothing.

## Timeline (UTC)

| Time | Event |
|------|-------|
| 2026-11-20 23:50 | First signal detected |
| 00:10 | Resolved |

## Action items

- [ ] Grow the disk

## Weather

It rained.
"""


def test_responder_sees_where_each_word_goes_before_it_is_created(people: People) -> None:
    page = people.open("responder")
    page.goto("/postmortems/import/")
    page.get_by_label("The text, as Markdown").fill(WRITTEN)
    page.get_by_role("button", name="Preview the import").click()

    source = page.locator(".source")
    expect(source.get_by_text("Timeline, row 1")).to_be_visible()
    expect(source.locator(".passage").filter(has_text="It rained.")).to_contain_text("Unplaced")
    page.get_by_label("Severity").select_option("P2")
    page.get_by_role("button", name="Create post-mortem").click()

    page.wait_for_url("**/postmortems/INC-*/")
    expect(field_of(page, "Title")).to_have_value("Search was down")
    expect(field_of(page, "Unplaced")).to_have_value(
        "**Weather**\n\nIt rained.\n\nHeadings of the source: Action items"
    )
    assert (
        "| 2026-11-21 00:10 | Resolution confirmed"
        in page.request.get(f"{page.url}export.md").text()
    )


def test_many_files_are_shown_with_what_cannot_be_read(people: People, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(WRITTEN, encoding="utf-8")
    (tmp_path / "picture.md").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    page = people.open("lead", javascript=False)
    page.goto("/postmortems/import/")
    page.get_by_label("Or files").set_input_files([tmp_path / "good.md", tmp_path / "picture.md"])
    page.get_by_role("button", name="Preview the import").click()

    expect(page.get_by_role("row").filter(has_text="picture.md")).to_contain_text("not a text")
    with page.context.expect_page() as preview:
        page.get_by_role("button", name="Preview good.md").click()
    expect(preview.value.get_by_label("Title")).to_have_value("Search was down")
