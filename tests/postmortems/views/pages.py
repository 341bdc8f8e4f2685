"""The document's page as a browser sends it back."""

from html.parser import HTMLParser

from django.test import Client

from accounts.models import User
from postmortems.models import Postmortem


class Fields(HTMLParser):
    """What a browser without JavaScript would post of the document's form."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self._text: str | None = None
        self._select: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("name", "")
        if "aria-label" in given and name:
            self.labels[given["aria-label"]] = name
        if tag == "input" and name and given.get("type") not in {"checkbox", "radio"}:
            self.values[name] = given.get("value", "")
        elif tag == "input" and name and "checked" in given:
            self.values[name] = given.get("value", "on")
        elif tag == "textarea":
            self._text = name
            self.values[name] = ""
        elif tag == "select":
            self._select = name
            self.values[name] = ""
        elif tag == "option" and self._select and "selected" in given:
            self.values[self._select] = given.get("value", "")

    def handle_data(self, text: str) -> None:
        if self._text is not None:
            self.values[self._text] += text

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            self.values[self._text] = self.values[self._text].removeprefix("\n")
            self._text = None
        if tag == "select":
            self._select = None


def open_page(client: Client, postmortem: Postmortem, by: User) -> Fields:
    client.force_login(by)
    return Fields(client.get(postmortem.get_absolute_url()).text)


def save(client: Client, postmortem: Postmortem, page: Fields, **typed: str) -> int:
    values = page.values | {page.labels[label]: text for label, text in typed.items()}
    return client.post(postmortem.get_absolute_url(), values).status_code
