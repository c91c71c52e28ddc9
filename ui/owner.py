"""Who started a run: a random secret in a cookie, so that nobody needs an account.

A visitor is named by ``secret.signature``. Only names that this server signed count: else anyone could be
any number of visitors without ever asking for a page.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.serving.threads import in_thread
from ui.signing import signature_of

COOKIE = "gradient_lab"
HEADER = "x-gradient-lab-visitor"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_NAME = re.compile(r"([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})")
_YEAR = 365 * 24 * 3600


def signed(secret: str) -> str:
    """The name of the visitor with that secret, as it stands in a cookie."""
    return f"{secret}.{signature_of(secret)}"


def new_secret() -> str:
    """Of a visitor who comes for the first time."""
    return secrets.token_urlsafe(32)


def owner_of(cookies: Mapping[str, str]) -> str | None:
    """The owner's secret in `cookies` (`st.context.cookies`, `request.cookies`), None without a valid one."""
    return named_visitor(cookies.get(COOKIE, ""))


def visitor_of(connection: HTTPConnection) -> str | None:
    """The secret of whoever asks: that of the cookie, else the one that the page gave its script.

    Inside a page of another site browsers keep cookies back, so there the script names itself. Other sites
    cannot add the header without asking first.
    """
    return owner_of(connection.cookies) or named_visitor(connection.headers.get(HEADER, ""))


def named_visitor(name: str) -> str | None:
    """The secret in `name`, if this server signed it."""
    found = _NAME.fullmatch(name)
    if found is None or not hmac.compare_digest(found[2], signature_of(found[1])):
        return None
    return found[1]


class OwnerCookie:
    """Middleware that gives a name to every browser that opens a page without one.

    Plain ASGI: it looks at the head of a response only, so that streams pass as they come.

    Earlier versions did not sign. Such a cookie is signed here, and stays the same visitor, if it owns
    something; nowhere else does it count. What nobody owns by it is made up, or has nothing to lose.

    Arguments:
        owns: whether anything belongs to a secret; it may ask the database, in a thread.
    """

    def __init__(self, app: ASGIApp, owns: Callable[[str], bool] = lambda secret: False) -> None:
        self._app = app
        self._owns = owns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookie = cookie_parser(Headers(scope=scope).get("cookie", "")) if scope["type"] == "http" else {}
        if scope["type"] != "http" or owner_of(cookie):
            await self._app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    secret = await self._earlier(cookie.get(COOKIE, "")) or new_secret()
                    headers.append("set-cookie", _cookie(secret, secure=_is_https(scope)))
            await send(message)

        await self._app(scope, receive, send_with_cookie)

    async def _earlier(self, secret: str) -> str | None:
        if not _SECRET.fullmatch(secret):
            return None
        return secret if await in_thread(self._owns, secret) else None


def _cookie(secret: str, *, secure: bool) -> str:
    value = f"{COOKIE}={signed(secret)}; Max-Age={_YEAR}; Path=/; HttpOnly; SameSite=Lax"
    return f"{value}; Secure" if secure else value


def _is_https(scope: Scope) -> bool:
    # Behind a proxy the scheme is the proxy's own; a header that lies only harms whoever sends it.
    return scope["scheme"] == "https" or Headers(scope=scope).get("x-forwarded-proto") == "https"
