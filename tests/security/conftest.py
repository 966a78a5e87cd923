"""People whom the attacks are made as, and on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lms.members.models import Member, Role
from tests.conftest import Client
from tests.courses.authors import Author
from tests.factories import make_member
from tests.flows.conftest import browser_type_launch_args

__all__ = ["SignIn", "browser_type_launch_args"]  # the launcher knows where Chromium is
SignIn = Callable[[Member], Client]


@pytest.fixture
def author(sign_in: SignIn) -> Author:
    """An instructor at the desk of a course without lessons."""
    member = make_member("Amna Author", roles=[Role.INSTRUCTOR])
    author = Author(member, sign_in(member))
    author.creates_course()
    return author


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    """The browser of somebody who may open every page."""
    roles = [Role.ADMINISTRATOR, Role.COORDINATOR, Role.INSTRUCTOR]
    return sign_in(make_member("Adil Administrator", roles=roles))
