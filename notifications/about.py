"""A document as a mail to one person may speak of it."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from notifications.models import Notice
from notifications.recipients import holders, readers_among
from postmortems.choices import SignOffRole, Visibility
from postmortems.models import Action, Postmortem

LONGEST_TITLE = 60
LONGEST_WORDS = 600


def short(words: str, most: int = LONGEST_TITLE) -> str:
    """On one line, and cut where it is too long: fit for a subject."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def absolute(path: str) -> str:
    """From SITE_URL: the Host header of a request is whatever its sender wrote."""
    return f"{settings.SITE_URL}{path}"


@dataclass(frozen=True)
class About:
    """What is confidential is empty: of a restricted document every word but its id and dates, and
    of one that the person cannot read its title.
    """

    postmortem: Postmortem
    person: User

    @property
    def id(self) -> str:
        return self.postmortem.incident_id

    @cached_property
    def can_read(self) -> bool:
        return self.person.pk in readers_among(self.postmortem, [self.person])

    @property
    def is_restricted(self) -> bool:
        return self.postmortem.visibility == Visibility.RESTRICTED

    @property
    def is_open(self) -> bool:
        """Whether its words may stand in the mail."""
        return self.can_read and not self.is_restricted

    @property
    def title(self) -> str:
        return short(self.postmortem.title) if self.is_open else ""

    @property
    def name(self) -> str:
        """Such as "INC-2026-14 “Retry loop tripled cost”"."""
        return f"{self.id} “{self.title}”" if self.title else self.id

    @property
    def severity(self) -> str:
        return self.postmortem.severity

    @property
    def summary(self) -> str:
        return short(self.postmortem.impact_summary, LONGEST_WORDS) if self.is_open else ""

    def words(self, words: str) -> str:
        """A comment or a reason; empty where the document is not open."""
        return short(words, LONGEST_WORDS) if self.is_open else ""

    def title_of(self, action: Action | None) -> str:
        """The owner must know what they promised; of a restricted document they look it up."""
        if action is None or self.is_restricted:
            return f"an action of {self.id}"
        return f"“{short(action.title, 90)}”"

    @property
    def page(self) -> str:
        return absolute(self.postmortem.get_absolute_url())

    @property
    def review(self) -> str:
        return absolute(reverse("postmortems:review", args=[self.id]))

    @cached_property
    def roles(self) -> list[SignOffRole]:
        return holders(self.postmortem).get(self.person, [])

    @property
    def why(self) -> str:
        """Why this person gets it, to follow "You get this because"."""
        if self.roles:
            names = " and ".join(role.label for role in self.roles)
            return f"you are the {names} of {self.id}"
        return f"you own an action of {self.id}"


def uid_of(notice: Notice) -> str:
    """What stands behind the colon of its subject."""
    return notice.subject.partition(":")[2]
