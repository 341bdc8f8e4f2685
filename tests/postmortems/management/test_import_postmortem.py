"""Post-mortems are imported and exported on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Team
from postmortems.formats.markdown import accounting
from postmortems.models import Postmortem, Snapshot, TimelineEvent
from tests.factories import TeamFactory, create_postmortem

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
WRITTEN = "# Two nodes were down\n\n## Timeline\n\n- 2022-07-07 09:12 First signal\n"


@pytest.fixture(autouse=True)
def team() -> Team:
    return TeamFactory.create(name="Platform", slug="platform")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "PM2022-003_nodes.md"
    path.write_text(WRITTEN, encoding="utf-8")
    return path


def run(*arguments: object) -> int:
    """The exit status."""
    try:
        call_command(*(str(argument) for argument in arguments))
    except SystemExit as stop:
        return int(str(stop.code))
    return 0


def test_responder_imports_a_file_into_the_team(file: Path, capsys: Any) -> None:
    assert run("import_postmortem", file, "--team", "platform", "--report", "json") == 0

    report = json.loads(capsys.readouterr().out)["documents"]
    assert [document["incident_id"] for document in report] == ["PM2022-003"]
    assert report[0]["timeline_rows"] == 1
    assert report[0]["words"] == report[0]["words_placed"] + report[0]["words_unplaced"]
    assert Postmortem.objects.get().team.slug == "platform"


def test_a_dry_run_keeps_nothing(file: Path, capsys: Any) -> None:
    assert run("import_postmortem", file, "--team", "platform", "--dry-run") == 0

    assert "PM2022-003" in capsys.readouterr().out
    assert not Postmortem.objects.exists()


def test_the_same_file_is_not_imported_twice(file: Path, capsys: Any) -> None:
    run("import_postmortem", file, "--team", "platform")

    assert run("import_postmortem", file, "--team", "platform") == 1
    assert "PM2022-003 is here already." in capsys.readouterr().err
    assert Postmortem.objects.count() == 1


def test_a_file_that_cannot_be_read_does_not_stop_the_others(file: Path, capsys: Any) -> None:
    missing = file.with_name("missing.md")
    arguments = ("--team", "platform", "--report", "json")

    assert run("import_postmortem", missing, file, *arguments) == 1

    said = capsys.readouterr()
    assert "missing.md" in said.err
    assert len(json.loads(said.out)["documents"]) == 1


def test_progress_is_told_beside_the_report(file: Path, capsys: Any) -> None:
    files = []
    for number in range(6):
        files.append(file.with_name(f"PM2022-10{number}.md"))
        files[-1].write_text(WRITTEN, encoding="utf-8")

    run("import_postmortem", *files, "--team", "platform", "--report", "json")

    said = capsys.readouterr()
    assert "6 of 6: PM2022-105.md" in said.err
    assert len(json.loads(said.out)["documents"]) == 6


def test_times_are_read_in_the_zone_that_was_said(file: Path) -> None:
    run("import_postmortem", file, "--team", "platform", "--timezone", "Europe/London")

    assert TimelineEvent.objects.exclude(at=None).get().at.hour == 8  # type: ignore[union-attr]


def test_a_team_that_is_not_there_is_answered_with_those_that_are(file: Path) -> None:
    with pytest.raises(CommandError, match=r"no team payments. Teams: platform"):
        call_command("import_postmortem", str(file), "--team", "payments")


def test_an_unknown_zone_is_a_mistake_in_the_call(file: Path) -> None:
    with pytest.raises(CommandError, match="is not a time zone"):
        call_command("import_postmortem", str(file), "--team", "platform", "--timezone", "Mars")


def test_no_word_of_a_real_document_is_lost_in_the_database() -> None:
    if not SAMPLES.exists():
        pytest.skip(f"the samples are not at {SAMPLES}")
    files = sorted(path for path in SAMPLES.glob("*/*") if path.suffix in {".md", ".erb"})

    for path in files:
        before = set(Postmortem.objects.values_list("pk", flat=True))
        assert run("import_postmortem", path, "--team", "platform") == 0
        opened = Postmortem.objects.with_people().exclude(pk__in=before).get()
        lost = accounting.missing(path.read_text("utf-8-sig"), Snapshot.of(opened).content())
        assert not lost, path.name


def test_what_was_written_is_exported_to_a_file(tmp_path: Path) -> None:
    create_postmortem(incident_id="INC-7")
    out = tmp_path / "out.json"

    call_command("export_postmortem", "inc-7", "--format", "json", "--output", str(out))

    assert json.loads(out.read_text("utf-8"))["postmortem"]["incident_id"] == "INC-7"


def test_an_export_goes_to_standard_output(capsys: Any) -> None:
    create_postmortem(incident_id="INC-7")

    call_command("export_postmortem", "INC-7")

    assert "| Incident ID | INC-7 |" in capsys.readouterr().out


def test_what_is_not_there_cannot_be_exported(tmp_path: Path) -> None:
    create_postmortem(incident_id="INC-7")

    with pytest.raises(CommandError, match="no post-mortem INC-8"):
        call_command("export_postmortem", "INC-8")
    with pytest.raises(CommandError, match="Is a directory"):
        call_command("export_postmortem", "INC-7", "--output", str(tmp_path))
