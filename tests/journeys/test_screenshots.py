"""A screenshot is added to a metric, seen by readers and hidden from others."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.conftest import People

RESTRICTED = "/postmortems/INC-2026-12/"


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    Image.new("RGB", (640, 160), "navy").save(tmp_path / "graph.png")
    return tmp_path / "graph.png"


def test_lead_adds_a_screenshot_that_only_readers_get(people: People, graph: Path) -> None:
    lead = people.open("lead")
    lead.goto(RESTRICTED)
    lead.get_by_text("Source, note, screenshots").first.click()
    lead.get_by_role("link", name="Add a screenshot").first.click()
    lead.get_by_label("What the screenshot shows").fill("Answers by tenant, flat until ten")
    lead.locator("input[type=file]").set_input_files(graph)
    lead.get_by_role("button", name="Add the screenshot").click()

    picture = lead.get_by_role("img", name="Answers by tenant, flat until ten")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 640)
    address = str(picture.get_attribute("src"))
    assert lead.request.get(address).status == 200
    assert people.open("outsider").request.get(address).status == 404


def test_a_file_that_is_no_picture_is_refused_with_a_sentence(
    people: People, tmp_path: Path
) -> None:
    (tmp_path / "drawing.png").write_text("<svg onload='alert(1)'/>", encoding="utf-8")
    lead = people.open("lead", javascript=False)
    lead.goto(f"{RESTRICTED}attachments/")
    lead.get_by_label("What the screenshot shows").fill("A drawing")
    lead.locator("input[type=file]").set_input_files(tmp_path / "drawing.png")
    lead.get_by_role("button", name="Add the screenshot").click()

    expect(lead.get_by_text("PNG, JPEG or WebP").first).to_be_visible()
    expect(lead.get_by_label("What the screenshot shows")).to_have_value("A drawing")
