"""Signatures that somebody with the database tampers with: refused, or named."""

from collections.abc import Callable
from datetime import date, timedelta
from email.message import EmailMessage
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from postmortems.models import Action, Postmortem
from postmortems.verification import Receipt, read_receipt, verify
from tests.postmortems.ready import SUBMITTED, Cast, create_cast, signed_off
from tests.triggers import triggers_away

pytestmark = pytest.mark.django_db
LATER = SUBMITTED + timedelta(hours=1)
ATTACKS = {
    "an update": "UPDATE postmortems_signature SET full_name = 'Somebody else'",
    "a deletion": "DELETE FROM postmortems_signature",
    "a change of the text": "UPDATE postmortems_signedtext SET text = '{{}}'",
    "a deletion of the text": "DELETE FROM postmortems_signedtext",
    "a revocation with a change": (
        "UPDATE postmortems_signature SET revoked_at = CURRENT_TIMESTAMP, full_name = 'X'"
    ),
    "taking a revocation back": "UPDATE postmortems_signature SET revoked_at = NULL",
}


@pytest.fixture
def cast() -> Cast:
    return create_cast()


@pytest.fixture
def signed(cast: Cast) -> Postmortem:
    return signed_off(cast)


def run(sql: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def sentences(postmortem: Postmortem) -> str:
    return " ".join(finding.sentence for finding in verify(postmortem) if finding.is_failure)


def test_what_nobody_touched_holds(signed: Postmortem) -> None:
    said = StringIO()

    call_command("verify_signoffs", stdout=said)

    assert verify(signed) == []
    assert said.getvalue() == "Every signature holds.\n"


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_the_database_refuses(signed: Postmortem, attack: str) -> None:
    with pytest.raises(DatabaseError, match="added, never changed"), transaction.atomic():
        run(attack)

    assert verify(signed) == []


def test_the_database_refuses_to_replace_and_to_truncate(signed: Postmortem) -> None:
    attack = "TRUNCATE postmortems_signature"
    connection.check_constraints()  # else PostgreSQL would refuse for what is still to be checked
    if connection.vendor == "sqlite":
        attack = "INSERT OR REPLACE INTO postmortems_signature SELECT * FROM postmortems_signature"
    with pytest.raises(DatabaseError, match="added, never changed"), transaction.atomic():
        run(attack)

    assert signed.signatures.count() == 3


def change_text(postmortem: Postmortem) -> None:
    run(
        "UPDATE postmortems_rootcause SET what_happened = 'Nothing' WHERE postmortem_id = %s",
        postmortem.pk,
    )


def change_owner(postmortem: Postmortem) -> None:
    stranger = User.objects.get(email="outsider@example.com")
    run(
        "UPDATE postmortems_action SET owner_id = %s WHERE postmortem_id = %s",
        stranger.pk,
        postmortem.pk,
    )


def swap_signer(postmortem: Postmortem) -> None:
    stranger = User.objects.get(email="outsider@example.com")
    run(
        "UPDATE postmortems_signature SET person_id = %s, full_name = %s WHERE number = 2",
        stranger.pk,
        str(stranger),
    )


def delete_the_middle_one(postmortem: Postmortem) -> None:
    run("DELETE FROM postmortems_signature WHERE postmortem_id = %s AND number = 2", postmortem.pk)


def delete_all(postmortem: Postmortem) -> None:
    run("DELETE FROM postmortems_signature WHERE postmortem_id = %s", postmortem.pk)


def change_the_signed_text(postmortem: Postmortem) -> None:
    run("UPDATE postmortems_signedtext SET text = replace(text, 'Retry', 'Entry')")


@pytest.mark.parametrize(
    ("tamper", "sentence"),
    [
        (change_text, "is not what was signed"),
        (change_owner, "is not what was signed"),
        (swap_signer, "its seal does not fit"),
        (delete_the_middle_one, "one is missing or moved"),
        (delete_all, "there is no signature of: Incident Lead"),
        (change_the_signed_text, "the text kept with it is not the one that was signed"),
    ],
)
def test_what_was_done_behind_the_triggers_is_named(
    signed: Postmortem, tamper: Callable[[Postmortem], None], sentence: str
) -> None:
    with triggers_away():
        tamper(signed)

    assert sentence in sentences(signed)
    with pytest.raises(CommandError):
        call_command("verify_signoffs", stdout=StringIO())


def test_the_last_signature_is_missed_by_whoever_holds_the_receipt(
    signed: Postmortem, tmp_path: Path
) -> None:
    receipt = Receipt.of(signed)
    assert receipt
    mail = EmailMessage()
    mail.set_content(f"Thank you.\n\n{receipt.line}\n", cte="quoted-printable")
    path = tmp_path / "receipt.eml"
    path.write_bytes(bytes(mail))
    call_command("verify_signoffs", receipt=[path], stdout=StringIO())
    with triggers_away():
        run("DELETE FROM postmortems_signature WHERE number = 3")
    said = StringIO()

    with pytest.raises(CommandError):
        call_command("verify_signoffs", receipt=[path], stdout=said)

    assert "the receipt tells of it, but it is not there" in said.getvalue()


def test_a_receipt_is_read_however_its_lines_are_broken(signed: Postmortem) -> None:
    receipt = Receipt.of(signed)
    assert receipt

    assert read_receipt(receipt.line.replace(" ", "\n ")) == receipt
    assert read_receipt("Afterword-Receipt: INC-1 two") is None
    assert read_receipt("A letter.") is None


def test_a_person_who_is_called_otherwise_by_now_is_told_not_blamed(
    signed: Postmortem, cast: Cast
) -> None:
    cast.owner.full_name = "Priya Raman-Berg"
    cast.owner.save()

    found = verify(signed)

    assert {finding.is_failure for finding in found} == {False}
    assert "Priya Raman is called Priya Raman-Berg by now." in found[0].sentence


def test_another_key_is_named_until_it_is_known_as_an_old_one(
    signed: Postmortem, settings: Any
) -> None:
    settings.SIGNOFF_KEY = "quite another key"
    assert verify(signed) == []  # derived from SECRET_KEY, which is known still

    settings.SECRET_KEY = "x" * 50

    assert "sealed with a key that is not known here" in sentences(signed)


def test_moves_by_verbs_are_told_and_anything_else_is_a_failure(
    signed: Postmortem, cast: Cast
) -> None:
    action = Action.objects.get(postmortem=signed, title="Cap the retries")
    action.hand_over(cast.lead, "On leave", by=cast.owner, at=LATER)
    action.postpone(date(2026, 12, 18), "The vendor is late", by=cast.lead, at=LATER)

    found = verify(signed)

    assert [finding.is_failure for finding in found] == [False, False]
    said = " ".join(finding.sentence for finding in found)
    assert (
        "Priya Raman handed an action over on 2026-11-24, from Priya Raman to Lena Brandt" in said
    )
    assert "from 2026-12-04 to 2026-12-18" in said
    change_owner(signed)
    assert "is not what was signed" in sentences(signed)
