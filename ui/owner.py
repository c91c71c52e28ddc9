"""Who started a run: a random secret in a cookie, so that nobody needs an account."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "gradient_lab"
HEADER = "x-gradient-lab-visitor"
_FORM = re.compile(r"[A-Za-z0-9_-]{43}")
_YEAR = 365 * 24 * 3600


def owner_of(cookies: Mapping[str, str]) -> str | None:
    """The owner's secret in `cookies` (`st.context.cookies`, `request.cookies`), None without a valid one."""
    value = cookies.get(COOKIE, "")
    return value if _FORM.fullmatch(value) else None


def visitor_of(connection: HTTPConnection) -> str | None:
    """The secret of whoever asks: that of the cookie, else the one that the page gave its script.

    Inside a page of another site browsers keep cookies back, so there the script names itself. Other sites
    cannot add the header without asking first.
    """
    return owner_of(connection.cookies) or named_visitor(connection.headers.get(HEADER, ""))


def named_visitor(secret: str) -> str | None:
    """`secret`, with which a page's script names itself; None if it is none."""
    return owner_of({COOKIE: secret})


class OwnerCookie:
    """Middleware that gives a secret to every browser that opens a page without one.

    Plain ASGI: it looks at the head of a response only, so that streams pass as they come.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or owner_of(cookie_parser(Headers(scope=scope).get("cookie", ""))):
            await self._app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", _new_cookie(secure=_is_https(scope)))
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def _new_cookie(*, secure: bool) -> str:
    value = f"{COOKIE}={secrets.token_urlsafe(32)}; Max-Age={_YEAR}; Path=/; HttpOnly; SameSite=Lax"
    return f"{value}; Secure" if secure else value


def _is_https(scope: Scope) -> bool:
    # Behind a proxy the scheme is the proxy's own; a header that lies only harms whoever sends it.
    return scope["scheme"] == "https" or Headers(scope=scope).get("x-forwarded-proto") == "https"
