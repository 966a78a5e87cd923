"""Marking what only a person can mark: who may, what follows, and two assessors at once."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa

from lms.assessments.models import AnswerFile, Attempt, AttemptState, Response
from lms.assessments.review import SCORES, Review
from lms.assessments.settings import Counts
from lms.audit.models import AuditEntry
from lms.certificates.models import Certificate
from lms.courses.models import BlockProgress, Enrolment
from lms.db import db
from lms.media.storage import Storage
from lms.members import actions as members
from lms.members.models import Member, MemberRole, Role
from lms.web.app import App
from tests.assessments.by_hand import add_kind, question
from tests.assessments.room import CONTENTS, Learner, enrol, make_course, op, visible
from tests.assessments.test_races import at_once
from tests.conftest import Client
from tests.factories import make_member

SignIn = Callable[[Member], Client]
LIST = "/teach/courses/price-your-work/marking"
MINE = "First line.\nSecond <b>line</b>."
SAMPLE = "A sample of a good answer"
TWO = {"story": question(SAMPLE), "offer": question("Another sample"), "cost": CONTENTS["cost"]}


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    add_kind(monkeypatch)


class Desk:
    """A learner whose attempt waits for marks, and the author who may give them."""

    def __init__(self, sign_in: SignIn, contents: Any = TWO, **settings: Any) -> None:
        self.author = make_member("Amna Author", roles=[Role.INSTRUCTOR])
        self.course = make_course(contents=contents, authors=[self.author], **settings)
        member = enrol(self.course).member
        self.learner = Learner(sign_in(member), member)
        self.client = sign_in(self.author)
        self.sends()

    def sends(self, *texts: str, choice: str = "1") -> None:
        self.learner.starts()
        first, second = texts or (MINE, "My offer.")
        self.learner.sends(op("a", 1, first, 1), op("b", 2, second, 2), op("c", 3, choice, 3))

    def url(self, slot: int = 1) -> str:
        return f"{LIST}/{self.learner.ref}/{slot}"

    def marks(self, slot: int, mark: str, comment: str = "", client: Client | None = None) -> Any:
        """As the page of the answer sends it now."""
        db.session.rollback()
        page = (client or self.client).get(self.url(slot)).text
        looked_at = page.split('name="looked_at" type="hidden" value="')[1].split('"')[0]
        fields = {"mark": mark, "comment": comment, "looked_at": looked_at}
        return (client or self.client).send(self.url(slot), fields)

    @property
    def row(self) -> Attempt:
        return self.learner.row()

    def response(self, slot: int = 1) -> Response:
        return db.session.get_one(Response, (self.row.id, slot))


@pytest.fixture
def desk(sign_in: SignIn) -> Desk:
    return Desk(sign_in)


def count(model: type[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


class TestWaiting:
    def test_what_waits_is_listed_and_the_learner_reads_that_it_does(self, desk: Desk) -> None:
        assert desk.row.state == AttemptState.SUBMITTED
        words = visible(desk.client.get(LIST).text)
        assert "2 answers wait" in words
        assert "Ayesha Khan" in words
        result = desk.learner.page(f"{desk.learner.url}/result")
        assert "Your answers are sent" in result
        assert "An assessor will mark it" in result
        for word in ("You have passed", "Not passed yet"):
            assert word not in result
        assert "being marked" in desk.learner.page(desk.learner.quiz_url)
        assert count(BlockProgress) == 0

    def test_the_page_shows_the_question_the_notes_and_the_answer_as_it_was_typed(
        self, desk: Desk
    ) -> None:
        page = desk.client.get(desk.url()).text
        for text in ("Tell of a client.", SAMPLE, "names a price", "First line.\nSecond &lt;b&gt;"):
            assert text in page
        assert "<b>line</b>" not in page

    def test_an_answer_that_was_taken_back_need_not_be_marked(self, sign_in: SignIn) -> None:
        desk = Desk(sign_in)
        desk.learner.starts()
        desk.learner.sends(op("d", 1, [], 1), op("e", 2, "My offer.", 2))
        assert desk.client.get(desk.url(1)).status_code == 404
        assert desk.client.get(desk.url(2)).status_code == 200

    def test_an_attempt_without_such_an_answer_is_graded_at_once(self, desk: Desk) -> None:
        desk.learner.starts()
        desk.learner.sends(op("f", 3, "1", 1))
        assert desk.row.state == AttemptState.GRADED


class TestGiving:
    def test_each_mark_leads_to_the_next_answer_and_the_last_one_grades(self, desk: Desk) -> None:
        first = desk.marks(1, "4.5", "Well told.")
        assert first.location.endswith(desk.url(2))
        assert desk.row.state == AttemptState.SUBMITTED
        assert (desk.response().given_share, desk.response().marked_by_id) == (
            Fraction(9, 10),
            desk.author.id,
        )
        last = desk.marks(2, "5")
        assert last.location.endswith(LIST)
        assert (desk.row.state, desk.row.score, desk.row.passed) == (
            AttemptState.GRADED,
            Fraction(21, 2),
            True,
        )
        result = visible(desk.learner.page(f"{desk.learner.url}/result"))
        for word in ("You have passed", "Well told.", "4.5 of 5 marks", "Comment of the assessor"):
            assert word in result

    @pytest.mark.parametrize("passes", [True, False])
    def test_progress_and_certificate_follow_in_the_same_transaction(
        self, desk: Desk, passes: bool
    ) -> None:
        desk.learner.client.send("/courses/price-your-work/lessons/reading/done")
        desk.marks(1, "5" if passes else "0")
        assert count(BlockProgress) == 0
        desk.marks(2, "5" if passes else "0")
        enrolment = db.session.scalars(sa.select(Enrolment)).one()
        assert (enrolment.completed_at is not None) == passes
        assert (count(BlockProgress), count(Certificate)) == (int(passes), int(passes))

    @pytest.mark.parametrize("typed", ["", "6", "-1", "five", "5.0001", "2,5", "1/2", "9" * 50])
    def test_what_is_no_mark_for_this_question_is_refused(self, desk: Desk, typed: str) -> None:
        answer = desk.marks(1, typed)
        assert answer.status_code == 422
        assert desk.response().given_share is None

    @pytest.mark.parametrize(
        ("typed", "share"),
        [("0", 0), ("۲٫۵", Fraction(1, 2)), ("0.000001", Fraction(1, 5 * 10**6))],
    )
    def test_a_mark_is_kept_exactly_as_it_was_typed(
        self, desk: Desk, typed: str, share: Fraction
    ) -> None:
        desk.marks(1, typed)
        assert desk.response().given_share == share

    def test_what_a_person_gives_is_what_counts(self, sign_in: SignIn) -> None:
        """What a wrong answer costs is for what the machine marks."""
        desk = Desk(sign_in, wrong_penalty=Fraction(1, 2))
        desk.marks(1, "0")
        desk.marks(2, "3")
        assert desk.row.score == 0 + 3 + 1
        page = visible(desk.learner.page(f"{desk.learner.url}/result"))
        assert "0 of 5 marks" in page

    def test_a_comment_is_kept_back_like_all_explanations(self, sign_in: SignIn) -> None:
        desk = Desk(sign_in, review=Review(matrix=SCORES))
        desk.marks(1, "5", "A secret remark")
        desk.marks(2, "5")
        page = desk.learner.page(f"{desk.learner.url}/result")
        assert "11 of 11 marks" in visible(page)
        assert "A secret remark" not in page

    def test_a_file_that_was_given_can_be_fetched_by_those_who_mark(
        self, sign_in: SignIn, app: App
    ) -> None:
        work = {"kind": "file-answer", "text": {"en": "Your work.", "ur": "آپ کا کام۔"}}
        desk = Desk(sign_in, {"work": work, "offer": TWO["offer"], "cost": TWO["cost"]})
        Storage(app.config["MEDIA_DIR"]).keep("ab" * 32, b"<script>1</script>")
        file = AnswerFile(
            attempt_id=desk.row.id,
            slot=1,
            name="my work.txt",
            media_type="text/plain",
            size=18,
            storage_key="ab" * 32,
        )
        version = desk.row.slots[0].question
        db.session.add(file)
        db.session.add(
            Response(
                attempt_id=desk.row.id,
                slot=1,
                question_version_id=version,
                seq=1,
                value=[file.ref],
            )
        )
        db.session.commit()
        url = f"/answer-files/{file.ref}"
        assert url in desk.client.get(desk.url()).text
        got = desk.client.get(url)
        data = got.data
        got.close()
        assert data == b"<script>1</script>"
        assert "attachment" in got.headers["Content-Disposition"]
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in got.headers["Content-Security-Policy"]
        assert desk.client.get("/answer-files/no-such-file-here-12345").status_code == 404


class TestAgain:
    def test_marking_again_changes_the_grade_and_goes_into_the_log(self, desk: Desk) -> None:
        desk.marks(1, "2")
        desk.marks(2, "2")
        assert (desk.row.score, desk.row.passed) == (5, False)
        assert desk.marks(1, "5").location.endswith(LIST)
        assert (desk.row.score, desk.row.passed, desk.response().mark) == (8, True, 5)
        assert count(BlockProgress) == 1
        entry = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.verb == "assessments.answer_marked_again")
        ).one()
        assert (entry.actor_id, entry.summary["before"], entry.summary["after"]) == (
            desk.author.id,
            2,
            5,
        )

    def test_the_first_mark_of_an_answer_is_no_change(self, desk: Desk) -> None:
        desk.marks(1, "2")
        assert not db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.verb.startswith("assessments."))
        ).all()

    def test_a_mark_can_be_mended_while_another_answer_waits(self, desk: Desk) -> None:
        desk.marks(1, "2")
        desk.marks(1, "3")
        assert (desk.row.state, desk.row.score) == (AttemptState.SUBMITTED, None)

    def test_a_pass_cannot_be_taken_away(self, desk: Desk) -> None:
        desk.marks(1, "5")
        desk.marks(2, "5")
        refused = desk.marks(1, "0")
        assert refused.status_code == 422
        assert "would not be passed any more" in refused.text
        assert (desk.row.score, desk.row.passed) == (11, True)
        assert desk.response().given_share == 1
        assert desk.marks(1, "2").status_code == 303  # 8 of 11 still pass
        assert (desk.row.score, desk.row.passed) == (8, True)

    def test_an_attempt_that_does_not_count_may_fall(self, sign_in: SignIn) -> None:
        desk = Desk(sign_in, counts=Counts.LAST)
        first = desk.learner.ref
        for slot in (1, 2):
            desk.marks(slot, "5")
        desk.sends()
        for slot in (1, 2):
            desk.marks(slot, "5")
        desk.learner.ref = first
        assert desk.marks(1, "0").status_code == 303
        assert (desk.row.score, desk.row.passed) == (6, False)


class TestDoors:
    def test_an_assessor_may_mark_in_every_course(self, desk: Desk, sign_in: SignIn) -> None:
        assessor = sign_in(make_member("Asma Assessor", roles=[Role.ASSESSOR]))
        assert assessor.get(LIST).status_code == 200
        assert desk.marks(1, "3", client=assessor).status_code == 303

    def test_home_leads_those_who_may_mark_to_what_waits(self, desk: Desk, sign_in: SignIn) -> None:
        assessor = sign_in(make_member("Asma Assessor", roles=[Role.ASSESSOR]))
        office = sign_in(make_member("Ceema Coordinator", roles=[Role.COORDINATOR]))
        other = sign_in(make_member("Omar Other", roles=[Role.INSTRUCTOR]))
        for client in (assessor, office, desk.client):
            home = client.get("/home").text
            assert LIST in home
            assert "1 attempt waits" in visible(home)
        for client in (other, desk.learner.client):
            assert LIST not in client.get("/home").text
        for slot in (1, 2):
            desk.marks(slot, "5")
        assert LIST not in assessor.get("/home").text

    def test_an_instructor_of_another_course_finds_nothing(
        self, desk: Desk, sign_in: SignIn
    ) -> None:
        other = sign_in(make_member("Omar Other", roles=[Role.INSTRUCTOR]))
        for url in (LIST, desk.url()):
            assert other.get(url).status_code == 404
        assert other.send(desk.url(), {"mark": "5"}).status_code == 404

    def test_a_learner_may_not_mark(self, desk: Desk) -> None:
        assert desk.learner.client.get(LIST).status_code == 403
        assert desk.learner.client.send(desk.url(), {"mark": "5"}).status_code == 403

    def test_nobody_marks_their_own_answers(self, desk: Desk, sign_in: SignIn) -> None:
        desk.learner.member.grants.append(MemberRole(role=Role.ASSESSOR))
        db.session.commit()
        own = sign_in(desk.learner.member)
        assert own.get(desk.url()).status_code == 403
        assert own.send(desk.url(), {"mark": "5"}).status_code == 403
        assert "Ayesha Khan" not in visible(own.get(LIST).text)

    @pytest.mark.parametrize("slot", [0, 3, 4, 99, 2**63])
    def test_what_a_machine_marks_or_is_not_there_is_not_found(self, desk: Desk, slot: int) -> None:
        assert desk.client.get(desk.url(slot)).status_code == 404

    def test_an_open_attempt_is_not_there_to_be_marked(self, desk: Desk) -> None:
        desk.learner.starts()
        desk.learner.saves(op("g", 1, "Not yet sent", 1))
        assert desk.client.get(desk.url()).status_code == 404
        assert "Not yet sent" not in desk.client.get(LIST).text

    def test_the_answers_of_one_course_are_not_there_under_another(
        self, desk: Desk, sign_in: SignIn
    ) -> None:
        make_course("keep-your-books", authors=[desk.author])
        url = desk.url().replace("price-your-work", "keep-your-books")
        assert desk.client.get(url).status_code == 404


@pytest.fixture
def sign_in_to(real_app: App) -> SignIn:
    """A browser of the app with real commits, in which this member is signed in."""

    def browser(member: Member) -> Client:
        token = members.enter(member, members.Browser("tests", "127.0.0.1")).token
        db.session.commit()
        client: Client = real_app.test_client()  # type: ignore[assignment]
        with client.session_transaction(base_url=real_app.config["PUBLIC_URL"]) as kept:
            kept["_user_id"] = token
        client.csrf_token()
        return client

    return browser


class TestRaces:
    def test_who_looked_before_another_one_marked_is_told_so(
        self, desk: Desk, sign_in: SignIn
    ) -> None:
        old = {"mark": "1", "comment": "Mine", "looked_at": "1"}
        desk.marks(1, "4", "Theirs")
        refused = desk.client.send(desk.url(), old)
        assert refused.status_code == 422
        assert "Somebody else has marked this answer" in visible(refused.text)
        assert (desk.response().given_share, desk.response().comment) == (Fraction(4, 5), "Theirs")

    def test_of_assessors_at_once_one_marks_and_the_others_are_told(
        self, real_app: App, sign_in_to: SignIn
    ) -> None:
        desk = Desk(sign_in_to)
        people = [make_member(f"Assessor {n}", roles=[Role.ASSESSOR]) for n in range(4)]
        clients = [sign_in_to(one) for one in people]
        fields = {"comment": "", "looked_at": "1"}
        answers = at_once(
            real_app,
            *(
                lambda n=n, one=one: one.send(desk.url(), fields | {"mark": str(n)})
                for n, one in enumerate(clients)
            ),
        )
        assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]
        winner = next(n for n, one in enumerate(answers) if one.status_code == 303)
        assert desk.response().given_share == Fraction(winner, 5)
        assert desk.response().marked_by_id == people[winner].id

    def test_the_last_two_marks_at_once_grade_once(self, real_app: App, sign_in_to: SignIn) -> None:
        desk = Desk(sign_in_to)
        clients = [
            sign_in_to(make_member(f"Assessor {n}", roles=[Role.ASSESSOR])) for n in range(2)
        ]
        fields = {"mark": "5", "comment": ""}
        at_once(
            real_app,
            *(
                lambda n=n, one=one: one.send(desk.url(n), fields | {"looked_at": str(n)})
                for n, one in enumerate(clients, 1)
            ),
        )
        assert (desk.row.state, desk.row.score) == (AttemptState.GRADED, 11)
        assert count(BlockProgress) == 1
