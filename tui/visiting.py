"""Going from place to place: articles and pages, with the way back and forward.

A page's module is imported when it is first opened: the main screen shows the sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from store.errors import StoreError
from tui.long_work import LongWork
from tui.page import Page, TrailPage
from tui.trail import ArticleStop, PageStop, Stop, Trail


class Visiting(LongWork):
    """An app that remembers where its reader was."""

    trail: Trail

    def open_entity(self, key: str, name: str, pane: int = 0) -> None:
        """All mentions and quotes of an entity, and who appears with it; ``pane`` has the focus."""
        from tui.entity_page import EntityPage

        self.open_page(partial(EntityPage, key, name, pane))

    def open_speaker(self, name: str, forms: Sequence[str] = ()) -> None:
        """All quotes of a speaker who is no entity; ``forms`` are the names it has, if there are several."""
        from tui.hits_page import SpeakerPage

        self.open_page(partial(SpeakerPage, name, forms))

    def open_search(self, words: str) -> None:
        """Every place of some words in all articles."""
        from tui.hits_page import SearchPage

        if words.strip():
            self.open_page(partial(SearchPage, words))

    def open_speakers(self) -> None:
        """Everybody who is quoted."""
        from tui.speakers_page import SpeakersPage

        self.open_page(SpeakersPage)

    def open_reuse(self, article: str, quote: str | None) -> None:
        """Where else stands what an article's quotes say, ``quote`` first."""
        from tui.reuse_page import ReusePage

        self.open_page(partial(ReusePage, article, quote))

    def open_compare(self, one: tuple[str, int], other: tuple[str, int]) -> None:
        """Two articles side by side, each from an offset on."""
        from tui.compare_page import ComparePage

        self.open_page(partial(ComparePage, one, other))

    def open_overview(self) -> None:
        """The library in pictures."""
        from tui.overview_page import OverviewPage

        self.open_page(OverviewPage)

    def show_articles(self, words: str) -> None:
        """The articles that a filter gives."""
        self.leave_for_desk()
        self.desk.filter_articles(words)
        self.desk.go_to("articles")

    def open_page(self, make: Callable[[], Page]) -> None:
        """Go on to a page over all articles; says so if the index that it needs is still being made."""
        self._go_on(PageStop(make))

    def open_place(self, article: str, offset: int) -> None:
        """Go on to a place in the text of an article."""
        self._go_on(ArticleStop(article, offset))

    def earlier(self) -> bool:
        """Go back to where the reader was before; False if that was nowhere."""
        return self._step(-1)

    def later(self) -> bool:
        """Go forward again after ``earlier``; False if there is nothing."""
        return self._step(1)

    def came_from_page(self) -> bool:
        """Whether the place before this one was a page."""
        return bool(self.trail.earlier) and isinstance(self.trail.earlier[-1], PageStop)

    def here(self) -> Stop | None:
        """The place that is shown; None while nothing is open."""
        page = next((s for s in reversed(self.screen_stack) if isinstance(s, TrailPage)), None)
        return self.desk.here() if page is None else PageStop(page.make, page.state())

    def _go_on(self, stop: Stop) -> None:
        here = self.here()
        if self._show(stop) and here is not None:
            self.trail.leave(here)

    def _step(self, way: Literal[-1, 1]) -> bool:
        here = self.here()
        stop = self.trail.step(way, here) if here is not None else None
        if stop is None:
            return False
        self._show(stop)
        return True

    def _show(self, stop: Stop) -> bool:
        """Show a place instead of what lies over the desk; False, and a message, if it cannot be shown."""
        if isinstance(stop, ArticleStop):
            self.leave_pages()
            self.desk.show_article(stop.article, cursor=stop.cursor, top=stop.top)
            self.desk.go_to(stop.pane)
            return True
        try:
            self.library.require_index()
            page = stop.make()
            page.begin(self.library)
        except StoreError as error:
            self.say(str(error), "bad")
            return False
        if isinstance(page, TrailPage):
            page.make = stop.make
        if stop.state is not None:
            page.put_back(stop.state)
        self.leave_pages(but=1)
        if len(self.screen_stack) > 1:
            self.switch_screen(page)
        else:
            self.push_screen(page)
        return True

    def lists_changed(self) -> None:
        """Have an open page ask again, unless the reader is asked something on it."""
        page = self.screen
        if isinstance(page, TrailPage) and not page.question.open:
            self._show(PageStop(page.make, page.state()))

    def leave_for_desk(self) -> None:
        """Take away the pages over the desk, if there are any; ``earlier`` comes back to the one that was in front."""
        here = self.here()
        if len(self.screen_stack) > 1:
            self.leave_pages()
            if here is not None:
                self.trail.leave(here)

    def leave_pages(self, but: int = 0) -> None:
        """Take away the pages over the desk, except so many of the lowest."""
        while len(self.screen_stack) > 1 + but:
            self.pop_screen()
