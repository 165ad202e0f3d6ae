"""How far cases get: worked out by hand, by law, hidden so that nobody can work it out, and promised by plans."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap.chapters.stages import StageFigures
from journeymap.finding import JourneymapError
from journeymap.language.observation import Funnel
from journeymap.load import load, loads
from journeymap.measures import stages as counting
from journeymap.outlook import funnel_outlook, outlook_of
from journeymap.passages import passages
from journeymap.passing import Passages, Passing
from journeymap.pipeline.measured import measure
from journeymap.plan import Plan, plan_of
from journeymap.quantities import Range
from journeymap.records import NO_ROWS
from journeymap.report import Report
from journeymap.sections import stages as section
from journeymap.sorting import changes
from journeymap.stage_outlook import stage_outlook_of
from journeymap.steps import LEFT, OPEN, WON
from tests.oracle_stages import stages_of
from tests.random_logs import write_csv

SHOP = """title: Shop
events: {customer: customer, time: time, name: event, case: case, as_of: 2026-05-20T00:00:00Z}
leaves_after: 3d
ends_at: {won: have, lost: [cancel, rage]}
stages:
  find: {title: Find, touchpoints: {look: {match: look, next: {ask: 30%, pay: 60%}}}}
  help: {title: Get help, touchpoints: {ask: {match: ask, optional: true}}}
  buy: {title: Buy, touchpoints: {pay: {match: pay, targets: {drop_off: 10%}}, have: {match: have}}}
  end: {title: Give up, touchpoints: {cancel: {match: cancel}}}
  off: {title: Go off, touchpoints: {rage: {match: rage}}}
"""


def shop(folder: Path, cases: Iterable[tuple[int, str, str]], min_group: int = 0) -> Report:
    """So many cases of customers of their own that walk in an hour a step from a day on."""
    (folder / "shop.yaml").write_text(SHOP)
    rows: list[dict[str, str | None]] = []
    for times, walk, day in cases:
        for number in range(times):
            name = f"{walk} {day} {number}"
            rows += [
                {"customer": name, "case": name, "event": event, "time": f"{day}T{hour:02}:00:00Z"}
                for hour, event in enumerate(walk.split())
            ]
    file = write_csv(folder / "events.csv", ["customer", "case", "event", "time"], rows)
    return measure(load(folder / "shop.yaml"), events=[str(file)], min_group=min_group)


MAY, LATE = "2026-05-02", "2026-05-19"
CASES = (
    (40, "look pay have", MAY),
    (20, "look look ask pay have", MAY),
    (12, "look", MAY),
    (5, "look cancel", MAY),
    (6, "look pay look", MAY),
    (4, "look ask look pay", LATE),
    (3, "pay look pay have", MAY),
    (2, "cancel", MAY),
)


def told(found: StageFigures) -> dict[str, Any]:
    keys = ("cases", "began", "onward", "again", "won", "gone", "lost", "left", "open")
    return {key: getattr(found, key) for key in keys} | {"moved": found.moved}


def lines(report: Report) -> list[str]:
    """The section for people."""
    fold = section.section(report)
    return fold.markdown().splitlines() if fold else []


def test_by_hand(tmp_path: Path) -> None:
    report = shop(tmp_path, CASES)
    assert list(report.stages) == ["find", "help", "buy"]
    find, help_, buy = report.stages.values()
    # 3 come to find after they have been in buy, and end there: it is where they got to last. 6 + 4 come back to it.
    assert told(find) == {
        "cases": 90, "began": 87, "onward": 70, "again": 10, "won": 3, "gone": 17, "lost": 5, "left": 12, "open": 0,
        "moved": {"help": 24, "buy": 46},
    }  # fmt: skip
    assert told(help_) == {
        "cases": 24, "began": 0, "onward": 24, "again": 0, "won": 0, "gone": 0, "lost": 0, "left": 0, "open": 0,
        "moved": {"buy": 24},
    }  # fmt: skip
    # Who goes back after paying leaves from buy.
    assert told(buy) == {
        "cases": 73, "began": 3, "onward": 3, "again": 0, "won": 60, "gone": 6, "lost": 0, "left": 6, "open": 4,
        "moved": {"find": 3},
    }  # fmt: skip
    assert find.share is not None
    assert (find.share.count, find.share.of) == (90, 92)
    assert buy.leaving is not None
    assert (buy.leaving.count, buy.leaving.of, buy.leaving.value) == (6, 69, 0.086957)
    assert buy.arrival is not None
    # 46 come after one hour, 20 and 4 after three, of which the first two are looks or asks.
    assert (buy.arrival.n, buy.arrival.median_seconds, buy.arrival.p90_seconds) == (70, 3600, 10_800)
    assert lines(report)[2:7] == [
        "| Stage | Cases | Of all | After | Go on | Won | Leave | Of this stage | Open |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
        "| Find | 90 | 97.8 % | 60 min | 70 | 3 | 17 | 18.9 % (12.1-28.2 %) | 0 |",
        "| Get help | 24 | 26.1 % | 2 h | 24 | 0 | 0 | 0.0 % (0.0-13.8 %) | 0 |",
        "| Buy | 73 | 79.3 % | 60 min | 3 | 60 | 6 | 8.7 % (4.0-17.7 %) | 4 |",
    ]


def test_a_case_of_lost_ends_alone_is_in_their_stage_which_is_not_told(tmp_path: Path) -> None:
    report = shop(tmp_path, [(5, "cancel rage cancel", MAY), (5, "look", MAY)])
    assert list(report.stages) == ["find", "help", "buy"]
    assert report.stages["find"].cases == 5
    assert report.cases.lost == 5


def test_a_stage_that_nobody_can_see_is_not_measured(tmp_path: Path) -> None:
    (tmp_path / "j.yaml").write_text(
        "title: J\nevents: {}\nstages: {a: {touchpoints: {x: {match: x}}}, b: {touchpoints: {y: {does: Waits}}}, c: {touchpoints: {z: {match: z}}}}\n"
    )
    rows: list[dict[str, str | None]] = [
        {"customer": "1", "event": event, "time": f"2026-05-0{day}T00:00:00Z"} for day, event in enumerate("xz", 1)
    ]
    file = write_csv(tmp_path / "e.csv", ["customer", "event", "time"], rows)
    loaded = load(tmp_path / "j.yaml")
    report = measure(loaded, events=[str(file)], min_group=0)
    assert report.stages["b"] == StageFigures(title="B", measured=False)
    assert "| B | not measured | - | - | - | - | - | - | - |" in lines(report)
    found = passages(loaded.journey, plan_of(loaded.journey), report)
    assert found is not None
    assert (found.stops[1].value, found.stops[1].height, found.stops[1].ways) == ("not measured", None, ())


# Laws ----------------------------------------------------------------------------------------------------------------

STAGES = (0, 0, 1, 2, 3)
"""Of the touchpoints a, b, c, d, e; e is a lost end."""
IDS = "abcde"
walks = st.lists(
    st.tuples(
        st.integers(0, 4), st.lists(st.integers(0, 4), min_size=1, max_size=7), st.sampled_from([WON, LEFT, OPEN])
    ),
    min_size=1,
    max_size=12,
)


def counted(table: list[tuple[int, list[int], int]]) -> counting.Stages:
    """The measure of walks of customers."""
    table = sorted(table, key=lambda walk: walk[0])
    customer = np.array([who for who, path, _ in table for _ in path], dtype=np.int64)
    case = np.array([number for number, (_, path, _) in enumerate(table) for _ in path], dtype=np.int64)
    time = np.arange(len(case), dtype=np.int64)
    plan = Plan(tuple(IDS), frozenset({0}), frozenset({3}), frozenset({4}), {}, stages=STAGES)
    steps = SimpleNamespace(
        plan=plan,
        case=case,
        touchpoint=np.array([at for _, path, _ in table for at in path], dtype=np.int64),
        ending=np.array([ending for *_, ending in table], dtype=np.int64),
        first=changes(case),
        rows=SimpleNamespace(customer=customer, time=time, order=NO_ROWS.order),
    )
    return counting.measure(SimpleNamespace(steps=steps, plan=plan))  # type: ignore[arg-type]


@settings(max_examples=40)
@given(walks)
def test_what_comes_to_a_stage_goes_on_or_ends_there(table: list[tuple[int, list[int], int]]) -> None:
    found = counted(table)
    size = 4
    cells = {counting.cell_of(code, size): int(count) for code, count in enumerate(found.cases)}
    for stage in range(size):
        coming = sum(count for (_, to), count in cells.items() if to == stage)
        going = sum(count for (source, _), count in cells.items() if source == stage)
        assert coming == going
        assert cells[stage, stage] == 0
    assert sum(count for (source, _), count in cells.items() if source == size) == len(table)
    assert sum(count for (_, to), count in cells.items() if to >= size) == len(table)
    assert all(found.customers <= found.cases)


@settings(max_examples=40)
@given(walks)
def test_the_measure_counts_as_one_by_one(table: list[tuple[int, list[int], int]]) -> None:
    found = counted(table)
    names = {WON: "won", LEFT: "left", OPEN: "open"}
    stages = {str(stage): {IDS[at]: True for at in range(5) if STAGES[at] == stage} for stage in range(4)}
    said = stages_of(
        stages,
        {"e"},
        [([IDS[at] for at in path], [None] * len(path), names[end]) for _, path, end in table],
        lambda a, b: (a, b),
        len,
    )
    for stage in range(3):
        one = said[str(stage)]
        assert one["cases"] == int(found.cases.reshape(5, 8)[:, stage].sum())
        assert one["again"] == int(found.again[stage])
        assert one["moved"] == {
            str(to): int(count) for to, count in enumerate(found.cases.reshape(5, 8)[stage, :4]) if count
        }
    people: Counter[int] = Counter()
    for who in {who for who, *_ in table}:
        been = {STAGES[at] for one, path, _ in table if one == who for at in path if at != 4 or set(path) == {4}}
        people.update(been)
    assert [people[stage] for stage in range(4)] == found.reached.tolist()


def test_small_groups_are_hidden_with_their_way(tmp_path: Path) -> None:
    few = shop(tmp_path, [(40, "look pay have", MAY), (4, "look ask pay have", MAY)], min_group=10)
    assert few.stages["help"] == StageFigures(title="Get help", measured=True)
    assert "| Get help | too few | - | - | - | - | - | - | - |" in lines(few)
    # With ask another touchpoint is hidden, so that its visits cannot be worked out from all steps; how many go on is told, and where not exactly.
    assert (few.touchpoints["ask"].visits, few.touchpoints["have"].visits) == (None, None)
    assert (few.stages["find"].onward, few.stages["find"].moved) == (44, {"buy": Range(low=10, high=44)})


def test_the_main_way_is_told_as_a_range_where_few_do_not_take_it(tmp_path: Path) -> None:
    report = shop(tmp_path, [(1044, "look pay have", MAY), (3, "pay have", MAY)], min_group=10)
    around = Range(low=1038, high=1044)
    assert report.starts == {"look": around}
    assert [(way.from_, way.to, way.count, way.customers) for way in report.transitions] == [
        ("look", "pay", around, around),
        # Of 1,047 visits at have at most 6 are not by this way, so of 1,047 customers there at least 1,041 took it.
        ("pay", "have", Range(low=1041, high=1047), Range(low=1041, high=1047)),
    ]
    find, buy = report.stages["find"], report.stages["buy"]
    assert (find.cases, find.began, find.onward, find.moved) == (around, around, around, {"buy": around})
    assert (find.share, find.leaving, find.gone, find.open) == (None, None, 0, 0)
    assert (buy.cases, buy.began, buy.arrival, buy.won) == (1047, None, None, 1047)
    assert "| Find | 1,038-1,044 | - | - | 1,038-1,044 | 0 | 0 | - | 0 |" in lines(report)
    # Visits are told exactly, as shares of them are.
    assert [report.touchpoints[name].visits for name in ("look", "pay", "have")] == [1044, 1047, 1047]


# Promised ------------------------------------------------------------------------------------------------------------


def planned(text: str) -> Any:
    journey = loads(text.encode(), "plan.yaml").journey
    return journey, plan_of(journey)


def test_a_plan_by_hand() -> None:
    found = stage_outlook_of(*planned(SHOP))
    assert found is not None
    # Of all 30 % ask and 60 % pay at once; who asks goes on to pay; 10 % may leave there.
    assert dict(found.began) == {0: 1.0}
    assert {pair: round(share, 9) for pair, share in found.moved.items()} == {(0, 1): 0.3, (0, 2): 0.6, (1, 2): 0.3}
    assert {stage: round(share, 9) for stage, share in found.left.items()} == {0: 0.1, 2: 0.09}
    assert {stage: round(share, 9) for stage, share in found.won.items()} == {2: 0.81}
    assert found.reached(2) == pytest.approx(0.9)


def test_a_plan_that_goes_back_counts_each_stage_once() -> None:
    text = SHOP.replace(
        "ask: {match: ask, optional: true}", "ask: {match: ask, next: {look: 50%, pay: 40%, cancel: 10%}}"
    )
    found = stage_outlook_of(*planned(text))
    assert found is not None
    # From ask half look again, and 60 % of them pay, 30 % ask again: pay = 0.4 + 0.5 (0.6 + 0.3 pay).
    pay = 0.7 / 0.85
    assert found.moved[0, 1] == pytest.approx(0.3)
    assert found.moved[1, 2] == pytest.approx(0.3 * pay)
    assert found.moved[0, 2] == pytest.approx(0.6)
    assert found.reached(1) == pytest.approx(0.3)
    # Who gives up leaves from the stage they came to last, also those who look again and go.
    assert found.lost[1] + found.left[1] == pytest.approx(0.3 * (1 - pay))


@st.composite
def plans(draw: st.DrawFn) -> str:
    """Journeys of up to four stages with ways and shares of any kind."""
    count = draw(st.integers(2, 7))
    cuts = sorted(draw(st.lists(st.integers(1, count - 1), max_size=3, unique=True)))
    lines = ["title: P", f"ends_at: {{won: t{count - 1}}}", "stages:"]
    for number in range(count):
        if number in (0, *cuts):
            lines += [f"  s{number}:", "    touchpoints:"]
        targets = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=3, unique=True))
        shares = ", ".join(f"t{target}: {draw(st.integers(1, 33))}%" for target in targets)
        lines.append(f"      t{number}: {{}}" if number == count - 1 else f"      t{number}: {{next: {{{shares}}}}}")
    return "\n".join(lines)


@settings(max_examples=40, deadline=None)
@given(plans())
def test_any_plan_adds_up(text: str) -> None:
    journey, plan = planned(text)
    found = stage_outlook_of(journey, plan)
    assert found is not None
    for stage in range(len(journey.stages)):
        gone = found.won[stage] + found.lost[stage] + found.left[stage]
        onward = sum(share for (source, _), share in found.moved.items() if source == stage)
        assert found.reached(stage) == pytest.approx(gone + onward)
    for number, stage in enumerate(list(journey.stages.values())[1:], 1):
        # A funnel from the start to anywhere in a stage asks the same.
        asked = {"steps": [{"at": ["t0"]}, {"at": list(stage.touchpoints)}]}
        _, reached = funnel_outlook(journey, plan, Funnel.model_validate(asked))
        assert found.reached(number) == pytest.approx(reached)
    assert sum(found.won.values()) == pytest.approx(outlook_of(journey, plan).at_targets)


def test_a_plan_that_nobody_can_follow_is_not_drawn() -> None:
    ids = [f"t{number}" for number in range(12)]
    ways = ", ".join(f"{name}: 8%" for name in ids)
    stages = "".join(f"  s{n}: {{touchpoints: {{{name}: {{next: {{{ways}}}}}}}}}\n" for n, name in enumerate(ids[:-1]))
    journey, plan = planned(f"title: Maze\nstages:\n{stages}  s11: {{touchpoints: {{t11: {{}}}}}}\n")
    assert stage_outlook_of(journey, plan) is None
    assert passages(journey, plan, None) is None


# Words ---------------------------------------------------------------------------------------------------------------


def drawn(folder: Path, cases: Iterable[tuple[int, str, str]], min_group: int = 0) -> Passages:
    report = shop(folder, cases, min_group)
    journey = load(folder / "shop.yaml").journey
    found = passages(journey, plan_of(journey), report)
    assert found is not None
    return found


def test_measured_in_words(tmp_path: Path) -> None:
    found = drawn(tmp_path, CASES)
    assert found.summary == "Most leave in 1 Find: 17 cases, 19 % of those who come there (12-28 %, n=90)."
    find, help_, buy = found.stops
    assert (find.title, find.value, find.notes) == (
        "1  Find",
        "90",
        ("98 % of all · after 60 min", "10 come back here later"),
    )
    assert (help_.detour, buy.detour) == (True, False)
    assert [(way.text, way.strong) for way in buy.ways] == [
        ("6 leave", True),
        ("9 % of this stage (4-18 %), n=69", False),
        ("3 go back to 1 Find", True),
        ("4 still on the way", True),
    ]
    assert [way.text for way in find.ways][2:] == ["5 gave up, 12 fell silent", "Look: 15 % of 120 visits"]
    assert found.goal is not None
    assert (found.goal.value, found.goal.notes) == ("63", ("71.6 % of finished cases", "61.4-80.0 %, n=88"))
    ribbons = {(ribbon.source, ribbon.target, ribbon.kind): ribbon for ribbon in found.ribbons}
    aside = ribbons["find", "help", Passing.DETOUR]
    assert (aside.label, aside.remark) == ("27 %", "take the detour")
    assert aside.text == "1 Find: 24 cases go on to 2 Get help, 26.7 % of the stage (18.6-36.6 %, n=90)"
    by = ribbons["find", "buy", Passing.ONWARD]
    assert (by.label, by.remark, by.weight) == ("51 %", "pass by", 46 / 92)
    assert ribbons["buy", "find", Passing.BACK].text.startswith("3 Buy: 3 cases go back to 1 Find, 4.1 % of the stage")
    assert ribbons["buy", "", Passing.WON].remark == "reach the goal"


def test_nobody_leaves(tmp_path: Path) -> None:
    found = drawn(tmp_path, [(20, "look pay have", MAY)])
    assert found.summary == "Nobody leaves: all 20 cases reach the goal."
    assert [[way.text for way in stop.ways] for stop in found.stops] == [["nobody leaves"], [], ["nobody leaves"]]
    assert found.stops[1].value == "0"
    waiting = drawn(tmp_path, [(20, "look pay have", MAY), (3, "look pay", LATE)])
    assert waiting.summary == "Nobody has left: 20 of 23 cases reached the goal, 3 are still on the way."


def test_the_most_and_the_greatest_share_are_both_told(tmp_path: Path) -> None:
    found = drawn(tmp_path, [(50, "look", MAY), (20, "look pay have", MAY), (40, "look pay", MAY)])
    assert found.summary == (
        "Most leave in 1 Find: 50 cases, 45 % of those who come there (36-55 %, n=110); "
        "the greatest share leaves in 3 Buy: 67 % of those who come there (54-77 %, n=60)."
    )


def test_the_main_way_beside_too_few_is_drawn_about_as_wide(tmp_path: Path) -> None:
    found = drawn(tmp_path, [(40, "look pay have", MAY), (4, "look ask pay have", MAY)], min_group=10)
    assert found.notes == (
        "Ways of too few customers are not shown.",
        "Too few customers to show get to 2 Get help.",
    )
    assert (found.stops[1].value, found.stops[1].height) == ("too few", None)
    (on,) = [ribbon for ribbon in found.ribbons if ribbon.source == "find" and ribbon.target]
    # 10 to 44, as far as anybody can work out; drawn as wide as in between, and told as about so many.
    assert (on.target, on.weight) == ("buy", 27 / 44)
    assert on.text == "1 Find: about 27 cases go on to 3 Buy, 61.4 % of the stage"


def test_thin_ribbons_are_left_out_but_for_those_who_leave(tmp_path: Path) -> None:
    found = drawn(tmp_path, [(600, "look pay have", MAY), (2, "look ask pay have", MAY), (1, "look", MAY)])
    assert found.notes == ("Not drawn: 2 ribbons of under 0.5 % of all cases each.",)
    assert [ribbon.weight for ribbon in found.ribbons if ribbon.kind is Passing.LEAVES] == [1 / 603]


def test_promised_in_words() -> None:
    journey, plan = planned(SHOP)
    found = passages(journey, plan, None)
    assert found is not None
    assert found.summary == "Most leave in 1 Find: 10 % of all, 10 % of those who come there."
    assert [stop.value for stop in found.stops] == ["100 %", "30 %", "90 %"]
    assert [way.text for way in found.stops[2].ways] == ["9 % leave", "10 % of this stage", "Pay: target max 10 %"]
    assert found.goal is not None
    assert (found.goal.value, found.goal.notes) == ("81 %", ("promised to get there",))
    calm = planned("title: Calm\nstages: {a: {touchpoints: {x: {}}}, b: {touchpoints: {y: {}}}}\n")
    safe = passages(*calm, None)
    assert safe is not None
    assert safe.summary == "The plan promises that nobody leaves."


def test_an_empty_log_is_refused_before_anybody_asks(tmp_path: Path) -> None:
    with pytest.raises(JourneymapError):
        shop(tmp_path, [])
