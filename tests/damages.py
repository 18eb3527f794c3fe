"""A hundred and more ways to damage a store, and what is to come of each; ``test_store_damage`` tries them."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.core import INDEX
from store.documents import digest
from tests.newsroom import MATCH, OTHER

TEXTS = (MATCH, OTHER, "Madrid, third.", "Klopp, fourth.")
REGISTRY = "pressbox.json"
#: The name of the document that is damaged.
DOCUMENT = f"{digest(MATCH)[:16]}.json"


@dataclass(frozen=True)
class Damage:
    """Something done to a store, and what is to come of it.

    ``do`` gets the store and the corrected document's path. ``what`` is a pattern for what ``check`` says of ``path``
    ("" for the document). ``mended`` tells whether a repair leaves nothing to say, ``gone`` whether the article cannot
    be listed meanwhile, ``refused`` whether the store cannot be opened at all.
    """

    name: str
    do: Callable[[Path, Path], object]
    what: str
    path: str = ""
    mended: bool = True
    gone: bool = False
    refused: bool = False
    harmless: bool = False


# ways to do it


def raw(change: Callable[[bytes], bytes]) -> Callable[[Path, Path], object]:
    return lambda store, path: path.write_bytes(change(path.read_bytes()))


def edit(change: Callable[[dict[str, Any]], object]) -> Callable[[Path, Path], object]:
    def do(store: Path, path: Path) -> None:
        tables = json.loads(path.read_text("utf-8"))
        change(tables)
        path.write_text(json.dumps(tables), "utf-8")

    return do


def in_registry(do: Callable[[Path, Path], object]) -> Callable[[Path, Path], object]:
    return lambda store, path: do(store, store / REGISTRY)


def instead(make: Callable[[Path], object]) -> Callable[[Path, Path], object]:
    """Something else in the place of a file, which stays nearby."""

    def do(store: Path, path: Path) -> None:
        if path.exists():
            path.rename(store.parent / "moved away")
        make(path)

    return do


def link(path: Path) -> None:
    path.symlink_to(path.parent.parent / "moved away")


def instead_of(name: str, make: Callable[[Path], object]) -> Callable[[Path, Path], object]:
    """Something else in the place of a file that can be made anew."""

    def do(store: Path, path: Path) -> None:
        (store / name).unlink(missing_ok=True)
        make(store / name)

    return do


def free_shelf(store: Path) -> Path:
    """The path of a shelf that no article is on."""
    return next(p for n in range(256) if not (p := store / "articles" / f"{n:02x}").exists())


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE somebody_elses (x)")


def folder(path: Path) -> None:
    path.mkdir()
    (path / "notes").write_text("in a folder")


def statement(sql: str) -> Callable[[Path, Path], object]:
    def do(store: Path, path: Path) -> None:
        with sqlite3.connect(store / INDEX, isolation_level=None) as db:
            db.execute(sql)

    return do


def in_index(change: Callable[[bytes], bytes]) -> Callable[[Path, Path], object]:
    return lambda store, path: (store / INDEX).write_bytes(change((store / INDEX).read_bytes()))


def article(**fields: object) -> Callable[[Path, Path], object]:
    return edit(lambda t: t["article"]["1"].update(fields))


def machine(**fields: object) -> Callable[[Path, Path], object]:
    return edit(lambda t: t["machine"]["1"].update(fields))


def mention(**fields: object) -> Callable[[Path, Path], object]:
    return edit(lambda t: t["machine"]["1"]["mentions"][0].update(fields))


def quote(**fields: object) -> Callable[[Path, Path], object]:
    return edit(lambda t: t["machine"]["1"]["quotes"][0].update(fields))


def in_session(**fields: object) -> Callable[[Path, Path], object]:
    return edit(lambda t: t["sessions"]["1"].update(fields))


def logged(n: str = "1", **fields: object) -> Callable[[Path, Path], object]:
    return edit(lambda t: t["corrections"][n].update(fields))


def without(table: str, name: str) -> Callable[[Path, Path], object]:
    return edit(lambda t: t[table]["1"].pop(name))


def copied(path: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(path.read_bytes())


def moved(path: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    path.rename(target)


def twice(table: str, number: str) -> Callable[[Path, Path], object]:
    """Another entry under a number that is taken, as after a merge by hand."""

    def do(store: Path, path: Path) -> None:
        lines = path.read_text("utf-8").split("\n")
        start = next(n for n, line in enumerate(lines) if f'"{table}"' in line)
        at = next(n for n, line in enumerate(lines) if n > start and line.startswith(f'"{number}"'))
        other = re.sub(r'("id":"\w{13})(\w)', lambda id_: id_[1] + ("0" if id_[2] == "f" else "f"), lines[at])
        again = other.replace("monday", "tuesday").rstrip(",")
        lines.insert(at, f"{again},")
        path.write_text("\n".join(lines), "utf-8")

    return do


def moved_links(tables: dict[str, Any]) -> None:
    tables["article"]["1"]["links"] = [{"start": 0, "end": 4, "text": "nope", "target": "https://example.org"}]


def overlapping(tables: dict[str, Any]) -> None:
    mentions, text = tables["machine"]["1"]["mentions"], tables["article"]["1"]["text"]
    mentions[1].update(start=mentions[0]["start"], end=mentions[0]["end"] - 1)
    mentions[1]["text"] = text[mentions[1]["start"] : mentions[1]["end"]]


def other_id(tables: dict[str, Any]) -> None:
    for row in (*tables["article"].values(), *tables["corrections"].values()):
        row["id" if "text" in row else "article"] = "00112233445566aa"


def speaker(tables: dict[str, Any]) -> None:
    tables["machine"]["1"]["quotes"][0]["speaker"]["entity"] = "nobody-known"


def lost(tables: dict[str, Any]) -> None:
    """What a correction is about is no longer in the text."""
    tables["corrections"]["1"]["anchor"].update(text="Atlantis", start=3, end=11)


# the ways

UNREADABLE: list[tuple[str, Callable[[Path, Path], object]]] = [
    ("cut before the end", raw(lambda b: b[:-2])),
    ("cut in the corrections", raw(lambda b: b[: b.index(b'"corrections"') + 20])),
    ("half", raw(lambda b: b[: len(b) // 2])),
    ("first byte", raw(lambda b: b[:1])),
    ("cut inside a character", raw(lambda b: b[: b.index("“".encode()) + 1])),
    ("empty", raw(lambda b: b"")),
    ("white space", raw(lambda b: b" \n" * 50)),
    ("zeros", raw(lambda b: bytes(len(b)))),
    ("zeros at the end", raw(lambda b: b[:-512] + bytes(512))),
    ("zeros in the middle", raw(lambda b: b[:300] + bytes(100) + b[400:])),
    ("binary", raw(lambda b: bytes(range(256)) * 9)),
    ("invalid UTF-8", raw(lambda b: b.replace("“".encode(), b"\xff"))),
    ("UTF-16", raw(lambda b: b.decode().encode("utf-16"))),
    ("Windows-1252", raw(lambda b: b.decode().encode("cp1252"))),
    ("more behind it", raw(lambda b: b + b)),
    ("conflict markers", raw(lambda b: b"<<<<<<< ours\n" + b + b"=======\n" + b + b">>>>>>> theirs\n")),
    ("text", raw(lambda b: b"just words")),
    ("array", raw(lambda b: b"[1, 2]")),
    ("number", raw(lambda b: b"12")),
    ("null", raw(lambda b: b"null")),
    ("deep", raw(lambda b: b"[" * 100_000)),
    ("foreign tables", raw(lambda b: b'{"_default": {"1": {"a": 1}}}')),
    ("foreign object", raw(lambda b: b'{"name": "x", "version": "1.0"}')),
    ("table is an array", edit(lambda t: t.update(article=[t["article"]]))),
    ("no article table", edit(lambda t: t.pop("article"))),
    ("no machine table", edit(lambda t: t.pop("machine"))),
    ("no article row", edit(lambda t: t["article"].clear())),
    ("article row is text", edit(lambda t: t["article"].update({"1": "x"}))),
    ("corrections are text", edit(lambda t: t.update(corrections="x"))),
    ("no version", without("article", "version")),
    *((f"version {version!r}", article(version=version)) for version in (0, -1, True, "1", 1.5, None)),
    *((f"no {name}", without("article", name)) for name in ("id", "source", "title", "text", "digest")),
    *((f"no machine {name}", without("machine", name)) for name in ("extractor", "model")),
    *((f"{name} is a number", article(**{name: 5})) for name in ("id", "text", "title", "source", "digest", "links")),
    *((f"mention {name}", mention(**{name: []})) for name in ("start", "end", "text", "label", "entity")),
    ("mention start is text", mention(start="3")),
    ("mentions are an object", machine(mentions={})),
    ("quotes are null", machine(quotes=None)),
    ("quote without segments", quote(segments=[])),
    ("quote of an unknown kind", quote(kind="sung")),
    ("quote by somebody else", quote(by="editor")),
    ("speaker is a name", quote(speaker="Klopp")),
    ("lone surrogate", raw(lambda b: b.replace(b'"title":null', b'"title":"\\ud800"'))),
    ("not a number", raw(lambda b: b.replace(b'"confidence":1.0', b'"confidence":NaN', 1))),
    ("a link", instead(link)),
    ("a link to nowhere", instead(lambda path: path.symlink_to("/nonexistent/file"))),
    ("a pipe", instead(os.mkfifo)),
    ("a folder", instead(folder)),
]

OF_THE_DOCUMENT = [
    *(Damage(name, do, r"damaged: .+|not a plain file", gone=True) for name, do in UNREADABLE),
    Damage("newer", article(version=99), "needs a newer Pressbox: format 99", gone=True, mended=False),
    Damage("another id", edit(other_id), "the misplaced document of article 0011", gone=True),
    Damage("an id that is none", article(id="../../etc/passwd"), "the misplaced document of article ../", gone=True),
    Damage("in a wrong folder", lambda s, p: moved(p, p.parent.parent / "zz" / p.name), "misplaced", gone=True,
           path="articles/zz/"),
    Damage(
        "under a wrong name", lambda s, p: moved(p, p.with_name("ffffffffffffffff.json")), "misplaced", gone=True,
        path="ffff",
    ),
    Damage("under a name of its own", lambda s, p: moved(p, p.with_name("my favourite.json")), "misplaced", gone=True,
           path="my f"),
    Damage("under two names", lambda s, p: copied(p, p.with_name("ffffffffffffffff.json")), "misplaced", path="ffff"),
    Damage("text edited", raw(lambda b: b.replace(b"went home", b"ran home ", 1)), "not the one that was",
           mended=False),
    Damage("other digest", article(digest="0" * 64), "not the one that was", mended=False),
    Damage("offset before the text", mention(start=-9, end=-1), "1 names or quotes do not stand", mended=False),
    Damage("offset behind the text", mention(start=9_000, end=9_012), "1 names or quotes do not", mended=False),
    Damage("offset beyond all numbers", mention(start=10**30), "do not stand where", mended=False),
    Damage("mention of other words", mention(text="Somebody Else"), "1 names or quotes do not stand", mended=False),
    Damage("mention of nothing", mention(start=5, end=5, text=""), "1 names or quotes do not stand", mended=False),
    Damage("overlapping mentions", edit(overlapping), "1 names overlap", mended=False),
    Damage("quote elsewhere", quote(segments=[{"start": 0, "end": 2, "text": "No"}]), "do not stand", mended=False),
    Damage("cue elsewhere", quote(cue={"start": 0, "end": 4, "text": "said"}), "1 speakers, cues", mended=False),
    Damage("link elsewhere", edit(moved_links), "1 speakers, cues or links do not stand", mended=False),
    Damage("entity without a row", mention(entity="nobody"), "entities that are not there: nobody", mended=False),
    Damage("no entities", machine(entities=[]), "entities that are not there: .*jurgen-klopp", mended=False),
    Damage("speaker without a row", edit(speaker), "entities that are not there: nobody-known", mended=False),
    Damage("entities of one id", edit(lambda t: t["machine"]["1"]["entities"].append(t["machine"]["1"]["entities"][0])),
           "two entities have one id", mended=False),
    Damage("quotes of one id", edit(lambda t: t["machine"]["1"]["quotes"][1].update(id="q1")), "two quotes",
           mended=False),
    Damage("unknown action", logged(action="translate"), "entry 1 of “corrections” is left out", mended=False),
    Damage("entry is text", edit(lambda t: t["corrections"].update({"7": "x"})), "entry 7 of", mended=False),
    Damage("unknown scope", logged(scope="galaxy"), "entry 1 of “corrections” is left out", mended=False),
    Damage("broken anchor", logged(anchor={"start": "x"}), "entry 1 of “corrections” is left out", mended=False),
    Damage("anchor of another length", edit(lambda t: t["corrections"]["1"]["anchor"].update(end=4)),
           "relabel [0-9a-f]{18} has offsets that do not fit", mended=False),
    Damage("unknown label", logged(after={"label": "FOOTBALL"}), "cannot be carried out: .*FOOTBALL", mended=False),
    Damage("makes nothing", logged(after={}), "cannot be carried out: .*does not say what", mended=False),
    Damage("id of another kind", logged(id="mine"), "cannot be carried out: .*18 hexadecimal", mended=False),
    Damage("undo of nothing", logged("3", undoes="0" * 18), "takes back a correction that is not", mended=False),
    Damage("correction of another article", logged(article="0011223344556677"), "belongs elsewhere", mended=False),
    Damage("a rule in an article", logged(scope="everywhere"), "belongs elsewhere", mended=False),
    Damage("one correction twice", edit(lambda t: t["corrections"].update({"9": t["corrections"]["1"]})),
           "two corrections have one id", mended=False),
    Damage("correction whose text is gone", edit(lost), "1 correction lost", mended=False, harmless=True),
    Damage("two corrections of one number", twice("corrections", "1"), "two entries of one name: 1"),
    Damage("one field twice", raw(lambda b: b.replace(b'"language":"en"', b'"language":"de","language":"en"', 1)),
           "two entries of one name: language", mended=False),
]  # fmt: skip

OF_THE_REGISTRY = [
    Damage(f"registry: {name}", in_registry(do), what, path=REGISTRY, mended=mended)
    for name, do, what, mended in [
        ("gone", lambda s, p: p.rename(s.parent / "moved away"), "missing", True),
        ("cut", raw(lambda b: b[: len(b) // 2]), "damaged: ", True),
        ("empty", raw(lambda b: b""), "damaged: ", True),
        ("zeros", raw(lambda b: bytes(len(b))), "damaged: ", True),
        ("array", raw(lambda b: b"[]"), "damaged: ", True),
        ("foreign", raw(lambda b: b'{"my": {"1": {}}}'), "damaged: no store inside", True),
        ("another program's", edit(lambda t: t["store"].update({"1": {"program": "x"}})), "damaged: neither", True),
        ("a link", instead(link), "damaged: a symbolic link", True),
        ("a pipe", instead(os.mkfifo), "damaged: not a plain file", True),
        ("a folder", instead(folder), "damaged: not a plain file", True),
        ("format true", edit(lambda t: t["store"]["1"].update(format=True)), "damaged: there is no format True", True),
        ("format 0", edit(lambda t: t["store"]["1"].update(format=0)), "damaged: there is no format 0", True),
        ("rules are text", edit(lambda t: t.update(rules="x")), "damaged: ", True),
        ("a rule of another kind", edit(lambda t: t["rules"].update({"9": {"a": "b"}})), "entry 9 of “rules”", False),
        ("a rule is text", edit(lambda t: t["rules"].update({"9": "x"})), "entry 9 of “rules”", False),
        ("a rule for one place", edit(lambda t: t["rules"]["1"].update(scope="mention")), "belongs elsewhere", False),
        ("a rule that cannot be", edit(lambda t: t["rules"]["1"].update(action="review")), "cannot hold every", False),
        ("undo of no rule", edit(lambda t: t["rules"]["1"].update(action="undo", undoes="0")), "takes back", False),
        ("two rules of one number", twice("rules", "1"), "two entries of one name: 1", True),
        ("a broken session", in_session(cursor="x"), "entry 1 of “sessions”", False),
        ("a session that is text", edit(lambda t: t["sessions"].update({"5": "x"})), "entry 5 of “sessions”", False),
        ("a session of no article", in_session(article="00" * 8), "“monday” is in an article that is not", True),
        ("a session of no id", in_session(article="../x"), "“monday” is in an article that is not there", True),
        ("sessions of one name", edit(lambda t: t["sessions"].update({"5": {"name": "monday"}})), "of one name", False),
        ("two sessions of one number", twice("sessions", "1"), "two entries of one name: 1", True),
    ]
] + [
    Damage("registry: newer", in_registry(edit(lambda t: t["store"]["1"].update(format=2))), "", refused=True),
]  # fmt: skip

OF_OTHERS = [
    Damage("left over beside it", lambda s, p: p.with_name(f".{p.name}.1-ab.tmp").write_text("{"), "left over",
           path="."),
    Damage("left over in the store", lambda s, p: (s / ".pressbox.json.1-ab.tmp").write_text("x"), "left over",
           path=".pressbox.json.1-ab.tmp"),
    Damage("stray", lambda s, p: (s / "articles" / "notes.txt").write_text("n"), "not a part",
           path="articles/notes.txt",
           mended=False),
    Damage("stray beside it", lambda s, p: p.with_name("notes.txt").write_text("n"), "not a part", path="notes.txt",
           mended=False),
    Damage("a shelf is a file", lambda s, p: free_shelf(s).write_text("x"), "place of a folder", path="articles/"),
    Damage("a shelf is a link", lambda s, p: free_shelf(s).symlink_to("/"), "place of a folder", path="articles/"),
    Damage("lock is a folder", instead_of("pressbox.lock", folder), "place of the lock", path="pressbox.lock"),
    Damage("lock is a link", instead_of("pressbox.lock", lambda p: p.symlink_to("/nonexistent/x")), "place of the lock",
           path="pressbox.lock"),
    Damage("lock is a pipe", instead_of("pressbox.lock", os.mkfifo), "place of the lock", path="pressbox.lock"),
    *(
        Damage(f"index: {name}", do, what, path=INDEX)
        for name, do, what in [
            ("empty", in_index(lambda b: b""), "damaged"),
            ("cut", in_index(lambda b: b[: len(b) // 2]), "damaged|differs"),
            ("zeros", in_index(lambda b: bytes(len(b))), "damaged"),
            ("garbage", in_index(lambda b: b"\x93" * 9_000), "damaged"),
            ("a torn page", in_index(lambda b: b[:8192] + bytes(len(b) - 8192)), "damaged|differs"),
            ("another version", statement("PRAGMA user_version = 99"), "another version"),
            ("another run", statement("PRAGMA application_id = 77"), "power loss"),
            ("no log", statement("DROP TABLE log"), "damaged"),
            ("no names", statement("DELETE FROM names"), "differs from the documents: its totals"),
            ("other names", statement("UPDATE found SET name = 'X'"), "differs"),
            ("other speakers", statement("UPDATE quotes SET speaker = 'X'"), "differs from the documents: article"),
            ("other texts", statement("UPDATE texts SET text = 'X'"), "differs from the documents: article"),
            ("other totals", statement("UPDATE names SET articles = 9"), "differs from the documents: its totals"),
            ("other log", statement("UPDATE log SET force = 0"), "differs from the documents: article"),
            ("rows are no rows", statement("UPDATE articles SET row = x'00'"), "differs from the documents: article"),
            ("corrections are none", statement("UPDATE log SET data = x'00' WHERE home != ''"), "differs"),
            ("spans are none", statement("UPDATE found SET spans = x'00'"), "differs from the documents: article"),
            ("foreign", instead_of(INDEX, foreign),
             "another version"),
            ("a folder", instead_of(INDEX, folder), "damaged"),
            ("a link", instead_of(INDEX, lambda p: p.symlink_to("/nonexistent/x")), "damaged"),
            ("a pipe", instead_of(INDEX, os.mkfifo), "damaged"),
        ]
    ),
]  # fmt: skip

DAMAGES = [*OF_THE_DOCUMENT, *OF_THE_REGISTRY, *OF_OTHERS]
