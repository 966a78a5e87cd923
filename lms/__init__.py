"""Hunar, a learning management system for bootcamps."""

from lms.app import create_app

__all__ = ["create_app"]
