"""Made-up data: the same for the same seed, as the plan says, with what was planted, and readable by the journey's own words."""

import csv
import gzip
import io
import json
import math
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap.finding import JourneymapError
from journeymap.language.observation import Condition, Metric, metric_of
from journeymap.load import load
from journeymap.model import Journey
from journeymap.plan import plan_of
from journeymap.simulate import (
    FORMATS,
    KINDS,
    QUIET,
    START,
    Noise,
    Plant,
    Simulated,
    Table,
    parse_plant,
    simulate,
    write,
)

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "journeys" / "click-and-collect.yaml"
MANY = 8_000

Step = tuple[datetime, str]
Walks = dict[str, list[Step]]
READ: dict[int, tuple[Simulated, Walks]] = {}
"""The walks of data that many tests look at, by its identity; it is held, so that no other data can have the same."""


@pytest.fixture(scope="module")
def demo() -> Journey:
    return load(DEMO).journey


@pytest.fixture(scope="module")
def clean(demo: Journey) -> Simulated:
    """Many customers without any noise."""
    return read_once(demo, simulate(demo, customers=MANY, seed=7, noise=QUIET))


@pytest.fixture(scope="module")
def dirty(demo: Journey) -> Simulated:
    return read_once(demo, simulate(demo, customers=4_000, seed=7))


def read_once(journey: Journey, simulated: Simulated) -> Simulated:
    READ[id(simulated)] = (simulated, steps(journey, simulated))
    return simulated


def meets(condition: Condition, text: str) -> bool:
    """`where`, once more and slowly: the tests' own reading of the language."""
    if text == "":
        return False
    ok = not condition.one_of
    for value in condition.one_of:
        if isinstance(value, str):
            ok = ok or value == text
        elif isinstance(value, bool):
            ok = ok or text.lower() == str(value).lower()
        else:
            ok = ok or (re.fullmatch(r"-?\d+(\.\d+)?", text) is not None and float(text) == value)
    if condition.min is not None:
        ok = ok and float(text) >= condition.min
    if condition.max is not None:
        ok = ok and float(text) <= condition.max
    return ok and text.startswith(condition.starts_with or "") and (condition.contains or "") in text


def bind(journey: Journey, event: dict[str, str]) -> tuple[str, str] | None:
    """The touchpoint and role of an event, or None."""
    for key, point in journey.touchpoints.items():
        for role, _, pattern in point.match.patterns() if point.match else ():
            if pattern.event == event[journey.events.name] and all(
                meets(want, event.get(name, "")) for name, want in pattern.where.items()
            ):
                return key, role
    return None


def rows(table: Table) -> list[dict[str, str]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def steps(journey: Journey, simulated: Simulated) -> Walks:
    """Each customer's steps in the order of time, equal times in the order of the design."""
    if id(simulated) in READ:
        return READ[id(simulated)][1]
    number, events = plan_of(journey).number, journey.events
    found: dict[str, list[Step]] = defaultdict(list)
    known: dict[tuple[str, ...], tuple[str, str] | None] = {}
    for event in rows(simulated.events):
        look = tuple(value for column, value in event.items() if column not in (events.customer, events.time))
        bound = known[look] if look in known else known.setdefault(look, bind(journey, event))
        if bound and bound[1] == "start":
            found[event[journey.events.customer]].append((datetime.fromisoformat(event[journey.events.time]), bound[0]))
    return {customer: sorted(walk, key=lambda step: (step[0], number[step[1]])) for customer, walk in found.items()}


def settled(journey: Journey, simulated: Simulated) -> list[list[Step]]:
    """The walks that began early enough to be over."""
    walks = steps(journey, simulated).values()
    last = max(walk[-1][0] for walk in walks)
    return [walk for walk in walks if walk[0][0] < last - timedelta(days=12)]


def following(walks: list[list[Step]], at: str) -> Counter[str]:
    """What follows the visits of a touchpoint; '' for nothing."""
    return Counter(
        after[1]
        for walk in walks
        for (_, here), after in zip(walk, [*walk[1:], (walk[-1][0], "")], strict=True)
        if here == at
    )


def waits(walks: list[list[Step]], at: str) -> list[float]:
    return [(after[0] - here[0]).total_seconds() for walk in walks for here, after in pairwise(walk) if here[1] == at]


def near(count: int, of: int, share: float) -> bool:
    """Within four and a half standard deviations of the share."""
    return abs(count - of * share) <= 4.5 * math.sqrt(of * share * (1 - share)) + 1


def scores(journey: Journey, simulated: Simulated, survey: str) -> dict[str, list[float]]:
    """Usable answers by the touchpoint that was visited last of those that ask."""
    walks, asking = (
        steps(journey, simulated),
        {key for key, point in journey.touchpoints.items() if survey in point.ask},
    )
    found: dict[str, list[float]] = defaultdict(list)
    for answer in rows(simulated.answers):
        if answer["question"] == survey and answer["score"] and answer["score"] != "n/a":
            before = [
                key
                for time, key in walks[answer["customer"]]
                if key in asking and time <= datetime.fromisoformat(answer["time"])
            ]
            assert before, f"{answer} was asked for nowhere"
            found[before[-1]].append(float(answer["score"]))
    return found


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def journey_of(text: dict[str, Any]) -> Journey:
    return Journey.model_validate({"title": "Test"} | text)


# --- the demo ---------------------------------------------------------------------------------------------------------


def test_the_demo_is_whole(demo: Journey) -> None:
    assert DEMO.read_text(encoding="utf-8").startswith(
        "# yaml-language-server: $schema=../schemas/journey.schema.json\n"
    )
    assert len(demo.stages) == 4
    assert 10 <= len(demo.touchpoints) <= 12
    plan = plan_of(demo)
    assert all(point.match and point.channel in demo.channels and point.does for point in demo.touchpoints.values())
    assert all(point.owner or demo.stages[demo.stage_of(key)].owner for key, point in demo.touchpoints.items())
    for source in range(len(plan.ids)):
        assert sum(plan.edges[source, target].share or 0 for target in plan.following(source)) <= 1
    assert {metric_of(name, survey) for name, survey in demo.surveys.items()} == set(Metric)


# --- the same for the same seed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_same_seed_gives_the_same_bytes(demo: Journey, tmp_path: Path, file_format: str) -> None:
    """Also in another process, whose hashes of texts are salted otherwise."""
    here = [path.read_bytes() for path in write(simulate(demo, customers=200, seed=5), tmp_path / "here", file_format)]
    code = (
        "import sys; from pathlib import Path; from journeymap.load import load; from journeymap.simulate import simulate, write\n"
        "write(simulate(load(Path(sys.argv[1])).journey, customers=200, seed=5), Path(sys.argv[2]), sys.argv[3])"
    )
    for salt in ("1", "2"):
        there = tmp_path / salt
        environment = os.environ | {"PYTHONHASHSEED": salt, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", code, str(DEMO), str(there), file_format], check=True, env=environment)
        assert [(there / f"{name}.{file_format}").read_bytes() for name in ("events", "answers")] == here


def test_another_seed_gives_other_data(demo: Journey) -> None:
    one, other = (simulate(demo, customers=50, seed=seed) for seed in (1, 2))
    assert one.events.rows != other.events.rows
    assert one.answers.rows != other.answers.rows


def test_the_numbers_are_those_of_every_machine() -> None:
    tiny = journey_of({"stages": {"s": {"touchpoints": {"a": {"match": "A", "takes": "1h"}, "b": {"match": "B"}}}}})
    assert simulate(tiny, customers=2, seed=1, noise=QUIET).events.rows == [
        ("c000001", "2026-08-23T14:24:57Z", "A"),
        ("c000001", "2026-08-23T15:03:45Z", "B"),
        ("c000002", "2027-05-11T15:02:06Z", "A"),
        ("c000002", "2027-05-11T15:38:44Z", "B"),
    ]


def test_more_customers_leave_the_first_ones_alone(demo: Journey) -> None:
    few, more = (simulate(demo, customers=customers, seed=3) for customers in (60, 120))
    assert Counter(few.events.rows) == Counter(row for row in more.events.rows if row[0] <= "c000060")


def test_a_plant_changes_only_those_who_meet_it(demo: Journey) -> None:
    plain, planted = (
        simulate(demo, customers=3_000, seed=3, plants=plants) for plants in ((), [Plant("hotline", "drop", 0.9)])
    )
    callers = {row[0] for row in plain.events.rows if row[2] == "call_started"}
    assert 20 < len(callers) < 300
    assert [row for row in plain.events.rows if row[0] not in callers] == [
        row for row in planted.events.rows if row[0] not in callers
    ]
    assert plain.events.rows != planted.events.rows


# --- as the plan says -----------------------------------------------------------------------------------------------------


def test_visits_go_on_as_planned(demo: Journey, clean: Simulated) -> None:
    plan, walks = plan_of(demo), settled(demo, clean)
    assert len(walks) > MANY / 2
    for source, key in enumerate(plan.ids):
        after = following(walks, key)
        visits = after.total()
        assert visits >= 100, f"nobody visits {key}"
        planned = {plan.ids[target]: plan.edges[source, target].share or 0 for target in plan.following(source)}
        assert set(after) <= {*planned, ""}
        for target, share in (planned | {"": 1 - sum(planned.values())}).items():
            assert near(after[target], visits, share), (
                f"{key} -> {target or 'away'}: {after[target]} of {visits} instead of {share:.0%}"
            )


def test_promised_times_are_mostly_kept(demo: Journey, clean: Simulated) -> None:
    walks = settled(demo, clean)
    for key, point in demo.touchpoints.items():
        if point.takes and (seconds := sorted(waits(walks, key))):
            promised = point.takes.total_seconds()
            assert 0.4 < seconds[len(seconds) // 2] / promised < 0.6
            assert 0.03 < sum(time > promised for time in seconds) / len(seconds) < 0.09
    assert max(waits(walks, "pay")) > 120
    assert (
        max(
            (b[0] - a[0]).total_seconds()
            for walk in walks
            for a, b in pairwise(walk)
            if (a[1], b[1]) == ("ready-sms", "arrive")
        )
        <= 86_400
    )


def test_what_the_plan_leaves_open_is_shared_out() -> None:
    """An optional touchpoint is passed by half of the time, a repeatable one repeated by a fifth, and a few leave."""
    points = {
        "a": {"match": "A"},
        "b": {"match": "B", "optional": True},
        "c": {"match": "C", "repeatable": True},
        "d": {"match": "D"},
    }
    journey = journey_of({"leaves_after": "2d", "stages": {"s": {"touchpoints": points}}})
    walks = settled(journey, simulate(journey, customers=6_000, seed=1, noise=QUIET))
    after_a, after_c = following(walks, "a"), following(walks, "c")
    assert near(after_a["b"], after_a.total(), 0.48)
    assert near(after_a["c"], after_a.total(), 0.48)
    assert near(after_a[""], after_a.total(), 0.04)
    assert near(after_c["c"], after_c.total(), 0.2)
    assert near(after_c["d"], after_c.total(), 0.8 * 0.96)


@pytest.mark.parametrize(
    ("within", "slow", "median", "longest"), [("2h", 1, 240, 7_200), ("4m", 1, 120, 240), ("4m", 3, 360, 720)]
)
def test_a_way_on_is_taken_in_time(within: str, slow: float, median: float, longest: float) -> None:
    """Minutes if nothing says hours, and within the promised time; but a planted delay breaks the promise."""
    points = {"a": {"match": "A", "next": {"b": {"share": 1, "within": within}}}, "b": {"match": "B"}}
    journey = journey_of({"stages": {"s": {"touchpoints": points}}})
    made = simulate(journey, customers=1_000, seed=1, noise=QUIET, plants=[Plant("a", "slow", slow)])
    seconds = sorted(waits(settled(journey, made), "a"))
    assert seconds[len(seconds) // 2] == pytest.approx(median, rel=0.1)
    assert longest / 10 < seconds[-1] <= longest


def test_shares_over_the_whole_are_scaled_down() -> None:
    journey = journey_of(
        {
            "stages": {
                "s": {
                    "touchpoints": {
                        "a": {"match": "A", "next": {"b": 1, "c": 1}},
                        "b": {"match": "B", "next": []},
                        "c": {"match": "C"},
                    }
                }
            }
        }
    )
    after = following(settled(journey, simulate(journey, customers=2_000, seed=1, noise=QUIET)), "a")
    assert after[""] == 0
    assert near(after["b"], after.total(), 0.5)


# --- like real logs ---------------------------------------------------------------------------------------------------------


def test_every_row_is_bound_or_meant_not_to_be(demo: Journey, dirty: Simulated) -> None:
    unbound = Counter(event["event"] for event in rows(dirty.events) if bind(demo, event) is None)
    assert set(demo.ignore) < set(unbound)
    assert set(unbound) - set(demo.ignore) == {"stock_checked", "mail_sent", "sms_sent"}, "same name, other property"
    assert 0.05 < unbound.total() / len(dirty.events.rows) < 0.25


def test_times_are_iso_with_a_zone_and_in_the_period(dirty: Simulated) -> None:
    for table in (dirty.events, dirty.answers):
        times = [row[1] for row in table.rows]
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", time) for time in times)
        assert datetime.fromisoformat(min(times)) >= START
        assert datetime.fromisoformat(max(times)) <= START + timedelta(weeks=8)
    assert len({row[1][:10] for row in dirty.events.rows}) == 56


def test_the_log_is_as_untidy_as_real_ones(demo: Journey, dirty: Simulated) -> None:
    plan, walks = plan_of(demo), steps(demo, dirty)
    pairs = [(a, b) for walk in walks.values() for a, b in pairwise(walk) if a[1] not in ("collect", "cancel")]
    times = [row[1] for row in dirty.events.rows]
    assert 0.005 < sum(a > b for a, b in pairwise(times)) / len(times) < 0.1, "rows out of order"
    assert 10 < sum(a[0] == b[0] for a, b in pairs) < 0.02 * len(pairs), "ties"
    unplanned = [(a[1], b[1]) for a, b in pairs if (plan.number[a[1]], plan.number[b[1]]) not in plan.edges]
    assert 0.005 < len(unplanned) / len(pairs) < 0.05
    assert any(a == b for a, b in unplanned), "repeats"
    assert any(plan.number[a] > plan.number[b] for a, b in unplanned), "loops back"
    second = [
        walk
        for walk in walks.values()
        if any(key == "browse" and before in ("collect", "cancel") for (_, before), (_, key) in pairwise(walk))
    ]
    assert 0.005 < len(second) / len(walks) < 0.05
    last = datetime.fromisoformat(max(times))
    still = [
        walk
        for walk in walks.values()
        if walk[-1][1] not in ("collect", "cancel") and walk[-1][0] > last - demo.leaves_after
    ]
    assert 0.001 < len(still) / len(walks) < 0.1


def test_every_case_begins_at_a_start(demo: Journey, dirty: Simulated) -> None:
    for walk in steps(demo, dirty).values():
        begins = [walk[0][1], *(key for (_, before), (_, key) in pairwise(walk) if before in ("collect", "cancel"))]
        assert set(begins) == {"browse"}


def test_every_touchpoint_is_visited(demo: Journey, dirty: Simulated) -> None:
    assert {key for walk in steps(demo, dirty).values() for _, key in walk} == set(demo.touchpoints)


def test_contacts_are_closed(demo: Journey, dirty: Simulated) -> None:
    roles = Counter(bound for event in rows(dirty.events) if (bound := bind(demo, event)))
    for key in ("pay", "hotline"):
        assert 0.9 < (roles[key, "done"] + roles[key, "fail"]) / roles[key, "start"] < 1
    assert roles["pay", "fail"] > 0


def test_answers_follow_the_visit_that_asks(demo: Journey, dirty: Simulated) -> None:
    walks = steps(demo, dirty)
    asked = Counter(survey for walk in walks.values() for _, key in walk for survey in demo.touchpoints[key].ask)
    given_ = Counter(answer["question"] for answer in rows(dirty.answers))
    for survey in demo.surveys:
        assert 0.2 < given_[survey] / asked[survey] < 0.3, "a response rate of about a quarter"
    values = Counter(answer["score"] for answer in rows(dirty.answers) if answer["question"] == "csat")
    assert 0 < values[""] < 0.05 * values.total()
    assert 0 < values["n/a"] + values["6"] < 0.05 * values.total(), "codes outside the scale"
    assert set(values) - {"", "n/a", "6"} <= {"1", "2", "3", "4", "5"}


def test_an_answer_is_never_taken_for_another_visits() -> None:
    """Where two visits that ask have the same time, only the later one is answered for."""
    survey = {"answer": "score", "scale": "1..5", "at": "about"}
    points = {key: {"match": key, "ask": "csat"} for key in ("a", "b")}
    journey = journey_of({"surveys": {"csat": survey}, "stages": {"s": {"touchpoints": points}}})
    for tie, about in ((1.0, {"b"}), (0.0, {"a", "b"})):
        made = simulate(journey, customers=100, seed=1, noise=replace(QUIET, tie=tie, response=1.0))
        left = {customer for customer, walk in steps(journey, made).items() if len(walk) == 1}
        assert {answer["about"] for answer in rows(made.answers) if answer["customer"] not in left} == about


def test_scores_are_as_bad_as_the_file_says_it_feels(demo: Journey, clean: Simulated) -> None:
    effort, content = scores(demo, clean, "ces"), scores(demo, clean, "csat")
    assert mean(effort["reserve"]) < mean(effort["pay"]) < mean(effort["hotline"])
    assert mean(content["collect"]) > mean(content["ready-sms"]) > mean(content["hotline"])
    assert 8 < mean(scores(demo, clean, "nps")["collect"]) < 9.5


# --- planted friction -------------------------------------------------------------------------------------------------------


def planted(demo: Journey, *texts: str) -> Simulated:
    return simulate(demo, customers=6_000, seed=7, noise=QUIET, plants=[parse_plant(text, demo) for text in texts])


def test_planted_drop(demo: Journey, clean: Simulated) -> None:
    before, after = (following(settled(demo, simulated), "pay") for simulated in (clean, planted(demo, "pay:drop=0.3")))
    assert near(before[""], before.total(), 0.03)
    assert near(after[""], after.total(), 0.3)
    assert after["hotline"] / after["confirmation"] == pytest.approx(3 / 90, abs=0.015)


@pytest.mark.parametrize(("drop", "left"), [("0%", 0), ("100%", 1)])
def test_planted_drop_of_nobody_and_of_all(demo: Journey, drop: str, left: float) -> None:
    after = following(settled(demo, planted(demo, f"check-stock:drop={drop}")), "check-stock")
    assert after[""] == left * after.total()


def test_planted_slowness(demo: Journey, clean: Simulated) -> None:
    before, after = (
        sorted(waits(settled(demo, simulated), "check-stock"))
        for simulated in (clean, planted(demo, "check-stock:slow=5"))
    )
    assert after[len(after) // 2] / before[len(before) // 2] == pytest.approx(5, rel=0.1)


def test_planted_repeats(demo: Journey) -> None:
    after = following(settled(demo, planted(demo, "reserve:repeat=20%")), "reserve")
    assert near(after["reserve"], after.total() - after[""], 0.2)


def test_planted_returns(demo: Journey) -> None:
    walks = settled(demo, planted(demo, "reserve:return=0.2"))
    triples = [tuple(key for _, key in walk[at : at + 3]) for walk in walks for at in range(len(walk) - 2)]
    back = Counter(third for first, second, third in triples if (first, second) == ("reserve", "pay"))
    assert near(back["reserve"], back.total(), 0.2)


def test_planted_unplanned_steps(demo: Journey) -> None:
    plan = plan_of(demo)
    walks = settled(demo, planted(demo, "confirmation:unplanned=0.2"))
    after = following(walks, "confirmation")
    strange = sum(
        count
        for key, count in after.items()
        if key and (plan.number["confirmation"], plan.number[key]) not in plan.edges
    )
    assert near(strange, after.total() - after[""], 0.2)
    assert after["collect"] == 0
    triples = [tuple(key for _, key in walk[at : at + 3]) for walk in walks for at in range(len(walk) - 2)]
    assert not [
        triple for triple in triples if triple[1] == "confirmation" and triple[0] == triple[2] != "confirmation"
    ]


def test_planted_hand_offs(demo: Journey) -> None:
    """From the confirmation the hotline and the store are not designed; to collect is to be done, so that nobody is sent there."""
    after = following(settled(demo, planted(demo, "confirmation:hand_off=0.2")), "confirmation")
    assert near(after["hotline"] + after["arrive"], after.total() - after[""], 0.2)
    assert after["collect"] == 0
    assert min(after["hotline"], after["arrive"]) > 0.4 * (after["hotline"] + after["arrive"])


def test_planted_hand_offs_need_somebody_to_hand_to(tmp_path: Path) -> None:
    path = tmp_path / "journey.yaml"
    path.write_text("title: T\nstages: {s: {touchpoints: {a: {match: a}, b: {match: b}}}}\n", encoding="utf-8")
    with pytest.raises(JourneymapError) as caught:
        parse_plant("a:hand_off=0.2", load(path).journey)
    (finding,) = caught.value.findings
    assert finding.message == "no touchpoint on an assisted channel is unforeseen at 'a'"
    assert finding.help == "write channels: {hotline: {assisted: true}}, and a touchpoint on it"


def test_planted_failures(demo: Journey) -> None:
    roles = Counter(bound for event in rows(planted(demo, "pay:fail=0.25").events) if (bound := bind(demo, event)))
    assert near(roles["pay", "fail"], roles["pay", "fail"] + roles["pay", "done"], 0.25)


@pytest.mark.parametrize(
    ("text", "survey", "at", "low", "high"),
    [
        ("pay:ces=+2", "ces", "pay", 1.8, 2.0),
        ("ready-sms:csat=-1", "csat", "ready-sms", -1.0, -0.85),
        ("collect:nps=-3", "nps", "collect", -3.0, -2.4),
    ],
)
def test_planted_scores(
    demo: Journey, clean: Simulated, text: str, survey: str, at: str, low: float, high: float
) -> None:
    """They shift by about so many points: what is cut off at the ends of the scale shifts less, or had been cut off before."""
    before, after = scores(demo, clean, survey), scores(demo, planted(demo, text), survey)
    assert low - 0.1 <= mean(after[at]) - mean(before[at]) <= high + 0.1
    assert all(0 <= score <= 10 for score in after[at])
    for other in set(before) - {at, "hotline"}:
        assert mean(after[other]) == pytest.approx(mean(before[other]), abs=0.1)


@pytest.mark.parametrize(
    ("text", "plant"),
    [
        ("pay:drop=0.3", Plant("pay", "drop", 0.3)),
        ("pay:drop=30%", Plant("pay", "drop", 0.3)),
        ("check-stock:slow=5", Plant("check-stock", "slow", 5)),
        ("hotline:ces=+2", Plant("hotline", "ces", 2)),
        ("collect:nps=-3", Plant("collect", "nps", -3)),
        ("pay:fail=1", Plant("pay", "fail", 1)),
        ("pay:fail=1%", Plant("pay", "fail", 0.01)),
    ],
)
def test_plants_are_read(demo: Journey, text: str, plant: Plant) -> None:
    assert parse_plant(text, demo) == plant


@pytest.mark.parametrize(
    ("text", "message", "cure"),
    [
        ("pay", "'pay' is no plant", "write TOUCHPOINT:KIND=VALUE, like pay:drop=0.3"),
        ("pay=0.3", "'pay=0.3' is no plant", "write TOUCHPOINT:KIND=VALUE, like pay:drop=0.3"),
        ("", "'' is no plant", "write TOUCHPOINT:KIND=VALUE, like pay:drop=0.3"),
        ("chek-stock:slow=5", "there is no touchpoint 'chek-stock'", "did you mean 'check-stock'?"),
        (
            "xyz:slow=5",
            "there is no touchpoint 'xyz'",
            "known: browse, check-stock, reserve, pay, hotline, confirmation, ready-sms, remind, arrive, collect, cancel",
        ),
        ("pay:dorp=0.3", "'dorp' cannot be planted", "did you mean 'drop'?"),
        (
            "pay:zzz=0.3",
            "'zzz' cannot be planted",
            "known: drop, slow, repeat, return, unplanned, hand_off, fail, error, csat, ces, nps",
        ),
        ("pay:drop=30", "drop: '30' is not a share", "did you mean 30%?"),
        ("pay:drop=-0.1", "drop: '-0.1' is not a share", "write 30% or 0.3"),
        ("pay:drop=nan", "drop: 'nan' is not a share", "write 30% or 0.3"),
        ("pay:drop=", "drop: '' is not a share", "write 30% or 0.3"),
        ("pay:slow=0", "slow: '0' is not a factor", "write 5 for five times as long, up to 1000"),
        ("pay:slow=inf", "slow: 'inf' is not a factor", "write 5 for five times as long, up to 1000"),
        ("pay:ces=hard", "ces: 'hard' is not a number of points", "write +2 or -1"),
        ("browse:ces=+2", "'browse' asks for no ces", "asked at: reserve, pay, hotline"),
        ("browse:fail=0.1", "'browse' has no events that say fail", "write match: {start: ..., done: ..., fail: ...}"),
        ("collect:drop=0.1", "nothing follows 'collect' by design", "'drop' needs a touchpoint with a way on"),
        ("collect:return=0.1", "nothing follows 'collect' by design", "'return' needs a touchpoint with a way on"),
        ("browse:repeat=0.1", "'browse' is repeated by design", "'repeat' needs a touchpoint that is not"),
        (
            "arrive:return=0.1",
            "all that follows 'arrive' is an end, or has a designed way back",
            "'return' needs a touchpoint that nobody should come back to from the next one",
        ),
        (
            "browse:return=0.1",
            "all that follows 'browse' is an end, or has a designed way back",
            "'return' needs a touchpoint that nobody should come back to from the next one",
        ),
    ],
)
def test_plants_that_cannot_be_are_refused(demo: Journey, text: str, message: str, cure: str) -> None:
    with pytest.raises(JourneymapError) as caught:
        parse_plant(text, demo)
    (finding,) = caught.value.findings
    assert (finding.code, finding.message, finding.help) == ("JM804", message, cure)


def test_every_kind_is_explained() -> None:
    assert all(f"{kind}=" in words for kind, words in KINDS.items())


# --- the journey's own columns ----------------------------------------------------------------------------------------------


RICH: dict[str, Any] = {
    "events": {
        "customer": "who",
        "time": "at",
        "name": "what",
        "case": "trip",
        "order": ["leg", "seq"],
        "id": "row",
        "as_of": "2025-03-31T12:00:00Z",
    },
    "surveys": {
        "csat": {"answer": "happy", "scale": "1..5", "from": "a.csv", "time": "said", "at": "about", "weight": "w"},
        "nps": {"answer": "would", "scale": "0..10", "from": "a.csv", "time": "said"},
    },
    "stages": {
        "s": {
            "touchpoints": {
                "gate": {
                    "match": {"event": "scan", "where": {"lane": {"max": 5}, "channel": "kiosk"}},
                    "channel": "app",
                    "next": {"desk": 1},
                },
                "desk": {
                    "match": {"event": "scan", "where": {"lane": {"min": 0, "max": 10}}},
                    "channel": "kiosk",
                    "next": {"any": 1},
                },
                "any": {"match": [{"event": "scan", "where": {"ok": True}}, "scan"], "ask": {"csat": ["Any place"]}},
                "code": {
                    "match": {
                        "event": "read",
                        "where": {"text": {"starts_with": "ab", "contains": "yz"}, "n": [3, 4.5]},
                    }
                },
                "rest": {
                    "match": {"start": "read", "done": {"event": "read", "where": {"n": {"min": 100, "max": 101}}}},
                    "ask": ["csat", "nps"],
                },
            }
        }
    },
}


@pytest.fixture(scope="module")
def rich() -> Simulated:
    return simulate(journey_of(RICH), customers=800, seed=1, noise=Noise(duplicate=0.02, second_case=0.3))


def test_columns_are_called_as_the_journey_says(rich: Simulated) -> None:
    assert rich.events.columns == (
        "who",
        "at",
        "trip",
        "leg",
        "seq",
        "row",
        "what",
        "channel",
        "lane",
        "ok",
        "text",
        "n",
    )
    assert rich.answers.columns == ("who", "said", "trip", "about", "happy", "w", "would")
    assert max(row[1] for row in rich.events.rows) <= "2025-03-31T12:00:00Z"


def test_rows_meet_their_own_match_and_no_earlier_one(rich: Simulated) -> None:
    journey = journey_of(RICH)
    roles = Counter(bind(journey, event) for event in rows(rich.events) if event["what"] in ("scan", "read"))
    assert set(roles) >= {("gate", "start"), ("desk", "start"), ("any", "start"), ("code", "start"), ("rest", "start")}
    assert ("rest", "done") not in roles, "an earlier pattern of the same touchpoint takes these"
    walks: dict[str, list[dict[str, str]]] = defaultdict(list)
    for event in rows(rich.events):
        walks[event["trip"]].append(event)
    first = Counter(bind(journey, min(walk, key=lambda event: int(event["seq"]))) for walk in walks.values())
    assert set(first) == {("gate", "start")}
    quiet = simulate(journey, customers=300, seed=1, noise=QUIET)
    assert set(following(settled(journey, quiet), "gate")) == {"desk"}, "what a desk scans is never a gate's"
    assert set(following(settled(journey, quiet), "desk")) == {"any"}


def test_cases_orders_and_ids(rich: Simulated) -> None:
    events = rows(rich.events)
    assert {event["trip"] for event in events} > {f"{event['who']}-1" for event in events}, "some have a second case"
    assert all(event["trip"] == f"{event['who']}-{event['leg']}" for event in events)
    twice = [row for row, count in Counter(rich.events.rows).items() if count > 1]
    assert 0 < len(twice) < 0.05 * len(events)
    assert len({event["row"] for event in events}) == len(events) - len(twice), "an id twice is a row twice"
    inorder = sorted(events, key=lambda event: (event["who"], int(event["seq"])))
    for event, later in pairwise(inorder):
        assert event["who"] != later["who"] or event["at"] <= later["at"]


def test_answers_share_a_row_where_their_layout_allows(rich: Simulated) -> None:
    answers = rows(rich.answers)
    assert {(bool(answer["happy"]), bool(answer["would"])) for answer in answers} >= {(True, True), (True, False)}
    assert {answer["about"] for answer in answers} == {"Any place", "rest"}
    assert {answer["w"] for answer in answers} == {"0.8", "1", "1.25"}


def test_a_file_in_long_form_has_a_row_per_answer(dirty: Simulated) -> None:
    assert dirty.answers.columns == ("customer", "time", "question", "score")
    both = Counter((answer["customer"], answer["time"]) for answer in rows(dirty.answers))
    assert max(both.values()) == 2, "csat and nps of the same visit"


# --- files ------------------------------------------------------------------------------------------------------------------


def test_files_hold_the_rows(rich: Simulated, tmp_path: Path) -> None:
    texts = {}
    for file_format in FORMATS:
        paths = write(rich, tmp_path, file_format)
        assert paths == [tmp_path / f"events.{file_format}", tmp_path / f"answers.{file_format}"]
        data = paths[0].read_bytes()
        texts[file_format] = (gzip.decompress(data) if file_format == "csv.gz" else data).decode()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"{name}.{end}" for name in ("events", "answers") for end in FORMATS
    ), "nothing is left over"
    assert texts["csv"] == texts["csv.gz"]
    header, *read = csv.reader(io.StringIO(texts["csv"]))
    assert (tuple(header), [tuple(row) for row in read]) == (rich.events.columns, rich.events.rows)
    assert [json.loads(line) for line in texts["jsonl"].splitlines()] == [
        {key: value for key, value in row.items() if value} for row in rows(rich.events)
    ]


def test_writing_where_it_cannot_be_is_a_finding(rich: Simulated, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here", encoding="utf-8")
    with pytest.raises(JourneymapError, match=r"JM802 the file cannot be written: "):
        write(rich, tmp_path / "file" / "below")
    (tmp_path / "events.csv").mkdir()
    with pytest.raises(JourneymapError, match=r"JM802 "):
        write(rich, tmp_path)
    assert not list(tmp_path.glob(".*")), "no stray file"


def test_misuse(demo: Journey, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"unknown format 'xlsx'; known: csv, csv\.gz, jsonl"):
        write(simulate(demo, customers=0, seed=1), tmp_path, "xlsx")
    with pytest.raises(ValueError, match="customers must be 0 or more"):
        simulate(demo, customers=-1, seed=1)
    with pytest.raises(JourneymapError, match="JM803 no touchpoint says which events are a visit"):
        simulate(journey_of({"stages": {"s": {"touchpoints": {"a": {}}}}}), customers=1, seed=1)


def test_nobody_and_a_period_of_ones_own(demo: Journey) -> None:
    nobody = simulate(demo, customers=0, seed=1)
    assert (nobody.events.rows, nobody.answers.rows) == ([], [])
    start = datetime(2024, 2, 28, tzinfo=UTC)
    days = {
        row[1][:10] for row in simulate(demo, customers=300, seed=1, start=start, period=timedelta(days=3)).events.rows
    }
    assert days == {"2024-02-28", "2024-02-29", "2024-03-01"}


# --- what a journey declares besides ------------------------------------------------------------------------------------------

DECLARED: dict[str, Any] = {
    "events": {"channel": "via", "order": "nr"},
    "channels": ["app", "store"],
    "personas": {
        "linh": {"is": "Linh", "segment": {"device": ["phone", "tablet"], "age": {"min": 18, "max": 18}}},
        "minh": {"is": "Minh", "segment": {"device": "computer"}},
        "mai": "Mai",
    },
    "surveys": {"csat": {"answer": "score", "scale": "1..5", "comment": "said"}},
    "ignore": ["rage", "beep"],
    "stages": {
        "s": {
            "touchpoints": {
                "a": {
                    "match": "A",
                    "channel": "app",
                    "ask": ["csat"],
                    "signals": ["rage", {"event": "err", "where": {"page": "a"}}, "A"],
                },
                "b": {"match": "B", "channel": "store"},
                "c": {"match": "C"},
            }
        }
    },
}


@pytest.fixture(scope="module")
def declared() -> Journey:
    return journey_of(DECLARED)


def test_signals_come_rarely_and_as_often_as_planted(declared: Journey) -> None:
    def trouble(*plants: str) -> tuple[float, set[tuple[str, str]]]:
        made = simulate(declared, customers=2_000, seed=4, plants=[parse_plant(text, declared) for text in plants])
        events = rows(made.events)
        told = [event for event in events if event["event"] in ("rage", "err")]
        visits = sum(event["event"] == "A" for event in events)
        return len(told) / visits, {(event["event"], event["page"]) for event in told}

    assert trouble()[0] == pytest.approx(0.004, abs=0.004)
    share, kinds = trouble("a:error=25%")
    assert share == pytest.approx(0.25, abs=0.03)
    # What would be a step is no signal.
    assert kinds == {("rage", ""), ("err", "a")}


def test_signals_change_nothing_else(declared: Journey) -> None:
    plain, planted = (
        simulate(declared, customers=300, seed=4, plants=plants) for plants in ((), [Plant("a", "error", 0.9)])
    )

    def steps(made: Simulated) -> Counter[tuple[str, str, str]]:
        events = rows(made.events)
        return Counter((e["customer"], e["time"], e["event"]) for e in events if e["event"] not in ("rage", "err"))

    assert steps(plain) == steps(planted)
    assert plain.answers == planted.answers


def test_a_signal_stands_between_its_visit_and_the_next_step(declared: Journey) -> None:
    made = simulate(declared, customers=300, seed=4, plants=[Plant("a", "error", 1)], noise=QUIET)
    by_customer: dict[str, list[str]] = {}
    for event in sorted(rows(made.events), key=lambda event: (event["customer"], int(event["nr"]))):
        by_customer.setdefault(event["customer"], []).append(
            "x" if event["event"] in ("rage", "err") else event["event"]
        )
    assert {"".join(walk) for walk in by_customer.values()} == {"AxBC", "AxB", "Ax"}


def test_each_persona_has_a_share_of_the_customers(declared: Journey) -> None:
    made = rows(simulate(declared, customers=90, seed=4, noise=QUIET).events)
    people = {(event["customer"], event["device"], event["age"]) for event in made}
    assert len(people) == 90
    assert Counter((device, age) for _, device, age in people) == {
        ("phone", "18"): 15,
        ("tablet", "18"): 15,
        ("computer", "other"): 30,
        ("other", "other"): 30,
    }


def test_a_column_that_tells_events_apart_is_left_alone() -> None:
    text = {
        "personas": {"linh": {"is": "Linh", "segment": {"kind": "x", "device": "phone"}}},
        "stages": {"s": {"touchpoints": {"a": {"match": {"event": "E", "where": {"kind": "y"}}}, "b": {"match": "E"}}}},
    }
    made = rows(simulate(journey_of(text), customers=40, seed=1, noise=QUIET).events)
    assert {(event["kind"], event["device"]) for event in made} == {
        ("y", "phone"),
        ("y", "other"),
        ("", "phone"),
        ("", "other"),
    }


def test_the_channel_stands_in_the_declared_column(declared: Journey) -> None:
    made = rows(simulate(declared, customers=50, seed=4, noise=QUIET).events)
    assert {(event["event"], event["via"]) for event in made} == {("A", "app"), ("B", "store"), ("C", "")}


def test_some_answers_come_with_a_comment(declared: Journey) -> None:
    made = rows(simulate(declared, customers=2_000, seed=4).answers)
    said = Counter(answer["said"] for answer in made)
    assert said[""] / len(made) == pytest.approx(0.7, abs=0.06)
    assert len(said) == 6


def test_an_error_needs_signals(declared: Journey) -> None:
    with pytest.raises(JourneymapError) as caught:
        parse_plant("b:error=0.1", declared)
    (finding,) = caught.value.findings
    assert (finding.code, finding.message, finding.help) == (
        "JM804",
        "'b' has no events that tell of trouble",
        "write signals: [event_name]",
    )


# --- any journey ------------------------------------------------------------------------------------------------------------

IDS = ("a", "b", "c", "d", "e")
SHARES = st.one_of(
    st.none(),
    st.sampled_from([0, 0.1, 0.5, 1]),
    st.fixed_dictionaries({"share": st.sampled_from([0.3, 0.6]), "within": st.sampled_from(["1s", "2h", "90d"])}),
)
CONDITIONS = st.sampled_from(
    [
        "x",
        3,
        True,
        ["x", "y"],
        {"min": 2},
        {"max": 5},
        {"min": 2, "max": 2},
        {"starts_with": "x", "contains": "z"},
        {"min": 9, "max": 1},
    ]
)
PATTERNS = st.one_of(
    st.sampled_from(["E", "F"]),
    st.fixed_dictionaries(
        {
            "event": st.sampled_from(["E", "F"]),
            "where": st.dictionaries(st.sampled_from(["p", "q", "channel", "customer"]), CONDITIONS, max_size=2),
        }
    ),
)
POINTS = st.fixed_dictionaries(
    {},
    optional={
        "match": st.one_of(
            PATTERNS, st.fixed_dictionaries({"start": PATTERNS, "done": PATTERNS}, optional={"fail": PATTERNS})
        ),
        "next": st.dictionaries(st.sampled_from(IDS), SHARES, max_size=3),
        "optional": st.booleans(),
        "repeatable": st.booleans(),
        "takes": st.sampled_from(["1s", "5m", "60d"]),
        "feels": st.one_of(st.integers(-2, 2), st.fixed_dictionaries({"linh": st.integers(-2, 2)})),
        "channel": st.sampled_from(["app", "store"]),
        "signals": st.lists(PATTERNS, max_size=2),
        "ask": st.sampled_from([["ces"], {"csat": "name"}, ["ces", "csat"], ["nobody"]]),
    },
)
JOURNEYS = st.fixed_dictionaries(
    {
        "stages": st.dictionaries(st.sampled_from(IDS), POINTS, min_size=1).map(
            lambda points: {"s": {"touchpoints": points}}
        )
    },
    optional={
        "starts_at": st.lists(st.sampled_from(IDS), max_size=2),
        "ends_at": st.fixed_dictionaries(
            {"won": st.lists(st.sampled_from(IDS), max_size=2), "lost": st.lists(st.sampled_from(IDS), max_size=1)}
        ),
        "leaves_after": st.sampled_from(["1s", "3d", "5000w"]),
        "new_case_after": st.sampled_from(["1m", "2d"]),
        "ignore": st.sampled_from([["E"], ["ping"]]),
        "events": st.fixed_dictionaries(
            {},
            optional={
                "case": st.sampled_from(["trip", "customer"]),
                "order": st.sampled_from(["time", "seq"]),
                "channel": st.sampled_from(["via", "p", "channel"]),
                "as_of": st.sampled_from(["x", "0001-01-02", "2025-01-01T00:00:00"]),
            },
        ),
        "surveys": st.just(
            {
                "ces": {"answer": "score", "scale": "1..7", "easy": 1, "at": "about"},
                "csat": {"answer": "score", "scale": "0.5..5", "where": {"kind": "x"}, "comment": "said"},
            }
        ),
        "personas": st.dictionaries(
            st.sampled_from(["linh", "minh"]),
            st.fixed_dictionaries(
                {"is": st.just("Somebody")},
                optional={"segment": st.dictionaries(st.sampled_from(["device", "p", "time"]), CONDITIONS, max_size=2)},
            ),
        ),
    },
)
HEAVY = Noise(
    repeat=0.3,
    back=0.3,
    unplanned=0.3,
    fail=0.5,
    error=0.5,
    tie=0.3,
    unbound=0.5,
    second_case=0.8,
    response=0.9,
    spoiled=0.5,
    duplicate=0.5,
)


@settings(max_examples=60, deadline=None)
@given(
    text=JOURNEYS,
    seed=st.integers(-5, 10**12),
    noise=st.sampled_from([QUIET, Noise(), HEAVY]),
    kind=st.sampled_from([None, *KINDS]),
)
def test_any_journey_can_be_simulated(text: dict[str, Any], seed: int, noise: Noise, kind: str | None) -> None:
    """No journey that loads makes it raise but one without `match`; and what comes first in a case is a start."""
    journey = journey_of(text)
    plan = plan_of(journey)
    plants = [Plant(plan.ids[0], kind, 0.5)] if kind else []
    if not any(point.match for point in journey.touchpoints.values()):
        with pytest.raises(JourneymapError):
            simulate(journey, customers=1, seed=seed)
        return
    made = simulate(journey, customers=12, seed=seed, noise=noise, plants=plants)
    assert made == simulate(journey, customers=12, seed=seed, noise=noise, plants=plants)
    for table in (made.events, made.answers):
        assert len(set(table.columns)) == len(table.columns)
        assert all(len(row) == len(table.columns) for row in table.rows)


@settings(max_examples=30, deadline=None)
@given(text=JOURNEYS, seed=st.integers(0, 10**6))
def test_cases_begin_at_a_start_whatever_the_journey(text: dict[str, Any], seed: int) -> None:
    for key, point in text["stages"]["s"]["touchpoints"].items():
        point["match"] = f"event_{key}"
        point.pop("signals", None)
    journey = journey_of(text | {"events": {"case": "trip"}})
    plan = plan_of(journey)
    made = simulate(journey, customers=30, seed=seed, noise=replace(HEAVY, unbound=0))
    first: dict[str, tuple[str, int]] = {}
    for event in rows(made.events):
        step = (event["time"], plan.number[event["event"].removeprefix("event_")])
        first[event["trip"]] = min(first.get(event["trip"], step), step)
    assert first, "somebody came"
    assert {number for _, number in first.values()} <= plan.starts
