"""The forms that move an action: its status, its due date, its owner; one, or several at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from postmortems.choices import ActionStatus
from postmortems.models import Action
from postmortems.models.action import ActionQuerySet
from postmortems.moves import MOVES, Move
from postmortems.reasons import Reason, refuse_for

LONGEST_REASON = 2000


def words_field(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_REASON,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def day_field(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class ActiveUserField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of those who have not left; asked for when the page is made."""

    def __init__(self, **options: Any) -> None:
        everyone = User.objects.active().order_by("full_name", "email")
        super().__init__(everyone, empty_label="Choose a person", **options)


class ChangeForm(forms.Form):
    """`was` is what the page showed of what is to be changed, `back` where the person came from."""

    key: str
    button: str
    place: str

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    back = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, str] | None = None, *, action: Action, back: str = ""
    ) -> None:
        super().__init__(
            data,
            initial={"was": self.seen(action), "back": back},
            auto_id=f"{self.key}-{action.uid}-%s",
        )
        self.action = action

    @property
    def address(self) -> str:
        return reverse(f"postmortems:action-{self.place}", args=[self.action.uid])

    def asked(self) -> "ChangeForm":
        """The form to show again when something is missing."""
        return self

    def focus(self) -> None:
        """Put the cursor into the first field that is seen."""
        for field in self.visible_fields()[:1]:
            field.field.widget.attrs["autofocus"] = True

    @property
    def words_typed(self) -> str:
        return next(
            (self.data[key] for key in ("words", "reason", "note") if self.data.get(key)), ""
        )

    @transaction.atomic
    def carry_out(self, *, by: User, at: datetime) -> str:
        """What is to be told when it is done. Raises Refused, for a meanwhile changed value too."""
        self.action.lock_for(by)
        if "was" in self.data and self.cleaned_data["was"] != self.seen(self.action):
            refuse_for([Reason(f"Somebody else has changed it meanwhile: {self.now(self.action)}")])
        return self.change(by=by, at=at)

    @classmethod
    def seen(cls, action: Action) -> str:
        """The value that it changes, as the page keeps it."""
        raise NotImplementedError

    @classmethod
    def now(cls, action: Action) -> str:
        """The same as a sentence about what it is now."""
        raise NotImplementedError

    def change(self, *, by: User, at: datetime) -> str:
        raise NotImplementedError


class MoveForm(ChangeForm):
    """Sets the status, with what the move asks."""

    place = "status"

    status = forms.CharField(widget=forms.HiddenInput)
    words = words_field("")

    def __init__(
        self, move: Move, data: Mapping[str, str] | None = None, *, action: Action, back: str = ""
    ) -> None:
        self.move, self.key, self.button = move, move.to.value, move.button
        super().__init__(data, action=action, back=back)
        self.initial["status"] = move.to.value
        self.fields["words"].label = move.asks
        # What is not possible is refused at once, not after words were asked for.
        self.fields["words"].required = action.stage in move.since
        if not move.asks:
            del self.fields["words"]

    @classmethod
    def of(cls, data: Mapping[str, str], *, action: Action) -> "MoveForm | None":
        """The form that was posted; None for a status that there is not."""
        status = data.get("status", "")
        if status not in ActionStatus.values:
            return None
        return cls(MOVES[ActionStatus(status)], data, action=action)

    def asked(self) -> ChangeForm:
        """Who chose a status in a list was not asked for words yet, and is not scolded."""
        if "words" in self.data:
            return self
        fresh = MoveForm(self.move, action=self.action, back=self.data.get("back", ""))
        fresh.initial["was"] = self.data.get("was", fresh.initial["was"])
        return fresh

    @classmethod
    def seen(cls, action: Action) -> str:
        return action.stage.value

    @classmethod
    def now(cls, action: Action) -> str:
        return f"its status is “{action.stage.label}” now."

    def change(self, *, by: User, at: datetime) -> str:
        self.action.move(self.move, self.cleaned_data.get("words", ""), by=by, at=at)
        return f"“{self.action}” is {self.action.stage.label.lower()} now."


class DueDateForm(ChangeForm):
    key, place, button = "due-date", "due-date", "Postpone"

    to = day_field("New due date")
    reason = words_field("Why later?", help_text="The leads read it.")

    @classmethod
    def seen(cls, action: Action) -> str:
        return action.due_on.isoformat() if action.due_on else ""

    @classmethod
    def now(cls, action: Action) -> str:
        return f"it is due {action.due_on:%-d %b %Y} now." if action.due_on else "it has no date."

    def change(self, *, by: User, at: datetime) -> str:
        day = self.cleaned_data["to"]
        self.action.postpone(day, self.cleaned_data["reason"], by=by, at=at)
        return f"“{self.action}” is due {day:%-d %b %Y} now."


class OwnerForm(ChangeForm):
    key, place, button = "owner", "owner", "Hand over"

    to = ActiveUserField(label="New owner")
    note = words_field("Note to the new owner", required=False)

    @classmethod
    def seen(cls, action: Action) -> str:
        return str(action.owner_id or "")

    @classmethod
    def now(cls, action: Action) -> str:
        return f"{action.owner or action.owner_name or 'nobody'} owns it now."

    def change(self, *, by: User, at: datetime) -> str:
        owner = self.cleaned_data["to"]
        self.action.hand_over(owner, self.cleaned_data["note"], by=by, at=at)
        return f"{owner} owns “{self.action}” now."


class PostponementForm(forms.Form):
    """One new date, with one reason, for the actions that are ticked: for all or for none."""

    action = forms.ModelMultipleChoiceField(
        Action.objects.none(),
        to_field_name="uid",
        error_messages={"required": "Tick the actions to postpone."},
    )
    to = day_field("New due date")
    reason = forms.CharField(label="Why later?", max_length=LONGEST_REASON)

    def __init__(self, data: QueryDict | None = None, *, actions: ActionQuerySet) -> None:
        super().__init__(data, auto_id="postpone-%s")
        field = self.fields["action"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  for the type checker
        field.queryset = actions
        self.ticked = data.getlist("action") if data is not None else []

    def carry_out(self, *, by: User, at: datetime) -> str:
        """What is to be told when it is done. Raises Refused, naming whose action cannot."""
        actions, day = self.cleaned_data["action"], self.cleaned_data["to"]
        count = actions.postpone(day, self.cleaned_data["reason"], by=by, at=at)
        are = "action is" if count == 1 else "actions are"
        return f"{count} {are} due {day:%-d %b %Y} now."
