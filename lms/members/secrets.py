"""Tokens and codes, and the fingerprints under which they are kept. Pure."""

from __future__ import annotations

import hashlib
import hmac
import secrets

CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that is read for another: no 0 O 1 I L U
CODE_LENGTH = 10
_SAID_ALIKE = str.maketrans("", "", " -–_.")


def new_token() -> str:
    """256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """How a long random token is kept: SHA-256 is enough where nothing can be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_code() -> str:
    """A code to hand over or write down: 10 letters and digits, 49 bits, shown as XXXXX-XXXXX."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def plain_code(typed: str) -> str:
    """The code that somebody typed, however it was grouped or cased."""
    return typed.translate(_SAID_ALIKE).upper()


def keyed_fingerprint(code: str, *, key: str, purpose: str) -> str:
    """How a short code is kept: without the installation's key the table tells nothing."""
    message = f"{purpose}:{plain_code(code)}".encode()
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
