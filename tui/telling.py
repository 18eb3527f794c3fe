"""Things in words: names and quotes for the status line, quotes to be taken elsewhere, a welcome."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from store.model import Article, Mention, Quote
from store.view import View
from tui.verbs import Verb

#: What keys say that do something to the text, while the list of articles is at work.
ABOUT_TEXT = "this is about the text – 2 or ⏎ goes there"


def headline(article: Article) -> str:
    """What an article is called: its title, else the name of its file."""
    return article.title or article.source.rsplit("/", 1)[-1]


def under_cursor(view: View, mention: Mention | None, quote: Quote | None) -> str:
    """What stands under the cursor: the mention with how often its entity is named, the quote with speaker and cue."""
    parts = []
    if mention and (entity := view.entity(mention.entity)):
        count = sum(1 for m in view.mentions if m.entity == entity.id)
        parts.append(f"{entity.name} {mention.label} ×{count}")
    if quote:
        cue = f" “{quote.cue.text}”" if quote.cue else ""
        parts.append(f"{quote.kind} quote, {quote.speaker.name or 'nobody'}{cue}")
    return "   ".join(parts)


def why(thing: Mention | Quote) -> str:
    """Why the machine, or who by hand, says so, and how sure the machine is."""
    if isinstance(thing, Mention):
        what = f"{thing.text} {thing.label}"
    else:
        what = f"{thing.kind} quote, {thing.speaker.name or 'nobody'}"
    by = "by hand" if thing.by == "human" else f"machine, {thing.confidence:.0%} sure"
    return f"{what}: {thing.reason or 'no reason was recorded'} ({by})"


def attributed(quote: Quote, article: Article) -> str:
    """A quote as text to be taken elsewhere: its words, who said them, and in which article."""
    words = " […] ".join(segment.text for segment in quote.segments)
    return f"“{words}” – {quote.speaker.name or 'unknown'} ({article.title or article.source})"


def local(moment: str) -> str:
    """A moment in ISO 8601 as date and time of the user's own zone; as it is written where that is something else."""
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return moment[:16]


def in_articles(count: int) -> str:
    """A number of articles in words."""
    return f"{count} article{'' if count == 1 else 's'}"


def welcome(verbs: Sequence[Verb]) -> list[tuple[str, str]]:
    """What can be done while the library is empty: keys with their meaning, under the user's own keys."""
    wanted = {
        "open": "open the three sample articles",
        "import": "import files or folders of your own",
        "help": "all keys",
        "palette": "every action by name",
        "quit": "leave; everything is saved already",
    }
    return [(verb.key_label.split(" ")[0], wanted[verb.id]) for name in wanted for verb in verbs if verb.id == name]
