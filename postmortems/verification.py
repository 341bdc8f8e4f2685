"""Do the signatures hold? Works everything out anew and names what does not.

Whoever can write to the database but has no key can neither change, swap nor remove a signature
unseen; only the last one of a chain, for which the signers hold receipts. Whoever has the key can
forge: no more is promised.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from postmortems import seals
from postmortems.choices import ActivityKind, SignOffRole, Status
from postmortems.models import Postmortem, Signature, Snapshot
from postmortems.models.signed_text import canonical_text, digest

Path = tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """A failure, or something that happened after signing as it may."""

    sentence: str
    is_failure: bool = True


@dataclass(frozen=True)
class Receipt:
    """What the signers were mailed: how many signatures there were, and the last one's MAC."""

    incident_id: str
    signatures: int
    seq: int
    sha256: str
    mac: str

    @classmethod
    def of(cls, postmortem: Postmortem) -> "Receipt | None":
        last = postmortem.signatures.order_by("number").last()
        if last is None:
            return None
        return cls(postmortem.incident_id, last.number, last.seq, last.sha256, last.mac)

    @property
    def line(self) -> str:
        """One line for a mail, read back by `read_receipt`."""
        return (
            f"Afterword-Receipt: {self.incident_id} {self.signatures} {self.seq} "
            f"{self.sha256} {self.mac}"
        )


def read_receipt(text: str) -> Receipt | None:
    """The receipt in a mail's text, however its lines were broken."""
    words = text.split()
    if "Afterword-Receipt:" not in words:
        return None
    start = words.index("Afterword-Receipt:") + 1
    try:
        incident_id, signatures, seq, sha256, mac = words[start : start + 5]
        return Receipt(incident_id, int(signatures), int(seq), sha256, mac)
    except ValueError:
        return None


def verify(postmortem: Postmortem) -> list[Finding]:
    """What does not hold of this document's signatures; what may have moved since is told too."""
    signatures = list(postmortem.signatures.select_related("signed_text").order_by("number"))
    found = list(_chain(signatures))
    if postmortem.status in (Status.SIGNED_OFF, Status.CLOSED):
        found += _signed_off(postmortem, signatures)
    return found


def verify_receipt(receipt: Receipt) -> list[Finding]:
    """Whether the signature that the receipt tells of is still there, and the same."""
    named = Q(postmortem__incident_id__iexact=receipt.incident_id) | Q(
        postmortem__former_incident_ids__incident_id__iexact=receipt.incident_id
    )
    signature = Signature.objects.filter(named, number=receipt.signatures).first()
    name = f"{receipt.incident_id}, signature {receipt.signatures}"
    if signature is None:
        return [Finding(f"{name}: the receipt tells of it, but it is not there.")]
    kept = (signature.seq, signature.sha256, signature.mac)
    if kept != (receipt.seq, receipt.sha256, receipt.mac):
        return [Finding(f"{name} is not the one that the receipt tells of.")]
    return []


def _chain(signatures: list[Signature]) -> Iterator[Finding]:
    """Each follows the one before it, its seal fits, and so does the text it stands on."""
    number, mac = 0, ""
    for signature in signatures:
        name = f"Signature {signature.number} ({signature.get_role_display()})"
        if (signature.number, signature.previous_mac) != (number + 1, mac):
            yield Finding(f"{name} does not follow the one before it: one is missing or moved.")
        if not seals.is_known(signature.key_id):
            yield Finding(f"{name} was sealed with a key that is not known here.")
        elif seals.seal(signature.sealed_fields, key_id=signature.key_id) != signature.mac:
            yield Finding(f"{name} was changed: its seal does not fit it.")
        text = signature.signed_text
        if not (signature.sha256 == text.sha256 == digest(text.text)):
            yield Finding(f"{name}: the text kept with it is not the one that was signed.")
        number, mac = signature.number, signature.mac


def _signed_off(postmortem: Postmortem, signatures: list[Signature]) -> Iterator[Finding]:
    current = [each for each in signatures if each.revoked_at is None and each.is_approval]
    texts = {each.sha256 for each in current}
    missing = [role.label for role in SignOffRole if role not in {each.role for each in current}]
    if missing:
        yield Finding(f"It is signed off, but there is no signature of: {', '.join(missing)}.")
    if len(texts) > 1:
        yield Finding("It is signed off, but its signatures stand on different texts.")
    if len(texts) == 1 and not missing:
        yield from compare(postmortem, current[0].signed_text.text)


def compare(postmortem: Postmortem, signed: str) -> Iterator[Finding]:
    """The document against the signed text: moves of owners and due dates are explained."""
    fresh = canonical_text(Snapshot.of(Postmortem.objects.with_people().get(pk=postmortem.pk)))
    if fresh == signed:
        return
    before, after = leaves(signed), leaves(fresh)
    moves = _moves(postmortem)
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            yield _explained(path, before.get(path), after.get(path), moves)


def _explained(path: Path, old: Any, new: Any, moves: Mapping[Path, "Move"]) -> Finding:
    place = " · ".join(path)
    move = moves.get(path[-2:])
    if move and move.leads_to(new):
        return Finding(f"{place}: {move.sentence}", is_failure=False)
    if (
        isinstance(old, dict)
        and isinstance(new, dict)
        and old.get("id") == new.get("id") is not None
    ):
        sentence = f"{place}: {old['name']} is called {new['name']} by now."
        return Finding(sentence, is_failure=False)
    return Finding(f"{place} is not what was signed: it was {_shown(old)}, it is {_shown(new)}.")


@dataclass(frozen=True)
class Move:
    """What the verbs did with an action's owner or due date since the signing."""

    sentence: str
    now: Any

    def leads_to(self, value: Any) -> bool:
        return bool(self.now == (value.get("id") if isinstance(value, dict) else value))


def _moves(postmortem: Postmortem) -> dict[Path, Move]:
    """The moves by uid of the action and column."""
    kinds = (ActivityKind.ACTION_HANDED_OVER, ActivityKind.ACTION_POSTPONED)
    found = postmortem.activities.filter(kind__in=kinds, at__gte=postmortem.signed_off_at)
    moves: dict[Path, Move] = {}
    for activity in found.select_related("by").order_by("at", "id"):
        facts = activity.facts
        is_owner = activity.kind == ActivityKind.ACTION_HANDED_OVER
        path = (facts["action"], "owner" if is_owner else "due_date")
        old, new = (facts[f"{end}_name"] if is_owner else facts[end] for end in ("from", "to"))
        sentence = (
            f"{activity.by} {activity.get_kind_display()} on {activity.at:%Y-%m-%d}, "
            f"from {old or 'nothing'} to {new}."
        )
        before = f"{moves[path].sentence} " if path in moves else ""
        moves[path] = Move(before + sentence, facts["to_id"] if is_owner else facts["to"])
    return moves


def leaves(text: str) -> dict[Path, Any]:
    """Every answer and cell of a canonical text by its path; rows are named by their uid."""
    document = json.loads(text)
    found: dict[Path, Any] = {("roles", role): each for role, each in document["roles"].items()}
    found |= {("answers", key): words for key, words in document["answers"].items()}
    for table, rows in document["rows"].items():
        found |= _cells(table, rows)
        found[("rows", table, "order")] = [row["uid"] for row in rows]
    return found


def _cells(table: str, rows: Iterable[Mapping[str, Any]]) -> dict[Path, Any]:
    return {
        ("rows", table, row["uid"], key): value
        for row in rows
        for key, value in row.items()
        if key != "uid"
    }


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name", "")
    if isinstance(value, list):
        return f"{len(value)} rows"
    return f"“{value}”" if value else "nothing"
