"""Formulas in LaTeX to MathML, which browsers draw and screen readers speak by themselves. Pure.

What schools write is taken: fractions, roots, powers, sums, matrices, cases, Greek, relations,
words between. What changes the page (colours, addresses, sizes, shifts) or defines commands is
refused, so that no formula of a few characters becomes a page of them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, repeat
from typing import Literal
from xml.etree.ElementTree import Element

from latex2mathml import commands
from latex2mathml.converter import MOVABLE_LIMIT_TEXTS, convert_to_element
from latex2mathml.symbols_parser import SYMBOLS
from markupsafe import escape

LONGEST = 1_000  # characters of one formula
DEEPEST = 40  # elements within elements
MOST_BRACES = 20  # groups within groups
MARK = "{{{{value:{}}}}}"
"""Where a drawn value is to stand: `MARK.format(name)`."""

_MANNERS = "stretchy fence form separator largeop movablelimits accent"
ATTRIBUTES: dict[str, set[str]] = {
    "math": {"display", "dir", "alttext"},
    "mi": {"mathvariant"},
    "mo": {*_MANNERS.split(), "minsize", "maxsize", "lspace", "rspace"},
    "mspace": {"width"},
    "mpadded": {"width"},
    "mfrac": {"linethickness"},
    "mover": {"accent"},
    "munderover": {"accent"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"displaystyle"},
}
CLASSES: dict[str, set[str]] = {"mtd": {"l", "r"}, "mrow": {"boxed", "over", "under"}}
TAGS = frozenset(
    (
        *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mpadded", "mphantom", "mstyle"),
        *("mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover"),
        *("mtable", "mtr", "mtd"),
    )
)
_PARTS = {
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
_ENVIRONMENTS = {
    *("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "array"),
    *("cases", "split", "align*", "aligned"),
}
_COMMANDS = frozenset(
    (
        *SYMBOLS,
        *commands.FUNCTIONS,
        *commands.LIMIT,
        *MOVABLE_LIMIT_TEXTS,
        *commands.EXTENSIBLE_ARROWS,
        *commands.DIACRITICS,
        *commands.STYLES,
        *commands.BIG,
        *commands.BIG_OPEN_CLOSE,
        *(r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\binom", r"\dbinom", r"\tbinom", r"\sqrt"),
        *(r"\left", r"\middle", r"\right", r"\overset", r"\underset", r"\stackrel", r"\substack"),
        *(r"\limits", r"\nolimits", r"\pmod", r"\bmod", r"\mod", r"\not", r"\boxed", r"\phantom"),
        *(r"\text", r"\textbf", r"\textit", r"\textrm", r"\textnormal", r"\mathrm", r"\mathbf"),
        *(r"\mathit", r"\mathbb", r"\mathcal", r"\mathscr", r"\mathfrak", r"\mathsf", r"\mathtt"),
        *(r"\boldsymbol", r"\bm", r"\operatorname", r"\begin", r"\end", r"\hline", r"\quad"),
        *(r"\qquad", r"\enspace", r"\thinspace", r"\thickspace", r"\,", r"\:", r"\;", r"\>", r"\!"),
        *("\\\\", "\\ ", r"\{", r"\}", r"\|", r"\_", r"\%", r"\#", r"\$", r"\&"),
    )
)
_COMMAND = re.compile(r"\\(?:[a-zA-Z]+|.)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{([^{}]*)\}")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_STEPS = {"{": 1, "}": -1}
_BARE_PERCENT = re.compile(r"(\\.)|%", re.DOTALL)
_GROUP = re.compile(
    r"(\\begin\s*\{[^{}]*\}(?:\s*\{[lcr|\s]*\})?|\\(?:end|operatorname)\s*\{[^{}]*\})"
    r"|\{([a-z][a-z0-9_]{0,29})\}"
)
_URDU = "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"
_WORDS = re.compile(rf"(\\text[a-z]*\s*\{{[^{{}}]*\}})|([{_URDU}]+(?:[\s\u200c]+[{_URDU}]+)*)")
_DIGITS = re.compile(r"[\u0660-\u0669\u06f0-\u06f9\u066b\u066c]+")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_FIRST_PRIVATE = 0xE000
_TEXT_ESCAPE = re.compile(r"\\([%#$&_{} ])")
_WIDTHS = {
    "thinmathspace": "0.167em",
    "thickmathspace": "0.278em",
    "negativethinmathspace": "-0.167em",
    "negativemediummathspace": "-0.222em",
    "negativethickmathspace": "-0.278em",
}
_FONTS = {
    "bold": "BOLD",
    "italic": "ITALIC",
    "bold-italic": "BOLD ITALIC",
    "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT",
    "fraktur": "FRAKTUR",
    "sans-serif": "SANS-SERIF",
    "monospace": "MONOSPACE",
}
_LINE = "&#x02015;"  # no font stretches it: borders draw these lines
_LINED = {"mover": "over", "munder": "under"}
_SIGNS = frozenset("+-−±∓")
_CLOSING = frozenset(")]}|!%′⟩")
Display = Literal["inline", "block"]


class NotMathematics(ValueError):
    """The LaTeX cannot be shown; the message says why, in English, for a log."""


def mathml(latex: str, display: Display, names: Iterable[str] = ()) -> str:
    """The formula as one `<math>` element, always from left to right. Raises NotMathematics.

    Braces around one of the `names` alone, `{price}`, stand for the value drawn: the number is set
    where `MARK` stands. The LaTeX is kept as `alttext`, for who copies it or hears it.
    """
    marks = {name: chr(_FIRST_PRIVATE + n) for n, name in enumerate(sorted(names))}
    _check(latex)
    try:
        made = convert_to_element(_prepared(latex, marks), display=display)
    except Exception as error:  # the converter falls over in many ways
        raise NotMathematics(f"{type(error).__name__}: {error}") from error
    writer = _Writer({sign: MARK.format(name) for name, sign in marks.items()})
    spoken = escape(" ".join(_PRIVATE.sub("\ufffd", latex).split()))
    said = writer.marked(_with_values(str(spoken), marks))
    inner = "".join(writer.written(child, 1) for child in made)
    return f'<math display="{display}" dir="ltr" alttext="{said}">{inner}</math>'


def _check(latex: str) -> None:
    """Refuse what is too long, too deep, unbalanced, or not of schools' mathematics."""
    if len(latex) > LONGEST or not latex.strip():
        raise NotMathematics("too long, or nothing")
    for command in _COMMAND.findall(latex):
        if command not in _COMMANDS:
            raise NotMathematics(f"{command} is not known")
    for environment in _ENVIRONMENT.findall(latex):
        if environment.strip() not in _ENVIRONMENTS:
            raise NotMathematics(f"{environment} is not known")
    depths = list(accumulate(map(_STEPS.get, _BRACE.findall(latex), repeat(0))))
    if depths and (min(depths) < 0 or max(depths) > MOST_BRACES or depths[-1]):
        raise NotMathematics("braces do not match, or are too deep")


def _prepared(latex: str, marks: Mapping[str, str]) -> str:
    """The LaTeX as the converter reads it: values as one private sign each, words as text."""
    latex = _PRIVATE.sub("\ufffd", latex)
    latex = _BARE_PERCENT.sub(lambda found: found[1] or r"\%", latex)  # nobody comments here
    latex = re.sub(r"(\\(?:begin|end))\s*\{\s*aligned\s*\}", r"\1{align*}", latex)
    return _WORDS.sub(_as_text, _with_values(latex, marks))


def _with_values(latex: str, marks: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        return f"{{{marks[found[2]]}}}" if found[2] in marks else found[0]

    return _GROUP.sub(value, latex)


def _as_text(found: re.Match[str]) -> str:
    """Urdu words are joined and read from the right: as text, not letter by letter."""
    return found[1] or (found[2] if _DIGITS.fullmatch(found[2]) else rf"\text{{{found[2]}}}")


@dataclass(frozen=True)
class _Writer:
    """Writes the converter's elements as MathML Core: what browsers know, and nothing else."""

    values: Mapping[str, str]

    def written(self, element: Element, depth: int) -> str:
        """The element and all within it. Raises NotMathematics."""
        tag = "mrow" if element.tag == "menclose" else element.tag
        if depth > DEEPEST or tag not in TAGS or len(element) != _PARTS.get(tag, len(element)):
            raise NotMathematics(f"{tag} is too deep, not known, or not whole")
        if tag in _LINED and element[1].text == _LINE:
            return f'<mrow class="{_LINED[tag]}">{self.written(element[0], depth + 1)}</mrow>'
        inner = self._text(element) + self._children(element, depth)
        if element.tag == "mrow" and len(element) == 1 and not element.attrib:
            return inner
        tag, kept = self._tag(element, tag), "".join(_attributes(element))
        return f"<{tag}{kept}>{inner}</{tag}>"

    def _children(self, element: Element, depth: int) -> str:
        before: Element | None = None
        parts = []
        for child in element:
            if child.tag == "mo" and before is not None and _is_sign(child, before):
                child.set("form", "prefix")
            parts.append(self.written(child, depth + 1))
            before = child
        return "".join(parts)

    def _text(self, element: Element) -> str:
        text = element.text or ""
        if element.tag == "mtext":
            text = _TEXT_ESCAPE.sub(r"\1", text)
        if text.startswith("\\") or (element.tag == "mi" and text in {"{", "}", "&"}):
            raise NotMathematics(f"{text} is not known")
        font = _FONTS.get(element.get("mathvariant", ""))
        said = _set_in(_said(element), font) if font else html.unescape(text)
        return self.marked(str(escape(said)))

    def _tag(self, element: Element, tag: str) -> str:
        if element.text in self.values:
            return "mn"
        if tag == "mi" and _is_operator(_said(element)):
            return "mo"
        return "mi" if tag == "mo" and _said(element) in _NAMES else tag

    def marked(self, text: str) -> str:
        """The text with the marks of values for the signs that stand for them."""
        return _PRIVATE.sub(lambda found: self.values.get(found[0], found[0]), text)


_NAMES = frozenset("∞∅")


def _said(element: Element) -> str:
    return html.unescape(element.text or "")


def _is_operator(sign: str) -> bool:
    """Whether the converter's name is one to browsers too: ± and ⟹ want space around them."""
    return len(sign) == 1 and (sign == "%" or unicodedata.category(sign) in {"Sm", "Ps", "Pe"})


def _is_sign(element: Element, before: Element) -> bool:
    """Whether this minus belongs to what follows, as in x = −1, and parts nothing."""
    return _said(element) in _SIGNS and before.tag == "mo" and _said(before) not in _CLOSING


def _attributes(element: Element) -> Iterator[str]:
    allowed = ATTRIBUTES.get(element.tag, ())
    for name, value in element.attrib.items():
        if name == "columnalign" and value in {"left", "right"}:
            yield f' class="{value[0]}"'
        elif name == "notation" and value == "box":
            yield ' class="boxed"'
        elif name in allowed and value[:1] != "+" and (name != "mathvariant" or value == "normal"):
            yield f' {name}="{escape(_WIDTHS.get(value, value))}"'


def _set_in(text: str, font: str) -> str:
    """The letters in this style: browsers heed no attribute for it, but Unicode has the letters."""
    return "".join(_styled(letter, font) for letter in text)


def _styled(letter: str, font: str) -> str:
    if not (letter.isascii() and letter.isalnum()):
        return letter
    if letter.isdigit():
        return _named(f"MATHEMATICAL {font} {unicodedata.name(letter)}", letter)
    size = "CAPITAL" if letter.isupper() else "SMALL"
    name = f"{font} {size} {letter.upper()}"
    old = name.replace("FRAKTUR", "BLACK-LETTER")  # eleven letters had a place before the others
    return _named(f"MATHEMATICAL {name}", _named(old, letter))


def _named(name: str, default: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return default
