"""Asks an administrator which hidden post-mortem to open, and why."""

from typing import Any

from django import forms

from accounts.models import User
from postmortems.models import Postmortem


class HiddenPostmortemField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, postmortem: Postmortem) -> str:
        """What may be known of it: not even the title."""
        return f"{postmortem.incident_id}, team {postmortem.team}, {postmortem.visibility}"


class InspectionForm(forms.Form):
    postmortem = HiddenPostmortemField(Postmortem.objects.none(), label="Post-mortem")
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        help_text="Its readers see who opened it, when, and this reason.",
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        hidden = Postmortem.objects.hidden_from(user).select_related("team")
        field = self.fields["postmortem"]
        assert isinstance(field, HiddenPostmortemField)  # noqa: S101  for the type checker
        field.queryset = hidden.order_by("incident_id")
