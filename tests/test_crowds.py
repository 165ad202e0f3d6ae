"""What each customer did, beside the measures of a log in which that customer is alone; and the laws of adding up."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from journeymap.chunk import Chunk
from journeymap.clusters import Did, by_customer, counted, sums
from journeymap.crowds import EVERYWHERE, Crowd, Place, Waits, crowd_of
from journeymap.language.observation import Metric, metric_of
from journeymap.load import load
from journeymap.measures import Measured, measure
from journeymap.model import Journey
from journeymap.scoring import satisfied
from journeymap.steps import LEFT, LOST, OPEN, WON
from tests.test_sums import chunk_of_log, parts_of


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), st.booleans()), max_size=60), st.sampled_from([0, 2**40])
)
def test_ones_are_counted_as_by_customer(rows: list[tuple[int, int, bool]], first: int) -> None:
    place, whose, shown = (np.array([row[column] for row in rows], dtype=np.int64) for column in range(3))
    whose += first
    slowly = by_customer(place, whose, shown, np.ones(len(rows)))
    assert counted(place, whose, shown > 0, 5) == {
        (at, x, m): customers for (at, (x, m, _)), customers in slowly.items()
    }


def found_in(crowd: Crowd) -> dict[str, object]:
    seconds = crowd.waits.seconds().tolist()
    return {"cells": +crowd.cells, "endings": crowd.endings.tolist(), "customers": crowd.customers, "waits": seconds}


def alone(chunk: Chunk) -> Iterator[Chunk]:
    """Each customer as a chunk; and each answer of nobody that is known."""
    for customer in np.unique(chunk.rows.customer):
        rows = chunk.rows.at(np.flatnonzero(chunk.rows.customer == customer))
        yield replace(chunk, rows=rows, own=chunk.own.at(np.flatnonzero(chunk.own.customer == customer)))
    for place in np.flatnonzero(~np.isin(chunk.own.customer, chunk.rows.customer)):
        yield replace(chunk, rows=chunk.rows.at(np.zeros(0, dtype=np.int64)), own=chunk.own.at(np.array([place])))


def shares_of(journey: Journey, chunk: Chunk, found: Measured) -> Iterator[tuple[Place, Did]]:
    """What one customer did, from the sums that reports are made of."""
    visits, contacts = found.visits, found.contacts
    for at in range(len(chunk.plan.ids)):
        here = int(visits.visits[at])
        closed = int(contacts.done[at] + contacts.failed[at])
        for name, count, of in (
            ("drop_off", visits.left[at], here - visits.open[at]),
            ("repeat", visits.repeats[at], here),
            ("return", visits.returns[at], here),
            ("error", found.signals.shown[at], here),
            ("failure", contacts.failed[at], closed),
        ):
            if of:
                yield (name, 0, at), (float(count), float(of), int(of))
    endings = found.cases.endings
    over = int(endings[WON] + endings[LOST] + endings[LEFT])
    if over:
        yield ("completion", 0, EVERYWHERE), (float(endings[WON]), float(over), over)
    yield from walks_of(chunk)
    yield from answers_of(journey, found)
    for number, question in enumerate(chunk.plan.questions):
        depths = [depth for funnel, depth, _ in found.funnels.depths if funnel == number]
        if depths:
            yield ("funnel", number, EVERYWHERE), (float(depths == [len(question.steps)]), 1.0, 1)


def walks_of(chunk: Chunk) -> Iterator[tuple[Place, Did]]:
    """Steps of won cases, and visits in finished cases, one by one."""
    steps = chunk.steps
    paths: dict[int, list[int]] = {}
    for case, at in zip(steps.case.tolist(), steps.touchpoint.tolist(), strict=True):
        paths.setdefault(case, []).append(at)
    won = [path for case, path in paths.items() if steps.ending[case] == WON]
    if won:
        yield ("contacts", 0, EVERYWHERE), (float(sum(map(len, won))), float(len(won)), len(won))
    over = [path for case, path in paths.items() if steps.ending[case] != OPEN]
    for at in {at for path in over for at in path}:
        times = [path.count(at) for path in over if at in path]
        yield ("visits", 0, at), (float(sum(times)), float(len(times)), sum(times))


def answers_of(journey: Journey, found: Measured) -> Iterator[tuple[Place, Did]]:
    totals: dict[Place, list[Fraction]] = {}
    for (number, at, value, weight, *_), count in found.scores.answers.items():
        name, survey = list(journey.surveys.items())[number]
        metric = metric_of(name, survey) or Metric.CSAT
        good = satisfied(survey)
        worth = {
            Metric.CSAT: Fraction(good.low <= value <= good.high),
            Metric.CES: Fraction(value),
            Metric.NPS: Fraction((value >= 9) - (0 <= value <= 6)),
        }[metric]
        heavy = Fraction(weight) if survey.weight else Fraction(1)
        for place in (at, EVERYWHERE):
            total = totals.setdefault((metric.value, number, place), [Fraction(0)] * 3)
            totals[metric.value, number, place] = [
                total[0] + worth * heavy * count,
                total[1] + heavy * count,
                total[2] + count,
            ]
    for place, (x, m, n) in totals.items():
        yield place, (float(x), float(m), int(n))


def rounded(cells: "Counter[tuple[Place, Did]]") -> "Counter[tuple[Place, Did]]":
    """Sums of what is no multiple of a power of two may differ in their last bit."""
    found: Counter[tuple[Place, Did]] = Counter()
    for (place, (x, m, n)), count in cells.items():
        found[place, (round(x, 6), round(m, 6), n)] += count
    return found


def windowed(chunk: Chunk) -> Chunk:
    """Only the cases that begin in the second half."""
    first = np.sort(chunk.steps.rows.time[np.flatnonzero(chunk.steps.first)])
    return replace(chunk, window=(int(first[len(first) // 2]), 2**62)).looked_at() if len(first) else chunk


@pytest.mark.parametrize("seed", range(0, 70, 17))
def test_each_customer_did_what_the_log_says_of_them_alone(seed: int, tmp_path: Path) -> None:
    chunk = chunk_of_log(seed, tmp_path)
    if chunk is None or not len(chunk.rows):
        pytest.skip("this log is refused")
    chunk = windowed(chunk) if seed % 2 else chunk
    journey = load(tmp_path / "journey.yaml").journey
    expected: Counter[tuple[Place, Did]] = Counter()
    waits = []
    for part in alone(chunk):
        found = measure([part])
        expected.update(shares_of(journey, part, found))
        waits += found.cases.won_durations.seconds(0).tolist()
    crowd = crowd_of(chunk, journey)
    assert rounded(crowd.cells) == rounded(expected)
    assert crowd.waits.seconds().tolist() == sorted(waits)
    assert crowd.endings.tolist() == measure([chunk]).cases.endings.tolist()
    assert crowd.customers == measure([chunk]).cases.customers


@pytest.mark.parametrize("seed", range(5, 120, 40))
def test_parts_of_the_customers_sum_to_all_of_them(seed: int, tmp_path: Path) -> None:
    chunk = chunk_of_log(seed, tmp_path)
    if chunk is None or not len(chunk.rows):
        pytest.skip("this log is refused")
    journey = load(tmp_path / "journey.yaml").journey
    split = np.random.default_rng(seed).integers(0, 3, int(chunk.rows.customer.max()) + 1)
    parts = [crowd_of(part, journey) for part in parts_of(chunk, split)]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    assert found_in(total) == found_in(crowd_of(chunk, journey))
    whole = crowd_of(chunk, journey).waits
    for seconds in whole.seconds().tolist()[:5]:
        assert total.waits.below(seconds) == whole.below(seconds)


def test_customers_who_come_once_are_independent_visits() -> None:
    found = sums(Counter({(1.0, 1.0, 1): 30, (0.0, 1.0, 1): 70}))
    assert (found.value, found.effective) == (Fraction(3, 10), 100)
    assert found.variance == pytest.approx(0.3 * 0.7 / 99)


def test_visits_of_one_customer_that_are_all_alike_count_as_one() -> None:
    """Fifty customers of four visits, all of which show it or none: as good as fifty visits, or 49 where the variance is that of a sample."""
    found = sums(Counter({(4, 4, 4): 20, (0, 4, 4): 30}))
    assert (found.n, found.effective) == (200, pytest.approx(49))
    assert sums(Counter({(0, 4, 4): 50})).effective == 50
    assert sums(Counter({(4, 4, 4): 50})).effective == 50


def test_visits_are_never_worth_more_than_if_they_were_independent() -> None:
    """Everybody shows it in one of two visits: more even than chance."""
    assert sums(Counter({(1, 2, 2): 50})).effective == 50
    assert sums(Counter({(1, 2, 2): 50, (2, 2, 2): 1})).effective == 102


def test_weights_make_fewer() -> None:
    """Kish's effective size where all are satisfied: (10 x 1 + 10 x 3)^2 / (10 + 90)."""
    assert sums(Counter({(1.0, 1.0, 1): 10, (3.0, 3.0, 1): 10})).effective == 16


def test_cases_of_one_customer_stay_together() -> None:
    waits = Waits(np.array([0, 0, 1]), np.array([1, 2, 9]) * 1_000_000) + Waits(np.array([0]), np.array([3_000_000]))
    found = waits.below(2.0)
    assert (found.customers, found.n, found.value) == (3, 4, Fraction(1, 2))
    assert waits.seconds().tolist() == [1, 2, 3, 9]
