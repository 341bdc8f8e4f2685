"""Takes a posted page: the words first, then what a row's button asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import User
from postmortems.choices import Via
from postmortems.document import SECTION_OF, TABLES, question_of
from postmortems.editing import Ack, Outcome, commit
from postmortems.forms.edits import posted_edits, row_edits
from postmortems.forms.names import control_name
from postmortems.models import Change, Postmortem, Snapshot

CONFLICT = 409
UNPROCESSABLE = 422


@dataclass(frozen=True)
class Refusal:
    """What was not taken: the field's label, the words that were typed, the reason."""

    ack: Ack
    label: str
    words: str

    @property
    def name(self) -> str:
        return control_name(self.ack.edit.target)

    @property
    def sentence(self) -> str:
        return self.ack.sentence or "This could not be saved."


@dataclass(frozen=True)
class Saved:
    """What came of a posted page; `deleted` is the row that went, `rivals` who chose otherwise."""

    refusals: Sequence[Refusal]
    anchor: str = ""
    deleted: str = ""
    has_changes: bool = False
    rivals: Mapping[str, str] = field(default_factory=dict)

    @property
    def refused_by_target(self) -> dict[str, Ack]:
        return {refusal.ack.edit.target: refusal.ack for refusal in self.refusals}

    @property
    def is_frozen(self) -> bool:
        return any(refusal.ack.error == "frozen" for refusal in self.refusals)

    @property
    def status(self) -> int:
        is_conflict = any(refusal.ack.error == "conflict" for refusal in self.refusals)
        return CONFLICT if is_conflict else UNPROCESSABLE


def save(postmortem: Postmortem, post: Mapping[str, str], *, by: User, at: datetime) -> Saved:
    """Write what was posted; `do` names the button of a row, if one was pressed."""
    client = post.get("client", "")[:40] or "form"
    edits = posted_edits(postmortem, post)
    outcome = commit(postmortem.pk, by=by, client=client, edits=edits, via=Via.FORM, at=at)
    command = post.get("do", "")
    if not command or outcome.refused:
        return _saved(postmortem, outcome, post)
    asked = list(row_edits(Snapshot.of(postmortem), command, seq=outcome.seq))
    done = commit(postmortem.pk, by=by, client=client, edits=asked, via=Via.FORM, at=at)
    return _saved(postmortem, done, post, command=command)


def _saved(
    postmortem: Postmortem, outcome: Outcome, post: Mapping[str, str], *, command: str = ""
) -> Saved:
    verb, _, rest = command.partition(":")
    return Saved(
        refusals=[_refusal(ack, post) for ack in outcome.refused],
        anchor=_anchor(verb, rest, outcome.changes),
        deleted=rest if verb == "delete" and outcome.changes else "",
        has_changes=bool(outcome.changes),
        rivals={ack.edit.target: _rival(postmortem, ack) for ack in _conflicts(outcome)},
    )


def _refusal(ack: Ack, post: Mapping[str, str]) -> Refusal:
    target = ack.edit.target
    question = question_of(target)
    return Refusal(ack, question.label if question else "", post.get(control_name(target), ""))


def _conflicts(outcome: Outcome) -> list[Ack]:
    return [ack for ack in outcome.refused if ack.error == "conflict"]


def _rival(postmortem: Postmortem, ack: Ack) -> str:
    """The name of the person who set the value that stands."""
    changes = Change.objects.filter(postmortem=postmortem, target=ack.edit.target)
    last = changes.select_related("user").last()
    return str(last.user) if last and last.user else ""


def _anchor(verb: str, rest: str, changes: Sequence[Change]) -> str:
    """Where the reader goes on: the new or the moved row, else its section."""
    table_key, _, uid = rest.partition(":")
    if verb == "add" and changes:
        return f"row-{changes[-1].operation['add']}"
    if verb in {"up", "down", "undelete"}:
        return f"row-{uid}"
    section = SECTION_OF.get(table_key)
    return section.slug if section and table_key in TABLES else ""
