"""Saving what a human says. Nothing is said to be saved before it is on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import msgspec

from store import drafts
from store.corrections import QUOTE_ACTIONS, Correction, describe
from store.model import Entity, Mention, Quote
from store.view import View
from tui.asking import Choice
from tui.telling import ABOUT_TEXT, in_articles
from tui.unsaved import Unsaved

if TYPE_CHECKING:
    from store.lists import EntityRow

#: Most choices offered for a speaker or an entity.
_OFFERED = 60


class Correcting(Unsaved):
    """Saving corrections, taking them back and doing them wider: what all correcting keys share."""

    #: The last correction made here, for ``widen``; and how to do the like again, for ``repeat``.
    last_correction: Correction | None = None
    again: Callable[[], None] | None = None

    def correct(self, draft: Correction, idle: Callable[[], None] | None = None) -> bool:
        """Save a correction, show it, and only then say so. ``idle`` is called if it would change nothing."""
        from store.errors import NoEffectError, NotSavedError, StoreError

        before = self.view
        draft = msgspec.structs.replace(draft, session=self.session.name)
        try:
            done = self.pressbox.library.correct(draft)
        except NotSavedError as error:
            self.keep(draft, error)
            return False
        except StoreError as error:
            if idle is not None and isinstance(error, NoEffectError):
                idle()
            else:
                self.status.say(str(error), "bad")
            return False
        self.last_correction = done
        self.text.unselect()
        self.refresh_view()
        places = _changes(before, self.view)
        reach = f" · {places} places here" if done.scope != "mention" and places > 1 else ""
        if done.scope == "everywhere":
            reach += " · also in future imports"
        wider = " · * wider" if drafts.widened(done) else ""
        self.status.say(f"saved: {describe(done)}{reach} · u undo{wider}", "good")
        if done.scope == "everywhere":
            self.pressbox.refresh_index()
        return True

    # what the keys are about

    def _open(self) -> View | None:
        """The open article, if it can be corrected from here; else says why not."""
        if self.pressbox.library.read_only:
            self.status.say(f"read-only: {self.pressbox.library.refusal}", "bad")
        elif self.view is None:
            self.status.say("no article is open – I imports files or folders")
        elif self.last_pane == "articles":
            self.status.say(ABOUT_TEXT)
        else:
            return self.view
        return None

    def _named(self) -> Mention | None:
        """The mention under the cursor; says so if there is none."""
        if self.mention is None:
            selected = "a makes the selected words one"
            other = selected if self.text.selection else "] goes to the next one, v and a add one"
            self.status.say(f"no name under the cursor – {other}")
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

    def _entities(self, words: str, but: Entity | None, labels: tuple[str, ...] = ()) -> list[Choice]:
        """Entities to choose from: this article's first, then the whole library's.

        Those that share words with the name of ``but`` come before the others, then those of its label, then those
        that are near to the cursor.
        """
        if self.view is None:
            return []
        wanted = words.casefold().split()
        distance: dict[str, int] = {}
        for mention in self.view.mentions:
            far = abs(mention.start - self.text.cursor)
            distance[mention.entity] = min(far, distance.get(mention.entity, far))
        name = set(but.name.casefold().split()) if but else set()

        def rank(entity: Entity) -> tuple[int, bool, int]:
            shared = name & set(f"{entity.name} {' '.join(entity.aliases)}".casefold().split())
            return -len(shared), but is not None and entity.label != but.label, distance.get(entity.id, 1 << 30)

        here = sorted(self.view.entities, key=rank)
        found = [
            Choice(e.name, e, f"{e.label}  {', '.join(e.aliases)}")
            for e in here
            if (but is None or e.id != but.id)
            and (not labels or e.label in labels)
            and all(w in f"{e.name} {' '.join(e.aliases)}".casefold() for w in wanted)
        ]
        if wanted:
            known = {e.id for e in self.view.entities}
            for row in self._library_entities(words):
                if row.id not in known and (not labels or row.label in labels):
                    entity = Entity(id=row.id, name=row.name, label=row.label)
                    found.append(
                        Choice(
                            row.name,
                            entity,
                            f"{row.label}  in {in_articles(row.articles)}",
                        )
                    )
        return found[:_OFFERED]

    def _library_entities(self, words: str) -> list[EntityRow]:
        """The library's entities with these words; none while its index is being made."""
        from store.errors import StoreError

        try:
            return self.pressbox.library.entities(words, limit=_OFFERED)
        except StoreError:
            return []

    # both names and quotes are deleted with the same key

    def action_delete_quote(self) -> None:
        view = self._open()
        if view and (quote := self._said()) and self.correct(drafts.delete_quote(view, quote)):
            self.again = self.action_delete_quote

    # the log

    def action_widen(self) -> None:
        last = self.last_correction
        if last is not None and (self.view is None or last.article != self.view.article.id):
            self.show_article(last.article, cursor=last.anchor.start if last.anchor else 0)
        wider = drafts.widened(last) if last else None
        if last is not None and last.scope == "everywhere":
            self.status.say("that holds everywhere already, also in future imports")
        elif wider is None:
            self.status.say("nothing to widen: * does the last correction in the whole article, then everywhere")
        else:
            self.correct(wider, idle=lambda: self._widen_further(wider))

    def _widen_further(self, wider: Correction) -> None:
        """The article has nothing else that the correction holds for: ask before it is done everywhere."""
        widest = drafts.widened(wider)
        if widest is None:
            self.status.say("there is nothing else here that this holds for")
            return
        title = "Nothing else in this article. Everywhere?"
        self.question.confirm(title, "yes, in future imports too", "no", lambda: self.correct(widest))

    def action_repeat(self) -> None:
        if self.again is None:
            self.status.say("nothing to repeat yet: . gives a label, speaker or kind again, or deletes again")
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
        elsewhere = self.view is not None and correction.article != self.view.article.id
        if elsewhere and self.articles.has(correction.article):
            self.show_article(correction.article)
        self.refresh_view()
        self._stand_on(correction)
        other = "" if correction.session == self.session.name else f" (made in session {correction.session})"
        self.status.say(f"{done}: {describe(correction)}{other}", "good")
        return correction

    def _stand_on(self, correction: Correction) -> None:
        """Put the cursors on what a correction of the open article was about, if that is there."""
        if self.view is None or correction.article != self.view.article.id or correction.action == "review":
            return
        key, anchor = correction.before.entity, correction.anchor
        starts = [anchor.start] if anchor is not None else [m.start for m in self.view.mentions if m.entity == key]
        if starts:
            self.text.set_cursor(starts[0], tell=False)
        mention, quote = self.view.mention_at(self.text.cursor), self.view.quote_at(self.text.cursor)
        if mention is not None and anchor is not None:
            key = mention.entity
        of_quote = correction.action in QUOTE_ACTIONS
        if self.last_pane == "entities" and not of_quote and key is not None and self.entities.select_entity(key):
            self.follow_entity()
        elif self.last_pane == "quotes" and of_quote and quote is not None and self.quotes.select_quote(quote.id):
            self.follow_quote()
        else:
            self.follow_text()

    def action_review(self) -> None:
        self.settle()
        if self.view is None:
            self.status.say("no article is open – I imports files or folders")
        else:
            self.correct(drafts.review(self.view, not self.view.reviewed))


def _changes(before: View | None, after: View | None) -> int:
    """How many mentions are not what they were, or how many quotes, where it is about them alone."""
    if before is None or after is None:
        return 0
    return _unlike(before.mentions, after.mentions) or _unlike(before.quotes, after.quotes)


def _unlike(before: Iterable[Mention | Quote], after: Iterable[Mention | Quote]) -> int:
    """How many of either are not among the other, whichever are more."""
    one, other = set(before), set(after)
    return max(len(one - other), len(other - one))
