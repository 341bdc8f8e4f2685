"""Starts a post-mortem: where it belongs, what it is called, who may read it."""

from typing import Any

from django import forms

from accounts.models import Team, User
from accounts.roles import Role
from postmortems.choices import Severity, Visibility
from postmortems.editing import Edit
from postmortems.editing.values import INCIDENT_ID, RESERVED_IDS, is_taken


class NewPostmortemForm(forms.Form):
    title = forms.CharField(
        label="Title",
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": "What broke, for whom, in one line"}),
    )
    team = forms.ModelChoiceField(Team.objects.none(), label="Team", empty_label=None)
    severity = forms.ChoiceField(
        label="Severity",
        required=False,
        choices=[("", "Not known yet"), *((s.value, f"{s.label}: {s.meaning}") for s in Severity)],
    )
    incident_id = forms.CharField(
        label="Incident ID",
        required=False,
        max_length=100,
        help_text="The ID of your incident tool. Left empty, the next INC number is given.",
    )
    incident_lead = forms.CharField(
        label="Incident Lead",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    postmortem_lead = forms.CharField(
        label="Post-mortem Lead",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
        help_text="Leads the writing. You, unless you name somebody else.",
    )
    visibility = forms.ChoiceField(
        label="Who may read it",
        choices=Visibility.choices,
        initial=Visibility.ORGANISATION,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, initial={"postmortem_lead": user.full_name})
        self.user = user
        teams = Team.objects.filter(
            memberships__user=user, memberships__role__in=[Role.MEMBER, Role.MANAGER]
        )
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = teams.order_by("name")

    def clean_incident_id(self) -> str:
        wanted: str = self.cleaned_data["incident_id"].strip()
        if not wanted:
            return ""
        if not INCIDENT_ID.fullmatch(wanted) or wanted.lower() in RESERVED_IDS:
            raise forms.ValidationError("Use letters, digits and - . _ # only.")
        if is_taken(wanted):
            raise forms.ValidationError(f"{wanted} is the ID of another post-mortem.")
        return wanted

    def opening(self) -> dict[str, Any]:
        """What `open_postmortem` takes."""
        return {key: self.cleaned_data[key] for key in ("team", "incident_id", "visibility")}

    def edits(self, *, base: int) -> list[Edit]:
        """The first words of the document: its title, its severity, and who leads."""
        lead = self.cleaned_data["postmortem_lead"]
        values = {
            "severity": self.cleaned_data["severity"],
            "incident_lead": self.cleaned_data["incident_lead"],
            "postmortem_lead": self.user.pk if lead in ("", self.user.full_name) else lead,
        }
        return [
            Edit("answer:title", [self.cleaned_data["title"]], base=base),
            *(
                Edit(f"answer:{key}", {"set": value, "was": ""}, base=base)
                for key, value in values.items()
                if value
            ),
        ]
