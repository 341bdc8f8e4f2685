"""A failover of sixty steps, of the team Payments: a long timeline."""

from datetime import timedelta

from postmortems.choices import Better
from postmortems.content import Content
from postmortems.demo import calendar as c

STEPS = (
    "Checkout p99 in the west region passes 2 s.",
    "Database primary reports slow commits; disk latency 40 ms.",
    "Payment provider’s own status page is green.",
    "Two of nine checkout pods fail their readiness check.",
    "Traffic to the west region reduced to 80 %.",
    "Slow commits continue; replicas fall 11 s behind.",
    "On-call database engineer joins the bridge.",
    "Provider of the disks opens a case.",
    "Decision: prepare failover to the east region.",
    "East region’s replica is 19 s behind.",
    "Writes of the loyalty service paused to take load away.",
    "Replica lag shrinks to 6 s.",
    "Runbook page 1 to 4 read aloud on the bridge.",
    "Page 5 names a tool that was retired in June.",
    "The tool’s successor is found; its flags differ.",
    "A dry run on the staging pair succeeds.",
    "A second dry run shows a warning about sequences.",
    "The warning is understood: harmless for this schema.",
    "Card payments queued at the edge for up to two minutes.",
    "Customers see “we are on it” instead of an error.",
    "Replica lag is 2 s.",
    "Failover started.",
    "Old primary refuses to become read-only: a long transaction.",
    "The transaction is a nightly export, ended by hand.",
    "Old primary is read-only.",
    "East replica promoted.",
    "Three services still write to the old address.",
    "Their configuration is cached for fifteen minutes.",
    "Caches emptied one service after the other.",
    "First card payment through the east region.",
    "Queue at the edge drains: 4,100 payments.",
    "11 payments are refused twice and set aside.",
    "p99 in the east region is 900 ms: caches are cold.",
    "Loyalty writes resumed.",
    "p99 passes below 400 ms.",
    "The 11 payments are checked one by one with the provider.",
    "Nine went through, two are asked again; nobody is charged twice.",
    "Traffic back to 100 %.",
    "Disks in the west region answer normally again.",
    "Decision: stay in the east until Monday.",
    "West region rebuilt as the replica.",
    "Replica in the west has caught up.",
    "Export of the night started again.",
    "Ledger of the day compared with the provider’s: equal.",
    "Status page green with a short explanation.",
    "Watch handed over to the next shift.",
    "Alert for replica lag moved from 60 s to 10 s.",
    "Runbook page 5 corrected.",
    "Second person walks through the corrected runbook.",
    "Support gets a text for those who saw “we are on it”.",
    "Account team informs four large merchants.",
)


ANSWERS = {
    "title": "Checkout slow for four hours: a failover in sixty steps",
    "severity": "P1",
    "impact_summary": "Card payments took up to two minutes while the database was moved to "
    "another region. 4,100 payments waited; none was lost, none was charged twice.",
    "incident_lead": c.OUTSIDER,
    "postmortem_lead": c.OUTSIDER,
    "users_affected": "4,100 buyers waited for up to two minutes",
    "requests_failed": "11 payments refused, all settled the same day",
    "revenue_impact": "None measurable: abandoned checkouts were at the level of any Friday",
    "sla_breached": "yes",
    "sla_breached_detail": "Checkout under 3 s for 99.5 % of a month’s payments: 99.3 %",
    "services_affected": "Checkout, ledger, loyalty",
    "data_loss": "no",
    "cost_incurred": "Two regions at full size for three days: $2,900",
    "customers_notified": "Four large merchants by phone, all others by the status page",
    "public_communication": "Status page within nine minutes, updated every half hour",
    "what_happened": "The disks under the primary database became slow without failing. Slow "
    "is worse than broken: **nothing fails over by itself**.\n\nThe move to the other region "
    "was rehearsed a year ago and takes twenty minutes on paper. It took two and a half hours: "
    "page 5 of the runbook named a retired tool, a nightly export held a transaction open, and "
    "three services kept the old address for fifteen minutes because their configuration is "
    "cached. Each of the three was known to somebody; none of them to those on the bridge.",
    "how_detected": "Page: checkout p99 above 2 s for five minutes.",
    "who_detected": "Monitoring",
    "time_to_detect": "Seven minutes",
    "why_not_sooner": "Disk latency is recorded and nobody is paged for it; the page came from "
    "what buyers felt.",
    "playbook_followed": "partially",
    "playbook_followed_detail": "page 5 of 9 named a tool that no longer exists",
    "worked_well": "Payments waited at the edge instead of failing. Not one was lost.",
    "could_be_faster": "The decision to move took 26 minutes, the move itself 80. Half of that "
    "went into the runbook.",
}

MILESTONES = (
    ("-4:05", "impact_started", "Disk latency in the west region rises."),
    ("-3:58", "first_signal", "Page: checkout p99 above 2 s."),
    ("-3:50", "confirmed", "Commits are slow in the west region only."),
    ("-3:46", "declared", "Bridge opened."),
    ("-3:20", "mitigation_attempted", "Traffic to the west region reduced."),
    ("-1:30", "mitigated", "Payments flow through the east region."),
    ("-1:05", "root_cause", "A firmware change at the disks’ provider."),
    ("-0:00", "resolved", "p99 below 400 ms for an hour."),
    ("+0:40", "all_clear", "Ledger equal to the provider’s."),
)

ROWS = {
    "whys": c.whys(
        "Commits were slow because the disks were, and the database stayed where it was.",
        "A failover starts when the primary is down. Slow is not down.",
        "The move by hand is rare, and its runbook had aged: a retired tool, an export that "
        "came later, caches that nobody had written down.",
        "Runbooks are checked when they are written, not when what they name changes.",
    ),
    "contributing-factors": c.factors(
        ("An export at the worst hour", "Its transaction kept the old primary from stopping."),
        ("Addresses cached for fifteen minutes", "Three services wrote to a closed door."),
    ),
    "detection-actions": c.improvements(
        ("Page on disk latency above 20 ms for five minutes", "P1", c.OUTSIDER),
    ),
    "response-actions": c.improvements(
        ("Rehearse the move each quarter, read aloud by a newcomer", "P1", c.OUTSIDER),
    ),
    "did-well-lessons": c.lessons(
        "A queue at the edge turned an outage into a wait.",
        "“We are on it” was on the buyer’s screen before the first complaint.",
    ),
    "metrics": (
        {
            "name": "Cost per outcome before/during/after",
            "not_relevant": "a payment costs the same, however long it takes",
        },
        c.metric(
            "Error rates",
            ("0.1", "0.3", "0.1"),
            "%",
            Better.LOWER,
            note="Waiting payments are not errors.",
        ),
        c.metric(
            "Latency percentiles",
            ("340", "118,000", "390"),
            "ms, p99",
            Better.LOWER,
            note="Checkout, all regions together.",
        ),
        {"name": "Tool success rates", "not_relevant": "checkout calls no tools"},
    ),
    "related-documents": c.documents(
        ("https://incidents.example.com/4702", "Incident log"),
        ("#inc-4702-slow-checkout", "Slack thread"),
    ),
}


def content(days: c.Calendar) -> Content:
    rows = {
        "timeline": _merged(days, MILESTONES),
        "short-term-actions": c.promises(
            (
                "Correct page 5 and have a second person walk through it",
                c.OUTSIDER,
                days.day(2),
                "done",
            ),
            (
                "Read the database’s address anew on every failed write",
                c.OUTSIDER,
                days.day(12),
                "in_progress",
            ),
        ),
        "long-term-actions": c.promises(
            (
                "Fail over on slowness, not only on silence",
                "the database group",
                days.day(50),
                "not_started",
            ),
        ),
    }
    return Content(ANSWERS, ROWS | rows)


def _merged(days: c.Calendar, milestones: tuple[tuple[str, str, str], ...]) -> tuple[c.Row, ...]:
    """The milestones among the steps, which are spread over four hours and a half."""
    spread = timedelta(minutes=268) / len(STEPS)
    begin = days.resolved - timedelta(hours=3, minutes=56)
    steps = [
        {"time": f"{begin + spread * number:%Y-%m-%d %H:%M}", "event": words}
        for number, words in enumerate(STEPS)
    ]
    return tuple(sorted([*days.events(*milestones), *steps], key=lambda row: row["time"]))
