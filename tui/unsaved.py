"""Corrections that could not be written, as on a full disk: kept until they are saved again, here or in a file."""

from __future__ import annotations

import os
from pathlib import Path

from store.corrections import Correction
from store.errors import NoEffectError, NotSavedError, StoreError, reason
from tui.desk import Desk
from tui.files import file_of

#: The file that is offered for what cannot be saved in the store.
_FILE = "pressbox-unsaved.jsonl"


class Unsaved(Desk):
    """What to do with corrections whose write failed. They live in memory only, so nobody leaves without being told."""

    #: The corrections that are not on any disk, oldest first; and whether the user has been told on leaving.
    unsaved: tuple[Correction, ...] = ()
    _told_on_leaving = False

    def keep(self, draft: Correction, error: NotSavedError) -> None:
        """Remember a correction whose write failed, and say so."""
        self.unsaved = (*self.unsaved, draft)
        self._told_on_leaving = False
        self.status.say(f"{error} {_many(len(self.unsaved))} not on the disk · W tries again or saves elsewhere", "bad")

    def may_leave(self) -> bool:
        """Whether nothing would be lost by leaving, or the user knows what; says so the first time."""
        if not self.unsaved or self._told_on_leaving:
            return True
        self._told_on_leaving = True
        what = _many(len(self.unsaved))
        self.status.say(f"{what} not saved · W tries again or saves elsewhere, leaving again loses them", "bad")
        return False

    def action_save_again(self) -> None:
        """Write the unsaved corrections again; what still cannot be saved may go into a file elsewhere."""
        if not self.unsaved:
            self.status.say("everything is saved")
            return
        count, problem = len(self.unsaved), self._save_again()
        if self.view is not None:
            self.refresh_view()
        if self.unsaved:
            self.status.say(problem, "bad")
            self.question.ask(f"Save {_many(len(self.unsaved))} elsewhere, in the file:", self._save_in, value=_FILE)
        else:
            self.status.say(f"saved: {_many(count)}{problem}", "good")

    def _save_again(self) -> str:
        """Write what can be written, in order; the reason why the rest cannot, or what was left out."""
        refused = 0
        while self.unsaved:
            try:
                self.pressbox.library.correct(self.unsaved[0])
            except NoEffectError:
                refused += 1
            except StoreError as error:
                return str(error)
            self.unsaved = self.unsaved[1:]
        return f", {refused} of them without effect by now" if refused else ""

    def _save_in(self, name: str) -> None:
        path = file_of(name)
        if path is None:
            return
        try:
            append_lines(path, self.unsaved)
        except (OSError, ValueError) as error:
            self.status.say(f"not saved: {path}: {reason(error)}", "bad")
            return
        count, self.unsaved = len(self.unsaved), ()
        self.status.say(f"{_many(count)} saved: {path} · “pressbox correct” takes them in", "good")


def append_lines(path: Path, corrections: tuple[Correction, ...]) -> None:
    """Add corrections to a file of JSON Lines as ``pressbox correct`` reads it, durably; raises ``OSError``."""
    from store.exchange.lines import line
    from store.storage import sync_folder

    with path.open("ab") as file:
        for correction in corrections:
            file.write(line(correction).encode())
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.absolute().parent)


def _many(count: int) -> str:
    return f"{count} correction{'' if count == 1 else 's'}"
