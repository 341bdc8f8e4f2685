from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from notifications.digests import muted_kinds
from notifications.kinds import KINDS
from notifications.models import Notice, Preference
from postmortems.reasons import Refused


class ReadingForm(forms.Form):
    """One notice, or without it all of them."""

    notice = forms.UUIDField(required=False)

    def chosen(self, unread: "QuerySet[Notice]") -> "QuerySet[Notice]":
        number = self.cleaned_data["notice"]
        return unread.filter(pk=number) if number else unread


class PreferencesForm(forms.Form):
    """A tick for each kind whose mail can be turned off."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        muted = muted_kinds(person)
        for kind in KINDS.values():
            if kind.is_optional:
                self.fields[kind.key] = forms.BooleanField(
                    label=kind.label,
                    help_text=f"{kind.when[0].upper()}{kind.when[1:]}.",
                    required=False,
                    initial=kind.key not in muted,
                )

    def save(self) -> None:
        for key in self.fields:
            Preference.objects.choose(self.person, key, wants_mail=self.cleaned_data[key])


class SnoozeForm(forms.Form):
    until = forms.DateField(
        label="No reminders until",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Choose the day on which the reminders go on."},
    )
    reason = forms.CharField(
        label="Why",
        help_text="The post-mortem lead sees it.",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        error_messages={"required": "Say why: the post-mortem lead sees it."},
    )

    def refuse(self, refused: Refused) -> None:
        for reason in refused.reasons:
            self.add_error(None, reason.sentence)
