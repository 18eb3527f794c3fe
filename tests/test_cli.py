"""The ``pressbox`` command as people and scripts meet it."""

from __future__ import annotations

import json
import os
import pty
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from store.library import Library
from tui.cli import cli
from tui.config import Config, ConfigError, load
from tui.front import run

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
COMMAND = [sys.executable, "-c", "from tui.cli import main; main()"]

Pressbox = Callable[..., tuple[int, str, str]]


@pytest.fixture
def pressbox(capfd: pytest.CaptureFixture[str]) -> Pressbox:
    """Run the command in this process; returns exit status, standard output and standard error."""

    def pressbox(*args: object) -> tuple[int, str, str]:
        capfd.readouterr()
        status = run(cli, list(map(str, args)))
        return status, *capfd.readouterr()

    return pressbox


def start(*args: object, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen([*COMMAND, *map(str, args)], cwd=ROOT, text=True, **options)  # type: ignore[call-overload, no-any-return]


def jsonl(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_import_sums_up_in_the_contracts_words(pressbox: Pressbox, tmp_path: Path) -> None:
    status, out, err = pressbox("import", SAMPLES, "--store", tmp_path / "s", "--json")
    first = json.loads(out)
    assert (status, err) == (0, "")
    assert list(first) == ["imported", "unchanged", "updated", "failed", "words", "seconds"]
    assert (first["imported"], first["unchanged"], first["updated"], first["failed"]) == (3, 0, 0, [])
    assert first["words"] > 1000
    assert first["seconds"] > 0
    status, out, _ = pressbox("--store", tmp_path / "s", "import", SAMPLES, "--json")
    assert (status, json.loads(out)["unchanged"]) == (0, 3)
    status, out, _ = pressbox("--store", tmp_path / "s", "import", SAMPLES, "--again", "--json")
    assert (status, json.loads(out)["updated"], json.loads(out)["unchanged"]) == (0, 3, 0)


def test_import_lists_what_failed(pressbox: Pressbox, store: Path, tmp_path: Path) -> None:
    (tmp_path / "evil\x1b[2J.txt").touch()
    status, out, err = pressbox("import", tmp_path / "evil\x1b[2J.txt", tmp_path / "gone", "--store", store, "--json")
    assert status == 1
    assert [set(failure) for failure in json.loads(out)["failed"]] == [{"source", "reason"}] * 2
    assert len(err.splitlines()) == 2
    assert "\x1b" not in out + err


def test_nothing_to_read_makes_no_store(pressbox: Pressbox, tmp_path: Path) -> None:
    status, out, err = pressbox("import", tmp_path / "gone", "--store", tmp_path / "s")
    assert (status, out, err.splitlines()[-1][:10]) == (1, "", "0 imported")
    assert f"{tmp_path / 'gone'}: no such file" in err
    status, out, err = pressbox("import", tmp_path / "gone", tmp_path / "lost", "--store", tmp_path / "s", "--json")
    assert [failure["source"][-5:] for failure in json.loads(out)["failed"]] == ["/gone", "/lost"]
    assert (status, len(err.splitlines())) == (1, 2)
    status, out, err = pressbox("--store", tmp_path / "s", "--", "gone")
    assert (status, out) == (2, "")
    assert "no such file: gone" in err
    assert not (tmp_path / "s").exists()


def test_a_model_that_is_not_there_is_one_line(pressbox: Pressbox, tmp_path: Path) -> None:
    status, _, err = pressbox("import", SAMPLES, "--store", tmp_path / "s", "--model", "no_such_model", "--json")
    assert status == 1
    assert len(err.splitlines()) == 1
    assert "'no_such_model' is not installed; --model" in err
    assert "pip install" not in err


def test_a_store_in_use_is_not_written_to(pressbox: Pressbox, store: Path, tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", "import sys, pathlib; from store.library import Library\n"
         "library = Library.open(pathlib.Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()", str(store)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        status, _, err = pressbox("import", SAMPLES, "--store", store)
        assert status == 1
        assert "in use" in err
        assert pressbox("articles", "--store", store)[0] == 0
        holder.communicate()


def test_export_prints_records(pressbox: Pressbox, store: Path, tmp_path: Path) -> None:
    status, out, err = pressbox("export", "--store", store)
    assert (status, err) == (0, "")
    assert [record["schema"] for record in jsonl(out)] == [1, 1, 1]
    status, again, _ = pressbox("export", "--store", store, "-o", "-")
    assert again == out
    status, nothing, _ = pressbox("export", "--store", store, "--format", "html", "-o", tmp_path / "report.html")
    assert (status, nothing) == (0, "")
    assert (tmp_path / "report.html").read_text("utf-8").endswith("</html>\n")
    status, _, err = pressbox("export", "--store", store, "-o", store / "pressbox.json")
    assert status == 1
    assert "inside the store" in err


def test_lists_and_their_filters(pressbox: Pressbox, store: Path) -> None:
    def count(*args: object) -> int:
        status, out, err = pressbox(*args, "--store", store, "--json")
        assert (status, err) == (0, "")
        assert len(pressbox(*args, "--store", store)[1].splitlines()) == len(jsonl(out))
        return len(jsonl(out))

    assert count("articles") == 3
    with Library.open(store, write=False) as library:
        rare = next(row for row in library.entities() if row.articles == 1 and len(library.entities(row.name)) == 1)
    assert count("articles", "--name", rare.name) == 1
    assert 1 <= count("articles", "--text", "Bernabeu", "--speaker", "Van Dijk") < 3
    assert count("articles", "--text", "no such words") == 0
    assert count("entities", "--name", "klopp") < count("entities", "--label", "PERSON") < count("entities")
    assert 1 <= count("entities", "--speaker", "klopp") <= count("entities", "--name", "klopp")
    assert 1 <= count("entities", "--text", "bernabéu") < count("entities")
    assert 1 <= count("entities", "--text", "Bernabeu", "--name", "klopp") <= count("entities", "--name", "klopp")
    assert count("entities", "--text", "no such words") == 0
    assert 1 <= count("quotes", "--speaker", "klopp") < count("quotes")
    assert 1 <= count("quotes", "--text", "Premier League") < count("quotes")
    assert count("quotes", "--text", "league premier") >= count("quotes", "--text", "Premier League")
    assert count("quotes", "--text", "remier") == 0
    assert 1 <= count("quotes", "--name", "Premier League") < count("quotes")
    assert count("sessions") == 0
    assert pressbox("sessions", "--store", store)[2] == "no sessions yet\n"


def test_corrections_from_a_file(pressbox: Pressbox, store: Path, tmp_path: Path) -> None:
    with Library.open(store, write=False) as library:
        row = library.rows()[0]
        mention = library.view(row.id).mentions[0]
    anchor = {"start": mention.start, "end": mention.end, "text": mention.text}
    good = {"action": "relabel", "article": row.source, "anchor": anchor, "after": {"label": "LAW"}}
    review = {"action": "review", "article": row.id, "after": {"reviewed": True}, "id": "0005f000000000abcd"}
    bad = [
        "not json",
        {**good, "action": "explode"},
        {**good, "article": "nowhere.txt"},
        {**good, "after": {}},
        {**good, "after": {"label": "NONSENSE"}},
        {**good, "anchor": {"start": 0, "end": 3, "text": "xyzzy"}},
        {**good, "lable": 1},
        {**review, "id": "7"},
        {**review, "id": "ff" * 9},
        {"action": "undo", "article": row.id, "undoes": "0005f000000000ffff"},
        {
            "action": "rename-entity",
            "article": row.id,
            "before": {"entity": mention.entity},
            "after": {"name": "a\x1b"},
        },
    ]
    lines = [json.dumps(good), "", json.dumps(review), json.dumps(review), *map(json.dumps, bad)]
    file = tmp_path / "fixes.jsonl"
    file.write_text("\n".join([*lines[:4], "not json", *lines[5:]]), "utf-8")

    status, _, err = pressbox("correct", file, "--store", store, "--session", "desk")
    assert status == 1
    *refused, last = sorted(err.splitlines(), key=lambda line: not line.startswith("pressbox"))
    assert last == f"2 applied, 1 already there, {len(bad)} refused"
    assert [line.split(": ")[1] for line in refused] == [f"{file}:{number}" for number in range(5, 5 + len(bad))]
    with Library.open(store, write=False) as library:
        view = library.view(row.id)
        assert view.reviewed
        assert view.mention_at(mention.start).label == "LAW"  # type: ignore[union-attr]
        (made,) = (correction for correction, _ in library.history() if correction.action == "relabel")
        assert (made.session, bool(made.id), bool(made.time)) == ("desk", True, True)
        assert made.anchor is not None
        assert made.anchor.after


def test_the_explorers_own_log_goes_into_another_store(pressbox: Pressbox, store: Path, tmp_path: Path) -> None:
    with Library.open(store) as library:
        article = library.rows()[0].id
        for reviewed in (True, False):
            review = {"action": "review", "article": article, "after": {"reviewed": reviewed}}
            (tmp_path / "one.jsonl").write_text(json.dumps(review))
            library.close()
            assert pressbox("correct", tmp_path / "one.jsonl", "--store", store)[0] == 0
    with Library.open(store) as library:
        library.undo()
        log = library.document(article).corrections
    import msgspec

    file = tmp_path / "log.jsonl"
    file.write_bytes(b"\n".join(map(msgspec.json.encode, log)))
    other = tmp_path / "other"
    assert pressbox("import", SAMPLES, "--store", other)[0] == 0
    for said in ("3 applied, 0 already there", "0 applied, 3 already there"):
        status, _, err = pressbox("correct", file, "--store", other)
        assert status == 0
        assert said in err
    with Library.open(other, write=False) as library:
        assert library.document(article).corrections == log
        assert library.view(article).reviewed


def test_check_finds_damage_and_repairs_it(pressbox: Pressbox, store: Path) -> None:
    assert pressbox("check", "--store", store) == (0, "", "3 articles, nothing wrong\n")
    assert pressbox("check", "--store", store, "--json") == (0, "", "")
    document = next((store / "articles").rglob("*.json"))
    document.write_text("{")
    status, out, _ = pressbox("check", "--store", store, "--json")
    assert status == 1
    assert any(document.name in str(finding["path"]) for finding in jsonl(out))
    assert pressbox("check", "--store", store, "--repair")[0] == 0


@pytest.mark.parametrize(
    "args",
    [["--nonsense"], ["import"], ["export", "--format", "xml"], ["correct"], ["import", "--jobs", "0", "x"],
     ["--session", "x", "articles"], ["quotes", "extra"], ["correct", "no/such/file"]],
)  # fmt: skip
def test_wrong_usage_is_status_2(pressbox: Pressbox, args: list[str]) -> None:
    status, out, err = pressbox(*args)
    assert (status, out) == (2, "")
    assert err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("exprot", "; did you mean export?"),
        ("./export", ""),
        ("no/such/file", ""),
        ("import.txt", ""),
        ("ftp://a/b", ""),
    ],
)
def test_a_word_that_is_neither_command_nor_path(
    pressbox: Pressbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str, meant: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = pressbox("--store", tmp_path / "s", word, ".")
    assert (status, out) == (2, "")
    assert err.splitlines()[0].removesuffix("; did you mean import?") == (
        f"pressbox: no such command or file: {word}{meant}"
    )
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    "args", [[], ["."], ["-"], ["./export"], ["--", "export"], ["--session", "export"], ["https://example.org/a"]]
)
def test_without_a_terminal_the_explorer_says_so(
    pressbox: Pressbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("export").mkdir()
    status, out, err = pressbox(*args)
    assert (status, out) == (2, "")
    assert "needs a terminal" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("command", ["", *cli.commands])
def test_every_command_has_help(pressbox: Pressbox, command: str) -> None:
    status, out, err = pressbox(*filter(None, [command, "--help"]))
    assert (status, err) == (0, "")
    assert out.startswith("Usage: pressbox")
    assert "--store" in out or command == "keys"


def test_help_shows_the_explorers_options_whatever_stands_beside_it(pressbox: Pressbox) -> None:
    shown = pressbox("--help")[1]
    assert shown == pressbox("samples", "--help")[1] == pressbox("--store", "x", "-h")[1]
    assert "--session" in shown
    assert pressbox("--version")[1].startswith("pressbox, version ")


def test_an_unexpected_error_is_one_line_and_a_log(pressbox: Pressbox, capfd: pytest.CaptureFixture[str]) -> None:
    @click.command()
    def broken() -> None:
        raise RuntimeError("no such\nluck\x1b[2J")

    assert run(broken, []) == 1
    err = capfd.readouterr().err
    assert len(err.splitlines()) == 1
    assert "\x1b" not in err
    log = Path(err.split("details in ")[1].rstrip(")\n"))
    assert "Traceback" in log.read_text("utf-8")


@pytest.mark.parametrize("args", [["export"], ["entities"], ["quotes", "--json"], ["--help"]])
def test_a_closed_pipe_is_quiet(store: Path, args: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with start(*args, "--store", store, stdout=writer, stderr=subprocess.PIPE) as process:
        os.close(writer)
        assert process.communicate()[1] == ""
    assert process.returncode == 141


def test_a_reader_that_leaves_early_is_quiet(store: Path) -> None:
    command = shlex.join([*COMMAND, "export", "--store", str(store)])
    done = subprocess.run(["bash", "-c", f"{command} | head -c 1"], cwd=ROOT, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"{", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("args", [["export"], ["articles"], ["articles", "--json"], ["export", "-o", "/dev/full"]])
def test_a_full_output_is_one_line(store: Path, args: list[str]) -> None:
    with open("/dev/full", "w") as full, start(*args, "--store", store, stdout=full, stderr=subprocess.PIPE) as process:
        err = process.communicate()[1]
    assert process.returncode == 1
    where = "/dev/full:" if "-o" in args else "standard output cannot be written:"
    assert err == f"pressbox: {where} No space left on device\n"


def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    text = (SAMPLES / "bernabeu-2023-van-dijk.txt").read_text("utf-8")
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(200):
        (folder / f"{number:03}.txt").write_text(f"Report number {number}\n\n{text}", "utf-8")
    process = start("import", folder, "--store", tmp_path / "s", stderr=subprocess.PIPE)
    end = time.monotonic() + 120
    while not list((tmp_path / "s").glob("articles/*/*.json")):
        assert time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in err
    with Library.open(tmp_path / "s") as library:
        assert 0 < len(library.rows()) < 200
        assert library.problems == []
        assert f"{len(library.rows())} imported" in err


def test_a_terminal_gets_a_progress_bar(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = start("import", SAMPLES, tmp_path / "gone", "--store", tmp_path / "s", stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 10_000):
            shown += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.wait() == 1
    assert b"\x1b[" in shown
    assert b"4/4" in shown
    assert b"gone: no such file" in shown
    assert b"3 imported" in shown


def test_on_a_terminal_the_explorer_opens_with_what_was_named(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = start(SAMPLES, "--store", tmp_path / "s", stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    while b"Virgil" not in shown:
        shown += os.read(ours, 10_000)
    os.write(ours, b"q")
    try:
        while os.read(ours, 10_000):
            pass
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.wait(timeout=120) == 0
    assert b"Traceback" not in shown
    with Library.open(tmp_path / "s") as library:
        assert len(library.rows()) == 3


def test_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config.toml"
    assert load(file) == Config()
    file.write_text('model = "mine"\ntheme = "nord"\n[keys]\nreview = "x"\n')
    assert load(file) == Config("mine", "nord", {"review": "x"})
    monkeypatch.setenv("PRESSBOX_MODEL", "other")
    assert load(file).model == "other"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("modell = 1", "modell"),
        ("model = 1", "model"),
        ("model\nx", "line 1"),
        ("keys = 1", "keys"),
        ("x = '\xff'", "UTF-8"),
    ],
)
def test_bad_settings_name_file_and_key(
    tmp_path: Path, pressbox: Pressbox, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    file = tmp_path / "config" / "pressbox" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_bytes(text.encode("latin-1"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with pytest.raises(ConfigError, match=said):
        load()
    status, _, err = pressbox("import", SAMPLES, "--store", tmp_path / "s")
    assert status == 1
    assert str(file) in err
    assert len(err.splitlines()) == 1


def test_keys_are_listed_as_the_settings_have_them(
    pressbox: Pressbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tui.config.path", lambda: tmp_path / "config.toml")
    status, out, _ = pressbox("keys")
    assert status == 0
    assert any(line.split()[:2] == ["!", "review"] for line in out.splitlines())
    (tmp_path / "config.toml").write_text('[keys]\nreview = "f2"\n', "utf-8")
    status, out, _ = pressbox("keys", "--json")
    assert next(line for line in jsonl(out) if line["id"] == "review")["keys"] == "f2"
    (tmp_path / "config.toml").write_text('[keys]\nreviw = "f2"\n', "utf-8")
    status, _, err = pressbox("keys")
    assert (status, "keys.reviw" in err) == (1, True)
