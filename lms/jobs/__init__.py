"""Background work, asked for in the same transaction as the change that needs it."""

from lms.jobs.queue import Effect, task

__all__ = ["Effect", "task"]
