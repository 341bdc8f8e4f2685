"""Post-mortems as JSON: everything, by the keys of the document's table.

Version 1: `answers` by question key and `rows` by table key, every value a text (see `Content`);
`postmortem` says what it is and where it stands; `computed` is worked out, `follow_ups` and
`distribution` say what came after the sign-off: none of them is read back.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from postmortems.content import Content

FORMAT = "afterword-postmortem"
VERSION = 1

Words = Mapping[str, str]


class Unreadable(ValueError):
    """The sentence that says why a text is not read."""


def dump(
    content: Content,
    *,
    postmortem: Words,
    computed: Words,
    aftermath: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> str:
    """`aftermath` is what came after the writing, by key: signatures, follow-ups, distribution."""
    full = content.complete()
    document = {
        "format": FORMAT,
        "version": VERSION,
        "postmortem": dict(postmortem),
        "computed": dict(computed),
        **(aftermath or {}),
        "answers": dict(full.answers),
        "rows": {key: [dict(row) for row in rows] for key, rows in full.rows.items()},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def load(text: str) -> Content:
    """The content of what `dump` wrote. Raises Unreadable."""
    try:
        document = json.loads(text)
        if (document["format"], document["version"]) != (FORMAT, VERSION):
            raise Unreadable(f"Only version {VERSION} of {FORMAT} can be read.")
        rows = {key: tuple(found) for key, found in document["rows"].items()}
        return Content(document["answers"], rows).complete()
    except (json.JSONDecodeError, RecursionError, KeyError, TypeError, AttributeError):
        raise Unreadable("This is not a post-mortem written as JSON.") from None
