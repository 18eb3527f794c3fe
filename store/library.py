"""The store's public face: articles, what humans said about them, and questions across all of them.

Documents on disk are the truth; the index and everything in memory follow them. What a method acknowledges by
returning is on the disk. All methods may be called from any thread.
"""

from __future__ import annotations

import contextlib
import getpass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal

from msgspec.structs import replace

from store import lists
from store.corrections import Correction, in_force, new_id, now, verb
from store.documents import Document, digest, new_article_id
from store.entries import ArticleRow, entry_of
from store.errors import NoEffectError, StoreError
from store.fitness import check
from store.hits import Hits
from store.incoming import ReadingLike, Status, article, status
from store.index import RULES, Index
from store.lists import EntityRow, MentionHit, QuoteHit
from store.model import Extraction
from store.placing import place
from store.questions import Questions
from store.searching import TextHit
from store.sessions import Former, Session, name_fault, present_names, ranges
from store.view import View

__all__ = [
    "ArticleRow",
    "Document",
    "EntityRow",
    "Hits",
    "Library",
    "MentionHit",
    "QuoteHit",
    "ReadingLike",
    "Status",
    "StoreError",
    "TextHit",
]


class Library(Questions):
    """An open store; ``Library.open`` makes one. Use it as a context manager or ``close`` it."""

    # importing

    def status(self, key: str, digest: str) -> tuple[Status, str | None]:
        """What an import of this source and text would be, and the article that has it already.

        The source decides, by ``key`` unless that is ""; a text that is known under any other source is unchanged too.
        """
        self._settle()
        with self._lock:
            return self._indexed(lambda index: status(index, key, digest))

    def put(self, reading: ReadingLike, extraction: Extraction, *, again: bool = False) -> tuple[Status, str]:
        """Store an article with the machine's output; durable on return. Returns what was done, and the article's id.

        An updated article keeps its id, its corrections and its place in the list; an unchanged one is not written,
        except ``again``: then the machine's output is replaced, nothing else is, and it counts as updated.
        Raises ``StoreError`` if it cannot be written.
        """
        self._settle()
        self._require_step()
        with self._lock:
            self._require_writer()
            status, key = self.status(reading.key, reading.digest)
            if status == "unchanged" and key is not None and not again:
                return status, key
            if key is not None:
                self._catch_up_with(key)
            machine = self._indexed(lambda index: place(extraction, partial(lists.bearers, index.db)))
            document: Document | None = None
            with self._saving(lambda: self._read_again(document)):
                if key is None:
                    document = self._new(reading, machine)
                    self._documents.create(document)
                else:
                    old = self.document(key)
                    new = old.article if status == "unchanged" else article(key, old.article.imported, reading)
                    document = replace(old, article=new, machine=machine)
                    self._documents.update(document)
            self._follow(document)
            return "updated" if status == "unchanged" else status, document.article.id

    def _new(self, reading: ReadingLike, machine: Extraction) -> Document:
        key = new_article_id(digest(reading.text), self._documents.taken)
        return Document(article(key, self._import_time(), reading), machine)

    def _import_time(self) -> str:
        """Now, but after every import so far even if the clock was set back: the list is in the order of import."""
        time = datetime.now(UTC)
        last = next(reversed(self._rows.values())).imported if self._rows else ""
        if last >= time.isoformat(timespec="microseconds"):
            time = datetime.fromisoformat(last) + timedelta(microseconds=1)
        return time.isoformat(timespec="microseconds")

    def _read_again(self, document: Document | None) -> None:
        """After a failed write: make memory and index equal to what the disk has of the document."""
        if document is not None:
            self._followed(document.article.id, lambda _: self._reindex([document.article.id]))

    def _follow(self, document: Document, seen: View | None = None) -> None:
        """Let memory and index follow a document that was written; ``seen`` is its view, if it has been made."""
        key = document.article.id
        seen = seen or self._view_of(document)
        self._keep(document)
        self._keep_view(seen)
        made = entry_of(document, seen, self._documents.stamp(key))
        self._rows[key] = made.row

        def follow(index: Index) -> None:
            with index.change():
                index.put(made)

        self._followed(key, follow)

    # corrections

    def correct(self, correction: Correction) -> Correction:
        """Write a correction down, durably, and return it as written: with id, time and the user's name.

        An everywhere-rule need not change anything now: it also holds for what will be imported. Raises ``StoreError``
        if it is not well-formed, a correction of one article changes nothing, or it cannot be written.
        """
        with self._lock:
            self._require_writer()
            self._catch_up_with(correction.article)
            full = self._completed(replace(correction, id="", time="", who=""))
            check(full)
            full = self._with_speaker(full)
            self._append(_home(full), full, self._require_effect(full))
            return full

    def adopt(self, correction: Correction, *, idle: bool = False) -> bool:
        """Write down a correction that comes from elsewhere: id, time and author stay as they are where it has them.

        It takes its place in the log by its id; so do undos and redos. False if the store has that id already. Raises
        ``StoreError`` if it is not well-formed, finds nothing to act on (unless it may be ``idle``), or cannot be
        written.
        """
        with self._lock:
            self._require_writer()
            self._catch_up_with(correction.article)
            if correction.id and self._home_of(correction.id) is not None:
                return False
            full = self._completed(correction)
            check(full, reversal=True)
            full = self._with_speaker(full)
            if full.action in ("undo", "redo"):
                home = self._home_of(full.undoes)
                if home is None:
                    raise StoreError(f"This store has no correction {full.undoes!r}.")
            else:
                if not idle:
                    self._require_effect(full, given_id=bool(correction.id))
                home = _home(full)
            self._append(home, full)
            return True

    def undo(self, session: str = "default") -> Correction | None:
        """Take back the latest correction in force, of whatever session; returns it, or None if there is none."""
        self._require_step()
        with self._lock:
            self._require_writer()
            return self._reverse("undo", self._indexed(lambda index: lists.to_undo(index.db)), session)

    def redo(self, session: str = "default") -> Correction | None:
        """Restore the correction undone last, unless something was corrected since; returns it or None."""
        self._require_step()
        with self._lock:
            self._require_writer()
            return self._reverse("redo", self._indexed(lambda index: lists.to_redo(index.db)), session)

    def history(
        self, *, article: str | None = None, session: str | None = None, limit: int = 200
    ) -> list[tuple[Correction, bool]]:
        """Corrections, newest first, each with whether it is in force; undos and redos show only in that.

        At most ``limit``, all if it is negative.
        ``session`` gives those made in a session, under whatever name it had then; each has its session's name of now.
        """
        with self._lock:
            spans = None if session is None else self._spans(session)
            found = self._asked(lambda index: lists.history(index.db, article, spans, limit))
            present = present_names(self._registry.sessions.values())
            return [(replace(c, session=present(c.session, c.id)), held) for c, held in found]

    def count(self, session: str) -> int:
        """How many corrections made in a session, under whatever name it had then, are in force."""
        with self._lock:
            spans = self._spans(session)
            return self._asked(lambda index: lists.count(index.db, spans))

    def corrected_in(self, session: str) -> set[str]:
        """The ids of the articles with corrections in force that were made in a session, under whatever name."""
        with self._lock:
            spans = self._spans(session)
            return self._asked(lambda index: lists.corrected(index.db, spans))

    def everywhere(self) -> list[Correction]:
        """The log of the everywhere-rules, oldest first, with its undos and redos."""
        with self._lock:
            return list(self._registry.rules)

    def _spans(self, session: str) -> list[tuple[str, str, str]]:
        sessions = self._registry.sessions
        return ranges(sessions.get(session, Session(name=session)), sessions.values())

    def _completed(self, correction: Correction) -> Correction:
        """The correction with an id, a time and an author, where it has none."""
        last = self._last_id
        with contextlib.suppress(StoreError):  # by the clock, then
            last = max(last, self._indexed(lambda index: lists.last_id(index.db)))
        return replace(
            correction,
            id=correction.id or new_id(last),
            time=correction.time or now(),
            who=correction.who or _user(),
        )

    def _with_speaker(self, correction: Correction) -> Correction:
        """The correction with its speaker's name, where it has only the entity; ``StoreError`` if nobody has that."""
        speaker = correction.after.speaker
        if speaker is None or speaker.entity is None or speaker.name:
            return correction
        key = speaker.entity
        known = self._indexed(lambda index: lists.entity(index.db, key))
        if known is None:
            raise StoreError(f"There is no entity “{key[:40]}” whose name the speaker could have.")
        return replace(correction, after=replace(correction.after, speaker=replace(speaker, name=known.name)))

    def _home_of(self, key: str) -> str | None:
        return self._indexed(lambda index: lists.home(index.db, key))

    def _require_effect(self, correction: Correction, *, given_id: bool = False) -> View | None:
        """The view that a correction, other than a rule, makes of its article; ``NoEffectError`` if it changes nothing.

        One that takes an earlier place in the log need only find what it is about: a later one may have the last word.
        """
        if correction.scope == "everywhere":
            return None
        before = self.view(correction.article)
        after = self._view_of(self.document(correction.article), correction)
        if (correction.id not in after.effects) if given_id else _same(before, after):
            raise NoEffectError(f"There is nothing here that “{verb(correction.action)}” would change.")
        return after

    def _reverse(
        self, action: Literal["undo", "redo"], found: tuple[str, Correction] | None, session: str
    ) -> Correction | None:
        if found is None:
            return None
        home, target = found
        entry = Correction(
            id="", time="", action=action, article=target.article, scope=target.scope, session=session, undoes=target.id
        )
        self._append(home, self._completed(entry))
        return target

    def _append(self, home: str, correction: Correction, seen: View | None = None) -> None:
        """Write a correction down; ``seen`` is the view with it, if it has been made of the document as it is now."""
        self._last_id = max(self._last_id, correction.id)
        if home == RULES:
            self._append_rule(correction)
            return
        if seen is None:
            self._catch_up_with(home)
        document = self.document(home)
        with self._saving(lambda: self._read_again(document)):
            self._documents.append(home, correction)
        self._follow(replace(document, corrections=(*document.corrections, correction)), seen)

    def _append_rule(self, rule: Correction) -> None:
        with self._saving(self._read_rules_again):
            self._registry.add_rule(rule)
        self._follow_rules()
        if rule.article in self._rows:
            self._followed(rule.article, lambda _: self._reindex([rule.article]))

    def _read_rules_again(self) -> None:
        """After a failed write: it may have got as far as the new rule, without being sure to stay."""
        self._registry.load()
        self._follow_rules()

    def _follow_rules(self) -> None:
        """Let memory and index follow the everywhere-rules."""
        self._rules = in_force(self._registry.rules)
        self._views.clear()
        self._followed("", self._put_rules)

    # sessions

    def sessions(self) -> list[Session]:
        """The saved sessions, the latest first."""
        with self._lock:
            return sorted(self._registry.sessions.values(), key=lambda s: (s.saved, s.name), reverse=True)

    def session(self, name: str) -> Session:
        """The session of this name; a new one is not on disk until saved. ``StoreError`` for a name that is none."""
        with self._lock:
            _check_name(name)
            return self._registry.sessions.get(name) or Session(name=name, created=now())

    def save_session(self, session: Session) -> Session:
        """Save a session, durably, and return it as saved; raises ``StoreError``."""
        with self._lock:
            self._require_writer()
            _check_name(session.name)
            old = self._registry.sessions.get(session.name)
            created = session.created or (old.created if old else now())
            former = old.former if old else session.former
            saved = replace(session, created=created, saved=now("microseconds"), former=former)
            with self._saving(self._registry.load):
                self._registry.put_session(saved)
            return saved

    def rename_session(self, old: str, new: str) -> Session:
        """Give a saved session another name; its corrections stay its own. Raises ``StoreError``."""
        with self._lock:
            self._require_writer()
            _check_name(new)
            session = self._saved(old)
            if new in self._registry.sessions:
                raise StoreError(f"There is a session “{new}” already.")
            last = self._indexed(lambda index: lists.last_id(index.db))
            renamed = replace(session, name=new, former=(*session.former, Former(old, last)) if last else ())
            with self._saving(self._registry.load):
                self._registry.put_session(renamed, old)
            return renamed

    def delete_session(self, name: str) -> None:
        """Forget a session's place; what was corrected in it stays. Raises ``StoreError``."""
        with self._lock:
            self._require_writer()
            self._saved(name)
            with self._saving(self._registry.load):
                self._registry.remove_session(name)

    def _saved(self, name: str) -> Session:
        session = self._registry.sessions.get(name)
        if session is None:
            raise StoreError(f"There is no session “{name}”.")
        return session


def _home(correction: Correction) -> str:
    return RULES if correction.scope == "everywhere" else correction.article


def _same(one: View, other: View) -> bool:
    """Whether two views of an article show the same."""
    return (one.mentions, one.entities, one.quotes, one.reviewed) == (
        other.mentions,
        other.entities,
        other.quotes,
        other.reviewed,
    )


def _check_name(name: str) -> None:
    fault = name_fault(name)
    if fault:
        raise StoreError(f"{fault[0].upper()}{fault[1:]}.")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
