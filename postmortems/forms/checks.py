"""Asks a follow-up check: the answer, its note, the day to look again, each systemic issue."""

from datetime import date
from typing import Any

from django import forms

from postmortems.choices import CheckAnswer
from postmortems.follow_ups import Facts, IssueReply, Reply, reasons_against

LONGEST_NOTE = 5_000


class CheckForm(forms.Form):
    """What is missing is said by the rules themselves, with all else that is missing."""

    answer = forms.ChoiceField(
        choices=CheckAnswer.choices, widget=forms.RadioSelect, required=False
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed for “Partly” and “No”: what is missing, and what is done about it.",
    )
    again_on = forms.DateField(
        label="Check again on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Write the day as 2026-12-04."},
    )

    def __init__(self, data: Any = None, *, question: str, facts: Facts, on: date) -> None:
        super().__init__(data)
        self.facts, self.on = facts, on
        self.fields["answer"].label = question
        needed = "Needed for “Partly” and “No” while something is open." if facts.open else ""
        self.fields["again_on"].help_text = needed
        for issue in facts.issues:
            self.fields[f"answer-{issue.uid}"] = forms.ChoiceField(
                label=f"“{issue.title}”: is it addressed?",
                choices=CheckAnswer.choices,
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"note-{issue.uid}"] = forms.CharField(
                label=f"Note on “{issue.title}”", required=False, max_length=LONGEST_NOTE
            )

    @property
    def issue_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The answer and the note of each systemic issue."""
        return [
            (self[f"answer-{each.uid}"], self[f"note-{each.uid}"]) for each in self.facts.issues
        ]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed, by its labels, where it could not be kept."""
        bound = [self[name] for name in self.fields]
        return [(str(each.label), each.data) for each in bound if each.data]

    def clean(self) -> dict[str, Any]:
        for reason in reasons_against(self.reply(), self.facts, on=self.on):
            if reason.target not in self.errors:
                self.add_error(reason.target, reason.sentence)
        return self.cleaned_data

    def reply(self) -> Reply:
        said = self.cleaned_data
        return Reply(
            said.get("answer", ""),
            said.get("note", ""),
            said.get("again_on"),
            {
                each.uid: IssueReply(
                    said.get(f"answer-{each.uid}", ""), said.get(f"note-{each.uid}", "")
                )
                for each in self.facts.issues
            },
        )
