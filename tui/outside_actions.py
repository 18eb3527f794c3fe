"""What the keys do with the world outside: editor, browser, clipboard, files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from textual.app import SuspendNotSupported

from tui import outside
from tui.desk import Desk
from tui.files import file_of, in_folder, write_told
from tui.telling import attributed

#: Where quotes go unless the user says otherwise.
QUOTES_FILE = "quotes.md"


class OutsideActions(Desk):
    """Actions of the main screen that hand something to another program or a file."""

    #: The file that quotes were appended to last.
    _quotes_file = QUOTES_FILE

    def action_pager(self) -> None:
        """Read the article in the user's own editor or pager."""
        if self.view is None:
            return
        command = outside.reader()
        if not command:
            self.status.say("no editor or pager was found: set $EDITOR or $PAGER", "bad")
            return
        self.save_session()
        try:
            with self.app.suspend():
                status, changed = outside.show(self.view.article.text, command)
        except (OSError, SuspendNotSupported) as error:
            self.status.say(f"{command[0]}: {error}", "bad")
            return
        if status:
            self.status.say(f"{command[0]} ended with status {status}", "bad")
        elif changed:
            self.status.say("that was a copy: what you changed in it is not kept, articles stay as they were published")
        elif missing := outside.missing():
            self.status.say(f"{missing} was not found: {command[0]} was used instead")

    def action_links(self) -> None:
        if self.view is not None:
            from tui.links_page import LinksPage

            self.app.push_screen(LinksPage(self.view.article), self._to_link)

    def _to_link(self, start: int | None) -> None:
        if start is not None:
            self.text.set_cursor(start)
            self.go_to("text")

    def action_copy(self) -> None:
        """Copy the selection, or the current quote with who said it and where."""
        self._take_words(self._copy)

    def _copy(self, words: str) -> None:
        self.app.copy_to_clipboard(words)
        self.status.say(f"copied {len(words)} characters")

    def action_copy_to_file(self) -> None:
        """Append the same to a file."""
        ask = self.question.ask
        self._take_words(lambda words: ask("Append to file:", self._appended(words), value=self._quotes_file))

    def _take_words(self, take: Callable[[str], None]) -> None:
        """Hand on the selection, or the current quote with who said it and where."""
        selection = self.text.selection
        if selection is not None:
            take(self.text.text[slice(*selection)])
        elif self.quote is not None and self.view is not None:
            take(attributed(self.quote, self.view.article))
        else:
            self.status.say("nothing to copy: select words with v, or stand on a quote")

    def _appended(self, words: str) -> Callable[[str], None]:
        def append(name: str) -> None:
            if (named := file_of(name)) is not None:
                file = in_folder(named, QUOTES_FILE)
                if write_told(self, file, lambda: _append(file, words)):
                    self._quotes_file = str(file)

        return append


def _append(file: Path, words: str) -> None:
    with file.open("a", encoding="utf-8", errors="replace") as out:
        out.write(f"{words}\n\n")
        out.flush()
        os.fsync(out.fileno())
