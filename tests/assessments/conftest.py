"""A learner at a quiz."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings

from lms.courses.models import Course
from lms.members.models import Member
from tests.assessments.room import Learner, enrol, make_course
from tests.conftest import Client

# A busy machine is no fault of what is tested.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture
def course(app: object) -> Course:
    return make_course()


@pytest.fixture
def learner(course: Course, sign_in: Callable[[Member], Client]) -> Learner:
    """Enrolled, signed in, nothing begun."""
    member = enrol(course).member
    return Learner(sign_in(member), member)


@pytest.fixture
def begun(learner: Learner) -> Learner:
    """With an open attempt."""
    assert learner.starts().status_code == 303
    return learner
