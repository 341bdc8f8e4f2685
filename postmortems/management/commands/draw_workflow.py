"""Draws the table of transitions as docs/workflow.md."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from postmortems.choices import Status
from postmortems.workflow import TRANSITIONS, Transition

PAGE = """# The life of a post-mortem

Drawn from `postmortems/workflow.py` by `manage.py draw_workflow`; a test keeps it current.

```mermaid
stateDiagram-v2
{states}
    [*] --> draft: Open or import
{arrows}
```

| What | From | To | Who | Asks for | Then |
|---|---|---|---|---|---|
{rows}

Waiving the 48-hour deadline changes no status: {waivers} do it, with a reason, while it is a draft
that was not submitted.
"""


def drawing() -> str:
    """The page as it should be."""
    transitions = list(TRANSITIONS.values())
    return PAGE.format(
        states="\n".join(f"    {status.value}: {status.label}" for status in Status),
        arrows="\n".join(
            f"    {source.value} --> {each.target.value}: {each.label}"
            for each in transitions
            for source in each.sources
        ),
        rows="\n".join(_row(each) for each in transitions),
        waivers=TRANSITIONS["excuse"].who,
    )


def _row(each: Transition) -> str:
    sources = ", ".join(source.label for source in each.sources)
    cells = (each.label, sources, each.target.label, each.who, each.guard, each.effect)
    return f"| {' | '.join(cells)} |"


class Command(BaseCommand):
    help = "Draws the table of transitions into docs/workflow.md."

    def handle(self, **_: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "workflow.md"
        path.write_text(drawing(), encoding="utf-8")
        self.stdout.write(f"Drew {len(TRANSITIONS)} transitions.")
