# ruff: noqa: E501 (pages are easier to read in their own lines)
"""Made-up pages in the shapes that news sites have: what on them is the article, and what is not.

``python -m tests.pages`` prints, page by page, how much of each of the two the reader takes for the article.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import NamedTuple

_SUBJECTS = "The council|A harbour pilot|The museum|Two farmers|The orchestra|A local brewer|The ferry line|Her deputy"
_DEEDS = "postponed|defended|reopened|questioned|praised|abandoned|inspected|financed"
_THINGS = "the old lighthouse|a plan for the quay|the winter timetable|a disputed survey|the flooded meadow|its archive"
_ENDS = (
    "after a long evening of argument in the town hall|because the tide had carried away the last of the sandbags"
    "|although nobody could say who would pay for it|before the first visitors came down from the station"
    "|while the neighbours looked on from their windows|and promised a second report before the summer"
)
_MARKS = re.compile(r"\s+")


class Sample(NamedTuple):
    """A page: its source, the sentences that are the article, those that frame it, and its headline."""

    name: str
    source: str
    kept: list[str]
    framed: list[str]
    title: str


class _Writer:
    """Makes sentences and notes which are the article's."""

    def __init__(self, seed: int) -> None:
        self.kept: list[str] = []
        self.framed: list[str] = []
        self._number = seed * 1000

    def _sentence(self) -> str:
        self._number += 1
        n = self._number
        parts = [words.split("|") for words in (_SUBJECTS, _DEEDS, _THINGS, _ENDS)]
        chosen = [words[n * step // 3 % len(words)] for words, step in zip(parts, (1, 5, 7, 11), strict=True)]
        return f"{chosen[0]} {chosen[1]} {chosen[2]} {chosen[3]} (note {n})."

    def text(self, sentences: int = 3) -> str:
        """A paragraph of the article."""
        made = [self._sentence() for _ in range(sentences)]
        self.kept += made
        return " ".join(made)

    def quote(self) -> str:
        """A paragraph of the article that is mostly speech."""
        made = f"“We had hoped for better weather in week {self._number},” said Ada Brook."
        self._number += 1
        self.kept.append(made)
        return made

    def frame(self, words: str = "") -> str:
        """A line that is none of the article."""
        self._number += 1
        made = f"{words or self._sentence().rstrip('.')} [{self._number}]"
        self.framed.append(made)
        return made

    def paragraphs(self, number: int, sentences: int = 3, *, tag: str = "p", attributes: str = "") -> str:
        """Paragraphs of the article, one of them a quotation."""
        texts = [self.text(sentences) for _ in range(number - 1)]
        return "\n".join(f"<{tag}{attributes}>{text}</{tag}>" for text in [*texts, self.quote()])

    def links(self, number: int, words: str = "") -> str:
        """A list of links to elsewhere."""
        return "<ul>" + "".join(f'<li><a href="/n/{n}">{self.frame(words)}</a></li>' for n in range(number)) + "</ul>"


_NAV = '<nav class="top"><a href="/">{0}</a> <a href="/sport">{1}</a> <a href="/weather">{2}</a></nav>'


def _nav(w: _Writer) -> str:
    return _NAV.format(w.frame("Front page"), w.frame("Sport"), w.frame("Weather"))


def _semantic(w: _Writer) -> str:
    return f"""<body><header><a href="/">{w.frame("The Daily Quay")}</a>{_nav(w)}</header>
<div role="dialog" class="cookie-banner"><p>{w.frame("We use cookies to improve your visit")}</p>
<button>{w.frame("Accept")}</button></div>
<main><article><h1>TITLE</h1><p class="byline">By Ada Brook</p>{w.paragraphs(4)}
<figure><img src="a.jpg"><figcaption>The quay at dawn.</figcaption></figure>{w.paragraphs(4)}</article>
<aside><h2>{w.frame("Most read")}</h2>{w.links(6)}</aside></main>
<footer><p>{w.frame("All rights reserved by the Daily Quay company")}</p></footer></body>"""


def _div_soup(w: _Writer) -> str:
    return f"""<body><div id="hd"><div class="logo">{w.frame("Coast Courier")}</div>
<div class="menu"><a href=/a>{w.frame("Home")}</a> | <a href=/b>{w.frame("Politics")}</a> | <a>{w.frame("Arts")}</a></div>
</div><div id="cookie-consent"><div>{w.frame("This site stores cookies on your device and shares data with partners")}
<a href="/ok">{w.frame("OK")}</a></div></div><div class="wrap"><div class="col-l"><div class="story">
<h1>TITLE</h1><div class="meta">4 March 2026</div><div class="story-body">{w.paragraphs(7)}</div></div>
<div class="related-links"><h3>{w.frame("Related stories")}</h3>{w.links(8)}</div>
<div class="comments"><h3>{w.frame("Comments")}</h3><div class="comment"><b>gull</b> {w.frame()}</div>
<div class="comment"><b>tern</b> {w.frame()}</div></div></div>
<div class="sidebar"><h4>{w.frame("Trending now")}</h4>{w.links(5)}</div></div>
<div id="ft">{w.frame("Terms of use")} | {w.frame("Privacy")}</div></body>"""


def _tables(w: _Writer) -> str:
    return f"""<BODY BGCOLOR=white><TABLE WIDTH=100%><TR><TD COLSPAN=3><FONT SIZE=5>{w.frame("Island Post Online")}</FONT>
<TR><TD WIDTH=120 VALIGN=top><A HREF=/>{w.frame("Home")}</A><BR><A HREF=/s>{w.frame("Shipping")}</A><BR>
<A HREF=/f>{w.frame("Fishing")}</A><BR><A HREF=/x>{w.frame("Classified")}</A>
<TD VALIGN=top><H1>TITLE</H1>{w.text()}<P>{w.text()}<P>{w.text()}<P>{w.quote()}<P>{w.text()}
<TD WIDTH=150 VALIGN=top><B>{w.frame("Headlines")}</B><BR>{w.links(5)}
<TR><TD COLSPAN=3 ALIGN=center><SMALL>{w.frame("Copyright Island Post")}</SMALL></TABLE></BODY>"""


def _cards(w: _Writer) -> str:
    cards = "".join(
        f'<article class="card"><h3><a href="/c">{w.frame()}</a></h3><p>{w.frame()}</p></article>' for _ in range(8)
    )
    return f"""<body>{_nav(w)}<main><article class="main"><header><h1>TITLE</h1><p>{w.text(1)}</p></header>
{w.paragraphs(4, 2)}</article><section class="more"><h2>{w.frame("More from this section")}</h2>{cards}</section></main>
<footer>{w.frame("Imprint")}</footer></body>"""


def _report(w: _Writer) -> str:
    rows = "".join(f"<tr><td>Club {n}</td><td>{n + 3}</td></tr>" for n in range(4))
    w.kept += [f"Club {n}" for n in range(4)]
    return f"""<body>{_nav(w)}<div class="page"><h1>TITLE</h1><div class="article__content">{w.paragraphs(3)}
<h2>What happens next</h2><ul><li>{w.text(1)}</li><li>{w.text(1)}</li></ul><blockquote><p>{w.quote()}</p></blockquote>
<table><tr><th>Club</th><th>Points</th></tr>{rows}</table>{w.paragraphs(3)}</div>
<div class="share-bar"><a href="#">{w.frame("Share on Chirper")}</a><a href="#">{w.frame("E-mail this")}</a></div>
<div class="widget newsletter"><h3>{w.frame("Get our newsletter")}</h3><p>{w.frame("Sign up for the morning briefing")}</p>
<input name=mail></div></div></body>"""


def _interrupted(w: _Writer) -> str:
    ad = f'<div class="ad-slot"><span>{w.frame("Advertisement")}</span></div>'
    box = f'<div class="read-more"><strong>{w.frame("Read more")}</strong>{w.links(3)}</div>'
    sign_up = f"<form><p>{w.frame('Subscribe for one euro a week')}</p><input type=email></form>"
    parts = [f'<section class="body">{w.paragraphs(3)}</section>' for _ in range(4)]
    return f"""<body>{_nav(w)}<article><h1>TITLE</h1>{parts[0]}{ad}{parts[1]}{box}{parts[2]}{sign_up}{parts[3]}
<div class="author-bio"><p>{w.frame("Ada Brook has written about the coast since her student days")}</p></div>
<ul class="tags"><li><a href="/t">{w.frame("harbour")}</a></li><li><a href="/t">{w.frame("tides")}</a></li></ul></article>
<div class="outbrain"><h4>{w.frame("You may also like")}</h4>{w.links(6)}</div></body>"""


def _scripted(w: _Writer) -> str:
    body = "\n\n".join([w.text(), w.text(), w.quote(), w.text()])
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "TITLE", "articleBody": body}
    return f"""<head><script type="application/ld+json">{json.dumps(data)}</script></head><body><div id="root">
<p>{w.frame("Please switch on scripts to read the Tidal Times")}</p></div></body>"""


def _brief(w: _Writer) -> str:
    return f"""<body><div class="masthead">{w.frame("Harbour Wire")}</div><div class="mega-menu">{w.links(20, "Section")}</div>
<div class="content"><h1>TITLE</h1><p>{w.text(2)}</p><p>{w.text(1)}</p></div>
<div class="latest">{w.links(12)}</div><div class="footer-links">{w.links(15, "Service")}</div></body>"""


def _many_comments(w: _Writer) -> str:
    comments = "".join(
        f'<li class="comment"><div class="comment-author">reader {n}</div><p>{w.frame()} {w.frame()} {w.frame()}</p>'
        f'<a href="#r">{w.frame("Reply")}</a></li>'
        for n in range(15)
    )
    return f"""<body>{_nav(w)}<div id="main"><div class="post"><h1>TITLE</h1><div class="entry">{w.paragraphs(5)}</div>
</div><div id="comments"><h3>{w.frame("15 thoughts on this")}</h3><ol>{comments}</ol></div></div></body>"""


def _captions(w: _Writer) -> str:
    figure = (
        "<figure><img src=p.jpg><figcaption>A caption. <span class=credit>Photo: L. Sand</span></figcaption></figure>"
    )
    share = f'<ul class="social-share"><li>{w.frame("Share on Facepage")}</li><li>{w.frame("Copy link")}</li></ul>'
    return f"""<body><div id="skip"><a href="#m">{w.frame("Skip to content")}</a></div>{_nav(w)}<div itemscope
itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">TITLE</h1>{share}{figure}<div itemprop="articleBody">
{w.paragraphs(3)}{figure}<p><strong>Read also: <a href="/x">{w.frame()}</a></strong></p>{w.paragraphs(3)}</div>{share}
</div><div class="promo">{w.frame("Try our crossword")}</div></body>"""


def _blog(w: _Writer) -> str:
    return f"""<body class="single-post"><div id="page"><div id="masthead"><p>{w.frame("Notes from a breakwater")}</p></div>
<div id="content"><div class="hentry"><h1 class="entry-title">TITLE</h1><div class="entry-meta">Posted on
<a href="/d">March 4, 2026</a></div><div class="entry-content">{w.paragraphs(6)}</div>
<div class="entry-footer">{w.frame("Posted in")} <a href="/c">{w.frame("Tides")}</a></div></div>
<div class="nav-links"><a href="/p">{w.frame("Older post")}</a><a href="/n">{w.frame("Newer post")}</a></div></div>
<div id="secondary" class="widget-area"><div class="widget"><h3>{w.frame("Archives")}</h3>{w.links(10, "Month")}</div>
<div class="widget"><h3>{w.frame("About")}</h3><p>{w.frame()}</p></div></div></div></body>"""


def _mobile(w: _Writer) -> str:
    return f"""<body><amp-sidebar id=s><ul><li>{w.frame("Menu")}</li><li>{w.frame("Live")}</li></ul></amp-sidebar>
<header>{w.frame("Quay Mobile")}</header><article><header><h1>TITLE</h1></header><amp-img src=a></amp-img>
{w.paragraphs(6)}<amp-ad>{w.frame("Sponsored")}</amp-ad></article><amp-consent><div>{w.frame("We value your privacy")}
</div></amp-consent><section class="recommendations"><h2>{w.frame("Up next")}</h2>{w.links(5)}</section></body>"""


def _old_style(w: _Writer) -> str:
    lines = "<br><br>\n".join([w.text(), w.text(), w.quote(), w.text(), w.text()])
    return f"""<html><head><title>TITLE - Ferry News</title></head><body><center>{w.frame("FERRY NEWS")}</center>
<a href=/1>{w.frame("Index")}</a> <a href=/2>{w.frame("Archive")}</a><hr><h2>TITLE</h2><font face=times>{lines}</font>
<hr><a href=/3>{w.frame("Back to the index")}</a><br><i>{w.frame("Webmaster")}</i></body></html>"""


def _wrapped(w: _Writer) -> str:
    spans = "".join(f"<div class=x1><div class=x2><span>{w.text(2)}</span></div></div>" for _ in range(7))
    consent = " ".join(w.frame() for _ in range(25))
    return f"""<body><div><div><div><div class=x9><a href=/>{w.frame("Home")}</a></div><div><div><h1>TITLE</h1>
<div><div>{spans}</div></div></div></div></div></div></div><div id="gdpr-modal"><div><p>{consent}</p>
<button>{w.frame("Reject all")}</button></div></div></body>"""


def _interview(w: _Writer) -> str:
    turns = "".join(
        f"<p><b>Why did it take until week {n}?</b></p><p>{w.text(2)} <a href='/l{n}'>{w.text(1)}</a></p>"
        for n in range(5)
    )
    w.kept += [f"Why did it take until week {n}?" for n in range(5)]
    return f"""<body>{_nav(w)}<main id="main-content"><h1>TITLE</h1><div class="byline">Ada Brook</div>
<div class="richtext">{turns}<div class="inline-related">{w.links(2)}</div>{w.paragraphs(2)}</div>
<div class="topics"><h2>{w.frame("Topics")}</h2>{w.links(3, "Topic")}</div></main>
<div class="popup"><p>{w.frame("You have two free articles left this month")}</p></div></body>"""


def _hashed(w: _Writer) -> str:
    teasers = "".join(f"<div class=t7><h3><a href=/t>{w.frame()}</a></h3><p>{w.frame()}</p></div>" for _ in range(4))
    return f"""<body><div class=k1>{w.frame("Tide and Time")}</div><main class=k2><h1 class=k3>TITLE</h1>
<div class=k4>{w.paragraphs(6)}</div><section class=k5>{teasers}</section></main>
<div class=k6>{w.links(9)}</div><footer>{w.frame("Company number 1234")}</footer></body>"""


def _live(w: _Writer) -> str:
    posts = "".join(f"<article><h2>{12 + n}:15</h2><p>{w.text(2)}</p><p>{w.quote()}</p></article>" for n in range(5))
    return f"""<body>{_nav(w)}<main><h1>TITLE</h1><p>{w.text(1)}</p>{posts}</main>
<aside>{w.links(4)}</aside><footer>{w.frame("Contact us")}</footer></body>"""


def _beside(w: _Writer) -> str:
    blurbs = "".join(f"<div><b>{w.frame()}</b><br>{w.frame()}</div>" for _ in range(5))
    return f"""<body class="home has-sidebar"><div class="page-with-sidebar"><div class=c0>{w.links(5, "Area")}</div>
<div class=c1><h1>TITLE</h1>{w.paragraphs(8)}</div><div class=c2>{blurbs}</div></div></body>"""


def _opinion(w: _Writer) -> str:
    return f"""<body>{_nav(w)}<h1>TITLE</h1><div class="article comment">{w.paragraphs(6)}</div>
<div id="comments-section"><p>{w.frame()}</p><p>{w.frame()}</p></div>
<div class="bottom"><p>{w.frame("Registered in the harbour office")}</p></div></body>"""


def _contents(w: _Writer) -> str:
    contents = "".join(f"<li><a href='#{n}'>{w.frame('Part')}</a></li>" for n in range(4))
    parts = "".join(f"<h2 id={n}>Part {n}</h2>{w.paragraphs(2)}" for n in range(4))
    return f"""<body>{_nav(w)}<article class="longread widget-article"><h1>TITLE</h1><p class=lead>{w.text(1)}</p>
<ol>{contents}</ol>{parts}<p><i>{w.text(1)}</i></p></article><div class="push">{w.links(6)}</div></body>"""


def _no_heading(w: _Writer) -> str:
    readers = "".join(f"<div><div>reader {n}</div><div>{w.frame()}</div></div>" for n in range(4))
    return f"""<head><title>TITLE | Quay</title></head><body><div id=top>{w.frame("Quay")}</div><div id=mid>
<div class=headline>TITLE</div><div class=text>{w.paragraphs(7, tag="div")}</div></div><div id=low>{readers}</div></body>"""


_MAKERS: dict[str, Callable[[_Writer], str]] = {
    maker.__name__.strip("_"): maker
    for maker in (
        _semantic,
        _div_soup,
        _tables,
        _cards,
        _report,
        _interrupted,
        _scripted,
        _brief,
        _many_comments,
        _captions,
        _blog,
        _mobile,
        _old_style,
        _wrapped,
        _interview,
        _hashed,
        _live,
        _beside,
        _opinion,
        _contents,
        _no_heading,
    )
}


def samples() -> list[Sample]:
    """All pages."""
    made = []
    for number, (name, maker) in enumerate(_MAKERS.items(), 1):
        writer = _Writer(number)
        title = f"Dispute over the {name.replace('_', ' ')} quay goes on"
        source = f"<!doctype html><html>{maker(writer)}</html>".replace("TITLE", title)
        made.append(Sample(name, source, writer.kept, writer.framed, title))
    return made


def score(sample: Sample, text: str) -> tuple[float, float]:
    """The share of the article that is in ``text``, and the share of the page's frame that is."""
    flat = _MARKS.sub(" ", text)
    kept = sum(sentence in flat for sentence in sample.kept) / len(sample.kept)
    return kept, sum(line in flat for line in sample.framed) / len(sample.framed)


def table(extract: Callable[[str], str]) -> str:
    """What an extractor makes of all pages, a line each, and the mean."""
    lines, scores = [], []
    for sample in samples():
        started = time.perf_counter()
        scores.append(score(sample, extract(sample.source)))
        took = 1000 * (time.perf_counter() - started)
        lines.append(f"{sample.name:15} kept {scores[-1][0]:4.0%}  framed {scores[-1][1]:4.0%}  {took:6.1f} ms")
    means = [sum(column) / len(scores) for column in zip(*scores, strict=True)]
    return "\n".join([*lines, f"{'mean':15} kept {means[0]:4.0%}  framed {means[1]:4.0%}"])


if __name__ == "__main__":
    from store.reading.web import read_html

    print(table(lambda source: read_html(source).text))
