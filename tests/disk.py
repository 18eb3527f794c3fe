"""A disk whose power fails: records what a store asks of the system, and lays out what may be left of it afterwards.

The model is harsher than most file systems and as lenient as POSIX lets them be: what was written to a file is there
for certain only once the file was synced, a name only once its folder was; whatever was not may be there, in part or
not at all, and each name for itself.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from store.core import INDEX
from store.lock import NAME as LOCK

Op = Literal["mkdir", "create", "write", "sync", "sync folder", "rename", "unlink", "acknowledge"]


@dataclass(frozen=True)
class Call:
    """A call that reached the disk. ``file`` numbers files by their creation; paths are relative to the disk's root."""

    op: Op
    path: str = ""
    file: int = -1
    data: bytes = b""
    target: str = ""


class Recorder:
    """Watches ``os`` while a store below ``root`` is worked on; the lock and the index are not the disk's truth."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.calls: list[Call] = []
        self._handles: dict[int, tuple[str, int]] = {}  # path and file, -1 for a folder
        self._files: dict[str, int] = {}
        self._count = 0
        for name in ("open", "close", "write", "fsync", "replace", "rename", "unlink", "mkdir"):
            monkeypatch.setattr(os, name, self._watched(getattr(os, name), getattr(self, f"_{name}")))

    def acknowledge(self) -> None:
        """Note that the store has said that something is saved."""
        self.calls.append(Call("acknowledge"))

    def _watched(self, real: Callable[..., Any], note: Callable[..., None]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            result = real(*args, **options)
            note(result, *args, **options)
            return result

        return call

    def _where(self, path: Any, folder: int | None = None) -> str | None:
        """A path below the root; None for what is no concern of the store's documents."""
        whole = Path(path) if folder is None else self.root / self._handles[folder][0] / path
        if self.root not in whole.parents or whole.name.startswith((INDEX, LOCK)):
            return None
        return str(whole.relative_to(self.root))

    def _open(self, handle: int, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        where = "" if Path(path) == self.root else self._where(path, dir_fd)
        if where is None:
            self._handles.pop(handle, None)
            return
        if flags & os.O_CREAT:
            self._count += 1
            self._files[where] = self._count
            self.calls.append(Call("create", where, self._count))
        self._handles[handle] = where, self._files.get(where, -1)

    def _close(self, _: None, handle: int) -> None:
        self._handles.pop(handle, None)

    def _write(self, count: int, handle: int, data: Any) -> None:
        if handle in self._handles:
            self.calls.append(Call("write", *self._handles[handle], data=bytes(data[:count])))

    def _fsync(self, _: None, handle: int) -> None:
        if handle in self._handles:
            path, file = self._handles[handle]
            self.calls.append(Call("sync folder", path) if file < 0 else Call("sync", path, file))

    def _replace(
        self, _: None, old: Any, new: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None
    ) -> None:
        source, target = self._where(old, src_dir_fd), self._where(new, dst_dir_fd)
        if source and target:
            self._files[target] = self._files.pop(source, -1)
            self.calls.append(Call("rename", source, self._files[target], target=target))

    _rename = _replace

    def _unlink(self, _: None, path: Any, *, dir_fd: int | None = None) -> None:
        where = self._where(path, dir_fd)
        if where:
            self._files.pop(where, None)
            self.calls.append(Call("unlink", where))

    def _mkdir(self, _: None, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        where = self._where(path, dir_fd)
        if where:
            self.calls.append(Call("mkdir", where))


#: What a disk holds, by path: a file's content, or None for a folder.
Layout = dict[str, bytes | None]


@dataclass
class Disk:
    """What was asked of a disk so far: names in order, each with whether it is certain, and contents."""

    names: list[tuple[Call, bool]] = field(default_factory=list)
    written: dict[int, bytes] = field(default_factory=dict)
    synced: dict[int, bytes] = field(default_factory=dict)
    acknowledged: int = 0

    def take(self, call: Call) -> None:
        """Do what a call asks."""
        if call.op == "acknowledge":
            self.acknowledged += 1
        elif call.op == "write":
            self.written[call.file] = self.written.get(call.file, b"") + call.data
        elif call.op == "sync":
            self.synced[call.file] = self.written.get(call.file, b"")
        elif call.op == "sync folder":
            self.names = [(c, certain or os.path.dirname(c.path) == call.path) for c, certain in self.names]
        else:
            self.names.append((call, False))

    def layouts(self, chance: random.Random) -> Iterator[Layout]:
        """What may be left if the power fails now: all, the least, and mixtures."""
        every, certain = [c for c, _ in self.names], [c for c, sure in self.names if sure]
        yield self._layout(every, lambda file: self.written.get(file, b""))
        yield self._layout(certain, self._least)
        yield self._layout(every, self._least)
        yield self._layout(every, lambda file: self.synced.get(file, bytes(len(self.written.get(file, b"")))))
        for share in (0.1, 0.5, 0.9):
            some = [c for c, sure in self.names if sure or chance.random() < share]
            yield self._layout(some, lambda file, share=share: self._part(file, share))  # type: ignore[misc]

    def _least(self, file: int) -> bytes:
        return self.synced.get(file, b"")

    def _part(self, file: int, share: float) -> bytes:
        written = self.written.get(file, b"")
        return self.synced.get(file, written[: int(len(written) * share)])

    def _layout(self, names: Iterable[Call], content: Callable[[int], bytes]) -> Layout:
        files: dict[str, int | None] = {".": None}
        for call in names:
            if call.op == "mkdir":
                files[call.path] = None
            elif call.op == "create":
                files[call.path] = call.file
            elif call.op == "unlink":
                files.pop(call.path, None)
            elif call.op == "rename":
                files.pop(call.path, None)
                files[call.target] = call.file
        # What lies in a folder whose own name is lost is lost with it.
        there = {p: f for p, f in files.items() if all(str(parent) in files for parent in Path(p).parents)}
        return {path: None if file is None else content(file) for path, file in sorted(there.items())}


def lay_out(layout: Layout, root: Path) -> None:
    """Write a layout down below ``root``."""
    for path, content in layout.items():
        if content is None:
            (root / path).mkdir(exist_ok=True)
        else:
            (root / path).write_bytes(content)


def power_failures(calls: Iterable[Call], seed: int) -> Iterator[tuple[int, Layout]]:
    """Everything that may be left after each of the calls, once each, with the number of acknowledgements by then."""
    disk, seen, chance = Disk(), set(), random.Random(seed)
    for call in calls:
        disk.take(call)
        for layout in disk.layouts(chance):
            key = (disk.acknowledged, frozenset(layout.items()))
            if key not in seen:
                seen.add(key)
                yield disk.acknowledged, layout
