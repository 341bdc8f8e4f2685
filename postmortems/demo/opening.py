"""Opens the demo's eight post-mortems, and lets several people write in them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import ModuleType
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import Team, User
from postmortems.choices import Visibility
from postmortems.demo import (
    failover,
    invoices,
    no_record,
    pictures,
    retry_loop,
    standstill,
    wrong_tenant,
    yesterday,
)
from postmortems.demo.calendar import Calendar
from postmortems.demo.lives import live
from postmortems.demo.writing import write, write_story
from postmortems.document import ATTACHMENTS
from postmortems.editing import Edit, open_postmortem, operations
from postmortems.formats.images import clean_image
from postmortems.models import Metric, Postmortem


@dataclass(frozen=True)
class Story:
    """One incident of the demo, that ended so many hours ago."""

    module: ModuleType
    incident_id: str
    hours_ago: int
    team: str = "platform"
    by: str = "lead@example.com"
    visibility: Visibility = Visibility.ORGANISATION


STORIES = (
    Story(no_record, "INC-{year}-3", 24 * 52, by="owner@example.com"),
    Story(standstill, "INC-{year}-9", 24 * 23),
    Story(yesterday, "INC-{year}-11", 24 * 9, by="owner@example.com"),
    Story(failover, "PAY-{year}-6", 24 * 3, team="payments", by="outsider@example.com"),
    Story(wrong_tenant, "INC-{year}-12", 24 * 2 - 5, visibility=Visibility.RESTRICTED),
    Story(invoices, "INC-{year}-15", 53, by="responder@example.com"),
    Story(retry_loop, "INC-{year}-14", 31),
)


def open_stories(people: dict[str, User], *, at: datetime) -> list[Postmortem]:
    """All eight, the last one blank; `people` by e-mail, `at` the moment it is now."""
    opened = [_open(story, people, at=at) for story in STORIES]
    blank = open_postmortem(
        team=Team.objects.get(slug="payments"),
        by=people["outsider@example.com"],
        at=at - timedelta(hours=1),
        incident_id=f"PAY-{at.year}-7",
    )
    return [*opened, blank]


def _open(story: Story, people: dict[str, User], *, at: datetime) -> Postmortem:
    resolved = at - timedelta(hours=story.hours_ago)
    calendar = Calendar(resolved.replace(second=0, microsecond=0))
    by = people[story.by]
    postmortem = open_postmortem(
        team=Team.objects.get(slug=story.team),
        by=by,
        at=resolved + timedelta(hours=2),
        incident_id=story.incident_id.format(year=at.year),
        visibility=story.visibility,
    )
    write_story(postmortem, story.module.content(calendar), people, at=at)
    if story.module is retry_loop:
        _write_together(postmortem, people, at=at)
        _hang_pictures(postmortem, by, at=at)
    live(story.module, postmortem, people)
    return postmortem


def _write_together(postmortem: Postmortem, people: dict[str, User], *, at: datetime) -> None:
    """A little history: a sentence reworked by two, a severity raised."""
    steps = (
        ("responder@example.com", 48, "for eleven hours", "for about eleven hours"),
        ("lead@example.com", 46, "for about eleven hours", "for eleven hours"),
        ("manager@example.com", 44, "tripled cost", "tripled the cost"),
        ("lead@example.com", 42, "tripled the cost", "tripled cost"),
    )
    for email, minutes, old, new in steps:
        text = postmortem.title.replace(old, new)
        edit = Edit("answer:title", operations.diff(postmortem.title, text), base=postmortem.seq)
        moment = at - timedelta(minutes=minutes)
        write(postmortem, [edit], by=people[email], at=moment)


def _hang_pictures(postmortem: Postmortem, by: User, *, at: datetime) -> None:
    metric = Metric.objects.filter(postmortem=postmortem).order_by("position")[0]
    image = clean_image(pictures.cost_curve())
    name = default_storage.save(f"{uuid4().hex}.{image.extension}", ContentFile(image.content))
    values = {
        "metric": str(metric.uid),
        "slot": "during",
        "alt_text": "Cost per outcome over a day: flat at four cents, then a plateau at thirteen "
        "cents for eleven hours, then flat again.",
        "file": name,
        "content_type": image.content_type,
        "width": image.width,
        "height": image.height,
        "sha256": image.sha256,
    }
    operation = {"add": str(uuid4()), "values": values}
    edit = Edit(ATTACHMENTS.target, operation, base=postmortem.seq, is_trusted=True)
    write(postmortem, [edit], by=by, at=at - timedelta(minutes=40))
