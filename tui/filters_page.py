"""Filters of the articles that were given names: apply, keep, delete. They belong to the session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from store.safe import safe_line
from tui.list_page import ListPage
from tui.list_pane import Cell, ListPane
from tui.verbs import Verb


@dataclass(frozen=True, slots=True)
class NamedFilter:
    """A filter with its name."""

    name: str
    words: str
    current: bool


class FiltersPane(ListPane[NamedFilter]):
    """One row a filter."""

    def row_text(self, row: NamedFilter) -> str:
        return f"{row.name} {row.words}"

    def cells(self, row: NamedFilter, width: int) -> tuple[list[Cell], list[Cell]]:
        return [
            (" ▸ " if row.current else "   ", ("label--gpe",)),
            (f"{row.name}  ", ()),
            (row.words, ("pane--dim",)),
        ], []


class FiltersPage(ListPage):
    """Choose a filter; the answer is what it says. ``saved`` is changed as the user says."""

    own = (
        Verb("keep", "a", "Keep the present one", "Give the articles' filter a name", "Find"),
        Verb("delete", "x", "Delete", "Forget the filter", "Find"),
    )
    BINDINGS: ClassVar[list[Any]] = [verb.binding(of_page=True) for verb in own]
    hint = "⏎ shows the articles that the filter gives"

    def __init__(self, saved: dict[str, str], present: str) -> None:
        super().__init__(FiltersPane("Saved filters", id="filters", empty="none yet – a keeps the articles' filter"))
        self.saved = saved
        self.present = present

    def on_mount(self) -> None:
        self.reload()

    def reload(self) -> None:
        """List the filters afresh."""
        rows = [NamedFilter(name, words, words == self.present) for name, words in sorted(self.saved.items())]
        self.pane.set_rows(rows, lambda row: row.current)
        self.pane.summary = str(len(rows))
        self.pane.refresh_heading()

    def action_open(self) -> None:
        row = self.pane.current
        if row is not None:
            self.dismiss(row.words)
        else:
            self.say("there is none yet – f on the main screen filters, then B and a keep the filter")

    def action_keep(self) -> None:
        if not self.present:
            self.say("the articles are not filtered – f filters them, then B and a keep the filter", "bad")
            return
        self.question.ask(f"Keep “{safe_line(self.present)}” as:", self._keep, value=self.present)

    def _keep(self, name: str) -> None:
        if name.strip():
            self.saved[name.strip()] = self.present
            self.reload()
            self.say(f"kept in the session: {safe_line(name.strip())}", "good")

    def action_delete(self) -> None:
        row = self.pane.current
        if row is not None:
            title = f"Delete filter {row.name}?"
            self.question.confirm(title, "delete it", "keep it", lambda: self._delete(row.name))

    def _delete(self, name: str) -> None:
        del self.saved[name]
        self.reload()
        self.say(f"deleted: {safe_line(name)}", "good")
