"""Of a page only the article is read, and what the page says of it for machines."""

from __future__ import annotations

import json
import time

import pytest

from store.reading.facts import Facts
from store.reading.web import read_html
from tests import pages

SAMPLES = pages.samples()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_the_article_is_read_and_its_frame_is_not(sample: pages.Sample) -> None:
    page = read_html(sample.source)
    kept, framed = pages.score(sample, page.text)
    assert kept == 1
    assert framed < 0.25
    assert page.title == sample.title
    assert page.text.startswith(sample.title)
    assert page.text.count(sample.title) == 1
    assert all(page.text[link.start : link.end] == link.text for link in page.links)


def test_frames_are_nearly_always_told() -> None:
    shares = [pages.score(sample, read_html(sample.source).text)[1] for sample in SAMPLES]
    assert sum(shares) / len(shares) < 0.03


def test_links_in_the_text_are_kept() -> None:
    interview = next(sample for sample in SAMPLES if sample.name == "interview")
    assert [link.target for link in read_html(interview.source).links if link.target.startswith("/l")] == [
        f"/l{n}" for n in range(5)
    ]


PARAGRAPHS = "<p>" + "</p><p>".join(f"{'word ' * 30}ends in {n}." for n in range(6)) + "</p>"


@pytest.mark.parametrize(
    "page",
    [
        f"<body class='has-sidebar cookies-accepted'>{PARAGRAPHS}</body>",
        f"<div class='social'>{PARAGRAPHS}</div>",
        f"<div id='comments'>{PARAGRAPHS}</div>",
        f"<h1>T</h1><div class='newsletter'><a href=/x>{PARAGRAPHS}</a></div>",
        f"<article class='widget'>{PARAGRAPHS}</article>",
        f"<p>{' '.join(f'<a href=/{n}>linked words {n}</a>' for n in range(99))}</p>",
    ],
)
def test_a_page_is_never_emptied(page: str) -> None:
    assert len(read_html(page).text) > 900


def test_what_a_page_says_of_its_article() -> None:
    data = {
        "@graph": [
            {"@type": "WebSite", "name": "x"},
            {
                "@type": ["NewsArticle"],
                "headline": "A",
                "datePublished": "2026-03-04T05:06:07Z",
                "author": [{"@type": "Person", "name": "Ada Brook"}, "Bo\x1b[2J Sand"],
                "publisher": {"name": "Quay"},
                "mainEntityOfPage": {"@id": "https://example.org/a"},
            },
        ]
    }
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    expected = Facts("2026-03-04T05:06:07+00:00", "Ada Brook, Bo␛[2J Sand", "Quay", "https://example.org/a")
    assert read_html(f"<head>{script}</head><p>x").facts == expected
    meta = (
        "<meta property='article:published_time' content='2026-03-04T05:06:07+00:00'>"
        "<meta name=author content='Ada Brook, Bo\x1b[2J Sand'><meta property=og:site_name content=Quay>"
        "<link rel=canonical href='https://example.org/a'>"
    )
    assert read_html(f"<head>{meta}</head><p>x").facts == expected
    page = "<p>x <time datetime=2026-03-04>today</time><time datetime=2020-01-01>then</time>"
    assert read_html(page).facts.published == "2026-03-04"
    assert (
        read_html("<link rel=canonical href='javascript:x'><meta name=author content='https://x.org/a'>x").facts
        == Facts()
    )


@pytest.mark.parametrize(
    "data", ["", "{", "[" * 100_000, '{"@type": 7, "author": {"name": 3}}', '"x"', "[null]", "NaN"]
)
def test_broken_data_is_no_harm(data: str) -> None:
    page = read_html(f"<script type='application/ld+json'>{data}</script><p>x")
    assert (page.text, page.facts) == ("x", Facts())


@pytest.mark.parametrize("piece", ["<div class=ad>", "<div class=comments><a href=x>y", "<x-ad>", "<article><h1>"])
def test_deep_frames_take_no_time(piece: str) -> None:
    started = time.process_time()
    read_html("word " * 200 + piece * 50_000)
    assert time.process_time() - started < 10
