"""The texts of questions: Markdown with pictures and formulas, and places for values drawn. Pure.

HTML is made once, when a question is published; what is known only when a page is put together
is left as a mark: `{{value:NAME}}` a value drawn, `{{media:REF/NAME}}` the address of a picture,
`{{label:…}}` a name in the language of the page. `fill` puts them in.

A formula stands between dollars, `$…$` in a line, `$$…$$` by itself. `\\$` is a dollar, and so is
one that reads as money or as an address in a spreadsheet; the rule stands at `_formula`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from flask_babel import gettext as _
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from lms.assessments import mathematics
from lms.assessments.mathematics import MARK, NotMathematics, mathml
from lms.courses import markdown

Pictures = Mapping[str, Mapping[str, Any]]
"""By the path in the course's folder: "ref", "name", "width" and "height" of the file kept."""

Address = Callable[[str, str], str]
"""Where a file is got, by its ref and name."""

PLACEHOLDER = re.compile(r"(?<!\{)\{([^{}]*)\}(?!\})")  # {{…}} cites a fact
MOST_FORMULAS = 10_000  # characters of formulas in one text; what is beyond is shown as typed
SHORTENED = 60
ALONE = "alone"  # a formula that no words stand beside
_MARKS = re.compile(
    r"\{\{value:(?P<value>[a-z][a-z0-9_]*)\}\}"
    r'|src="\{\{media:(?P<ref>[^/{}"]+)/(?P<name>[^{}"]+)\}\}"'
    r"|\{\{label:(?P<label>table|formula)\}\}"
)
_SPAN = re.compile(r"\$(?![\s$])((?:[^$\\]|\\.)+)(?<!\s)\$(?![0-9A-Za-z{])", re.DOTALL)
_DISPLAYED = re.compile(r"\$\$((?:[^$\\]|\\.)+)\$\$", re.DOTALL)
_MONEY = re.compile(r"(?:\d[\d,.]*|\{[a-z0-9_]+\})[\s,;:–-]+[^\W\d_]{2}")
_MARK_BEHIND = re.compile("[].,;:!?)%۔،؛؟»”’]+")
_TAGS = mathematics.TAGS | {"img", "span"}
_ATTRIBUTES = mathematics.ATTRIBUTES | {
    "img": {"src", "alt", "width", "height", "loading", "decoding"}
}
_CLASSES = mathematics.CLASSES | {"div": {"scroll", "formula"}, "span": {"kept"}}


def block(source: str, pictures: Pictures, names: Collection[str] = frozenset()) -> str:
    """The HTML of a whole text: paragraphs, lists, tables, code, pictures, formulas.

    `{name}` of one of the `names` becomes a mark for `fill`, wherever it stands but in the address
    of a link; within a formula it stands for the number alone. A tangled text is shown as typed.
    """
    return _rendered(_parser.render, source, pictures, names)


def inline(source: str, pictures: Pictures, names: Collection[str] = frozenset()) -> str:
    """The same for what stands within a line, such as an option: no paragraphs, lists or tables."""
    return _rendered(_parser.renderInline, source, pictures, names)


def _rendered(
    render: Callable[[str, EnvType], str], source: str, pictures: Pictures, names: Collection[str]
) -> str:
    if markdown.is_tangled(source):
        return _marked(markdown.as_typed(source), names)
    spent = {"formulas": [MOST_FORMULAS], **markdown.budget()}
    html = render(source, {"pictures": pictures, "names": frozenset(names), **spent})
    return markdown.cleaned(html, _TAGS, _ATTRIBUTES, _CLASSES)


def fill(html: str, values: Mapping[str, str], address: Address | None = None) -> Markup:
    """HTML of `block` or `inline` for one reader: values as they are written, names, addresses.

    Called where the language of the page is known. A picture without an address is left out.
    """
    labels = {"table": _("Table"), "formula": _("Formula")}

    def said(mark: re.Match[str]) -> str:
        if mark["ref"]:
            return f'src="{escape(address(mark["ref"], mark["name"]))}"' if address else ""
        return str(
            escape(labels[mark["label"]] if mark["label"] else values.get(mark["value"], mark[0]))
        )

    return Markup(_MARKS.sub(said, html))  # noqa: S704 - the renderer's, and escaped


def plain(source: str) -> str:
    """The words of a text for lists, titles and search: formulas as their LaTeX, pictures as
    what they show; a tangled text as it was typed."""
    if markdown.is_tangled(source):
        return source
    return " ".join(" ".join(map(_words, _parser.parse(source, _NOTHING_DRAWN))).split())


def placeholders(source: str) -> list[str]:
    """What stands in braces where a drawn value would be shown, each once; braces within formulas
    are LaTeX's own."""
    if markdown.is_tangled(source):
        return list(dict.fromkeys(PLACEHOLDER.findall(source)))
    found: list[str] = []
    for token in _walked(_parser.parse(source, {"names": _Every()})):
        if token.type == "value":
            found.append(token.content)
        elif token.type in {"code_inline", "code_block", "fence"}:
            found += PLACEHOLDER.findall(token.content)
    return list(dict.fromkeys(found))


class _Every(frozenset[str]):
    """A set of names that has every name."""

    def __contains__(self, name: object) -> bool:
        return True


def problems(source: str, known: Collection[str] | None = None) -> list[str]:
    """What an author must mend, in translated sentences: formulas that cannot be shown, pictures
    that say nothing to who cannot see them, and those that are not among the paths `known`."""
    if markdown.is_tangled(source):
        return [_tangled()]
    tokens = list(_walked(_parser.parse(source, _NOTHING_DRAWN)))
    if sum(len(token.content) for token in tokens if token.type == "formula") > MOST_FORMULAS:
        return [_tangled()]
    found = (_problem(token, known) for token in tokens)
    return list(dict.fromkeys(sentence for sentence in found if sentence))


def _tangled() -> str:
    return str(_("This text has more signs than can be read. Make it simpler."))


def _problem(token: Token, known: Collection[str] | None) -> str:
    if token.type == "formula" and _drawn_formula(token, ()) is None:
        formula = " ".join(token.content.split())
        short = formula if len(formula) <= SHORTENED else formula[:SHORTENED] + "…"
        return str(_("This formula cannot be shown: %(formula)s", formula=short))
    if token.type != "image":
        return ""
    path = _path(token)
    if known is not None and path not in known:
        return str(_("No picture of this course is called “%(path)s”.", path=path[:SHORTENED]))
    if not _words(token).strip():
        return str(_("Say what the picture “%(path)s” shows.", path=path[:SHORTENED]))
    return ""


_NOTHING_DRAWN: EnvType = {"names": frozenset()}


def _walked(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _walked(token.children or ())


def _words(token: Token) -> str:
    """What a token says, and those within it."""
    if token.children:
        return "".join(map(_words, token.children))
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return MARK.format(token.content) if token.type == "value" else token.content


def _path(token: Token) -> str:
    return unquote(str(token.attrGet("src") or ""))


def _marked(text: str, names: Collection[str]) -> str:
    """A text that is shown as it was typed, with the marks of the values in it."""
    return PLACEHOLDER.sub(
        lambda found: MARK.format(found[1]) if found[1] in names else found[0], text
    )


def _drawn_formula(token: Token, names: Collection[str]) -> str | None:
    try:
        return mathml(token.content, "block" if token.block else "inline", names)
    except NotMathematics:
        return None


def _value(state: StateInline, silent: bool) -> bool:
    """`{name}`, where a value of that name is drawn."""
    match = PLACEHOLDER.match(state.src, state.pos)
    if match is None or match[1] not in state.env["names"]:
        return False
    if not silent:
        state.push("value", "", 0).content = match[1]
    state.pos = match.end()
    return True


def _formula(state: StateInline, silent: bool) -> bool:
    """`$…$` and `$$…$$` in a line.

    A dollar is no formula's when a letter or digit stands before it (US$5, A$1) or a space behind
    it; the dollar that would close it has a space before it, or a letter, digit or brace behind it
    ($20 and $30, $A1:$B2, ${low}/${high}); or a number with a word behind it follows ($5 to 10$).
    """
    if not state.src.startswith("$", state.pos):
        return False
    displayed = _DISPLAYED.match(state.src, state.pos)
    match = displayed or (None if _is_behind_word(state) else _SPAN.match(state.src, state.pos))
    if match is None or not match[1].strip() or (not displayed and _MONEY.match(match[1])):
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content, token.block, token.markup = match[1], bool(displayed), match[0]
    state.pos = match.end()
    return True


def _is_behind_word(state: StateInline) -> bool:
    before = state.src[max(state.pos - 1, 0) : state.pos]
    return before == "$" or (before.isascii() and before.isalnum())


def _formula_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`$$` at the start of a line until `$$` at the end of one, without an empty line between."""
    lines = list(_lines_of_formula(state, start, end))
    match = _DISPLAYED.fullmatch("\n".join(lines).rstrip())
    if match is None or not match[1].strip():
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content, token.block, token.markup = match[1], True, match[0]
        token.map, token.info = [start, start + len(lines)], ALONE
        state.line = start + len(lines)
    return True


def _lines_of_formula(state: StateBlock, start: int, end: int) -> Iterator[str]:
    """The lines from this one, when it opens a formula, to the one that closes it."""
    for line in range(start, end):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
        is_first = line == start
        if is_first and (state.is_code_block(line) or not text.startswith("$$")):
            return
        if not text or state.sCount[line] < state.blkIndent:
            return
        yield text
        if "$$" in (text[2:] if is_first else text):
            return


def _kept(made: str, following: Token) -> str:
    """The formula with the full stop or the like that follows: a line would begin with it."""
    mark = _MARK_BEHIND.match(following.content) if following.type == "text" else None
    if mark is None:
        return made
    following.content = following.content[mark.end() :]
    return f'<span class="kept">{made}{escapeHtml(mark[0])}</span>'


class _Renderer(markdown.Renderer):
    """What differs from lessons: pictures, formulas and values, and headings that are none."""

    def value(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        return MARK.format(tokens[i].content)

    def formula(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        env["formulas"][0] -= len(tokens[i].content)
        made = _drawn_formula(tokens[i], env["names"]) if env["formulas"][0] >= 0 else None
        if made is None:
            made = f'<code dir="ltr">{_marked(escapeHtml(tokens[i].markup), env["names"])}</code>'
        if tokens[i].info != ALONE:
            return _kept(made, tokens[i + 1]) if i + 1 < len(tokens) else made
        frame = 'class="scroll formula" role="group" tabindex="0" aria-label="{{label:formula}}"'
        return f"<div {frame}>{made}</div>\n"

    def image(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        alt, media = escapeHtml(_words(tokens[i])), env["pictures"].get(_path(tokens[i]))
        if media is None:
            return alt
        src = escapeHtml(f"{{{{media:{media['ref']}/{media['name']}}}}}")
        size = f'width="{int(media["width"])}" height="{int(media["height"])}"'
        return f'<img src="{src}" alt="{alt}" {size} loading="lazy" decoding="async">'

    def heading_open(self, *args: Any) -> str:
        return "<p><strong>"

    def heading_close(self, *args: Any) -> str:
        return "</strong></p>\n"

    def code_inline(
        self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType
    ) -> str:
        return _marked(super().code_inline(tokens, i, options, env), env["names"])

    def fence(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        return _marked(super().fence(tokens, i, options, env), env["names"])


def _made() -> MarkdownIt:
    made = markdown.parser(_Renderer)
    made.enable("image")
    made.inline.ruler.before("fact", "value", _value)
    made.inline.ruler.before("escape", "formula", _formula)
    made.block.ruler.before("fence", "formula", _formula_block, {"alt": ["paragraph", "list"]})
    return made


_parser = _made()
