"""Actions of other layouts: ticked points, owners in brackets, tables of follow-ups."""

import re

from postmortems.choices import ActionStatus
from postmortems.formats.markdown.blocks import Block, Item
from postmortems.formats.markdown.cells import from_cell
from postmortems.formats.markdown.draft import Draft, one_line
from postmortems.formats.markdown.reader import cells_of

BOX = re.compile(r"^\[([ xX])\]\s*")
DONE = re.compile(r"✅|☑|\((?:done|completed|fixed|merged)\)|^~~.*~~$", re.IGNORECASE)
OWNER = re.compile(
    r"(?:\bowner|\bassignee|\bassigned to)\s*[:=]\s*(?P<named>@?[^\W\d_][\w.’'-]*(?:\s[A-Z][\w.’'-]*)*)"
    r"|[(\[](?P<bracket>@[\w-]+|[A-Z][a-z’'-]+(?:\s[A-Z][a-z’'-]+){1,2})[)\]]|(?<![\w/`@])(?P<handle>@[A-Za-z][\w-]*)(?![\w./@`-])",
)
DUE = re.compile(
    r"\b(?:due|deadline|eta|by)\b\s*(?:date|on|by)?\s*[:=]?\s*(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})",
    re.IGNORECASE,
)
COLUMNS = {
    "title": {
        "action",
        "action item",
        "title",
        "task",
        "description",
        "improvement",
        "what",
        "issue",
    },
    "owner": {"owner", "who", "assignee", "assigned to", "responsible", "lead"},
    "due_date": {"due", "due date", "deadline", "when", "eta", "target date"},
    "status": {"status", "state"},
}
STATUSES = {
    "done": "done", "completed": "done", "complete": "done", "fixed": "done", "closed": "done",
    "in progress": "in_progress", "ongoing": "in_progress", "started": "in_progress",
    "wip": "in_progress", "not started": "not_started", "open": "not_started",
    "todo": "not_started", "to do": "not_started", "blocked": "blocked",
    "won't do": "wont_do", "wont do": "wont_do", "won't fix": "wont_do",
}  # fmt: skip


def add_action(draft: Draft, table: str, source: Block | Item, text: str, *, done: bool) -> None:
    """A row with the owner, the due date and the tick that are written in its words."""
    box = BOX.match(text)
    title = flat(text[box.end() :] if box else text)
    if not title:
        return
    is_done = done or bool(DONE.search(title)) or bool(box and box[1] in "xX")
    owner, due = OWNER.search(title), DUE.search(title)
    name = next((words for words in owner.groups() if words), "") if owner else ""
    draft.add(
        table,
        source,
        title=title,
        owner=name,
        due_date=due["date"] if due else "",
        status=ActionStatus.DONE.value if is_done else "",
    )


def flat(text: str) -> str:
    """The points below a point behind it, on one line."""
    lines = (re.sub(r"^\s*(?:[-*+]|[0-9]{1,3}[.)])\s+", "; ", line) for line in text.split("\n"))
    return one_line(" ".join(lines).replace(" ; ", "; ")).removeprefix("; ")


def read_table(draft: Draft, block: Block, table: str) -> bool:
    """A table with a column for what is to be done; False where it has none."""
    lines = block.source.split("\n")
    header = cells_of(lines[0])
    keys = [_column(cell) for cell in header]
    if "title" not in keys:
        return False
    others = [name for name, key in zip(header, keys, strict=True) if not key]
    if others:
        draft.keep(" · ".join(others), block)
    for number, line in enumerate(lines[2:], start=block.start + 2):
        cells = [from_cell(cell) for cell in cells_of(line)]
        if any(cells):
            _add_row(draft, table, Block("row", number, number + 1, line), keys, cells)
    return True


def _add_row(draft: Draft, table: str, source: Block, keys: list[str], cells: list[str]) -> None:
    values = dict.fromkeys(COLUMNS, "")
    extra = []
    for key, cell in zip([*keys, *[""] * (len(cells) - len(keys))], cells, strict=False):
        if key and not values[key]:
            values[key] = cell
        elif cell:
            extra.append(cell)
    status = values.pop("status")
    code = STATUSES.get(status.casefold().strip(" .*_✅"), "")
    draft.add(
        table,
        source,
        **values | {"title": " — ".join([values["title"], *extra])},
        status=code,
        status_detail="" if code and _is_label(status) else status,
    )


def _is_label(status: str) -> bool:
    return status in ActionStatus.labels


def _column(header: str) -> str:
    name = header.strip(" *_").casefold()
    return next((key for key, names in COLUMNS.items() if name in names), "")
