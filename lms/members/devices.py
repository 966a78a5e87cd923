"""What a browser calls itself, in two words its owner recognises. Pure."""

from __future__ import annotations

# The first that fits wins: every browser also names those that it stems from.
_BROWSERS = {
    "OPR/": "Opera",
    "Opera Mini": "Opera Mini",
    "SamsungBrowser/": "Samsung Internet",
    "UCBrowser/": "UC Browser",
    "Edg": "Edge",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def device_name(user_agent: str) -> str:
    """For example "Chrome, Android"; "" when nothing is recognised."""
    found = (_first(user_agent, _BROWSERS), _first(user_agent, _SYSTEMS))
    return ", ".join(name for name in found if name)


def _first(text: str, names: dict[str, str]) -> str:
    return next((name for mark, name in names.items() if mark in text), "")
