"""Words of the domain with fixed values."""

from django.db import models


class Severity(models.TextChoices):
    P0 = "P0", "P0"
    P1 = "P1", "P1"
    P2 = "P2", "P2"
    P3 = "P3", "P3"

    @property
    def meaning(self) -> str:
        return SEVERITY_MEANINGS[self]


SEVERITY_MEANINGS = {
    Severity.P0: "System down, data loss or wrong outputs at scale",
    Severity.P1: "Major feature broken, revenue impact",
    Severity.P2: "Feature degraded, workaround exists",
    Severity.P3: "Minor, no revenue impact",
}


# A post-mortem is required for these, and the leadership hears of them.
GRAVE = (Severity.P0, Severity.P1)


class Priority(models.TextChoices):
    P0 = "P0", "P0"
    P1 = "P1", "P1"
    P2 = "P2", "P2"
    P3 = "P3", "P3"


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    SIGNED_OFF = "signed_off", "Signed off"
    CLOSED = "closed", "Closed"
    NOT_REQUIRED = "not_required", "Not required"


# Nothing more is asked of anybody.
ENDED = (Status.CLOSED, Status.NOT_REQUIRED)


class Visibility(models.TextChoices):
    ORGANISATION = "organisation", "Organisation: every signed-in person reads, the team writes"
    TEAM = "team", "Team: only the team reads"
    RESTRICTED = "restricted", "Restricted: only the named roles and participants"


class YesNoUnknown(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Unknown"


class PlaybookFollowed(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    PARTIALLY = "partially", "Partially"
    NONE = "none", "There was none"


class Milestone(models.TextChoices):
    """The template's eight timeline rows, and the start it asks about but has no row for."""

    IMPACT_STARTED = "impact_started", "Impact started"
    FIRST_SIGNAL = "first_signal", "First signal detected"
    CONFIRMED = "confirmed", "Issue confirmed"
    DECLARED = "declared", "Incident declared"
    MITIGATION_ATTEMPTED = "mitigation_attempted", "First mitigation attempted"
    MITIGATED = "mitigated", "Mitigation successful"
    ROOT_CAUSE = "root_cause", "Root cause identified"
    RESOLVED = "resolved", "Resolution confirmed"
    ALL_CLEAR = "all_clear", "All-clear declared"


class ActionKind(models.TextChoices):
    DETECTION = "detection", "Detection improvement"
    RESPONSE = "response", "Response improvement"
    SHORT_TERM = "short_term", "Short-term action"
    LONG_TERM = "long_term", "Long-term action"
    SYSTEMIC = "systemic", "Systemic issue"


class ActionStatus(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    BLOCKED = "blocked", "Blocked"
    DONE = "done", "Done"
    WONT_DO = "wont_do", "Won't do"


class LessonKind(models.TextChoices):
    DID_WELL = "did_well", "What we did well"
    TO_IMPROVE = "to_improve", "What we need to improve"


class SignOffRole(models.TextChoices):
    INCIDENT_LEAD = "incident_lead", "Incident Lead"
    POSTMORTEM_LEAD = "postmortem_lead", "Post-mortem Lead"
    ENGINEERING_MANAGER = "engineering_manager", "Engineering Manager"


class FollowUpPeriod(models.TextChoices):
    WEEK = "week", "+1 week"
    MONTH = "month", "+1 month"
    QUARTER = "quarter", "+1 quarter"

    @property
    def question(self) -> str:
        return FOLLOW_UP_QUESTIONS[self]


FOLLOW_UP_QUESTIONS = {
    FollowUpPeriod.WEEK: "Short-term actions completed?",
    FollowUpPeriod.MONTH: "Long-term actions on track?",
    FollowUpPeriod.QUARTER: "Systemic issues addressed?",
}


class CheckAnswer(models.TextChoices):
    """What a follow-up check found."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


class Decision(models.TextChoices):
    """What a signature says."""

    APPROVED = "approved", "Approved"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"


class AttachmentSlot(models.TextChoices):
    BEFORE = "before", "Before"
    DURING = "during", "During"
    AFTER = "after", "After"


class Better(models.TextChoices):
    """Which direction of a metric is the good one."""

    LOWER = "lower", "Lower"
    HIGHER = "higher", "Higher"


class Via(models.TextChoices):
    """How a change came in."""

    FORM = "form", "Form"
    LIVE = "live", "Live"
    RESTORE = "restore", "Restore"
    IMPORT = "import", "Import"
    API = "api", "API"
    SYSTEM = "system", "System"
    VERB = "verb", "Verb"  # a verb of the process: complete an action, share the document


class ActivityKind(models.TextChoices):
    """What happened to the document; the words follow a person's name."""

    OPENED = "opened", "opened this post-mortem"
    IMPORTED = "imported", "imported this post-mortem"
    RENAMED = "renamed", "changed the incident ID"
    VISIBILITY_CHANGED = "visibility_changed", "changed who may read it"
    PARTICIPANTS_CHANGED = "participants_changed", "changed the participants"
    RESTRICTED_READ = "restricted_read", "opened this post-mortem to themselves, as administrator"
    SUBMITTED = "submitted", "submitted it for review"
    WITHDRAWN = "withdrawn", "took the submission back"
    APPROVED = "approved", "signed it"
    CHANGES_REQUESTED = "changes_requested", "requested changes"
    SIGNED_OFF = "signed_off", "gave the last signature: it is signed off"
    REOPENED = "reopened", "reopened it"
    EXCUSED = "excused", "marked it as not required"
    WAIVED = "waived", "waived the 48-hour deadline"
    CHECKED = "checked", "answered a follow-up check"
    CLOSED = "closed", "closed it"
    SHARED = "shared", "shared it"
    ACTION_STARTED = "action_started", "started an action"
    ACTION_BLOCKED = "action_blocked", "marked an action as blocked"
    ACTION_COMPLETED = "action_completed", "completed an action"
    ACTION_DECLINED = "action_declined", "decided against an action"
    ACTION_REOPENED = "action_reopened", "reopened an action"
    ACTION_POSTPONED = "action_postponed", "postponed an action"
    ACTION_HANDED_OVER = "action_handed_over", "handed an action over"
    ACTION_SNOOZED = "action_snoozed", "put off the reminders of an action"
