"""What every answer tells browsers to keep from, and which names of the server are answered at all."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.owner import COOKIE

if TYPE_CHECKING:
    from core.message import Invalid

HOSTS, EMBEDDED_BY = "GRADIENT_LAB_HOSTS", "GRADIENT_LAB_EMBEDDED_BY"

_NAME = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")
_SITE = re.compile(r"https?://[A-Za-z0-9.*-]+(?::[0-9]{1,5})?")
_WORDS = {"*": "*", "self": "'self'", "none": "'none'"}


@dataclass(frozen=True, slots=True)
class Reach:
    """Under which names the server is reached, and on whose pages it may stand.

    Arguments:
        hosts: names that are served; none: all.
        embedded_by: sites whose pages may embed the lab's, as in ``frame-ancestors``.
    """

    hosts: frozenset[str] = frozenset()
    embedded_by: tuple[str, ...] = ("*",)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Reach:
        """What `HOSTS` and `EMBEDDED_BY` say, names parted by commas or spaces.

        Raises:
            Invalid: something there is no name, or no site.
        """
        given = os.environ if environment is None else environment
        hosts = given.get(HOSTS, "").lower().replace(",", " ").split()
        sites = given.get(EMBEDDED_BY, "*").replace(",", " ").split() or ["*"]
        for host in hosts:
            if not _NAME.fullmatch(host):
                raise _wrong(HOSTS, "lab.example, localhost", host)
        for site in sites:
            if site not in _WORDS and not _SITE.fullmatch(site):
                raise _wrong(EMBEDDED_BY, "https://course.example, self, none, *", site)
        return cls(frozenset(hosts), tuple(_WORDS.get(site, site) for site in sites))


def _wrong(variable: str, example: str, got: str) -> Invalid:
    from core.message import Invalid, Message  # with all of `core`, which the server answers before

    text = Message(
        "{name}: expected names such as {example}, received {got}. Change it, or leave it out for the "
        "default.",
        name=variable,
        example=example,
        got=repr(got),
    )
    return Invalid(text)


class ServedHosts:
    """Middleware that answers under the names of the setting alone, if there are any.

    Another site can have its own name lead to this server, and its pages would then count as the lab's.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._hosts or scope["type"] == "lifespan" or _host(scope) in self._hosts:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("This name is not served here.", 421)(scope, receive, send)


def _host(scope: Scope) -> str:
    """The name that is asked for, without its port."""
    host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1").lower()
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).rstrip(".")


class Headers:
    """Middleware that adds headers to every answer, errors included. WebSockets do not pass through it.

    Where a browser has sent the lab's cookie, only the lab's own pages and sites that are named may embed the
    page. Elsewhere it is embedded without the cookie, which browsers keep from other sites' frames: nobody
    there can have a visitor press what they do not see.
    """

    def __init__(self, app: ASGIApp, embedded_by: tuple[str, ...] = ("*",)) -> None:
        self._app = app
        self._anyone = " ".join(embedded_by)
        named = [site for site in embedded_by if site not in _WORDS.values()]
        self._known = "'none'" if embedded_by == ("'none'",) else " ".join(["'self'", *named])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message = {
                    **message,
                    "headers": [*message.get("headers", ()), *self._headers(scope, message)],
                }
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            if not begun:
                await PlainTextResponse("Internal Server Error", 500)(scope, receive, send_with_headers)
            raise  # for the log

    def _headers(self, scope: Scope, message: Message) -> list[tuple[bytes, bytes]]:
        kind = next(
            (value for name, value in message.get("headers", ()) if name.lower() == b"content-type"), b""
        )
        # What is not modified takes the place of the headers that a browser has kept, so it counts as a page.
        if not kind.startswith(b"text/html") and message["status"] != 304:
            return _OTHERS
        known = any(name == b"cookie" and _COOKIE in value for name, value in scope["headers"])
        policy = f"{_page_policy()}; frame-ancestors {self._known if known else self._anyone}"
        return [*_ALWAYS, (b"content-security-policy", policy.encode()), (b"vary", b"Cookie")]


_COOKIE = f"{COOKIE}=".encode()
_ALWAYS = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin")]
_OTHERS = [*_ALWAYS, (b"content-security-policy", b"default-src 'self'; object-src 'none'")]


@cache
def _page_policy() -> str:
    """What the pages need: this server's scripts, and what Streamlit makes of components' texts (blob)."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: {' '.join(_inline_scripts())}",
            "style-src 'self' 'unsafe-inline'",  # Streamlit's and Plotly's own
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )


def _inline_scripts() -> list[str]:
    """The scripts within Streamlit's page, by their hashes."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    scripts = [part.partition("</script>")[0] for part in page.split("<script>")[1:]]
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return [f"'sha256-{digest}'" for digest in digests]
