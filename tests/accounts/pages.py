"""Reads the forms of a page, to press their buttons as a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.factories import PASSWORD


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    words: str = ""


class FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(names.get("action", ""), names.get("method", "get")))
            self.inside = True
        elif tag == "input" and self.inside and "name" in names:
            values = self.forms[-1].fields.setdefault(names["name"], [])
            values.append(names.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.forms[-1].words += data


def form_with(response: Any, words: str) -> Form:
    """The one form of the page whose text holds `words`."""
    reader = FormReader()
    reader.feed(response.text)
    (found,) = [form for form in reader.forms if words in form.words]
    return found


def has_form_with(response: Any, words: str) -> bool:
    reader = FormReader()
    reader.feed(response.text)
    return any(words in form.words for form in reader.forms)


def press(client: Client, response: Any, words: str, **typed: str) -> HttpResponse:
    """Send the form that holds `words`, as it stands and with what is `typed`."""
    form = form_with(response, words)
    return client.post(form.action or response.request["PATH_INFO"], {**form.fields, **typed})  # type: ignore[return-value]


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    extra = {name: more.pop(name) for name in list(more) if name.isupper()}
    return client.post("/accounts/login/", {"login": email, "password": password, **more}, **extra)
