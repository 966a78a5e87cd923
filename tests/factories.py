"""Rows for tests: plain typed functions, one heading a room."""

from __future__ import annotations
