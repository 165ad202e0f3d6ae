"""Alignments with the design: by hand, against brute force on small graphs, and against Dijkstra on random ones.

`JOURNEYMAP_ORACLE_RUNS=5000 pytest tests/test_conformance.py` looks at more graphs.
"""

import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from journeymap.alignment import FAR, align, automaton_of
from journeymap.chapters.conformance import KINDS
from journeymap.conformed import _WORDS as WORDS
from journeymap.deviations import Codes, Kind, deviations
from journeymap.language.touchpoint import Next
from journeymap.load import load
from journeymap.pipeline.measured import measure
from journeymap.plan import Plan
from journeymap.report import Report
from journeymap.views import VIEWS
from tests.oracle_conformance import Net, aligned, net_of, said, shortest

RUNS = int(os.environ.get("JOURNEYMAP_ORACLE_RUNS", "120")) // 2
LETTERS = "abcdefgh"


def plan_of(ways: str, *, starts: str = "a", ends: str = "d", unseen: str = "", ids: str = LETTERS) -> Plan:
    """A plan of touchpoints called by letters; `ways` are pairs of them."""

    def numbers(letters: str) -> frozenset[int]:
        return frozenset(ids.index(letter) for letter in letters)

    edges = {(ids.index(pair[0]), ids.index(pair[1])): Next() for pair in ways.split()}
    return Plan(tuple(ids), numbers(starts), numbers(ends), frozenset(), edges, unseen=numbers(unseen))


def told(plan: Plan, paths: Sequence[str], waiting: Sequence[bool] = ()) -> list[tuple[int, list[str]]]:
    """The cost of each path and its deviations in words, all aligned at once."""
    longest = max(len(path) for path in paths)
    columns = [[plan.ids.index(letter) for letter in path.ljust(longest, plan.ids[0])] for path in paths]
    flags = np.array(list(waiting) or [False] * len(paths))
    found = deviations(automaton_of(plan), np.array(columns).T, np.array([len(path) for path in paths]), flags)
    words: list[list[str]] = [[] for _ in paths]
    for path, code in zip(found.path.tolist(), found.code.tolist(), strict=True):
        kind, here, source = Codes(len(plan.ids)).told(code)
        words[path].append(f"{WORDS[kind]} {plan.ids[source] if source is not None else ''}{plan.ids[here]}")
    return [(cost, sorted(each)) for cost, each in zip(found.cost.tolist(), words, strict=True)]


# By hand -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ways", "path", "cost", "words"),
    [
        ("ab bc cd", "abcd", 0, []),
        ("ab bc cd", "abd", 1, ["skipped touchpoint c"]),
        ("ab bc cd", "ad", 2, ["skipped touchpoint b", "skipped touchpoint c"]),
        ("ab bc cd", "abbcd", 1, ["too many repeats b"]),
        ("ab bb bc cd", "abbcd", 0, []),
        ("ab bc cd", "abcabd", 2, ["too many repeats a", "too many repeats b"]),
        ("ab bc cd", "acbd", 2, ["wrong order c"]),
        ("ab bc cd", "bacd", 2, ["wrong order b"]),
        ("ab bc cd", "cabd", 2, ["wrong order c"]),
        ("ab bc cd", "bcd", 1, ["wrong start b"]),
        ("ab bc cd", "cd", 2, ["wrong start c"]),
        ("ab bc cd", "eabcd", 1, ["wrong start e"]),
        ("ab bc cd", "feabcd", 2, ["unplanned touchpoint e", "wrong start f"]),
        ("ab bc cd", "ab", 2, ["ended early b"]),
        ("ab bc cd", "abe", 3, ["ended early e", "unplanned touchpoint e"]),
        ("ab bc cd", "b", 3, ["ended early b", "wrong start b"]),
        ("ab bc cd", "e", 5, ["ended early e", "wrong start e"]),
        ("ab bc cd ae ef", "abecd", 1, ["unplanned touchpoint e"]),
        ("ab bc cd de ef", "acedf", 3, ["skipped touchpoint b", "unplanned touchpoint e", "unplanned touchpoint f"]),
        ("ab ac bd cd", "abcd", 1, ["unplanned transition bc"]),
        ("ab bc cd ce ef fd", "abecd", 1, ["unplanned transition be"]),
        # The way in is designed, the way out is not, and to go on as designed would cost more.
        ("ab bc cd be ef fg gc", "abecd", 1, ["unplanned transition ec"]),
        # Both ways are designed as such, but the end is nearer from where it came.
        ("ab bd be ef fg gd", "abe", 2, ["ended early e", "unplanned touchpoint e"]),
        # What comes first is taken at its other place, and the start is missing all the same.
        ("ab bc cd", "cbd", 3, ["wrong order c", "wrong start c"]),
        # Of two that are one too many, one goes with the place where it is missing.
        ("ab bc cd", "accbd", 3, ["too many repeats c", "wrong order c"]),
    ],
)
def test_words(ways: str, path: str, cost: int, words: list[str]) -> None:
    assert told(plan_of(ways), [path]) == [(cost, words)]


def test_an_open_case_may_end_anywhere() -> None:
    plan = plan_of("ab bc cd")
    assert told(plan, ["ab", "ab", "ac", "e", "e"], [True, False, True, True, False]) == [
        (0, []),
        (2, ["ended early b"]),
        # To leave `c` out costs as much as to put `b` in, and steps are kept rather than left out.
        (1, ["unplanned transition ac"]),
        (1, ["wrong start e"]),
        (5, ["ended early e", "wrong start e"]),
    ]


def test_touchpoints_that_nobody_can_see_cost_nothing() -> None:
    plan = plan_of("ab bc cd", unseen="b")
    assert automaton_of(plan).shortest == 3
    assert told(plan, ["acd", "ad"]) == [(0, []), (1, ["skipped touchpoint c"])]
    assert told(plan_of("ab bc cd", unseen="ad"), ["bc", "c"]) == [(0, []), (1, ["wrong start c"])]
    nothing = automaton_of(plan_of("ab", unseen="ab", ends="b"))
    assert nothing.shortest == 0
    round_trip = plan_of("ab ba ac", unseen="ab", ends="c")
    assert told(round_trip, ["c"]) == [(0, [])]


def test_of_two_ways_as_short_the_first_of_the_design_is_missing() -> None:
    assert told(plan_of("ab ac bd cd"), ["ad"]) == [(1, ["skipped touchpoint b"])]
    assert told(plan_of("ab ac bd cd", ids="acbd"), ["ad"]) == [(1, ["skipped touchpoint c"])]


def test_no_designed_walk_is_no_length() -> None:
    found = automaton_of(plan_of("ab bc", ids="abcd"))
    assert found.shortest == FAR
    assert found.stray.tolist() == [True, True, True, True]


def test_long_paths_are_aligned_as_short_ones_are() -> None:
    """Costs that need 16, 32 and 64 bits, and places by step and by touchpoint."""
    plan = plan_of("ab ba bc cd", ids="abcdef")
    for times in (1, 3, 60, 4_100):
        paths = ["ab" * times + "e" + "cd", "abcd", "c" * times + "abcd"]
        first, second, (cost, _) = told(plan, paths)
        assert (first, second, cost) == ((1, ["unplanned touchpoint e"]), (0, []), times)


# Against second implementations --------------------------------------------------------------------------------------


def random_plan(seed: int, most: int = 7) -> Plan | None:
    """A plan of a few touchpoints, loops and dead ends among them; None where no walk can be designed or seen."""
    draw = random.Random(seed)
    ids = LETTERS[: draw.randint(1, most)]
    many = draw.choice((0.15, 0.3, 0.5))
    ways = [
        one + two
        for one in ids
        for two in ids
        if draw.random() < (0.9 if ids.find(two) - ids.find(one) == 1 else many if two > one else many * 0.4)
    ]
    starts, ends = ("".join(draw.sample(ids, draw.randint(1, min(2, len(ids))))) for _ in range(2))
    starts, ends = (ids[0], ids[-1]) if draw.random() < 0.5 else (starts, ends)
    unseen = "".join(one for one in ids if draw.random() < 0.15) if draw.random() < 0.4 else ""
    plan = plan_of(" ".join(ways), starts=starts, ends=ends, unseen=unseen, ids=ids)
    return plan if automaton_of(plan).shortest < FAR and len(unseen) < len(ids) else None


def net(plan: Plan) -> Net:
    ids = plan.ids
    following = {one: {ids[two] for two in plan.following(number)} for number, one in enumerate(ids)}
    starts, ends, unseen = ({ids[number] for number in numbers} for numbers in (plan.starts, plan.ends, plan.unseen))
    return net_of(ids, following, starts, ends, unseen)


def random_paths(seed: int, plan: Plan, longest: Sequence[int]) -> tuple[list[str], list[bool]]:
    """Paths near to the design and far from it, and whether they are open."""
    draw = random.Random(-seed - 1)
    seen = [one for number, one in enumerate(plan.ids) if number not in plan.unseen]
    known = net(plan)
    paths = []
    for _ in range(12):
        path, size = draw.choice(seen), draw.randint(1, draw.choice(longest))
        while len(path) < size:
            following = [one for one in known.ordered(path[-1]) if draw.random() < 0.7]
            path += draw.choice(following or seen) if draw.random() < 0.8 else draw.choice(seen)
        paths.append(path)
    return paths, [draw.random() < 0.3 for _ in paths]


def test_costs_and_words_are_those_of_dijkstra() -> None:
    kinds = dict.fromkeys(KINDS, 0)
    for seed in range(RUNS):
        plan = random_plan(seed)
        if plan is None:
            continue
        assert shortest(net(plan)) == automaton_of(plan).shortest
        paths, waiting = random_paths(seed, plan, (3, 7, 20))
        for path, flag, found in zip(paths, waiting, told(plan, paths, waiting), strict=True):
            cost, moves = aligned(net(plan), path, waiting=flag)
            words = said(net(plan), path, moves)
            assert found == (cost, sorted(f"{kind} {source or ''}{here}" for kind, here, source in words)), (seed, path)
            for kind, _, _ in words:
                kinds[kind] += 1
    assert min(kinds.values()) >= RUNS // 20, kinds


def walks(plan: Plan, most: int) -> Iterator[tuple[int, ...]]:
    """All walks from a start of at most so many touchpoints, and the empty one."""
    left: list[tuple[int, ...]] = [(), *((start,) for start in sorted(plan.starts))]
    while left:
        walk = left.pop()
        yield walk
        if walk and len(walk) < most:
            left += [(*walk, target) for target in plan.following(walk[-1])]


def common(one: Sequence[int], two: Sequence[int]) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(two) + 1)
    for left in one:
        before = row[:]
        for place, right in enumerate(two, 1):
            row[place] = before[place - 1] + 1 if left == right else max(before[place], row[place - 1])
    return row[-1]


def test_no_designed_walk_is_nearer() -> None:
    """Brute force: the cost is the least over all walks that could be as near."""
    looked = 0
    for seed in range(RUNS):
        plan = random_plan(seed, most=4)
        if plan is None or plan.unseen:
            continue
        paths, waiting = random_paths(seed, plan, (2, 4))
        costs = [cost for cost, _ in told(plan, paths, waiting)]
        every = list(walks(plan, 8))
        for path, flag, cost in zip(paths[:4], waiting, costs, strict=False):
            steps = [plan.ids.index(letter) for letter in path]
            near = [
                len(steps) + len(walk) - 2 * common(steps, walk)
                for walk in every
                if flag or (walk and walk[-1] in plan.ends)
            ]
            # A walk of nine touchpoints is farther from a path of four than one of four that costs five at most.
            assert cost == min(near), (seed, path)
            looked += 1
    assert looked > RUNS


def test_what_is_kept_and_put_in_is_a_designed_walk() -> None:
    for seed in range(RUNS):
        plan = random_plan(seed)
        if plan is None:
            continue
        paths, waiting = random_paths(seed, plan, (3, 9))
        automaton = automaton_of(plan)
        columns = np.array([[plan.ids.index(one) for one in path.ljust(9, plan.ids[0])] for path in paths]).T
        lengths = np.array([len(path) for path in paths])
        found = align(automaton, columns, lengths, np.array(waiting))
        for number, path in enumerate(paths):
            kept = [row for row in range(len(path) + 1) if found.kept[row, number]]
            rows = [*(found.at[row, number] for row in kept), automaton.size]
            put_in = sum(int(automaton.missing[one, two]) for one, two in pairwise(rows[:-1]))
            put_in += 0 if waiting[number] else int(automaton.missing[rows[-2], automaton.size])
            assert found.cost[number] == put_in + len(path) - (len(kept) - 1)
            assert not found.kept[len(path) + 1 :, number].any()


# In a report ---------------------------------------------------------------------------------------------------------

SHOP = """\
title: Shop
events: {timezone: UTC}
stages:
  buy:
    touchpoints:
      look: {match: look}
      choose: {match: choose{MORE}}
      pay: {title: "Pay | now", match: pay}
      done: {match: done}
"""


def write_log(here: Path, cases: dict[str, int]) -> None:
    """Cases, a customer each, a minute a step; the last row is a month later, so that no case is open."""
    rows, customer = ["customer,time,event"], 0
    for path, count in cases.items():
        for _ in range(count):
            rows += [f"c{customer},2026-05-01T10:{minute:02}:00,{step}" for minute, step in enumerate(path.split())]
            customer += 1
    (here / "log.csv").write_text("\n".join([*rows, "late,2026-07-01T00:00:00,other"]) + "\n")


CASES = {
    "look choose pay done": 150,
    "look pay done": 40,
    "look pay choose done": 12,
    "look choose look choose pay done": 30,
    "look choose": 20,
    "done look choose pay": 3,
}


@pytest.fixture
def shop(here: Path) -> Callable[..., Report]:
    """The report of the journey above on the log above."""
    write_log(here, CASES)

    def call(more: str = "", **options: Any) -> Report:
        (here / "journey.yaml").write_text(SHOP.replace("{MORE}", more))
        return measure(load(Path("journey.yaml")), events=["log.csv"], **options)

    return call


def test_numbers_worked_out_by_hand(shop: Callable[..., Report]) -> None:
    found = shop(min_group=0).conformance
    assert found is not None
    # 150 cost 0. 40 cost 1 of 7, 12 cost 2 of 8, 30 cost 2 of 10, 20 cost 2 of 6. Three customers begin with `done`: a case of one step, that
    # lacks three, 3 of 5; and one of three steps that lacks its end, 1 of 7.
    value = (150 + 40 * 6 / 7 + 12 * 6 / 8 + 30 * 8 / 10 + 20 * 4 / 6 + 3 * 2 / 5 + 3 * 6 / 7) / 258
    assert found.fitness.value == pytest.approx(value, abs=1e-6)
    assert found.fitness.n == found.cases == 258
    assert (found.conforming.count, found.conforming.of) == (150, 258)
    assert found.deviations == {
        "skipped touchpoint": 40,
        "too many repeats": 60,
        "wrong order": 12,
        "wrong start": 3,
        "ended early": 23,
    }
    told = [(one.kind, one.touchpoint, one.from_, one.count, one.cases, one.customers) for one in found.top]
    assert told == [
        ("skipped touchpoint", "choose", None, 40, 40, 40),
        ("too many repeats", "look", None, 30, 30, 30),
        ("too many repeats", "choose", None, 30, 30, 30),
        ("ended early", "choose", None, 20, 20, 20),
        ("wrong order", "pay", None, 12, 12, 12),
        ("wrong start", "done", None, 3, 3, 3),
        ("ended early", "pay", None, 3, 3, 3),
    ]
    assert found.hidden == 0


SECTION = """\
<details><summary><b>As designed</b>: 58.1 % (52.0-64.0 %) of 258 cases; most often skipped touchpoint at Choose, 40 cases</summary>

58.1 % (52.0-64.0 %) of 258 cases walk as designed; fitness 0.91 (0.89-0.92), where 1 is as designed.

| Deviation | Where | Cases | Customers | |
|---|---|--:|--:|---|
| skipped touchpoint | Choose | 40 | 40 | |
| too many repeats | Look | 30 | 30 | |
| too many repeats | Choose | 30 | 30 | accepted |
| ended early | Choose | 20 | 20 | |
| wrong order | `Pay \\| now` | 12 | 12 | |

2 deviations of too few customers not shown.
"""


def test_the_section_hides_what_too_few_do_and_marks_what_is_accepted(shop: Callable[..., Report]) -> None:
    waiver = ", accept: {JM304: {reason: they compare, until: 2026-12-31}}"
    report = shop(waiver)
    assert SECTION in VIEWS["markdown"](report)
    assert report.conformance is not None
    assert report.conformance.deviations["ended early"] == 20
    assert "wrong start" not in report.conformance.deviations
    later = shop(waiver, today=date(2027, 1, 1)).conformance
    assert later is not None
    assert not any(deviation.accepted for deviation in later.top)


@pytest.mark.parametrize(
    ("kind", "code", "accepted"),
    [
        ("skipped touchpoint", "JM340", True),
        ("skipped touchpoint", "JM301", False),
        ("wrong order", "JM340", False),  # it is at `pay`, the waiver at `choose`
        ("ended early", "JM301", True),
        ("too many repeats", "JM303", True),
    ],
)
def test_a_waiver_of_the_matching_code_accepts(
    kind: str, code: str, accepted: bool, shop: Callable[..., Report]
) -> None:
    found = shop(f", accept: {{{code}: {{reason: so be it, until: 2026-12-31}}}}").conformance
    assert found is not None
    assert [one.accepted for one in found.top if one.kind == kind][-1] is accepted


def test_an_unplanned_transition_is_accepted_where_it_comes_from(here: Path) -> None:
    write_log(here, {"look pay done": 50, "look choose done": 50, "look pay choose done": 12})
    journey = SHOP.replace("{MORE}", "").replace("match: look", "match: look, next: [choose, pay]")
    journey = journey.replace("match: choose", "match: choose, next: done")
    for place, accepted in (("pay", True), ("choose", False)):
        waiver = f"match: {place}, accept: {{JM310: {{reason: ok, until: 2026-12-31}}}}"
        (here / "journey.yaml").write_text(journey.replace(f"match: {place}", waiver))
        found = measure(load(Path("journey.yaml")), events=["log.csv"]).conformance
        assert found is not None
        assert [(one.kind, one.from_, one.touchpoint, one.accepted) for one in found.top] == [
            ("unplanned transition", "pay", "choose", accepted)
        ]


def test_too_few_cases_tell_nothing(here: Path, shop: Callable[..., Report]) -> None:
    write_log(here, {"look choose pay done": 9})
    report = shop()
    assert report.conformance is None
    assert "As designed" not in VIEWS["markdown"](report)


def test_a_design_without_a_walk_to_an_end_tells_nothing(here: Path) -> None:
    write_log(here, CASES)
    (here / "journey.yaml").write_text(SHOP.replace("{MORE}", ", next: []"))
    report = measure(load(Path("journey.yaml")), events=["log.csv"], min_group=0)
    assert report.conformance is None


def test_deviations_of_many_cases_are_findings(shop: Callable[..., Report]) -> None:
    said = [(found["code"], found["message"], found["help"]) for found in shop().findings if found["code"] == "JM340"]
    assert said == [
        (
            "JM340",
            "Choose (choose): 40 of 258 cases, 16 % (12-20 %), pass over it, and the design does not foresee that",
            "if it may be passed over, let next: go past it or write optional: true; else see why it is",
        )
    ]


def test_a_customer_with_two_cases_counts_once(here: Path, shop: Callable[..., Report]) -> None:
    rows = ["customer,time,event"]
    rows += [f"c1,2026-05-01T10:{minute:02}:00,{step}" for minute, step in enumerate(("look", "pay", "done") * 2)]
    (here / "log.csv").write_text("\n".join(rows) + "\n")
    found = shop(min_group=0).conformance
    assert found is not None
    assert [(one.kind, one.count, one.cases, one.customers) for one in found.top] == [("skipped touchpoint", 2, 2, 1)]


def test_codes_say_what_they_are() -> None:
    codes = Codes(3)
    numbers = np.arange(3)
    single = [int(code) for kind in Kind if kind is not Kind.TRANSITION for code in codes.at(kind, numbers)]
    pairs = [int(codes.between(source, target)) for source in numbers for target in numbers]
    assert sorted([*single, *pairs]) == list(range(len(codes)))
    assert codes.told(single[7]) == (Kind.REPEATS, 1, None)
    assert codes.told(pairs[5]) == (Kind.TRANSITION, 2, 1)
    assert replace(codes, size=4).told(6 * 4 + 1) == (Kind.TRANSITION, 1, 0)
