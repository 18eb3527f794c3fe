"""Which of the four panes is at work: it has the focus, and the room where there is little."""

from __future__ import annotations

from textual.timer import Timer

from tui.asking_screen import AskingScreen
from tui.pane import Pane
from tui.resuming import PANES

#: Seconds after a press of the mouse that its pane gets more room: a double click is over by then.
GROW_DELAY = 0.5


class AtWork(AskingScreen):
    """A screen with the four panes, one of which is at work. The style sheet has a class for each, ``at-text``."""

    last_pane = "articles"
    #: Whether the open article was more than looked at in passing: it is a place to come back to.
    _read = False
    #: Runs from a press of the mouse until its pane gets room.
    _growing: Timer | None = None

    def go_to(self, pane: str) -> None:
        """Bring the focus to a pane, and give it room."""
        self._note_pane(pane)
        self._give_room()
        self.query_one(f"#{pane}", Pane).focus(scroll_visible=False)

    def pressed(self, pane: Pane) -> None:
        """Bring the focus to a pane that the mouse was pressed on.

        It gets its room later: the mouse may be pressed there once more, for a double click.
        """
        self._note_pane(pane.id or "text")
        if self._growing is not None:
            self._growing.stop()
        self._growing = self.set_timer(GROW_DELAY, self._give_room)
        pane.focus(scroll_visible=False)

    def focused_on(self, pane: str) -> None:
        """The focus has come to a pane, by whatever way."""
        grows = self._growing is not None and pane == self.last_pane
        self._note_pane(pane)
        if not grows:
            self._give_room()

    def _note_pane(self, pane: str) -> None:
        changed, self.last_pane = pane != self.last_pane, pane
        self._read = self._read or pane != "articles"
        if self.is_attached:
            self.hints.show(pane)
        if changed:
            self.pane_changed()

    def pane_changed(self) -> None:
        """Another pane is at work than before."""

    def _give_room(self) -> None:
        """Have narrow and zoomed screens show only the pane at work, and medium ones give it more room."""
        if self._growing is not None:
            self._growing.stop()
            self._growing = None
        if not self.has_class(f"at-{self.last_pane}"):
            # Each change of a class makes Textual look at the styles of the whole screen; where all panes stand beside
            # each other nothing depends on this one.
            self.remove_class(*(f"at-{name}" for name in PANES), update=False)
            self.add_class(f"at-{self.last_pane}", update=not self.beside)

    def on_resize(self) -> None:
        if self._growing is not None:
            self._give_room()

    @property
    def beside(self) -> bool:
        """Whether the panes stand in three columns."""
        return (self.has_class("-wide") or self.has_class("-huge")) and not (
            self.has_class("-low") or self.has_class("-squat") or self.has_class("-zoomed")
        )
