"""The desk: four panes that follow each other's cursors. ``tui.main_screen`` adds what the keys do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.getters import query_one
from textual.timer import Timer

from store.model import Mention, Quote
from store.view import View
from tui import resuming
from tui.articles_pane import ArticlesPane
from tui.at_work import AtWork
from tui.labels import KIND_LETTERS
from tui.lines import HintLine
from tui.list_pane import ListPane
from tui.marking import Lit
from tui.pane import Pane
from tui.side_panes import EntitiesPane, QuotesPane
from tui.sizes import HEIGHTS, WIDTHS
from tui.telling import headline, under_cursor, welcome
from tui.text_pane import TextPane
from tui.trail import ArticleStop

if TYPE_CHECKING:
    from store.sessions import Session

#: Seconds that the cursor rests on an article before its text is loaded.
PREVIEW_DELAY = 0.035
#: Seconds after a change that the session is saved.
SAVE_DELAY = 1.0
#: What the articles pane says while there are none.
NO_ARTICLES = "none yet – I imports some"


class Desk(AtWork):
    """Articles, text, entities and quotes, with the status and hint lines below them."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    articles = query_one("#articles", ArticlesPane)
    text = query_one("#text", TextPane)
    entities = query_one("#entities", EntitiesPane)
    quotes = query_one("#quotes", QuotesPane)

    session: Session

    def __init__(self, pane: str) -> None:
        super().__init__(classes=f"at-{resuming.known_pane(pane)}")
        self.view: View | None = None
        self.mention: Mention | None = None
        self.quote: Quote | None = None
        self.entity: str | None = None
        self.saved_filters: dict[str, str] = {}
        #: Widths of the columns beside the text, where the user gave them any.
        self.sides: tuple[int, int] | None = None
        self._told = 0
        self._begun = False
        self._preview: Timer | None = None
        self._saving: Timer | None = None

    def compose(self) -> ComposeResult:
        with Container(id="panes"):
            yield ArticlesPane("Articles", id="articles")
            yield TextPane(id="text")
            yield EntitiesPane("Entities", id="entities")
            yield QuotesPane("Quotes", id="quotes")
        yield from self.bottom()

    # start and sessions

    def on_mount(self) -> None:
        self.call_after_refresh(self.begin)  # the panes show at once, what is in them follows

    def begin(self) -> None:
        """Open the library and fill the panes, at the latest when the first key is pressed; once."""
        if self._begun or not self.is_attached:
            return
        self._begun = True
        session = self.pressbox.open_library(self.pressbox.session_name)
        if session is None:
            return
        self.articles.empty, self.entities.empty, self.quotes.empty = NO_ARTICLES, "no names", "no quotes"
        self.text.welcome = welcome(self.pressbox.verbs)
        self.restore(session)
        self.tell_problems()
        if self.pressbox.library.read_only:
            self.status.say(f"read-only: {self.pressbox.library.refusal}", "bad")
        self.pressbox.begin()

    def restore(self, session: Session) -> None:
        """Put everything back to where a session left it."""
        resuming.restore(self, session)

    def snapshot(self) -> Session:
        """The session as it stands now."""
        return resuming.snapshot(self)

    def remember(self) -> None:
        """Save the session soon; called after everything that moves."""
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(SAVE_DELAY, self.save_session)

    def save_session(self) -> None:
        """Save the session now."""
        if self._saving is not None:
            self._saving.stop()
            self._saving = None
        if self.pressbox.library.read_only or not self.is_attached:
            return
        from store.errors import StoreError

        now = self.snapshot()
        try:
            self.pressbox.library.save_session(now)
        except StoreError as error:
            self.status.say(str(error), "bad")
        self.session = now

    def fit_sides(self) -> None:
        """Let the columns beside the text have the widths that the user gave them."""
        raise NotImplementedError

    def filter_articles(self, words: str) -> None:
        """Show only the articles that a filter gives."""
        raise NotImplementedError

    def may_leave(self) -> bool:
        """Whether nothing would be lost by leaving."""
        return True

    # showing

    def list_panes(self) -> dict[str, ListPane[Any]]:
        """The panes that list rows, by name."""
        return {"articles": self.articles, "entities": self.entities, "quotes": self.quotes}

    def reload_articles(self, keep: str | None = None) -> None:
        """List the library's articles afresh; the cursor stays on the open article."""
        key = keep or (self.view.article.id if self.view else None)
        if self._preview is not None and self.articles.current is not None:
            key = self.articles.current.id  # the cursor is on its way to another article
        self.articles.list_articles(self.pressbox.library.rows(), key)

    def take_in(self) -> None:
        """Show what an import or another program brought: new articles, and the open one if it was changed."""
        self.reload_articles()
        if self.view is None:
            if self.articles.current is not None:
                self.show_article(self.articles.current.id)
        elif (now := self.load(self.view.article.id)) is not None and now != self.view:
            self.refresh_view()

    def show_article(self, key: str, *, cursor: int = 0, top: int | None = None) -> None:
        """Open an article in the text, entities and quotes panes."""
        view = self.load(key)
        if view is None:
            return
        self.view, self.mention, self.quote, self.entity = view, None, None, None
        self.text.summary = headline(view.article)
        self.text.refresh_heading()
        self.name_terminal()
        self.entities.show(view)
        self.quotes.show(view)
        self.text.show(view, cursor=cursor, top=top)
        self.articles.select_article(key)
        self._read = self.last_pane != "articles"
        self.follow_text()
        self.remember()

    def name_terminal(self) -> None:
        """Call the terminal's window by the article that is open."""
        if self.text.summary:
            self.pressbox.name_terminal(f"{self.text.summary} – Pressbox")

    def load(self, key: str) -> View | None:
        """An article's view, None (and a message) if it cannot be read."""
        from store.errors import StoreError

        try:
            return self.pressbox.library.view(key)
        except StoreError as error:
            self.status.say(str(error), "bad")
            return None
        finally:
            self.tell_problems()

    def tell_problems(self) -> None:
        """Say what the library has found wrong since it was asked last, such as a damaged document set aside."""
        problems = self.pressbox.library.problems
        for problem in problems[self._told :]:
            self.pressbox.say_error(problem)
        self._told = len(problems)

    def refresh_view(self) -> None:
        """Show the open article again after a correction."""
        if self.view is None or (view := self.load(self.view.article.id)) is None:
            return
        self.view = view
        self.text.update(view)
        self.entities.show(view)
        self.quotes.show(view)
        if (row := self.pressbox.library.row(view.article.id)) is not None:
            self.articles.ask_again()
            self.articles.put(row)
        if self.last_pane == "quotes" and self.quotes.current is not None:
            self.follow_quote()
        elif self.last_pane == "entities" and self.entities.current is not None:
            self.follow_entity()
        else:
            self.follow_text()

    def show_place(self) -> None:
        """Say on the right of the status line where we are."""
        view, library = self.view, self.pressbox.library
        at = f"{self.articles.cursor + 1}/{len(self.articles.shown)}" if self.articles.shown else ""
        self.status.place(
            *self.pressbox.doing,
            "VISUAL" if self.text.mark is not None else "",
            "✓ reviewed" if view and view.reviewed else "",
            f"{len(view.orphans)} lost" if view and view.orphans else "",
            at,
            self.session.name if len(self.session.name) <= 20 else f"{self.session.name[:19]}…",
            "read-only" if library.read_only else "",
        )

    # panes following each other

    def follow_text(self) -> None:
        """Bring the lists to what the text cursor stands on, and light it up."""
        view = self.view
        if view is None:
            return
        self.mention = view.mention_at(self.text.cursor)
        self.quote = view.quote_at(self.text.cursor)
        speaker = self.quote.speaker.entity if self.quote else None
        self.entity = self.mention.entity if self.mention else speaker
        if self.entity is not None:
            self.entities.select_entity(self.entity)
        if self.quote is not None:
            self.quotes.select_quote(self.quote.id)
        self.relight()
        self.tell_cursor()
        self.show_place()

    def tell_cursor(self) -> None:
        """Say what the cursor is on."""
        self.status.say(under_cursor(self.view, self.mention, self.quote) if self.view else "")

    def pane_changed(self) -> None:
        """Another pane is at work: what was only remarked is not about it."""
        if self.is_attached and not self.status.tone:
            self.tell_cursor()

    def relight(self) -> None:
        """Light up the current mention, its entity and the current quote."""
        if self.view is not None:
            self.text.light(Lit.of(self.view, self.mention, self.entity, self.quote))

    def follow_entity(self) -> None:
        """The entities cursor moved: go to the entity's first mention and light up all of them."""
        line = self.entities.current
        if line is None or line.entity is None or self.view is None:
            return
        key = line.entity.id
        first = next((m for m in self.view.mentions if m.entity == key), None)
        said = next((q for q in self.view.quotes if q.speaker.entity == key), None)
        if first is not None:
            self.text.set_cursor(first.start, tell=False)
        if said is not None:
            self.quotes.select_quote(said.id)
        self.mention, self.entity, self.quote = first, key, None
        self.relight()
        self.status.say(f"{line.entity.name} {line.label} ×{line.count}")
        self.show_place()

    def follow_quote(self) -> None:
        """The quotes cursor moved: go to the quote in the text and light it up with its speaker."""
        quote = self.quotes.current
        if quote is None or self.view is None:
            return
        self.text.set_cursor(quote.segments[0].start, tell=False)
        self.quote, self.mention, self.entity = quote, None, quote.speaker.entity
        self.entities.select_entity(self.entity)
        self.relight()
        self.status.say(f"{KIND_LETTERS[quote.kind]} {under_cursor(self.view, None, quote)}")
        self.show_place()

    @on(ListPane.Moved)
    def _list_moved(self, event: ListPane.Moved) -> None:
        if event.pane is self.articles:
            if self._preview is not None:
                self._preview.stop()
            self._preview = self.set_timer(PREVIEW_DELAY, self.preview)
        elif event.pane is self.entities:
            self.follow_entity()
        elif event.pane is self.quotes:
            self.follow_quote()
        self.remember()

    def preview(self) -> None:
        """Show the article that the cursor rests on."""
        self._preview = None
        row = self.articles.current
        if row is not None and (self.view is None or self.view.article.id != row.id):
            here = self.here()
            if self._read and here is not None:
                self.pressbox.trail.leave(here)
            self.show_article(row.id)

    def here(self) -> ArticleStop | None:
        """The open article with the place of the cursor."""
        if self.view is None:
            return None
        pane = self.last_pane if self.last_pane != "articles" or not self._read else "text"
        return ArticleStop(self.view.article.id, self.text.cursor, self.text.top, pane)

    def settle(self) -> None:
        """Do at once what the preview timer would do."""
        if self._preview is not None:
            self._preview.stop()
            self.preview()

    @on(TextPane.Moved)
    def _text_moved(self) -> None:
        self.follow_text()
        self.remember()

    @on(Pane.Pressed)
    def _pane_pressed(self, event: Pane.Pressed) -> None:
        self.settle()
        self.pressed(event.pane)

    @on(Pane.Touched)
    async def _touched(self, event: Pane.Touched) -> None:
        if event.count > 1:
            await self.run_action("open")

    @on(HintLine.Chosen)
    async def _hint_chosen(self, event: HintLine.Chosen) -> None:
        await self.run_action(event.verb.action)

    # focus

    def refocus(self) -> None:
        if self._begun:  # before that nobody knows which pane the session was in
            self.go_to(self.last_pane)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        # The focus may have gone on already: panes tell in no certain order.
        if isinstance(event.widget, Pane) and event.widget.id and event.widget is self.focused:
            if event.widget.id != self.last_pane:
                self.remember()
            self.focused_on(event.widget.id)
            self._follow_focus()

    def _follow_focus(self) -> None:
        """In a list that gets the focus, the row under its cursor is what the next key is about."""
        if self.last_pane == "quotes" and self.quotes.current is not None and self.quotes.current != self.quote:
            self.follow_quote()
        elif self.last_pane == "entities":
            line = self.entities.current
            if line is not None and line.entity is not None and line.entity.id != self.entity:
                self.follow_entity()
