"""The HTML report in a real browser, where there is one: what an article says never runs and loads nothing."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from store.exchange import html
from tests.hostile_records import record, span

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine (apt-get install chromium)")


class Server(http.server.ThreadingHTTPServer):
    """Counts what is asked of it."""

    asked = 0


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Server)
        self.server.asked += 1
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


class Shown(HTMLParser):
    """The elements, title and text of a page as the browser has made it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.links: set[str] = set()
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        self.ids |= {found["id"] or ""} if "id" in found else set()
        self.links |= {found["href"] or ""} if "href" in found else set()
        assert not any(name.startswith("on") for name in found)

    def handle_data(self, data: str) -> None:
        self.words += data


def opened(page: str, folder: Path) -> str:
    """The page's document as it stands after the browser has loaded it and run what it runs."""
    assert BROWSER is not None
    file = folder / "report.html"
    file.write_text(page, encoding="utf-8", newline="")
    done = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
         f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=2000", "--dump-dom", file.as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return done.stdout


def hostile(address: str) -> dict[str, Any]:
    attack = (
        f'<img src="{address}/img" onerror="document.title=1"><script>document.title="run"</script>'
        f'</style><link rel=stylesheet href="{address}/css"><iframe src="{address}/frame"></iframe>'
        f'"><svg onload="document.title=2"> <meta http-equiv="refresh" content="0;url={address}/go">&lt;b&gt;'
    )
    text = f"Ode 👩\u200d🚀 said “{attack}”.\nשלום עולם"
    name = f"' onmouseover=document.title=3 {attack}"
    mention = {**span(text, 0, 3), "label": "PERSON", "by": "human", "confidence": 1.0}
    start = text.index(attack)
    said = {
        "kind": "direct", "segments": [span(text, start, start + len(attack))], "cue": None, "by": "human",
        "confidence": 1.0, "speaker": {"entity": "ode", "name": name, "mention": span(text, 0, 3)},
    }  # fmt: skip
    inner = {**said, "segments": [span(text, start, start + 9)], "kind": "partial"}
    entity = {"id": "ode", "name": name, "label": "PERSON", "aliases": [attack], "mentions": [mention]}
    return record(text, [entity], [{**said, "id": "q-1"}, {**inner, "id": "q-2"}], title=attack)


def test_nothing_in_an_article_runs_or_loads_anything(server: Server, tmp_path: Path) -> None:
    one = hostile(f"http://127.0.0.1:{server.server_address[1]}")
    shown = Shown()
    dom = opened("".join(html.report([one])), tmp_path)
    shown.feed(dom)
    assert server.asked == 0
    assert not {"script", "img", "iframe", "svg", "link", "b"} & set(shown.tags)
    assert one["text"] in shown.words
    assert "<title>Pressbox report</title>" in dom
    assert shown.links <= {f"#{key}" for key in shown.ids}
    assert {"q-1", "q-2", "speakers", "names"} <= shown.ids


def test_the_browser_would_have_run_it(server: Server, tmp_path: Path) -> None:
    """What is tested above can fail: the same attack, not escaped and without the page's policy, gets through."""
    attack = hostile(f"http://127.0.0.1:{server.server_address[1]}")["title"].partition("<meta")[0]
    dom = opened(f"<!doctype html><title>quiet</title><body>{attack}", tmp_path)
    assert server.asked > 0
    assert "<title>quiet</title>" not in dom
