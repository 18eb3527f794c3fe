"""What any Textual app costs: four empty panes and nothing else, to compare the explorer's start and keys with."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Static


class Bare(App[None]):
    """Four panes; ``j`` writes into one of them."""

    CSS = "Static { width: 1fr; height: 1fr; }"
    BINDINGS: ClassVar[list[Binding | tuple[str, str] | tuple[str, str, str]]] = [("j", "write"), ("q", "quit")]

    def compose(self) -> ComposeResult:
        with Horizontal():
            for pane in range(4):
                yield Static("ready" if pane == 0 else "", id=f"pane-{pane}")

    def action_write(self) -> None:
        """Change one line, as moving a cursor does."""
        pane = self.query_one("#pane-1", Static)
        pane.update("" if pane.content else "written", layout=False)


if __name__ == "__main__":
    Bare().run()
