"""The authors' desk: everything under /teach/courses that writes a course."""

from lms.courses.views.authoring import (
    authors,
    courses,
    files,
    groups,
    lessons,
    outline,
    publishing,
)
from lms.courses.views.authoring.desk import bp

__all__ = ["authors", "bp", "courses", "files", "groups", "lessons", "outline", "publishing"]
