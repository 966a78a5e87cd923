"""Groups of a course: made, filled, renamed and deleted by its authors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from lms.audit.models import AuditEntry
from lms.courses import grouping
from lms.courses.models import Course, Enrolment, Group
from lms.db import db
from lms.members.models import Role
from tests.conftest import Client
from tests.courses.authors import SignIn
from tests.factories import make_course, make_enrolment, make_member

DESK = "/teach/courses/price-your-work"


@dataclass
class Desk:
    client: Client
    course: Course

    def page(self, url: str) -> str:
        answer = self.client.get(url)
        assert answer.status_code == 200, answer.status
        return str(answer.text)

    def does(self, url: str, **data: Any) -> str:
        answer = self.client.send(url, data)
        assert answer.status_code == 303, answer.status
        return self.page(answer.location)

    def makes(self, name: str = "Evening") -> str:
        """The address of a new group."""
        answer = self.client.send(f"{DESK}/new-group", {"name": name})
        assert answer.status_code == 303
        return str(answer.location)

    def names(self, url: str) -> list[str]:
        group = db.session.get_one(Group, int(url.rsplit("/", 1)[-1]))
        return [one.member.name for one in grouping.members_of(group)]


@pytest.fixture
def desk(app: object, sign_in: SignIn) -> Desk:
    author = make_member("Amna Author", roles=[Role.INSTRUCTOR])
    return Desk(sign_in(author), make_course(author=author))


def learner(desk: Desk, name: str) -> Enrolment:
    enrolment = make_enrolment(desk.course, make_member(name))
    db.session.commit()
    return enrolment


def test_a_group_is_made_renamed_and_listed(desk: Desk) -> None:
    assert "No group yet" in desk.page(f"{DESK}/groups")
    url = desk.makes("Evening class")
    assert "Evening class" in desk.page(url)
    desk.does(f"{url}/rename", name="Morning class")
    page = desk.page(f"{DESK}/groups")
    assert "Morning class" in page
    assert "0 learners" in page
    verbs = db.session.scalars(sa.select(AuditEntry.verb).order_by(AuditEntry.id)).all()
    assert list(verbs)[-2:] == ["courses.group_created", "courses.group_renamed"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_group_needs_a_name(desk: Desk, name: str) -> None:
    assert desk.client.send(f"{DESK}/new-group", {"name": name}).status_code == 422


def test_two_groups_of_a_course_have_two_names(desk: Desk) -> None:
    desk.makes("Evening")
    url = desk.makes("Morning")
    again = desk.client.send(f"{DESK}/new-group", {"name": " Evening "})
    assert again.status_code == 422
    assert "has a group “Evening” already" in again.text
    assert desk.client.send(f"{url}/rename", {"name": "Evening"}).status_code == 422
    desk.does(f"{url}/rename", name="Morning")


def test_learners_are_found_ticked_and_taken_out(desk: Desk) -> None:
    ayesha, bilal = learner(desk, "Ayesha Khan"), learner(desk, "Bilal Ahmed")
    url = desk.makes()
    assert "Ayesha Khan" in desk.page(url)
    found = desk.page(f"{url}?q=bil")
    assert "Bilal Ahmed" in found
    assert "Ayesha" not in found
    assert "Bilal Ahmed" in desk.page(f"{url}?q={bilal.member.number}")
    page = desk.does(f"{url}/add", learner=[str(ayesha.id), str(bilal.id)])
    assert "2 learners were added." in page
    assert desk.names(url) == ["Ayesha Khan", "Bilal Ahmed"]
    assert "0 learners were added." in desk.does(f"{url}/add", learner=str(ayesha.id))
    desk.does(f"{url}/learners/{ayesha.id}/remove")
    assert desk.names(url) == ["Bilal Ahmed"]
    desk.does(f"{url}/learners/{ayesha.id}/remove")
    assert desk.names(url) == ["Bilal Ahmed"]


def test_how_to_reach_a_learner_is_not_for_authors_to_look_up(desk: Desk) -> None:
    make_enrolment(desk.course, make_member("Dua", email="dua@example.org", mobile="+923001234567"))
    db.session.commit()
    url = desk.makes()
    assert "Dua" in desk.page(url)
    for typed in ("dua@example.org", "03001234567"):
        assert "Dua" not in desk.page(f"{url}?q={typed}"), typed


def test_pasted_numbers_are_told_one_by_one(desk: Desk) -> None:
    ayesha, bilal = learner(desk, "Ayesha Khan"), learner(desk, "Bilal Ahmed")
    outside = make_member("Omar Outside")
    url = desk.makes()
    desk.does(f"{url}/add", learner=str(bilal.id))
    numbers = [
        ayesha.member.number.lower().replace("-", " "),
        bilal.member.number,
        outside.number,
        "H-1234567-0",
        "Sana",
        ayesha.member.number,
    ]
    answer = desk.client.send(f"{url}/paste", {"numbers": "\r\n".join(numbers)})
    assert answer.status_code == 200
    assert "1 learner was added." in answer.text
    assert "Omar" not in answer.text
    said = answer.text
    assert said.count("Was in the group already") == 2
    assert said.count("No learner of this course has this number") == 1
    assert said.count("This is no member number") == 2
    assert desk.names(url) == ["Ayesha Khan", "Bilal Ahmed"]


@pytest.mark.parametrize("numbers", ["", " \n ", "\n".join(["1"] * 501)])
def test_a_paste_of_nothing_or_too_much_is_refused(desk: Desk, numbers: str) -> None:
    url = desk.makes()
    assert desk.client.send(f"{url}/paste", {"numbers": numbers}).status_code == 422


def test_learners_of_another_course_never_come_in(desk: Desk) -> None:
    other = make_course("keep-your-books", author=make_member("Omar", roles=[Role.INSTRUCTOR]))
    foreign = make_enrolment(other, make_member("Faraz Foreign"))
    db.session.commit()
    url = desk.makes()
    assert "Faraz" not in desk.page(url)
    assert "0 learners were added." in desk.does(f"{url}/add", learner=str(foreign.id))
    pasted = desk.client.send(f"{url}/paste", {"numbers": foreign.member.number})
    assert "No learner of this course has this number" in pasted.text
    assert desk.client.send(f"{url}/learners/{foreign.id}/remove").status_code == 404
    assert desk.names(url) == []


def test_a_group_is_deleted_after_asking_and_its_learners_stay(desk: Desk) -> None:
    ayesha = learner(desk, "Ayesha Khan")
    url = desk.makes()
    desk.does(f"{url}/add", learner=str(ayesha.id))
    assert "1 learner" in desk.page(f"{url}/delete")
    page = desk.does(f"{url}/delete")
    assert "No group yet" in page
    assert desk.client.get(url).status_code == 404
    assert db.session.get(Enrolment, ayesha.id) is not None


@pytest.mark.parametrize(
    ("roles", "status"), [([], 403), ([Role.ASSESSOR], 403), ([Role.INSTRUCTOR], 404)]
)
def test_only_those_who_write_the_course(
    desk: Desk, sign_in: SignIn, roles: list[Role], status: int
) -> None:
    url = desk.makes()
    browser = sign_in(make_member("Nosy Neighbour", roles=roles))
    for page in (f"{DESK}/groups", f"{DESK}/new-group", url, f"{url}/rename", f"{url}/delete"):
        assert browser.get(page).status_code == status, page
    for act in (f"{url}/add", f"{url}/paste", f"{url}/learners/1/remove", f"{url}/delete"):
        assert browser.send(act, {"learner": "1", "numbers": "1"}).status_code == status, act


def test_a_group_of_another_course_is_not_there_under_ones_own(desk: Desk, sign_in: SignIn) -> None:
    url = desk.makes()
    author = make_member("Omar Other", roles=[Role.INSTRUCTOR])
    make_course("keep-your-books", author=author)
    own = url.replace("price-your-work", "keep-your-books")
    browser = sign_in(author)
    assert browser.get(own).status_code == 404
    assert browser.send(f"{own}/delete").status_code == 404
    assert browser.send(f"{own}/rename", {"name": "Mine"}).status_code == 404


def test_the_pages_speak_urdu(desk: Desk) -> None:
    url = desk.makes()
    assert "گروپ" in desk.page(f"{DESK}/groups?lang=ur")
    assert "کورس کے شرکا شامل کریں" in desk.page(f"{url}?lang=ur")
