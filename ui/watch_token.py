"""What a program names itself with when it sends its run to a visitor: ``name.signature``.

The name stands in the store beside the hash of the visitor's secret; the signature is the server's, and
stored nowhere: who reads the database cannot send, and who has the token can send and nothing else.
"""

from __future__ import annotations

import hmac
import re

from core.live.records.run import hash_of
from core.message import Invalid, Message
from ui import services
from ui.signing import signature_of

HEADER = "x-gradient-lab-token"
"""Pages of other sites cannot add it without asking first, and browsers add it by themselves never."""

_CONTEXT = b"gradient_lab watch\0"
_TOKEN = re.compile(r"([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})", re.ASCII)


class UnknownToken(Invalid):
    """It is nobody's, or nobody's any more.

    Arguments:
        none: whether none was sent.
    """

    def __init__(self, *, none: bool = False) -> None:
        another = Message(
            "Expected the token that the page Runs shows, received another one, or an old one. Copy it "
            "from there once more."
        )
        missing = Message(
            "Expected the token that the page Runs shows as the header {header}, received none. Copy it from "
            "there.",
            header=HEADER,
        )
        super().__init__(missing if none else another)


def token_of(secret: str) -> str | None:
    """The token of a visitor; None before the first is made.

    Raises:
        Busy: the database does not answer.
    """
    name = services.watch_tokens().name_of(hash_of(secret))
    return None if name is None else signed(name)


def new_token(secret: str) -> str:
    """A new token of a visitor; the one before is worthless from now on.

    Raises:
        Busy: the database cannot be written just now.
    """
    return signed(services.watch_tokens().renew(hash_of(secret)))


def signed_name(token: str) -> str:
    """The name in a token; nothing is looked up for this.

    Raises:
        UnknownToken: this server has not made it.
    """
    found = _TOKEN.fullmatch(token)
    if not token:
        raise UnknownToken(none=True)
    if found is None or not hmac.compare_digest(found[2], signature_of(found[1], _CONTEXT)):
        raise UnknownToken
    return found[1]


def owner_hash_of(name: str) -> str:
    """The hash of the secret of the visitor whose token has that name.

    Raises:
        UnknownToken: it is nobody's any more.
        Busy: the database does not answer.
    """
    found = services.watch_tokens().owner_of(name)
    if found is None:
        raise UnknownToken
    return found


def signed(name: str) -> str:
    """The token that has a name."""
    return f"{name}.{signature_of(name, _CONTEXT)}"
