"""Sums in whole numbers, and what somebody can work out of them: against all values tried one by one."""

from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap.load import load
from journeymap.outwitted import _pinned
from journeymap.pipeline.measured import counted, measure
from journeymap.plan import plan_of
from journeymap.quantities import Range
from journeymap.sums import Sums
from journeymap.told_sums import Telling
from journeymap.true_groups import groups_of
from journeymap.whole_numbers import Solver
from tests.small_groups import shop_of, walks_of, write_log
from tests.told_secrets import FEW

MOST = 3
NAMES = [("x",), ("y",), ("z",), ("w",)]
FACTORS = st.lists(st.integers(-2, 2), min_size=4, max_size=4)


@st.composite
def puzzles(draw: Any) -> Sums:
    """Four numbers with some bounds, and up to three sums of them."""
    sums = Sums(MOST)
    for name in NAMES:
        low = draw(st.integers(0, MOST))
        sums.know(name, draw(st.integers(0, low)), draw(st.integers(low, MOST)))
    for factors in draw(st.lists(FACTORS, min_size=1, max_size=3)):
        low = draw(st.integers(-4, 8))
        sums.add(dict(zip(NAMES, factors, strict=True)), low, low + draw(st.integers(0, 2)))
    return sums


def solutions(sums: Sums) -> list[tuple[int, ...]]:
    """All values that fit."""
    ranges = [range(low, high + 1) for low, high in zip(sums.low, sums.high, strict=True)]
    return [
        values
        for values in product(*ranges)
        if all(low <= sum(f * values[place] for place, f in row.items()) <= high for row, low, high in sums.rows)
    ]


@settings(max_examples=60)
@given(puzzles())
def test_pinned_is_what_has_one_value_in_all_that_fits(sums: Sums) -> None:
    fitting = solutions(sums)
    only = {place: values[0] for place, values in enumerate(zip(*fitting, strict=True)) if len({*values}) == 1}
    assert _pinned(sums, [0, 1, 2, 3]) == (only if fitting else None)


@settings(max_examples=40)
@given(puzzles(), FACTORS)
def test_what_is_found_costs_the_least(sums: Sums, costs: list[int]) -> None:
    found = Solver(sums).solve(dict(enumerate(costs)))
    prices = [sum(map(int.__mul__, costs, values)) for values in solutions(sums)]
    assert (None if found is None else sum(map(int.__mul__, costs, found.tolist()))) == min(prices, default=None)


def test_halves_are_no_numbers(capfd: pytest.CaptureFixture[str]) -> None:
    # Each two of three are one together: that is a half each. At most one together: one of the three is 1.
    exactly, at_most = Sums(MOST), Sums(MOST)
    for one, other in (("x", "y"), ("y", "z"), ("x", "z")):
        exactly.add({(one,): 1, (other,): 1}, 1)
        at_most.add({(one,): 1, (other,): 1}, 0, 1)
    assert Solver(exactly).solve({}) is None
    found = Solver(at_most).solve({0: -1, 1: -1, 2: -1})
    assert found is not None
    assert sorted(found.tolist()) == [0, 0, 1]
    # The solver says nothing of itself.
    assert capfd.readouterr() == ("", "")


def test_a_number_is_told_exactly_or_as_a_range_or_not_at_all() -> None:
    sums = Sums(50)
    for name, count in ((("a",), 7), (("b",), Range(low=3, high=9)), (("c",), None)):
        sums.tell(name, count)
    assert (sums.low, sums.high) == ([7, 3, 0], [7, 9, 50])
    sums.whole(("c",), [("a",), ("b",)])
    assert _pinned(sums, [0, 1, 2]) == {0: 7}
    sums.know(("c",), 16)
    assert _pinned(sums, [0, 1, 2]) == {0: 7, 1: 9, 2: 16}
    sums.at_least(("b",), ("c",))
    assert _pinned(sums, [0, 1, 2]) is None


@pytest.mark.parametrize(("seed", "lost"), [(2, "b"), (34, "c, a"), (41, "d")])
@pytest.mark.parametrize("few", [0, FEW])
def test_what_is_true_fits_what_a_report_tells(seed: int, lost: str, few: int, tmp_path: Path) -> None:
    random = Random(seed)
    shop, log, file = shop_of(random), tmp_path / "log.csv", tmp_path / "shop.yaml"
    write_log(log, Random(seed), walks_of(random, shop))
    file.write_text(shop.text.replace("ends_at: {", f"ends_at: {{lost: [{lost}], "), encoding="utf-8")
    loaded = load(file)
    plan = plan_of(loaded.journey)
    figures = counted(loaded, plan, events=[str(log)], min_group=few)[0]
    report, groups = measure(loaded, events=[str(log)], min_group=few), groups_of(figures.seen)
    sums = Sums(report.data.steps)
    Telling(sums, "now", report, plan, {name: loaded.journey.stage_of(name) for name in plan.ids}, few or 1).put()
    for name in [name for name in sums.names if name[1] in ("way", "start", "visits", "began", "moved")]:
        if len({*name}) == len(name):
            count, _ = groups.get(name[1:], (0, 0))
            sums.know(name, count, count)
    assert Solver(sums).solve({}) is not None
