"""All keys, made from the verbs."""

from __future__ import annotations

from collections.abc import Sequence

from tui.list_page import ListPage
from tui.list_pane import Cell, ListPane
from tui.verbs import Verb


class HelpPane(ListPane["Verb | str"]):
    """Verbs under the headings of their groups; a string is a heading."""

    def selectable(self, row: Verb | str) -> bool:
        return isinstance(row, Verb)

    def heading_of(self, index: int) -> int | None:
        while index >= 0 and isinstance(self.rows[index], Verb):
            index -= 1
        return index if index >= 0 else None

    def row_text(self, row: Verb | str) -> str:
        return row if isinstance(row, str) else f"{row.key_label} {row.title} {row.help} {row.group} {row.id}"

    def cells(self, row: Verb | str, width: int) -> tuple[list[Cell], list[Cell]]:
        if isinstance(row, str):
            return [(f" {row}", ("pane--group",))], []
        where = f"  [{', '.join(row.panes)}]" if row.panes and width >= 110 else ""
        return [
            (f"  {row.key_label:<12}", ("label--person",)),
            (f"{row.title:<22}", ()),
            (row.help, ("pane--dim",)),
            (where, ("pane--dim",)),
        ], []


class HelpPage(ListPage):
    """The keys: those of the focused pane first, then all by group. Enter does the chosen one."""

    hint = "⏎ does it"

    def __init__(self, verbs: Sequence[Verb], pane: str) -> None:
        rows: list[Verb | str] = []
        own = [verb for verb in verbs if pane and pane in verb.panes]
        if own:
            rows += [f"In the {pane} pane", *own]
        for group in dict.fromkeys(verb.group for verb in verbs):
            rows += [group, *(verb for verb in verbs if verb.group == group)]
        help_pane = HelpPane("Keys", id="help", empty="")
        help_pane.set_rows(rows)
        help_pane.summary = str(sum(isinstance(row, Verb) for row in rows))
        super().__init__(help_pane)

    def action_open(self) -> None:
        verb = self.pane.current
        if verb is not None:
            self.dismiss(verb)

    def action_help(self) -> None:
        self.dismiss(None)
