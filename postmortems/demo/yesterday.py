"""A search index that served yesterday: complete in every part."""

from postmortems.choices import Better
from postmortems.content import Content
from postmortems.demo import calendar as c

ANSWERS = {
    "title": "Search index served yesterday’s catalogue",
    "severity": "P2",
    "impact_summary": "For nine hours the shopping agent recommended 312 products that were "
    "sold out or had a new price. 58 orders had to be corrected by hand.",
    "incident_lead": c.RESPONDER,
    "postmortem_lead": c.OWNER,
    "engineering_manager": c.MANAGER,
    "users_affected": "1,870 shoppers saw an old price or a sold-out product",
    "requests_failed": "None failed; 4 % of answers were wrong",
    "revenue_impact": "$2,260: the difference between old and new prices, honoured",
    "sla_breached": "no",
    "sla_breached_detail": "Availability was never touched; correctness has no SLA yet",
    "services_affected": "Catalogue search, shopping agent",
    "data_loss": "no",
    "cost_incurred": "11 hours of support work",
    "customers_notified": "58 buyers written to, each with the lower price confirmed",
    "public_communication": "None; agreed with the product team",
    "enterprise_deals_affected": "None",
    "what_happened": "The nightly build of the search index finished, passed its checks and "
    "was **not switched on**. The switch waits for a lock that the previous build holds until "
    "its files are deleted. The disk was too full to write the deletion log, so the lock was "
    "never given back.\n\nThe old index went on answering: quickly, confidently, and about "
    "yesterday.",
    "how_detected": "A shopper asked support why the agent insisted on a lamp that the page "
    "said was sold out.",
    "who_detected": "A customer, then the support lead",
    "time_to_detect": "Seven hours",
    "why_not_sooner": "We measure whether the build succeeded, not which build is answering.",
    "playbook_followed": "yes",
    "worked_well": "Switching by hand was documented, tried out in March, and took a minute.",
    "could_be_faster": "Support had the first complaint two hours before it reached us.",
    "communication": "Clear inside the team; support heard of the fix from a customer.",
}

ROWS = {
    "whys": c.whys(
        "The new index was built and never switched on.",
        "The switch waited for a lock that was not given back.",
        "Giving it back needs a log entry, and the disk was full.",
        "Disk alerts go to the storage team, who see a cache that is allowed to be full.",
        "No alarm says which data an answer was made from: freshness has no owner.",
    ),
    "contributing-factors": c.factors(
        ("Lock without a time limit", "A waiting switch looked the same as a finished one."),
        ("Checks at build time only", "All were green, and none looked at what answers."),
    ),
    "detection-actions": c.improvements(
        ("Publish the age of the answering index as a metric", "P1", c.OWNER),
        ("Let support mark a complaint “wrong answer” for the on-call", "P2", c.LEAD),
    ),
    "response-actions": c.improvements(
        ("Tell support first when a fix is out", "P3", c.RESPONDER),
    ),
    "did-well-lessons": c.lessons(
        "The switch by hand had been rehearsed, and it showed.",
        "We honoured every price without being asked.",
    ),
    "to-improve-lessons": c.lessons(
        "“The build succeeded” is not “the build is answering”.",
        "A complaint is a signal with a two-hour delay; shorten the delay.",
    ),
    "systemic-actions": ({"title": "Freshness of data has no owner", "owner": c.MANAGER},),
    "related-documents": c.documents(
        ("https://incidents.example.com/4655", "Incident log"),
        ("#inc-4655-old-lamp", "Slack thread"),
        ("https://graphs.example.com/d/index-age", "Monitoring dashboard"),
        ("search/indexer#811", "Related PRs"),
    ),
    "metrics": (
        c.metric(
            "Cost per outcome before/during/after",
            ("0.018", "0.018", "0.018"),
            "$",
            Better.LOWER,
        ),
        c.metric(
            "Error rates",
            ("0.1", "0.1", "0.1"),
            "%",
            Better.LOWER,
            note="Wrong answers are not errors. Yet.",
        ),
        c.metric("Latency percentiles", ("320", "310", "322"), "ms, p95", Better.LOWER),
        c.metric("Tool success rates", ("99.6", "99.6", "99.6"), "%", Better.HIGHER),
        c.metric("Age of the answering index", ("3", "31", "2"), "h", Better.LOWER),
    ),
    "distribution": c.audiences(
        ("Engineering team", "yes", "in the Thursday review"),
        ("Product team", "yes", ""),
        ("Leadership (P0/P1 only)", "", "not needed for a P2"),
        ("Affected customers (if applicable)", "yes", "58 letters"),
    ),
}


def content(days: c.Calendar) -> Content:
    answers = {"postmortem_date": days.day(1)}
    rows = {
        "timeline": days.events(
            ("-9:04", "impact_started", "Index 2,204 built; the switch waits for its lock."),
            ("-2:03", "first_signal", "A shopper reports a lamp that cannot be bought."),
            ("-1:40", "confirmed", "The answering index is 31 hours old."),
            ("-1:31", "declared", "Incident declared, P2: a workaround exists."),
            ("-1:10", "mitigation_attempted", "Build started again; it waits for the same lock."),
            ("-0:42", "mitigated", "Index switched by hand."),
            ("-0:20", "root_cause", "Deletion log cannot be written: disk 100 % full."),
            ("-0:00", "resolved", "Spot check of 300 products: all of today."),
            ("+0:25", "all_clear", "Lock given back by itself after cleaning the disk."),
        ),
        "short-term-actions": c.promises(
            ("Alert when the answering index is older than 26 hours", c.OWNER, days.day(9), "done"),
            ("Give the switch’s lock a limit of ten minutes", c.RESPONDER, days.day(10), "done"),
            (
                "Count corrected orders by cause in the weekly report",
                c.LEAD,
                days.day(6),
                "in_progress",
            ),
        ),
        "long-term-actions": c.promises(
            (
                "Stamp every answer with the age of the data it used",
                c.OWNER,
                days.day(60),
                "in_progress",
            ),
            (
                "Agree an SLA for freshness with the product team",
                c.MANAGER,
                days.day(70),
                "not_started",
            ),
        ),
    }
    return Content(ANSWERS | answers, ROWS | rows)
