"""Taking over member lists: a verdict for each row, and nothing half done."""

from __future__ import annotations

import codecs
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.audit.models import AuditEntry
from lms.db import db
from lms.members import queries
from lms.members.actions import link_external_number
from lms.members.actions.importing import Outcome, Verdict, import_members
from lms.members.import_file import FileRefused, read_list
from lms.members.models import Gender, Member, MemberRole
from tests.factories import make_member

FILE = Path(__file__).parent / "data" / "members.csv"
pytestmark = pytest.mark.usefixtures("app")


def run(text: str | bytes, *, dry_run: bool = False) -> list[Verdict]:
    content = text if isinstance(text, bytes) else text.encode()
    verdicts = import_members(read_list(content), dry_run=dry_run)
    db.session.commit()
    return verdicts


def outcomes(verdicts: list[Verdict]) -> list[str]:
    return [verdict.outcome.value for verdict in verdicts]


def members() -> list[Member]:
    return list(db.session.scalars(sa.select(Member).order_by(Member.external_number)))


def test_each_row_gets_a_verdict_with_its_line_and_reasons() -> None:
    verdicts = run(FILE.read_bytes())
    by_line = {verdict.line: verdict for verdict in verdicts}
    assert {line: v.outcome for line, v in by_line.items()} == {
        2: Outcome.CREATED,
        3: Outcome.CREATED,
        4: Outcome.CREATED,
        5: Outcome.CREATED,
        6: Outcome.REFUSED,
        7: Outcome.CREATED,
        8: Outcome.REFUSED,
        9: Outcome.REFUSED,
        10: Outcome.CREATED,
        12: Outcome.REFUSED,
    }
    assert by_line[6].reasons == ("has no name in Latin letters",)
    assert by_line[8].reasons == ("has the same number as line 2",)
    assert by_line[9].reasons == ("has the same e-mail address as line 2",)
    assert "3 cells where the first line has 15" in by_line[12].reasons[0]
    assert len(by_line[7].reasons) == 5
    assert by_line[2].number is not None


def test_values_are_kept_in_our_spelling() -> None:
    run(FILE.read_bytes())
    first, second, third, fourth, *rest = members()
    assert (first.external_number, first.gender, first.locale) == ("X-001", Gender.FEMALE, "ur")
    assert (first.email, first.mobile) == ("ayesha.tariq@example.org", "+923001111111")
    assert (second.email, second.mobile) == ("bilal.shah@example.org", "+923002222222")
    assert (second.cnic, second.joined_on) == ("22222-2222222-2", date(2024, 3, 31))
    assert (second.locale, second.gender) == ("en", Gender.MALE)
    assert (third.mobile, third.name_ur) == ("+923003333333", None)
    assert (fourth.email, fourth.mobile) == (None, None)
    assert rest[-1].name == "Ghazala Bibi"


def test_imported_members_are_found_have_no_password_and_no_role() -> None:
    run(FILE.read_bytes())
    assert all(member.password_hash is None for member in members())
    assert db.session.scalars(sa.select(MemberRole)).all() == []
    for typed in ("tariq", "عائشہ", "X-001", "0300111"):
        assert [m.external_number for m in queries.search(typed).members] == ["X-001"], typed


def test_columns_that_nothing_is_taken_from_are_named() -> None:
    assert read_list(FILE.read_bytes()).ignored == ["Shoe size", "Role"]


def test_the_same_list_again_changes_nothing() -> None:
    run(FILE.read_bytes())
    before = {member.external_number: member.number for member in members()}
    again = run(FILE.read_bytes())
    assert set(outcomes(again)) == {"unchanged", "refused"}
    assert {member.external_number: member.number for member in members()} == before


def test_a_changed_row_updates_its_member_and_the_search() -> None:
    run("member_no,name,city\nX-1,Ayesha Tariq,Lahore\n")
    assert outcomes(run("member_no,name,city\nX-1,Ayesha Malik,Multan\n")) == ["updated"]
    (member,) = members()
    assert (member.name, member.city) == ("Ayesha Malik", "Multan")
    assert queries.search("tariq").members == []
    assert queries.search("malik").members == [member]


def test_an_empty_cell_forgets_nothing() -> None:
    run("member_no,name,city,email\nX-1,Ayesha Tariq,Lahore,a@example.org\n")
    assert outcomes(run("member_no,name,city,email\nX-1,Ayesha Tariq,,\n")) == ["unchanged"]
    (member,) = members()
    assert (member.city, member.email) == ("Lahore", "a@example.org")


def test_what_a_claimed_member_owns_is_kept() -> None:
    member = make_member("Ayesha Tariq", email="mine@example.org")
    link_external_number(member, "X-1", None)
    verdicts = run(
        "member_no,name,email,city,language\nX-1,Other Name,other@example.org,Multan,ur\n"
    )
    assert outcomes(verdicts) == ["updated"]
    assert len(verdicts[0].reasons) == 3
    db.session.refresh(member)
    assert (member.name, member.email, member.locale) == ("Ayesha Tariq", "mine@example.org", "en")
    assert member.city == "Multan"


def test_no_list_takes_over_who_signed_up_with_an_address() -> None:
    member = make_member(email="mine@example.org")
    (verdict,) = run("member_no,name,email\nX-1,Ayesha Khan,mine@example.org\n")
    assert verdict.outcome is Outcome.REFUSED
    assert member.number in verdict.reasons[0]
    db.session.refresh(member)
    assert member.external_number is None


def test_a_list_without_numbers_finds_members_by_what_it_has() -> None:
    first = "name,email,phone,city\nAyesha Tariq,a@example.org,03001111111,Lahore\n"
    assert outcomes(run(first)) == ["created"]
    assert outcomes(run("name,phone,city\nAyesha Tariq,03001111111,Multan\n")) == ["updated"]
    make_member("Sana Mir", email="sana@example.org")
    (verdict,) = run("name,email,phone\nAyesha Tariq,sana@example.org,03001111111\n")
    assert verdict.outcome is Outcome.REFUSED


def test_a_dry_run_gives_the_same_verdicts_and_writes_nothing() -> None:
    listed = FILE.read_bytes()
    dry = run(listed, dry_run=True)
    assert members() == []
    assert db.session.scalars(sa.select(AuditEntry)).all() == []
    assert outcomes(dry) == outcomes(run(listed))


def test_an_import_that_fails_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from lms.members.actions import importing

    monkeypatch.setattr(importing, "BATCH", 1)
    made = make_member("Sana Mir")
    monkeypatch.setattr(importing, "_numbers", lambda: iter(["H-0000001-1", made.number]))
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        import_members(read_list(b"name\nAyesha Tariq\nBilal Shah\n"))
    assert [member.name for member in members()] == ["Sana Mir"]


def test_an_import_is_logged_once_with_its_sums() -> None:
    run(FILE.read_bytes())
    (entry,) = db.session.scalars(sa.select(AuditEntry)).all()
    assert entry.summary == {"created": 6, "updated": 0, "unchanged": 0, "refused": 4}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_files_of_every_office_are_read(newline: str, mark: bytes, comma: str) -> None:
    lines = [["MEMBER NO.", " full  name ", "Urdu Name"], ["X-1", "Ayesha Tariq", "عائشہ"]]
    text = newline.join(comma.join(line) for line in lines)
    (row,) = read_list(mark + text.encode()).rows
    assert row.values == {"external_number": "X-1", "name": "Ayesha Tariq", "name_ur": "عائشہ"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name\nAyesha".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04rest of a workbook", "Excel"),
        ("name\nAyesha\nعائشہ".encode("windows-1256"), "line 3: not UTF-8"),
        (b"", "no column is called"),
        (b"city,skill\nLahore,SEO\n", "no column is called"),
        (b'name\n"Ayesha\n', "not CSV"),
        (b"name\nAye\0sha\n", "null bytes"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_its_reason(content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        read_list(content)
