"""What is promised about mail stands in the same words wherever an operator reads it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PROMISE = (
    "Each reminder is put into exactly one email (database-guaranteed). Each email is handed to the"
    " mail server at least once; a second copy is possible only if a process, the database or the"
    " connection dies between the server's acceptance and our record of it, and it then carries the"
    " same Message-ID. Nothing is lost by killing a worker, beat, Redis or PostgreSQL."
)


@pytest.mark.parametrize("name", ["README.md", "docs/operations.md"])
def test_the_promise_is_made_word_for_word(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\n> ", " ")

    assert PROMISE in " ".join(text.split())
