"""The process, from a refused submission to the end of a quarter, as a newcomer walks it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.journeys.conftest import People, field_of

DOCUMENT = "/postmortems/INC-2026-14/"
RESPONDER, LEAD, MANAGER, OWNER = (
    "Samuel Okafor",
    "Lena Brandt",
    "Ingrid Halvorsen",
    "Priya Raman",
)
SIGNERS = (RESPONDER, LEAD, MANAGER)
ZONES = {
    RESPONDER: ZoneInfo("Europe/London"),
    LEAD: ZoneInfo("Europe/Copenhagen"),
    MANAGER: ZoneInfo("Europe/Copenhagen"),
    OWNER: ZoneInfo("Asia/Kolkata"),
}
HOURS, SATURDAY = range(8, 18), 5
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Told:
    """A notice that went out: what, to whom, and when its mail was accepted."""

    what: str
    to: str
    at: datetime


def moment(words: str) -> datetime:
    return datetime.strptime(words.strip().removesuffix(" UTC"), "%d %b %Y, %H:%M").replace(
        tzinfo=UTC
    )


def told(page: Page, what: str) -> list[Told]:
    """Those notices of the document that say so, as its own page lists them."""
    page.goto(f"{DOCUMENT}notices/")
    table = page.get_by_role("table", name="Notices that were told")
    found = []
    for row in table.locator("tbody tr").all():
        at, words, person, mail = (cell.inner_text() for cell in row.locator("td").all())
        if what in words:
            assert mail == "accepted by the mail server"
            found.append(Told(words, person.splitlines()[-1].strip(), moment(at)))
    return found


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


def expect_at(found: list[Told], expected: dict[str, list[datetime]]) -> None:
    """These mails to these people, each within a minute of its moment, and nothing else."""
    wanted = sorted((person, at) for person, times in expected.items() for at in times)
    arrived = sorted((each.to, each.at) for each in found)
    assert [person for person, _ in arrived] == [person for person, _ in wanted], found
    for (person, at), (_, due) in zip(arrived, wanted, strict=True):
        assert abs(at - due) <= MINUTE, (person, at, due)


def submit(page: Page) -> None:
    page.get_by_role("button", name="Submit for review").click()
    page.wait_for_load_state()


def follow(page: Page, words: str) -> None:
    """Follow a reason of the refusal; the field it is about has the focus then."""
    link = page.locator("#reasons a").filter(has_text=words)
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
    resolved = page.locator(".lede").first.inner_text().partition("resolved ")[2]
    submit(page)
    assert page.locator("#reasons li").count() == 4
    follow(page, "All-clear declared")
    page.keyboard.type(f"{moment(resolved):%Y-%m-%d %H:%M}")
    follow(page, "Enterprise deals affected")
    page.keyboard.type("None is known.")
    follow(page, "communication clear and timely")
    page.keyboard.type("Yes, every half hour.")
    follow(page, "has no owner")
    page.keyboard.type(RESPONDER)
    submit(page)
    expect(page.locator("#messages")).to_contain_text("the three are asked to sign")


def live(others: People) -> None:
    """Walk the whole of it; what is not as promised fails."""
    lead, responder, manager = map(others.page_of, ("lead", "responder", "manager"))
    lead.set_default_timeout(90_000)  # a month has many moments

    the_deadline_comes_near_and_passes(lead)
    mend(lead)
    the_three_are_asked(lead)
    the_manager_requests_changes(lead, responder, manager)
    all_three_sign_the_mended_text(lead, responder, manager)
    the_quarter_goes_by(lead)
    settle_actions(manager)
    three_checks_are_answered(lead)
    it_is_closed(manager)


def the_deadline_comes_near_and_passes(lead: Page) -> None:
    lead.goto(f"{DOCUMENT}status/")
    deadline = moment(
        lead.locator(".clock").inner_text().partition("Submit by ")[2].splitlines()[0]
    )
    started = now(lead)
    jump(lead, "+1 day")
    expect_at(
        [each for each in told(lead, "Deadline near") if each.at > started],
        {person: near(deadline, person, started) for person in (LEAD, RESPONDER)},
    )
    for each in told(lead, "Deadline passed"):
        assert each.to in (LEAD, RESPONDER)
        assert abs(each.at - in_hours(deadline, each.to)) <= MINUTE


def near(deadline: datetime, person: str, started: datetime) -> list[datetime]:
    """When the person hears that 24 and 4 hours are left, once the walk has begun.

    Never after the deadline; and where the first is held until the second is due, that alone.
    """
    first, second = (
        held_before(deadline, max(deadline - timedelta(hours=hours), started), person)
        for hours in (24, 4)
    )
    due = max(deadline - timedelta(hours=4), started)
    return [at for at in ([first] if first < due else []) + [second] if at > started]


def held_before(deadline: datetime, due: datetime, person: str) -> datetime:
    return due if in_hours(due, person) >= deadline else in_hours(due, person)


def the_three_are_asked(lead: Page) -> None:
    submitted = now(lead)
    jump(lead, "+1 hour")
    expect_at(
        told(lead, "Sign-off requested"),
        {person: [submitted] for person in SIGNERS},
    )


def the_manager_requests_changes(lead: Page, responder: Page, manager: Page) -> None:
    """Two approve before; the text is mended, and their signatures go stale."""
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
    everybody = {person: [changed] for person in (*SIGNERS, OWNER)}
    expect_at(told(lead, "Changes requested"), everybody)
    # Gathered over ten minutes: whoever mends goes on typing.
    gathered = changed + timedelta(minutes=10)
    expect_at(told(lead, "Changed since you signed"), {person: [gathered] for person in SIGNERS})


def all_three_sign_the_mended_text(lead: Page, responder: Page, manager: Page) -> None:
    responder.goto(f"{DOCUMENT}review/")
    expect(responder.locator("#sign")).to_contain_text("What changed since you last signed")
    expect(responder.locator("#sign-off")).to_contain_text("Signed an earlier text")
    for page in (responder, lead, manager):
        sign(page, "Approve and sign")
    lead.goto(DOCUMENT)
    expect(lead.locator(".lede").first).to_contain_text("signed off, so its text is frozen")
    assert lead.locator("textarea").count() == 0
    signed = now(lead)
    jump(lead, "+1 hour")
    everybody = {person: [signed] for person in (*SIGNERS, OWNER)}
    expect_at(told(lead, "Signed off"), everybody)


def the_quarter_goes_by(lead: Page) -> None:
    for _ in range(4):
        jump(lead, "+1 month")
    check_follow_ups(lead)


def check_follow_ups(page: Page) -> None:
    """Each is asked two days before, on the day, then every three days; the manager hears of it
    from seven days late."""
    page.goto(f"{DOCUMENT}checks/")
    checks = [
        (todo.locator(".what b").inner_text(), todo.locator(".when small").inner_text())
        for todo in page.locator(".todo").all()
    ]
    assert len(checks) == 3
    for question, day in checks:
        planned = moment(f"{day.partition(' ')[2]}, 00:00 UTC")
        asked = told(page, question)
        heard = {each.at for each in asked if each.to == LEAD}
        for days in (-2, 0, 3, 6, 9, 12):
            assert in_hours(at_nine(planned + timedelta(days=days), LEAD), LEAD) in heard
        late = min(each.at for each in asked if each.to == MANAGER)
        assert late >= at_nine(planned + timedelta(days=7), MANAGER)
        assert {each.to for each in asked} == {LEAD, MANAGER}


def three_checks_are_answered(lead: Page) -> None:
    for _ in range(3):
        lead.goto(f"{DOCUMENT}checks/")
        lead.locator(".todo a.button").first.click()
        lead.wait_for_load_state()
        answer(lead)


def it_is_closed(manager: Page) -> None:
    manager.goto(f"{DOCUMENT}closure/")
    manager.get_by_role("button", name="Close it").click()
    manager.wait_for_load_state()
    manager.goto(f"{DOCUMENT}status/")
    expect(manager.locator("h1")).to_have_text("Closed")


def settle_actions(page: Page) -> None:
    """Complete every open action of the document from its own page."""
    page.goto(DOCUMENT)
    links = page.locator("main a[href^='/actions/']").all()
    for address in dict.fromkeys(link.get_attribute("href") for link in links):
        page.goto(address or "")
        form = page.locator("form.move").filter(has=page.locator("button", has_text="Complete"))
        if not form.count():
            continue
        if not form.is_visible():
            page.locator("summary", has_text="Complete").click()
        form.locator("textarea").fill("Seen in production.")
        form.get_by_role("button").click()
        page.wait_for_load_state()


def answer(page: Page) -> None:
    """Yes, to the question and to each systemic issue it names."""
    for radio in page.get_by_label("Yes", exact=True).all():
        radio.check()
    page.get_by_role("button", name="Answer the check").click()
    page.wait_for_load_state()
