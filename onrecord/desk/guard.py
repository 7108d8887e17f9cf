"""What keeps a desk to the person in front of it: only this machine's names, nothing from elsewhere.

A page on the web can make a browser send requests to 127.0.0.1. So the Host header has to be one of this machine's
(DNS rebinding), and a change needs a token that only the desk's own pages have, beside a cookie that no other site's
request carries.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "onrecord_desk"
_HOSTS = frozenset({"127.0.0.1", "localhost"})
_HEADERS = {
    "content-security-policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """Around the whole application: refuses foreign hosts, and gives every answer its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) == 1 and is_own(hosts[0]):
            await self._app(scope, receive, guarded)
            return
        refusal = PlainTextResponse("This desk answers only to http://127.0.0.1 and http://localhost.\n", 421)
        await refusal(scope, receive, guarded)


def is_own(host: str) -> bool:
    """Whether the Host header is a name of this machine's loopback, with or without a port."""
    name, _, port = host.partition(":")
    return name.lower() in _HOSTS and (not port or port.isdecimal())


class Keys:
    """The secret of one run of a desk: a cookie, and the token that its forms carry."""

    def __init__(self) -> None:
        self.cookie = secrets.token_urlsafe(32)
        self.token = hmac.new(self.cookie.encode(), b"form", sha256).hexdigest()

    def fit(self, cookies: Mapping[str, str], token: str, origin: str | None) -> bool:
        """Whether a change comes from one of the desk's own pages."""
        own = origin is None or is_own(origin.partition("://")[2])
        cookie = hmac.compare_digest(cookies.get(COOKIE, "").encode(), self.cookie.encode())
        return own and cookie and hmac.compare_digest(token.encode(), self.token.encode())
