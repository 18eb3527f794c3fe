"""Feeds, e-mails, Word and PDF documents become articles."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.paper import pdf, word
from tests.readers import articles, refusals

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Quay News</title><link>https://example.org/</link>
<item><title>One &amp;amp; two</title><link>https://example.org/1</link><pubDate>Wed, 04 Mar 2026 05:06:07 GMT</pubDate>
<dc:creator>Ada Brook</dc:creator><description>Short.</description>
<content:encoded><![CDATA[<p>“No,” said <a href="/b">Bo</a>.</p><script>x</script><p>Twice.</p>]]>
</content:encoded></item>
<item><title>Three</title><guid isPermaLink="false">n3</guid><description>&lt;p>Words.</description></item>
<item><title>Only a headline</title><link>https://example.org/4</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title><entry>
<title type="html">&lt;b>One&lt;/b></title>
<id>tag:1</id><link href="https://example.org/1"/><updated>2026-03-04T05:06:07Z</updated><author><name>Ada Brook</name>
</author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Words \u202e here.</p></div></content>
</entry></feed>"""


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_feed_is_an_article_an_entry(tmp_path: Path) -> None:
    path = write(tmp_path / "a.rss", RSS)
    assert refusals(path) == ["a.rss#3: no text in it"]
    write(path, RSS.replace("<item><title>Only a headline</title><link>https://example.org/4</link></item>", ""))
    first, second = articles(path)
    assert (first.title, first.text) == ("One & two", "One & two\n\n“No,” said Bo.\n\nTwice.")
    assert [link.text for link in first.links] == ["Bo"]
    assert (first.published, first.author, first.site) == ("2026-03-04T05:06:07+00:00", "Ada Brook", "Quay News")
    assert first.key == first.address == "https://example.org/1"
    assert (second.text, second.key) == ("Three\n\nWords.", f"{path}#n3")
    (only,) = articles(write(tmp_path / "a.xml", ATOM))
    assert (only.title, only.text, only.author) == ("One", "One\n\nWords \ufffd here.", "Ada Brook")


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"Subject": "Rôle of tides", "From": "Ada Brook <a@example.org>", **headers}.items():
        message[name] = value
    message["Date"] = "Wed, 04 Mar 2026 05:06:07 +0100"
    return message


def test_an_e_mail_is_an_article(tmp_path: Path) -> None:
    message = mail()
    message.set_content("“Café,” she said.\n\nMore.\n", charset="windows-1252", cte="quoted-printable")
    message.add_alternative("<p>Other</p>", subtype="html")
    message.add_attachment(b"\0\1", maintype="application", subtype="octet-stream", filename="x")
    (one,) = articles(write(tmp_path / "a.eml", bytes(message)))
    assert (one.title, one.author, one.published) == ("Rôle of tides", "Ada Brook", "2026-03-04T05:06:07+01:00")
    assert one.text == "Rôle of tides\n\n“Café,” she said.\n\nMore."
    message = mail()
    message.set_content("<h2>A</h2><p>B <a href='https://example.org'>c</a>", subtype="html")
    (one,) = articles(write(tmp_path / "a.eml", bytes(message)))
    assert (one.text, one.links[0].text) == ("Rôle of tides\n\nA\n\nB c", "c")
    strange = "Subject: x\nContent-Type: text/plain; charset=nonsense\nContent-Transfer-Encoding: 8bit\n\ncafé"
    assert articles(write(tmp_path / "a.eml", strange))[0].text == "x\n\ncafé"


def test_a_word_document_is_an_article(tmp_path: Path) -> None:
    (one,) = articles(write(tmp_path / "a.docx", word("Tides", "“No,” said Bo.", "More\u202e.", author="Ada Brook")))
    assert (one.title, one.author, one.format) == ("Tides", "Ada Brook", "docx")
    assert one.text.startswith("Tides\n\n“No,” said Bo.\n\nMore")
    assert one.text.endswith("left | right")


def test_a_pdf_is_an_article(tmp_path: Path) -> None:
    lines = "The council postponed the plan for the har-\nbour after a long evening of argument in the\ntown hall."
    path = write(
        tmp_path / "a.pdf",
        pdf(f"{lines}\nAda (Brook) said that she had hoped for better\nweather.", "End.", title="Tides"),
    )
    (one,) = articles(path)
    assert (one.title, one.format) == ("Tides", "pdf")
    assert one.text == (
        "Tides\n\nThe council postponed the plan for the harbour after a long evening of argument in the town hall.\n\n"
        "Ada (Brook) said that she had hoped for better weather.\n\nEnd."
    )


@pytest.mark.parametrize(
    ("content", "count", "form"),
    [
        ('{"text": "Words."}\n{"text": "More."}\n', 2, "json"),
        ('\ufeff[\n {"text": "Words."}]', 1, "json"),
        (ATOM, 1, "feed"),
        ("<p>Words.</p>{", 1, "text"),
        ("{Words} and [more]", 1, "text"),
        ("<!doctype html><p>Words.", 1, "html"),
    ],
)
def test_what_has_no_suffix_is_told_by_its_beginning(
    tmp_path: Path, content: str, count: int, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [one.format for one in articles(write(tmp_path / "page", content))] == [form] * count
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    found = articles("-")
    assert [one.format for one in found] == [form] * count
    assert all(one.source.startswith("-") or one.address for one in found)


def test_documents_in_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.docx", word("Tides", "Words."))
        archive.writestr("b.pdf", pdf("Words in print."))
        archive.writestr("c.rss", RSS.replace("<title>Only a headline</title>", "<description>Text</description>"))
    assert [one.format for one in articles(tmp_path / "a.zip")] == ["docx", "pdf", "feed", "feed", "feed"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.xml", "<a>words</a>", "no RSS or Atom feed"),
        ("a.rss", "", "empty"),
        ("a.rss", "<rss version='2.0'><channel><item>" + "<a>" * 50_000, "no text in it"),
        ("a.rss", "<rss version='2.0'><channel></channel></rss>", "a feed without entries"),
        ("a.eml", "just some words", "no e-mail: it has no subject, sender or date"),
        ("a.eml", "Subject: x\n\n", "no text in it"),
        ("a.eml", "Subject: x\n" + "Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 5000, "too many parts"),
        ("a.eml", "Subject: x\nContent-Type: text/plain; charset=nonsense\n\n" + "\0\1" * 99, "a binary file"),
        ("a.docx", "words", "a damaged Word document: BadZipFile"),
        ("a.docx", word("a", "b")[:-50], "a damaged Word document"),
        ("a.pdf", "words", "a damaged PDF file"),
        ("a.pdf", pdf("a")[:200], "a damaged PDF file"),
        ("a.pdf", pdf(""), "no text in it; are its pages pictures?"),
    ],
)
def test_what_is_wrong_is_a_line(tmp_path: Path, name: str, content: str | bytes, expected: str) -> None:
    (line,) = refusals(write(tmp_path / name, content))
    assert expected in line


def test_a_word_document_that_is_a_bomb(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as member:
        for _ in range(21):
            member.write(b" " * 10_000_000)
    assert refusals(write(tmp_path / "a.docx", out.getvalue())) == ["a.docx: unfolds to more than 200 MB: a zip bomb"]


@pytest.mark.parametrize(("name", "what"), [("a.docx", "Word document"), ("a.pdf", "PDF file")])
def test_without_the_extra(tmp_path: Path, name: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("docx", "pypdf"):
        monkeypatch.setitem(sys.modules, module, None)
    assert refusals(write(tmp_path / name, "x")) == [
        f'{name}: a {what} needs the extra “documents”: pip install "pressbox[documents]"'
    ]


def test_plain_text_loads_none_of_the_libraries(tmp_path: Path) -> None:
    for name in ("a.txt", "a.md", "a.html", "a.jsonl", "a.csv"):
        write(tmp_path / name, {"a.jsonl": '{"text": "x"}', "a.csv": "text\nx"}.get(name, "words"))
    code = (
        "import sys\nfrom store.reading import find, readings\n"
        "print([one.text for found in find(sys.argv[1:]) for one in readings(found)])\n"
        "print({'feedparser', 'docx', 'lxml', 'pypdf', 'email.parser', 'zipfile', 'tarfile'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["['x', 'words', 'x', 'words', 'words']", "set()"]
