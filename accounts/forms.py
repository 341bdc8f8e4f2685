"""The forms of signing in, invitations, teams and one's own profile."""

from functools import cache
from typing import Any, ClassVar
from zoneinfo import available_timezones

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.models import Invitation, Membership, Team, User
from accounts.models.team import USUAL_SPRINT

LONGEST_SPRINT = 90


@cache
def time_zone_choices() -> list[tuple[str, str]]:
    """UTC first, then every zone by name."""
    names = sorted(available_timezones() - {"UTC", "Factory", "localtime"})
    return [(name, name.replace("_", " ")) for name in ["UTC", *names]]


class ResetPasswordForm(AllauthResetPasswordForm):  # type: ignore[misc]
    """An unknown address gets a mail too, which costs the same time and tells no one anything."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        if self.users:
            return str(super().save(request, **kwargs))
        email = str(self.cleaned_data["email"])
        get_adapter().send_mail("account/email/unknown_account", email, {"email": email})
        return email


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Invitation
        fields: ClassVar[list[str]] = ["email", "role"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "email": forms.EmailInput(attrs={"autocomplete": "off"})
        }


class AcceptanceForm(forms.Form):
    """A new person's name and password."""

    full_name = forms.CharField(
        max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html,
    )
    password_again = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        password, again = fields.get("password"), fields.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", "Type the same password in both fields.")
        if password:
            self._judge(password, full_name=fields.get("full_name", ""))
        return fields

    def _judge(self, password: str, *, full_name: str) -> None:
        person = User(email=self.email, full_name=full_name)
        try:
            password_validation.validate_password(password, person)
        except ValidationError as refusal:
            self.add_error("password", refusal)


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Membership
        fields: ClassVar[list[str]] = ["role"]


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]
    time_zone = forms.ChoiceField(choices=time_zone_choices)
    sprint_days = forms.IntegerField(
        label="Sprint length in days",
        min_value=1,
        max_value=LONGEST_SPRINT,
        initial=USUAL_SPRINT,
        help_text="Short-term actions fall due this many days after the post-mortem date.",
    )

    class Meta:
        model = Team
        fields: ClassVar[list[str]] = ["name", "sprint_days", "time_zone"]


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    time_zone = forms.ChoiceField(
        choices=time_zone_choices,
        help_text="Times in a post-mortem are UTC; yours is shown beside them.",
    )

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["full_name", "time_zone"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"})
        }
