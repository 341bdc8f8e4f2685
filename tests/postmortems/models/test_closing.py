"""A post-mortem is closed when every check is answered and every promise settled."""

import pytest

from accounts.models import User
from postmortems.choices import ActionKind, ActionStatus, ActivityKind, CheckAnswer, Status
from postmortems.follow_ups import Reply
from postmortems.models import Postmortem
from postmortems.models.closing import reasons_against_closing
from postmortems.reasons import Refused
from tests.factories import create_postmortem
from tests.postmortems.signed_off import LATER, create_cast, create_signed_off, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> dict[str, User]:
    return create_cast()


def answer_all(postmortem: Postmortem, by: User) -> None:
    for check in postmortem.checks.unanswered():
        check.answer_with(Reply(CheckAnswer.YES), by=by, at=LATER)


def sentences(postmortem: Postmortem) -> list[str]:
    return [reason.sentence for reason in reasons_against_closing(postmortem)]


def test_everything_that_is_still_open_is_listed(cast: dict[str, User]) -> None:
    postmortem = create_signed_off(cast)
    cap = promise(postmortem, "Cap the retries", status=ActionStatus.IN_PROGRESS)
    promise(postmortem, "Alert on cost", ActionKind.DETECTION)
    promise(postmortem, "Rewrite it", status=ActionStatus.WONT_DO)
    promise(postmortem, "Add a budget", status=ActionStatus.DONE)
    promise(postmortem, "Buy a mainframe", status=ActionStatus.WONT_DO, status_detail="Too dear")

    with pytest.raises(Refused) as refused:
        postmortem.close(by=cast["lead"], at=LATER)

    assert [reason.sentence for reason in refused.value.reasons] == sentences(postmortem)
    assert sentences(postmortem) == [
        "+1 week, “Short-term actions completed?” is not answered (planned for 1 Dec 2026).",
        "+1 month, “Long-term actions on track?” is not answered (planned for 24 Dec 2026).",
        "+1 quarter, “Systemic issues addressed?” is not answered (planned for 24 Feb 2027).",
        "“Alert on cost” is not started: complete it, or decline it with a reason.",
        "“Cap the retries” is in progress: complete it, or decline it with a reason.",
        "“Rewrite it” won’t be done: say why.",
    ]
    assert refused.value.reasons[4].target == f"row:short-term-actions:{cap.uid}:status"
    postmortem.refresh_from_db()
    assert postmortem.status == Status.SIGNED_OFF


def test_what_is_settled_is_closed(cast: dict[str, User]) -> None:
    postmortem = create_signed_off(cast)
    promise(postmortem, "Add a budget", status=ActionStatus.DONE)
    answer_all(postmortem, by=cast["lead"])

    postmortem.close(by=cast["engineer"], at=LATER)

    postmortem.refresh_from_db()
    assert (postmortem.status, postmortem.closed_at) == (Status.CLOSED, LATER)
    assert postmortem.activities.get(kind=ActivityKind.CLOSED).by == cast["engineer"]


def test_it_is_closed_once(cast: dict[str, User]) -> None:
    postmortem = create_signed_off(cast)
    answer_all(postmortem, by=cast["lead"])
    same = Postmortem.objects.get(pk=postmortem.pk)
    postmortem.close(by=cast["lead"], at=LATER)

    with pytest.raises(Refused, match="is “Closed” by now"):
        same.close(by=cast["manager"], at=LATER)


def test_a_draft_is_not_closed(cast: dict[str, User]) -> None:
    with pytest.raises(Refused, match="would have to be “Signed off”"):
        create_postmortem(lead=cast["lead"]).close(by=cast["manager"], at=LATER)


@pytest.mark.parametrize("name", ["responder", "viewer", "outsider"])
def test_who_is_neither_lead_nor_manager_closes_nothing(cast: dict[str, User], name: str) -> None:
    postmortem = create_signed_off(cast)
    answer_all(postmortem, by=cast["lead"])

    with pytest.raises(Refused, match="Only the Post-mortem Lead"):
        postmortem.close(by=cast[name], at=LATER)
