"""Safe arithmetic: a formula is read into a tree, checked node by node, and computed exactly.

Nothing is compiled or run. What a formula can say: numbers, names, + - * / // % **, brackets, and
abs, max, min, round. What it can cost is bounded: its length, depth, powers and numbers.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from flask_babel import gettext as _

MAX_LENGTH = 500
MAX_DEPTH = 40
MAX_POWER = 32
MAX_BITS = 2_000

_LITERAL = re.compile(r"\d+(\.\d*)?|\.\d+", re.ASCII)  # no exponent: 1e999999999 is a bomb
_BINARY: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: lambda a, b: Fraction(a // b),
    ast.Mod: operator.mod,
}
_UNARY: dict[type[ast.unaryop], Callable[[Fraction], Fraction]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}
_CALLS: dict[str, tuple[int, int]] = {  # name: fewest and most arguments
    "abs": (1, 1),
    "max": (2, 8),
    "min": (2, 8),
    "round": (1, 2),
}


class FormulaError(ValueError):
    """The formula cannot be read or computed; the message is a translated sentence."""


@dataclass(frozen=True)
class Formula:
    """A formula that was read and found harmless."""

    text: str
    names: frozenset[str]
    tree: ast.expr = field(repr=False, compare=False)

    @classmethod
    def read(cls, text: str) -> Formula:
        """Check the text; raise FormulaError when it says more than arithmetic."""
        tree = _parse(text.strip())
        _check(tree, text.strip(), MAX_DEPTH)
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        return cls(text.strip(), frozenset(names - set(_CALLS)), tree)

    @property
    def size(self) -> int:
        """How many signs and numbers there are to compute, each time."""
        return sum(isinstance(node, ast.expr) for node in ast.walk(self.tree))

    def compute(self, values: Mapping[str, Fraction]) -> Fraction:
        """The exact value; raise FormulaError on a name without a value or a division by zero."""
        try:
            return _value(self.tree, self.text, values)
        except ZeroDivisionError:
            raise FormulaError(_("The formula divides by zero.")) from None


def _parse(text: str) -> ast.expr:
    if len(text) > MAX_LENGTH:
        raise FormulaError(_("The formula is too long."))
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _unreadable(text) from None


def _unreadable(text: str) -> FormulaError:
    return FormulaError(_("The formula cannot be read: %(text)s", text=text))


def _check(node: ast.expr, text: str, depth: int) -> None:
    if depth == 0:
        raise FormulaError(_("The formula has too many brackets inside each other."))
    for part in _parts(node, text):
        _check(part, text, depth - 1)


def _parts(node: ast.expr, text: str) -> list[ast.expr]:
    """What stands directly in an allowed node; every node not listed here is refused."""
    match node:
        case ast.Constant() if _LITERAL.fullmatch(ast.get_source_segment(text, node) or ""):
            return []
        case ast.Name():
            return []
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _UNARY:
            return [operand]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in {*_BINARY, ast.Pow}:
            return [left, right]
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _CALLS:
            fewest, most = _CALLS[name]
            if fewest <= len(args) <= most:
                return args
    raise FormulaError(
        _(
            "A formula may only hold numbers, names, the signs %(signs)s, brackets and %(calls)s.",
            signs="+ - * / // % **",
            calls=", ".join(_CALLS),
        )
    )


def _value(node: ast.expr, text: str, values: Mapping[str, Fraction]) -> Fraction:
    match node:
        case ast.Constant():
            return Fraction((ast.get_source_segment(text, node) or "").removesuffix("."))
        case ast.Name(id=name):
            return _named(name, values)
        case ast.UnaryOp(op=op, operand=operand):
            return _UNARY[type(op)](_value(operand, text, values))
        case ast.BinOp(left=left, op=op, right=right):
            pair = _value(left, text, values), _value(right, text, values)
            return _bounded(_power(*pair) if isinstance(op, ast.Pow) else _BINARY[type(op)](*pair))
        case ast.Call(func=ast.Name(id=name), args=args):
            return _call(name, [_value(argument, text, values) for argument in args])
    raise _unreadable(text)


def _named(name: str, values: Mapping[str, Fraction]) -> Fraction:
    if name not in values:
        raise FormulaError(_("The formula uses “%(name)s”, which has no value.", name=name))
    return values[name]


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > MAX_POWER:
        raise FormulaError(_("A power must be a whole number up to %(most)s.", most=MAX_POWER))
    return Fraction(base ** int(exponent))


def _call(name: str, arguments: list[Fraction]) -> Fraction:
    if name == "round":
        return _rounded(*arguments)
    calls: dict[str, Callable[..., Fraction]] = {"abs": abs, "max": max, "min": min}
    return calls[name](*arguments)


def _rounded(value: Fraction, places: Fraction = Fraction(0)) -> Fraction:
    """Halves go away from zero, as taught in school and done by shops."""
    if places.denominator != 1 or not 0 <= places <= MAX_POWER:
        raise FormulaError(_("Round to a whole number of decimals, 0 or more."))
    unit = Fraction(1, 10 ** int(places))
    size = (abs(value) / unit + Fraction(1, 2)) // 1 * unit
    return size if value >= 0 else -size


def _bounded(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise FormulaError(_("The formula reaches numbers that are too large."))
    return value
