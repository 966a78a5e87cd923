"""`lms members`: the first administrator, and lists."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from lms.cli.members import members
from lms.db import db
from lms.members.models import Member, Role
from lms.members.passwords import is_password
from lms.web.app import App
from tests.conftest import SECRET

FILE = Path(__file__).parent.parent / "members" / "data" / "members.csv"


@pytest.fixture
def lms(real_app: App, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Run `lms members …` on an installation of its own."""
    monkeypatch.setenv("HUNAR_SECRET_KEY", SECRET)
    monkeypatch.setenv("HUNAR_VAR", str(real_app.config["VAR"]))
    monkeypatch.setenv("HUNAR_DATABASE_URL", real_app.config["DATABASE_URL"])

    def run(*args: str, typed: str = "") -> Result:
        db.session.rollback()  # what this test read must not hold the writer's lock
        return CliRunner().invoke(members, args, input=typed)

    return run


def made() -> list[Member]:
    return list(db.session.scalars(sa.select(Member).order_by(Member.id)))


def test_the_first_administrator_is_made_with_a_password(lms) -> None:  # type: ignore[no-untyped-def]
    result = lms(
        "create", "--name", "Tariq Mehmood", "--email", "T@Example.org", "--role", "administrator",
        typed="quiet-canal-tree\n",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    (member,) = made()
    assert member.number in result.output
    assert (member.email, set(member.roles)) == (
        "t@example.org",
        {Role.TRAINEE, Role.ADMINISTRATOR},
    )
    assert is_password(member.password_hash, "quiet-canal-tree")


def test_or_with_a_code_to_claim_the_account_by(lms) -> None:  # type: ignore[no-untyped-def]
    result = lms("create", "--name", "Tariq Mehmood", "--mobile", "0300 1234567", "--code")
    assert result.exit_code == 0, result.output
    assert "One-time code" in result.output
    assert made()[0].password_hash is None


@pytest.mark.parametrize(
    ("args", "typed", "sentence", "code"),
    [
        (["--email", "x"], "quiet-canal-tree\n", "--email: “x” cannot be read", 2),
        (["--mobile", "12"], "quiet-canal-tree\n", "--mobile: “12” cannot be read", 2),
        (["--name-ur", "Tariq"], "quiet-canal-tree\n", "--name-ur: “Tariq” cannot be read", 2),
        (["--name", "طارق"], "quiet-canal-tree\n", "is not in Latin letters", 2),
        (["--role", "owner"], "quiet-canal-tree\n", "'owner' is not one of", 2),
        ([], "tariq123\n", "made of the member's own name", 1),
        ([], "\n", "fewer than 8", 1),
    ],
)
def test_a_refusal_names_its_reason_and_makes_nobody(
    lms,  # type: ignore[no-untyped-def]
    args: list[str],
    typed: str,
    sentence: str,
    code: int,
) -> None:
    result = lms("create", "--name", "Tariq Mehmood", *args, typed=typed)
    assert result.exit_code == code
    assert sentence in result.output
    assert made() == []


def test_two_members_cannot_be_made_with_one_address(lms) -> None:  # type: ignore[no-untyped-def]
    for expected in (0, 1):
        result = lms("create", "--name", "Tariq Mehmood", "--email", "t@example.org", "--code")
        assert result.exit_code == expected
    assert "already" in result.output


def test_a_list_is_tried_then_taken_over(lms) -> None:  # type: ignore[no-untyped-def]
    dry = lms("import", str(FILE), "--dry-run")
    assert made() == []
    assert "Dry run, nothing written: 6 created, 0 updated, 0 unchanged, 4 refused." in dry.output
    assert "Nothing is taken from these columns: Shoe size, Role" in dry.output
    assert "line 8: refused  Ayesha Again  (has the same number as line 2)" in dry.output
    real = lms("import", str(FILE))
    assert real.exit_code == 1
    assert "\n6 created, 0 updated, 0 unchanged, 4 refused." in real.output
    assert len(made()) == 6
    again = lms("import", str(FILE), "--quiet")
    assert "0 created, 0 updated, 6 unchanged, 4 refused." in again.output
    assert "Danish" not in again.output


def test_a_file_that_cannot_be_read_is_refused(lms, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    bad = tmp_path / "list.csv"
    bad.write_bytes("name\nعائشہ".encode("utf-16"))
    result = lms("import", str(bad))
    assert result.exit_code == 1
    assert "UTF-16" in result.output
