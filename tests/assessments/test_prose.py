"""Texts of questions: what is written is shown, whatever is written is harmless, and at once."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from lms.assessments import mathematics
from lms.assessments.mathematics import NotMathematics, mathml
from lms.assessments.prose import block, fill, inline, placeholders, plain, problems
from lms.i18n import in_language
from lms.web.app import App
from tests.courses.test_markdown import SCRIPTED, VECTORS

PATH = "pictures/costs.webp"
PICTURES = {
    PATH: {"ref": "r1", "name": "costs.webp", "mime": "image/webp", "width": 640, "height": 480}
}
NAMES = frozenset({"price", "a_", "cases"})
MARKS = re.compile(r"\{\{(value|media|label):")
HTML_TAGS = frozenset(
    (
        *("p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
        *("table", "thead", "tbody", "tr", "th", "td", "div", "bdi", "h4", "img", "span"),
    )
)


def address(ref: str, name: str) -> str:
    return f"/media/{ref}/{name}"


def shown(source: str, **values: str) -> str:
    """What one reader gets."""
    return fill(block(source, PICTURES, NAMES), values, address)


class Seen(HTMLParser):
    """Every tag and attribute as a browser's tokeniser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def assert_harmless(html: str) -> None:
    seen = Seen(html)
    assert seen.tags <= HTML_TAGS | mathematics.TAGS
    for name, value in seen.attributes:
        assert not name.startswith("on")
        assert name not in {"style", "srcdoc", "srcset"}
        assert not SCRIPTED.match(value)
        assert name != "src" or value.startswith(("{{media:r1/", "/media/r1/"))


FORMULAS = [f"${vector}$" for vector in VECTORS] + [rf"$\text{{{vector}}}$" for vector in VECTORS]
HOSTILE = [
    *VECTORS,
    *FORMULAS,
    r"$\href{javascript:alert(1)}{x}$",
    r"$\style{position:fixed}{x}$",
    r"$\class{btn}{x}$",
    r"$\unicode{x3c}script\unicode{x3e}$",
    r"$\text{&lt;img src=x onerror=alert(1)&gt;}$",
    r"$\text{</mtext><script>alert(1)</script>}$",
    r'$x" onload="alert(1)$',
    r"$\begin{matrix}<img src=x onerror=alert(1)>\end{matrix}$",
    r"$\operatorname{a}<mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>$",
    f'![" onload="alert(1)]({PATH})',
    f"![<script>]({PATH} 'x')",
    "![x](//evil.example/x.webp)",
    "![x](../../etc/passwd)",
    '{{media:" onerror="alert(1)/x}}',
]


@pytest.mark.parametrize("source", [*HOSTILE, "\n".join(HOSTILE)])
def test_nothing_that_is_written_runs(source: str) -> None:
    for html in (block(source, PICTURES, NAMES), inline(source, PICTURES, NAMES)):
        assert_harmless(html)
        assert_harmless(fill(html, dict.fromkeys(NAMES, '"><script>alert(1)</script>'), address))


LATEX = st.sampled_from(
    [
        *(
            r"\frac",
            r"\sqrt",
            "{",
            "}",
            "^",
            "_",
            "x",
            "12",
            "+",
            "&",
            r"\\",
            r"\left(",
            r"\right)",
        ),
        *(r"\text{قیمت}", "قیمت", r"\alpha", "{price}", "$", r"\begin{cases}", r"\end{cases}", " "),
        *("<", '"', "[", "]", r"\begin{matrix}", r"\end{matrix}", "'", r"\not", r"\limits", "%"),
        *(r"\overline", r"\hat", r"\sum", r"\xrightarrow", r"\mathbf", r"\middle", r"\substack"),
        *(r"\binom", r"\boxed", "\ue000", "\u202e"),
    ]
)


@given(st.lists(LATEX, max_size=25).map("".join))
def test_a_formula_is_whole_and_harmless_or_refused(latex: str) -> None:
    try:
        made = mathml(latex, "block", ["price"])
    except NotMathematics:
        return
    assert_harmless(made)
    tree = lxml_html.fragment_fromstring(made)
    for element in tree.iter("mfrac", "mroot", "msub", "msup", "munder", "mover"):
        assert len(element) == 2
    assert not [e for e in tree.iter() if (e.text or "").startswith("\\") and e.tag != "mtext"]
    assert "\ue000" not in made


@given(st.text("$ab1{}\\ \n*_`|<>&\"'!()[]:#-قپ", max_size=120))
def test_any_text_can_be_shown_and_leaves_no_mark(source: str) -> None:
    for html in (block(source, PICTURES, NAMES), inline(source, PICTURES, NAMES)):
        assert_harmless(html)
        assert not MARKS.search(fill(html, dict.fromkeys(NAMES, "7"), address))
    plain(source)
    problems(source, PICTURES)


VALUES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1)
PLACES = [
    "It costs {price}.",
    "**{price}** and _x {price}_",
    "`{price}`",
    "```\n{price}\n```",
    "# {price}",
    "- {price}",
    "| a |\n|---|\n| {price} |",
    "[{price}](https://a.example)",
    f"![{{price}}]({PATH})",
    "![{price}](https://a.example/x.png)",
    "$x = {price}$",
    r"$\frac{price}{2}$",
    r"$\frac{{price}}{2}$",
    r"$\text{Rs }{price}$",
    "$$\n{price} + 1\n$$",
    r"$\nothing{price}$",
    "<b>{price}</b>",
    "${price} and ${price}",
]


@given(
    value=VALUES.filter(lambda text: text == text.strip()), places=st.lists(st.sampled_from(PLACES))
)
def test_each_value_is_shown_wherever_it_was_written(value: str, places: list[str]) -> None:
    html = shown("\n\n".join(places), price=value)
    assert not MARKS.search(html.replace(str(fill("{{value:price}}", {"price": value})), ""))
    wanted = sum(place.count("{price}") for place in places)
    assert html.count(str(fill("{{value:price}}", {"price": value}))) >= wanted


def test_a_number_within_a_formula_is_a_number_there() -> None:
    assert "<mfrac><mn>42,000</mn><mn>2</mn></mfrac>" in shown(r"$\frac{price}{2}$", price="42,000")
    assert 'alttext="\\frac{42,000}{2}"' in shown(r"$\frac{price}{2}$", price="42,000")
    assert "<mi>p</mi><mi>r</mi>" in block(r"$\frac{price}{2}$", PICTURES)


def test_the_name_of_an_environment_is_no_value() -> None:
    html = shown(r"$\begin{cases} {cases} & x \\ 2 & y \end{cases}$", cases="9")
    assert "<mn>9</mn>" in html
    assert "<mtable>" in html


@pytest.mark.parametrize(
    "source",
    [
        "It costs $20 and $30.",
        "It costs $20 to 30$ more.",
        "قیمت $20 سے 30$ تک ہے",
        "US$5 or C$6",
        "=SUM($A1:$B2)",
        "$A$1:$B$5",
        "$ x $",
        r"\$5$ and 6\$",
        "20$ or 30$",
        "$$",
        "$",
        "$20",
        "${price}/${price}",
        "${price} is more than ${a_}",
        "{price}$ or {a_}$",
    ],
)
def test_money_and_cells_of_spreadsheets_are_no_formulas(source: str) -> None:
    assert "<math" not in block(source, PICTURES, NAMES)
    assert "<math" not in block(f"$x$ is {source}", PICTURES, NAMES).replace("<math", "", 1)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("$x$ is 5", 1),
        ("ends in \\ after $x$\\", 1),
        ("($x$), $y$.", 2),
        ("$n$-th", 1),
        (r"$20\%$ of $x$", 2),
        (r"costs $\$20 \times 3$", 1),
        ("قیمت $x$ ہے۔", 1),
        ("$$x$$", 1),
        ("$$\nx\n- 3\n= 5\n$$", 1),
        ("- $$x$$\n- $y$", 2),
        ("> $$\n> x\n> $$", 1),
        ("`$x$`", 0),
        ("$$\nx\n\ny$$", 0),
        ("    $$x$$", 0),
    ],
)
def test_formulas_stand_between_dollars(source: str, count: int) -> None:
    html = block(source, PICTURES, NAMES)
    assert html.count("<math ") == count
    assert html.count('dir="ltr" alttext') == count


def test_what_browsers_set_wrongly_is_set_right() -> None:
    assert '<mo form="prefix">−</mo>' in block("$x = -1$", {})
    assert "<mo>−</mo>" in block("$(x) - 1$", {})
    assert "<mo>±</mo>" in block(r"$b \pm c$", {})
    assert '<mrow class="over">' in block(r"$\overline{AB}$", {})
    assert "ℝ" in block(r"$\mathbb{R}$", {})
    assert "𝐀" in block(r"$\mathbf{A}$", {})
    assert "<mtext>کل&nbsp;قیمت</mtext>" in block("$کل قیمت = 5$", {})
    assert "<mtext>50%</mtext>" in block(r"$\text{50%}$", {})
    assert '<span class="kept"><math' in block("$x$.", {})


def test_a_formula_that_cannot_be_shown_stands_as_it_was_typed_and_is_told() -> None:
    for latex in (
        r"\foo{x}",
        r"\frac{1}",
        "{x",
        r"\def\a{\a\a}\a",
        "x" * 1001,
        r"\begin{foo}x\end{foo}",
    ):
        assert f'<code dir="ltr">${latex}$</code>' in block(f"${latex}$", PICTURES)
        assert len(problems(f"${latex}$")) == 1
    assert problems(r"$\foo$ $x$") == [r"This formula cannot be shown: \foo"]


def test_a_picture_has_its_size_and_words_and_comes_when_it_is_seen() -> None:
    html = shown(f"![What *it* shows, {{price}}]({PATH})", price='4"')
    assert html == (
        '<p><img src="/media/r1/costs.webp" alt="What it shows, 4&#34;" width="640" height="480"'
        ' loading="lazy" decoding="async"></p>\n'
    )


@pytest.mark.parametrize(
    "path",
    ["pictures/other.webp", "https://a.example/x.webp", "/x.webp", "data:image/png;base64,AA"],
)
def test_a_picture_of_elsewhere_shows_its_words_alone(path: str) -> None:
    assert block(f"![Words]({path})", PICTURES) == "<p>Words</p>\n"
    assert "No picture" in problems(f"![Words]({path})", PICTURES)[0]


def test_a_picture_must_say_what_it_shows() -> None:
    assert problems(f"![ ]({PATH})", PICTURES) == [f"Say what the picture “{PATH}” shows."]
    assert problems(f"![Costs]({PATH})", PICTURES) == []
    assert problems("![تصویر](<pictures/اخراجات 1.webp>)", {"pictures/اخراجات 1.webp"}) == []


def test_a_heading_is_a_bold_paragraph_and_an_option_has_none() -> None:
    assert block("# A *b*", {}) == "<p><strong>A <em>b</em></strong></p>\n"
    assert inline("a **b**\n- c", {}) == "a <strong>b</strong>\n- c"


def test_labels_are_in_the_language_of_the_page(app: App) -> None:
    html = block("$$x$$", {}) + block("|a|\n|-|\n|b|", {})
    with app.test_request_context():
        with in_language("ur"):
            assert 'aria-label="فارمولا"' in fill(html, {})
        assert 'aria-label="Formula"' in fill(html, {})
        assert 'aria-label="Table"' in fill(html, {})


def test_plain_words_are_those_that_are_read() -> None:
    source = f"# One\n\n- *two* `three`\n- $x^2$\n\n![four {{price}}]({PATH})\n\n$$y$$"
    assert plain(source) == "One two three x^2 four {price} y"


def test_braces_of_formulas_are_no_placeholders() -> None:
    source = r"{a} `{b}` $\frac{c}{2}$ **{a}** \{d} {{fact:e}} ![{f g}](x)"
    assert placeholders(source) == ["a", "b", "f g"]
    assert placeholders("$$\n{a}\n$$\n\n```\n{b}\n```") == ["b"]


N = 4_000
SLOW = {
    "braces": "$" + "{" * N + "}" * N + "$",
    "open braces": "$" + "{" * N + "$",
    "fractions": "$" + r"\frac{" * (N // 6) + "1" + "}{2}" * (N // 4) + "$",
    "roots": "$" + r"\sqrt" * 190 + "x$",
    "arrays": "$" + r"\begin{array}{c}" * 30 + "x" + r"\end{array}" * 30 + "$",
    "open arrays": "$" + r"\begin{array}" * 70 + "$",
    "definitions": r"$\def\a{xx}\def\b{\a\a\a\a}\def\c{\b\b\b\b}\c\c\c\c$" * 80,
    "letters": ("$" + "x" * 990 + "$ ") * 100,
    "scripts": ("$" + "x_1^2" * 190 + "$ ") * 100,
    "primes": "$x" + "'" * 990 + "$",
    "cells": (r"$\begin{matrix}" + "&" * 900 + r"\end{matrix}$ ") * 100,
    "rows": (r"$\begin{matrix}" + r"\\" * 450 + r"\end{matrix}$ ") * 100,
    "brackets": "$" + r"\left(" * 80 + r"\right)" * 80 + "$",
    "spaces": r"$\begin" + " " * 900 + "x$",
    "dollars": "$" * 100_000,
    "dollars apart": "$ " * 50_000,
    "dollars of money": "$1 a" * 25_000,
    "dollars escaped": "$a" + r"\$" * 50_000,
    "open formulas": "$$a\n" * 1_400,
    "one open formula": "$$a\n" + "b\n" * 5_000,
    "placeholders": "{price}" * 2_000,
    "open placeholders": "{" * 15_000,
    "pictures": f"![a]({PATH})" * 3_000,
    "nested pictures": "![" * 4_000 + "](a)" * 4_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_no_text_takes_long(name: str) -> None:
    for look in (lambda text: block(text, PICTURES, NAMES), plain, problems):
        began = thread_time()
        look(SLOW[name])
        assert thread_time() - began < 1.5
    html = block(SLOW[name], PICTURES, NAMES)
    assert len(html) < 3_000_000
    assert_harmless(html)


def test_the_alternative_text_says_the_formula_as_it_was_written() -> None:
    found = re.search('alttext="([^"]+)"', block('$a < b \\text{ "so" }$', {}))
    assert found
    assert unescape(found[1]) == 'a < b \\text{ "so" }'
