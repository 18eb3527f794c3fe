"""The two lists beside the text that are about the open article: entities and quotes."""

from __future__ import annotations

from collections import Counter

import msgspec

from store.model import LABELS, Entity, Quote
from store.view import View
from tui.labels import HUMAN, KIND_LETTERS, LABEL_KEYS, LABEL_NAMES, label_class, sign
from tui.list_pane import Cell, ListPane


class EntityLine(msgspec.Struct, frozen=True):
    """A row of the entities pane: an entity with its number of mentions, or the heading of a label."""

    label: str
    count: int
    entity: Entity | None = None
    sign: str = " "


class EntitiesPane(ListPane[EntityLine]):
    """The entities of the open article, grouped by label, the most mentioned first."""

    number = "3"

    def show(self, view: View | None) -> None:
        """List a view's entities; the cursor stays on the entity it was on."""
        current = self.current
        rows = entity_lines(view) if view else []
        key = current.entity.id if current and current.entity else None
        self.summary = str(sum(1 for row in rows if row.entity))
        self.set_rows(rows, lambda row: row.entity is not None and row.entity.id == key)
        self.refresh_heading()

    def select_entity(self, key: str | None) -> bool:
        """Put the cursor on an entity, without a message; False if it is not shown."""
        return self.select(lambda row: row.entity is not None and row.entity.id == key)

    def selectable(self, row: EntityLine) -> bool:
        return row.entity is not None

    def heading_of(self, index: int) -> int | None:
        while index >= 0 and self.rows[index].entity is not None:
            index -= 1
        return index if index >= 0 else None

    def row_text(self, row: EntityLine) -> str:
        return f"{row.entity.name} {' '.join(row.entity.aliases)} {row.label}" if row.entity else ""

    def cells(self, row: EntityLine, width: int) -> tuple[list[Cell], list[Cell]]:
        colour = label_class(row.label)
        if row.entity is None:
            letter = LABEL_KEYS.get(row.label, " ").upper()
            meaning = f" {LABEL_NAMES.get(row.label, '')}" if width >= 24 else ""
            return [(f"{letter} {row.label}", (colour, "pane--group")), (meaning, ("pane--dim",))], [
                (f" {row.count} ", ("pane--dim",))
            ]
        left: list[Cell] = [("  ", ()), (row.sign, ("pane--human",)), (row.entity.name, (colour,))]
        if row.entity.aliases and width >= 24:
            left.append((f"  {', '.join(row.entity.aliases)}", ("pane--dim",)))
        return left, [(f" {row.count} ", ("pane--dim",))]


def entity_lines(view: View) -> list[EntityLine]:
    """Headings and entities of a view in the order in which the pane lists them."""
    counts = Counter(m.entity for m in view.mentions)
    signs: dict[str, str] = {e.id: HUMAN for e in view.entities if e.by == "human"}
    for m in view.mentions:
        # A human's word goes before a machine's doubt.
        signs[m.entity] = max(signs.get(m.entity, " "), sign(m.by, m.confidence), key=" ?•".index)
    groups: dict[str, list[Entity]] = {}
    for entity in view.entities:
        groups.setdefault(entity.label, []).append(entity)
    order = [*(label for label in LABELS if label in groups), *sorted(set(groups) - set(LABELS))]
    lines = []
    for label in order:
        lines.append(EntityLine(label, len(groups[label])))
        by_count = sorted(groups[label], key=lambda e: -counts[e.id])
        lines += [EntityLine(label, counts[e.id], e, signs.get(e.id, " ")) for e in by_count]
    return lines


class QuotesPane(ListPane[Quote]):
    """The quotes of the open article in text order: kind, speaker, first words."""

    number = "4"

    def show(self, view: View | None) -> None:
        """List a view's quotes; the cursor stays on the quote it was on."""
        current = self.current
        rows = view.quotes if view else ()
        self.summary = str(len(rows))
        self.set_rows(rows, lambda row: current is not None and row.id == current.id)
        self.refresh_heading()

    def select_quote(self, key: str) -> bool:
        """Put the cursor on a quote, without a message; False if it is not shown."""
        return self.select(lambda row: row.id == key)

    def row_text(self, row: Quote) -> str:
        return f"{row.speaker.name or ''} {row.kind} {' '.join(s.text for s in row.segments)}"

    def cells(self, row: Quote, width: int) -> tuple[list[Cell], list[Cell]]:
        name = row.speaker.name or "?"
        who = ("label--person",) if row.speaker.entity else ("pane--dim",)
        words = " ".join(row.segments[0].text[: 2 * width].split())
        return [
            (KIND_LETTERS[row.kind], ("pane--dim",)),
            (sign(row.by, row.confidence), ("pane--human",)),
            (name if len(name) <= width // 2 else name[: width // 2 - 1] + "…", who),
            (f"  {words}", ()),
        ], []
