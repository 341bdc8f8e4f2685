"""The Django form of a part with questions, laid out with crispy-forms."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django import forms
from django.template.loader import render_to_string

from postmortems.document import Answers, Kind, Question
from postmortems.forms.controls import Control, Page, answer_control
from postmortems.models import Snapshot
from postmortems.models.snapshot import owner_of


class AnswersForm(forms.Form):
    """A field a question, and a second one for the words beside a choice."""

    def __init__(self, part: Answers, controls: list[tuple[Control, Control | None]]) -> None:
        super().__init__()
        self.controls = controls
        for control, detail in controls:
            for each in filter(None, (control, detail)):
                self.fields[each.name] = _field(each)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*(QuestionRow(part, *pair) for pair in controls))


class QuestionRow(LayoutObject):  # type: ignore[misc]  # crispy-forms has no types
    """A question with its control, the words beside it and the notes under it.

    The question stands above its answer where it is a whole sentence; where it repeats the
    heading, it is there for screen readers only.
    """

    template = "postmortems/sections/_question.html"

    def __init__(self, part: Answers, control: Control, detail: Control | None) -> None:
        self.part, self.control, self.detail = part, control, detail
        self.fields = [control.name]

    def render(self, form: Any, context: Any, template_pack: str = "", **_: Any) -> str:
        is_alone = len(self.part.questions) == 1 and bool(self.part.heading)
        parts = {
            "is_wide": is_alone or self.part.header == Answers.header,
            "is_alone": is_alone,
            "control": self.control,
            "detail": self.detail,
            "document": context.get("document"),
        }
        form.rendered_fields.update(self.fields)
        return render_to_string(self.template, parts)


def _field(control: Control) -> forms.Field:
    if control.question.kind is Kind.CHOICE:
        choices = [("", "—"), *((value, words) for value, words, _ in control.options)]
        return forms.ChoiceField(label=control.label, choices=choices, required=False)
    return forms.CharField(label=control.label, required=False, strip=False)


def answers_form(part: Answers, snapshot: Snapshot, page: Page) -> AnswersForm:
    return AnswersForm(part, [_pair(question, snapshot, page) for question in part.questions])


def _pair(question: Question, snapshot: Snapshot, page: Page) -> tuple[Control, Control | None]:
    instance = owner_of(snapshot.postmortem, question)
    detail = answer_control(page, instance, question.detail) if question.detail else None
    return answer_control(page, instance, question), detail
