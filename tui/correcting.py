"""What the keys do to put the machine right. Nothing is said to be saved before it is on the disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from store import drafts
from store.corrections import Correction, describe
from store.model import Entity, Kind, Mention, Quote, Span, Speaker
from store.names import entity_id
from tui.asking import Choice
from tui.desk import Desk
from tui.labels import LABEL_KEYS

_KINDS: tuple[Kind, ...] = ("direct", "partial", "indirect")
_LABEL_OF_KEY = {key: label for label, key in LABEL_KEYS.items()}
#: Most choices offered for a speaker or an entity.
_OFFERED = 60


class CorrectActions(Desk):
    """Actions of the main screen that write to the correction log."""

    #: The last correction made here, for ``widen``; and how to do the like again, for ``repeat``.
    last_correction: Correction | None = None
    again: Callable[[], None] | None = None

    def correct(self, draft: Correction | None) -> bool:
        """Save a correction, show it, and only then say so."""
        from store.errors import StoreError

        if draft is None:
            return False
        try:
            done = self.pressbox.library.correct(msgspec.structs.replace(draft, session=self.session.name))
        except StoreError as error:
            self.status.say(str(error), "bad")
            return False
        self.last_correction = done
        self.text.unselect()
        self.refresh_view()
        wider = " · * wider" if drafts.widened(done) else ""
        self.status.say(f"saved: {describe(done)} · u undo{wider}", "good")
        if done.scope == "everywhere":
            self.pressbox.refresh_index()
        return True

    # what the keys are about

    def _named(self) -> Mention | None:
        """The mention under the cursor; says so if there is none."""
        if self.mention is None:
            self.status.say("no name under the cursor – ] goes to the next one, v and a add one")
        return self.mention

    def _said(self) -> Quote | None:
        """The quote under the cursor of the quotes pane or of the text; says so if there is none."""
        if self.quote is None:
            self.status.say("no quote under the cursor – } goes to the next one, v and A add one")
        return self.quote

    def _entity_line(self) -> Entity | None:
        """The entity under the cursor of the entities pane, None while another pane is at work."""
        line = self.entities.current if self.last_pane == "entities" else None
        return line.entity if line else None

    # names

    def action_relabel(self) -> None:
        if self.view is None or (self._entity_line() is None and self._named() is None):
            return
        entity = self._entity_line()
        what = entity.name if entity else self.mention.text if self.mention else ""
        self._ask_label(f"Relabel {what}:", self._relabel)

    def _ask_label(self, title: str, done: Callable[[str], None]) -> None:
        keys = {key: label for label, key in LABEL_KEYS.items()}
        self.question.ask_key(title, keys, lambda key: done(_LABEL_OF_KEY[key]))

    def _relabel(self, label: str) -> None:
        entity = self._entity_line()
        if self.view is not None and entity is not None:
            self.correct(drafts.relabel_entity(self.view, entity, label))
        elif self.view is not None and (mention := self._named()) is not None:
            self.correct(drafts.relabel(self.view, mention, label))
        self.again = lambda: self._relabel(label)

    def action_add(self) -> None:
        if self.view is None:
            return
        start, end = self.text.selection or self.text.word
        self._ask_label(f"Add {self.text.text[start:end][:40]} as:", self._add)

    def _add(self, label: str) -> None:
        if self.view is not None:
            start, end = self.text.selection or self.text.word
            self.correct(drafts.add_mention(self.view, start, end, label))
        self.again = lambda: self._add(label)

    def action_delete(self) -> None:
        entity = self._entity_line()
        if self.view is None:
            return
        if self.last_pane == "quotes" or (entity is None and self.mention is None and self.quote is not None):
            self.action_delete_quote()
            return
        if entity is not None:
            self.correct(drafts.delete_entity(self.view, entity))
        elif (mention := self._named()) is not None:
            self.correct(drafts.delete_mention(self.view, mention))
        self.again = self.action_delete

    def _move_border(self, start_by: int, end_by: int) -> None:
        """Move a border of the name under the cursor, or else of the quote's segment there, by words."""
        if self.view is None:
            return
        mention = self.mention if self.last_pane != "quotes" else None
        span = mention or self._segment()
        if span is None:
            self._named()
            return
        start, end = self._moved(span.start, start_by, 0), self._moved(span.end, end_by, 1)
        if start >= end or (start, end) == (span.start, span.end):
            self.status.say("it cannot get any smaller" if start >= end else "no further")
            return
        # The cursor goes along first, so that what is shown after the correction is what it was about.
        self.text.set_cursor(start, tell=False)
        if mention is not None:
            self.correct(drafts.move_mention(self.view, mention, start, end))
        elif isinstance(span, Span):
            self.correct(drafts.move_segment(self.view, span, start, end))

    def _moved(self, offset: int, by: int, edge: int) -> int:
        """The nearest word border (0: starts, 1: ends) before or behind an offset."""
        borders = [word[edge] for word in self.text.words]
        if by > 0:
            return next((b for b in borders if b > offset), offset)
        if by < 0:
            return next((b for b in reversed(borders) if b < offset), offset)
        return offset

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

    def _current_entity(self) -> Entity | None:
        entity = self._entity_line()
        if entity is None and self.view is not None and (mention := self._named()) is not None:
            entity = self.view.entity(mention.entity)
        return entity

    def action_join(self) -> None:
        view, entity = self.view, self._current_entity()
        if view is None or entity is None:
            return

        def done(into: object) -> None:
            if isinstance(into, Entity):
                self.correct(drafts.join_entities(view, entity, into))

        self.question.ask(f"Join {entity.name} into:", done, changed=lambda words: self._entities(words, entity))

    def action_split(self) -> None:
        """Give the mention under the cursor to another entity, or to one of its own."""
        view, mention = self.view, self._named()
        if view is None or mention is None:
            return

        def offer(words: str) -> Sequence[Choice]:
            name = words.strip() or mention.text
            known = {e.id for e in view.entities}
            fresh = entity_id(name, mention.label)
            if fresh in known:
                fresh = next(f"{fresh}-{n}" for n in range(2, 99) if f"{fresh}-{n}" not in known)
            own = Choice(name, Entity(id=fresh, name=name, label=mention.label), "a new entity")
            others = self._entities(words, view.entity(mention.entity)) if words.strip() else []
            return [*others, own]

        def done(to: object) -> None:
            if isinstance(to, Entity):
                self.correct(drafts.set_entity(view, mention, to.id, to.name))

        self.question.ask(f"Give {mention.text} to:", done, changed=offer)

    def action_rename(self) -> None:
        view, entity = self.view, self._current_entity()
        if view is None or entity is None:
            return

        def done(name: str) -> None:
            if name.strip() and name.strip() != entity.name:
                self.correct(drafts.rename_entity(view, entity, name.strip()))

        self.question.ask("Name of the entity:", done, value=entity.name)

    def _entities(self, words: str, but: Entity | None, labels: tuple[str, ...] = ()) -> list[Choice]:
        """Entities to choose from: this article's first (nearest to the cursor), then the whole library's."""
        if self.view is None:
            return []
        wanted = words.casefold().split()
        distance: dict[str, int] = {}
        for mention in self.view.mentions:
            far = abs(mention.start - self.text.cursor)
            distance[mention.entity] = min(far, distance.get(mention.entity, far))
        here = sorted(self.view.entities, key=lambda e: distance.get(e.id, 1 << 30))
        found = [
            Choice(e.name, e, f"{e.label}  {', '.join(e.aliases)}")
            for e in here
            if (but is None or e.id != but.id)
            and (not labels or e.label in labels)
            and all(w in f"{e.name} {' '.join(e.aliases)}".casefold() for w in wanted)
        ]
        if wanted:
            known = {e.id for e in self.view.entities}
            for row in self.pressbox.library.entities(words)[:_OFFERED]:
                if row.id not in known and (not labels or row.label in labels):
                    entity = Entity(id=row.id, name=row.name, label=row.label)
                    found.append(Choice(row.name, entity, f"{row.label}  in {row.articles} other articles"))
        return found[:_OFFERED]

    # quotes

    def action_add_quote(self) -> None:
        selection = self.text.selection
        if self.view is None or selection is None:
            self.status.say("select the words of the quote first: v starts, w and b go on")
            return
        view, (start, end) = self.view, _inside_marks(self.view.article.text, *selection)

        def done(speaker: object) -> None:
            if isinstance(speaker, Speaker):
                marked = view.article.text[max(0, start - 1) : start] in set("\"“'‘«")
                self.correct(drafts.add_quote(view, start, end, "direct" if marked else "indirect", speaker))

        self.question.ask("Said by:", done, changed=self._speakers)

    def action_delete_quote(self) -> None:
        if self.view is not None and (quote := self._said()) is not None:
            self.correct(drafts.delete_quote(self.view, quote))
        self.again = self.action_delete_quote

    def action_speaker(self) -> None:
        if self.view is None or self._said() is None:
            return

        def done(speaker: object) -> None:
            if isinstance(speaker, Speaker):
                self._set_speaker(speaker)

        self.question.ask("Said by:", done, changed=self._speakers)

    def _set_speaker(self, speaker: Speaker) -> None:
        if self.view is not None and (quote := self._said()) is not None:
            self.correct(drafts.set_speaker(self.view, quote, speaker))
        self.again = lambda: self._set_speaker(speaker)

    def _speakers(self, words: str) -> Sequence[Choice]:
        """People and organisations, nearest first; the words as typed as a description; nobody."""
        found = [
            Choice(choice.text, Speaker(entity=choice.value.id, name=choice.value.name), choice.remark)
            for choice in self._entities(words, None, ("PERSON", "ORG", "GPE", "NORP"))
        ]
        found.sort(key=lambda choice: not choice.remark.startswith("PERSON"))
        if words.strip():
            found.append(Choice(words.strip(), Speaker(name=words.strip()), "as a description, no entity"))
        else:
            found.append(Choice("nobody", Speaker(), "no speaker"))
        return found

    def action_kind(self) -> None:
        if self.view is not None and (quote := self._said()) is not None:
            kind = _KINDS[(_KINDS.index(quote.kind) + 1) % len(_KINDS)]
            self.correct(drafts.set_kind(self.view, quote, kind))

    def action_join_quotes(self) -> None:
        if self.view is None or (quote := self._said()) is None:
            return
        at = self.view.quotes.index(quote)
        if at + 1 == len(self.view.quotes):
            self.status.say("there is no quote after this one")
        else:
            self.correct(drafts.join_quotes(self.view, quote, self.view.quotes[at + 1]))

    def action_split_quote(self) -> None:
        if self.view is not None and (quote := self._said()) is not None:
            self.correct(drafts.split_quote(self.view, quote, self.text.cursor))

    # the log

    def action_widen(self) -> None:
        wider = drafts.widened(self.last_correction) if self.last_correction else None
        if wider is None:
            self.status.say("nothing to widen: * does the last correction in the whole article, then everywhere")
        else:
            self.correct(wider)

    def action_repeat(self) -> None:
        if self.again is None:
            self.status.say("nothing to repeat yet")
        else:
            self.again()

    def action_undo(self) -> None:
        if self._step_log("undone", "nothing to undo", self.pressbox.library.undo):
            self.last_correction = None

    def action_redo(self) -> None:
        self.last_correction = self._step_log("redone", "nothing to redo", self.pressbox.library.redo)

    def _step_log(self, done: str, nothing: str, step: Callable[[str], Correction | None]) -> Correction | None:
        """Undo or redo, and show where; the correction that it was about."""
        from store.errors import StoreError

        try:
            correction = step(self.session.name)
        except StoreError as error:
            self.status.say(str(error), "bad")
            return None
        if correction is None:
            self.status.say(nothing)
            return None
        if correction.scope == "everywhere":
            self.pressbox.refresh_index()
        elif self.view is not None and correction.article != self.view.article.id:
            at = correction.anchor.start if correction.anchor else 0
            self.show_article(correction.article, cursor=at)
        self.refresh_view()
        other = "" if correction.session == self.session.name else f" (made in session {correction.session})"
        self.status.say(f"{done}: {describe(correction)}{other}", "good")
        return correction

    def action_review(self) -> None:
        if self.view is not None:
            self.correct(drafts.review(self.view, not self.view.reviewed))


def _inside_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """A selection without the quote marks at its ends."""
    while start < end and text[start] in "\"“”‘’'«» ":
        start += 1
    while end > start and text[end - 1] in '"“”‘«» ':
        end -= 1
    return start, end
