"""Gathers what a post-mortem says and what is computed from it, for every format."""

from postmortems.choices import Milestone
from postmortems.formats import aftermath, json
from postmortems.formats.aftermath import show_moment
from postmortems.formats.markdown import writer
from postmortems.milestones import DURATION, figure, figures, reached
from postmortems.models import Postmortem, Snapshot


def markdown_of(postmortem: Postmortem) -> str:
    """The template, filled in."""
    snapshot = Snapshot.of(postmortem)
    duration = figure(DURATION, reached(snapshot.rows["timeline"]))
    return writer.dump(
        snapshot.content(),
        duration=duration.text,
        checks=aftermath.check_words(postmortem),
        signatures=aftermath.signature_words(snapshot),
    )


def json_of(postmortem: Postmortem) -> str:
    snapshot = Snapshot.of(postmortem)
    return json.dump(
        snapshot.content(),
        postmortem=_about(postmortem),
        computed=_computed(snapshot),
        aftermath={
            "signatures": aftermath.signatures(postmortem),
            "follow_ups": aftermath.follow_ups(postmortem),
            "distribution": aftermath.distribution(postmortem),
        },
    )


def _about(postmortem: Postmortem) -> dict[str, str]:
    return {
        "incident_id": postmortem.incident_id,
        "team": postmortem.team.slug,
        "status": postmortem.status,
        "visibility": postmortem.visibility,
        "opened_at": show_moment(postmortem.opened_at),
        "resolved_at": show_moment(postmortem.resolved_at),
    }


def _computed(snapshot: Snapshot) -> dict[str, str]:
    points = reached(snapshot.rows["timeline"])
    instants = {
        f"{milestone}_at": show_moment(points[milestone].at if milestone in points else None)
        for milestone in Milestone
    }
    spans = {key: each.text for key, each in figures(points).items()}
    days = {
        f"follow_up_{period}": day.isoformat() if day else ""
        for period, day in aftermath.check_days(snapshot.postmortem).items()
    }
    return instants | spans | days
