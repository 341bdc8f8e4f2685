"""What happened: summary, timeline, impact."""

from postmortems.choices import Milestone, Severity, YesNoUnknown
from postmortems.document.shape import (
    Answers,
    Column,
    Kind,
    Question,
    Section,
    Table,
    choice,
    line,
    prose,
)

SUMMARY = Section(
    "summary",
    "Incident Summary",
    (
        Answers(
            (
                Question("incident_id", "Incident ID", Kind.IDENTIFIER),
                line("title", "Title", hint="What broke, for whom, in one line"),
                choice("severity", "Severity", "Postmortem", Severity),
                Question("duration", "Duration", Kind.COMPUTED),
                prose("impact_summary", "Impact", hint="Who was hurt, how much, in two lines"),
                Question("incident_lead", "Incident Lead", Kind.PERSON, hint="one person"),
                Question("postmortem_lead", "Post-mortem Lead", Kind.PERSON, hint="one person"),
                Question("postmortem_date", "Post-mortem Date", Kind.DATE, hint="yyyy-mm-dd hh:mm"),
            ),
            header=("Field", "Value"),
        ),
    ),
)

TIMELINE = Section(
    "timeline",
    "Timeline",
    (
        Table(
            key="timeline",
            model="TimelineEvent",
            columns=(
                Column("time", "Time (UTC)", Kind.TIME, "TimelineEvent", hint="hh:mm"),
                Column(
                    "milestone",
                    "Milestone",
                    Kind.CHOICE,
                    "TimelineEvent",
                    Milestone,
                    is_bare=True,
                ),
                prose("event", "Event", "TimelineEvent", "What happened"),
            ),
            header=("Time (UTC)", "Event"),
            row_name="event",
            presets=tuple({"milestone": milestone} for milestone in Milestone),
            slot="milestone",
        ),
    ),
    intro="Use UTC timestamps. Include every significant event.",
)

IMPACT = Section(
    "impact",
    "Impact",
    (
        Answers(
            (
                line("users_affected", "Users affected", "Impact"),
                line("requests_failed", "Requests failed", "Impact"),
                line("revenue_impact", "Revenue impact (if any)", "Impact"),
                choice("sla_breached", "SLA breached?", "Impact", YesNoUnknown),
            ),
            header=("Metric", "Value"),
            heading="Customer Impact",
        ),
        Answers(
            (
                line("services_affected", "Services affected", "Impact"),
                choice("data_loss", "Data loss", "Impact", YesNoUnknown),
                line("cost_incurred", "Cost incurred", "Impact"),
            ),
            header=("Metric", "Value"),
            heading="System Impact",
        ),
        Answers(
            (
                prose("customers_notified", "Customers notified", "Impact"),
                prose("public_communication", "Public communication", "Impact"),
                prose("enterprise_deals_affected", "Enterprise deals affected", "Impact"),
            ),
            header=("Audience", "Impact"),
            heading="Reputation Impact",
        ),
    ),
)
