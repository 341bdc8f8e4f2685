"""Agents that could not read invoices after a model switch: overdue, half written."""

from postmortems.content import Content
from postmortems.demo import calendar as c


def content(days: c.Calendar) -> Content:
    answers = {
        "title": "Agents could not read uploaded invoices",
        "severity": "P1",
        "impact_summary": "Every uploaded invoice since the model switch was answered with “I see "
        "no attachment”. 640 customers uploaded the same file again and again.",
        "incident_lead": c.RESPONDER,
        "postmortem_lead": c.RESPONDER,
        "users_affected": "640 customers, 3,905 uploads",
        "requests_failed": "All uploads of PDF files with more than one page",
        "sla_breached": "unknown",
        "sla_breached_detail": "being counted with the account team",
        "services_affected": "Invoice agent, expense export",
        "data_loss": "no",
        "what_happened": "The new model takes pages as images, the old one took text. The adapter "
        "converts the first page and, for all others, sends an empty list. An empty list is valid.",
        "how_detected": "A spike of “upload again” clicks on the product dashboard.",
        "who_detected": "Product analytics",
    }
    rows = {
        "timeline": days.events(
            ("-6:30", "impact_started", "Model switched for the invoice agent, 100 % at once."),
            ("-3:12", "first_signal", "“Upload again” clicks at eleven times the usual rate."),
            ("-2:50", "confirmed", "Two-page invoice from the demo set is not read."),
            ("-2:41", "declared", "Incident declared."),
            ("-0:35", "mitigated", "Old model restored for uploads."),
            ("-0:00", "resolved", "Upload-again rate back to normal for thirty minutes."),
        ),
        "whys": c.whys(
            "Pages after the first were sent as an empty list.",
            "The adapter’s conversion stops at the first page when the text layer is missing.",
        ),
        "short-term-actions": c.promises(
            ("Refuse an upload whose pages are empty", c.RESPONDER, days.day(9), "in_progress"),
            ("Add two-page and forty-page files to the demo set", "", "", ""),
        ),
    }
    return Content(answers, rows)
