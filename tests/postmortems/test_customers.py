"""Whether customers were affected: only a plain "nobody" says that they were not."""

import pytest

from postmortems.customers import affects_customers
from postmortems.models import Impact, Postmortem


def told(users: str, notified: str = "") -> bool:
    postmortem = Postmortem()
    postmortem.impact = Impact(users_affected=users, customers_notified=notified)
    return affects_customers(postmortem)


@pytest.mark.parametrize(
    "words",
    ["0", "none", "None.", " NO ", "-", "–", "nobody", "n/a", "N/A", "0 users", "No customers",
     "no users affected", "No users were affected.", "zero", "not affected"],
)  # fmt: skip
def test_a_plain_nobody_is_nobody(words: str) -> None:
    assert not told(words)


@pytest.mark.parametrize(
    "words",
    ["", "   ", "unknown", "?", "about 40", "10", "0.4 % of all users", "0 outside the company, 12 in",
     "none in Europe", "no idea", "nobody knows", "not known yet", "All of them", "no, but slow"],
)  # fmt: skip
def test_whatever_else_is_written_or_not_is_somebody(words: str) -> None:
    assert told(words)


def test_customers_who_were_told_were_affected_whatever_the_number_says() -> None:
    assert told("0", "Twelve accounts by e-mail")
    assert not told("0", "none")
    assert not told("0", "no")
