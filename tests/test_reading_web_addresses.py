"""Pages are fetched from a server of the tests' own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from store.reading import fetching
from tests.paper import pdf
from tests.readers import articles, read_all, refusals

ROBOTS = b"User-agent: *\nDisallow: /private\n"
PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/robots.txt": (200, {"Content-Type": "text/plain"}, ROBOTS),
    "/page": (200, {"Content-Type": "text/html"}, b"<h1>A</h1><p>Words <a href='../b'>here</a>."),
    "/latin": (200, {"Content-Type": "text/html; charset=iso-8859-2"}, "<p>Łódź".encode("iso-8859-2")),
    "/text": (200, {"Content-Type": "text/plain; charset=nonsense"}, b"Plain words."),
    "/data": (200, {"Content-Type": "application/json"}, b'[{"text": "One."}, {"text": "Two."}]'),
    "/a.csv": (200, {"Content-Type": "application/octet-stream"}, b"text\nThree.\n"),
    "/paper": (200, {"Content-Type": "application/pdf"}, pdf("Words in print.")),
    "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    "/big": (200, {"Content-Type": "text/html"}, b"x" * 5000),
    "/gone": (404, {"Content-Type": "text/html"}, b"<p>Not here"),
    "/away": (302, {"Location": "page"}, b""),
    "/loop": (302, {"Location": "/loop"}, b""),
    "/out": (302, {"Location": "file:///etc/passwd"}, b""),
    "/sneaky": (302, {"Location": "/private/x"}, b""),
    "/private/x": (200, {"Content-Type": "text/html"}, b"<p>secret"),
    "/blank": (200, {"Content-Type": "text/html"}, b""),
}


class _Site(BaseHTTPRequestHandler):
    asked: list[str]
    pages: dict[str, tuple[int, dict[str, str], bytes]]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/slow":
            time.sleep(2)
        if self.path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b"half")
            return
        status, headers, data = self.pages.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        with suppress(OSError):  # who asked may have had enough
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


class Site:
    """A server on this machine; ``asked`` is what was asked of it."""

    def __init__(self, pages: dict[str, tuple[int, dict[str, str], bytes]]) -> None:
        self.asked: list[str] = []
        handler = type("Handler", (_Site,), {"asked": self.asked, "pages": pages})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    fetching._robots.cache_clear()
    made = Site(dict(PAGES))
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_page(site: Site) -> None:
    address = f"{site.address}/page"
    (one,) = articles(address)
    assert (one.source, one.key, one.title, one.format) == (address, address, "A", "html")
    assert [link.target for link in one.links] == [f"{site.address}/b"]
    assert site.asked == ["/robots.txt", "/page"]
    assert articles(f"{site.address}/away")[0].key == f"{site.address}/away"


def test_the_content_type_tells_the_format(site: Site) -> None:
    paths = ("latin", "text", "data", "a.csv", "paper")
    texts = [one.text for one in articles(*(f"{site.address}/{path}" for path in paths))]
    assert texts == ["Łódź", "Plain words.", "One.", "Two.", "Three.", "Words in print."]
    assert site.asked.count("/robots.txt") == 1


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("gone", "the site answers with status 404"),
        ("picture", "image/png, not an article"),
        ("private/x", "the site's robots.txt does not allow it"),
        ("sneaky", "the site's robots.txt does not allow it"),
        ("loop", "redirects more than 5 times"),
        ("out", "redirects to something that is not on the web: file:///etc/passwd"),
        ("blank", "empty"),
        ("cut", "cannot be fetched: "),
    ],
)
def test_what_fails_is_a_line(site: Site, path: str, expected: str) -> None:
    (line,) = refusals(f"{site.address}/{path}")
    assert line.partition(": ")[2].startswith(expected)


def test_what_is_too_big_or_slow(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LIMIT", 1000)
    assert refusals(f"{site.address}/big") == ["big: larger than 20 MB"]
    monkeypatch.setattr(fetching, "PATIENCE", 0.3)
    assert refusals(f"{site.address}/slow") == ["slow: no answer within 0 s"]


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (503, False)])
def test_no_robots_file_allows_all_and_a_broken_one_nothing(site: Site, status: int, allowed: bool) -> None:
    handler: type[_Site] = site.server.RequestHandlerClass  # type: ignore[assignment]
    handler.pages["/robots.txt"] = (status, {}, b"")
    found = refusals(f"{site.address}/page")
    assert found == [] if allowed else "robots.txt cannot be read (status 503)" in found[0]


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for address in ("http://127.0.0.1:9/x", "http://nowhere.invalid/x", "http://[::1", "https://127.0.0.1:99999/"):
        (one,) = read_all(address)
        assert "\n" not in str(one)
        assert str(one).startswith(address)


def test_only_what_is_named_is_fetched(site: Site, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<p>Words <a href='{site.address}/page'>x</a><img src='{site.address}/i'>")
    (tmp_path / "b.jsonl").write_text(f'{{"text": "x", "url": "{site.address}/page"}}')
    assert len(articles(tmp_path)) == 2
    assert site.asked == []
