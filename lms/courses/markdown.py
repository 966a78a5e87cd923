"""Markdown to HTML, for the preview and for learners alike. Pure, and safe whatever it is given.

Raw HTML is never passed through; an allow-list stands behind that. What is language of the page
(a fact, the name of a table) is left as a mark, `{{fact:…}}` or `{{label:…}}`, and filled in when
a page is put together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from lms.courses.citations import CITATION, placed

DEEPEST = 12  # levels of nesting; texts need three, only attacks need more
LONGEST = 200_000  # characters
MOST_LINES = 6_000
MOST_MARKS = 20_000
MOST_CELLS = 10_000
LINKED = 200_000  # characters of addresses in one text: a short reference can repeat a long one
_MARKS = "[]*_`<&\\!{>-~"
_HEADINGS = ("h2", "h3", "h4")
_TAGS = {
    *("p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("table", "thead", "tbody", "tr", "th", "td", "div", "bdi"),
    *_HEADINGS,
}
_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "th": {"scope"},
    "code": {"dir"},
    "pre": {"dir", "tabindex"},
    "bdi": {"dir", "lang"},
    "div": {"tabindex", "role", "aria-label"},
    **{heading: {"id"} for heading in _HEADINGS},
}
_CLASSES = {"div": {"scroll"}, "th": {"n", "c"}, "td": {"n", "c"}}
_SCHEMES = {"http", "https", "mailto", "tel"}


def render(source: str, taken: dict[str, int] | None = None) -> str:
    """The HTML of a text. `taken` counts the ids that the page has, and those made here.

    A tangled text is not read as Markdown, but shown as it was typed.
    """
    if is_tangled(source):
        return as_typed(source)
    return cleaned(_parser.render(source, {"taken": {} if taken is None else taken, **budget()}))


def as_typed(source: str) -> str:
    """The HTML of a text that is not read as Markdown."""
    return f'<pre dir="auto" tabindex="0">{escapeHtml(source)}</pre>'


def budget() -> dict[str, list[int]]:
    """What a renderer may spend on one text; part of its environment."""
    return {"budget": [LINKED]}


def cleaned(
    html: str,
    tags: Collection[str] = (),
    attributes: Mapping[str, set[str]] | None = None,
    classes: Mapping[str, set[str]] | None = None,
) -> str:
    """The HTML with what lessons may have, and these tags, attributes and classes besides."""
    return nh3.clean(
        html,
        tags=_TAGS.union(tags),
        attributes=_ATTRIBUTES | dict(attributes or {}),
        allowed_classes=_CLASSES | dict(classes or {}),
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )


def is_tangled(source: str) -> bool:
    """Whether this is no prose but something that costs seconds to read as Markdown."""
    lines = source.split("\n")
    pipes = [count for line in lines if (count := line.count("|"))]
    return (
        len(source) > LONGEST
        or len(lines) > MOST_LINES
        or sum(map(source.count, _MARKS)) > MOST_MARKS
        or max(pipes, default=0) * len(pipes) > MOST_CELLS
    )


def parse(source: str) -> list[Token]:
    """The tokens of a text; each block token's `map` tells its lines."""
    return _parser.parse(source)


def plain(source: str) -> str:
    """The words of a text, without its marks; a tangled text as it was typed."""
    if is_tangled(source):
        return source
    return " ".join(
        part.content
        for token in parse(source)
        for part in (token.children or [token])
        if part.type in {"text", "code_inline", "code_block", "fence"} and part.content
    )


def word_count(source: str) -> int:
    return len(plain(source).split())


def _fact(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("{{", state.pos):
        return False
    match = CITATION.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("fact", "", 0)
        token.content = placed(match[1], linked=state.linkLevel == 0)
    state.pos = match.end()
    return True


class Renderer(RendererHTML):
    """What differs from plain CommonMark: ids, tables that scroll, directions of code."""

    def fact(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        return tokens[i].content

    def heading_open(
        self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType
    ) -> str:
        name = _anchor(tokens[i + 1].content, env["taken"])
        return f'<{_level(tokens[i])} id="{escapeHtml(name)}">'

    def heading_close(
        self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f"</{_level(tokens[i])}>\n"

    def table_open(self, *args: Any) -> str:
        return (
            '<div class="scroll" role="group" tabindex="0" aria-label="{{label:table}}"><table>\n'
        )

    def table_close(self, *args: Any) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        if _is_first(tokens, i):
            env["row_heads"] = not tokens[i + 1].content
        # An empty corner heads nothing; the cells below it head their rows.
        return f'<th scope="col"{_aligned(tokens[i])}>' if tokens[i + 1].content else "<td>"

    def th_close(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        return "</th>\n" if tokens[i - 1].content else "</td>\n"

    def td_open(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        if env["row_heads"] and _is_first(tokens, i):
            return f'<th scope="row"{_aligned(tokens[i])}>'
        return f"<td{_aligned(tokens[i])}>"

    def td_close(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        return "</th>\n" if env["row_heads"] and _is_first(tokens, i - 2) else "</td>\n"

    def link_open(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        address = str(tokens[i].attrGet("href") or "")
        env["budget"][0] -= len(address)
        link = f'<a href="{escapeHtml(address)}">' if env["budget"][0] >= 0 else "<a>"
        return link + ('<bdi dir="ltr" lang="en">' if tokens[i].info == "auto" else "")

    def link_close(
        self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType
    ) -> str:
        return ("</bdi>" if tokens[i].info == "auto" else "") + "</a>"

    def code_inline(
        self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f'<code dir="ltr">{escapeHtml(tokens[i].content)}</code>'

    def fence(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        code = escapeHtml(tokens[i].content)
        return f'<pre dir="ltr" tabindex="0"><code>{code}</code></pre>\n'

    def code_block(
        self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType
    ) -> str:
        return self.fence(tokens, i, options, env)


def _is_first(tokens: Sequence[Token], i: int) -> bool:
    """Whether the cell that opens here is the first of its row."""
    return tokens[i - 1].type == "tr_open"


def _level(token: Token) -> str:
    """The page has its h1; a text's headings go from h2 to h4."""
    return _HEADINGS[min(max(int(token.tag[1]), 2), 4) - 2]


def _anchor(heading: str, taken: dict[str, int]) -> str:
    """An id made from the words of the heading, in any script; "s-" keeps it apart from ours."""
    text = unicodedata.normalize("NFC", CITATION.sub("", heading)).casefold()
    stem = "s-" + (re.sub(r"[\W_]+", "-", text).strip("-")[:60] or "part")
    taken[stem] = taken.get(stem, 0) + 1
    return stem if taken[stem] == 1 else f"{stem}_{taken[stem]}"


def _aligned(token: Token) -> str:
    """Numbers stand at the end, as the author wrote it; centred is centred."""
    style = str(token.attrGet("style") or "")
    return ' class="n"' if "right" in style else ' class="c"' if "center" in style else ""


def parser(renderer: type[Renderer] = Renderer) -> MarkdownIt:
    """A parser of our Markdown; more rules may be added to it."""
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}, renderer_cls=renderer)
    made.enable("table").disable(["html_block", "html_inline", "image"])
    made.inline.ruler.before("text", "fact", _fact)
    return made


_parser = parser()
