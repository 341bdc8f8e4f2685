"""Who may read a post-mortem, and who takes part in it."""

from typing import Any

from django import forms

from accounts.models import User
from postmortems.choices import Visibility
from postmortems.models import Postmortem


class ParticipantsForm(forms.Form):
    visibility = forms.ChoiceField(
        label="Visibility", choices=Visibility.choices, widget=forms.RadioSelect
    )
    participants = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="Participants",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="They read and write beside the named roles, whatever their team.",
    )

    def __init__(self, data: Any = None, *, postmortem: Postmortem) -> None:
        super().__init__(
            data,
            initial={
                "visibility": postmortem.visibility,
                "participants": postmortem.participants.all(),
            },
        )
        self.postmortem = postmortem
        field = self.fields["participants"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  for the type checker
        field.queryset = User.objects.active().order_by("full_name")

    def readers_with(self, user: User) -> set[User]:
        """The participants, with the person who restricts the document and is not named on it."""
        chosen = set(self.cleaned_data["participants"])
        named = {
            self.postmortem.incident_lead_id,
            self.postmortem.postmortem_lead_id,
            self.postmortem.engineering_manager_id,
        }
        is_restricted = self.cleaned_data["visibility"] == Visibility.RESTRICTED
        return chosen | {user} if is_restricted and user.pk not in named else chosen
