"""What the keys do to names and entities."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from store import drafts
from store.model import Entity, Mention, Span
from store.names import entity_id
from store.view import View
from tui.asking import Choice
from tui.correcting import Correcting
from tui.labels import LABEL_KEYS

_LABEL_OF_KEY = {key: label for label, key in LABEL_KEYS.items()}


class NameActions(Correcting):
    """Actions of the main screen on names; the border keys move a quote's borders where there is no name."""

    # names

    def action_relabel(self) -> None:
        if self._open() is None or (self._entity_line() is None and self._named() is None):
            return
        entity = self._entity_line()
        what = entity.name if entity else self.mention.text if self.mention else ""
        self._ask_label(f"Relabel {what}:", self._relabel)

    def _ask_label(self, title: str, done: Callable[[str], None]) -> None:
        keys = {key: label for label, key in LABEL_KEYS.items()}
        self.question.ask_key(title, keys, lambda key: done(_LABEL_OF_KEY[key]))

    def _relabel(self, label: str) -> None:
        view, entity = self._open(), self._entity_line()
        if view is None:
            return
        if entity is not None:
            draft = drafts.relabel_entity(view, entity, label)
        elif (mention := self._named()) is not None:
            draft = drafts.relabel(view, mention, label)
        else:
            return
        if draft.before.label == label:
            self.status.say(f"it is {label} already")
        elif self.correct(draft):
            self.again = lambda: self._relabel(label)

    def action_add(self) -> None:
        view = self._open()
        if view is None or (words := self._to_be_added(view)) is None:
            return
        start, end = words
        there = " and ".join(mention.text for mention in _within(view, start, end))
        instead = f" in place of {there}" if there else ""
        self._ask_label(f"Add {self.text.text[start:end][:40]}{instead} as:", self._add)

    def _add(self, label: str) -> None:
        view = self._open()
        if view is None or (words := self._to_be_added(view)) is None:
            return
        if self.correct(drafts.add_mention(view, *words, label)):
            self.again = lambda: self._add(label)

    def _to_be_added(self, view: View) -> tuple[int, int] | None:
        """The selected words, or the one under the cursor if it is seen and no name yet; else says so."""
        if self.text.selection is not None:
            return self.text.selection
        if self.last_pane != "text":
            self.status.say("select the words of the name first: 2 goes to the text, v starts, w and b go on")
            return None
        if there := _within(view, *self.text.word):
            name = there[0].text
            self.status.say(f"“{name}” is a name already – r relabels it, ( ) < > move its ends, v selects other words")
            return None
        return self.text.word

    def action_delete(self) -> None:
        view, entity = self._open(), self._entity_line()
        if view is None:
            return
        if self.last_pane == "quotes" or (entity is None and self.mention is None and self.quote is not None):
            self.action_delete_quote()
        elif entity is not None:
            self.correct(drafts.delete_entity(view, entity))
        elif (mention := self._named()) is not None and self.correct(drafts.delete_mention(view, mention)):
            self.again = self.action_delete

    def _move_border(self, start_by: int, end_by: int) -> None:
        """Move a border of the name under the cursor, or else of the quote's segment there, by words."""
        view = self._open()
        if view is None:
            return
        mention = self.mention if self.last_pane != "quotes" else None
        span = mention or self._segment()
        if span is None:
            self._named()
            return
        words = [w for w in self.text.words if mention is None or self.text.text[w[0]].isalnum()]
        start, end = _moved(words, span.start, start_by, 0), _moved(words, span.end, end_by, 1)
        if start >= end or (start, end) == (span.start, span.end):
            self.status.say("it cannot get any smaller" if start >= end else "no further")
            return
        # The cursor goes along first, so that what is shown after the correction is what it was about.
        self.text.set_cursor(start, tell=False)
        if mention is not None:
            self.correct(drafts.move_mention(view, mention, start, end))
        elif isinstance(span, Span):
            self.correct(drafts.move_segment(view, span, start, end))

    def _segment(self) -> Span | None:
        """The segment of the current quote that the text cursor is on, else its first one."""
        if self.quote is None:
            return None
        over = (s for s in self.quote.segments if s.start <= self.text.cursor < s.end)
        return next(over, self.quote.segments[0])

    def action_start_left(self) -> None:
        self._move_border(-1, 0)

    def action_start_right(self) -> None:
        self._move_border(1, 0)

    def action_end_left(self) -> None:
        self._move_border(0, -1)

    def action_end_right(self) -> None:
        self._move_border(0, 1)

    # entities

    def _current_entity(self, view: View) -> Entity | None:
        entity = self._entity_line()
        if entity is None and (mention := self._named()) is not None:
            entity = view.entity(mention.entity)
        return entity

    def action_join(self) -> None:
        view = self._open()
        entity = self._current_entity(view) if view else None
        if view is None or entity is None:
            return

        def done(into: object) -> None:
            if isinstance(into, Entity):
                self.correct(drafts.join_entities(view, entity, into))

        self.question.ask(f"Join {entity.name} into:", done, changed=lambda words: self._entities(words, entity))

    def action_split(self) -> None:
        """Give the mention under the cursor to another entity, or to one of its own."""
        view = self._open()
        mention = self._named() if view else None
        if view is None or mention is None:
            return

        def offer(words: str) -> Sequence[Choice]:
            name = words.strip() or mention.text
            known = {e.id for e in view.entities}
            fresh = entity_id(name, mention.label)
            if fresh in known:
                fresh = next(f"{fresh}-{n}" for n in range(2, 99) if f"{fresh}-{n}" not in known)
            own = Choice(name, Entity(id=fresh, name=name, label=mention.label), "a new entity")
            others = self._entities(words, view.entity(mention.entity))
            return [*others, own] if words.strip() else [own, *others]

        def done(to: object) -> None:
            if isinstance(to, Entity):
                self.correct(drafts.set_entity(view, mention, to.id, to.name))

        self.question.ask(f"Give this “{mention.text}” to:", done, changed=offer)

    def action_rename(self) -> None:
        view = self._open()
        entity = self._current_entity(view) if view else None
        if view is None or entity is None:
            return

        def done(name: str) -> None:
            if name.strip() and name.strip() != entity.name:
                self.correct(drafts.rename_entity(view, entity, name.strip()))

        self.question.ask("Name of the entity:", done, value=entity.name)


def _within(view: View, start: int, end: int) -> list[Mention]:
    """The names that reach into a stretch of the text."""
    return [mention for mention in view.mentions if mention.start < end and start < mention.end]


def _moved(words: Sequence[tuple[int, int]], offset: int, by: int, edge: int) -> int:
    """The nearest border of a word (edge 0: starts, 1: ends) before or behind an offset."""
    borders = [word[edge] for word in words]
    if by > 0:
        return next((b for b in borders if b > offset), offset)
    if by < 0:
        return next((b for b in reversed(borders) if b < offset), offset)
    return offset
