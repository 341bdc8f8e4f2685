import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.guard import DEMO_SECRET_KEY, reason_against_starting

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "k" * 60


def reason(**changes: Any) -> str:
    fine = {
        "demo": False,
        "debug": False,
        "secret_key": KEY,
        "site_url": "https://postmortems.example.org",
        "hosts": ["postmortems.example.org"],
        "delivery": "smtp",
    }
    return reason_against_starting(**{**fine, **changes})


def test_a_well_set_site_may_start() -> None:
    assert reason() == ""


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"debug": True}, "DEBUG shows the inside"),
        ({"secret_key": ""}, "SECRET_KEY is missing"),
        ({"secret_key": "short"}, "SECRET_KEY can be guessed"),
        ({"secret_key": DEMO_SECRET_KEY}, "SECRET_KEY can be guessed"),
        ({"hosts": ["postmortems.example.org", "*"]}, "ALLOWED_HOSTS must name"),
        ({"delivery": "mailbox"}, "DELIVERY=mailbox keeps every mail"),
    ],
)
def test_an_operator_is_told_what_to_change(changes: dict[str, Any], sentence: str) -> None:
    assert reason(**changes).startswith(sentence)


@pytest.mark.parametrize(
    ("site_url", "starts"),
    [
        ("http://127.0.0.1:8000", True),
        ("https://localhost", True),
        ("https://10.1.2.3", True),
        ("https://demo.internal", True),
        ("https://postmortems.example.org", False),
        ("https://8.8.8.8", False),
    ],
)
def test_the_demo_stays_out_of_the_publics_reach(site_url: str, *, starts: bool) -> None:
    said = reason(demo=True, secret_key=DEMO_SECRET_KEY, site_url=site_url)

    assert (said == "") is starts


def manage(command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *command.split()],
        cwd=ROOT,
        env={**kept, "DATA_DIR": str(folder), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_site_with_the_demos_key_ends_with_one_sentence(tmp_path: Path) -> None:
    done = manage("check", tmp_path, SECRET_KEY=DEMO_SECRET_KEY)

    assert done.returncode == 1
    assert done.stderr.strip() == (
        "Afterword cannot start: "
        "SECRET_KEY can be guessed: set it to at least 40 random characters."
    )


def test_a_real_site_has_nothing_to_mend_before_deployment(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("".join(chr(48 + number) for number in range(70)))

    done = manage(
        "check --deploy --fail-level WARNING",
        tmp_path,
        SECRET_KEY_FILE=str(key),
        SITE_URL="https://postmortems.example.org",
        ALLOWED_HOSTS="postmortems.example.org",
    )

    assert done.returncode == 0, done.stderr
