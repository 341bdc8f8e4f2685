"""A cache keyed on too little: restricted to those who need to know."""

from postmortems.content import Content
from postmortems.demo import calendar as c

ANSWERS = {
    "title": "Prompt cache answered one tenant with another’s greeting",
    "severity": "P0",
    "impact_summary": "For 26 minutes, two tenants on one shard could be greeted with the "
    "other’s company name. No document, no message and no person’s name crossed over.",
    "incident_lead": c.RESPONDER,
    "postmortem_lead": c.LEAD,
    "engineering_manager": c.MANAGER,
    "users_affected": "31 people saw a wrong company name",
    "requests_failed": "None",
    "revenue_impact": "None so far",
    "sla_breached": "unknown",
    "sla_breached_detail": "under review with both customers",
    "services_affected": "Prompt cache, shard 7",
    "data_loss": "no",
    "cost_incurred": "Cache rebuilt: $300",
    "customers_notified": "Both, by their account managers, within four hours",
    "public_communication": "None; both customers agreed",
    "what_happened": "The cache key was built from the *prompt’s text* and the *model*. The "
    "tenant was part of the text until the greeting was shortened; from then on two tenants "
    "with the same first question shared one entry.",
    "how_detected": "A tenant’s administrator sent a screenshot.",
    "who_detected": "A customer",
    "why_not_sooner": "Nothing compares the tenant of an answer with the tenant who asked.",
}

ROWS = {
    "whys": c.whys(
        "Two tenants shared one cache entry.",
        "The key held no tenant.",
        "The tenant used to be in the text, by accident.",
        "Nobody had written down that the key must separate tenants.",
    ),
}


def content(days: c.Calendar) -> Content:
    answers = {"postmortem_date": days.day(2)}
    rows = {
        "timeline": days.events(
            ("-0:26", "impact_started", "Shorter greeting rolled out to shard 7."),
            ("-0:14", "first_signal", "Screenshot arrives at support."),
            ("-0:11", "declared", "Declared at once, restricted channel."),
            ("-0:05", "mitigated", "Cache switched off for all shards."),
            ("-0:00", "resolved", "Greeting rolled back; cache emptied."),
        ),
        "short-term-actions": c.promises(
            ("Put the tenant into every cache key, by type", c.RESPONDER, days.day(5), "done"),
            ("Check each answer’s tenant at the edge", c.OWNER, days.day(12), "in_progress"),
        ),
    }
    return Content(ANSWERS | answers, ROWS | rows)
