"""Pages over the main screen: panes beside each other that answer to its keys; q goes back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import msgspec
from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.worker import get_current_worker

from store.errors import StoreError
from tui.crash_log import told
from tui.jumping import Jumping, Spot
from tui.lines import HintLine
from tui.moving import Moving
from tui.pane import Pane
from tui.sizes import HEIGHTS, WIDTHS
from tui.verbs import BY_ID, LEAVING_VERBS, PAGE_VERBS, Verb

if TYPE_CHECKING:
    from store.library import Library
    from store.model import Quote

T = TypeVar("T")


class PageState(msgspec.Struct, frozen=True):
    """Where the cursors of a page stand: the pane at work, and cursor and filter of each pane."""

    at: int = 0
    cursors: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    zoomed: bool = False


class Column(Vertical):
    """Panes below each other."""


class Page(Moving, Jumping):
    """Panes in columns, which share the room; one at a time where there is little. ``hint`` says what can be done."""

    #: The verbs that the page knows, and those that its hint line shows.
    verbs: ClassVar[tuple[str, ...]] = PAGE_VERBS
    hinted: tuple[Verb | str, ...] = ("open", "back", "search", "next-pane", "zoom", "earlier")
    #: Verbs that only this page has.
    own: ClassVar[tuple[Verb, ...]] = ()
    #: Those that make no sense of a single pane.
    _of_many = ("next-pane", "zoom")
    BINDINGS: ClassVar[list[Any]] = [BY_ID[key].binding() for key in PAGE_VERBS]
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS = ""
    hint = ""

    def __init__(self, *columns: Pane | Sequence[Pane]) -> None:
        super().__init__()
        self.columns = [[column] if isinstance(column, Pane) else [*column] for column in columns]
        self.panes: Sequence[Pane] = [pane for column in self.columns for pane in column]
        self.at = 0
        left_out = self._of_many if len(self.panes) == 1 else ()
        self.hinted = (*self.own, *(verb for verb in self.hinted if verb not in left_out))
        if len(self.panes) > 1:
            for number, pane in enumerate(self.panes, 1):
                pane.number = str(number)

    @property
    def pane(self) -> Pane:
        """The pane at work."""
        return self.panes[self.at]

    def compose(self) -> ComposeResult:
        with Horizontal(id="board"):
            for number, column in enumerate(self.columns):
                yield Column(*column, classes=f"column-{number}")
        yield from self.bottom()

    def on_mount(self) -> None:
        self.go_to(self.at)
        self.say(self.hint)
        self.show_place()

    def show_place(self) -> None:
        """Say on the right of the status line what goes on beside the screen."""
        self.status.place(*self.pressbox.doing)

    def begin(self, library: Library) -> None:
        """Ask what can be asked at once, before the page is shown. Raises ``StoreError``."""

    def say(self, text: str, tone: str = "") -> None:
        """Show a message in the bottom line."""
        self.status.say(text, tone)

    # where the cursors stand

    def state(self) -> PageState:
        """The page's place, for coming back to it."""
        raise NotImplementedError

    def put_back(self, state: PageState) -> None:
        """Put the cursors where they were, as soon as there is anything to stand on."""
        self.at = state.at
        self.set_class(state.zoomed, "-zoomed")

    # filling panes beside the screen

    @work(thread=True, exit_on_error=False)
    def gather(self, answers: Callable[[], Iterator[T]], show: Callable[[T], None]) -> None:
        """Go through answers that come one after the other, in a thread, and show each as it comes."""
        worker, said = get_current_worker(), None
        try:
            for answer in answers():
                if worker.is_cancelled:
                    return
                self._on_screen(show, answer)
        except StoreError as error:
            said = str(error)
        except Exception as error:  # whatever it is, the user is told and the explorer goes on
            said = f"this could not be counted: {told(error)}"
        if said is not None and not worker.is_cancelled:
            self._on_screen(self.say, said, "bad")

    @property
    def filling(self) -> bool:
        """Whether the pane at work is empty because its rows are still being asked for."""
        return not self.pane.line_count and any(w.node is self and not w.is_finished for w in self.app.workers)

    def _on_screen(self, what: Callable[..., None], *args: Any) -> None:
        def do() -> None:
            if self.is_attached:
                what(*args)

        with contextlib.suppress(RuntimeError):  # the screen may be gone
            self.app.call_later(do)

    # keys of the main screen

    async def on_key(self, event: events.Key) -> None:
        """A key that is not the page's may be the main screen's: do what leads away from here, else say where it is."""
        verb = next((verb for verb in self.pressbox.verbs if event.key in verb.keys.split(",")), None)
        if verb is None or self.too_small or self.question.open or event.key in self.active_bindings:
            return
        event.stop()
        if verb.id in LEAVING_VERBS:
            await self.pressbox.do(verb)
        else:
            self.say(f"{verb.title}: {verb.key_label.split()[0]} does that on the main screen – q goes back there")

    # the pane at work

    def refocus(self) -> None:
        self.go_to(self.at)

    def go_to(self, number: int) -> None:
        """Bring the focus to a pane."""
        self._mark(number)
        self.pane.focus(scroll_visible=False)

    def _mark(self, number: int) -> None:
        self.at = number
        for pane in self.panes:
            pane.set_class(pane is self.pane, "at")
        for column in self.query(Column):
            column.set_class(self.pane in column.children, "at")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        # The focus may have gone on already: panes tell in no certain order.
        if isinstance(event.widget, Pane) and event.widget in self.panes and event.widget is self.focused:
            self._mark(self.panes.index(event.widget))

    def action_next_pane(self) -> None:
        self.go_to((self.at + 1) % len(self.panes))

    def action_previous_pane(self) -> None:
        self.go_to((self.at - 1) % len(self.panes))

    def _go_to_if_any(self, number: int) -> None:
        if number < len(self.panes):
            self.go_to(number)

    def action_pane_articles(self) -> None:
        self._go_to_if_any(0)

    def action_pane_text(self) -> None:
        self._go_to_if_any(1)

    def action_pane_entities(self) -> None:
        self._go_to_if_any(2)

    def action_pane_quotes(self) -> None:
        self._go_to_if_any(3)

    def action_zoom(self) -> None:
        self.toggle_class("-zoomed")

    # what the keys do

    @on(Pane.Pressed)
    def _pressed(self, event: Pane.Pressed) -> None:
        self.go_to(self.panes.index(event.pane))

    @on(Pane.Touched)
    def _touched(self, event: Pane.Touched) -> None:
        if event.count > 1:
            self.action_open()

    @on(HintLine.Chosen)
    async def _hint_chosen(self, event: HintLine.Chosen) -> None:
        await self.run_action(event.verb.action)

    def moved_pane(self) -> Pane:
        return self.pane

    def jump_panes(self) -> list[Pane]:
        return sorted((pane for pane in self.panes if pane.region.area), key=lambda pane: pane is not self.pane)

    def jump_to(self, spot: Spot) -> None:
        pane, at = spot
        self.go_to(self.panes.index(pane))
        self.put_cursor(pane, at)

    def put_cursor(self, pane: Pane, at: int) -> None:
        """Put a pane's cursor on one of its spots."""
        raise NotImplementedError

    def action_open(self) -> None:
        """What enter does where the cursor is."""

    def action_back(self) -> None:
        """Leave the innermost thing: what was looked for in the pane, zoom, page."""
        if self.forget():
            return
        if self.has_class("-zoomed"):
            self.action_zoom()
        else:
            self.action_leave()

    def forget(self) -> bool:
        """Forget what was looked for in the pane at work; False if that was nothing."""
        return False

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_earlier(self) -> None:
        if not self.pressbox.earlier():
            self.say("this is where you began")

    def action_later(self) -> None:
        if not self.pressbox.later():
            self.say("there is nothing later – H goes back")

    def action_speakers(self) -> None:
        self.pressbox.open_speakers()

    def action_overview(self) -> None:
        self.pressbox.open_overview()

    def place(self) -> tuple[str, int] | None:
        """The article of the row under the cursor and the offset in its text, if the row is of one."""
        return None

    def action_reuse(self) -> None:
        place = self.place()
        quote = self._quote_at(*place) if place is not None else None
        if place is None or quote is None:
            self.say("no quote here")
        else:
            self.pressbox.open_reuse(place[0], quote.id)

    def _quote_at(self, article: str, offset: int) -> Quote | None:
        try:
            return self.pressbox.library.view(article).quote_at(offset)
        except StoreError as error:
            self.say(str(error), "bad")
            return None

    def action_help(self) -> None:
        self.pressbox.open_help("")

    def action_suspend(self) -> None:
        self.pressbox.to_shell()

    def action_quit(self) -> None:
        if self.pressbox.desk.may_leave():
            self.pressbox.leave()
        else:
            self.pressbox.leave_pages()


class TrailPage(Page):
    """A page that the reader comes back to: opened through ``Visiting.open_page``, which sets ``make``."""

    make: Callable[[], Page]

    def action_leave(self) -> None:
        if not self.pressbox.earlier():
            self.pressbox.leave_pages()
