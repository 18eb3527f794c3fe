"""Pages are fetched over TLS from a server of the tests' own, whose authority is trusted or not."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from store.reading import fetching
from tests.readers import articles, refusals
from tests.test_reading_web_addresses import PAGES, Site
from tui.cli import cli
from tui.front import run


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Who signs the certificates of the tests."""
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that names this authority as the one to trust."""
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


@pytest.fixture
def site(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site behind TLS at 127.0.0.1; ``/down`` on it redirects to its own address without TLS."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    fetching._robots.cache_clear()
    pages = dict(PAGES)
    made = Site(pages)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    made.server.socket = context.wrap_socket(made.server.socket, server_side=True)
    pages["/down"] = (302, {"Location": f"{made.address}/page"}, b"")
    made.address = made.address.replace("http:", "https:")
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.mark.usefixtures("trusted")
def test_a_page_of_a_trusted_site(site: Site) -> None:
    (one,) = articles(f"{site.address}/page")
    assert (one.key, one.title) == (f"{site.address}/page", "A")
    assert site.asked == ["/robots.txt", "/page"]
    assert articles(f"{site.address}/away")[0].title == "A"


def test_a_certificate_that_is_not_trusted_is_a_line(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    (refusal,) = refusals(f"{site.address}/page")
    assert "its certificate is not trusted: " in refusal
    assert "$SSL_CERT_FILE" in refusal
    assert "_ssl.c" not in refusal
    assert site.asked == []


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_somebody_else_is_a_line(site: Site) -> None:
    (refusal,) = refusals(f"{site.address.replace('127.0.0.1', 'localhost')}/page")
    assert "its certificate is not trusted: " in refusal
    assert "localhost" in refusal
    assert site.asked == []


@pytest.mark.usefixtures("trusted")
def test_https_never_becomes_http(site: Site) -> None:
    (refusal,) = refusals(f"{site.address}/down")
    plain = site.address.replace("https:", "http:")
    assert refusal.endswith(f"redirects from https to http; name that address to read it: {plain}/page")
    assert site.asked == ["/robots.txt", "/down"]


def test_certificates_that_cannot_be_read_are_a_line(site: Site, trusted: Path) -> None:
    for spoil in (lambda: trusted.write_text("no certificate"), trusted.unlink):
        spoil()
        (refusal,) = refusals(f"{site.address}/page")
        assert "the certificates that $SSL_CERT_FILE names cannot be read" in refusal


@pytest.mark.usefixtures("trusted")
def test_a_url_is_imported_like_a_file(site: Site, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    store = str(tmp_path / "store")
    assert run(cli, ["import", f"{site.address}/page", "--store", store]) == 0
    assert capfd.readouterr().err.startswith("1 imported")
    assert run(cli, ["import", f"{site.address}/gone", "--store", store]) == 1
    refusal, summed_up = capfd.readouterr().err.splitlines()
    assert refusal.endswith("the site answers with status 404")
    assert summed_up.startswith("0 imported")
