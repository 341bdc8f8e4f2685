"""Shows a document to its readers."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from postmortems.editing.differences import Stretch
from postmortems.formats.prose import render, render_inline

register = template.Library()

CONTEXT = 80


@register.filter
def prose(source: str) -> SafeString:
    """A long answer's Markdown as safe HTML."""
    return render(source)


@register.filter
def inline(source: str) -> SafeString:
    """A cell's Markdown as safe HTML."""
    return render_inline(source)


@register.simple_tag
def word_differences(stretches: Iterable[Stretch]) -> SafeString:
    """What was removed and added, said in words to those who do not see it."""
    return format_html_join("", "{}", ((_shown(stretch),) for stretch in stretches))


def _shown(stretch: Stretch) -> SafeString:
    if stretch.is_same:
        return format_html("{}", _shortened(stretch.new))
    removed = added = SafeString("")
    if stretch.old:
        hidden = '<del><span class="visually-hidden">removed: </span>{}</del>'
        removed = format_html(hidden, stretch.old)
    if stretch.new:
        hidden = '<ins><span class="visually-hidden">added: </span>{}</ins>'
        added = format_html(hidden, stretch.new)
    return removed + added


def _shortened(text: str) -> str:
    """The words around a change; what is far from it is left out."""
    if len(text) <= 2 * CONTEXT + 10:
        return text
    return f"{text[:CONTEXT]} […] {text[-CONTEXT:]}"
