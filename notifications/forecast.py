"""What a document's own page says of its notices: those that were told, and those to come."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from notifications.kinds import KINDS, Kind
from notifications.models import Notice
from notifications.models.email import EmailState
from notifications.planning import Owed, owed, situation_of, unsettled
from postmortems.models import Postmortem

MOST_TOLD = 500
MAIL_WORDS = {
    EmailState.PENDING: "on its way",
    EmailState.SENT: "accepted by the mail server",
    EmailState.DEAD: "not delivered",
    EmailState.CANCELLED: "withdrawn",
}


@dataclass(frozen=True)
class Told:
    notice: Notice
    kind: Kind

    @property
    def words(self) -> str:
        """What its mail said, in one line, without the document's own name."""
        words = str(self.notice.facts.get("words", ""))
        return words.partition(": ")[2].partition(" – ")[0] if self.kind.schedule else words

    @property
    def mail(self) -> str:
        """What became of its mail."""
        email = self.notice.email
        return MAIL_WORDS[EmailState(email.state)] if email else "in the inbox only"

    @property
    def at(self) -> datetime:
        email = self.notice.email
        return (email.sent_at if email else None) or self.notice.settled_at or self.notice.due_at


@dataclass(frozen=True)
class Coming:
    """`at` is when the mail goes out; it is held where that is later than `due_at`."""

    kind: Kind
    recipient: User
    due_at: datetime
    at: datetime

    @property
    def is_held(self) -> bool:
        return self.at > self.due_at


def told_of(postmortem: Postmortem) -> list[Told]:
    found = Notice.objects.told().filter(postmortem=postmortem, kind__in=KINDS)
    rows = found.select_related("recipient", "email").order_by("-settled_at", "recipient")
    return [Told(row, KINDS[row.kind]) for row in rows[:MOST_TOLD]]


def forecast(postmortem: Postmortem, *, now: datetime) -> list[Coming]:
    """What is to come, as the document stands now; the next one of each series."""
    rows = list(Notice.objects.told().filter(postmortem=postmortem))
    coming = [
        _coming(each, postmortem, now=now)
        for each in unsettled(owed(situation_of(postmortem.pk), now=now), rows)
    ]
    return sorted(coming, key=lambda each: (each.at, each.kind.key, str(each.recipient)))


def _coming(each: Owed, postmortem: Postmortem, *, now: datetime) -> Coming:
    kind, zone = KINDS[each.kind], each.recipient.time_zone
    at = kind.goes_at(each.due_at, postmortem=postmortem, zone=zone)
    return Coming(kind, each.recipient, each.due_at, max(at, now))
