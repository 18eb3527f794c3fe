"""Plain text and Markdown become the article, with its headline and links."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from store.reading import ReadError, Reading, find
from store.reading.marked import read_markdown
from store.reading.plain import read_plain
from tests.readers import read

SAMPLES = Path(__file__).parent.parent / "samples"


def sample(name: str) -> Reading:
    (found,) = find([str(SAMPLES / name)])
    assert not isinstance(found, ReadError)
    return read(found)


@pytest.mark.parametrize("name", ["anfield-2021-goalless-exit.txt", "bernabeu-2023-van-dijk.txt"])
def test_plain_samples_are_unchanged(name: str) -> None:
    reading = sample(name)
    assert reading.text == (SAMPLES / name).read_text("utf-8").rstrip()
    assert (reading.title, reading.links, reading.format) == (None, (), "text")
    assert reading.digest == hashlib.sha256(reading.text.encode()).hexdigest()


def test_layout_hints_cut_no_name_in_two() -> None:
    assert read_plain("Li\xadver\u200bpool \u2060won. 👩\u200d👧").text == "Liverpool won. 👩\u200d👧"
    assert read_markdown("# Li\xadverpool\n\n    Ma\u200bdrid").text == "Liverpool\n\nMadrid"


def test_sample_with_links_reads_as_the_article() -> None:
    reading = sample("bernabeu-2023-match-report.txt")
    assert reading.text.startswith("Liverpool’s impossible job against Real Madrid in the Bernabeu proved exactly that")
    assert "even with a 5-2 deficit there remained" in reading.text
    assert "<" not in reading.text
    assert [(link.text, link.target.rpartition("/tags/")[2]) for link in reading.links[:2]] == [
        ("Liverpool’s", "liverpool/"),
        ("Real Madrid", "real-madrid/"),
    ]
    assert reading.links[2].text == "5-2 deficit"
    assert all(reading.text[link.start : link.end] == link.text for link in reading.links)


@pytest.mark.parametrize(
    "text",
    [
        "[@click=app.quit]x[/] [/b] and [b]",
        "a < b > c and 5 < 6 <unknown> <a question> AT&amp;T",
        "if a<b and c>d, x <i",
        "<b>never closed, closed never</i>",
        "Price: <$5> &lt;b&gt; <!-- kept --> <script>alert(1)</script>",
        "one\n\ntwo\n\n\nthree\n  indented",
    ],
)
def test_plain_text_is_left_alone(text: str) -> None:
    assert read_plain(text).text == text


def test_plain_text_is_tidied() -> None:
    assert read_plain("\n \n  One \t\n\n\n\nTwo\n\n \n  Three\n\n\n\n \n\n").text == "  One\n\nTwo\n\n\n  Three"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Real Madrid 1-0 Liverpool\n\nIt was over.", "Real Madrid 1-0 Liverpool"),
        ("  Real\t1-0 \xa0Liverpool\n\nIt was over.", "Real 1-0 Liverpool"),
        ("Klopp: “We lost”\n\nIt was over.", "Klopp: “We lost”"),
        ("It was over.\n\nNow.", None),
        ("“It was over.”\n\nNow.", None),
        ("A line\nand the next\n\nNow.", None),
        ("Only a line", None),
        ("* * *\n\nNow.", None),
        ("word " * 40 + "\n\nNow.", None),
    ],
)
def test_headline_of_plain_text(text: str, title: str | None) -> None:
    assert read_plain(text).title == title


def test_light_markup() -> None:
    page = read_plain(
        "Headline\n\nHe is <b>bold</b> &amp; <a class=x HREF='/a'> Klopp </a>, <unknown> 5 < 6.<br>\nNext"
        "<p>Par</p> <p>Last <a href=''>none</a><a href='/e'> </a><q>said</q> <a href=javascript:alert(1)>open"
    )
    assert page.text == "Headline\n\nHe is bold &  Klopp , <unknown> 5 < 6.\nNext\n\nPar\n\nLast none “said” open"
    assert [(link.text, link.target) for link in page.links] == [("Klopp", "/a"), ("open", "javascript:alert(1)")]
    assert all(page.text[link.start : link.end] == link.text for link in page.links)
    assert page.title == "Headline"


MARKDOWN = """\
---
title: "Front: matter"
date: 2023-03-15
---
Lead [by *Klopp*](https://example.org/k) and
[js](javascript:alert(1)) here.\\
New line &amp; `code` ![picture](p.png)

## Second

- one
- two
    - nested

> He said
> “no”.

| Team | Points |
|------|--------|
| Real | 3      |

    kept  as it is
      here

Raw <b>bold</b> <unknown> <!-- gone --><br><a href="/raw">link</a>

<div hidden>gone</div><div>block <a href="/z">zed</a></div>

<script>
alert(1)

alert(2)
</script>

[ref]

[ref]: /target "t"
"""


def test_markdown() -> None:
    page = read_markdown(MARKDOWN)
    assert page.title == "Front: matter"
    assert page.text == (
        "Front: matter\n\nLead by Klopp and js here.\nNew line & code\n\nSecond\n\none\ntwo\nnested\n\n"
        "He said “no”.\n\nTeam | Points\nReal | 3\n\nkept  as it is\n  here\n\n"
        "Raw bold <unknown>\nlink\n\nblock zed\n\nref"
    )
    assert [(link.text, link.target) for link in page.links] == [
        ("by Klopp", "https://example.org/k"),
        ("js", "javascript:alert(1)"),
        ("link", "/raw"),
        ("zed", "/z"),
        ("ref", "/target"),
    ]
    assert all(page.text[link.start : link.end] == link.text for link in page.links)


def test_markdown_heading_is_the_title_once() -> None:
    assert read_markdown("# A *fine* day\n\nWords.")[:2] == ("A fine day", "A fine day\n\nWords.")
    assert read_markdown("---\ntitle: A fine day\n---\n# A fine day\n\nWords.")[1] == "A fine day\n\nWords."
    assert read_markdown("---\n\nWords, no front matter.\n\n---\n")[:2] == (None, "Words, no front matter.")


@pytest.mark.parametrize(
    "source", ["[" * 600_000, "- a\n" * 100_000, "![" * 6000, "-a: b\n" * 5000, ">" * 100_000 + "x"]
)
def test_markdown_made_to_take_long(source: str) -> None:
    read_markdown("---\n" + source)
