"""What the keys do to quotes and speakers."""

from __future__ import annotations

from collections.abc import Sequence

from store import drafts
from store.model import Kind, Speaker
from store.names import entity_id
from tui.asking import Choice
from tui.correcting import Correcting

_KINDS: tuple[Kind, ...] = ("direct", "partial", "indirect")


class QuoteActions(Correcting):
    """Actions of the main screen on quotes."""

    def action_add_quote(self) -> None:
        view, selection = self._open(), self.text.selection
        if view is None:
            return
        if selection is None:
            self.status.say("select the words of the quote first: v starts, w and b go on")
            return
        start, end = _inside_marks(view.article.text, *selection)

        def done(speaker: object) -> None:
            if isinstance(speaker, Speaker):
                marked = view.article.text[max(0, start - 1) : start] in set("\"“'‘«")
                self.correct(drafts.add_quote(view, start, end, "direct" if marked else "indirect", speaker))

        self.question.ask("Said by:", done, changed=self._speakers)

    def action_speaker(self) -> None:
        if self._open() is None or self._said() is None:
            return

        def done(speaker: object) -> None:
            if isinstance(speaker, Speaker):
                self._set_speaker(speaker)

        self.question.ask("Said by:", done, changed=self._speakers)

    def _set_speaker(self, speaker: Speaker) -> None:
        view = self._open()
        if view and (quote := self._said()) and self.correct(drafts.set_speaker(view, quote, speaker)):
            self.again = lambda: self._set_speaker(speaker)

    def _speakers(self, words: str) -> Sequence[Choice]:
        """People and organisations, nearest first; the words as typed as a description; nobody."""
        found = [
            Choice(choice.text, Speaker(entity=choice.value.id, name=choice.value.name), choice.remark)
            for choice in self._entities(words, None, ("PERSON", "ORG", "GPE", "NORP"))
        ]
        found.sort(key=lambda choice: not choice.remark.startswith("PERSON"))
        name = words.strip()
        if name:
            described = Choice(name, Speaker(name=name), "as a description, no entity")
            person = Choice(name, Speaker(entity=entity_id(name, "PERSON"), name=name), "as a new person")
            found += [person, described] if name[0].isupper() else [described, person]
        if "nobody".startswith(name.casefold()):
            found.append(Choice("nobody", Speaker(), "no speaker"))
        return found

    def action_kind(self) -> None:
        view = self._open()
        if view and (quote := self._said()):
            kind = _KINDS[(_KINDS.index(quote.kind) + 1) % len(_KINDS)]
            self._set_kind(kind)

    def _set_kind(self, kind: Kind) -> None:
        view = self._open()
        if view and (quote := self._said()) and self.correct(drafts.set_kind(view, quote, kind)):
            self.again = lambda: self._set_kind(kind)

    def action_join_quotes(self) -> None:
        view = self._open()
        if view is None or (quote := self._said()) is None:
            return
        at = view.quotes.index(quote)
        if at + 1 == len(view.quotes):
            self.status.say("there is no quote after this one")
        elif (other := view.quotes[at + 1].speaker.name) and quote.speaker.name and other != quote.speaker.name:
            self.status.say(f"the next quote is {other}'s – set its speaker first (s), then join")
        else:
            self.correct(drafts.join_quotes(view, quote, view.quotes[at + 1]))

    def action_split_quote(self) -> None:
        view = self._open()
        if view is None or (quote := self._said()) is None:
            return
        if not quote.segments[0].start < self.text.cursor < quote.segments[-1].end:
            self.status.say("move the cursor to the word in front of which the quote is to be cut")
        else:
            self.correct(drafts.split_quote(view, quote, self.text.cursor))


def _inside_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """A selection without the quote marks at its ends."""
    while start < end and text[start] in "\"“”‘’'«» ":
        start += 1
    while end > start and text[end - 1] in '"“”‘«» ':
        end -= 1
    return start, end
