"""Draws the controls of the document's page."""

from datetime import datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from postmortems.choices import FollowUpPeriod, Milestone
from postmortems.deadlines import ClockState
from postmortems.document import SECTION_OF, Kind, question_of
from postmortems.formats.prose import render
from postmortems.forms.controls import Control
from postmortems.forms.names import control_name
from postmortems.forms.phases import Strip, strip
from postmortems.milestones import Figure

register = template.Library()

CONFLICT = "postmortems/sections/_conflict.html"


@register.simple_tag
def control(control: Control) -> SafeString:
    """The control's real input, with the text it was made from; a reader sees the text."""
    if not control.is_writable:
        return _text_only(control)
    return format_html(
        "{}{}{}{}", _input(control), _seen(control), _conflict(control), _notes(control)
    )


def _input(control: Control) -> SafeString:  # noqa: PLR0911  a control a kind
    match control.question.kind:
        case Kind.CHOICE:
            return _select(control)
        case Kind.TICK:
            checked = mark_safe(" checked") if control.is_ticked else ""
            return format_html(
                '<input type="checkbox" value="yes" class="tick"{}{}>', _names(control), checked
            )
        case Kind.PROSE:
            return _textarea(control, "field prose-field")
        case Kind.TIME:
            title = format_html(' title="{}"', control.hint) if control.hint else ""
            return format_html(
                '<input type="text" class="field time-field" autocomplete="off" size="17"'
                ' placeholder="{}" value="{}"{}{}>',
                control.placeholder,
                control.text,
                _names(control),
                title,
            )
        case Kind.PERSON | Kind.DATE | Kind.IDENTIFIER:
            people = mark_safe(' list="people"') if control.question.kind is Kind.PERSON else ""
            return format_html(
                '<input type="text" class="field" autocomplete="off" placeholder="{}" value="{}"'
                "{}{}>",
                control.placeholder,
                control.text,
                _names(control),
                people,
            )
    return _textarea(control, "field line-field")


def _textarea(control: Control, css: str) -> SafeString:
    # A browser drops the first newline of a textarea, so one more is written.
    return format_html(
        '<textarea rows="1" class="{}" placeholder="{}"{}>\n{}</textarea>',
        css,
        control.placeholder,
        _names(control),
        control.text,
    )


def _select(control: Control) -> SafeString:
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, mark_safe(" selected") if chosen else "", words)
            for value, words, chosen in control.options
        ),
    )
    return format_html(
        '<select class="field choice-field"{}><option value="">—</option>{}</select>',
        _names(control),
        options,
    )


def _names(control: Control) -> SafeString:
    """name, id, accessible name, and what describes it."""
    described = format_html(' aria-describedby="{}-notes"', control.name) if control.notes else ""
    invalid = mark_safe(' aria-invalid="true"') if control.has_error else ""
    return format_html(
        ' name="{0}" id="{0}" aria-label="{1}"{2}{3}',
        control.name,
        control.label,
        described,
        invalid,
    )


def _seen(control: Control) -> SafeString:
    """What the control was made from: the base of the edit that comes back."""
    seen = format_html(
        '<input type="hidden" name="base-{}" value="{}">', control.name, control.base
    )
    if control.question.kind is Kind.PERSON:
        seen += format_html(
            '<input type="hidden" name="was-{}" value="{}">', control.name, control.was
        )
    return seen


def _conflict(control: Control) -> SafeString | str:
    """Both values to choose from, when somebody else chose another one meanwhile."""
    return render_to_string(CONFLICT, {"control": control}) if control.conflict else ""


def _notes(control: Control) -> SafeString:
    if not control.notes:
        return mark_safe("")
    lines = format_html_join(
        "",
        '<p class="note{}">{}</p>',
        ((mark_safe(" bad") if note.is_error else "", note.sentence) for note in control.notes),
    )
    return format_html('<div id="{}-notes">{}</div>', control.name, lines)


def _text_only(control: Control) -> SafeString:
    if control.question.kind is Kind.TICK:
        return mark_safe("☑") if control.is_ticked else mark_safe("☐")
    if not control.text:
        return _unanswered(control)
    if control.question.kind is Kind.PROSE:
        return format_html('<div class="prose">{}</div>', render(control.text))
    return format_html("<span>{}</span>", control.shown)


def _unanswered(control: Control) -> SafeString:
    words = "Not answered yet" if control.is_asked else ""
    return format_html('<span class="small">{}</span>', words)


@register.filter
def words_for(control: Control, value: str) -> str:
    """What a reader sees of a value of the control."""
    return control.words_for(value)


@register.filter
def target_id(target: str) -> str:
    """The id of the control, for a link that focuses it."""
    return control_name(target)


@register.filter
def place(target: str) -> str:
    """Where a target stands, in the template's words."""
    question = question_of(target)
    key = target.split(":")[1] if ":" in target else ""
    section = SECTION_OF.get(key)
    parts = (section.title if section else "", question.label if question else "")
    return ": ".join(filter(None, parts))


@register.simple_tag
def phases(figures: dict[str, Figure]) -> SafeString:
    """The strip of the phases, drawn; nothing when a start or an end is missing."""
    drawn: Strip | None = strip(figures)
    if drawn is None:
        return mark_safe("")
    return render_to_string("postmortems/sections/_phases.html", {"strip": drawn})


@register.filter
def clock_class(state: ClockState) -> str:
    return {
        ClockState.NOT_STARTED: "",
        ClockState.ON_TRACK: "ok",
        ClockState.AT_RISK: "warn",
        ClockState.OVERDUE: "bad",
        ClockState.MET: "met",
        ClockState.MET_LATE: "met",
        ClockState.WAIVED: "waived",
    }[state]


@register.filter
def utc(at: datetime | None) -> str:
    """24 Nov 2026, 14:05 UTC."""
    return f"{at.day} {at:%b %Y, %H:%M} UTC" if at else ""


@register.filter
def short_ends(figure: Figure) -> str:
    """Both ends of the figure in one line: the second one's day only where it is another."""
    if figure.start is None or figure.end is None:
        return ""
    start, end = figure.start.at, figure.end.at
    day = "" if start.date() == end.date() else f"{end.day} {end:%b} "
    return (
        f"from {figure.metric.start.label.lower()} {start.day} {start:%b %H:%M} "
        f"to {figure.metric.end.label.lower()} {day}{end:%H:%M}"
    )


@register.filter
def get(mapping: Any, key: str) -> Any:
    return mapping.get(key) if mapping else None


@register.filter
def follow_up_question(period: str) -> str:
    """What the check asks, by its period's words."""
    return next(each.question for each in FollowUpPeriod if each.label == period)


@register.filter
def milestone_label(value: str) -> str:
    return Milestone(value).label if value else ""
