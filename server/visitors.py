"""Visitors: which network address one comes from, and how much all of one address, and all together, have at once.

What is counted lives in this process only: no address is ever written down.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from lecture import settings
from lecture.clock import SYSTEM, Clock
from lecture.settings import Limits
from lecture.store.beginning import Admit
from lecture.store.limits_errors import LimitError, TooManyNotebooks, TooManyPages

AT_HOME = "this machine"  # or a proxy on it that says of nobody who they are: held to no limit of an address
OVER = "x-lecture-over"  # the header by which the page learns that it is one too many; only this server sets it
TURNED_AWAY = 2  # times as many connections as pages may be open: beyond that none gets a sentence


def address_of(client: str | None) -> str:
    """Whom a connection counts for: an IPv4 address, or the network of 64 bits that an IPv6 one is in.

    `client` is what uvicorn says: the other end of the connection, or, where that is a proxy on this machine, whom the
    proxy names last in X-Forwarded-For. What somebody from elsewhere writes there counts for nothing.
    """
    try:
        address = ipaddress.ip_address(client or "127.0.0.1")
    except ValueError:  # a socket of this machine's
        return AT_HOME
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    if str(address) in ("127.0.0.1", "::1"):
        return AT_HOME
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


@dataclass
class Most:
    """What is counted for each address and in all, and how much of it may be; 0: any number."""

    in_all: int = 0
    each: int = 0
    total: int = 0
    of: Counter[str] = field(default_factory=Counter)

    def fits(self, address: str, more: int = 1) -> bool:
        return self.fits_all(more) and self.fits_address(address, more)

    def fits_all(self, more: int = 1) -> bool:
        return not self.in_all or not self.total or self.total + more <= self.in_all

    def fits_address(self, address: str, more: int = 1) -> bool:
        if address == AT_HOME or not self.each:
            return True
        return not self.of[address] or self.of[address] + more <= self.each

    def holds(self, address: str, count: int) -> bool:
        """Whether an address may have so many where nobody has any."""
        each = 0 if address == AT_HOME else self.each
        return all(not most or count <= most for most in (self.in_all, each))

    def add(self, address: str, more: int = 1) -> None:
        self.total += more
        self.of[address] += more
        if not self.of[address]:
            del self.of[address]


class Visitors:
    """Counts them. Safe to share between threads."""

    def __init__(self, limits: Limits, *, shared: bool, clock: Clock = SYSTEM) -> None:
        """Without `shared` nobody is held to what one address may have."""
        self.limits, self.shared, self.clock = limits, shared, clock
        self.pages = Most(limits.pages, limits.address_pages if shared else 0)
        self.away = 0  # connections that only say that they are one too many
        self._notebooks = limits.address_notebooks if shared else 0
        self._begun: dict[str, set[str]] = {}  # today: the names of the notebooks, by address
        self._refused: dict[str, LimitError] = {}
        self._day = ""
        self._lock = threading.Lock()

    def enter(self, address: str) -> str | None:
        """Somebody opens a page. Returns empty where it may be; else what it is one too many of, "address" or "all";
        None where even that cannot be said to any more."""
        with self._lock:
            over = "" if self.pages.fits(address) else "all" if self.pages.fits_address(address) else "address"
            if not over:
                self.pages.add(address)
            elif self.away >= TURNED_AWAY * (self.pages.in_all or self.pages.each):
                return None
            else:
                self.away += 1
        return over

    def leave(self, address: str, over: str) -> None:
        """It is closed; `over` is what `enter` said."""
        with self._lock:
            if over:
                self.away -= 1
            else:
                self.pages.add(address, -1)

    def error(self, over: str) -> TooManyPages:
        """What the page says that is one too many."""
        address = over == "address"
        return TooManyPages(self.pages.each if address else self.pages.in_all, address=address)

    def refuse(self, session: str, error: LimitError) -> None:
        """An upload in this session of Streamlit's was not taken; the page says so in its next run."""
        self._refused[session] = error

    def refused(self, session: str) -> LimitError | None:
        """Why one was not taken, once."""
        return self._refused.pop(session, None)

    def admit(self, client: str | None) -> Admit:
        """What is asked before a notebook of somebody's begins, by its name; raises TooManyNotebooks.

        One that could not be kept then may try again: it counts once.
        """
        address = address_of(client)

        def asked(name: str) -> None:
            if not self._notebooks or address == AT_HOME:
                return
            with self._lock:
                today = f"{datetime.fromtimestamp(self.clock.now(), UTC):%Y-%m-%d}"
                if self._day != today:
                    self._day, self._begun = today, {}
                begun = self._begun.setdefault(address, set())
                if name not in begun and len(begun) >= self._notebooks:
                    raise TooManyNotebooks(self._notebooks)
                begun.add(name)

        return asked


@cache
def visitors() -> Visitors:
    """Those of this process. Raises SettingError."""
    now = settings.current()
    return Visitors(now.limits, shared=now.shared)


def client_of(scope: Any) -> str | None:
    """The other end of an ASGI connection, as uvicorn says it."""
    client = scope.get("client")
    return client[0] if client else None
