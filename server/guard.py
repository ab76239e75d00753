"""The guard before the page and its routes: who may ask for them, and what a browser may do with an answer.

A page that is open in the same browser can send requests anywhere, and can have a name of its own lead to this machine
(DNS rebinding); but the browser says by which name it asks (Host) and whose page does (Origin), and no page can lie
about that. Streamlit lets a page of any port of localhost in, and one by any name that leads here.
"""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lecture import settings
from lecture.errors import SettingError

LOCAL = ("localhost", "127.0.0.1", "::1")
READING = ("GET", "HEAD", "OPTIONS")  # methods that change nothing
OTHER_NAME = (
    "This server answers only where it is asked by the name localhost. Where others are to reach it by another name, "
    "its operator starts it with LECTURE_SHARED=yes."
)
OTHER_PAGE = "A page of another site asked for this."

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",  # keys stand in addresses
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What the page may fetch is its own. Streamlit styles elements in place, and runs a component's code from a blob.
PAGE = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
}
# What came from a student is never a page, whatever is in it.
GIVEN = {
    "Content-Security-Policy": "sandbox; default-src 'none'; media-src 'self'; style-src 'unsafe-inline'",
    "Cache-Control": "private, no-store",
}


class Guard:
    """An ASGI middleware. It refuses what another site's page sends, and what comes by a name that is not this
    server's; and says with each answer what a browser may make of it."""

    def __init__(self, app: ASGIApp) -> None:
        base = st.get_option("server.baseUrlPath").strip("/")
        below = f"/{base}" if base else ""
        self._app = app
        self._given = tuple(f"{below}/{room}/" for room in ("lecture", "notebook", "media"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = GIVEN if scope["path"].startswith(self._given) else PAGE

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                for name, value in (EVERYWHERE | headers).items():
                    told.setdefault(name, value)
            await send(message)

        refused = why_not(Headers(scope=scope), changes=scope.get("method") not in READING)
        if not refused:
            await self._app(scope, receive, sending)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: the browser sees 403
        else:
            status, reason = refused
            await PlainTextResponse(reason, status)(scope, receive, sending)


def guard() -> Middleware:
    return Middleware(Guard)


def why_not(asked: Headers, *, changes: bool) -> tuple[int, str] | None:
    """Why what is asked with these headers is refused, and by which status; None where it is not.

    changes : whether it may change something, as every websocket may
    """
    host, origin = asked.get("host", ""), asked.get("origin")
    if only_here() and _name(f"//{host}") not in (*LOCAL, *st.get_option("server.allowedHosts")):
        return 421, OTHER_NAME
    if not changes:
        return None
    site = asked.get("sec-fetch-site", "none" if origin is None else "")  # what is no browser says neither
    own = site in ("same-origin", "none") if origin in (None, "null") else is_own(origin, host)
    return None if own else (403, OTHER_PAGE)


def is_own(origin: str, host: str) -> bool:
    """Whether a page from there is this server's, which is called so, or one that its operator trusts as much."""
    if _place(origin) == host.lower() or not st.get_option("server.enableCORS"):
        return True
    return _name(origin) in {_name(trusted.strip()) for trusted in st.get_option("server.corsAllowedOrigins")} - {""}


@cache
def only_here() -> bool:
    """Whether only this machine's own browsers are served: it listens to no others, and no proxy speaks for any."""
    try:
        shared = settings.current().shared
    except SettingError:  # the page says so
        shared = False
    return not shared and st.get_option("server.address") in LOCAL


def _place(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _name(address: str) -> str:
    """The host's name; empty where there is none, or one that no browser sends."""
    try:
        parts = urlsplit(address)
        return "" if parts.username is not None else (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
