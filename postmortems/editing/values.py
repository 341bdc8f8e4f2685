"""Sets a value: a choice, a date, a person, a tick, the incident's id. The last one stands."""

import re
from typing import Any

from accounts.models import User
from postmortems.choices import ActivityKind, Milestone
from postmortems.document import LONGEST_WORDS, Kind
from postmortems.editing import operations
from postmortems.editing.edits import Edit, EditRefused
from postmortems.editing.slots import free_slot
from postmortems.editing.targets import Place
from postmortems.editing.workbench import Workbench
from postmortems.instants import read_day, read_moment
from postmortems.models import Action, Change, FormerIncidentId, Postmortem

INCIDENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._#-]{0,99}")
RESERVED_IDS = {"new", "import"}


def commit_value(bench: Workbench, edit: Edit, place: Place) -> Change | None:
    """The change it became; None when the value is the same already. Raises EditRefused."""
    if not isinstance(edit.operation, dict) or "set" not in edit.operation:
        raise EditRefused("bad", "A value is changed with “set” and “was”.")
    seen, current = edit.operation.get("was"), place.value
    new = clean(bench, place, edit.operation["set"])
    if new == current:
        return None
    is_conflict = seen != current
    if is_conflict and edit.asks:
        raise EditRefused("conflict", "Somebody else has changed this meanwhile.", current)
    put(bench, place, new)
    operation = {"set": new, "was": current} | ({"conflict": True} if is_conflict else {})
    return bench.append(edit, operation)


def clean(bench: Workbench, place: Place, value: Any) -> Any:
    """The value as it is kept. Raises EditRefused for what the field cannot hold."""
    kind = place.question.kind
    if kind is Kind.TICK:
        return value in (True, "yes", "on")
    if kind is Kind.PERSON:
        return _person(bench, value)
    if not isinstance(value, str):
        raise EditRefused("bad", "This value is a text.")
    text = operations.normalise_text(value).replace("\n", " ").strip()
    choices = place.question.choices
    if choices and text and text not in choices.values:
        raise EditRefused("bad", f"“{text[:LONGEST_WORDS]}” is not one of the choices.")
    if kind is Kind.IDENTIFIER:
        return _incident_id(place, text)
    _refuse_long(text)
    return text


def _refuse_long(words: str) -> None:
    if len(words) > LONGEST_WORDS:
        raise EditRefused("too_long", f"These words end at {LONGEST_WORDS} characters.")


def _person(bench: Workbench, value: Any) -> int | str:
    """A user's id, or the name as written where it is nobody's."""
    if isinstance(value, int) and not isinstance(value, bool):
        if not User.objects.filter(pk=value).exists():
            raise EditRefused("bad", "There is no such person.")
        return value
    if not isinstance(value, str):
        raise EditRefused("bad", "A person is an id or a name.")
    name = " ".join(operations.normalise_text(value).split())
    _refuse_long(name)
    return bench.person_called(name) or name


def _incident_id(place: Place, text: str) -> str:
    if not INCIDENT_ID.fullmatch(text) or text.lower() in RESERVED_IDS:
        raise EditRefused(
            "bad", "An incident ID has letters, digits and - . _ # only, and is not empty."
        )
    if is_taken(text, but=place.instance.pk):
        raise EditRefused("taken", f"{text} is the ID of another post-mortem.")
    return text


def is_taken(incident_id: str, *, but: int = 0) -> bool:
    """Whether a post-mortem other than number `but` has the id, or once had it."""
    others = Postmortem.objects.exclude(pk=but)
    former = FormerIncidentId.objects.exclude(postmortem=but)
    return (
        others.filter(incident_id__iexact=incident_id).exists()
        or former.filter(incident_id__iexact=incident_id).exists()
    )


def put(bench: Workbench, place: Place, value: Any) -> None:
    """Write the cleaned value into the field or fields that hold it."""
    key, instance = place.question.key, place.instance
    bench.touch(instance, key)
    match place.question.kind:
        case Kind.PERSON:
            is_user = isinstance(value, int)
            setattr(instance, f"{key}_id", value if is_user else None)
            setattr(instance, f"{key}_name", "" if is_user else value)
            bench.touch(instance, f"{key}_name")
            _note_assignment(bench, instance)
            return
        case Kind.IDENTIFIER:
            _keep_old_address(bench, value)
        case Kind.DATE:
            _read_date(bench, place, value)
    if place.table and place.row and place.question.choices is Milestone:
        free_slot(bench, place.table, place.row, value)
    setattr(instance, key, value)


def _note_assignment(bench: Workbench, instance: Any) -> None:
    """When and by whom an action got its owner: the owner is told, unless it was their own act."""
    if isinstance(instance, Action):
        instance.assigned_at, instance.assigned_by = bench.at, bench.by
        bench.touch(instance, "assigned_at", "assigned_by")


def _read_date(bench: Workbench, place: Place, words: str) -> None:
    instance: Any = place.instance
    near = bench.postmortem.opened_at.date()
    if place.question.key == "postmortem_date":
        moment = read_moment(words, near=near)
        instance.postmortem_on, instance.postmortem_at = moment.on, moment.at
        if bool(instance.scheduled_at) != bool(moment.on):
            instance.scheduled_at = bench.at if moment.on else None
        bench.touch(instance, "postmortem_on", "postmortem_at", "scheduled_at")
    else:
        instance.due_on, _ = read_day(words, near=near)
        bench.touch(instance, "due_on")


def _keep_old_address(bench: Workbench, new: str) -> None:
    postmortem = bench.postmortem
    postmortem.former_incident_ids.filter(incident_id__iexact=new).delete()
    postmortem.former_incident_ids.get_or_create(incident_id=postmortem.incident_id)
    postmortem.record(
        ActivityKind.RENAMED, by=bench.by, at=bench.at, old=postmortem.incident_id, new=new
    )
