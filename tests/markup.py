"""What is wrong with a page's markup: rules of the house that a validator does not know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from lxml import html

DIRECTIONS = {"en": "ltr", "ur": "rtl"}
NAMED_BY_LABEL = "//input[not(@type='hidden')] | //select | //textarea"
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list")
LEFTOVERS = re.compile(r"%\(\w+\)|\{\{|\}\}|<Undefined|lazy_gettext")


def complaints(page: str) -> list[str]:
    """Each rule that this page breaks, in a sentence; none for a good page."""
    root = html.document_fromstring(page)
    checks = (_head, _headings, _ids, _references, _names, _forms, _script_and_style, _leftovers)
    return [*_doctype(page), *(said for check in checks for said in check(root))]


def _doctype(page: str) -> Iterator[str]:
    if not page.startswith("<!doctype html>"):
        yield "does not start with <!doctype html>"


def _head(root: html.HtmlElement) -> Iterator[str]:
    lang, direction = root.get("lang"), root.get("dir")
    if DIRECTIONS.get(lang or "") != direction or direction is None:
        yield f"has lang={lang!r} with dir={direction!r}"
    title = (root.findtext(".//head/title") or "").strip()
    if not title or title.startswith("·"):
        yield "has no title of its own"
    for element in root.xpath("//*[@lang='en' or @lang='ur'][self::span or self::p or self::div]"):
        if element.get("dir") != DIRECTIONS[element.get("lang")]:
            yield f"has a block in {element.get('lang')} without its direction: {_shown(element)}"


def _headings(root: html.HtmlElement) -> Iterator[str]:
    headings = root.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")
    levels = [int(heading.tag[1]) for heading in headings]
    if levels.count(1) != 1:
        yield f"has {levels.count(1)} h1"
    for heading in headings:
        if not heading.text_content().strip():
            yield f"has an empty {heading.tag}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"goes from h{before} to h{after}"


def _ids(root: html.HtmlElement) -> Iterator[str]:
    ids = Counter(root.xpath("//@id"))
    for name, count in ids.items():
        if count > 1:
            yield f"has {count} elements with id {name!r}"


def _references(root: html.HtmlElement) -> Iterator[str]:
    ids = set(root.xpath("//@id"))
    for attribute in REFERENCES:
        for element in root.xpath(f"//*[@{attribute}]"):
            for name in element.get(attribute).split():
                if name not in ids:
                    yield f"has {attribute}={name!r}, which is no id: {_shown(element)}"
    for target in root.xpath("//a[starts-with(@href, '#')]/@href"):
        if target != "#" and target[1:] not in ids:
            yield f"has a link to {target}, which is no id"


def _names(root: html.HtmlElement) -> Iterator[str]:
    labelled = set(root.xpath("//label/@for"))
    for control in root.xpath(NAMED_BY_LABEL):
        in_label = next(control.iterancestors("label"), None) is not None
        if not (in_label or control.get("id") in labelled or _has_aria_name(control)):
            yield f"has a control without a label: {_shown(control)}"
    for element in root.xpath("//a[@href] | //button"):
        if not (element.text_content().strip() or _has_aria_name(element) or _alt_inside(element)):
            yield f"has a link or button without a name: {_shown(element)}"
    for image in root.xpath("//img[not(@alt)]"):
        yield f"has a picture without alt: {_shown(image)}"


def _forms(root: html.HtmlElement) -> Iterator[str]:
    for form in root.xpath("//form"):
        method = (form.get("method") or "get").lower()
        tokens = form.xpath(".//input[@name='csrf_token'][string-length(@value) > 0]")
        if method == "post" and len(tokens) != 1:
            yield f"has a form with {len(tokens)} tokens: {_shown(form)}"
        if method == "get" and tokens:
            yield f"puts the token into an address: {_shown(form)}"
        if not form.xpath(".//button | .//input[@type='submit']"):
            yield f"has a form that no button sends: {_shown(form)}"


def _script_and_style(root: html.HtmlElement) -> Iterator[str]:
    for script in root.xpath("//script[not(@src)][not(@type='application/json')]"):
        yield f"has an inline script: {_shown(script)}"
    for element in root.xpath("//style | //*[@style]"):
        yield f"has an inline style: {_shown(element)}"
    for element in root.xpath("//*[@*[starts-with(name(), 'on')]]"):
        yield f"has an inline handler: {_shown(element)}"
    for address in root.xpath("//@href | //@src | //@action"):
        if address.strip().lower().startswith(("javascript:", "http:", "//")):
            yield f"has an address that is not ours or not safe: {address[:80]}"


def _leftovers(root: html.HtmlElement) -> Iterator[str]:
    for script in root.xpath("//script | //style | //code | //pre | //textarea"):
        script.drop_tree()
    if left := LEFTOVERS.search(root.text_content()):
        yield f"shows {left[0]!r} to people"


def _has_aria_name(element: html.HtmlElement) -> bool:
    return bool((element.get("aria-label") or element.get("aria-labelledby") or "").strip())


def _alt_inside(element: html.HtmlElement) -> bool:
    return any(alt.strip() for alt in element.xpath(".//img/@alt"))


def _shown(element: html.HtmlElement) -> str:
    return html.tostring(element, encoding="unicode", with_tail=False).split("\n")[0][:120]
