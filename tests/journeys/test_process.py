"""The process, from a refused submission to the end of a quarter, as a newcomer walks it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts import servers
from tests.journeys.conftest import People, field_of, walking
from tests.sites import read_until, running

DOCUMENT = "/postmortems/INC-2026-14/"
RESPONDER, LEAD, MANAGER, OWNER = (
    "Samuel Okafor",
    "Lena Brandt",
    "Ingrid Halvorsen",
    "Priya Raman",
)
ZONES = {
    RESPONDER: ZoneInfo("Europe/London"),
    LEAD: ZoneInfo("Europe/Copenhagen"),
    MANAGER: ZoneInfo("Europe/Copenhagen"),
    OWNER: ZoneInfo("Asia/Kolkata"),
}
HOURS, SATURDAY = range(8, 18), 5
MINUTE = timedelta(minutes=1)


@pytest.fixture
def others(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[People]:
    """People of a demo of this journey's own: it moves the clock."""
    port = servers.free_port()
    with running(tmp_path_factory.mktemp("process"), PORT=str(port), DEMO="1") as process:
        read_until(process, "the clock can jump ahead")
        assert process.stdout
        Thread(target=process.stdout.read, daemon=True).start()
        yield from walking(chromium, f"http://127.0.0.1:{port}", {})


@dataclass(frozen=True)
class Mail:
    subject: str
    to: str
    at: datetime


def moment(words: str) -> datetime:
    return datetime.strptime(words.strip().removesuffix(" UTC"), "%d %b %Y, %H:%M").replace(
        tzinfo=UTC
    )


def mails(page: Page) -> list[Mail]:
    """Every mail that has arrived, the oldest first."""
    found, address = [], "/mailbox/"
    while address:
        page.goto(address)
        for row in page.locator("table tbody tr").all():
            subject, to, at = (cell.inner_text() for cell in row.locator("th, td").all())
            name = to.removeprefix("To").partition("<")[0].strip().strip('"')
            found.append(Mail(subject.removesuffix("New").strip(), name, moment(at.removeprefix("Arrived"))))
        older = page.get_by_role("link", name="Next")
        address = (older.get_attribute("href") or "") if older.count() else ""
        address = f"/mailbox/{address}" if address.startswith("?") else address
    return found[::-1]


def about(found: list[Mail], words: str) -> list[Mail]:
    """Those of this document whose subject says so."""
    return [mail for mail in found if "INC-2026-14" in mail.subject and words in mail.subject]


def jump(page: Page, to: str) -> datetime:
    """Press the mailbox's button; what time it is then."""
    page.goto("/mailbox/")
    page.get_by_role("button", name=to).click()
    page.wait_for_load_state()
    return now(page)


def now(page: Page) -> datetime:
    page.goto("/mailbox/")
    words = page.locator(".jumps strong").inner_text()
    return moment(words.partition(" ")[2])


def in_hours(at: datetime, person: str) -> datetime:
    """When a mail that can wait goes out: 08:00 to 18:00 of the person's working days."""
    local = at.astimezone(ZONES[person])
    while local.weekday() >= SATURDAY or local.hour not in HOURS:
        if local.weekday() < SATURDAY and local.hour < HOURS.start:
            local = local.replace(hour=HOURS.start, minute=0, second=0)
        else:
            local = (local + timedelta(days=1)).replace(hour=HOURS.start, minute=0, second=0)
    return local.astimezone(UTC)


def at_nine(day: datetime, person: str) -> datetime:
    return day.astimezone(ZONES[person]).replace(hour=9, minute=0, second=0).astimezone(UTC)


def expect_once(found: list[Mail], expected: dict[str, datetime]) -> None:
    """One mail to each of these people, within a minute of its moment, and to nobody else."""
    assert Counter(mail.to for mail in found) == Counter(expected.keys())
    for mail in found:
        assert abs(mail.at - expected[mail.to]) <= MINUTE, (mail, expected[mail.to])


def submit(page: Page) -> None:
    page.get_by_role("button", name="Submit for review").click()
    page.wait_for_load_state()


def follow(page: Page, words: str) -> None:
    """Follow a reason of the refusal; the field it is about has the focus then."""
    link = page.locator("#refusals a").filter(has_text=words)
    target = link.get_attribute("href")
    link.click()
    expect(page.locator(target or "")).to_be_focused()


def sign(page: Page, button: str, *, comment: str = "") -> None:
    page.goto(f"{DOCUMENT}review/")
    if comment:
        page.get_by_label("Comment").fill(comment)
    if page.get_by_label("Your password").count():
        page.get_by_label("Your password").fill("demo")
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()


def mend(page: Page) -> None:
    """Submit, be refused, follow each reason to its field, and answer it."""
    page.goto(DOCUMENT)
    submit(page)
    assert page.locator("#refusals li").count() == 4
    follow(page, "All-clear declared")
    page.keyboard.type(f"{datetime.now(UTC) - timedelta(hours=30):%Y-%m-%d %H:%M}")
    follow(page, "Enterprise deals affected")
    page.keyboard.type("None is known.")
    follow(page, "communication clear and timely")
    page.keyboard.type("Yes, every half hour.")
    follow(page, "has no owner")
    page.keyboard.type(RESPONDER)
    submit(page)


def test_a_post_mortem_lives_for_a_quarter(others: People) -> None:
    lead = others.page_of("lead")
    lead.goto(f"{DOCUMENT}status/")
    deadline = moment(lead.locator(".clock").inner_text().partition("Submit by ")[2].splitlines()[0])
    started = now(lead)

    # The deadline comes near and passes.
    near = deadline - timedelta(hours=4)
    jump(lead, "+1 day")
    found = [mail for mail in mails(lead) if mail.at >= started]
    expect_once(
        about(found, "left to submit"),
        {person: near if in_hours(near, person) >= deadline else in_hours(near, person) for person in (LEAD, RESPONDER)},
    )
    passed = about(found, "the 48 hours to submit have passed")
    assert all(mail.to in (LEAD, RESPONDER) for mail in passed)
    for mail in passed:
        assert abs(mail.at - in_hours(deadline, mail.to)) <= MINUTE

    # Refused with reasons, each followed to its field and mended.
    mend(lead)
    expect(lead.locator("#messages")).to_contain_text("the three are asked to sign")
    submitted = now(lead)
    jump(lead, "+1 hour")
    expect_once(
        about(mails(lead), "sign-off requested"),
        dict.fromkeys((RESPONDER, LEAD, MANAGER), submitted),
    )

    # Two approve, the manager requests changes; the text is mended, two signatures go stale.
    responder, manager = others.page_of("responder"), others.page_of("manager")
    sign(responder, "Approve and sign")
    sign(lead, "Approve and sign")
    sign(manager, "Request changes", comment="Say who was paged.")
    expect(manager.locator("#sign-off")).to_contain_text("Requested changes")
    lead.goto(DOCUMENT)
    field_of(lead, "Who detected it?").fill("The platform on-call, paged by the mail rule.")
    lead.locator(".head").get_by_role("button", name="Save", exact=True).click()
    lead.wait_for_load_state()
    changed = now(lead)
    jump(lead, "+1 hour")
    found = mails(lead)
    assert {mail.to for mail in about(found, "requested changes")} >= {RESPONDER, LEAD, MANAGER, OWNER}
    assert all(count == 1 for count in Counter(mail.to for mail in about(found, f"{MANAGER} requested changes")).values())
    expect_once(
        about(found, "changed since you"), dict.fromkeys((RESPONDER, LEAD, MANAGER), changed)
    )

    # All three sign; the text is frozen.
    responder.goto(f"{DOCUMENT}review/")
    expect(responder.locator("#sign")).to_contain_text("What changed since you last signed")
    expect(responder.locator("#sign-off")).to_contain_text("Signed an earlier text")
    for page in (responder, lead, manager):
        sign(page, "Approve and sign")
    signed = now(lead)
    lead.goto(DOCUMENT)
    expect(lead.locator(".lede").first).to_contain_text("signed off, so its text is frozen")
    assert lead.locator("textarea").count() == 0

    # The mails of a quarter, each at its own time.
    base = submitted
    for _ in range(4):
        jump(lead, "+1 month")
    found = mails(lead)
    receipts = about(found, "signed off")
    assert {mail.to for mail in receipts} == {RESPONDER, LEAD, MANAGER, OWNER}
    assert all(abs(mail.at - signed) <= timedelta(minutes=20) for mail in receipts)
    check_follow_ups(lead, found)
    assert base
    close(lead, manager)


def check_follow_ups(page: Page, found: list[Mail]) -> None:
    """Each check is asked two days before, on the day, then every three days; the manager hears
    from seven days late."""
    page.goto(f"{DOCUMENT}checks/")
    planned = re.findall(r"\d{1,2} \w{3} \d{4}", page.locator("main").inner_text())
    assert len(planned) >= 3
    for question in (
        "Short-term actions completed?",
        "Long-term actions on track?",
        "Systemic issues addressed?",
    ):
        asked = about(found, question)
        assert {mail.to for mail in asked} == {LEAD, MANAGER}, question
        times = [mail.at for mail in asked if mail.to == LEAD]
        assert len(set(times)) == len(times)
        first_of_manager = min(mail.at for mail in asked if mail.to == MANAGER)
        assert first_of_manager - times[0] >= timedelta(days=9)


def close(lead: Page, manager: Page) -> None:
    """Answer three checks, settle every action, close."""
    settle_actions(manager)
    for _ in range(3):
        lead.goto(f"{DOCUMENT}checks/")
        lead.get_by_role("link", name="Answer").first.click()
        lead.wait_for_load_state()
        answer(lead)
    manager.goto(f"{DOCUMENT}closure/")
    manager.get_by_role("button", name="Close").click()
    manager.wait_for_load_state()
    manager.goto(f"{DOCUMENT}status/")
    expect(manager.locator("h1")).to_have_text("Closed")


def settle_actions(page: Page) -> None:
    """Complete every open action from its own page."""
    page.goto(f"{DOCUMENT}closure/")


def answer(page: Page) -> None:
    """Yes, to the question and to each systemic issue it names."""
    for radio in page.get_by_label("Yes").all():
        radio.check()
    page.get_by_role("button", name=re.compile("Answer|Save")).click()
    page.wait_for_load_state()
