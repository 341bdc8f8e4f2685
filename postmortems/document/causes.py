"""Why it happened and how it was met: root cause, detection, response."""

from postmortems.choices import ActionKind, PlaybookFollowed
from postmortems.document.actions import improvements
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

ROOT_CAUSE = Section(
    "root-cause",
    "Root Cause",
    (
        Answers(
            (
                prose(
                    "what_happened",
                    "Root cause description",
                    "RootCause",
                    "The mechanism, told so that a new colleague understands it",
                ),
            ),
            header=("Root cause description",),
            heading="What happened?",
        ),
        Table(
            key="whys",
            model="Why",
            heading="Why did it happen?",
            intro="Use the 5 Whys technique:",
            columns=(
                Column("question", "Why?", Kind.LINE, "Why"),
                prose("answer", "Answer", "Why", "Because …"),
            ),
            header=("Why?", "Answer"),
            row_name="why",
            blank_rows=5,
            is_numbered=True,
        ),
        Answers(
            (
                Question(
                    "fewer_whys_reason",
                    "Fewer than five whys, because",
                    Kind.LINE,
                    "RootCause",
                    hint="only where the chain is shorter",
                    is_extra=True,
                    is_required=False,
                ),
            ),
            header=(),
        ),
        Table(
            key="contributing-factors",
            model="ContributingFactor",
            heading="Contributing Factors",
            columns=(
                line(
                    "factor", "Factor", "ContributingFactor", "What let it happen, or made it worse"
                ),
                prose("contribution", "How it contributed", "ContributingFactor", "In what way"),
            ),
            header=("Factor", "How it contributed"),
            row_name="contributing factor",
            blank_rows=3,
        ),
    ),
)

DETECTION = Section(
    "detection",
    "Detection",
    (
        Answers(
            (
                prose("how_detected", "How was the issue detected?", "Detection"),
                line("who_detected", "Who detected it?", "Detection"),
                line("time_to_detect", "How long after start was it detected?", "Detection"),
                prose("why_not_sooner", "Why wasn't it detected sooner?", "Detection"),
            ),
        ),
        improvements(ActionKind.DETECTION, "Detection Improvements"),
    ),
)

RESPONSE = Section(
    "response",
    "Response",
    (
        Answers(
            (
                choice(
                    "playbook_followed",
                    "Was the incident playbook followed?",
                    "Response",
                    PlaybookFollowed,
                ),
                prose("worked_well", "What worked well?", "Response"),
                prose("could_be_faster", "What could have been faster?", "Response"),
                prose("communication", "Was communication clear and timely?", "Response"),
            ),
        ),
        improvements(ActionKind.RESPONSE, "Response Improvements"),
    ),
)
