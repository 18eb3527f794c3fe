"""Two articles side by side: what names they have in common is lit, with a number that is the same on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on

from store.safe import safe_line
from store.timeline import date_of
from tui.beside import choose_beside
from tui.labels import label_class
from tui.marking import Lit, Mark, Marks, marks_of
from tui.page import Page, PageState, TrailPage
from tui.pane import Pane
from tui.telling import headline, under_cursor
from tui.text_pane import TextPane
from tui.text_search import ask_search, step_match
from tui.verbs import BY_ID

if TYPE_CHECKING:
    from store.library import Library
    from store.model import Mention
    from store.view import Shared, View

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_VERBS = (
    "compare",
    "next-mention",
    "previous-mention",
    "next-quote",
    "previous-quote",
    "next-word",
    "previous-word",
    "next-match",
    "previous-match",
)


class SidePane(TextPane):
    """An article in which only the names are marked that the other one has too, each with its number."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.numbers: dict[str, str] = {}
        self.common: list[Mention] = []

    @property
    def margin_room(self) -> int:
        # One of two halves may be a cell wider than the other, but their margins are not to differ.
        width = self.size.width
        half = (self.screen.size.width - 1) // 2 if width else 0
        return half if width == half + 1 else width

    def put(self, view: View, numbers: dict[str, str], cursor: int) -> None:
        """Show an article from a place on; ``numbers`` are those of the names to be lit, by entity."""
        self.numbers = numbers
        self.common = [mention for mention in view.mentions if mention.entity in numbers]
        self.title = safe_line(headline(view.article))
        self.summary = date_of(view.article.published)
        self.show(view, cursor=cursor)

    def marked(self, view: View) -> Marks:
        marks = marks_of(view)
        marks.names = [(m.start, m.end, label_class(m.label)) for m in self.common]
        marks.letters = {m.end: self.numbers[m.entity] for m in self.common}
        return marks

    def _spans(self, start: int, end: int) -> list[Mark]:
        # Underlined and bold, so that they stand out where there are no colours.
        shared = [(m.start, m.end, "pane--match") for m in self.common if m.start < end and start < m.end]
        return super()._spans(start, end) + shared

    def shared_at(self, offset: int) -> Mention | None:
        """The marked name that covers an offset."""
        return next((m for m in self.common if m.start <= offset < m.end), None)

    def spots(self) -> list[int]:
        quotes = {quote.segments[0].start for quote in self.view.quotes} if self.view else {}
        return [at for at in super().spots() if at in quotes or self.shared_at(at)]

    def on_click(self, event: events.Click) -> None:
        if event.chain == 1 and event.y >= 1:
            self.post_message(self.Touched(self, 1))


class ComparePage(TrailPage):
    """Two articles, each from a place on; below each other where there is little room."""

    verbs = (*Page.verbs, *_VERBS)
    hinted = ("next-mention", "next-quote", "next-pane", "open", "compare", "search", "zoom", "back")
    BINDINGS: ClassVar[list[Any]] = [BY_ID[key].binding() for key in _VERBS]

    def __init__(self, one: tuple[str, int], other: tuple[str, int]) -> None:
        self.places = (one, other)
        self.sides = (SidePane(id="one"), SidePane(id="other"))
        self.shared: dict[str, Shared] = {}
        super().__init__(*self.sides)

    @property
    def pane(self) -> SidePane:
        return self.sides[self.at]

    @property
    def far(self) -> SidePane:
        """The side that is not at work."""
        return self.sides[1 - self.at]

    def begin(self, library: Library) -> None:
        (one, _), (other, _) = self.places
        self.shared = {entity.id: entity for entity in library.shared(one, other)}
        numbers = {key: str(n).translate(_RAISED) for n, key in enumerate(self.shared, 1)}
        for side, (article, offset) in zip(self.sides, self.places, strict=True):
            side.put(library.view(article), numbers, offset)
        if not self.places[1][1]:
            self._lead()

    def on_mount(self) -> None:
        self._follow()

    def state(self) -> PageState:
        return PageState(self.at, tuple(side.cursor for side in self.sides), (), self.has_class("-zoomed"))

    def put_back(self, state: PageState) -> None:
        super().put_back(state)
        for side, cursor in zip(self.sides, state.cursors, strict=True):
            side.set_cursor(cursor, tell=False)

    # what the cursor is on

    def _follow(self) -> None:
        """Light up, on both sides, what the cursor is on, and say what it is."""
        view, pane = self.pane.view, self.pane
        if view is None:
            return
        mention, quote = pane.shared_at(pane.cursor), view.quote_at(pane.cursor)
        key = mention.entity if mention else None
        pane.light(Lit.of(view, mention, key, quote))
        if self.far.view is not None:
            self.far.light(Lit.of(self.far.view, None, key, None))
        self.say("   ".join(filter(None, (self._told(key), under_cursor(view, None, quote)))))
        self.status.place(self._count())

    def _told(self, key: str | None) -> str:
        """A shared entity in words: its number, and how often each side names it."""
        if key is None:
            return "" if self.shared else "no name is in both"
        entity = self.shared[key]
        here, there = entity.mentions if self.at == 0 else reversed(entity.mentions)
        return f"{self.pane.numbers[key]} {entity.name} {entity.label}: {here} here, {there} in the other"

    def _count(self) -> str:
        return f"{len(self.shared)} name{'' if len(self.shared) == 1 else 's'} in both"

    def _lead(self) -> None:
        """Bring the other side to its first mention of the name that the cursor is on."""
        mention = self.pane.shared_at(self.pane.cursor)
        first = next((m.start for m in self.far.common if mention and m.entity == mention.entity), None)
        if first is not None:
            self.far.set_cursor(first, tell=False)

    @on(TextPane.Moved)
    def _text_moved(self) -> None:
        self._follow()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self._follow()

    @on(Pane.Touched)
    def _clicked(self, event: Pane.Touched) -> None:
        if event.count == 1:
            self._lead()
            self._follow()

    # what the keys do

    def put_cursor(self, pane: Pane, at: int) -> None:
        self.pane.set_cursor(at, tell=False)
        self._lead()
        self._follow()

    def _step(self, starts: list[int], by: int, what: str) -> None:
        if self.pane.step_to(starts, by):
            self._lead()
            self._follow()
        else:
            self.say(f"no {what}")

    def action_next_mention(self) -> None:
        self._step([m.start for m in self.pane.common], 1, "name is in both")

    def action_previous_mention(self) -> None:
        self._step([m.start for m in self.pane.common], -1, "name is in both")

    def _quotes(self) -> list[int]:
        return [quote.segments[0].start for quote in self.pane.view.quotes] if self.pane.view else []

    def action_next_quote(self) -> None:
        self._step(self._quotes(), 1, "quote in this article")

    def action_previous_quote(self) -> None:
        self._step(self._quotes(), -1, "quote in this article")

    def action_next_word(self) -> None:
        self.pane.step_word(1)

    def action_previous_word(self) -> None:
        self.pane.step_word(-1)

    def action_right(self) -> None:
        self.pane.step_word(1)

    def action_left(self) -> None:
        self.pane.step_word(-1)

    def action_open(self) -> None:
        self.pressbox.open_place(self.places[self.at][0], self.pane.cursor)

    def action_compare(self) -> None:
        """Put another article beside the one at work."""
        here = (self.places[self.at][0], self.pane.cursor)
        app = self.pressbox
        fault = choose_beside(app, self.question, here[0], lambda key: app.open_compare(here, (key, 0)))
        if fault:
            self.say(fault)

    # looking for words

    def action_search(self) -> None:
        ask_search(self.question, "Search this text:", self.pane, self._follow, self.say)

    def action_next_match(self) -> None:
        self._step_match(1)

    def action_previous_match(self) -> None:
        self._step_match(-1)

    def _step_match(self, by: int) -> None:
        said = step_match(self.pane, by)
        self._follow()
        self.say(said)

    def forget(self) -> bool:
        """Let go what was searched for or selected."""
        if self.pane.unselect():
            return True
        return bool(self.pane.matches) and self.pane.find("") == 0
