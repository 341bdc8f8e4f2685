"""What comes of it: prevention, lessons, documents, sign-off, follow-up, metrics, distribution."""

from postmortems.choices import (
    ActionKind,
    AttachmentSlot,
    Better,
    FollowUpPeriod,
    LessonKind,
    SignOffRole,
)
from postmortems.document.actions import OWNER, actions, planned
from postmortems.document.shape import Answers, Column, Kind, Question, Section, Table, line, prose


def lessons(kind: LessonKind) -> Table:
    return Table(
        key=f"{kind.replace('_', '-')}-lessons",
        model="Lesson",
        heading=kind.label,
        columns=(line("text", "Item", "Lesson", "One thing, in one sentence"),),
        header=("Item",),
        row_name="lesson",
        where={"kind": kind},
        blank_rows=3,
        is_numbered=True,
    )


PREVENTION = Section(
    "prevention",
    "Prevention",
    (
        planned(ActionKind.SHORT_TERM, "Short-term Actions (This Sprint)", 3),
        planned(ActionKind.LONG_TERM, "Long-term Actions (This Quarter)", 2),
    ),
)

LESSONS = Section(
    "lessons",
    "Lessons Learned",
    (
        lessons(LessonKind.DID_WELL),
        lessons(LessonKind.TO_IMPROVE),
        actions(
            ActionKind.SYSTEMIC,
            "Systemic issues to address",
            2,
            line("title", "Issue", "Action", "What keeps coming back"),
            OWNER,
        ),
    ),
)

RELATED_DOCUMENTS = Section(
    "related-documents",
    "Related Documents",
    (
        Table(
            key="related-documents",
            model="RelatedDocument",
            columns=(
                line("document", "Document", "RelatedDocument", "A link, or where to find it"),
                line("purpose", "Purpose", "RelatedDocument", "What it shows"),
            ),
            header=("Document", "Purpose"),
            row_name="document",
            presets=tuple(
                {"purpose": purpose}
                for purpose in (
                    "Incident log",
                    "Slack thread",
                    "Monitoring dashboard",
                    "Related PRs",
                )
            ),
        ),
    ),
)

SIGN_OFF = Section(
    "sign-off",
    "Sign-off",
    (
        Answers(
            (
                Question(
                    "engineering_manager",
                    "Engineering Manager",
                    Kind.PERSON,
                    hint="one person, neither of the leads",
                    is_extra=True,
                ),
            ),
            header=(),
        ),
        Table(
            key="sign-offs",
            model="SignOff",
            columns=(
                Column("role", "Role", Kind.FIXED, "SignOff", SignOffRole),
                line("name_as_written", "Name", "SignOff"),
                line("signature_as_written", "Signature", "SignOff"),
                line("date_as_written", "Date", "SignOff"),
            ),
            header=("Role", "Name", "Signature", "Date"),
            row_name="sign-off",
            presets=tuple({"role": role} for role in SignOffRole),
            slot="role",
            is_closed=True,
        ),
    ),
    is_signed=False,
)

FOLLOW_UP = Section(
    "follow-up",
    "Follow-up Schedule",
    (
        Table(
            key="follow-ups",
            model="FollowUp",
            columns=(
                Column("period", "Period", Kind.FIXED, "FollowUp", FollowUpPeriod),
                line("date_as_written", "Date", "FollowUp"),
                prose("note", "Check", "FollowUp"),
            ),
            header=("Date", "Check"),
            row_name="check",
            presets=tuple({"period": period} for period in FollowUpPeriod),
            slot="period",
            is_closed=True,
        ),
    ),
    is_signed=False,
)

METRICS = Section(
    "metrics",
    "Appendix: Relevant Metrics",
    (
        Table(
            key="metrics",
            model="Metric",
            columns=(
                Column("is_included", "Included", Kind.TICK, "Metric"),
                line("name", "Metric", "Metric"),
                line("before", "Before", "Metric"),
                line("during", "During", "Metric"),
                line("after", "After", "Metric"),
                line("unit", "Unit", "Metric", "%, ms, $"),
                Column("better", "Better when", Kind.CHOICE, "Metric", Better, is_bare=True),
                line("source", "Source", "Metric", "A link to the dashboard"),
                prose("note", "Note", "Metric"),
                line("not_relevant", "Not relevant because", "Metric"),
            ),
            header=("Metric", "Before", "During", "After"),
            row_name="metric",
            presets=tuple(
                {"name": name}
                for name in (
                    "Cost per outcome before/during/after",
                    "Error rates",
                    "Latency percentiles",
                    "Tool success rates",
                    "Any other relevant metrics",
                )
            ),
        ),
    ),
    intro="Include screenshots or data from:",
)

DISTRIBUTION = Section(
    "distribution",
    "Distribution",
    (
        Table(
            key="distribution",
            model="Distribution",
            columns=(
                Column("is_shared", "Shared", Kind.TICK, "Distribution"),
                line("audience", "Audience", "Distribution"),
                line("note", "Note", "Distribution"),
            ),
            header=("Shared", "Audience", "Note"),
            row_name="audience",
            presets=tuple(
                {"audience": audience}
                for audience in (
                    "Engineering team",
                    "Product team",
                    "Leadership (P0/P1 only)",
                    "Affected customers (if applicable)",
                )
            ),
        ),
    ),
    intro="Share this post-mortem with:",
    is_signed=False,
)


# What an import could not place, and what was typed where we compute: kept in sight, not asked for.
KEPT = Section(
    "unplaced",
    "Unplaced",
    (
        Answers(
            (
                Question("unplaced", "Unplaced", Kind.PROSE, is_extra=True, is_required=False),
                Question(
                    "duration_as_written",
                    "Duration as written",
                    Kind.LINE,
                    is_extra=True,
                    is_required=False,
                ),
            ),
            header=(),
        ),
    ),
    is_signed=False,
)

# Screenshots hang on a metric: `metric` is the uid of its row.
ATTACHMENTS = Table(
    key="attachments",
    model="Attachment",
    columns=(
        Column("metric", "Metric", Kind.FIXED, "Attachment"),
        Column("slot", "Slot", Kind.FIXED, "Attachment", AttachmentSlot),
        line("alt_text", "What the screenshot shows", "Attachment"),
        Column("file", "File", Kind.FIXED, "Attachment"),
        Column("content_type", "Content type", Kind.FIXED, "Attachment"),
        Column("width", "Width", Kind.FIXED, "Attachment"),
        Column("height", "Height", Kind.FIXED, "Attachment"),
        Column("sha256", "SHA-256", Kind.FIXED, "Attachment"),
    ),
    header=(),
    heading="Screenshots",
    row_name="screenshot",
    is_closed=True,
)
