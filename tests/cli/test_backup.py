"""A backup taken while the app works, put back whole."""

from __future__ import annotations

import io
import signal
import tarfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from lms.cli import main
from lms.members.models import Member
from tests.server import running


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with one member and one kept file."""
    monkeypatch.setenv("HUNAR_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("HUNAR_PUBLIC_URL", "https://learn.example.org")
    monkeypatch.delenv("HUNAR_DATABASE_URL", raising=False)
    assert lms("db", "upgrade").exit_code == 0
    create("Ayesha Khan", "ayesha@learner.example")
    kept = tmp_path / "var" / "certificates" / "7H" / "a.pdf"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"%PDF-1.7")
    return tmp_path


def lms(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def create(name: str, email: str) -> None:
    made = lms("members", "create", "--name", name, "--email", email, "--code")
    assert made.exit_code == 0, made.output


def members(var: Path) -> set[str]:
    return names(f"sqlite:///{var / 'hunar.db'}")


def test_what_was_backed_up_comes_back_and_nothing_else(installation: Path) -> None:
    archive = installation / "monday.tar.gz"
    assert lms("backup", str(archive)).exit_code == 0
    create("Bilal Ahmed", "bilal@learner.example")
    (installation / "var/certificates/7H/a.pdf").unlink()
    put_back = lms("restore", str(archive), "--replace")
    assert put_back.exit_code == 0, put_back.output
    assert members(installation / "var") == {"Ayesha Khan"}
    assert (installation / "var/certificates/7H/a.pdf").read_bytes() == b"%PDF-1.7"


def test_an_installation_with_members_is_not_overwritten_unasked(installation: Path) -> None:
    archive = installation / "monday.tar.gz"
    lms("backup", str(archive))
    refused = lms("restore", str(archive))
    assert refused.exit_code == 1
    assert "--replace" in refused.output


def test_an_archive_is_never_overwritten(installation: Path) -> None:
    archive = installation / "monday.tar.gz"
    archive.write_text("mine")
    assert lms("backup", str(archive)).exit_code == 1
    assert archive.read_text() == "mine"


@pytest.mark.parametrize("name", ["../outside", "/etc/outside"])
def test_an_archive_that_writes_outside_is_refused(installation: Path, name: str) -> None:
    archive = installation / "evil.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"x"))
    refused = lms("restore", str(archive), "--replace")
    assert refused.exit_code == 1
    assert "no backup of ours" in refused.output
    assert members(installation / "var") == {"Ayesha Khan"}


def test_the_secret_is_not_in_a_backup(installation: Path) -> None:
    archive = installation / "monday.tar.gz"
    lms("backup", str(archive))
    with tarfile.open(archive) as tar:
        names = tar.getnames()
    assert "database" in names
    assert not any("secret" in name for name in names)


def test_a_backup_taken_while_the_app_serves_is_put_back(tmp_path: Path) -> None:
    archive = tmp_path / "running.tar.gz"
    with running(tmp_path) as server:
        before = names(server.database)
        server.lms("backup", str(archive))
        server.lms(
            "members", "create", "--name", "Late Comer", "--email", "late@learner.example", "--code"
        )
        assert "Late Comer" in names(server.database)
        server.process.send_signal(signal.SIGINT)
        server.process.wait()
        server.lms("restore", str(archive), "--replace")
        assert names(server.database) == before


def names(database: str) -> set[str]:
    url = database.replace("postgresql://", "postgresql+psycopg://")
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = set(connection.scalars(sa.select(Member.name)))
    engine.dispose()
    return found
