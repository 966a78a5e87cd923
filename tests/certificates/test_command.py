"""`lms certificates`: the register asked from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.certificates import actions, codes, kept, numbers
from lms.cli.certificates import certificates
from lms.db import db
from lms.jobs.worker import run_all
from lms.web.app import App
from tests.conftest import SECRET
from tests.factories import complete, make_certificate, make_course, make_enrolment, make_member


@pytest.fixture
def lms(real_app: App, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Run `lms certificates …` on an installation of its own."""
    monkeypatch.setenv("HUNAR_SECRET_KEY", SECRET)
    monkeypatch.setenv("HUNAR_PUBLIC_URL", real_app.config["PUBLIC_URL"])
    monkeypatch.setenv("HUNAR_VAR", str(real_app.config["VAR"]))
    monkeypatch.setenv("HUNAR_DATABASE_URL", real_app.config["DATABASE_URL"])

    def run(*args: str) -> Result:
        db.session.rollback()  # what this test read must not hold the writer's lock
        return CliRunner().invoke(certificates, args)

    return run


def test_a_pdf_as_issued_is_valid_and_an_altered_one_is_not_ours(lms, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    certificate = make_certificate(make_member("Ayesha Siddiqui"), has_pdf=True)
    path = kept.path_of(certificate.code)
    result = lms("verify", str(path))
    assert (result.exit_code, result.output.split()[0]) == (0, "VALID")
    assert "Ayesha Siddiqui" in result.output
    assert certificate.snapshot.printed_number in result.output
    body = path.read_bytes()
    for altered in (body + b"\n", body[:-1], body.replace(b"PDF", b"PDf", 1)):
        copy = tmp_path / "copy.pdf"
        copy.write_bytes(altered)
        result = lms("verify", str(copy))
        assert (result.exit_code, result.output.split(":")[0]) == (1, "NOT OURS")


def test_a_code_a_number_or_a_link_is_looked_up_and_the_kept_file_checked(lms) -> None:  # type: ignore[no-untyped-def]
    certificate = make_certificate(has_pdf=True)
    for typed in (certificate.code, numbers.grouped(certificate.number), certificate.snapshot.url):
        result = lms("verify", typed)
        assert result.exit_code == 0, typed
        assert "Its PDF is as it was issued" in result.output
    kept.path_of(certificate.code).write_bytes(b"%PDF-1.7 forged")
    assert "WAS ALTERED ON THE DISK" in lms("verify", certificate.code).output


def test_a_revoked_one_says_when_and_why(lms) -> None:  # type: ignore[no-untyped-def]
    certificate = make_certificate(has_pdf=True)
    actions.revoke(certificate, "Issued by mistake.", make_member("Nadia Rahim").id)
    db.session.commit()
    for asked in (certificate.code, str(kept.path_of(certificate.code))):
        result = lms("verify", asked)
        assert result.exit_code == 1
        assert result.output.startswith("REVOKED on ")
        assert "Issued by mistake." in result.output


def test_what_is_unknown_is_said_in_a_sentence(lms) -> None:  # type: ignore[no-untyped-def]
    for typed in (codes.new(), numbers.new()):
        result = lms("verify", typed)
        assert (result.exit_code, result.output.split(":")[0]) == (1, "UNKNOWN")
    missing = lms("verify", "no-such-file.pdf")
    assert missing.exit_code == 2
    assert "There is no file no-such-file.pdf." in missing.output


def test_missing_certificates_are_issued_once_there_is_a_public_address(  # type: ignore[no-untyped-def]
    lms, real_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_app.config["PUBLIC_IS_LOCAL"] = True
    complete(make_enrolment(make_course()))
    monkeypatch.setenv("HUNAR_PUBLIC_URL", "http://127.0.0.1:8000")
    refused = lms("issue-missing")
    assert refused.exit_code == 1
    assert "public address" in refused.output
    monkeypatch.setenv("HUNAR_PUBLIC_URL", "https://learn.example.org")
    assert "1 certificates issued." in lms("issue-missing").output
    assert "0 certificates issued." in lms("issue-missing").output


def test_a_lost_pdf_is_made_again_as_it_was(lms) -> None:  # type: ignore[no-untyped-def]
    certificate = make_certificate(has_pdf=True)
    path, code = kept.path_of(certificate.code), certificate.code
    before = path.read_bytes()
    path.unlink()
    assert "is missing from the disk" in lms("verify", code).output
    assert "1 PDFs were missing." in lms("remake").output
    run_all()
    assert path.read_bytes() == before
    assert "0 PDFs were missing." in lms("remake").output
