"""The demo's people and teams: the same seven persons in every demo, one click to sign in."""

from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Membership, Team, User
from accounts.roles import Role

DEMO_PASSWORD = "demo"  # noqa: S105 — it is printed on the demo's sign-in page
TEAMS = {
    "platform": ("Platform", "Europe/Copenhagen"),
    "payments": ("Payments", "Europe/London"),
}


@dataclass(frozen=True)
class DemoPerson:
    email: str
    full_name: str
    part: str
    team: str = "platform"
    role: Role = Role.MEMBER
    time_zone: str = "Europe/Copenhagen"
    is_administrator: bool = False


DEMO_PEOPLE = [
    DemoPerson("lead@example.com", "Lena Brandt", "Post-mortem lead, team Platform"),
    DemoPerson(
        "responder@example.com",
        "Samuel Okafor",
        "Responder, team Platform",
        time_zone="Europe/London",
    ),
    DemoPerson(
        "manager@example.com",
        "Ingrid Halvorsen",
        "Engineering manager, team Platform",
        role=Role.MANAGER,
    ),
    DemoPerson(
        "owner@example.com",
        "Priya Raman",
        "Action owner, team Platform",
        time_zone="Asia/Kolkata",
    ),
    DemoPerson("viewer@example.com", "Marcus Webb", "Viewer, team Platform", role=Role.VIEWER),
    DemoPerson(
        "admin@example.com",
        "Helen Park",
        "Site administrator, team Platform",
        is_administrator=True,
    ),
    DemoPerson(
        "outsider@example.com",
        "Jonas Lindqvist",
        "Member of another team, Payments",
        team="payments",
        time_zone="Europe/London",
    ),
]


@transaction.atomic
def seed_people() -> dict[str, User]:
    """Both teams and the demo people, by e-mail; what is there already stays as it is."""
    teams = {
        slug: Team.objects.get_or_create(
            slug=slug, defaults={"name": name, "time_zone": time_zone}
        )[0]
        for slug, (name, time_zone) in TEAMS.items()
    }
    people = {demo.email: _person(demo) for demo in DEMO_PEOPLE}
    for demo in DEMO_PEOPLE:
        Membership.objects.get_or_create(
            team=teams[demo.team], user=people[demo.email], defaults={"role": demo.role}
        )
    return people


@cache
def _hashed_password() -> str:
    """Once for all seven: hashing is slow on purpose, and this password is no secret."""
    return make_password(DEMO_PASSWORD)


def _person(demo: DemoPerson) -> User:
    return User.objects.filter(email=demo.email).first() or User.objects.create(
        email=demo.email,
        password=_hashed_password(),
        full_name=demo.full_name,
        time_zone=demo.time_zone,
        is_staff=demo.is_administrator,
        is_superuser=demo.is_administrator,
    )
