"""What is looked up of a session before its store is open."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from store.library import Library
from store.peeking import look_of


def test_the_look_of_a_session_is_what_was_saved(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.save_session(replace(library.session("a"), theme="nord", pane="quotes"))
        library.save_session(replace(library.session("b"), pane="text"))
        library.save_session(replace(library.session("a"), theme="dracula", pane="entities"))
    assert look_of(tmp_path, "a") == ("dracula", "entities")
    assert look_of(tmp_path, "b") == ("", "text")
    assert look_of(tmp_path, "") == ("dracula", "entities")
    assert look_of(tmp_path, "c") == look_of(tmp_path / "gone", "a") == ("", "")


@given(st.binary() | st.sampled_from([b"[]", b'{"sessions": 1}', b'{"sessions": {"1": []}}', b"[" * 100_000]))
def test_whatever_stands_there_it_is_for_the_opening_to_complain(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("store")
    (folder / "pressbox.json").write_bytes(data)
    assert look_of(folder, "a") == ("", "")


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pressbox.json")
    assert look_of(tmp_path, "a") == ("", "")
