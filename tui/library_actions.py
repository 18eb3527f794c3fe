"""What the keys do with the library as a whole: import, export, sessions, the log of corrections, themes."""

from __future__ import annotations

import os
from collections.abc import Sequence

from tui.asking import Choice
from tui.desk import Desk
from tui.files import ask_file

#: Most paths offered while one is typed.
_OFFERED = 50


class LibraryActions(Desk):
    """Actions of the main screen that are about more than the open article."""

    def action_import(self) -> None:
        if self.pressbox.library.read_only:
            self.status.say(f"read-only: {self.pressbox.library.refusal}", "bad")
            return
        self.question.ask("Import file, folder or URL:", self._import, changed=complete_path)

    def _import(self, path: str) -> None:
        if path.strip():
            self.pressbox.start_import([os.path.expanduser(path.strip())])

    def action_samples(self) -> None:
        self.pressbox.import_samples()

    def action_export(self) -> None:
        keys = {
            "j": "JSON Lines",
            "h": "HTML report",
            "m": "Markdown report",
            "c": "CSV of quotes",
            "n": "CSV of names",
            "s": "spaCy DocBin",
            "p": "Prodigy",
            "i": "CoNLL, IOB2",
            "b": "brat",
            "w": "W3C Web Annotation",
        }
        self.question.ask_key("Export as:", keys, self._ask_export)

    def _ask_export(self, key: str) -> None:
        kind, name = {
            "j": ("jsonl", "pressbox.jsonl"),
            "h": ("html", "pressbox.html"),
            "m": ("md", "pressbox.md"),
            "c": ("csv-quotes", "quotes.csv"),
            "n": ("csv-entities", "names.csv"),
            "s": ("spacy", "pressbox.spacy"),
            "p": ("prodigy", "prodigy.jsonl"),
            "i": ("conll", "pressbox.conll"),
            "b": ("brat", "brat.zip"),
            "w": ("jsonld", "pressbox.jsonld"),
        }[key]
        if self.articles.waits:
            self.status.say("what the filter gives is still being looked up – try again")
            return
        shown = frozenset(self.articles.rows[at].id for at in self.articles.shown)
        total = len(self.articles.rows)
        if not self.articles.words or len(shown) == total:
            self._ask_target(kind, name, None)
            return
        answers = {"a": f"all {total}", "s": f"the {len(shown)} that the filter shows"}
        title = "Export which articles?"
        self.question.ask_key(title, answers, lambda key: self._ask_target(kind, name, shown if key == "s" else None))

    def _ask_target(self, kind: str, name: str, only: frozenset[str] | None) -> None:
        ask_file(self, "Write to:", name, lambda file: self.pressbox.start_export(kind, file, only))

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
        before = self.pressbox.chosen_theme
        themes = sorted(self.app.available_themes)

        def offer(words: str) -> Sequence[Choice]:
            found = [Choice(name, name, "now" if name == before else "") for name in themes if words.casefold() in name]
            return sorted(found, key=lambda choice: choice.value != before)

        self.question.ask("Theme:", self._set_theme, changed=offer)

    def _set_theme(self, name: str) -> None:
        if name not in self.app.available_themes:
            self.status.say(f"there is no theme with “{name}” in its name")
            return
        self.pressbox.wear(name)
        self.remember()
        if self.app.theme != self.pressbox.chosen_theme:
            self.status.say(f"{name} needs more colours than this terminal has: {self.app.theme} is shown instead")


def complete_path(words: str) -> Sequence[Choice]:
    """Files and folders that the typed path may go on with, the path as typed first."""
    typed = os.path.expanduser(words)
    folder, start = os.path.split(typed)
    try:
        names = sorted(n for n in os.listdir(folder or ".") if n.startswith(start) and (start or not n.startswith(".")))
    except (OSError, ValueError):
        names = []
    choices = []
    for path in (os.path.join(folder, name) for name in names[:_OFFERED]):
        is_folder = os.path.isdir(path)
        choices.append(Choice(f"{path}/" if is_folder else path, path, "folder" if is_folder else "", is_folder))
    if words and os.path.exists(typed):
        choices.insert(0, Choice(words, typed, "this"))
    return choices
