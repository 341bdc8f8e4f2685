"""Fills an empty database with the demo's people and post-mortems."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.demo import seed_people
from postmortems import clock
from postmortems.demo.opening import open_stories
from postmortems.models import Postmortem


class Command(BaseCommand):
    help = "Add the demo's people and eight post-mortems; does nothing where there are any."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        people = seed_people()
        if Postmortem.objects.exists():
            return
        opened = open_stories(people, at=clock.now())
        self.stderr.write(f"Opened {len(opened)} post-mortems of the demo.")
