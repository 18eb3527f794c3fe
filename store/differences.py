"""From an article as it is to one as it is to be: the corrections that make the difference.

They are found in rounds, because corrections have consequences (a relabelled name may belong to another entity, quotes
follow their speaker): ``next_round`` gives the first ones to apply, and is asked again with the article as it is then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from store import drafts
from store.corrections import Action, Correction, State, anchor
from store.model import Mention, Quote, Span, Speaker
from store.replay_quotes import bare
from store.safe import safe_line
from store.view import View
from store.wanted import Name, Place, Said, Wanted, Who


def next_round(view: View, present: Wanted, wanted: Wanted) -> list[Correction]:
    """Corrections to apply before any others; none when ``present`` says what ``wanted`` does.

    ``present`` is what the record of ``view`` says in the form that ``wanted`` was read from: what that form cannot say
    makes no difference.
    """
    steps: list[Callable[[], Iterator[Correction]]] = []
    if present.names is not None and wanted.names is not None:
        names = _Names(view, present.names, wanted)
        steps += [names.joins, names.deletions, names.moves, names.additions, names.relabels, names.entities]
    if present.quotes is not None and wanted.quotes is not None:
        quotes = _Quotes(view, present.quotes, wanted.quotes, wanted.called)
        steps += [
            quotes.joins,
            quotes.splits,
            quotes.deletions,
            quotes.borders,
            quotes.additions,
            quotes.kinds,
            quotes.speakers,
        ]
    steps += [lambda: _renames(view, wanted), lambda: _review(view, wanted)]
    return next((found for step in steps if (found := list(step()))), [])


def _renames(view: View, wanted: Wanted) -> Iterator[Correction]:
    for key, name in wanted.called.items():
        entity = view.entity(key)
        if entity is not None and safe_line(entity.name) != name:
            yield drafts.rename_entity(view, entity, name)


def _review(view: View, wanted: Wanted) -> Iterator[Correction]:
    if wanted.reviewed is not None and wanted.reviewed != view.reviewed:
        yield drafts.review(view, wanted.reviewed)


def _overlap(one: Place, other: Place) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


class _Names:
    """The difference between two sets of names."""

    def __init__(self, view: View, present: tuple[Name, ...], wanted: Wanted) -> None:
        assert wanted.names is not None
        self._view = view
        self._called = wanted.called
        self._speaking = {quote.who.entity for quote in wanted.quotes or ()}
        self._is = {name.place: name for name in present}
        self._shall = {name.place: name for name in wanted.names}
        self._at = {(m.start, m.end): m for m in view.mentions}
        self._moved = dict(self._moves())

    def _moves(self) -> Iterator[tuple[Place, Place]]:
        """Names that are found elsewhere now: the most of their text in common, the same entity or at least label."""
        gone = [name for place, name in self._is.items() if place not in self._shall]
        new = [name for place, name in self._shall.items() if place not in self._is]
        pairs = [
            (_overlap(old.place, name.place), old.place, name.place)
            for old in gone
            for name in new
            if _overlap(old.place, name.place) > 0 and (old.entity == name.entity or old.label == name.label)
        ]
        used: set[Place] = set()
        for _, old_place, place in sorted(pairs, reverse=True):
            if old_place not in used and place not in used:
                used |= {old_place, place}
                yield old_place, place

    def _both(self) -> Iterator[tuple[Mention, Name, Name]]:
        for place, name in self._is.items():
            if place in self._shall and place in self._at:
                yield self._at[place], name, self._shall[place]

    def joins(self) -> Iterator[Correction]:
        """All mentions of an entity are another's that the article has already."""
        kept = {name.entity for name in self._shall.values()} | self._speaking
        into: dict[str | None, set[str | None]] = {}
        for place, name in self._is.items():
            shall = self._shall.get(place)
            into.setdefault(name.entity, set()).add(shall.entity if shall else None)
        for key, others in into.items():
            old, new = self._view.entity(key), self._view.entity(next(iter(others)))
            if key not in kept and len(others) == 1 and old and new and old.id != new.id:
                joined = drafts.join_entities(self._view, old, new)
                yield replace(joined, after=replace(joined.after, label=None))

    def deletions(self) -> Iterator[Correction]:
        for place in self._is:
            if place not in self._shall and place not in self._moved and place in self._at:
                yield drafts.delete_mention(self._view, self._at[place])

    def moves(self) -> Iterator[Correction]:
        for place, target in self._moved.items():
            if place in self._at:
                yield drafts.move_mention(self._view, self._at[place], *target)

    def additions(self) -> Iterator[Correction]:
        for place, name in self._shall.items():
            if place not in self._is:
                added = drafts.add_mention(self._view, *place, name.label)
                if name.entity is not None:
                    added = replace(added, after=replace(added.after, entity=name.entity, name=self._name(name)))
                yield added

    def _name(self, name: Name) -> str:
        known = self._view.entity(name.entity)
        return (
            known.name if known else self._called.get(name.entity or "") or self._view.article.text[slice(*name.place)]
        )

    def relabels(self) -> Iterator[Correction]:
        """An entity as a whole where all its mentions get one label, else one by one."""
        changing: dict[tuple[str, str], list[Mention]] = {}
        for mention, name, shall in self._both():
            if name.label != shall.label:
                changing.setdefault((mention.entity, shall.label), []).append(mention)
        size = Counter(mention.entity for mention in self._view.mentions)
        for (key, label), mentions in changing.items():
            entity = self._view.entity(key)
            if entity is not None and len(mentions) == size[key] > 1:
                yield drafts.relabel_entity(self._view, entity, label)
            else:
                yield from (drafts.relabel(self._view, mention, label) for mention in mentions)

    def entities(self) -> Iterator[Correction]:
        for mention, name, shall in self._both():
            if shall.entity is not None and name.entity != shall.entity:
                yield drafts.set_entity(self._view, mention, shall.entity, self._name(shall))


class _Quotes:
    """The difference between two sets of quotes; those that are the same utterance are paired."""

    def __init__(self, view: View, present: tuple[Said, ...], wanted: tuple[Said, ...], called: dict[str, str]) -> None:
        self._view = view
        self._called = called
        self._is, self._shall = present, wanted
        self._pairs = list(_paired(present, wanted))
        paired = {id(thing) for pair in self._pairs for thing in pair}
        self._gone = [said for said in present if id(said) not in paired]
        self._new = [said for said in wanted if id(said) not in paired]
        self._segments = Counter((s.start, s.end) for q in view.quotes for s in q.segments)

    def _quote(self, said: Said) -> Quote | None:
        """The quote that a form tells of: the one with these segments, else the one that shares most text with it."""
        bares = [(q, tuple(self._bare(s) for s in q.segments)) for q in self._view.quotes]
        shared = [
            (segments == said.segments, q.kind == said.kind, _shared(segments, said.segments), -n)
            for n, (q, segments) in enumerate(bares)
        ]
        best = max(shared, default=None)
        return self._view.quotes[-best[3]] if best is not None and best[2] > 0 else None

    def _bare(self, segment: Span) -> Place:
        said = bare(self._view.article.text, segment.start, segment.end)
        return said.start, said.end

    def _about(self, action: Action, said: Said, after: State) -> Iterator[Correction]:
        """A correction of a quote, anchored at a segment that it alone has, if there is one."""
        quote = self._quote(said)
        if quote is not None:
            own = next((s for s in quote.segments if self._segments[s.start, s.end] == 1), quote.segments[0])
            before = State(kind=quote.kind, segments=quote.segments, speaker=quote.speaker)
            yield self._made(action, (own.start, own.end), after, before)

    def _made(self, action: Action, place: Place, after: State, before: State | None = None) -> Correction:
        article = self._view.article
        where = anchor(article.text, *place)
        return Correction(
            id="", time="", action=action, article=article.id, anchor=where, before=before or State(), after=after
        )

    def joins(self) -> Iterator[Correction]:
        """Quotes that together are one."""
        for first, *others in _made_of(self._shall, self._is):
            for other in others:
                yield from self._about("join-quotes", first, State(segments=(self._span(other.segments[0]),)))

    def splits(self) -> Iterator[Correction]:
        """A quote that is several, one after the other; the last one is cut off first."""
        for parts in _made_of(self._is, self._shall):
            whole = tuple(segment for part in parts for segment in part.segments)
            if whole == tuple(sorted(whole)):
                said = next(said for said in self._is if said.segments == whole)
                yield from self._about("split-quote", said, State(start=parts[-1].segments[0][0]))

    def deletions(self) -> Iterator[Correction]:
        for said in self._gone:
            yield from self._about("delete-quote", said, State())

    def borders(self) -> Iterator[Correction]:
        """Segments moved one by one where they are as many; else the quote is made anew, so it goes first."""
        for said, shall in self._pairs:
            if said.segments == shall.segments:
                continue
            quote = self._quote(said)
            movable = quote is not None and _movable(said.segments, shall.segments)
            if quote is None or not movable or len(quote.segments) != len(said.segments):
                yield from self._about("delete-quote", said, State())
                continue
            for segment, now, place in zip(quote.segments, said.segments, shall.segments, strict=True):
                if now != place:
                    yield drafts.move_segment(self._view, segment, *place)

    def additions(self) -> Iterator[Correction]:
        """The first segment as a quote, then each further one as a quote that is joined to it."""
        for said in self._new:
            speaker = self._speaker(said.who)
            first, *others = said.segments
            yield self._made("add-quote", first, State(kind=said.kind, speaker=speaker))
            for place in others:
                yield self._made("add-quote", place, State(kind=said.kind, speaker=speaker))
                yield self._made("join-quotes", first, State(segments=(self._span(place),)))

    def kinds(self) -> Iterator[Correction]:
        for said, shall in self._pairs:
            if said.kind != shall.kind:
                yield from self._about("set-kind", said, State(kind=shall.kind))

    def speakers(self) -> Iterator[Correction]:
        for said, shall in self._pairs:
            if not self._same(said.who, shall.who):
                yield from self._about("set-speaker", said, State(speaker=self._speaker(shall.who)))

    def _same(self, one: Who, other: Who) -> bool:
        """Whether two speakers are one; of words that are no name, who they mean need not be said again."""
        if other.of_mention and other.mention == one.mention and self._mention(other.mention) is None:
            return True
        first, second = self._speaker(one), self._speaker(other)
        same = first.entity == second.entity and (first.entity is not None or first.name == second.name)
        return same and first.mention == second.mention

    def _speaker(self, who: Who) -> Speaker:
        entity, name = who.entity, who.name
        if who.of_mention and who.mention:
            mention = self._mention(who.mention)
            entity = mention.entity if mention else None
            name = None if mention else self._span(who.mention).text
        known = self._view.entity(entity)
        if entity is not None:
            name = known.name if known else self._called.get(entity) or name
        return Speaker(entity=entity, name=name, mention=self._span(who.mention) if who.mention else None)

    def _mention(self, place: Place | None) -> Mention | None:
        return next((m for m in self._view.mentions if (m.start, m.end) == place), None)

    def _span(self, place: Place) -> Span:
        return Span(*place, self._view.article.text[slice(*place)])


def _movable(old: tuple[Place, ...], new: tuple[Place, ...]) -> bool:
    """Whether each segment has its counterpart, and no segment is moved over a neighbour."""
    if len(old) != len(new):
        return False
    meeting = {(a, b) for a, one in enumerate(old) for b, other in enumerate(new) if _overlap(one, other) > 0}
    return meeting == {(n, n) for n in range(len(old))}


def _shared(one: tuple[Place, ...], other: tuple[Place, ...]) -> int:
    return sum(max(0, _overlap(a, b)) for a in one for b in other)


def _made_of(wholes: tuple[Said, ...], parts: tuple[Said, ...]) -> Iterator[list[Said]]:
    """For each of the first that several of the second make up, segment by segment: these, in text order."""
    known = {part.segments for part in parts}
    there = {whole.segments for whole in wholes}
    owners: dict[Place, list[Said]] = {}
    for part in parts:
        if part.segments not in there:
            for segment in part.segments:
                owners.setdefault(segment, []).append(part)
    for whole in wholes:
        inside = {part.segments: part for segment in whole.segments for part in owners.get(segment, ())}
        together = sorted(segment for segments in inside for segment in segments)
        if whole.segments not in known and len(inside) > 1 and together == [*whole.segments]:
            yield [part for _, part in sorted(inside.items())]


def _paired(present: tuple[Said, ...], wanted: tuple[Said, ...]) -> Iterator[tuple[Said, Said]]:
    """The same quotes: with the same segments, of the same kind if possible, else the same id, else the most text."""
    left, right = list(present), list(wanted)
    keys: tuple[Callable[[Said], object], ...] = (lambda said: (said.segments, said.kind), lambda said: said.segments)
    for key in keys:
        there: dict[object, list[Said]] = {}
        for said in left:
            there.setdefault(key(said), []).append(said)
        pairs = [(same.pop(0), said) for said in right if (same := there.get(key(said)))]
        yield from pairs
        used = {id(said) for pair in pairs for said in pair}
        left = [said for said in left if id(said) not in used]
        right = [said for said in right if id(said) not in used]
    yield from _most_alike(left, right)


def _most_alike(left: list[Said], right: list[Said]) -> Iterator[tuple[Said, Said]]:
    """Of the same id, else with the most text in common; none without any."""
    ranked = sorted(
        (
            (one.id == other.id != "", shared, -n, -k)
            for n, one in enumerate(left)
            for k, other in enumerate(right)
            if (shared := _shared(one.segments, other.segments)) > 0
        ),
        reverse=True,
    )
    used_left: set[int] = set()
    used_right: set[int] = set()
    for *_, n, k in ranked:
        if n not in used_left and k not in used_right:
            used_left.add(n)
            used_right.add(k)
            yield left[-n], right[-k]
