"""What is posted becomes edits: only of what is there, only of what was changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.document import TABLES
from postmortems.editing import operations
from postmortems.forms.edits import posted_edits
from postmortems.forms.names import accessible_name, control_name, target_of
from postmortems.models import Postmortem
from tests.factories import create_postmortem

UID = "0b0f4a3e-7d1c-4a53-9a0e-0f5f6f5b5c11"
NOBODY = Postmortem(pk=0, seq=0)


def posted(name: str, base: str, text: str, **more: str) -> dict[str, str]:
    return {f"base-{name}": base, name: text, "seq": "0"} | more


@given(st.text(), st.text())
def test_a_text_is_posted_as_its_difference(base: str, text: str) -> None:
    edits = posted_edits(NOBODY, posted("answer-title", base, text))

    seen, typed = operations.normalise_text(base), operations.normalise_text(text)
    assert bool(edits) == (seen != typed)
    for edit in edits:
        assert edit.target == "answer:title"
        assert operations.apply(seen, edit.operation) == typed


def test_line_ends_of_a_form_are_no_change() -> None:
    assert posted_edits(NOBODY, posted("answer-unplaced", "a\nb", "a\r\nb")) == []


@pytest.mark.parametrize(
    "name",
    [
        "answer-nothing",
        "answer-duration",
        "answer-postmortem",
        f"row-nowhere-{UID}-event",
        f"row-timeline-{UID}-position",
        f"row-attachments-{UID}-file",
        "row-timeline-x-event",
        "csrfmiddlewaretoken",
    ],
)
def test_what_is_no_field_of_the_document_is_not_looked_at(name: str) -> None:
    assert posted_edits(NOBODY, posted(name, "", "x")) == []


def test_a_field_without_its_base_is_not_touched() -> None:
    assert posted_edits(NOBODY, {"answer-title": "x", "seq": "0"}) == []


def test_a_tick_taken_away_is_posted_by_its_absence() -> None:
    name = f"row-distribution-{UID}-is_shared"

    [edit] = posted_edits(NOBODY, {f"base-{name}": "yes", "seq": "0"})

    assert edit.operation == {"set": False, "was": True}


def test_a_person_is_posted_as_words_over_the_one_that_was_seen() -> None:
    more = {"was-answer-incident_lead": "7"}
    [edit] = posted_edits(NOBODY, posted("answer-incident_lead", "Ana", "Bo", **more))

    assert edit.operation == {"set": "Bo", "was": 7}
    assert edit.asks


@pytest.mark.parametrize("words", ["", "{", "[1", "nul"])
def test_a_damaged_hidden_field_harms_nobody(words: str) -> None:
    more = {"was-answer-incident_lead": words}
    [edit] = posted_edits(
        NOBODY, posted("answer-incident_lead", "Ana", "Bo", **more) | {"seq": words}
    )

    assert edit.operation["was"] == ""
    assert edit.base == 0


@pytest.mark.django_db
def test_the_same_page_makes_the_same_edits() -> None:
    postmortem = create_postmortem()
    post = posted("answer-title", "", "A title", client="abc")

    first, second = (posted_edits(postmortem, post) for _ in range(2))

    assert [edit.op_id for edit in first] == [edit.op_id for edit in second]


def test_names_lead_back_to_their_targets() -> None:
    for table in TABLES.values():
        for key in (key for key, column in table.fields.items() if column.kind.is_editable):
            target = f"row:{table.key}:{UID}:{key}"
            assert target_of(control_name(target)) == target


def test_a_name_says_its_table_where_another_one_has_the_same_column() -> None:
    timeline, short = TABLES["timeline"], TABLES["short-term-actions"]

    assert accessible_name(timeline, timeline.fields["event"], 3) == "Event, row 3"
    assert accessible_name(short, short.fields["owner"], 1) == "Short-term Actions: Owner, row 1"
