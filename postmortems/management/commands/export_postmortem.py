"""Writes a post-mortem as Markdown or JSON."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from postmortems.formats.exports import json_of, markdown_of
from postmortems.models import Postmortem

FORMATS = {"md": markdown_of, "json": json_of}


class Command(BaseCommand):
    help = "Write a post-mortem to standard output, or to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("incident_id", metavar="INC-…")
        parser.add_argument("--format", choices=FORMATS, default="md")
        parser.add_argument("--output", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["incident_id"]
        found = Postmortem.objects.with_people()
        postmortem = (
            found.filter(incident_id__iexact=wanted).first()
            or found.filter(former_incident_ids__incident_id__iexact=wanted).first()
        )
        if postmortem is None:
            raise CommandError(f"There is no post-mortem {wanted}.")
        text = FORMATS[options["format"]](postmortem)
        if options["output"] is None:
            self.stdout.write(text, ending="")
            return
        try:
            options["output"].write_text(text, encoding="utf-8")
        except OSError as problem:
            raise CommandError(f"{options['output']}: {problem.strerror}.") from None
