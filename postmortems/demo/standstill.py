"""A queue that stood still for 52 minutes: a P0, complete but for the last signatures."""

from postmortems.choices import Better
from postmortems.content import Content
from postmortems.demo import calendar as c

ANSWERS = {
    "title": "Queue of outgoing answers stood still for 52 minutes",
    "severity": "P0",
    "impact_summary": "No agent’s answer left the building for 52 minutes. 8,300 people waited; "
    "when the queue moved again, 214 of them got the same answer twice.",
    "incident_lead": c.LEAD,
    "postmortem_lead": c.LEAD,
    "engineering_manager": c.MANAGER,
    "users_affected": "8,300 people in all regions",
    "requests_failed": "0 refused, 11,020 delayed, 214 delivered twice",
    "revenue_impact": "$18,400 in service credits",
    "sla_breached": "yes",
    "sla_breached_detail": "99.9 % monthly became 99.86 %",
    "services_affected": "Delivery of answers: chat, mail, voice",
    "data_loss": "no",
    "data_loss_detail": "Everything queued was delivered in the end",
    "cost_incurred": "$1,150 for answers generated twice",
    "customers_notified": "Status page red after 9 minutes; mail to all administrators",
    "public_communication": "Status page, and a public summary the day after",
    "enterprise_deals_affected": "One renewal call moved by a week",
    "what_happened": "A message with a **42 MB attachment** reached the head of the queue. The "
    "worker that took it ran out of memory, died, and gave the message back. The next worker "
    "took it. Within ninety seconds all twelve workers were dying in turn, and everything "
    "behind that message waited.",
    "how_detected": "Page: age of the oldest message above five minutes.",
    "who_detected": "Monitoring",
    "time_to_detect": "Five minutes, as designed",
    "why_not_sooner": "The threshold is five minutes because the nightly batch takes four.",
    "playbook_followed": "yes",
    "worked_well": "Roles were taken within three minutes; the status page told the truth.",
    "could_be_faster": "Moving one message aside needs three commands that nobody knew by "
    "heart; 24 of the 52 minutes went there.",
    "communication": "Clear and on time. Support asked for the public text earlier.",
}

ROWS = {
    "whys": c.whys(
        "All workers died on the same message, one after the other.",
        "A message goes back to the head of the queue when its worker dies.",
        "Nothing counts how often a message has been tried.",
        "The size limit stands in the documentation of the queue, not in its code.",
        "We write limits where people read them and not where programs meet them.",
    ),
    "contributing-factors": c.factors(
        ("No limit on tries", "One message could stop twelve workers for ever."),
        ("Documented but unenforced size limit", "The sender believed 42 MB was refused."),
        ("Restarts look like health", "A worker that restarts passes its health check."),
    ),
    "detection-actions": c.improvements(
        ("Alert when one message is tried three times", "P0", c.OWNER),
    ),
    "response-actions": c.improvements(
        ("One command that moves a message aside, rehearsed each quarter", "P1", c.RESPONDER),
    ),
    "did-well-lessons": c.lessons(
        "Five minutes to detect was what we had promised ourselves, and it held.",
        "The status page said “we do not know yet” when we did not know yet.",
    ),
    "to-improve-lessons": c.lessons(
        "A queue needs a way around its head.",
        "A limit that is only written down is a wish.",
    ),
    "systemic-actions": ({"title": "Limits are documented, not enforced", "owner": c.LEAD},),
    "related-documents": c.documents(
        ("https://incidents.example.com/4590", "Incident log"),
        ("#inc-4590-standstill", "Slack thread"),
        ("https://graphs.example.com/d/delivery", "Monitoring dashboard"),
        ("delivery/worker#502, #503", "Related PRs"),
    ),
    "metrics": (
        c.metric(
            "Cost per outcome before/during/after",
            ("0.040", "0.044", "0.040"),
            "$",
            Better.LOWER,
        ),
        c.metric(
            "Error rates",
            ("0.2", "0.2", "0.2"),
            "%",
            Better.LOWER,
            note="Waiting is not an error either.",
        ),
        c.metric("Latency percentiles", ("2.1", "2,460", "2.0"), "s, p95", Better.LOWER),
        c.metric("Tool success rates", ("99.1", "99.0", "99.2"), "%", Better.HIGHER),
    ),
    "distribution": c.audiences(
        ("Engineering team", "yes", ""),
        ("Product team", "yes", ""),
        ("Leadership (P0/P1 only)", "yes", "with the credits"),
        ("Affected customers (if applicable)", "yes", "the public summary"),
    ),
}


def content(days: c.Calendar) -> Content:
    answers = {"postmortem_date": days.day(1)}
    rows = {
        "timeline": days.events(
            ("-0:52", "impact_started", "Message 88,412,077 reaches the head of the queue."),
            ("-0:50", "", "All twelve workers have died once."),
            ("-0:47", "first_signal", "Page: oldest message is five minutes old."),
            ("-0:45", "confirmed", "Workers restart every few seconds, memory at the limit."),
            ("-0:43", "declared", "P0 declared; status page red."),
            ("-0:38", "mitigation_attempted", "Workers doubled to 24. They die as well."),
            ("-0:30", "root_cause", "One message is 42 MB; the limit is written, not enforced."),
            ("-0:06", "mitigated", "The message is moved aside; the queue moves."),
            ("-0:00", "resolved", "Backlog delivered."),
            ("+0:31", "all_clear", "No restart for thirty minutes."),
        ),
        "short-term-actions": c.promises(
            ("Move a message aside after its third try", c.RESPONDER, days.day(7), "done"),
            ("Refuse messages above 10 MB where they enter", c.OWNER, days.day(9), "done"),
            ("Mark answers so that a second delivery is dropped", c.OWNER, days.day(13), "blocked"),
        ),
        "long-term-actions": c.promises(
            (
                "Go through every written limit and enforce it or strike it out",
                c.LEAD,
                days.day(45),
                "in_progress",
            ),
        ),
    }
    return Content(ANSWERS | answers, ROWS | rows)
