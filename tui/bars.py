"""Counts as bars: a row has a name, a number and a bar as long as the number is large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from store.safe import safe_line
from tui.labels import LABEL_MARKS, label_class
from tui.list_pane import Cell, ListPane

if TYPE_CHECKING:
    from store.timeline import Timeline

_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True)
class Tick:
    """A row: what is counted, how often, and a second number or remark behind it. With ``count`` -1 it is a heading.

    ``id`` is an entity's or an article's; ``filter`` is a filter of the articles that are counted; ``most`` is the
    number that fills the bar, 0 for the largest of the pane.
    """

    name: str
    count: int = -1
    id: str = ""
    label: str = ""
    remark: str = ""
    most: int = 0
    filter: str = ""


def bar(count: float, most: float, width: int) -> str:
    """A bar of at most ``width`` cells, to an eighth of a cell; what is not nothing is seen."""
    eighths = round(8 * width * min(1.0, count / most)) if most > 0 else 0
    eighths = max(eighths, 1 if count > 0 else 0)
    full, rest = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")


def parts(counts: Sequence[int], most: int, width: int, shades: str) -> str:
    """A bar whose cells are shaded by what the number is made of: as long as that of the whole, in full cells."""
    total = sum(counts)
    cells = max(1 if total else 0, round(width * min(1.0, total / most))) if most > 0 else 0
    ends = [round(cells * sum(counts[: n + 1]) / total) if total else 0 for n in range(len(counts))]
    return "".join(shade * (end - start) for shade, start, end in zip(shades, [0, *ends], ends, strict=False))


def fixed(text: str, width: int) -> str:
    """A text made harmless and cut or filled to a number of cells."""
    text = safe_line(text)
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, max(0, width - 1)) + "…"


def time_ticks(line: Timeline, also: str = "") -> list[Tick]:
    """The bars of a timeline; the filter of each gives its articles, with ``also`` only those that pass this too."""
    most = max(stretch.articles for stretch in line.stretches)
    rows = [Tick(f"Dates, by {line.unit}", remark=f"{line.first}–{line.last}")]
    for s in line.stretches:
        when = f"published:{s.first}..{s.last}{also}"
        rows.append(Tick(s.name, s.articles, filter=when, remark=f"×{s.mentions}" if s.mentions else "", most=most))
    if line.undated:
        rows.append(Tick("Without a date", remark=str(line.undated)))
    return rows


class BarsPane(ListPane[Tick]):
    """Ticks under headings. Names take up to ``named`` of the width, the bars what is left, all of one scale."""

    def __init__(self, title: str, *, id: str, empty: str, named: float = 0.5) -> None:  # noqa: A002
        super().__init__(title, id=id, empty=empty)
        self.named = named
        self._most = 0
        self._remarks = 0

    def list_ticks(self, rows: Sequence[Tick]) -> None:
        """Show these; the cursor stays on the same thing once it has been moved."""
        current = self.current if self.cursor > 1 else None
        self._most = max((row.count for row in rows if not row.most), default=0)
        self._remarks = max((len(row.remark) for row in rows if row.count >= 0), default=0)
        at = None if current is None else (current.id, current.name)
        self.set_rows(rows, None if at is None else lambda row: (row.id, row.name) == at)

    def selectable(self, row: Tick) -> bool:
        return row.count >= 0

    def heading_of(self, index: int) -> int | None:
        while index >= 0 and self.rows[index].count >= 0:
            index -= 1
        return index if index >= 0 else None

    def row_text(self, row: Tick) -> str:
        return f"{row.name} {row.label} {row.remark}"

    def cells(self, row: Tick, width: int) -> tuple[list[Cell], list[Cell]]:
        if row.count < 0:
            return [(f" {row.name}", ("pane--group",))], [(f" {row.remark} ", ("pane--dim",))]
        colour = (label_class(row.label),) if row.label else ()
        named = max(8, min(40, int(width * self.named) - 2, width - 11 - self._remarks))
        mark = LABEL_MARKS.get(row.label, "")
        room = width - named - 9 - (self._remarks + 2 if self._remarks else 1)
        return [
            (" ", ()),
            (fixed(row.name + mark, named), colour),
            (f" {row.count:>6} ", ()),
            (bar(row.count, row.most or self._most, room) if room > 1 else "", colour or ("pane--bar",)),
        ], [(f" {row.remark} " if row.remark else "", ("pane--dim",))]
