"""Adds a screenshot to a metric."""

from typing import Any

from django import forms

from postmortems.choices import AttachmentSlot
from postmortems.formats.images import CleanImage, ImageRefused, clean_image
from postmortems.models import Metric, Postmortem


class ScreenshotForm(forms.Form):
    metric = forms.ModelChoiceField(
        Metric.objects.none(), label="Metric", empty_label=None, to_field_name="uid"
    )
    slot = forms.ChoiceField(
        label="Taken", choices=AttachmentSlot.choices, initial=AttachmentSlot.DURING
    )
    alt_text = forms.CharField(
        label="What the screenshot shows",
        max_length=500,
        help_text="For those who cannot see it: the curve, its peak, the time.",
    )
    file = forms.FileField(label="Screenshot", help_text="PNG, JPEG or WebP, up to 10 MB.")

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        postmortem: Postmortem,
        metric: str = "",
    ) -> None:
        super().__init__(data, files, initial={"metric": metric})
        field = self.fields["metric"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = Metric.objects.filter(postmortem=postmortem, deleted_at=None)

    def clean_file(self) -> CleanImage:
        try:
            return clean_image(self.cleaned_data["file"])
        except ImageRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def values(self) -> dict[str, str]:
        """What the attachment's row says of the words that were typed."""
        return {
            "metric": str(self.cleaned_data["metric"].uid),
            "slot": self.cleaned_data["slot"],
            "alt_text": self.cleaned_data["alt_text"],
        }
