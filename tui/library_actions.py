"""What the keys do with the library as a whole: import, export, sessions, the log of corrections, themes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tui.asking import Choice
from tui.desk import Desk

#: Most paths offered while one is typed.
_OFFERED = 50


class LibraryActions(Desk):
    """Actions of the main screen that are about more than the open article."""

    def action_import(self) -> None:
        if self.pressbox.library.read_only:
            self.status.say("read-only: another Pressbox writes to this store", "bad")
            return
        self.question.ask("Import file or folder:", self._import, changed=complete_path)

    def _import(self, path: str) -> None:
        if path.strip():
            self.pressbox.start_import([str(Path(path.strip()).expanduser())])

    def action_export(self) -> None:
        keys = {
            "j": "JSON Lines",
            "h": "HTML report",
            "m": "Markdown report",
            "c": "CSV of quotes",
            "n": "CSV of names",
        }
        keys["s"] = "spaCy DocBin"
        self.question.ask_key("Export as:", keys, self._ask_export)

    def _ask_export(self, key: str) -> None:
        kind, name = {
            "j": ("jsonl", "pressbox.jsonl"),
            "h": ("html", "pressbox.html"),
            "m": ("md", "pressbox.md"),
            "c": ("csv-quotes", "quotes.csv"),
            "n": ("csv-entities", "names.csv"),
            "s": ("spacy", "pressbox.spacy"),
        }[key]
        self.question.ask("Write to:", lambda path: self.pressbox.start_export(kind, path), value=name)

    def action_failures(self) -> None:
        self.pressbox.open_failures()

    def action_cancel_import(self) -> None:
        if not self.pressbox.cancel_import():
            self.status.say("no import is running")

    def action_corrections(self) -> None:
        self.pressbox.open_corrections()

    def action_sessions(self) -> None:
        self.save_session()
        self.pressbox.open_sessions()

    def action_theme(self) -> None:
        before = self.app.theme
        themes = sorted(self.app.available_themes)

        def offer(words: str) -> Sequence[Choice]:
            return [Choice(name, name, "now" if name == before else "") for name in themes if words.casefold() in name]

        self.question.ask("Theme:", self._set_theme, changed=offer)

    def _set_theme(self, name: str) -> None:
        if name in self.app.available_themes:
            self.app.theme = name
            self.remember()


def complete_path(words: str) -> Sequence[Choice]:
    """Files and folders that the typed path may go on with, the path as typed first."""
    typed = Path(words).expanduser()
    folder, start = (typed, "") if words.endswith("/") or not words else (typed.parent, typed.name)
    try:
        found = sorted(
            p for p in folder.iterdir() if p.name.startswith(start) and (start or not p.name.startswith("."))
        )
    except OSError:
        found = []
    choices = [Choice(f"{p}/" if p.is_dir() else str(p), str(p), "folder" if p.is_dir() else "") for p in found]
    if words and typed.exists():
        choices.insert(0, Choice(words, words, "this"))
    return choices[:_OFFERED]
