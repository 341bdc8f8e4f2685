"""What the fault tests do with notices: `python -m tests.faults.notices COMMAND`."""

import re
import sys
from datetime import date, timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.models import User  # noqa: E402
from notifications.models import Email  # noqa: E402
from notifications.sweep import sweep  # noqa: E402
from tests.notifications.cast import AT, DAY, cast, person, promise  # noqa: E402

OWNERS, EACH = 20, 25
LINK = re.compile(r"https?://[^\s<>\"']+")


def promise_much() -> None:
    """Twenty owners with 25 actions each, due on the next three days; all is planned."""
    there = cast(at=AT, resolved_at=None)
    for number in range(OWNERS):
        owner = person(there.team, email=f"owner{number}@example.com", full_name=f"Owner {number}")
        for one in range(EACH):
            due_on = date(2026, 11, 24) + one % 3 * DAY
            title = f"Promise {number}/{one}."
            promise(there, owner=owner, title=title, due_on=due_on, assigned_by=owner)
    sweep(now=AT - timedelta(minutes=1))


def come_back() -> None:
    """The first sweep after three days."""
    sweep(now=AT + 3 * DAY + timedelta(hours=1))


def follow() -> None:
    """GET, HEAD and OPTIONS of every link in every mail, twice, by its reader and by a machine."""
    readers = {pk: Client() for pk in Email.objects.values_list("to_user", flat=True) if pk}
    for pk, client in readers.items():
        client.force_login(User.objects.get(pk=pk))
    before, followed = dump(), 0
    for email in Email.objects.all():
        words = f"{email.text} {email.html} {' '.join(email.headers.values())}"
        for link in sorted(set(LINK.findall(words))):
            path = link.removeprefix(settings.SITE_URL)
            for client in (readers[email.to_user_id or 0], Client()):
                for method in (client.get, client.head, client.options) * 2:
                    assert method(path).status_code < 500, path
                    followed += 1
    print(followed, "same" if dump() == before else "changed")  # noqa: T201


def dump() -> list[str]:
    """Every row of every table."""
    rows = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  our own tables
            rows += sorted(f"{table} {row}" for row in cursor.fetchall())
    return rows


if __name__ == "__main__":
    {each.__name__: each for each in (promise_much, come_back, follow)}[sys.argv[1]]()
