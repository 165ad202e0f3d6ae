"""`journeymap compare`: numbers worked out by hand, the same numbers as in reports, and laws."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from journeymap.asked import Periods, Personas, Segments
from journeymap.comparison import Comparison, Contrast
from journeymap.lens import WHOLLY
from journeymap.load import load
from journeymap.pipeline.compared import compared
from journeymap.pipeline.declared import looked_at, sound
from journeymap.pipeline.made_up import make_up
from journeymap.pipeline.measured import measure
from journeymap.report import Report

JOURNEY = Path(__file__).parents[1] / "journeys" / "click-and-collect.yaml"
SHOP = """title: Shop
ends_at: {won: [buy]}
leaves_after: 5d
events: {timezone: UTC, as_of: 2026-03-11}
personas:
  ann: {is: Ann, segment: {device: mobile}}
  bob: {is: Bob, segment: {device: desktop}}
funnels:
  bought: {steps: [look, buy]}
surveys:
  ces: {answer: effort, scale: 1..7, easy: 1}
  nps: {answer: score, scale: 0..10}
stages:
  s:
    touchpoints:
      look: {match: look, ask: [ces], signals: [oops]}
      pay: {match: {start: pay, done: paid, fail: refused}, ask: [ces], optional: true}
      buy: {match: buy, ask: [nps]}
"""
HEADER = "customer,time,event,device,effort,score"
MONTHS = Periods(("2026-01-01", "2026-02-01"), ("2026-02-01", "2026-03-01"))
DEVICES = Segments({"device": ["mobile"]}, {"device": ["desktop"]})
Compare = Callable[..., Comparison]


def walk(customer: str, day: str, *events: str, device: str = "mobile") -> Iterable[str]:
    """A walk, an event an hour: `look`, or with an answer `look:3`; at `buy` it is the score of NPS."""
    for hour, event in enumerate(events):
        name, _, answer = event.partition(":")
        effort, score = ("", answer) if name == "buy" else (answer, "")
        yield f"{customer},{day}T{hour:02}:00:00Z,{name},{device},{effort},{score}"


def months(won: tuple[int, int], of: tuple[int, int] = (200, 200)) -> list[str]:
    """Customers who look and, so many of them, buy; in January and in February."""
    rows: list[str] = []
    for month, (buys, all_) in enumerate(zip(won, of, strict=True), 1):
        for number in range(all_):
            events = ("look", "buy") if number < buys else ("look",)
            rows += walk(f"{month}-{number}", f"2026-0{month}-{1 + number % 28:02}", *events)
    return rows


@pytest.fixture
def of(tmp_path: Path) -> Compare:
    """Compares the rows of a log; nothing is hidden unless asked for."""

    def run(rows: Iterable[str], sides: Any = MONTHS, journey: str = SHOP, **asked: Any) -> Comparison:
        (tmp_path / "journey.yaml").write_text(journey, encoding="utf-8")
        (tmp_path / "log.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        asked = {"min_group": 0, **asked}
        return compared(load(tmp_path / "journey.yaml"), sides, events=["log.csv"], base=tmp_path, **asked)

    return run


def one(found: Comparison, measure: str, of: str = "") -> Contrast:
    (only,) = [each for each in found.contrasts if (each.measure, each.of) == (measure, of)]
    return only


def numbers(contrast: Contrast) -> list[tuple[float, int | None, int] | None]:
    return [side and (side.value, side.count, side.n) for side in (contrast.base, contrast.looked_at)]


# Numbers -------------------------------------------------------------------------------------------------------------


def test_completion_that_fell(of: Compare) -> None:
    """150 of 200 against 120 of 200: z = 3.2026; Newcombe's interval is that of statsmodels, confint_proportions_2indep(120, 200, 150, 200)."""
    found = of(months((150, 120)))
    fell = one(found, "completion")
    assert numbers(fell) == [(0.75, 150, 200), (0.6, 120, 200)]
    assert (fell.difference, fell.test, fell.verdict, fell.unit, fell.better) == (
        -0.15,
        "two proportions",
        "worse",
        "share",
        "more",
    )
    assert (fell.low, fell.high) == pytest.approx((-0.238315, -0.058260), abs=1e-6)
    assert fell.p == pytest.approx(0.00136, abs=1e-9)
    assert found.verdict.startswith("Worse in 3 of 3 measures, better in none.")
    assert [(each.measure, each.of) for each in found.contrasts if each.verdict == "worse"] == [
        ("completion", ""),
        ("funnel", "bought"),
        ("drop_off", "look"),
    ]
    assert found.family == 3
    assert (found.base.cases, found.base.won, found.base.left, found.base.open) == (200, 150, 50, 0)
    assert (found.base.as_of, found.looked_at.as_of) == ("2026-02-11T00:00:00Z", "2026-03-11T00:00:00Z")


def test_chances_are_corrected_for_all_that_is_tested(of: Compare) -> None:
    """Three tests of the same numbers: each of them is as it was. The smallest change that shows is 2.394 + 0.842 standard errors."""
    found = one(of(months((150, 120))), "completion")
    assert found.q == found.p
    pooled = 272 / 404
    assert found.visible == pytest.approx((2.39398 + 0.84162) * (pooled * (1 - pooled) * 2 / 200) ** 0.5, abs=1e-5)


def test_what_rose_is_better(of: Compare) -> None:
    found = of(months((120, 150)))
    assert one(found, "completion").verdict == "better"
    assert one(found, "drop_off", "look").difference == -0.15
    assert one(found, "drop_off", "look").verdict == "better"
    assert found.verdict.startswith("Better in 3 of 3 measures, worse in none.")


def test_a_difference_that_does_not_matter_is_none(of: Compare) -> None:
    rows = months((150, 120))
    assert one(of(rows, points=15), "completion").verdict == "worse"
    little = one(of(rows, points=15.1), "completion")
    assert (little.verdict, little.q, little.matters) == ("no proof", 0.00136, 0.151)
    assert little.visible == pytest.approx(0.151764, abs=1e-5)


def test_fewer_than_a_hundred_give_no_verdict(of: Compare) -> None:
    few = of(months((90, 30), (99, 200)))
    assert (one(few, "completion").verdict, one(few, "completion").difference) == ("too few", None)
    assert numbers(one(few, "completion")) == [(0.909091, 90, 99), (0.15, 30, 200)]
    assert few.verdict == "Nothing can be compared: that takes 100 customers on each side."
    assert one(of(months((90, 30), (100, 200))), "completion").verdict == "worse"


def test_visits_of_one_customer_are_not_those_of_many(of: Compare) -> None:
    """In February 20 customers look five times and never get on, and 100 come once: 100 visits more, 20 customers more."""
    rows = months((100, 100), (120, 100))
    for number in range(20):
        for day in range(5):
            rows += walk(f"often-{number}", f"2026-02-{1 + 6 * day if day < 4 else 28:02}", "look")
    journey = SHOP.replace("leaves_after: 5d", "leaves_after: 5d\nnew_case_after: 1d")
    found = one(of(rows, journey=journey), "drop_off", "look")
    assert numbers(found) == [(0.166667, 20, 120), (0.5, 100, 200)]
    # 100 of 200 visits of 120 customers: Sxx = 20 x 25, Sxm = 20 x 25, Smm = 100 + 20 x 25; the variance is 120 / 119 x 150 / 200^2.
    effective = 0.25 / (120 / 119 * (500 - 500 + 0.25 * 600) / 200**2)
    assert found.looked_at is not None
    assert (found.looked_at.low, found.looked_at.high) == pytest.approx(wilson_of(0.5, effective), abs=1e-6)


def wilson_of(p: float, n: float) -> tuple[float, float]:
    z = 1.959964
    middle, half = p + z * z / (2 * n), z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def answered(efforts: tuple[int, int], scores: tuple[int, int]) -> list[str]:
    """150 customers a month, all of whom buy: two of three answer with the effort and the score, the others one more."""
    rows: list[str] = []
    for month, (effort, score) in enumerate(zip(efforts, scores, strict=True), 1):
        for number in range(150):
            more = number % 3 == 0
            day = f"2026-0{month}-{1 + number % 28:02}"
            rows += walk(f"{month}-{number}", day, f"look:{effort + more}", f"buy:{score + more}")
    return rows


@pytest.mark.parametrize(("easy", "verdict"), [(1, "worse"), (7, "better")])
def test_effort_is_judged_by_its_easy_end(easy: int, verdict: str, of: Compare) -> None:
    """2.33 to 3.33 of 7; the standard error of each is sqrt(2/9 / 149)."""
    found = of(answered((2, 3), (9, 9)), journey=SHOP.replace("easy: 1", f"easy: {easy}"))
    effort = (
        one(found, "ces", "look")
        if any(each.of == "look" and each.measure == "ces" for each in found.contrasts)
        else one(found, "ces")
    )
    assert effort.verdict == verdict
    assert (effort.difference, effort.unit, effort.test) == (1, "scale", "welch")
    half = 1.968 * (2 * (2 / 9) / 149) ** 0.5
    assert (effort.low, effort.high) == pytest.approx((1 - half, 1 + half), abs=1e-4)
    assert effort.matters == 0.12


def test_nps_in_points(of: Compare) -> None:
    """All promoters against two of three detractors, of whom the third is a passive: 100 to -66.7."""
    found = one(of(answered((2, 2), (9, 6))), "nps")
    assert [value and value[0] for value in numbers(found)] == [100, -66.666667]
    assert (found.difference, found.unit, found.verdict, found.matters) == (-166.666667, "points", "worse", 2)


def test_times_to_the_goal(of: Compare) -> None:
    """January takes 1 to 3 hours, February 4 to 6: medians of 2 and 5."""
    rows: list[str] = []
    for month in (1, 2):
        for number in range(150):
            events = ["look", *["pay"] * (number % 3 + 3 * (month - 1)), "buy"]
            rows += walk(f"{month}-{number}", f"2026-0{month}-{1 + number % 28:02}", *events)
    found = of(rows)
    slower = one(found, "time")
    assert [side and (side.value, side.n) for side in (slower.base, slower.looked_at)] == [(7200, 150), (18000, 150)]
    assert (slower.difference, slower.low, slower.high, slower.verdict) == (10800, 10800, 10800, "worse")
    assert (slower.test, slower.unit, slower.matters) == ("bootstrap", "seconds", 252)
    assert numbers(one(found, "contacts")) == [(3, None, 150), (6, None, 150)]
    assert numbers(one(found, "visits", "pay")) == [(1.5, None, 100), (4, None, 150)]


# As reports say it ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Two months of made-up customers, some of whom are still on their way when the data closes."""
    loaded = looked_at(sound(JOURNEY), depth=WHOLLY)
    events, answers = make_up(
        loaded, tmp_path_factory.mktemp("made"), customers=1_200, seed=11, plants=["pay:drop=0.1"]
    )
    return {"events": [str(events)], "answers": [str(answers)]}


def check_side(found: Comparison, key: str, report: Report) -> int:
    """Every number of a side that is shown is that of the report, and shown there; how many were."""
    shown = 0
    for contrast in found.contrasts:
        side = getattr(contrast, key)
        told = report.touchpoints.get(contrast.of)
        names = {"drop_off": "drop_off", "repeat": "repeats", "return": "returns", "error": "errors"}
        expected: Any = None
        if contrast.measure == "completion":
            expected = report.completion
        elif contrast.measure in names and told:
            expected = getattr(told, names[contrast.measure])
        elif contrast.measure == "failure" and told:
            expected = told.contact and told.contact.failure
        elif contrast.measure in ("csat", "ces") and told:
            expected = getattr(told, contrast.measure)
        elif contrast.measure == "nps":
            expected = report.nps
        elif contrast.measure == "funnel":
            expected = report.funnels[contrast.of].steps[-1].share_of_first
        else:
            continue
        if side is None:
            continue
        if expected is None and contrast.measure in ("csat", "ces", "nps"):
            # A report hides this one too, because another one that is hidden could be worked out with it.
            continue
        assert expected is not None, contrast
        n = expected.n if contrast.measure in ("csat", "ces", "nps") else expected.of
        assert (side.value, side.n) == (expected.value, n), contrast
        shown += 1
    return shown


def test_both_periods_are_those_of_reports(made: dict[str, Any]) -> None:
    sides = Periods(("2026-06-01T00:00:00Z", "2026-06-29T00:00:00Z"), ("2026-06-29T00:00:00Z", "2026-07-25T00:00:00Z"))
    loaded = load(JOURNEY)
    found = compared(loaded, sides, min_group=10, **made)
    assert found.looked_at.open > 0
    assert found.base.open > 0
    closed = found.base.as_of
    before = measure(loaded, since=sides.before[0], until=sides.before[1], as_of=closed, **made)
    after = measure(loaded, since=sides.after[0], until=sides.after[1], **made)
    assert check_side(found, "base", before) > 15
    assert check_side(found, "looked_at", after) > 15
    for side, report in ((found.base, before), (found.looked_at, after)):
        cases = report.cases
        assert (side.cases, side.won, side.lost, side.left, side.open) == (
            cases.total,
            cases.won,
            cases.lost,
            cases.left,
            cases.open,
        )
        assert side.customers == report.data.customers


@pytest.mark.parametrize("min_group", [60])
def test_both_segments_are_those_of_reports(min_group: int, made: dict[str, Any]) -> None:
    loaded = load(JOURNEY)
    sides = Segments({"age_band": ["55-74"]}, {"age_band": ["18-34", "other"]})
    found = compared(loaded, sides, min_group=min_group, **made)
    for key, segment in (("looked_at", sides.looked_at), ("base", sides.against)):
        report = measure(loaded, segment=segment, min_group=min_group, **made)
        assert check_side(found, key, report) > 10
    if min_group:
        assert all((each.base is None) == (each.looked_at is None) for each in found.contrasts)
    if min_group == 60:
        assert any(each.base is None for each in found.contrasts)


def test_personas_are_their_segments_on_the_whole_map(of: Compare) -> None:
    rows = [*months((120, 90)), *(row.replace("mobile", "desktop") for row in answered((2, 3), (9, 6)))]
    found, same = of(rows, Personas("ann", "bob")), of(rows, DEVICES)
    assert found.contrasts == same.contrasts
    assert (found.kind, found.base.name, found.looked_at.name) == ("personas", "bob", "ann")
    assert (found.looked_at.told, same.looked_at.told) == ("Ann", "device = mobile")


# Laws ----------------------------------------------------------------------------------------------------------------


def test_swapped_sides_flip_signs_and_verdicts(made: dict[str, Any]) -> None:
    loaded = load(JOURNEY)
    one_way = Segments({"age_band": ["55-74"]}, {"age_band": ["18-34"]})
    found, other = (compared(loaded, sides, points=0, **made) for sides in (one_way, Segments(*one_way[::-1])))
    flipped = {"worse": "better", "better": "worse"}
    expected = {
        (each.measure, each.of, each.survey): (
            each.base,
            each.looked_at,
            each.difference and -each.difference,
            each.high and -each.high,
            each.low and -each.low,
            each.q,
            each.visible,
            flipped.get(each.verdict, each.verdict),
        )
        for each in found.contrasts
    }
    assert expected == {
        (each.measure, each.of, each.survey): (
            each.looked_at,
            each.base,
            each.difference,
            each.low,
            each.high,
            each.q,
            each.visible,
            each.verdict,
        )
        for each in other.contrasts
    }


def test_the_same_customers_on_both_sides_are_no_different(made: dict[str, Any]) -> None:
    sides = Segments({"age_band": ["55-74"]}, {"age_band": ["55-74", "none such"]})
    found = compared(load(JOURNEY), sides, points=0, **made)
    assert found.family > 20
    assert {each.verdict for each in found.contrasts} <= {"no proof", "too few"}
    assert {each.difference for each in found.contrasts} == {0, None}
    assert found.shared == found.base.customers
    assert any("customers are on both sides" in note for note in found.notes)


def test_the_order_of_rows_changes_nothing(of: Compare) -> None:
    rows = [*months((150, 120)), *answered((2, 3), (9, 6))]
    assert of(rows).model_dump_json() == of(rows[::-1]).model_dump_json()
