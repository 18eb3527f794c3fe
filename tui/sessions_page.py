"""The sessions: list, open, rename, delete, begin a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tui.list_page import ListPage
from tui.list_pane import Cell, ListPane
from tui.telling import local
from tui.verbs import Verb

if TYPE_CHECKING:
    from store.sessions import Session


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session with the number of corrections made in it and the title of its open article."""

    session: Session
    corrections: int
    title: str
    current: bool


class SessionsPane(ListPane[SessionLine]):
    """One row a session."""

    def row_text(self, row: SessionLine) -> str:
        return f"{row.session.name} {row.title}"

    def cells(self, row: SessionLine, width: int) -> tuple[list[Cell], list[Cell]]:
        saved = local(row.session.saved)
        made = f"{row.corrections} correction{'' if row.corrections == 1 else 's'}"
        return [
            (" ▸ " if row.current else "   ", ("label--gpe",)),
            (f"{row.session.name}  ", ()),
            (row.title, ("pane--dim",)),
        ], [(f" {made}  {saved} ", ("pane--dim",))]


class SessionsPage(ListPage):
    """Choose a session; the answer is its name."""

    own = (
        Verb("new", "a", "New", "Begin a new session", "Session"),
        Verb("rename", "e", "Rename", "Rename the session", "Session"),
        Verb("delete", "x", "Delete", "Delete the session; corrections made in it stay", "Session"),
    )
    BINDINGS: ClassVar[list[Any]] = [verb.binding(of_page=True) for verb in own]
    hint = "a session keeps place, filters and theme, and knows what was corrected in it"

    def __init__(self) -> None:
        super().__init__(SessionsPane("Sessions", id="sessions", empty="no sessions yet"))

    def on_mount(self) -> None:
        self.reload()

    def reload(self) -> None:
        """List the sessions afresh."""
        library = self.pressbox.library
        titles = {row.id: row.title for row in library.rows()}
        open_name = self.pressbox.desk.session.name
        sessions = library.sessions()
        if open_name not in {s.name for s in sessions}:
            sessions = [self.pressbox.desk.session, *sessions]
        lines = [
            SessionLine(
                session,
                library.count(session.name),
                titles.get(session.article or "", ""),
                session.name == open_name,
            )
            for session in sessions
        ]
        self.pane.set_rows(lines, lambda line: line.current)
        self.pane.summary = str(len(lines))
        self.pane.refresh_heading()

    def action_open(self) -> None:
        line = self.pane.current
        if line is not None:
            self.dismiss(line.session.name)

    def action_new(self) -> None:
        self.question.ask("Name of the new session:", self._new)

    def _new(self, name: str) -> None:
        if name.strip():
            self.dismiss(name.strip())

    def action_rename(self) -> None:
        line = self.pane.current
        if line is not None:
            old = line.session.name
            self.question.ask("New name:", lambda name: self._rename(old, name.strip()), value=old)

    def _rename(self, old: str, name: str) -> None:
        if name and name != old and self._try(lambda: self.pressbox.library.rename_session(old, name)):
            self.pressbox.session_renamed(old, name)
            self.reload()
            self.say(f"saved: {old} is now {name}", "good")

    def action_delete(self) -> None:
        line = self.pane.current
        if line is None:
            return
        if line.current:
            self.say("this session is open – open another one first", "bad")
            return
        name = line.session.name
        self.question.confirm(f"Delete session {name}?", "delete it", "keep it", lambda: self._delete(name))

    def _delete(self, name: str) -> None:
        if self._try(lambda: self.pressbox.library.delete_session(name)):
            self.reload()
            self.say(f"saved: {name} is deleted, its corrections stay", "good")

    def _try(self, act: Any) -> bool:
        """Do something to the store; a failure becomes a message."""
        from store.errors import StoreError

        try:
            act()
        except StoreError as error:
            self.say(str(error), "bad")
            return False
        return True
