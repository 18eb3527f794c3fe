"""Where else stands what the quotes of an article say."""

from __future__ import annotations

from collections.abc import Iterator

from store.library import Library
from store.model import Quote
from tui.hits_page import Hit, HitsPane, PlacesPage
from tui.telling import in_articles


class ReusePage(PlacesPage):
    """The quotes of an article that others carry too, whole or in part, each with these others below it."""

    hint = "numbers: words of the quote in a row, of all its words"

    def __init__(self, article: str, quote: str | None) -> None:
        self.carried = HitsPane("Same quote elsewhere", empty="looking…")
        super().__init__(self.carried)
        self.article = article
        self.first = quote
        self.quotes: list[Quote] = []

    def begin(self, library: Library) -> None:
        view = library.view(self.article)
        # The quote under the cursor comes first, then the others in text order.
        self.quotes = sorted(view.quotes, key=lambda quote: quote.id != self.first)

    def on_mount(self) -> None:
        self.gather(self._look, self._show)

    def _look(self) -> Iterator[tuple[list[Hit], bool]]:
        """Ever more rows, and whether these are all."""
        rows: list[Hit] = []
        for quote in self.quotes:
            words = " ".join(segment.text for segment in quote.segments)
            found = self.pressbox.library.elsewhere(self.article, words)
            if found:
                rows.append(Hit(f"{quote.speaker.name or '?'}: “{words}” – {in_articles(len(found))}"))
                rows += [
                    Hit(c.text, c.article, c.title, c.start, c.before, c.after, remark=f"{c.common} of {c.words}")
                    for c in found
                ]
                yield list(rows), False
        yield rows, True

    def _show(self, answer: tuple[list[Hit], bool]) -> None:
        rows, complete = answer
        at = self.carried.cursor
        self.carried.list_hits(rows)
        self.carried.put_cursor(at)
        self.filled(self.carried)
        quotes = sum(1 for row in rows if not row.article)
        self.carried.summary = f"{quotes} of {len(self.quotes)} quotes"
        self.carried.empty = "no other article carries a quote of this one" if complete else "looking…"
        self.carried.refresh()

    def read(self) -> tuple[str, int] | None:
        return self.article, next((q.segments[0].start for q in self.quotes if q.id == self.first), 0)
