"""One transaction a request: kept when nothing was refused, run again when a race was lost."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from flask import Response, g, request

from lms.db import db
from lms.jobs.models import Job
from lms.web.app import App, prepare
from lms.web.guards import public, role, signed_in


def keys() -> list[str | None]:
    with db.session.begin():
        return list(db.session.scalars(sa.select(Job.key).order_by(Job.key)))


def _as_text(answer: Response) -> Response:
    answer.mimetype = "text/plain"
    return answer


@pytest.fixture
def toy(real_app: App) -> App:
    """The real app with a few endpoints that write a row and then do as they are told."""

    @public
    def write(status: int) -> tuple[str, int]:
        db.session.add(Job(kind="toy", key=request.args.get("key", "one")))
        db.session.flush()
        if status == 500:
            raise ZeroDivisionError
        return "", status

    @public
    def raced() -> str:
        # The first look misses what another request has just written, as a stale read does.
        tries = g.setdefault("tries", [])
        taken = db.session.scalar(sa.select(Job.id).where(Job.key == "seat-1")) if tries else None
        tries.append(1)
        db.session.add(Job(kind="toy", key="seat-2" if taken else "seat-1"))
        db.session.flush()
        return str(len(tries))

    @public
    @prepare(lambda: db.session.connection().in_transaction() and "ready")
    def prepared() -> str:
        return str(g.prepared)

    @signed_in
    def mine() -> str:
        return ""

    @role("administrator")
    def office() -> str:
        return ""

    real_app.config["WTF_CSRF_ENABLED"] = False
    real_app.after_request(_as_text)
    both = ["GET", "POST"]
    real_app.add_url_rule("/toy/<int:status>", "write", write, methods=both)
    real_app.add_url_rule("/toy/raced", "raced", raced, methods=["POST"])
    real_app.add_url_rule("/toy/prepared", "prepared", prepared, methods=["POST"])
    real_app.add_url_rule("/toy/mine", "mine", mine)
    real_app.add_url_rule("/toy/office", "office", office)
    real_app.finish()
    return real_app


@pytest.mark.parametrize(("status", "kept"), [(200, ["one"]), (302, ["one"]), (422, []), (409, [])])
def test_a_post_is_kept_only_when_its_answer_is_no_refusal(
    toy: App, status: int, kept: list[str]
) -> None:
    assert toy.test_client().post(f"/toy/{status}").status_code == status
    assert keys() == kept


def test_an_error_keeps_nothing(toy: App) -> None:
    with pytest.raises(ZeroDivisionError):
        toy.test_client().post("/toy/500")
    assert keys() == []


def test_a_lost_race_is_looked_at_again(toy: App) -> None:
    db.session.add(Job(kind="toy", key="seat-1"))
    db.session.commit()
    assert toy.test_client().post("/toy/raced").text == "2"
    assert keys() == ["seat-1", "seat-2"]


def test_twelve_writers_at_once_all_succeed(toy: App) -> None:
    codes: list[int] = []

    def post(n: int) -> None:
        codes.append(toy.test_client().post(f"/toy/200?key={n:02}").status_code)

    threads = [threading.Thread(target=post, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * 12
    assert len(keys()) == 12


def test_slow_work_is_done_before_the_writer_s_lock_is_taken(toy: App) -> None:
    assert toy.test_client().post("/toy/prepared").text == "ready"


def test_a_stranger_is_asked_to_sign_in_and_brought_back(toy: App) -> None:
    answer: Response = toy.test_client().get("/toy/mine?a=1")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/toy/mine?a%3D1"


def test_an_endpoint_without_a_guard_keeps_the_app_from_starting(real_app: App) -> None:
    real_app.add_url_rule("/bare", "bare", lambda: "")
    with pytest.raises(RuntimeError, match="bare"):
        real_app.finish()


def test_an_endpoint_has_one_guard() -> None:
    with pytest.raises(TypeError, match="two guards"):
        public(signed_in(lambda: ""))
