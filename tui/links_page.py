"""The links of an article: where it came from, and what it points to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from store.safe import safe_line
from tui.list_page import ListPage
from tui.list_pane import Cell, ListPane
from tui.outside import browse, is_web
from tui.verbs import Verb

if TYPE_CHECKING:
    from store.model import Article


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link: its words in the text, where it points, and where it stands (-1 for the article's own source)."""

    text: str
    target: str
    start: int = -1


class LinksPane(ListPane[LinkLine]):
    """One row a link."""

    def row_text(self, row: LinkLine) -> str:
        return f"{row.text} {row.target}"

    def cells(self, row: LinkLine, width: int) -> tuple[list[Cell], list[Cell]]:
        web = ("label--org",) if is_web(row.target) else ("pane--dim",)
        return [("   " if row.start >= 0 else " ◂ ", ("pane--dim",)), (f"{row.text}  ", ()), (row.target, web)], []


class LinksPage(ListPage):
    """Links; enter opens one in the browser, t goes to its place in the text."""

    own = (
        Verb("place", "t", "Place in the text", "Go to the link's place in the text", "Read"),
        Verb("copy", "y", "Copy", "Copy where the link points", "Take away"),
    )
    BINDINGS: ClassVar[list[Any]] = [verb.binding(of_page=True) for verb in own]
    hint = "⏎ opens it in the browser"

    def __init__(self, article: Article) -> None:
        super().__init__(LinksPane("Links", id="links", empty="this article has no links"))
        links = [LinkLine(link.text, link.target, link.start) for link in article.links]
        self.pane.set_rows([LinkLine("this article", article.source), *links])
        self.pane.summary = str(len(links))

    def action_open(self) -> None:
        line = self.pane.current
        if line is None:
            return
        fault = browse(line.target)
        if fault:
            self.say(f"not opened: {fault} – y copies it", "bad")
        else:
            self.say(f"opened: {safe_line(line.target)}", "good")

    def action_place(self) -> None:
        line = self.pane.current
        if line is not None and line.start >= 0:
            self.dismiss(line.start)

    def action_copy(self) -> None:
        line = self.pane.current
        if line is not None:
            self.app.copy_to_clipboard(line.target)
            self.say(f"copied: {safe_line(line.target)}", "good")
