"""What the fault tests let processes of their own do: `python -m tests.faults.work COMMAND …`.

Each works on the database that its environment names, with the code of the product.
"""

import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread

import django

django.setup()

from django.db import OperationalError, close_old_connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Team, User  # noqa: E402
from accounts.roles import Role  # noqa: E402
from notifications.models import Control, Email, Heartbeat  # noqa: E402
from notifications.outbox import deliver_due, put  # noqa: E402
from postmortems.editing import open_postmortem  # noqa: E402
from postmortems.models import Postmortem  # noqa: E402

LEASE = timedelta(seconds=120)
PASSWORD = "a long walk by the sea"  # noqa: S105  of a database that is gone in a minute


def tell(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201  how a test hears of it


def fill(count: str, name: str = "good", seconds: str = "0") -> None:
    """So many mails, due one after another within the next seconds."""
    now = timezone.now()
    pause = timedelta(seconds=float(seconds)) / int(count)
    with transaction.atomic():
        for number in range(int(count)):
            address = f"{name}{number}@example.com"
            put(to=address, subject=f"Look {number}", text="Look. " * 80, at=now + number * pause)


def deliver(lease: str) -> None:
    """Hand over until nothing waits, as one of several that do."""
    tell("ready")
    sys.stdin.readline()
    while Email.objects.pending().exists():
        deliver_due(now=timezone.now(), lease=timedelta(seconds=float(lease)))
        time.sleep(0.1)


def simulate(minutes: str = "", start: str = "") -> None:
    """Hand over at simulated times: each time nothing is due, the clock is at the next attempt.

    From `start` on, until nothing waits or for so many minutes of that clock. Tells its time then.
    """
    now = datetime.fromisoformat(start) if start else timezone.now()
    until = now + timedelta(minutes=float(minutes)) if minutes else None
    while waiting := Email.objects.pending().order_by("next_attempt_at").first():
        now = max(now, waiting.lease_until or now, waiting.next_attempt_at)
        if until and now > until:
            break
        started = time.monotonic()
        deliver_due(now=now)
        now += timedelta(seconds=time.monotonic() - started)
    tell((until or now).isoformat())


def claim(name: str) -> None:
    """Claim until nothing is left; tell the id of each."""
    tell("ready")
    sys.stdin.readline()
    while claimed := Email.objects.claim(now=timezone.now(), lease=LEASE, most=20):
        for email in claimed:
            tell(email.pk)


def hold() -> None:
    """Claim one mail, and begin it only when told to."""
    (email,) = Email.objects.claim(now=timezone.now(), lease=LEASE, most=1)
    tell("claimed")
    sys.stdin.readline()
    tell(email.begin(now=timezone.now(), lease=LEASE, worker="one"))


def cancel() -> None:
    tell(Email.objects.all().cancel())


def resume() -> None:
    Control.current().resume()


def write(count: str, threads: str) -> None:
    """Read, then write, in one transaction, so many times in each thread; tell each one's time."""
    tell("ready")
    sys.stdin.readline()
    running = [Thread(target=_write, args=(name, int(count))) for name in range(int(threads))]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


def _write(name: int, count: int) -> None:
    for number in range(count):
        started = time.perf_counter()
        try:
            with transaction.atomic():
                Heartbeat.objects.count()
                Heartbeat.objects.beat(f"{name}:{number % 7}", at=timezone.now())
            tell(time.perf_counter() - started)
        except OperationalError as problem:
            tell("locked", problem)
    close_old_connections()


def settle_in() -> None:
    """A team with a lead, and a post-mortem of hers."""
    lead = User.objects.create_user("lead@example.com", PASSWORD, full_name="Lena Brandt")
    team = Team.objects.create(name="Platform", slug="platform")
    team.memberships.create(user=lead, role=Role.MANAGER)
    open_postmortem(team=team, by=lead, at=timezone.now(), incident_id="INC-1")


def browse() -> None:
    """Sign in, look at every page, save; tell the status of each answer."""
    client, address = Client(), "/postmortems/INC-1/"
    steps: dict[str, Callable[[], int]] = {
        "sign in": lambda: (
            client.post(
                "/accounts/login/", {"login": "lead@example.com", "password": PASSWORD}
            ).status_code
        ),
        **{
            page: lambda page=page: client.get(page).status_code  # type: ignore[misc]
            for page in ("/", "/postmortems/", "/actions/", "/teams/", "/people/", "/profile/")
        },
        "document": lambda: client.get(address).status_code,
        "save": lambda: client.post(f"{address}sections/summary/", _typed()).status_code,
        "invite": lambda: (
            client.post(
                "/teams/platform/invitations/", {"email": "ada@example.com", "role": "member"}
            ).status_code
        ),
        "sign out": lambda: client.post("/accounts/logout/").status_code,
        "new password": lambda: (
            client.post("/accounts/password/reset/", {"email": "lead@example.com"}).status_code
        ),
    }
    for name, step in steps.items():
        tell(name.replace(" ", "_"), step())
    tell("impact_saved", int(Postmortem.objects.get().impact_summary == "Everybody waited."))


def _typed() -> dict[str, str]:
    field, seq = "answer-impact_summary", str(Postmortem.objects.get().seq)
    return {"seq": seq, "client": "c1", f"base-{field}": "", field: "Everybody waited."}


if __name__ == "__main__":
    {
        each.__name__: each
        for each in (fill, deliver, simulate, claim, hold, cancel, resume, write, settle_in, browse)
    }[sys.argv[1]](*sys.argv[2:])
