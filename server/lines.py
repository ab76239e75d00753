"""The lines in which uploads wait for their turn, unread, so that they hold no memory meanwhile; doors.py asks them.

An upload is let in when there is a place for it and room in memory for all that it says it will bring, and keeps that
room for as long as Streamlit holds it. Who came first is asked first; who does not fit is passed over for the next.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from streamlit.runtime import Runtime

from lecture.store.limits_errors import LimitError, UploadsBusy, UploadsTogether
from server.visitors import Most, Visitors

LOOK = 0.2  # seconds after which it is looked again who may come in
SHARE = 2  # one address may hold this part of the memory for uploads
WAITING, OF_ADDRESS = 400, 100  # so many wait at most


@dataclass(eq=False, slots=True)
class Upload:
    """One that waits, arrives, or is held by Streamlit until it is kept on disk."""

    address: str
    size: int  # bytes that it takes of the memory
    session: str = ""
    file: str = ""
    comes: bool = False  # whether it was let in
    refused: LimitError | None = None

    def held(self) -> bool:
        return bool(Runtime.instance().uploaded_file_mgr.get_files(self.session, [self.file]))


class Line:
    """Used by one event loop only.

    at_once : uploads that may arrive
    memory : bytes that they may hold
    wait : seconds for which one waits, counted anew whenever another makes room
    silent : seconds that one may stand still while it arrives
    """

    def __init__(self, at_once: Most, memory: Most, *, wait: float, silent: float) -> None:
        self.at_once, self.memory, self.wait, self.silent = at_once, memory, wait, silent
        self._waiting: list[Upload] = []
        self._number = Most(WAITING, OF_ADDRESS)  # of those
        self._held: list[Upload] = []
        self._moved = 0.0  # when room was made last
        self._looked = 0.0  # when it was looked last who may come in

    @asynccontextmanager
    async def turn(self, upload: Upload) -> AsyncIterator[LimitError | None]:
        """A place for it, as long as this is open; or why there is none."""
        try:
            yield await self._turn(upload)
        finally:
            if upload.comes:
                self.at_once.add(upload.address, -1)
                self._moved = asyncio.get_running_loop().time()
                if upload not in self._held:
                    self._free(upload)

    async def _turn(self, upload: Upload) -> LimitError | None:
        if not self._number.fits(upload.address):
            return UploadsBusy()
        now = asyncio.get_running_loop().time
        self._waiting.append(upload)
        self._number.add(upload.address)
        begun = now()
        try:
            if upload is self._waiting[0]:
                self._look()
            while not (upload.comes or upload.refused):
                if now() > max(begun, self._moved) + self.wait:
                    return UploadsBusy()
                await asyncio.sleep(LOOK)
                if upload is self._waiting[0] and now() >= self._looked + LOOK:  # the first looks for all
                    self._look()
            return upload.refused
        finally:
            self._waiting.remove(upload)
            self._number.add(upload.address, -1)

    def _look(self) -> None:
        """Who may come in now, and who can wait for ever, since only their own page can make room for them."""
        self._looked = asyncio.get_running_loop().time()
        self.let_go()
        own = Counter[str]()
        for held in self._held:
            own[held.session] += held.size
        for upload in self._waiting:
            if upload.comes:
                continue
            if self.at_once.fits(upload.address) and self.memory.fits(upload.address, upload.size):
                upload.comes = True
                self.at_once.add(upload.address)
                self.memory.add(upload.address, upload.size)
            elif own[upload.session] and not self.memory.holds(upload.address, own[upload.session] + upload.size):
                upload.refused = UploadsTogether()

    def hold(self, upload: Upload, size: int) -> None:
        """It has arrived with so many bytes, and Streamlit holds it."""
        self.memory.add(upload.address, size - upload.size)
        upload.size = size
        self._held.append(upload)

    def sessions(self) -> set[str]:
        """Of the pages in which those were given that are held."""
        return {upload.session for upload in self._held}

    def let_go(self) -> None:
        """Count no longer what is held no longer: it was kept on disk, or its page is gone."""
        held = [upload for upload in self._held if upload.held()]
        for upload in set(self._held) - set(held):
            self._free(upload)
        self._held = held

    def _free(self, upload: Upload) -> None:
        self.memory.add(upload.address, -upload.size)
        self._moved = asyncio.get_running_loop().time()


def line_of_uploads(here: Visitors) -> Line:
    """Of files. What one address may have is one setting: 0 there lifts its share of the memory too."""
    limits = here.limits
    each = limits.address_uploads if here.shared else 0
    memory = Most(limits.uploads_bytes, limits.uploads_bytes // SHARE if each else 0)
    return Line(Most(limits.uploads, each), memory, wait=120.0, silent=60.0)


def line_of_parts(here: Visitors) -> Line:
    """Of parts of growing recordings, which are small and on disk at once; the recorder tries again after 20 s."""
    limits = here.limits
    return Line(Most(limits.uploads, limits.address_uploads if here.shared else 0), Most(), wait=20.0, silent=20.0)
