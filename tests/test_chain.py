"""The absorbing chain: by hand, its identity with what was observed, and whether one step of memory is enough."""

import math
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap import chain as fast
from journeymap import chained
from journeymap.chapters import chain as chapter
from journeymap.intervals import chi_square_tail
from journeymap.load import load
from journeymap.memory import memory
from journeymap.pipeline.measured import measure
from journeymap.report import Report
from journeymap.rules import memory as rule
from journeymap.views import VIEWS
from tests import oracle_chain as slow

WON, LOST, LEFT = range(3)
"""Added to the number of touchpoints: how a case ends."""


def triples(walks: dict[tuple[int, ...], int], size: int) -> dict[fast.Triple, int]:
    """Visits of walks; the last number of each is how it ends."""
    found: Counter[fast.Triple] = Counter()
    for walk, count in walks.items():
        whole = [size, *walk[:-1], size + walk[-1]]
        for visit in zip(whole, whole[1:], whole[2:], strict=False):
            found[visit] += count
    return found


# By hand -------------------------------------------------------------------------------------------------------------


def test_numbers_worked_out_by_hand() -> None:
    """Half of those at `0` go on to `1`, half leave; of three at `1` one goes back, two are won."""
    found = fast.chain_of(triples({(0, LEFT): 2, (0, 1, WON): 1, (0, 1, 0, 1, WON): 1}, 2), 2)
    assert found.starts.tolist() == [1, 0]
    # Five visits of 0: three go on, two leave. Three of 1: one goes back, two are won.
    assert found.moves.tolist() == [[0, 3 / 5], [1 / 3, 0]]
    assert found.won.tolist() == [0, 2 / 3]
    assert found.visits.tolist() == pytest.approx([5 / 4, 3 / 4])
    # From 0: h0 = 3/5 h1, h1 = 2/3 + h0 / 3.
    assert found.winning.tolist() == pytest.approx([1 / 2, 5 / 6])
    assert found.completion == pytest.approx(1 / 2)
    assert found.removal.tolist() == pytest.approx([1, 1])
    # A won case goes 0 > 1 v P h1 / c = 5/4 x 3/5 x 5/6 x 2 = 5/4 times, and 1 > 0 3/4 x 1/3 x 1/2 x 2 = 1/4 times.
    assert found.seconds({(0, 1): 60.0, (1, 0): 20.0}) == pytest.approx(60 * 5 / 4 + 20 / 4)
    assert found.seconds({(0, 1): 60.0}) is None


def test_removal_is_what_is_lost_where_whoever_comes_leaves() -> None:
    # Two ways to the goal; of eight won cases six go by 1, two by 2; a loop at 1 changes nothing of it.
    found = fast.chain_of(triples({(0, 1, 3, WON): 3, (0, 1, 1, 3, WON): 3, (0, 2, 3, WON): 2, (0, 2, LEFT): 2}, 4), 4)
    assert found.completion == pytest.approx(0.8)
    assert found.removal.tolist() == pytest.approx([1, 0.75, 0.25, 1])


def test_nothing_completes() -> None:
    found = fast.chain_of(triples({(0, LEFT): 2, (0, 1, LOST): 1}, 2), 2)
    assert found.completion == 0
    assert found.removal.tolist() == [0, 0]
    assert found.seconds({(0, 1): 60.0}) is None


walks = st.dictionaries(
    st.tuples(st.lists(st.integers(0, 4), min_size=1, max_size=8), st.integers(0, 2)).map(
        lambda each: (*each[0], each[1])
    ),
    st.integers(1, 5),
    min_size=1,
    max_size=8,
)


@given(walks)
def test_the_chain_reproduces_completion_and_visits(drawn: dict[tuple[int, ...], int]) -> None:
    found = fast.chain_of(triples(drawn, 5), 5)
    cases = sum(drawn.values())
    assert found.completion == pytest.approx(sum(count for walk, count in drawn.items() if walk[-1] == WON) / cases)
    for here in range(5):
        visits = sum(count * walk[:-1].count(here) for walk, count in drawn.items())
        assert found.visits[here] == pytest.approx(visits / cases)
    assert all(-1e-9 <= share <= 1 + 1e-9 for share in found.removal)


@given(walks)
@settings(max_examples=30)
def test_the_chain_is_that_of_fractions(drawn: dict[tuple[int, ...], int]) -> None:
    cases = [
        ("c", [str(here) for here in walk[:-1]], (slow.WON, slow.LOST, slow.LEFT)[walk[-1]])
        for walk, count in drawn.items()
        for _ in range(count)
    ]
    dwell = {(one, two): 60.0 * one + two for one in range(5) for two in range(5)}
    exact = {(str(one), str(two)): Fraction(int(seconds)) for (one, two), seconds in dwell.items()}
    expected = slow.chain_figures("01234", cases, exact, float)
    found = fast.chain_of(triples(drawn, 5), 5)
    assert expected is not None
    for here, station in expected["touchpoints"].items():
        assert found.visits[int(here)] == pytest.approx(station["visits"])
        assert found.removal[int(here)] == pytest.approx(station["removal"], abs=1e-9)
    assert found.seconds(dwell) == pytest.approx(expected["seconds"])


# Memory --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "df", "expected"),
    [
        # Quantiles from printed tables.
        (3.841459, 1, 0.05),
        (6.634897, 1, 0.01),
        (5.991465, 2, 0.05),
        (18.307038, 10, 0.05),
        (29.588298, 10, 0.001),
        (2.155856, 10, 0.995),
        (124.342113, 100, 0.05),
        (67.327563, 100, 0.995),
        (1074.679, 1000, 0.05),
        (0, 3, 1),
    ],
)
def test_the_tail_of_chi_square(value: float, df: int, expected: float) -> None:
    assert chi_square_tail(value, df) == pytest.approx(expected, rel=2e-5)


@given(st.floats(0.001, 900), st.integers(1, 300))
def test_the_tail_of_chi_square_is_that_of_another_formula(value: float, df: int) -> None:
    """Two degrees of freedom at a time; and for even ones by Poisson's law."""
    expected = slow.tail(value, df)
    assert chi_square_tail(value, df) == pytest.approx(expected, rel=1e-9, abs=1e-13)
    if df % 2 == 0:
        half = value / 2
        poisson = math.fsum(math.exp(k * math.log(half) - half - math.lgamma(k + 1)) for k in range(df // 2))
        assert chi_square_tail(value, df) == pytest.approx(poisson, rel=1e-9, abs=1e-13)


def test_memory_worked_out_by_hand() -> None:
    """Forty come to 2 from 0 and thirty of them are won, forty from 1 and ten are: 2 x 2 cells, all expected to be 20."""
    drawn = {(0, 2, WON): 30, (0, 2, LEFT): 10, (1, 2, WON): 10, (1, 2, LEFT): 30}
    found = memory(triples(drawn, 3))
    assert found is not None
    assert found.g == pytest.approx(2 * (60 * math.log(1.5) + 20 * math.log(0.5)))
    assert found.df == 1
    assert found.p == pytest.approx(math.erfc(math.sqrt(found.g / 2)))
    assert found.share == pytest.approx((found.g - 1) / (2 * 80 * math.log(2)))
    assert (found.visits, found.most) == (80, 2)


def test_few_visits_say_nothing_of_memory() -> None:
    assert memory(triples({(0, 2, WON): 29, (1, 2, LEFT): 29}, 3)) is None
    # One context is enough, the other is not.
    assert memory(triples({(0, 2, WON): 300, (1, 2, LEFT): 29}, 3)) is None
    # One way on is rare: with it alone there is no other.
    assert memory(triples({(0, 2, WON): 300, (1, 2, WON): 300}, 3)) is None
    # Two rare ways on are one.
    found = memory(triples({(0, 2, WON): 300, (1, 2, WON): 271, (1, 2, LEFT): 15, (1, 2, LOST): 14}, 3))
    assert found is not None
    assert found.df == 1


def chains(seed: int, cases: int, *, forgetful: bool) -> dict[tuple[int, ...], int]:
    """Walks over four touchpoints by shares drawn at random: of the place alone, or of the step before too."""
    draw = random.Random(seed)
    shares: dict[tuple[int, ...], list[float]] = {}
    found: Counter[tuple[int, ...]] = Counter()
    for _ in range(cases):
        walk = [0]
        while walk[-1] < 4:
            key = (walk[-1],) if forgetful else tuple(walk[-2:])
            weights = shares.setdefault(key, [draw.random() ** 3 + 0.02 for _ in range(6)])
            walk.append(draw.choices(range(6), weights)[0])
        found[(*walk[:-1], walk[-1] - 4)] += 1
    return found


def test_a_chain_without_memory_is_seldom_taken_for_one_with() -> None:
    """By the law of p-values one in twenty is under 0.05: of 100 that is 5, and hardly ever more than 12 or none."""
    found = [memory(triples(chains(seed, 200, forgetful=True), 4)) for seed in range(100)]
    small = sum(each is not None and each.p < 0.05 for each in found)
    assert 1 <= small <= 12
    assert sum(each is not None and each.share > rule.SHARE and each.p < rule.SURE for each in found) == 0


def test_a_chain_with_memory_is_found_out() -> None:
    found = [memory(triples(chains(seed, 300, forgetful=False), 4)) for seed in range(30)]
    assert sum(each is not None and each.p < rule.SURE and each.share > rule.SHARE for each in found) > 25


@pytest.mark.parametrize("seed", range(12))
def test_memory_is_that_of_the_second_implementation(seed: int) -> None:
    drawn = chains(seed, 120, forgetful=seed % 2 == 0)
    names = {**{number: str(number) for number in range(5)}, 4: slow.BEGIN}
    visits = [
        tuple(names.get(one, f"end {one}") if place != 1 else str(one) for place, one in enumerate(visit))
        for visit, count in triples(drawn, 4).items()
        for _ in range(count)
    ]
    # An ending has the number of no touchpoint; the first of them that of the beginning.
    visits = [(one, two, "won" if three == slow.BEGIN else three) for one, two, three in visits]
    expected = slow.memory_of("0123", visits, float)
    found = memory(triples(drawn, 4))
    assert (expected is None) == (found is None)
    if expected is not None and found is not None:
        assert found.g == pytest.approx(expected["g"])
        assert (found.df, found.visits, str(found.most)) == (expected["df"], expected["n"], expected["touchpoint"])
        assert (found.p, found.share) == (pytest.approx(expected["p"], abs=1e-12), pytest.approx(expected["share"]))


# In a report ---------------------------------------------------------------------------------------------------------

HELP = """\
title: Help
events: {timezone: UTC}
ends_at: {won: solved, lost: gone}
leaves_after: 2d
stages:
  s:
    touchpoints:
      web: {match: web, next: [call, chat]}
      chat: {match: chat, next: call}
      call: {match: call, next: [solved, gone]}
      solved: {match: solved, next: []}
      gone: {match: gone}
"""


def log(here: Path, cases: dict[str, int], *, case: bool = False, day: int = 1) -> str:
    """Cases, a customer each, a minute a step, on a day in May; the data are closed on the 31st."""
    rows, customer = ["customer,time,event,case"], 0
    for path, count in cases.items():
        for _ in range(count):
            for minute, step in enumerate(path.split()):
                when = 31 if path.endswith(" ...") else day
                rows += [f"c{customer},2026-05-{when:02}T10:{minute:02}:00,{step},1"] if step != "..." else []
            customer += 1
    rows.append("late,2026-05-31T10:00:00,other,1")
    (here / "log.csv").write_text("\n".join(rows) + "\n")
    journey = HELP.replace("{timezone: UTC}", "{timezone: UTC, case: case}") if case else HELP
    (here / "journey.yaml").write_text(journey)
    return "log.csv"


CASES = {
    "web call solved": 60,
    "web chat call solved": 20,
    "web chat call gone": 40,
    "web": 30,
    "call solved": 5,
    "web chat ...": 50,
}


def chain_of(here: Path, cases: dict[str, int], *, case: bool = False, **options: Any) -> tuple[Report, chapter.Chain]:
    events = log(here, cases, case=case)
    report = measure(load(Path("journey.yaml")), events=[events], **options)
    assert report.chain is not None
    return report, report.chain


def test_open_cases_are_left_out_altogether(here: Path) -> None:
    report, found = chain_of(here, CASES, min_group=0)
    assert report.completion is not None
    assert (report.completion.count, report.completion.of) == (85, 155)
    assert found.completion == pytest.approx(85 / 155, abs=1e-6)
    assert (found.holds, found.cases, report.cases.open) == (True, 155, 50)
    assert {name: station.n for name, station in found.touchpoints.items()} == {
        "web": 150,
        "chat": 60,
        "call": 125,
        "solved": 85,
        "gone": 40,
    }
    assert found.touchpoints["web"].visits == pytest.approx(150 / 155, abs=1e-6)
    # From web 60 of 150 go to call and 60 to chat, and then all to call: 150/155 x 120/150; 5/155 start there. At call 85 of 125 are won.
    assert found.touchpoints["chat"].removal == pytest.approx(60 / 125, abs=1e-6)
    assert found.touchpoints["web"].removal == pytest.approx(120 / 125, abs=1e-6)
    # To call a minute from web and two with a chat between, half each but for the five who begin there; then one to the goal.
    assert found.seconds == pytest.approx((60 * 60 + 60 * 120) / 125 + 60, abs=1e-6)


def test_with_cases_that_go_on_after_an_end_it_is_the_deciding_step_that_ends_them(here: Path) -> None:
    """`gone` and then `solved` is a won case, and its visit of `gone` is one on the way; what comes after `solved` does not count."""
    report, found = chain_of(here, {"web call gone call solved web": 10, "call gone web": 10}, case=True, min_group=0)
    assert report.completion is not None
    assert found.completion == report.completion.value == 0.5
    assert {name: station.n for name, station in found.touchpoints.items()} == {
        "web": 10,
        "call": 30,
        "solved": 10,
        "gone": 20,
    }


def test_the_section_and_what_too_few_did(here: Path) -> None:
    report, found = chain_of(here, CASES | {"web gone": 9, "chat call solved": 9})
    assert found.hidden == ()
    said = VIEWS["markdown"](report)
    assert (
        "From 173 finished cases, as a chain that remembers one step. Who completes takes 2.4 min on average." in said
    )
    assert "| Chat | 51.5 % | 0.40 | 69 |\n" in said
    assert "All completions pass Call, Solved.\n" in said
    report, found = chain_of(here, {"web call solved": 60, "web chat": 9})
    # With the chat the touchpoint of the next fewest is hidden.
    assert found.hidden == ("chat", "solved")
    assert "chat" not in found.touchpoints
    assert "2 touchpoints of too few customers not shown." in VIEWS["markdown"](report)


def test_too_few_finished_cases_tell_nothing(here: Path) -> None:
    for cases in ({"web call solved": 9}, {"web ...": 90}):
        events = log(here, cases)
        report = measure(load(Path("journey.yaml")), events=[events])
        assert report.chain is None
        assert "What completions pass" not in VIEWS["markdown"](report)


def test_memory_is_a_hint_where_it_matters_most(here: Path) -> None:
    # At call from web 90 of 90 are solved, from chat 10 of 100: G = 2 (180 ln 1.9 + 10 ln 0.19).
    report, found = chain_of(here, {"web call solved": 90, "web chat call gone": 90, "web chat call solved": 10})
    assert found.memory is not None
    assert found.memory.touchpoint == "call"
    (finding,) = [each for each in report.findings if each["code"] == "JM350"]
    assert finding["level"] == "hint"
    assert finding["ref"] == ["stages", "s", "touchpoints", "call"]
    assert finding["message"] == (
        "where customers go depends on where they came from, most at Call (call): the step before settles 75 % of what is open about "
        "the next one (G 197.9, 1 degree of freedom, p < 0.001)"
    )


def test_a_broken_chain_is_not_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(visits: Any, size: int) -> fast.Chain:
        solved = fast.chain_of(visits, size)
        return fast.Chain(solved.starts, solved.moves * 0.9, solved.won)

    monkeypatch.setattr(chained, "chain_of", broken)
    report, found = chain_of(here, CASES)
    assert (found.holds, found.touchpoints, found.seconds, found.memory) == (False, {}, None, None)
    assert "What completions pass" not in VIEWS["markdown"](report)
    (finding,) = [each for each in report.findings if each["code"].startswith("JM35")]
    assert (finding["code"], finding["message"]) == (
        "JM351",
        "the chain of 155 finished cases does not reproduce their completion, and is not shown",
    )


def test_more_touchpoints_than_a_byte_counts(tmp_path: Path) -> None:
    """Touchpoints and outcomes are small integers: 300 of them do not fit into one byte."""
    names = [f"t{number}" for number in range(300)]
    points = "\n".join(f"      {name}: {{match: {name}}}" for name in names)
    (tmp_path / "long.yaml").write_text(
        f"title: Long\nleaves_after: 1d\nevents: {{from: log.csv, as_of: 2026-02-01, timezone: UTC}}\nstages:\n  s:\n    touchpoints:\n{points}\n"
    )
    rows = [f"a{number},2026-01-01,t0\na{number},2026-01-02,t299\nb{number},2026-01-01,t0" for number in range(20)]
    (tmp_path / "log.csv").write_text("customer,time,event\n" + "\n".join(rows) + "\n")
    report = measure(load(tmp_path / "long.yaml"))
    assert report.chain is not None
    assert (report.chain.completion, report.chain.cases, report.chain.holds) == (0.5, 40, True)
    assert {name: station.visits for name, station in report.chain.touchpoints.items()} == {"t0": 1.0, "t299": 0.5}
    assert report.conformance is not None
    assert (report.completion and report.completion.count, report.conformance.cases) == (20, 40)
