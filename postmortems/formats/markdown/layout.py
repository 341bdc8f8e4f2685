"""The template's own looks: its notes, the width of its blanks, the rules under its headers."""

from collections.abc import Mapping, Sequence

from postmortems.document import Answers, Question, Table

TITLE = "# Incident Post-Mortem"
NOTE = (
    "> **Use when:** After resolving any P0 or P1 incident, or any incident that affected"
    " customers.\n"
    ">\n"
    "> **Time:** 1-2 hours to complete. Schedule within 48 hours of resolution.\n"
    ">\n"
    "> **After completing:** You will have documented learnings and assigned preventive actions."
)
RULE = "---"
UNPLACED = "## Unplaced"
FEWER_WHYS = "Fewer than five whys, because: "
MANAGER = "Engineering Manager: "
NUMBER = "#"
BLANK = "&emsp;"

FIRST_WHY, NEXT_WHY, FIFTH_WHY = "Why did this happen?", "Why?", "Why? (systemic cause)"

WIDTH = 20
# How many `&emsp;` a blank cell of the template has, by the key of its question or column.
ANSWER_WIDTHS = {
    **dict.fromkeys(("incident_id", "title", "severity", "duration", "impact_summary"), 24),
    **dict.fromkeys(("incident_lead", "postmortem_lead", "postmortem_date"), 24),
    **dict.fromkeys(("users_affected", "requests_failed", "revenue_impact", "sla_breached"), 14),
    **dict.fromkeys(("services_affected", "data_loss", "cost_incurred"), 14),
    **dict.fromkeys(
        ("customers_notified", "public_communication", "enterprise_deals_affected"), 18
    ),
    "what_happened": 40,
}
IMPROVEMENT_WIDTHS = {"title": 14, "priority": 4, "owner": 6}
ACTION_WIDTHS = {"title": 12, "owner": 6, "due_date": 6, "status": 8}
COLUMN_WIDTHS: Mapping[str, Mapping[str, int]] = {
    "timeline": {"time": 6, "event": 24},
    "whys": {"question": 8, "answer": 24},
    "contributing-factors": {"factor": 8, "contribution": 20},
    "detection-actions": IMPROVEMENT_WIDTHS,
    "response-actions": IMPROVEMENT_WIDTHS,
    "short-term-actions": ACTION_WIDTHS,
    "long-term-actions": ACTION_WIDTHS,
    "did-well-lessons": {"text": 36},
    "to-improve-lessons": {"text": 36},
    "systemic-actions": {"title": 28, "owner": 6},
    "related-documents": {"document": 16, "purpose": 8},
    "sign-offs": {"name_as_written": 8, "signature_as_written": 8, "date_as_written": 6},
}
# The template's one rule that is not as long as its header.
SHORT_RULES = {"How it contributed": 19}


def blank_answer(question: Question) -> str:
    return BLANK * ANSWER_WIDTHS.get(question.key, WIDTH)


def blank_cell(table: Table, column: str) -> str:
    return BLANK * COLUMN_WIDTHS.get(table.key, {}).get(column, WIDTH)


def header_of(part: Answers | Table) -> tuple[str, ...]:
    is_numbered = isinstance(part, Table) and part.is_numbered
    return (NUMBER, *part.header) if is_numbered else part.header


def row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def header_lines(part: Answers | Table) -> list[str]:
    """The header and the rule below it."""
    header = header_of(part)
    rules = ["-" * SHORT_RULES.get(label, len(label) + 2) for label in header]
    return [row(header), f"|{'|'.join(rules)}|"]


def usual_why(number: int) -> str:
    """What the template asks in the why of that number, counted from 0."""
    return {0: FIRST_WHY, 4: FIFTH_WHY}.get(number, NEXT_WHY)


def rows_of_template(table: Table) -> int:
    return table.blank_rows + len(table.presets)
