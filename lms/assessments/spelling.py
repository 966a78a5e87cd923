"""One spelling for texts that mean the same: letters, digits, spaces and case made alike.

Phones in Pakistan write one Urdu word with the letters of three keyboards (Urdu, Arabic, Persian),
with or without a space, with digits of three scripts. A learner is asked what they know, not which
keyboard they have.
"""

from __future__ import annotations

import re
import unicodedata

# One letter of Urdu under its other code points, or with a mark that many leave out.
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("يىېۍئ", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **dict.fromkeys("هةۃەھۂۀۿ", "ہ"),
        **dict.fromkeys("أإٱ", "ا"),
        "ؤ": "و",
        "ۓ": "ے",
        "ں": "ن",
    }
)
# Vowel marks, the stretched line, and what only steers direction or joining.
_MARKS = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_SEPARATORS = re.compile("[\\s\\-_\u2010-\u2015]+")
_EDGES = "\"'`.,;:!?()[]{}«»‹›“”‘’۔،؛؟٪"


def ascii_digits(text: str) -> str:
    """The text with every decimal digit of any script as 0–9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def normalised(text: str, *, keep_case: bool = False) -> str:
    """The text as it is compared: "" when nothing is left of it.

    Letters, digits and case are made alike; vowel marks, spaces, hyphens, and punctuation at either
    end are dropped. Applying it twice changes nothing more.
    """
    while (plainer := _plainer(text, keep_case)) != text:  # what goes can let its neighbours join
        text = plainer
    return text


def _plainer(text: str, keep_case: bool) -> str:
    plain = unicodedata.normalize("NFKC", _MARKS.sub("", text))
    plain = plain if keep_case else plain.casefold()
    plain = _SEPARATORS.sub("", plain.translate(_LETTERS))
    return ascii_digits(plain).strip(_EDGES)
