"""The guard before the page and its routes: who may ask for them, and what a browser may do with an answer.

A page that is open in the same browser can send requests anywhere, and can have a name of its own lead to this machine
(DNS rebinding); but the browser says by which name it asks (Host) and whose page does (Origin), and no page can lie
about that. Streamlit lets a page of any port of localhost in, and one by any name that leads here.
"""

from __future__ import annotations

import logging
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
    "its operator starts it with LECTURE_SHARED=yes; where its owner is to, they name that name by Streamlit's "
    "server.allowedHosts."
)
OTHER_PAGE = "A page of another site asked for this."
PORTS = {"http": 80, "https": 443}  # that need not be said
TOLD = 100  # pages of other sites that the log names

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


log = logging.getLogger(__name__)


class Guard:
    """An ASGI middleware. It refuses what another site's page sends, and what comes by a name that is not this
    server's; and says with each answer what a browser may make of it."""

    def __init__(self, app: ASGIApp) -> None:
        base = st.get_option("server.baseUrlPath").strip("/")
        below = f"/{base}" if base else ""
        self._app = app
        self._given = tuple(f"{below}/{room}/" for room in ("lecture", "notebook", "media"))
        if not st.get_option("server.enableCORS"):
            log.warning("server.enableCORS is off: pages of any site may ask for all that a visitor of theirs may")

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
    if only_here() and not _is_called(_name(f"//{host}")):
        return 421, OTHER_NAME
    if not changes:
        return None
    site = asked.get("sec-fetch-site", "none" if origin is None else "")  # what is no browser says neither
    own = site in ("same-origin", "none") if origin in (None, "null") else is_own(origin, host)
    if not own:
        _tell(str(origin), host)
    return None if own else (403, OTHER_PAGE)


def is_own(origin: str, host: str) -> bool:
    """Whether a page from there is this server's, which is called so, or one that its operator trusts as much.

    A proxy may leave the port out of the name that it passes on, so where others reach this server a name without a
    port is of any; here, another port of localhost is another app.
    """
    if not st.get_option("server.enableCORS"):
        return True
    theirs, ours = _place(origin), _place(f"//{host}")
    usual = PORTS.get(urlsplit(origin).scheme) if theirs else None
    if theirs and ours and theirs[0] == ours[0] and usual:
        port = theirs[1] or usual
        if port == ours[1] or (ours[1] is None and (port in PORTS.values() or not only_here())):
            return True
    return _name(origin) in {_name(trusted.strip()) for trusted in st.get_option("server.corsAllowedOrigins")} - {""}


def _is_called(name: str) -> bool:
    """Whether this machine's own server is called so: by itself, or by its owner in Streamlit's way, with `*`."""
    allowed = [pattern.strip().lower().rstrip(".") for pattern in st.get_option("server.allowedHosts")]
    return bool(name) and (
        name in (*LOCAL, *allowed)
        or "*" in allowed
        or any(pattern.startswith("*.") and name.endswith(pattern[1:]) for pattern in allowed)
    )


_told: set[tuple[str, str]] = set()


def _tell(origin: str, host: str) -> None:
    """Say it in the log, once: where a proxy is set up wrong, the page only stays on “Connecting”."""
    if (origin, host) not in _told and len(_told) < TOLD:
        _told.add((origin, host))
        log.warning("refused: a page of %r asked %r; a proxy passes on the Host that it was asked by", origin, host)


@cache
def only_here() -> bool:
    """Whether only this machine's own browsers are served: it listens to no others, and no proxy speaks for any."""
    try:
        shared = settings.current().shared
    except SettingError:  # the page says so
        shared = False
    return not shared and st.get_option("server.address") in LOCAL


def _place(address: str) -> tuple[str, int | None] | None:
    """The host's name and its port; None where there is none, or one that no browser sends."""
    try:
        parts = urlsplit(address)
        name = (parts.hostname or "").rstrip(".")
        return (name, parts.port) if name and parts.username is None else None
    except ValueError:
        return None


def _name(address: str) -> str:
    place = _place(address)
    return place[0] if place else ""
