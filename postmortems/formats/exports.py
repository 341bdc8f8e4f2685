"""Gathers what a post-mortem says and what is computed from it, for every format."""

from datetime import UTC, datetime

from postmortems.choices import FollowUpPeriod, Milestone
from postmortems.deadlines import follow_up_on
from postmortems.formats import json
from postmortems.formats.markdown import writer
from postmortems.milestones import DURATION, figure, figures, reached
from postmortems.models import Postmortem, Snapshot


def markdown_of(postmortem: Postmortem) -> str:
    """The template, filled in."""
    snapshot = Snapshot.of(postmortem)
    duration = figure(DURATION, reached(snapshot.rows["timeline"]))
    return writer.dump(snapshot.content(), duration=duration.text)


def json_of(postmortem: Postmortem) -> str:
    snapshot = Snapshot.of(postmortem)
    return json.dump(
        snapshot.content(), postmortem=_about(postmortem), computed=_computed(snapshot)
    )


def _about(postmortem: Postmortem) -> dict[str, str]:
    return {
        "incident_id": postmortem.incident_id,
        "team": postmortem.team.slug,
        "status": postmortem.status,
        "visibility": postmortem.visibility,
        "opened_at": _shown(postmortem.opened_at),
        "resolved_at": _shown(postmortem.resolved_at),
    }


def _computed(snapshot: Snapshot) -> dict[str, str]:
    base = snapshot.postmortem.postmortem_on
    points = reached(snapshot.rows["timeline"])
    instants = {
        f"{milestone}_at": _shown(points[milestone].at if milestone in points else None)
        for milestone in Milestone
    }
    spans = {key: each.text for key, each in figures(points).items()}
    days = {
        f"follow_up_{period.value}": follow_up_on(period, base=base).isoformat() if base else ""
        for period in FollowUpPeriod
    }
    return instants | spans | days


def _shown(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else ""
