"""Where to go after signing in: the page that was asked for, when it is one of ours. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote

LONGEST = 1000
_PATH = re.compile(r"/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")


def own_page(asked: str | None) -> str | None:
    """The path when it certainly leads to a page of this site; None for anything else.

    Browsers forgive much in an address (backslashes, tabs, doubled slashes, encoded ones), so
    this allows a narrow spelling instead of refusing the known bad ones.
    """
    if not asked or len(asked) > LONGEST or not _PATH.fullmatch(asked):
        return None
    path = unquote(unquote(asked.partition("?")[0]))
    if "//" in path or "\\" in path or ".." in path or not path.isprintable():
        return None
    return asked
