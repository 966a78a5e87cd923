"""Numbers in addresses."""

from __future__ import annotations

from collections.abc import Callable

from lms.members.models import Member, Role
from tests.assessments.room import make_course
from tests.conftest import Client
from tests.factories import make_member


def test_a_number_that_no_row_can_have_is_not_found(
    app: object, sign_in: Callable[[Member], Client]
) -> None:
    author = make_member("Amna Author", roles=[Role.INSTRUCTOR])
    make_course(authors=[author])
    client = sign_in(author)
    course = "/teach/courses/price-your-work"
    for number in (2**31, 10**20, 10**4000):
        for url in (f"groups/{number}", f"quizzes/costs/exceptions/{number}/end"):
            assert client.get(f"{course}/{url}").status_code == 404
