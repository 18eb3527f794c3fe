"""A web page becomes the article that its reader sees."""

from __future__ import annotations

import time

import pytest

from store.reading.web import read_html


def text(source: str) -> str:
    page = read_html(source)
    assert all(page.text[link.start : link.end] == link.text for link in page.links)
    return page.text


PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><title>Real win again | Daily Sport</title>
<meta property="og:title" content="Real win"><style>p { color: red }</style><script>if (a < b) "</p>"</script></head>
<body><header><h1>Daily Sport</h1></header><nav><ul><li><a href="/">Home</a></ul></nav>
<main><div class="crumbs">Football</div>
<article><h1>Real win
  <em>again</em></h1>
<p>He&nbsp;said: &#147;No&rdquo;.<br>Next   line <a href="/k?a=1&copy=2&amp;b=3"> Jurgen
Klopp</a>.</p><p>Sec&shy;ond<!-- no --><span hidden>gone</span><span style="display: none">gone</span></p>
<ul><li>one<li>two</ul>
<table><tr><th>Team<th>Points<tr><td>Real<td>3</table>
<pre>
  kept
    here</pre>
<form><input value=x>Subscribe</form><template>gone</template><noscript>gone</noscript>
<svg><title>gone</title><text>gone</text></svg><q>quoted</q>
</article><aside>More news</aside></main><footer>Contact</footer></body></html>
"""


def test_page() -> None:
    page = read_html(PAGE)
    assert page.title == "Real win again"
    assert page.text == (
        "Real win again\n\nHe said: “No”.\nNext line Jurgen Klopp.\n\nSecond\n\none\ntwo\n\nTeam | Points\nReal | 3\n\n"
        "  kept\n    here\n\n“quoted”"
    )
    assert [(link.text, link.target) for link in page.links] == [("Jurgen Klopp", "/k?a=1&copy=2&b=3")]


@pytest.mark.parametrize(
    ("source", "title", "expected"),
    [
        ("<title>A &amp; B</title><p>Words", "A & B", "A & B\n\nWords"),
        ("<title>A | Site</title><h2>A</h2><p>Words", "A", "A\n\nWords"),
        ("<title>A - BBC Sport</title><meta property=og:site_name content='BBC Sport'><p>x", "A", "A\n\nx"),
        ("<meta property=og:title content=A><title>B</title><p>x", "A", "A\n\nx"),
        ("<p>Kicker<h1>A</h1><p>x<h1>B</h1><p>y", "A", "A\n\nKicker\n\nx\n\nB\n\ny"),
        ("<header><h1>A</h1></header><p>x", "A", "A\n\nx"),
        ("<article><header><h1>A</h1><p>Standfirst</header><p>x</article>", "A", "A\n\nStandfirst\n\nx"),
        ("<title></title><h1> </h1><p>x", None, "x"),
        ("<title>A</title>", "A", "A"),
        ("Just words", None, "Just words"),
    ],
)
def test_headline_comes_first_and_once(source: str, title: str | None, expected: str) -> None:
    page = read_html(source)
    assert (page.title, page.text) == (title, expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a<b>b</b>c <i> d </i>\n e", "abc d e"),
        ("<p>a<p>b<div>c</div>d", "a\n\nb\n\nc\n\nd"),
        ("a<br><br>b<br/>c", "a\n\nb\nc"),
        ("<ol><li><p>a</p><p>b</p><li>c<ul><li>d</ul></ol>e", "a\nb\nc\nd\n\ne"),
        ("<dl><dt>a<dd>b<dt>c<dd>d</dl>", "a\nb\nc\nd"),
        (
            "&lt;p&gt; &#x80;5 &#153; &amp;amp; &bogus; &copy &#99999999999; &#x110000;",
            "<p> €5 ™ &amp; &bogus; © \ufffd \ufffd",
        ),
        (f"&#{'0' * 5000}65; &#{'9' * 5000};", "A \ufffd"),
        ("5 < 6 <3 a<", "5 < 6 <3 a<"),
        ("a <unfinished tag", "a <unfinished tag"),
        ("<p title=\"a > b\">x</p><p title='>'>y</p>", "x\n\ny"),
        ("<!-- a > b -->x<!-->y<!doctype z><?pi?></ z>w", "xyw"),
        ("<script>a</scripty></script >b<style>", "b"),
        ("<textarea><p>a</textarea>b<title>c", "c\n\nb"),
        ("<div><header>a</div>b", "b"),
        ("<table><tr><td><div>a</table>b</div>c", "a\n\nbc"),
        ("<b><p>a</b>b</p>c", "ab\n\nc"),
        ("a</p>b</br>c</div>d", "a\n\nb\ncd"),
        (
            "<body hidden><p aria-hidden=true>a<p hidden=until-found>b<p class='x sr-only'>c<p role=navigation>d",
            "a\n\nb",
        ),
        ("<form><p>The whole page</form>", "The whole page"),
        ("<p>\u202egnp\u2028x\x1by&#8238;", "�gnp x␛y�"),
    ],
)
def test_details(source: str, expected: str) -> None:
    assert text(source) == expected


def test_main_is_preferred_when_it_holds_most() -> None:
    body = "<p>" + "words " * 20
    assert text(f"<div>Site</div><main><div>Crumbs</div>{body}</main><div>More</div>").startswith("Crumbs")
    assert text(f"<div>Site</div><main><article>{body}</article></main><div>More</div>").startswith("words")
    assert text(f"<article>teaser</article><div>{body}</div>").startswith("teaser\n\nwords")


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("<a href=x>a <b>b</b></a>c", [("a b", "x")]),
        ("<a href=x>a<a href=y>b</a>c", [("a", "x"), ("b", "y")]),
        ("<a name=x>a</a><a href>b</a><a href=' '>c</a><a href=y><img></a>", []),
        ("<p><a href=x>a<p>b", [("a", "x")]),
        ("<a href=x><h3>a</h3><p>b</p></a>", [("a\n\nb", "x")]),
        ("<a href=x>a<svg><a href=y>b</a></svg>c</a>d", [("ac", "x")]),
        ("<a href=x>a<form>f</a></form>" + "b" * 99, [("a", "x")]),
        (
            '<a href="javascript:alert(1)">a</a> <a href="data:,\x1b">b</a>',
            [("a", "javascript:alert(1)"), ("b", "data:,␛")],
        ),
    ],
)
def test_links(source: str, links: list[tuple[str, str]]) -> None:
    text(source)
    assert [(link.text, link.target) for link in read_html(source).links] == links


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<ul><li>",
        "<i></p>",
        "<a href=x>",
        "<b><p>",
        "<table><td>",
        "<a b='",
        "<",
        "</",
        "<!--",
        "&",
        "<a ",
        "<q>",
        "<svg>",
    ],
)
def test_deep_and_broken_pages_take_no_time(piece: str) -> None:
    started = time.process_time()
    text(piece * 20_000 + "x")
    assert time.process_time() - started < 5


def test_a_hundred_thousand_levels() -> None:
    started = time.process_time()
    assert text("<div>" * 100_000 + "x" + "</div>" * 100_000 + "y") == "x\n\ny"
    assert time.process_time() - started < 15


def test_many_attributes_take_no_time() -> None:
    started = time.process_time()
    assert text("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + " hidden>x</p>y") == "y"
    assert time.process_time() - started < 5
