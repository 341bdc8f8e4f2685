"""Imports written post-mortems, and reports on each in words or as JSON."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Team
from postmortems import clock
from postmortems.formats.markdown.reading import MOST_BYTES, Reading, Report
from postmortems.forms.imports import Source, open_imported, reason_against_id

MANY = 5
SOME_FAILED = 1
WRONG_USAGE = 2


def time_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ArgumentTypeError(f"{name} is not a time zone; write Europe/London") from None


class Command(BaseCommand):
    help = "Import written post-mortems; every word ends up in a field or under Unplaced."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--team", required=True, help="slug of the team, such as platform")
        parser.add_argument(
            "--timezone", type=time_zone, default="UTC", help="of times that name no zone"
        )
        parser.add_argument("--dry-run", action="store_true", help="read and report, keep nothing")
        parser.add_argument("--report", choices=["json"], help="report on standard output as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        team = _team(options["team"])
        files: list[Path] = options["files"]
        documents: list[dict[str, object]] = []
        for number, path in enumerate(files, start=1):
            if len(files) >= MANY:
                self.stderr.write(f"{number} of {len(files)}: {path.name}")
            source = _source(path, options["timezone"])
            incident_id = source.details["incident_id"]
            problem = source.problem or reason_against_id(incident_id)
            if problem or not source.reading:
                self.stderr.write(f"{path}: {problem}")
                continue
            if not options["dry_run"]:
                incident_id = _open(source.reading, team)
            documents.append(_line(path, incident_id, source.reading.report))
        self._say(documents, as_json=options["report"] == "json")
        if len(documents) < len(files):
            raise SystemExit(SOME_FAILED)

    def _say(self, documents: list[dict[str, object]], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"documents": documents}, ensure_ascii=False, indent=2))
            return
        for document in documents:
            self.stdout.write(
                "{file}: {incident_id}; {words} words, {words_placed} placed, {words_unplaced}"
                " unplaced; {timeline_rows} timeline rows, {actions} actions".format(**document)
            )
            for warning in document["warnings"]:  # type: ignore[attr-defined]
                self.stdout.write(f"  {warning}")


def _open(reading: Reading, team: Team) -> str:
    """The incident id of the new post-mortem."""
    opened = open_imported(reading.content, team=team, by=None, at=clock.now(), details={})
    return opened.incident_id


def _team(slug: str) -> Team:
    try:
        return Team.objects.get(slug=slug)
    except Team.DoesNotExist:
        known = ", ".join(Team.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(
            f"There is no team {slug}. Teams: {known}.", returncode=WRONG_USAGE
        ) from None


def _source(path: Path, zone: ZoneInfo) -> Source:
    """What can be read of the file; no more than is needed to see that it is too large."""
    try:
        with path.open("rb") as file:
            return Source.of_file(path.name, file.read(MOST_BYTES + 1), zone)
    except OSError as problem:
        return Source(path.name, problem=f"{problem.strerror}.")


def _line(path: Path, incident_id: str, report: Report) -> dict[str, object]:
    return {
        "file": str(path),
        "incident_id": incident_id,
        "words": report.words,
        "words_placed": report.words_placed,
        "words_unplaced": report.words_unplaced,
        "timeline_rows": report.timeline_rows,
        "actions": report.actions,
        "warnings": list(report.warnings),
    }
