"""With whom a post-mortem is shared: the audiences with their history, and the form for one more."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Prefetch

from accounts.models import User
from postmortems.audiences import reasons_against_audience
from postmortems.models import Distribution, Postmortem, Share, readers_of
from postmortems.models.distribution import version_of
from postmortems.reasons import Reason

MOST_PEOPLE = 500


@dataclass(frozen=True)
class AudienceLine:
    """An audience, why the template does not offer it, and who told it what."""

    audience: Distribution
    reasons: list[Reason]
    shares: list[Share]

    @property
    def is_offered(self) -> bool:
        return not self.reasons


def audience_lines(postmortem: Postmortem) -> list[AudienceLine]:
    """The audiences of the document in its order, in three queries."""
    audiences = Distribution.objects.filter(postmortem=postmortem, deleted_at=None)
    by_name = Prefetch("recipients", User.objects.order_by("full_name"))
    shares = postmortem.shares.select_related("by").prefetch_related(by_name)
    by_audience: dict[int, list[Share]] = {}
    for share in shares:
        by_audience.setdefault(share.audience_id, []).append(share)
    return [
        AudienceLine(
            audience,
            reasons_against_audience(postmortem, audience),
            by_audience.get(audience.pk, []),
        )
        for audience in audiences
        if audience.audience.strip() or audience.pk in by_audience
    ]


def version_words(postmortem: Postmortem) -> str:
    """What would be shared now: a draft, or the text that was signed."""
    seq, sha256 = version_of(postmortem)
    return Share(seq=seq, sha256=sha256).version


class ShareForm(forms.Form):
    audience = forms.ModelChoiceField(
        Distribution.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choose an audience.",
            "invalid_choice": "This audience is no longer in the document.",
        },
    )
    recipients = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="People here",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Those who may read it. They get a link by mail.",
    )
    note = forms.CharField(
        label="Where it was told",
        required=False,
        max_length=500,
        help_text="For everybody else, such as “#engineering”, “all hands of 27 Nov” or the status page.",
    )

    def __init__(self, data: Any = None, *, postmortem: Postmortem) -> None:
        super().__init__(data)
        self.lines = audience_lines(postmortem)
        audience, recipients = self.fields["audience"], self.fields["recipients"]
        assert isinstance(audience, forms.ModelChoiceField)  # noqa: S101  for the type checker
        assert isinstance(recipients, forms.ModelMultipleChoiceField)  # noqa: S101  likewise
        audience.queryset = Distribution.objects.filter(postmortem=postmortem)
        # All are understood, for the refusal to say why; those that are offered are shown.
        audience.widget.choices = [
            (line.audience.pk, line.audience.audience) for line in self.lines if line.is_offered
        ]
        recipients.queryset = readers_of(postmortem)
        recipients.widget.choices = [
            (person.pk, str(person)) for person in recipients.queryset[:MOST_PEOPLE]
        ]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        is_untold = not said.get("recipients") and not said.get("note", "").strip()
        if is_untold and not {"recipients", "note"} & self.errors.keys():
            self.add_error("note", "Choose who is told, or say where it was told.")
        return said
