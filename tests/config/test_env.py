from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def test_a_secret_may_wait_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("mellon\n")
    monkeypatch.setenv("EMAIL_PASSWORD_FILE", str(tmp_path / "password"))

    assert env.text("EMAIL_PASSWORD") == "mellon"


def test_an_operator_who_writes_maybe_is_asked_for_yes_or_no(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEMO", "maybe")

    with pytest.raises(ImproperlyConfigured, match="DEMO must be 1 or 0"):
        env.flag("DEMO", default=False)


def test_an_address_of_postgresql_is_read_with_its_escapes(tmp_path: Path) -> None:
    url = "postgres://pm:p%40ss@db.example.org:5433/post%20mortems?sslmode=require"

    settings = env.database(url, data_dir=tmp_path)

    assert settings["ENGINE"] == "django.db.backends.postgresql"
    assert (settings["USER"], settings["PASSWORD"]) == ("pm", "p@ss")
    assert (settings["HOST"], settings["PORT"]) == ("db.example.org", "5433")
    assert settings["NAME"] == "post mortems"
    assert settings["OPTIONS"] == {"sslmode": "require"}


def test_without_an_address_everything_lives_in_the_data_folder(tmp_path: Path) -> None:
    assert env.database("", data_dir=tmp_path)["NAME"] == str(tmp_path / "afterword.sqlite3")


def test_another_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must start with"):
        env.database("mysql://localhost/x", data_dir=tmp_path)
