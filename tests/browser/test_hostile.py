"""A lecture that somebody made to do harm: every text in it, and all that a student may write, stays letters."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from playwright.sync_api import ConsoleMessage, Dialog, Page, Request

from lecture.store import archive, cards, review
from lecture.store.rows import finish
from lecture.values import Lecture, Options
from tests.browser.conftest import Opener
from tests.browser.served import Desk, Server, desk
from tests.browser.steps import notes, open_
from tests.conftest import SAMPLE
from tests.security import harm
from tests.security.harm import HARM


@pytest.fixture(scope="module")
def harmful() -> Lecture:
    return harm.harmful()


@pytest.fixture
def victim(server: Server, harmful: Lecture) -> Iterator[Desk]:
    one = desk(server)
    library = one.library()
    mine = library.notebook(one.key)
    lecture = mine.add(f"{HARM[:80]}.mp3", BytesIO(SAMPLE.read_bytes()), Options())
    with library.database.writing() as rows:
        finish(rows, mine.number(rows, lecture), harmful)
    mine.edit(lecture, title=f"Tides {HARM}", course=f"Course {HARM}", notes=f"Notes {HARM}")
    other = desk(server)
    archive.take_in(library.notebook(other.key), "notebook.zip", BytesIO(archive.packed(mine)))
    yield other
    library.close()


MADE_OF_TEXT = """() => {
  const found = [];
  const look = (root) => root.querySelectorAll('*').forEach((each) => {
    if (each.shadowRoot) look(each.shadowRoot);
    const told = ['href', 'src', 'action', 'style', 'srcdoc'].map((name) => each.getAttribute(name) ?? '');
    const leads = told.some((value) => /hostile|javascript:/.test(value));
    const looks = each.matches('strong, em, del, code') && /^(bold|leans|gone|code)$/.test(each.textContent);
    if (leads || looks || each.matches('.hacked, .katex')) found.push(each.parentElement.outerHTML.slice(0, 500));
  });
  look(document);
  return found;
}"""


class Watch:
    """What a page asked for, and what it complained of."""

    def __init__(self, page: Page, server: Server) -> None:
        self.server = server
        self.asked: list[str] = []  # of others than the server
        self.refused: list[str] = []  # by the page's own rules
        self.said: list[str] = []  # by a script that some text became
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("dialog", self._dialog)
        page.expose_function("hacked", lambda: self.said.append("hacked"))

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.server.url, "data:", f"blob:{self.server.url}")):
            self.asked.append(request.url)

    def _dialog(self, dialog: Dialog) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.refused.append(message.text)

    def clean(self, page: Page) -> None:
        """Nothing was fetched, run or made of any text; and the page's own rules stood in the way of nothing."""
        page.wait_for_timeout(500)
        assert (self.asked, self.said, self.refused) == ([], [], [])
        made = page.evaluate(MADE_OF_TEXT)
        assert made == [], made


def shows_it(page: Page, where: str) -> None:
    """The harm stands there, letter for letter."""
    letters = page.locator(where).evaluate_all("all => all.map((each) => each.textContent).join(' ')")
    assert " ".join(HARM.split()) in " ".join(letters.split())


def copies(page: Page, where: str) -> str:
    """What is copied when this is marked."""
    marked = """each => {
      getSelection().selectAllChildren(each);
      const copied = getSelection().toString();
      getSelection().removeAllRanges();
      return copied;
    }"""
    copied: str = page.locator(where).first.evaluate(marked)
    return " ".join(copied.split())


MAIN, SIDE = "[data-testid=stMain]", "[data-testid=stSidebar]"


def test_a_lecture_made_to_do_harm_is_shown_letter_by_letter(opener: Opener, server: Server, victim: Desk) -> None:
    mine = victim.notebook()
    (entry,) = mine.page(count=9).entries
    page = opener().new_page()
    watch = Watch(page, server)
    open_(page, f"{victim.url}&lecture={entry.id}")
    notes(page)
    tabs = [tab.inner_text() for tab in page.get_by_role("tab").all()]
    assert len(tabs) >= 4
    for tab in tabs:
        page.get_by_role("tab", name=tab).click()
        page.locator("[role=tabpanel]:visible").first.wait_for()
        watch.clean(page)
    shows_it(page, f"{MAIN} h1")
    assert copies(page, f"{MAIN} h1") == " ".join(f"Tides {HARM}".split())
    for sought in ("http://hostile.example/bare", "who@hostile.example", "a -> b <-> c", "e >= f"):
        assert page.evaluate("sought => getSelection().removeAllRanges() ?? find(sought)", sought)
    page.locator(f"{SIDE} summary").first.click()
    watch.clean(page)
    shows_it(page, SIDE)
    page.get_by_role("tab", name="Transcript").click()
    page.locator(".lt-text").get_by_text("hardly heard", exact=False).or_(page.locator(".lt-text")).first.wait_for()
    watch.clean(page)
    shows_it(page, ".lt-text")


def test_so_are_the_review_a_search_the_deleted_ones_and_what_is_shared(
    opener: Opener, server: Server, victim: Desk
) -> None:
    library, mine = victim.library(), victim.notebook()
    (entry,) = mine.page(count=9).entries
    for card in cards.deck(mine, entry.id):
        cards.keep(mine, entry.id, card.card.id)
    first = cards.deck(mine, entry.id)[0].card.id
    review.grade(mine, entry.id, first, 3, mine.storage.clock.now(), utc_offset=0)
    shared = f"{server.url}/?read={entry.id}&key={library.lecture_key(entry.id, 'read')}"
    library.close()
    page = opener().new_page()
    watch = Watch(page, server)
    open_(page, f"{victim.url}&review=all")
    page.locator("[data-testid=stVegaLiteChart] :is(svg, canvas)").first.wait_for()
    watch.clean(page)
    open_(page, shared)
    notes(page)
    watch.clean(page)
    shows_it(page, f"{MAIN} h1")
    mine.put_away(entry.id)
    open_(page, f"{victim.url}&lecture={entry.id}")
    page.get_by_text("deleted", exact=False).first.wait_for()
    for more in page.locator("summary").all():
        more.click()
    watch.clean(page)
