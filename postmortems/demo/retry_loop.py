"""A retry loop that cost more than it answered: nearly finished, seventeen hours left."""

from postmortems.choices import Better
from postmortems.content import Content
from postmortems.demo import calendar as c

ANSWERS = {
    "title": "Retry loop tripled cost per outcome for eleven hours",
    "severity": "P1",
    "impact_summary": "One in five support answers arrived late or not at all; each answer "
    "cost 3.1 times its usual price. No wrong answer was sent.",
    "incident_lead": c.RESPONDER,
    "postmortem_lead": c.LEAD,
    "engineering_manager": c.MANAGER,
    "users_affected": "2,140 of 11,300 people who wrote to support that night (19 %)",
    "requests_failed": "6,812 conversations timed out; 1,904 were never answered",
    "revenue_impact": "$4,130 in service credits, two enterprise accounts",
    "sla_breached": "yes",
    "sla_breached_detail": "First answer within 5 minutes: 81 % against 95 % agreed",
    "services_affected": "Support agents (all regions), order search tool",
    "data_loss": "no",
    "cost_incurred": "$9,870 of model and search spend above a usual night",
    "customers_notified": "Status page amber from 05:20 UTC; mail to 41 affected accounts",
    "public_communication": "Status page only, closed with a short explanation",
    "what_happened": "Release 412 upgraded the client library that calls our tools. Its new "
    "default **retries a timed-out call without limit**, and our wrapper no longer set one.\n\n"
    "The order search was slow that night. Every slow search was asked again, up to forty "
    "times, which made it slower. Each retry carried the whole conversation back through the "
    "model, so cost rose with every attempt until the budget guard stopped the conversation.",
    "how_detected": "A cost anomaly mail from the cloud account, read at breakfast. No monitor "
    "of ours fired: the tool success rate is on a dashboard that nobody watches at night.",
    "who_detected": "The platform on-call, from the mail",
    "time_to_detect": "About six and a half hours",
    "why_not_sooner": "Alerts watch errors and latency of the *model*, not of the tools it "
    "calls. A retry that succeeds at the fortieth attempt counts as a success.",
    "playbook_followed": "partially",
    "playbook_followed_detail": "Declared and staffed by the book; the playbook has no page "
    "for “it costs too much”, so the first half hour went into looking for an outage.",
    "worked_well": "The flag that restores the old retry cap existed and worked in seconds.",
    "could_be_faster": "Finding the flag took 70 minutes. It was named after the library.",
}

ROWS = {
    "whys": c.whys(
        "Timed-out tool calls were retried up to 40 times.",
        "The upgraded client retries without limit unless told otherwise.",
        "Our wrapper relied on the old default; no test stated it.",
        "Dependency upgrades are reviewed for interfaces, not for behaviour under failure.",
        "We have no failure-mode tests in the release gate for anything that spends money.",
    ),
    "contributing-factors": c.factors(
        (
            "No alert on tool success rate",
            "Six and a half hours passed before a bill, not a monitor, told us.",
        ),
        (
            "Budget guard per conversation only",
            "Each conversation stayed within its budget while the whole fleet did not.",
        ),
        ("Flag named after the library", "Seventy minutes of searching for a switch we had."),
    ),
    "detection-actions": c.improvements(
        ("Page when tool success rate is under 95 % for ten minutes", "P1", c.OWNER),
        ("Show cost per outcome on the on-call’s first screen", "P2", c.RESPONDER),
    ),
    "response-actions": c.improvements(
        ("Write the playbook page “it costs too much”", "P2", c.LEAD),
    ),
    "to-improve-lessons": c.lessons(
        "A success rate that counts retries as one call hides the retries.",
        "Budgets need a ceiling for the fleet, not only for one conversation.",
    ),
    "systemic-actions": (
        {"title": "Defaults of libraries are part of our behaviour, untested", "owner": c.LEAD},
    ),
    "related-documents": c.documents(
        ("https://incidents.example.com/4711", "Incident log"),
        ("#inc-4711-retry-cost", "Slack thread"),
        ("https://graphs.example.com/d/tools", "Monitoring dashboard"),
        ("platform/agent-runtime#2291 (cap), #2294 (test)", "Related PRs"),
    ),
    "metrics": (
        c.metric(
            "Cost per outcome before/during/after",
            ("0.041", "0.127", "0.041"),
            "$",
            Better.LOWER,
            source="https://graphs.example.com/d/cost",
        ),
        c.metric(
            "Error rates",
            ("0.3", "0.4", "0.3"),
            "%",
            Better.LOWER,
            note="Retries hid the errors.",
        ),
        c.metric(
            "Latency percentiles",
            ("1.8", "9.4", "2.3"),
            "s, p95",
            Better.LOWER,
            note="Order search still waits for its index.",
        ),
        c.metric(
            "Tool success rates",
            ("98.9", "91.0", "98.7"),
            "%",
            Better.HIGHER,
            note="Per attempt, not per call.",
        ),
    ),
}


def content(days: c.Calendar) -> Content:
    answers = {"postmortem_date": days.day(2)}
    rows = {
        "timeline": days.events(
            ("-10:58", "impact_started", "Release 412 removed the cap on tool retries."),
            ("-10:41", "", "Tool success rate fell from 98.9 % to 91 %; no alert watches it."),
            ("-9:05", "", "Order search p95 passes 9 s. Its own team is not paged below 10 s."),
            ("-4:26", "first_signal", "Cost anomaly mail from the cloud account."),
            ("-4:10", "confirmed", "Traces show up to 40 retries for one search call."),
            ("-4:02", "declared", "Bridge opened, status page amber."),
            ("-3:45", "mitigation_attempted", "Search scaled from 6 to 18 nodes; no change."),
            ("-2:35", "mitigated", "Retry cap restored by flag. Cost falls within two minutes."),
            ("-1:12", "root_cause", "A default changed in the client library, 2.8 to 3.0."),
            ("-0:00", "resolved", "Cost per outcome back to $0.041 for one hour."),
        ),
        "short-term-actions": c.promises(
            (
                "Give the whole fleet a spending ceiling per hour, and page at half of it",
                c.OWNER,
                days.day(11),
                "in_progress",
            ),
            (
                "State the retry limit in the wrapper, with a test that counts calls",
                c.RESPONDER,
                days.day(8),
                "done",
            ),
        ),
        "long-term-actions": c.promises(
            (
                "Failure-mode suite in the release gate for everything that spends money",
                "",
                days.day(38),
                "not_started",
            ),
        ),
    }
    return Content(ANSWERS | answers, ROWS | rows)
