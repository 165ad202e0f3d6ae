"""Completions that fixing a drop-off is associated with: by hand, against a second implementation, laws, intervals; and in reports."""

import hashlib
import json
import os
import random
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap import friction, impact, judgements, lots
from journeymap.impact import Crowd, Fix, bounds, gains, impacts, outcome
from journeymap.load import load
from journeymap.lots import Lots, lots_of
from journeymap.pipeline.measured import measure
from journeymap.quantities import FrictionScore, Impact
from journeymap.report import Report
from journeymap.views import VIEWS
from tests import oracle
from tests import oracle_chain as chains
from tests import oracle_impact as slow
from tests.impact_study import SHARE, TOLERANCE, World, covered
from tests.random_logs import random_log
from tests.test_oracle import disagreement

STUDY = int(os.environ.get("JOURNEYMAP_IMPACT_RUNS", "100"))
WON, LOST, LEFT, OPEN = range(4)
SIZE = 4
NEXT = {0: [1, 2], 1: [1, 2, 0], 2: [3], 3: []}
"""The designed ways; at 1 one may stay."""
Walk = tuple[str, list[int], int]


def hash_of(customer: str) -> int:
    return int.from_bytes(hashlib.md5(customer.encode()).digest()[8:], "little")


def counted(walks: Sequence[Walk], size: int = SIZE) -> Lots:
    """Walks as the measure counts them."""
    names = sorted({name for name, _, _ in walks})
    whose, codes = [], []
    for name, path, ending in walks:
        after = [*path[1:], size + ending]
        codes += [here * (size + OPEN) + then for here, then in zip(path, after, strict=True)]
        codes.append(size * (size + OPEN) + path[0])
        whose += [names.index(name)] * (len(path) + 1)
    hashes = np.array([hash_of(name) for name in names], dtype=np.uint64)
    return lots_of(hashes, np.array(whose, dtype=int), np.array(codes, dtype=int), (size + 1) * (size + OPEN))


def seen_of(walks: Sequence[Walk], size: int = SIZE) -> Any:
    """What a journey's behaviour has of them."""
    people = [len({name for name, path, _ in walks if here in path}) for here in range(size)]
    chain = SimpleNamespace(lots=counted(walks, size), customers=np.array(people))
    plan = SimpleNamespace(ids=tuple("abcd"[:size]), following=lambda number: NEXT[number])
    return SimpleNamespace(measured=SimpleNamespace(chain=chain), plan=plan)


def crowd_of(walks: Sequence[Walk]) -> Crowd:
    return Crowd(seen_of(walks), 0)


def gain(crowd: Crowd, fix: Fix) -> float:
    found: float = gains(crowd.chain, [fix])[0].item()
    return found


def told(walks: dict[tuple[int, ...], int]) -> list[Walk]:
    """Walks by path, a customer each; the last number is how they end."""
    paths = [path for path, count in walks.items() for _ in range(count)]
    return [(f"c{number}", list(path[:-1]), path[-1]) for number, path in enumerate(paths)]


def words(walks: Sequence[Walk]) -> list[chains.Walk]:
    """The same for the second implementation."""
    endings = (chains.WON, chains.LOST, chains.LEFT)
    return [(name, [str(here) for here in path], endings[ending]) for name, path, ending in walks]


def ways(here: int) -> list[str]:
    return [str(way) for way in NEXT[here]]


# By hand -------------------------------------------------------------------------------------------------------------


def test_numbers_worked_out_by_hand() -> None:
    """Of 100 at `0` 20 leave, 15 more than is normal. 60 go to `1`, 20 to `2`; of them 45 and 16 are won: 61 of 80 who go on."""
    walks = told({(0, LEFT): 20, (0, 1, WON): 45, (0, 1, LEFT): 15, (0, 2, WON): 16, (0, 2, LOST): 4})
    found = impacts(seen_of(walks), [0, 1], 0.05, 0)
    assert [one.completions for one in found[0].gains] == pytest.approx(
        [15 * 61 / 80 * share for share in (0.25, 0.5, 1)]
    )
    assert (found[0].cases, found[0].visits, found[0].left, found[0].tolerance) == (100, 100, 20, 0.05)
    # From 1 nobody goes on as designed: what would come of those who leave cannot be told.
    assert list(found) == [0]


def test_who_comes_back_is_kept_again() -> None:
    """From 0 half leave, half go to 1; of them half are won and half come back. By hand: h0 = p h1, h1 = (1 + h0) / 2, so h0 = p / (2 - p)."""
    walks = told(
        {(0, LEFT): 40, (0, 1, WON): 20, (0, 1, 0, LEFT): 20, (0, 1, 0, 1, 0, LEFT): 10, (0, 1, 0, 1, WON): 20}
    )
    table = Counter(visit[1:] for visit in chains.visits_of(words(walks)))
    p = Fraction(table["0", "1"], sum(count for (here, _), count in table.items() if here == "0"))
    assert (p, table["1", chains.WON], table["1", "0"]) == (Fraction(100, 170), 40, 60)
    fix = crowd_of(walks).fix(0, 1.0, 0.1)

    def completes(share: Fraction) -> Fraction:
        return share * Fraction(2, 5) / (1 - share * Fraction(3, 5))

    more = completes(Fraction(9, 10)) - completes(p)
    assert completes(p) == Fraction(40, 110)
    assert gain(crowd_of(walks), fix) == pytest.approx(float(more))


def test_a_circle_without_a_way_out_wins_nothing() -> None:
    """With no tolerance nobody leaves the circle any more: all walk in it for ever, and as many complete as before."""
    walks = told({(0, 1, 0, LEFT): 30, (2, WON): 10})
    crowd = crowd_of(walks)
    fixes = [crowd.fix(0, 1.0, 0.0)]
    assert gain(crowd, fixes[0]) == 0
    found = outcome(crowd.chain, fixes)
    assert found.completion.item() == pytest.approx(0.25)
    assert np.isnan(found.visits.item())


# Against the second implementation -----------------------------------------------------------------------------------

paths = st.tuples(st.lists(st.integers(0, SIZE - 1), min_size=1, max_size=7), st.integers(0, 2))
logs = st.lists(st.tuples(st.integers(0, 9).map("c{}".format), paths), min_size=1, max_size=30).map(
    lambda drawn: [(name, path, ending) for name, (path, ending) in drawn]
)
shares = st.fractions(0, 1, max_denominator=20)


@given(logs, shares, st.lists(shares, min_size=SIZE, max_size=SIZE))
@settings(max_examples=60, deadline=None)
def test_gains_are_those_of_fractions(walks: list[Walk], tolerance: Fraction, much: list[Fraction]) -> None:
    crowd, chain = crowd_of(walks), chains.Chain(chains.visits_of(words(walks)))
    before = slow.completion(chain)
    assert crowd.holds
    for here in range(SIZE):
        expected = slow.impact_of(words(walks), str(here), ways(here), tolerance, float)
        if expected is not None:
            for gained, share in zip(expected["gains"], impact.SHARES, strict=True):
                got = crowd.cases * gain(crowd, crowd.fix(here, share, float(tolerance)))
                assert got == pytest.approx(gained["completions"], abs=1e-6)
    some = [here for here in range(SIZE) if crowd.visits(here)]
    fixes = [(str(here), much[here], tolerance, ways(here)) for here in some]
    other = slow.fixed(chain, fixes)
    got_all = outcome(crowd.chain, [crowd.fix(here, float(much[here]), float(tolerance)) for here in some])
    assert got_all.completion.item() == pytest.approx(float(slow.completion(other)), abs=1e-9)
    assert slow.completion(other) >= before
    if tolerance > Fraction(1, 20):  # nobody circles for ever
        assert got_all.visits.item() == pytest.approx(float(slow.contacts(other)), abs=1e-6)


@given(logs, shares, shares, shares)
@settings(max_examples=60, deadline=None)
def test_laws_of_gains(walks: list[Walk], tolerance: Fraction, one: Fraction, two: Fraction) -> None:
    crowd = crowd_of(walks)
    low, high = sorted((float(one), float(two)))
    for here in range(SIZE):
        none, less, more, most = (
            gain(crowd, crowd.fix(here, share, float(tolerance))) for share in (0.0, low, high, 1.0)
        )
        assert none == 0
        assert -1e-12 <= less <= more + 1e-9 <= most + 2e-9
        # Never more than come there and did not complete.
        missed = sum(here in path and ending != WON for _, path, ending in walks)
        assert most * len(walks) <= missed + 1e-6


@given(logs, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_rows_and_customers_changes_nothing(walks: list[Walk], draw: random.Random) -> None:
    other = draw.sample(walks, len(walks))
    said = [
        [found.model_dump_json() for found in impacts(seen_of(one), range(SIZE), 0.05, 0).values()]
        for one in (walks, other)
    ]
    assert said[0] == said[1]


@pytest.mark.parametrize(("seed", "customers"), [(1, 15), (2, 40), (3, 160), (4, 400)])
def test_intervals_are_those_of_customers_drawn_one_by_one(
    seed: int, customers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impact, "DRAWS", 30)
    walks = World(seed).walks(customers, seed)
    found = impacts(seen_of(walks), [0], float(TOLERANCE), 0)[0]
    assert len(counted(walks).lots) == len(slow.lots_of(words(walks)))
    for one in found.gains:
        low, high = slow.interval(words(walks), [("0", Fraction(one.share), TOLERANCE, ways(0))], 30)
        assert (one.low, one.high) == (pytest.approx(float(low), abs=2e-6), pytest.approx(float(high), abs=2e-6))


SMALL = (6, 244)
"""Random logs in which fewer visits than usual show that customers leave."""


def test_reports_of_random_logs_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((friction, "ENOUGH"), (judgements, "ENOUGH"), (oracle, "FEWEST")):
        monkeypatch.setattr(module, name, 3)
    told_of: list[Any] = []

    def telling(*given: Any) -> Any:
        told_of.append(slow.impact_of(*given))
        return told_of[-1]

    monkeypatch.setattr(oracle, "impact_of", telling)
    for seed in SMALL:
        found = disagreement(random_log(seed), tmp_path / str(seed))
        assert not found, f"seed {seed}:\n" + "\n".join(found)
    assert sum(one is not None and one["gains"][-1]["completions"] > 0 for one in told_of) >= 3


# Lots ----------------------------------------------------------------------------------------------------------------


def plain(found: Lots) -> list[Any]:
    return [found.bits.tolist(), found.lots.tolist(), found.codes.tolist(), found.counts.tolist()]


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6), st.integers(0, 2)), min_size=1), st.sampled_from([2, 8])
)
def test_lots_of_any_parts_add_up_to_the_whole(table: list[tuple[int, int, int]], most: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lots, "MOST", most)
        hashes = np.array([hash_of(f"c{number}") for number in range(41)], dtype=np.uint64)

        def made(rows: list[tuple[int, int, int]]) -> Lots:
            who, codes = (np.array([row[column] for row in rows], dtype=int) for column in (0, 1))
            return lots_of(hashes, who, codes, 7)

        whole = made(table)
        parts = [made([row for row in table if row[0] % 3 == part]) for part in range(3)]
        assert plain(parts[0] + parts[1] + parts[2]) == plain(parts[2] + (parts[1] + parts[0])) == plain(whole)
        assert len(whole.lots) <= most
        # As fine as there is room for, and every count is there.
        finer = {int(hashes[who]) % 2 ** min(64, int(whole.bits[0]) + 1) for who, _, _ in table}
        assert len(finer) > most or int(whole.bits[0]) == 64
        assert whole.counts.sum(axis=0).tolist() == [
            sum(code == row[1] for row in table) for code in sorted({row[1] for row in table})
        ]


def test_codes_of_many_touchpoints_are_counted_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    walks = World(3).walks(60, 5)
    dense = plain(counted(walks))
    monkeypatch.setattr(lots, "_DENSE", 0)
    assert plain(counted(walks)) == dense


def test_few_customers_tell_no_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    walks = [(f"c{number % 9}", path, ending) for number, (_, path, ending) in enumerate(World(1).walks(90, 1))]
    found = impacts(seen_of(walks), [0], 0.05, 0)[0]
    assert [(one.low, one.high) for one in found.gains] == [(None, None)] * 3
    assert bounds([]) == (None, None)
    assert impacts(seen_of(walks), [0], 0.05, 10) == {}


def test_as_many_are_drawn_as_there_are() -> None:
    times = impact.drawn(17, 300)
    assert times.sum(axis=1).tolist() == [17] * 300
    # Each is drawn once in the mean, and by the law of Poisson, nearly, with a variance of 16/17.
    assert times.mean(axis=0) == pytest.approx(np.ones(17), abs=0.3)
    assert times.var() == pytest.approx(16 / 17, abs=0.05)


# Intervals -----------------------------------------------------------------------------------------------------------


def test_intervals_hold_what_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """19 of 20 do, of customers with several cases that are alike. `benchmarks/impact.py` asks it of thousands."""
    monkeypatch.setattr(impact, "DRAWS", 300)
    share, wide, exact = covered(STUDY, customers=400, one_by_one=30)
    margin = 3 * (0.95 * 0.05 / STUDY) ** 0.5
    assert 0.945 - margin <= share <= 0.955 + margin
    assert wide == pytest.approx(exact, rel=0.1)


# In a report ---------------------------------------------------------------------------------------------------------

SHOP = """\
title: Shop
events: {from: log.csv, timezone: UTC, as_of: 2026-09-01}
ends_at: {won: paid, lost: gone}
surveys: {csat: {answer: score, scale: 1..5}}
stages:
  s:
    touchpoints:
      look: {match: look, next: [cart, gone]}
      cart: {match: cart, next: [pay]}
      pay: {match: pay, next: [paid], ask: [csat], takes: 1h}
      paid: {match: paid, next: []}
      gone: {match: gone}
"""
CASES = {"look cart pay paid": 240, "look": 60, "look cart": 90, "look gone": 10}
"""Of 400 at look 60 leave: 40 beyond 5 %, and 330 of 340 who go on go to the cart; there 90 of 330 leave: 73.5 beyond."""


@pytest.fixture
def shop(here: Path) -> Path:
    rows = ["customer,time,event,score"]
    number = 0
    for path, cases in CASES.items():
        for _ in range(cases):
            for hour, step in enumerate(path.split()):
                score = f"{1 + number % 5}" if step == "pay" else ""
                rows.append(f"c{number},2026-05-{1 + number % 20:02}T{2 * hour:02}:00:00,{step},{score}")
            number += 1
    (here / "log.csv").write_text("\n".join(rows) + "\n")
    (here / "journey.yaml").write_text(SHOP)
    return here


def friction_at(report: Report, name: str) -> FrictionScore:
    found = report.touchpoints[name].friction
    assert found is not None
    return found


def test_ranks_are_by_completions_then_by_visits(shop: Path) -> None:
    report = measure(load(Path("journey.yaml")))
    look, cart, pay = (friction_at(report, name) for name in ("look", "cart", "pay"))
    # Who is kept at look goes to the cart as 330 of 340 did, and from there on 240 of 330 are won. At the cart all go on to pay, and are won.
    assert look.impact is not None
    assert cart.impact is not None
    assert [gain.completions for gain in look.impact.gains] == pytest.approx(
        [40 * 240 / 340 * part for part in (0.25, 0.5, 1)], abs=1e-6
    )
    assert cart.impact.gains[-1].completions == pytest.approx(73.5)
    assert pay.impact is None
    # Most visits are affected at pay, which all wait at; no completions are associated with it.
    assert (cart.rank, look.rank, pay.rank) == (1, 2, 3)
    assert pay.affected > cart.affected > look.affected
    low, high = cart.impact.gains[-1].low, cart.impact.gains[-1].high
    assert low is not None
    assert high is not None
    assert 50 < low < 73.5 < high < 97
    said = VIEWS["markdown"](report)
    assert (
        f"   - Fixing its drop-off is associated with 74 more completions ({low:.0f}-{high:.0f}) of 400 finished cases; half of it with 37 ("
        in said
    )
    assert f"3. **Pay** (confirmed by behaviour and answers, score {pay.score:.0f} of 100), " in said
    assert said.count("   - No completions are associated with it.\n") == 1
    assert (
        f"fixing its drop-off is associated with 74 more completions ({low:.0f}-{high:.0f}) of 400 finished cases\n"
        in VIEWS["text"](report)
    )
    assert "caus" not in said.replace("not caused by it", "")


def test_without_anything_won_ranks_are_by_visits(shop: Path) -> None:
    (shop / "log.csv").write_text((shop / "log.csv").read_text().replace(",paid,", ",pay,"))
    report = measure(load(Path("journey.yaml")))
    ranked = [name for name, found in report.touchpoints.items() if found.friction and found.friction.rank]
    by_visits = sorted(ranked, key=lambda name: -friction_at(report, name).affected)
    assert sorted(ranked, key=lambda name: friction_at(report, name).rank or 0) == by_visits
    look = friction_at(report, "look").impact
    assert look is not None
    assert [gain.completions for gain in look.gains] == [0, 0, 0]
    assert VIEWS["markdown"](report).count("   - No completions are associated with it.\n") == 2  # at pay all leave


def test_where_nobody_goes_on_as_designed_nothing_is_known(shop: Path) -> None:
    (shop / "journey.yaml").write_text(SHOP.replace("next: [pay]", "next: [gone]"))
    report = measure(load(Path("journey.yaml")))
    assert friction_at(report, "cart").impact is None
    assert (
        "   - How many completions are associated with it is not known: too few cases went on from here as designed and finished.\n"
        in VIEWS["markdown"](report)
    )


def test_a_fix_that_rests_on_too_few_customers_is_hidden(shop: Path) -> None:
    report = measure(load(Path("journey.yaml")), min_group=335)
    # 330 customers were at the cart: nothing is said of it; 400 at look.
    assert (report.touchpoints["cart"].friction, friction_at(report, "look").rank) == (None, 1)


def test_the_same_report_of_other_names_but_for_the_interval(shop: Path) -> None:
    one = friction_at(measure(load(Path("journey.yaml"))), "cart").impact
    (shop / "log.csv").write_text((shop / "log.csv").read_text().replace("\nc", "\nother"))
    two = friction_at(measure(load(Path("journey.yaml"))), "cart").impact
    assert isinstance(one, Impact)
    assert isinstance(two, Impact)
    assert [gain.completions for gain in one.gains] == [gain.completions for gain in two.gains]
    assert [gain.low for gain in one.gains] == pytest.approx([gain.low for gain in two.gains], rel=0.1)


# What if -------------------------------------------------------------------------------------------------------------


def test_what_if_tells_one_answer(shop: Path, run: Any) -> None:
    said = run("whatif", "journey.yaml", "--fix", "cart:drop=50%")
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[:3] == [
        "What if: Shop",
        "Intervals are 95 %; groups of fewer than 10 are hidden.",
        "- Fixed: 50 % of the drop-off beyond 5 % at Cart (cart); 90 of 330 visits of finished cases leave, 27.3 % (22.7-32.3 %)",
    ]
    assert lines[3].startswith("The fix is associated with 37 more completions (")
    assert lines[3].endswith(") of 400 finished cases: 60.0 % complete now, 69.2 % then.")
    assert [" ".join(line.split())[:33] for line in lines[5:10]] == [
        "Now Then Difference 95 % interval",
        "Completion 60.0 % 69.2 % +9.2 poi",
        "Completions 240 277 +37 +29 to +4",
        "Contacts a case 3.05 3.23 +0.18 +",
        "Time to completion 6 h 6 h 0 s -",
    ]


def test_what_if_reads_no_answers(shop: Path, run: Any) -> None:
    fix = ("--fix", "cart:drop=50%", "--no-cache")
    found = run("whatif", "journey.yaml", *fix).out
    for elsewhere in (
        "{answer: said, scale: 1..5, where: {question: a}}",
        "{from: gone.csv, answer: said, scale: 1..5}",
    ):
        (shop / "journey.yaml").write_text(SHOP.replace("{answer: score, scale: 1..5}", elsewhere))
        assert run("whatif", "journey.yaml", *fix, "--answers", "gone.csv") == (0, found, "")
    assert run("report", "journey.yaml").code == 2


def test_what_if_says_what_the_report_says(shop: Path, run: Any) -> None:
    """A half is a half, to the last digit; and both fixes at once are more than each, by hand."""
    report = friction_at(measure(load(Path("journey.yaml"))), "cart").impact
    assert report is not None
    found = json.loads(run("whatif", "journey.yaml", "--fix", "cart:drop=0.5", "--format", "json").out)
    change, half = found["completions"], report.gains[1]
    assert (change["difference"], change["low"], change["high"]) == (half.completions, half.low, half.high)
    both = json.loads(
        run("whatif", "journey.yaml", "--fix", "cart:drop=1", "--fix", "look:drop=100%", "--format", "json").out
    )
    # 0.95 of 400 go on, 330 of 340 of them to the cart, of whom 0.95 are won.
    assert both["completions"]["then"] == pytest.approx(400 * 0.95 * 330 / 340 * 0.95, abs=1e-6)
    assert both["completion"]["now"] == 0.6
    assert [fix["share"] for fix in both["fixes"]] == [1, 1]


def test_what_if_as_markdown_and_into_a_file(shop: Path, run: Any) -> None:
    said = run("whatif", "journey.yaml", "--fix", "cart:drop-off=1", "--format", "markdown", "--segment", "event=look")
    assert said.out.startswith(
        "# What if: Shop\n\nOnly `event = look`\n\nIntervals are 95 %; groups of fewer than 10 are hidden.\n\n- Fixed: 100 % of the drop-off "
    )
    assert "\n| Completion | 60.0 % | 78.4 % | +18.4 points | " in said.out
    assert run("whatif", "journey.yaml", "--fix", "cart:drop_off=1", "-o", "a.md").out == "wrote a.md\n"
    assert (shop / "a.md").read_text().startswith("# What if: Shop\n")
    assert run("whatif", "journey.yaml", "--fix", "cart:drop=1", "-o", "a.pdf").code == 2


PLAN = """\
title: Shop
stages:
  s:
    touchpoints:
      look: {next: {cart: 60%}, takes: 1m}
      cart: {match: cart, targets: {drop_off: 20%}, takes: 2m, next: [pay]}
      pay: {takes: 3m, next: [paid]}
      paid: {match: paid}
"""


def test_what_if_without_data_asks_the_plan(here: Path, run: Any) -> None:
    (here / "journey.yaml").write_text(PLAN)
    said = run("whatif", "journey.yaml", "--fix", "look:drop=50%", "--fix", "cart:drop=100%")
    assert said.out == (
        "What if: Shop\n"
        "- Fixed: 50 % of the drop-off at Look (look); by the plan 40.0 % leave\n"
        "- Fixed: 100 % of the drop-off at Cart (cart); by the plan 20.0 % leave\n"
        "By the plan 48.0 % complete now, 80.0 % then: +32.0 points.\n"
        "\n"
        "                     Now    Then    Difference  95 % interval\n"
        "Completion        48.0 %  80.0 %  +32.0 points              -\n"
        "Contacts a case     2.56    3.40         +0.84              -\n"
        "Time             3.6 min   5 min         +82 s              -\n"
        "\n"
        "There are no data in it: it is what the plan adds up to, where all lose as many as it says, and else as their target allows.\n"
    )


@pytest.mark.parametrize(
    ("fixes", "said"),
    [
        (["crat:drop=1"], "error[JM807]: there is no touchpoint 'crat'\n    = help: did you mean 'cart'?\n"),
        (
            ["cart:slow=1"],
            (
                "error[JM807]: no completions are associated with 'slow'\n"
                "    = help: whoever meets it and goes on completes as others do; ask what those who leave are associated with: drop\n"
            ),
        ),
        (["cart:speed=1"], "error[JM807]: 'speed' cannot be fixed\n    = help: known: drop\n"),
        (["cart:drop=50"], "error[JM807]: drop: '50' is not a share\n    = help: did you mean 50%?\n"),
        (
            ["cart:drop=-5%", "cart"],
            (
                "error[JM807]: drop: '-5%' is not a share\n    = help: write 50% or 0.5: 0 to 100 %\n"
                "error[JM807]: 'cart' is no fix\n    = help: write TOUCHPOINT:drop=SHARE, like pay:drop=50%\n"
            ),
        ),
        (
            ["cart:drop=1", "cart:drop=0.5"],
            "error[JM807]: 'cart' is fixed twice\n    = help: say once how much of it is fixed\n",
        ),
        (
            ["pay:drop=1"],
            (
                "error[JM808]: nothing to gain at 'pay': 0.0 % leave, tolerance 5 %\n"
                "    = help: fix where more leave than is normal; weights: {drop_off: {tolerance: 2%}} says what is\n"
            ),
        ),
        (
            ["paid:drop=1", "mute:drop=1"],
            (
                "error[JM808]: 'paid' is an end of the journey: nobody drops off there\n    = help: fix what comes before it\n"
                "error[JM808]: 'mute' says no events: nobody knows who leaves there\n"
                "    = help: say under match which events are a visit; or ask the plan, with --no-data\n"
            ),
        ),
        (
            ["rare:drop=1"],
            "error[JM808]: too few finished cases were at 'rare' to tell\n    = help: take more data; or ask the plan, with --no-data\n",
        ),
        (
            ["dead:drop=1"],
            (
                "error[JM808]: nobody went on from 'dead' as designed, so it cannot be told what would come of others\n"
                "    = help: look at its next: who is kept there goes on as those did who went on as designed\n"
            ),
        ),
    ],
)
def test_what_cannot_be_told(fixes: list[str], said: str, shop: Path, run: Any) -> None:
    more = "      mute: {next: [pay]}\n      rare: {match: rare, next: [pay]}\n      dead: {match: dead, next: [pay]}\n"
    (shop / "journey.yaml").write_text(SHOP.replace("      paid:", more + "      paid:"))
    rows = [f"r{number},2026-05-01,{'rare' if number < 9 else 'dead'}," for number in range(60)]
    (shop / "log.csv").write_text((shop / "log.csv").read_text() + "\n".join(rows) + "\n")
    options = [part for fix in fixes for part in ("--fix", fix)]
    assert run("whatif", "journey.yaml", *options) == (2, "", said)


@pytest.mark.parametrize(
    ("fix", "said"),
    [
        ("pay:drop=1", "error[JM808]: the plan says of nobody that they leave at 'pay'\n"),
        ("paid:drop=1", "error[JM808]: 'paid' is an end of the journey: nobody drops off there\n"),
        ("stuck:drop=1", "error[JM808]: the plan does not say how it goes on from 'stuck'\n"),
    ],
)
def test_what_the_plan_cannot_tell(fix: str, said: str, here: Path, run: Any) -> None:
    (here / "journey.yaml").write_text(PLAN.replace("      paid:", "      stuck: {next: []}\n      paid:"))
    found = run("whatif", "journey.yaml", "--fix", fix)
    assert (found.code, found.out, found.err[: len(said)]) == (2, "", said)


def test_too_few_cases_and_options_without_a_log(shop: Path, run: Any) -> None:
    said = run("whatif", "journey.yaml", "--fix", "cart:drop=1", "--min-group", "500")
    assert (said.code, said.err.splitlines()[0]) == (2, "error[JM808]: too few cases are finished to tell")
    said = run("whatif", "journey.yaml", "--fix", "cart:drop=1", "--no-privacy")
    assert said.out.splitlines()[1] == "Intervals are 95 %; nothing is hidden: for the analyst's own use."
    said = run("whatif", "journey.yaml", "--fix", "cart:drop=1", "--no-data", "--since", "2026-05-01")
    assert (said.code, said.out) == (2, "")
    assert "--since" in said.err


def test_share_of_the_study_is_one_that_is_told() -> None:
    assert SHARE in impact.SHARES
