"""A question for one of a few keys: its title and what each key means, laid out in rows of the status line."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len, set_cell_size

from store.safe import safe_line

#: What a row is made of: a text, and whether it is a key.
Part = tuple[str, bool]


class KeyQuestion:
    """``keys`` maps each key to its meaning; those without one are not shown."""

    def __init__(self, title: str, keys: Mapping[str, str]) -> None:
        self._title = safe_line(title)
        self.keys = keys

    def title(self, width: int) -> str:
        """The title, cut to three fifths of the width."""
        room = max(2, width * 3 // 5)
        cut = set_cell_size(self._title, room - 1) + "…" if cell_len(self._title) > room else self._title
        return f" {cut} "

    def indent(self, width: int) -> int:
        """Cells to the left of the answers: the title's, or one if an answer has no room beside it, but below it."""
        beside = cell_len(self.title(width))
        widest = max((self._cells(key) for key in self._shown), default=0)
        return beside if beside + widest <= width else 1

    def rows(self, width: int) -> list[list[str]]:
        """The keys of each row; the first one, which has the title, may be without."""
        indent = self.indent(width)
        rows: list[list[str]] = [[], []] if indent < cell_len(self.title(width)) else [[]]
        used = 0
        for key in self._shown:
            cells = self._cells(key)
            if used + cells > width - indent and rows[-1]:
                rows.append([])
                used = 0
            rows[-1].append(key)
            used += cells
        return rows

    def parts(self, row: int, width: int) -> list[Part]:
        """What a row shows behind the title or the cells to the left."""
        rows = self.rows(width)
        found: list[Part] = []
        for key in rows[row] if row < len(rows) else ():
            found += [(key, True), (f" {self.keys[key]}  ", False)]
        return found

    def key_at(self, x: int, y: int, width: int) -> str | None:
        """The key that a cell belongs to, with its meaning."""
        rows, end = self.rows(width), self.indent(width)
        if x >= end and y < len(rows):
            for key in rows[y]:
                end += self._cells(key)
                if x < end:
                    return key
        return None

    @property
    def _shown(self) -> list[str]:
        return [key for key, meaning in self.keys.items() if meaning]

    def _cells(self, key: str) -> int:
        return cell_len(key) + cell_len(self.keys[key]) + 3
