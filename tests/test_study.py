"""The study of `docs/proof.md`, a slice of it: JOURNEYMAP_STUDY_RUNS takes so many runs of each question. And the incidents that are planted in `ecom_demo`."""

import os
import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks import study_runs
from benchmarks.study import rows, tasks
from benchmarks.study_worlds import SHAPES, drawn, measured, world
from journeymap.asked import Periods, Segments
from journeymap.comparison import Comparison
from journeymap.intervals import at_least
from journeymap.load import load
from journeymap.pipeline.compared import compared
from journeymap.pipeline.declared import judged_journey
from journeymap.pipeline.measured import measure as report
from journeymap.simulate import parse_plant

ROOT = Path(__file__).parents[1]
RUNS = int(os.environ.get("JOURNEYMAP_STUDY_RUNS", "1"))
PROOF = (ROOT / "docs" / "proof.md").read_text(encoding="utf-8")
SHOP = ROOT / "tests" / "fixtures" / "ecom-demo.yaml"
DATA = ROOT.parent / "shared" / "data" / "ecom_demo"
LOG = str(DATA / "events.parquet")
no_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"there is no folder {DATA}")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fewer customers and shorter blocks than in the whole study, unless more runs are asked for."""
    if RUNS < 10:
        monkeypatch.setattr(study_runs, "BLOCK", RUNS)
        for name, customers in (("POOL", 1_000), ("DRAWN", 250), ("SIDE", 300)):
            monkeypatch.setattr(study_runs, name, customers)
    yield
    for kept in (study_runs.pool, study_runs._truth, study_runs._differences):
        kept.cache_clear()


def held(question: Callable[..., Any], shape: str, *more: int) -> dict[tuple[str, str], tuple[int, int]]:
    """How many held, of how many, in some runs of one shape of journey."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for block in range(-(-RUNS // study_runs.BLOCK)):
        for run in question(shape, block, *more):
            for key, (yes, of) in run.items():
                before = found.get(key, (0, 0))
                found[key] = (before[0] + yes, before[1] + of)
    return found


def unlikely(runs: int, share: float) -> int:
    """So many of some runs or more go wrong in less than one of a thousand, where such a share of them does."""
    chance, total = (1 - share) ** runs, 0.0
    for wrong in range(runs + 1):
        total += chance
        if total > 0.999:
            return wrong + 1
        chance *= (runs - wrong) / (wrong + 1) * share / (1 - share)
    return runs + 1


# The study itself ------------------------------------------------------------------------------------------------------


def test_runs_are_the_unit_of_the_table() -> None:
    """Four runs of ten intervals each, all of which hold in two runs and none in the others, are worth four intervals."""
    told = {
        ("intervals", "a"): Counter({(10.0, 10.0, 10): 2, (0.0, 10.0, 10): 2}),
        ("gates", ""): Counter({(1.0, 1.0, 1): 3}),
    }
    gates, some = rows(told)
    assert gates[:5] == ("gates", "", 3, 3, 1.0)
    assert gates[5:] == pytest.approx((0.438503, 1.0), abs=1e-6)
    assert some[:5] == ("intervals", "a", 4, 40, 0.5)
    assert some[5:] == pytest.approx((0.125334, 0.874666), abs=1e-6)  # Wilson of 1.5 of 3: n - 1 below the line


def test_every_question_is_asked_of_all_shapes_alike() -> None:
    todo = list(tasks(60, ["gates"]))
    assert Counter(shape for _, shape, *_ in todo) == dict.fromkeys(SHAPES, 60 // study_runs.BLOCK // 3)
    assert len({block for *_, block, _ in todo}) == len(todo)


def test_logs_that_are_read_together_are_those_that_are_read_alone() -> None:
    of = world("linear", 5)
    asked = [(seed, 60, (parse_plant("t5:error=0.5", of.loaded.journey),)) for seed in range(2)]
    for one, alone in zip(measured(of, asked), (next(measured(of, [each])) for each in asked), strict=True):
        assert [(seen.visits, seen.errors, seen.csat) for seen in one.touchpoints().values()] == [
            (seen.visits, seen.errors, seen.csat) for seen in alone.touchpoints().values()
        ]
        # What is open depends on the end of the data, which is that of all logs together.
        assert [one.cases().won, one.cases().lost] == [alone.cases().won, alone.cases().lost]


@pytest.mark.parametrize("shape", SHAPES[1:])
@pytest.mark.parametrize("size", [5, 12])
def test_drawn_journeys_are_sound(shape: str, size: int) -> None:
    of = world(shape, size)
    assert [finding for finding in judged_journey(of.loaded).findings if finding.level == "error"] == []
    assert len(of.plan.ids) == size + 1
    assert sum(source >= target for source, target in of.plan.edges) == (
        0 if shape == "linear" else {5: 2, 12: 6}[size]
    )
    assert drawn(shape, size).count("ask: [csat, ces]") == size - 1


def test_nothing_that_is_planted_is_too_small_to_matter() -> None:
    """Every kind but NPS, which is no sign of friction; at touchpoints to which half of the customers come."""
    assert list(world("linear", 8).places) == [
        "drop",
        "slow",
        "repeat",
        "return",
        "unplanned",
        "hand_off",
        "fail",
        "error",
        "csat",
        "ces",
    ]
    assert {plant.touchpoint for plant in world("linear", 8).places["error"]} == {
        f"t{number}" for number in range(1, 9)
    }
    one, other = world("loops", 8).pair(7)
    assert one.touchpoint != other.touchpoint
    assert (one, other) == world("loops", 8).pair(7)


def test_planted_friction_is_in_the_top_two() -> None:
    found = held(study_runs.planted, "loops", 500)
    yes, of = found["both planted frictions in the top two, n = 500", "all"]
    assert of >= RUNS
    assert of - yes < unlikely(of, 0.01)


def test_calm_journeys_are_not_flagged() -> None:
    found = held(study_runs.calm, "linear", 200)
    yes, of = found["nothing planted, and something flagged, n = 200", "all"]
    assert of >= RUNS
    assert yes < unlikely(of, 0.05)


def test_intervals_hold_the_truth_and_gates_hold_on_unchanged_data() -> None:
    found = held(study_runs.covered, "click-and-collect")
    yes, of = (sum(pair[place] for pair in found.values()) for place in (0, 1))
    assert of > 40 * RUNS
    assert of - yes < unlikely(of // 10, 0.07) * 10  # intervals of one run hang together
    gates = held(study_runs.gated, "click-and-collect")
    assert len(gates) == 3
    assert all(broken < unlikely(runs, 0.025) for broken, runs in gates.values())


def test_unchanged_customers_are_not_called_changed() -> None:
    found = held(study_runs.changed, "click-and-collect")
    for part in ("two halves", "two periods"):
        yes, of = found["comparisons that call unchanged customers changed", part]
        assert of >= RUNS
        assert yes < unlikely(of, 0.05)
    assert found["comparisons that call the touchpoint worse where a drop-off is planted", "click-and-collect"][0] >= 1


# What the study has mended ----------------------------------------------------------------------------------------------

RARE = """title: Shop
ends_at: {won: [buy]}
events: {timezone: UTC, as_of: 2027-01-01}
stages:
  s:
    touchpoints:
      look: {match: look, targets: {PROMISE}}
      see: {match: see}
      buy: {match: buy}
"""


def walks(*paths: tuple[int, str]) -> list[str]:
    """Rows of so many customers who walk a path, a touchpoint an hour."""
    lines = ["customer|time|event"]
    for kind, (customers, path) in enumerate(paths):
        for number in range(customers):
            lines += [f"{kind}-{number}|2026-05-01T{hour:02}:00:00|{step}" for hour, step in enumerate(path.split())]
    return lines


def test_the_exact_tail() -> None:
    """Three of ten or more where each is so with a chance of 0.2: 1 - (0.8^10 + 10 x 0.2 x 0.8^9 + 45 x 0.04 x 0.8^8)."""
    assert at_least(3, 10, 0.2) == pytest.approx(0.3222004736, abs=1e-12)
    assert [at_least(0, 10, 0.2), at_least(1, 10, 0.0), at_least(10, 10, 1.0), at_least(0, 10, 0.0)] == [1, 0, 1, 1]
    assert at_least(10, 10, 0.5) == pytest.approx(0.5**10, rel=1e-12)


@pytest.mark.parametrize(("share", "verdict"), [("0.0001", "undecided"), ("0.00008", "broken")])
def test_one_of_three_hundred_breaks_no_promise(reported: Any, table: Any, share: str, verdict: str) -> None:
    """1 - 0.9999^300 = 2.96 % is more than 2.5 %, 1 - 0.99992^300 = 2.37 % is not; Wilson's interval begins at 0.059 % for both."""
    log = table("log.csv", *walks((299, "look see buy"), (1, "look look see buy")))
    (promise,) = reported(RARE.replace("PROMISE", f"repeat: {share}"), log).judgements
    assert (promise.value, promise.n, promise.low, promise.verdict) == (0.003322, 301, 0.000587, verdict)


def test_what_is_too_rare_to_be_proven_says_so(reported: Any, table: Any) -> None:
    log = table("log.csv", *walks((299, "look see buy"), (1, "look look see buy")))
    (finding,) = [
        each for each in reported(RARE.replace("PROMISE", "repeat: 0.0001"), log).findings if each["code"] == "JM402"
    ]
    assert finding["help"] == "it happens too rarely for so few to prove it"


def test_a_loop_is_told_once_where_it_leads_back_to(reported: Any, table: Any) -> None:
    """Forty go look, see, look and on: they come back to `look` once each, and are neither back at `see` nor astray from there."""
    log = table("log.csv", *walks((60, "look see buy"), (40, "look see look see buy")))
    seen = reported(RARE.replace("PROMISE", ""), log).touchpoints
    assert [(seen[name].returns.count, seen[name].returns.of) for name in ("look", "see")] == [(40, 140), (0, 140)]
    shares = {name: {each.signal: each.share.count for each in seen[name].friction.signals} for name in ("look", "see")}
    assert (shares["look"]["return"], shares["see"]["unplanned"], seen["see"].elsewhere) == (40, 0, 40)


def test_a_way_back_that_is_designed_is_no_return(reported: Any, table: Any) -> None:
    log = table("log.csv", *walks((60, "look see buy"), (40, "look see look see buy")))
    foreseen = RARE.replace("PROMISE", "").replace("{match: see}", "{match: see, next: [look, buy]}")
    seen = reported(foreseen, log).touchpoints
    assert [seen[name].returns.count for name in ("look", "see")] == [0, 0]


def test_who_goes_astray_and_later_back_is_both(reported: Any, table: Any) -> None:
    """From `buy`, an end, nobody goes on: the way from `extra` to `look` skips back over `see`, so `extra` sends astray and `look` is come back to."""
    journey = RARE.replace("PROMISE", "").replace("      buy:", "      extra: {match: extra}\n      buy:")
    log = table("log.csv", *walks((60, "look see extra buy"), (40, "look see extra look see extra buy")))
    seen = reported(journey, log).touchpoints
    assert [seen[name].returns.count for name in ("look", "see", "extra")] == [40, 0, 0]
    astray = {each.signal: each.share.count for each in seen["extra"].friction.signals}
    assert astray["unplanned"] == 40


# The shop --------------------------------------------------------------------------------------------------------------


def worse(found: Comparison) -> set[tuple[str, str]]:
    return {(one.measure, one.of) for one in found.contrasts if one.verdict == "worse"}


@no_data
@pytest.mark.parametrize(
    ("before", "after", "there"),
    [
        (
            ("2024-01-01", "2024-04-09"),
            ("2024-04-09", "2024-05-10"),
            {("error", "shipping"), ("funnel", "past the address")},
        ),
        (
            ("2024-04-15", "2024-05-19"),
            ("2024-05-19", "2024-06-08"),
            {("error", "payment"), ("funnel", "paid"), ("completion", "")},
        ),
        (("2024-01-01", "2024-03-01"), ("2024-03-01", "2024-04-09"), set()),
    ],
    ids=["checkout bug", "payment error", "neither"],
)
def test_incidents_are_found_by_period(before: Any, after: Any, there: set[tuple[str, str]]) -> None:
    found = worse(compared(load(SHOP), Periods(before, after), events=[LOG]))
    assert {place for place in found if place[0] in ("error", "funnel", "completion")} == there


@no_data
def test_the_checkout_bug_is_found_on_phones() -> None:
    phones = Segments({"channel": ["mobile"]}, {"channel": ["desktop"]})
    window = {"since": "2024-04-09", "until": "2024-05-10"}
    assert worse(compared(load(SHOP), phones, events=[LOG], **window)) == {("completion", "")}
    assert worse(compared(load(SHOP), phones, events=[LOG], until="2024-04-09")) == set()
    trouble = {}
    for device in ("mobile", "desktop"):
        seen = report(load(SHOP), events=[LOG], segment={"channel": [device]}, **window).touchpoints["shipping"]
        errors = [signal for signal in seen.friction.signals if signal.signal == "error"] if seen.friction else []
        trouble[device] = [(one.share.count, one.share.of, one.contribution > 0) for one in errors]
    assert trouble == {"mobile": [(20, 92, True)], "desktop": [(4, 141, False)]}


@no_data
def test_commands_of_the_page_run(run: Callable[..., Any]) -> None:
    commands = [shlex.split(line) for line in re.findall(r"^    journeymap (.+)$", PROOF, re.MULTILINE)]
    assert len(commands) == 4
    for command in commands:
        places = [str(ROOT / part) if part.startswith(("tests/", "../shared")) else part for part in command]
        assert run(*places).code == 0
