"""A browser as far as a measurement needs one: keeps its connection, counts bytes and time."""

import gzip
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urlencode, urljoin, urlsplit

CSRF = "b" * 32


@dataclass
class Answer:
    status: int
    body: bytes
    seconds: float


class Browser:
    """One connection to the server, signed in by its session."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}"}

    def get(self, address: str, *, accept: str = "identity") -> Answer:
        return self._ask("GET", address, {"Accept-Encoding": accept})

    def post(self, address: str, fields: dict[str, str]) -> Answer:
        body = urlencode(fields | {"csrfmiddlewaretoken": CSRF})
        return self._ask(
            "POST", address, {"Content-Type": "application/x-www-form-urlencoded"}, body
        )

    def _ask(
        self, method: str, address: str, headers: dict[str, str], body: str | None = None
    ) -> Answer:
        started = time.perf_counter()
        self.connection.request(method, address, body, self.headers | headers)
        response = self.connection.getresponse()
        content = response.read()
        return Answer(response.status, content, time.perf_counter() - started)


@dataclass
class Page(HTMLParser):
    """The form fields of a page and the files that it loads."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "input" and given.get("type") == "hidden":
            self.fields.setdefault(given.get("name", ""), given.get("value", ""))
        is_file = given.get("rel") in {"stylesheet", "icon", "preload"}
        if tag == "link" and is_file and given.get("media") != "print":
            self.files.append(given["href"])
        if tag in {"script", "img"} and "src" in given:
            self.files.append(given["src"])


def read_page(html: bytes) -> Page:
    page = Page()
    page.feed(html.decode())
    return page


@dataclass(frozen=True)
class FirstLoad:
    """The bytes a browser with nothing in its cache reads, plain and as the server sends them.

    `packed_page` is what the page would be behind a proxy that compresses.
    """

    page: int
    sent_page: int
    packed_page: int
    files: int
    sent_files: int
    count: int
    other_hosts: frozenset[str]


def first_load(browser: Browser, address: str) -> FirstLoad:
    html = browser.get(address).body
    sent_page = len(browser.get(address, accept="br, gzip").body)
    plain, sent_files, hosts = 0, 0, set()
    waiting, seen = read_page(html).files, set[str]()
    while waiting:
        file = waiting.pop()
        if file in seen or file.startswith("data:"):
            continue
        seen.add(file)
        if urlsplit(file).netloc:
            hosts.add(urlsplit(file).netloc)
            continue
        body = browser.get(file).body
        plain += len(body)
        sent_files += len(browser.get(file, accept="br, gzip").body)
        waiting += references(file, body)
    packed_page = len(gzip.compress(html, 6))
    return FirstLoad(
        len(html), sent_page, packed_page, plain, sent_files, len(seen), frozenset(hosts)
    )


def references(file: str, body: bytes) -> list[str]:
    """What a style sheet or a module loads in its turn."""
    patterns = {
        ".css": rb"""@import\s+(?:url\()?["']?([^"')]+)""",
        ".js": rb"""from\s*["'](\.[^"']+)""",
    }
    found: list[bytes] = []
    for ending, pattern in patterns.items():
        if urlsplit(file).path.endswith(ending):
            found = re.findall(pattern, body)
    return [urljoin(file, each.decode()) for each in found]


Action = Callable[[Browser, int], Answer]
