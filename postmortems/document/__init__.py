"""The post-mortem as a table: every section, question and row table, in the template's words.

It drives the page, the forms, completeness, the write path, Markdown, JSON and the signed text.
Adding a question is one line here, one model field and one migration.
"""

from postmortems.document.actions import actions_key
from postmortems.document.causes import DETECTION, RESPONSE, ROOT_CAUSE
from postmortems.document.consequences import (
    ATTACHMENTS,
    DISTRIBUTION,
    FOLLOW_UP,
    KEPT,
    LESSONS,
    METRICS,
    PREVENTION,
    RELATED_DOCUMENTS,
    SIGN_OFF,
)
from postmortems.document.facts import IMPACT, SUMMARY, TIMELINE
from postmortems.document.shape import (
    LONGEST_TEXT,
    LONGEST_WORDS,
    MOST_ROWS,
    Answers,
    Column,
    Kind,
    Question,
    Section,
    Table,
    with_details,
)

__all__ = [
    "ATTACHMENTS",
    "KEPT",
    "LONGEST_TEXT",
    "LONGEST_WORDS",
    "MOST_ROWS",
    "QUESTIONS",
    "SECTIONS",
    "SECTION_BY_SLUG",
    "SECTION_OF",
    "TABLES",
    "Answers",
    "Column",
    "Kind",
    "Question",
    "Section",
    "Table",
    "actions_key",
    "question_of",
    "with_details",
]

SECTIONS = (
    SUMMARY,
    TIMELINE,
    IMPACT,
    ROOT_CAUSE,
    DETECTION,
    RESPONSE,
    PREVENTION,
    LESSONS,
    RELATED_DOCUMENTS,
    SIGN_OFF,
    FOLLOW_UP,
    METRICS,
    DISTRIBUTION,
)

SECTION_BY_SLUG = {section.slug: section for section in (*SECTIONS, KEPT)}
TABLES = {table.key: table for section in SECTIONS for table in section.tables} | {
    ATTACHMENTS.key: ATTACHMENTS
}
QUESTIONS = {
    question.key: question
    for section in (*SECTIONS, KEPT)
    for question in with_details(section.questions)
}
SECTION_OF = {table.key: section for section in SECTIONS for table in section.tables} | {
    question.key: section
    for section in (*SECTIONS, KEPT)
    for question in with_details(section.questions)
}
SECTION_OF[ATTACHMENTS.key] = METRICS


def question_of(target: str) -> Question | None:
    """The question or column that `answer:<key>` or `row:<table>:<uid>:<column>` means."""
    match target.split(":"):
        case ["answer", key]:
            return QUESTIONS.get(key)
        case ["row", table_key, _, column] if table_key in TABLES:
            return TABLES[table_key].fields.get(column)
    return None
