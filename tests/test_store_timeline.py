"""Dates and timelines: what counts as a date, and how articles fall into stretches of time."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.timeline import MOST, date_of, span_of, timeline


@pytest.mark.parametrize(
    ("published", "found"),
    [
        ("2026-03-04T23:30:00-05:00", "2026-03-04"),
        ("2026-03-04", "2026-03-04"),
        ("2026-03", "2026-03"),
        ("2026", "2026"),
        ("2026-02-30", ""),
        ("2026-13", ""),
        ("0000", ""),
        ("20261", ""),
        ("2026-3-4", ""),
        ("last Tuesday", ""),
        ("", ""),
    ],
)
def test_what_is_a_date(published: str, found: str) -> None:
    assert date_of(published) == found


def test_spans_of_days() -> None:
    assert span_of("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert span_of("2024..2025-03") == (date(2024, 1, 1), date(2025, 3, 31))
    assert span_of("2024-05-06..") == (date(2024, 5, 6), date.max)
    assert span_of("..2024") == (date.min, date(2024, 12, 31))
    assert [span_of(words) for words in ("", "..", "May", "2024..May", "2024-02-30")] == [None] * 5


@pytest.mark.parametrize(
    ("days", "unit", "names"),
    [
        (("2026-03-04", "2026-03-06"), "day", ["2026-03-04", "2026-03-05", "2026-03-06"]),
        (("2026-03-04", "2026-03-20"), "week", ["2026-03-02", "2026-03-09", "2026-03-16"]),
        (("2025-12-31", "2026-05-01"), "month", ["2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]),
        (("2023-01-01", "2026-12-31"), "year", ["2023", "2024", "2025", "2026"]),
        (("1999-01-01", "2026-01-01"), "decade", ["1990–1999", "2000–2009", "2010–2019", "2020–2029"]),
        (("1800", "2026"), "century", ["1800–1899", "1900–1999", "2000–2099"]),
    ],
)
def test_the_unit_follows_the_span(days: tuple[str, str], unit: str, names: list[str]) -> None:
    found = timeline([(days[0], 1, 2), (days[1], 3, 4), ("", 5, 6)], most=8)
    assert found is not None
    assert (found.unit, [stretch.name for stretch in found.stretches], found.undated) == (unit, names, 5)
    assert (found.stretches[0].articles, found.stretches[0].mentions) == (1, 2)
    assert (found.stretches[-1].articles, found.stretches[-1].mentions) == (3, 4)


def test_a_date_that_is_too_vague_for_the_unit_counts_as_none() -> None:
    found = timeline([("2026-03-04", 1, 1), ("2026-03-09", 1, 1), ("2026-03", 1, 1)], most=40)
    assert found is not None
    assert (found.unit, found.undated, sum(s.articles for s in found.stretches)) == ("day", 1, 2)
    months = timeline([("2025-03-04", 1, 1), ("2026-03-09", 1, 1), ("2026-03", 1, 1)])
    assert months is not None
    assert (months.unit, months.undated, months.stretches[-1].articles) == ("month", 0, 2)


def test_one_date_is_no_timeline() -> None:
    assert timeline([("2026-03-04", 1, 1), ("", 9, 9)]) is None
    assert timeline([]) is None


@given(st.lists(st.dates(), min_size=2, max_size=9))
def test_every_day_lies_in_one_stretch(days: list[date]) -> None:
    found = timeline((day.isoformat(), 1, 1) for day in days)
    assert found is not None
    stretches = found.stretches
    assert (sum(s.articles for s in stretches), found.undated) == (len(days), 0)
    assert len(stretches) <= MOST or found.unit == "century"
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(stretches))
    assert all(s.articles == sum(s.first <= day <= s.last for day in days) for s in stretches)
    assert all(stretch.articles for stretch in (stretches[0], stretches[-1]))
