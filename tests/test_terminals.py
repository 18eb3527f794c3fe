"""Terminals as they come: none at all, too small, changing all the time, and going away in the middle of things."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from store.library import Library
from tests.terminal import ESCAPES, PATIENCE, Terminal
from tests.test_cli import ROOT

PRESSBOX = shlex.join([sys.executable, "-m", "tui"])


def on_a_terminal(command: str) -> Terminal:
    """A shell command on a pseudo terminal."""
    return Terminal(program=["-c", f"import os; os.execvp('bash', ['bash', '-c', {command!r}])"])


@pytest.mark.parametrize(
    "streams", ["</dev/null", "<&-", "< <(echo)", ">/dev/null", ">&-", "| cat", "2>/dev/null", "2>&-", "<&- 2>&- >&-"]
)
def test_without_a_terminal_the_explorer_does_not_begin(store: Path, streams: str) -> None:
    terminal = on_a_terminal(f"set -o pipefail; {PRESSBOX} --store {shlex.quote(str(store))} {streams}")
    assert terminal.wait_for_end() == 2
    if "2>" not in streams:
        assert "the explorer needs a terminal" in terminal.text
        assert len(terminal.text.splitlines()) == 1
    else:
        assert terminal.text == ""


def test_lists_with_a_closed_output_fail(store: Path) -> None:
    command = f"{PRESSBOX} articles --store {shlex.quote(str(store))} >&-"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "pressbox: standard output is closed\n")


@pytest.mark.parametrize("size", [(20, 5), (1, 1), (10, 3), (29, 40), (200, 6)])
def test_a_terminal_that_is_too_small_says_so_and_grows(store: Path, size: tuple[int, int]) -> None:
    terminal = Terminal("--store", str(store), size=size)
    terminal.wait_for("Too small"[: size[0]])
    terminal.press("j")
    terminal.read_for(0.3)
    assert "Articles" not in terminal.text
    terminal.resize(100, 30)
    terminal.wait_for("/3")
    terminal.press("G")
    terminal.wait_for("3/3")
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    terminal.assert_restored()


def news(folder: Path, count: int) -> Path:
    """A folder of so many articles."""
    made = folder / "news"
    made.mkdir()
    for number in range(count):
        (made / f"{number}.txt").write_text(f"Ferry {number}\n\n“It sails,” said Berta Quirk of pier {number}.\n")
    return made


def test_a_storm_of_sizes_while_an_import_runs(store: Path, tmp_path: Path) -> None:
    terminal = Terminal(str(news(tmp_path, 40)), "--store", str(store))
    terminal.wait_for("importing")
    for number in range(200):
        terminal.resize(1 + number * 37 % 190, 1 + number * 13 % 60)
        terminal.read_for(0.01)
    terminal.resize(120, 40)
    terminal.wait_for("40 imported", 90)
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    terminal.assert_restored()
    with Library.open(store, write=False) as library:
        assert len(library.rows()) == 43
        assert library.problems == []


#: What the explorer is in the middle of when it has to end: keys, and what shows that it is.
MIDDLES = {
    "a question": ("2]r", "PERSON"),
    "the palette": ("\x10", "Command:"),
    "a page": ("V", "Speakers"),
    "an editor": ("p", "EDITING"),
}


@pytest.mark.parametrize("middle", MIDDLES)
@pytest.mark.parametrize("end", ["SIGTERM", "SIGHUP", "gone"])
def test_the_end_in_the_middle_of_things(store: Path, tmp_path: Path, middle: str, end: str) -> None:
    keys, sign = MIDDLES[middle]
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\necho "$$" > "{tmp_path}/pid"\necho EDITING\nexec sleep 60\n', encoding="utf-8")
    editor.chmod(0o700)
    terminal = Terminal("--store", str(store), environment={"VISUAL": str(editor), "EDITOR": str(editor)})
    terminal.wait_for("1/3")
    terminal.read_for(0.3)
    terminal.press("j")
    terminal.wait_for("2/3")
    terminal.press(keys)
    terminal.wait_for(sign)
    begun = time.monotonic()
    if end == "gone":
        os.close(terminal.master)
        # A kernel tells only the programs of a terminal's own session.
        terminal.process.send_signal(signal.SIGHUP)
        assert terminal.process.wait(timeout=30) == 0
    else:
        terminal.process.send_signal(signal.Signals[end])
        assert terminal.wait_for_end(30) == 0
        terminal.assert_restored()
    assert time.monotonic() - begun < 20
    if middle == "an editor":
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)
    with Library.open(store, write=False) as library:
        assert library.session("default").article == library.rows()[1].id
        assert library.problems == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_end_in_the_middle_of_an_import(store: Path, tmp_path: Path, number: signal.Signals) -> None:
    terminal = Terminal(str(news(tmp_path, 300)), "--store", str(store))
    terminal.wait_for("importing 1")
    terminal.process.send_signal(number)
    assert terminal.wait_for_end() == 0
    terminal.assert_restored()
    with Library.open(store) as library:
        assert 3 < len(library.rows()) < 303
        assert all(library.view(row.id).quotes for row in library.rows())
        assert library.problems == []


def test_ctrl_c_in_the_editor_is_for_the_editor_alone(store: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\ntrap 'exit 0' INT\necho EDITING\nsleep 60 & wait\n", encoding="utf-8")
    editor.chmod(0o700)
    terminal = Terminal("--store", str(store), environment={"VISUAL": str(editor)})
    terminal.wait_for("1/3")
    terminal.read_for(0.3)
    terminal.press("p")
    terminal.wait_for("EDITING")
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(terminal.process.pid)], capture_output=True, text=True, check=True
    )
    terminal.seen = b""
    for pid in (terminal.process.pid, *map(int, children.stdout.split())):
        os.kill(pid, signal.SIGINT)
    terminal.wait_for("Articles")
    terminal.press("j")
    terminal.wait_for("2/3")
    terminal.press("q")
    assert terminal.wait_for_end() == 0


def test_a_terminal_that_says_no_size_gets_one(store: Path) -> None:
    terminal = Terminal("--store", str(store), size=(0, 0))
    terminal.wait_for("1/3")
    terminal.read_for(0.3)  # fails if it goes on painting for ever
    terminal.press("j")
    terminal.wait_for("2/3")
    terminal.resize(120, 40)
    terminal.wait_for("Quotes")
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    terminal.assert_restored()


def wait_until_stopped(terminal: Terminal) -> None:
    """Wait until the program in a terminal no longer runs, but is not over."""
    end = time.monotonic() + PATIENCE
    while not (found := os.waitpid(terminal.process.pid, os.WUNTRACED | os.WNOHANG))[0]:
        assert time.monotonic() < end, "it goes on"
        terminal.read_for(0.05)
    assert os.WIFSTOPPED(found[1])


@pytest.mark.parametrize("page", ["", "V"])
def test_ctrl_z_gives_the_terminal_back_until_it_is_wanted_again(store: Path, page: str) -> None:
    terminal = Terminal("--store", str(store))
    terminal.wait_for("1/3")
    terminal.read_for(0.3)
    terminal.press("j" + page)
    terminal.wait_for("Speakers" if page else "2/3")
    terminal.press("\x1a")
    wait_until_stopped(terminal)
    terminal.read_for(0.2)
    terminal.after = termios.tcgetattr(terminal.master)
    terminal.assert_restored()
    with Library.open(store, write=False) as library:
        assert library.session("default").article == library.rows()[1].id
    terminal.seen = b""
    terminal.process.send_signal(signal.SIGCONT)
    terminal.wait_for("Speakers" if page else "Articles")
    terminal.read_for(0.3)
    if page:
        terminal.press("q")
        terminal.wait_for("Articles")
    terminal.press("j")
    terminal.wait_for("3/3")
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    terminal.assert_restored()


def test_stopped_and_continued_from_outside_the_terminal_is_given_back_as_it_was(store: Path) -> None:
    terminal = Terminal("--store", str(store))
    terminal.wait_for("1/3")
    terminal.read_for(0.3)
    terminal.process.send_signal(signal.SIGSTOP)
    wait_until_stopped(terminal)
    terminal.process.send_signal(signal.SIGCONT)
    terminal.read_for(0.3)
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    terminal.assert_restored()


def test_a_terminal_that_takes_nothing_more_keeps_nobody_alive(store: Path) -> None:
    """The event loop then waits for the output, so that it is not the loop that ends the explorer."""
    terminal = Terminal("--store", str(store), size=(200, 60))
    terminal.wait_for("1/3")
    terminal.read_for(0.3)
    for _ in range(40):
        terminal.press("z")
        time.sleep(0.05)
    terminal.process.send_signal(signal.SIGHUP)
    assert terminal.process.wait(timeout=20) == 0
    os.close(terminal.master)


def test_a_store_that_cannot_be_opened_is_one_line_on_the_terminal_as_it_was(store: Path) -> None:
    registry = store / "pressbox.json"
    tables = json.loads(registry.read_text("utf-8"))
    for row in tables["store"].values():
        row["format"] = 99
    registry.write_text(json.dumps(tables), encoding="utf-8")
    terminal = Terminal("--store", str(store))
    assert terminal.wait_for_end() == 1
    terminal.assert_restored()
    said = ESCAPES.sub(b"", terminal.everything.rpartition(b"\x1b[?1049l")[2]).decode()
    assert said.startswith("pressbox: ")
    assert said.endswith("needs a newer Pressbox: format 99, this program reads up to 1.\r\n")
    assert registry.read_text("utf-8") == json.dumps(tables)
