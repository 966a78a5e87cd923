"""YAML is read plainly, and every complaint names its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lms.courses.marked_yaml import Node, Reading, parse
from lms.courses.places import Place

TEXT = """\
title: {en: Prices, ur: قیمت}
hours: 2
when: 2026-11-22
items:
  - key: one
    value: "0.25"
  - key: two
    value: 1.50
    right: true
"""


def root(text: str = TEXT) -> Node:
    node, problems = parse(text, "a.yaml")
    assert node is not None, problems
    return node


def test_values_come_with_their_types_and_places() -> None:
    node, reading = root(), Reading()
    assert node.plain()["items"][0] == {"key": "one", "value": "0.25"}
    assert reading.localised(node, "title") == {"en": "Prices", "ur": "قیمت"}
    assert reading.whole(node, "hours", 1, 9) == 2
    assert reading.day(node, "when") == date(2026, 11, 22)
    first, second = reading.items(node, "items")
    assert reading.decimal(first, "value") == Decimal("0.25")
    assert reading.decimal(second, "value") == Decimal("1.5")
    assert reading.flag(second, "right") is True
    assert node.at(["items", 1, "value"]) == Place("a.yaml", 8)
    assert node.at(["items", 1, "nothing", "here"]) == Place("a.yaml", 7)
    assert reading.problems == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: &x [1]\nb: *x", "a.yaml:1: Anchors (&) and aliases (*) are not taken here."),
        ("a: 1\nb: !!python/object:os.system x", "a.yaml:2: Tags (!) are not taken here."),
        ("a: 1\nb: 2\na: 3", "a.yaml:3: “a” stands here twice."),
        ("a: [1\nb: 2", "a.yaml:2: This is not YAML"),
        ("a:\n  - b\n c: 1", "a.yaml:3: This is not YAML"),
        ("a: 2026-02-30", "a.yaml:1: This value cannot be read: 2026-02-30."),
        ("[" * 40 + "]" * 40, "a.yaml:1: This is nested too deeply."),
        ("a: \x07", "a.yaml:1: This file holds characters that YAML forbids."),
        ("a: 1\n" * 250_000, "a.yaml:1: This file is too large."),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line(text: str, problem: str) -> None:
    node, problems = parse(text, "a.yaml")
    assert node is None
    assert str(problems[0]).startswith(problem)


def said(read: object, text: str) -> list[str]:
    reading = Reading()
    read(reading, root(text))  # type: ignore[operator]
    return [str(problem) for problem in reading.problems]


@pytest.mark.parametrize(
    ("read", "text", "problem"),
    [
        (
            lambda r, n: r.text(n, "a"),
            "x: 1\na: 5",
            "a.yaml:2: “a” must be a text; put it in quotes.",
        ),
        (lambda r, n: r.text(n, "a"), "a: ''", "a.yaml:1: “a” is empty."),
        (
            lambda r, n: r.text(n, "a", longest=3),
            "a: four",
            "a.yaml:1: “a” is longer than 3 characters.",
        ),
        (
            lambda r, n: r.whole(n, "a", 1, 9),
            "a: 10",
            "a.yaml:1: “a” must be a whole number from 1 to 9.",
        ),
        (
            lambda r, n: r.whole(n, "a", 0, 9),
            "a: true",
            "a.yaml:1: “a” must be a whole number from 0 to 9.",
        ),
        (lambda r, n: r.decimal(n, "a"), "a: ten", "a.yaml:1: “a” must be a number."),
        (lambda r, n: r.decimal(n, "a"), "a: .inf", "a.yaml:1: “a” must be a number."),
        (lambda r, n: r.flag(n, "a"), "a: 1", "a.yaml:1: “a” must be true or false."),
        (lambda r, n: r.day(n, "a"), "a: soon", "a.yaml:1: “a” must be a date as 2026-11-22."),
        (
            lambda r, n: r.choice(n, "a", ["b", "c"]),
            "a: d",
            "a.yaml:1: “a” must be one of these: b, c.",
        ),
        (lambda r, n: r.items(n, "a"), "a: b", "a.yaml:1: “a” must be a list."),
        (lambda r, n: r.entries(n, ["a"], ["b"]), "c: 1", "a.yaml:1: “a” is missing."),
        (
            lambda r, n: r.entries(n, ["a"], ["b"]),
            "a: 1\nc: 1",
            "a.yaml:2: “c” is not known here. These are: a, b.",
        ),
        (
            lambda r, n: r.localised(n, "a"),
            "a: b",
            "a.yaml:1: “a” needs its languages: {en: …, ur: …}.",
        ),
        (lambda r, n: r.localised(n, "a"), "a: {}", "a.yaml:1: “a” says nothing."),
        (lambda r, n: r.localised(n, "a"), "a: {en: b}", "a.yaml:1: “a” is not there in ur."),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_line(
    read: object, text: str, problem: str
) -> None:
    assert problem in said(read, text)
