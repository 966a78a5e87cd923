"""The `lms` command: everything that an operator does, with errors in a sentence."""

from lms.cli.command import main

__all__ = ["main"]
