"""What can be done with courses. Everything flushes, nothing commits."""

from lms.courses.actions.learning import (
    CourseClosed,
    GateClosed,
    NotInCourse,
    block_done,
    enrol,
    mark_done,
)
from lms.courses.actions.packages import (
    Loaded,
    PackageRefused,
    ReadLibrary,
    dump_course,
    load,
    load_facts,
    load_package,
    read_library,
)
from lms.courses.actions.publishing import (
    NotPublishable,
    archive,
    draft_problems,
    lesson_problems,
    publish,
    refresh_facts,
)
from lms.courses.actions.writing import write_blocks

__all__ = [
    "CourseClosed",
    "GateClosed",
    "Loaded",
    "NotInCourse",
    "NotPublishable",
    "PackageRefused",
    "ReadLibrary",
    "archive",
    "block_done",
    "draft_problems",
    "dump_course",
    "enrol",
    "lesson_problems",
    "load",
    "load_facts",
    "load_package",
    "mark_done",
    "publish",
    "read_library",
    "refresh_facts",
    "write_blocks",
]
