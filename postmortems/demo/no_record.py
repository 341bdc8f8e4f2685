"""A model switched without a record: small, finished, instructive."""

from postmortems.content import Content
from postmortems.demo import calendar as c

ANSWERS = {
    "title": "Model switched in production without a record",
    "severity": "P3",
    "impact_summary": "Answers of the internal help agent changed their tone for a morning. "
    "Nobody was hurt; for three hours nobody could say why.",
    "incident_lead": c.LEAD,
    "postmortem_lead": c.OWNER,
    "engineering_manager": c.MANAGER,
    "users_affected": "About 60 colleagues",
    "requests_failed": "None",
    "revenue_impact": "None",
    "sla_breached": "no",
    "services_affected": "Internal help agent",
    "data_loss": "no",
    "cost_incurred": "Half a morning of three people",
    "what_happened": "The model’s name is read from a settings page that several teams may "
    "edit and that keeps no history. A trial for another agent changed the shared value.",
    "how_detected": "“Why does it call me *dear colleague* now?”",
    "who_detected": "Everyone",
}

ROWS = {
    "whys": c.whys(
        "The model was switched by a change to a shared setting.",
        "The setting is shared because each agent once had the same model.",
        "Nobody owns the page; it keeps no history.",
    ),
    "did-well-lessons": c.lessons("The first question asked was “what changed?”, not “who?”."),
}


def content(days: c.Calendar) -> Content:
    answers = {"postmortem_date": days.day(1)}
    rows = {
        "timeline": days.events(
            ("-3:20", "impact_started", "The shared setting is changed."),
            ("-3:05", "first_signal", "First puzzled message in the help channel."),
            ("-0:20", "root_cause", "The settings page has no history; found by asking around."),
            ("-0:10", "mitigated", "Old model restored."),
            ("-0:00", "resolved", "The tone is dry again."),
        ),
        "long-term-actions": c.promises(
            (
                "Write down who may switch the model in production, and log it",
                c.OWNER,
                days.day(60),
                "in_progress",
            ),
        ),
    }
    return Content(ANSWERS | answers, ROWS | rows)
