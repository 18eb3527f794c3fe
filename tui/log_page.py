"""Two lists about what happened: the corrections made, and the files that an import refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on

from store.corrections import describe
from tui.list_page import ListPage
from tui.list_pane import Cell, ListPane
from tui.listing import LogLine
from tui.telling import local

if TYPE_CHECKING:
    from store.importing import Failure


class LogPane(ListPane[LogLine]):
    """Those whose text is gone, then the latest corrections, newest first."""

    def row_text(self, row: LogLine) -> str:
        c = row.correction
        return f"{describe(c)} {row.title} {row.state} {c.session} {c.who}"

    def cells(self, row: LogLine, width: int) -> tuple[list[Cell], list[Cell]]:
        c = row.correction
        dim = () if row.state == "in force" else ("pane--dim",)
        tone = {"undone": ("pane--dim",), "lost": ("label--score",)}.get(row.state, ("label--gpe",))
        return [
            (f" {local(c.time)}  ", ("pane--dim",)),
            (f"{row.state:<9}", tone),
            (describe(c), dim),
            (f"  {row.title}", ("pane--dim",)),
        ], [(f" {c.session} {c.who} ", ("pane--dim",))]


class LogPage(ListPage):
    """The corrections; enter goes to the place."""

    hint = "⏎ goes to the place; try /lost for those whose text is gone"

    def __init__(self, lines: list[LogLine]) -> None:
        pane = LogPane("Corrections", id="log", empty="none yet – r relabels, x deletes, s says who spoke")
        pane.set_rows(lines)
        lost = sum(line.state == "lost" for line in lines)
        pane.summary = f"{len(lines)}, {lost} lost" if lost else str(len(lines))
        super().__init__(pane)

    def action_open(self) -> None:
        line = self.pane.current
        if line is not None:
            self.dismiss((line.correction.article, line.correction.anchor.start if line.correction.anchor else 0))


class FailuresPane(ListPane["Failure"]):
    """Sources that were refused, with the reason."""

    def row_text(self, row: Failure) -> str:
        return f"{row.source} {row.reason}"

    def cells(self, row: Failure, width: int) -> tuple[list[Cell], list[Cell]]:
        return [(f" {row.source}  ", ()), (row.reason, ("label--score",))], []


class FailuresPage(ListPage):
    """What the last import refused, and why."""

    hinted = ("back", "search")

    def __init__(self, failures: list[Failure]) -> None:
        pane = FailuresPane("Refused files", id="failures", empty="the last import refused nothing")
        pane.set_rows(failures)
        pane.summary = str(len(failures))
        self.hint = str(failures[0]) if failures else ""
        super().__init__(pane)

    @on(ListPane.Moved)
    def _tell(self) -> None:
        """The reason in full, which need not have room in the row."""
        failure = self.pane.current
        if failure is not None:
            self.say(str(failure))

    def filtered(self, pane: ListPane[Any]) -> None:
        self._tell()
