"""The journeys on real data: exact numbers, counted a second time from the files in plain Python where that is short."""

import csv
import gzip
import random
from collections import Counter
from pathlib import Path

import pytest
from journeymap.load import load
from journeymap.pipeline.measured import measure
from journeymap.report import Report
from journeymap.views import VIEWS

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parents[2] / "shared" / "data"
SETS = {"airport": "sfo_2017", "online-order": "olist_dev"}

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"there is no folder {DATA}")


def rows_of(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def told(folder: Path, name: str, log: str, answers: str, *, changed: tuple[str, str] = ("", "")) -> Report:
    """The report of a journey of the repository on these files; nothing is hidden."""
    text = (ROOT / "journeys" / f"{name}.yaml").read_text(encoding="utf-8")
    assert changed[0] in text
    path = folder / f"{name}.yaml"
    beside = f"../../shared/data/{SETS[name]}"
    path.write_text(
        text.replace(f"{beside}/events.parquet", log).replace(f"{beside}/surveys.parquet", answers).replace(*changed),
        encoding="utf-8",
    )
    return measure(load(path, "journey.yaml"), min_group=0)


def original(folder: Path, name: str, form: str = "parquet", *, changed: tuple[str, str] = ("", "")) -> Report:
    data = DATA / SETS[name]
    return told(folder, name, f"{data}/events.{form}", f"{data}/surveys.{form}", changed=changed)


@pytest.fixture(scope="module")
def airport(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return original(tmp_path_factory.mktemp("airport"), "airport")


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return original(tmp_path_factory.mktemp("order"), "online-order")


# --- the airport -------------------------------------------------------------------------------------------------------


def test_each_passenger_is_a_case_and_no_row_is_lost(airport: Report) -> None:
    data = airport.data
    assert (data.rows, data.steps, data.customers, data.cases) == (13493, 13493, 2831, 2831)
    assert (data.unbound, data.ignored, data.left_out, data.duplicates_kept, data.ties) == (0, 0, {}, 0, 0)
    assert data.rows_without_time == 7931
    assert (airport.cases.won, airport.cases.total) == (2831, 2831)
    assert (data.first, data.last) == ("2017-05-05T13:40:00Z", "2017-05-31T06:30:00Z")


def test_durations_come_only_from_steps_that_have_a_time(airport: Report) -> None:
    assert airport.cases.time is not None
    assert (airport.cases.time.n, airport.cases.time.median_seconds) == (2731, 8100)
    assert (airport.touchpoints["security"].visits, airport.touchpoints["security"].dwell) == (2266, None)


def test_security_is_easy(airport: Report) -> None:
    score = airport.touchpoints["security"].ces
    assert score is not None
    assert (round(score.value, 2), score.n, score.direction) == (4.31, 2407, "5 = easy")
    assert (score.low, score.high) == (4.271037, 4.343005)
    answers = [
        float(row["score"])
        for row in rows_of(DATA / "sfo_2017" / "surveys.csv.gz")
        if (row["metric"], row["touchpoint"]) == ("CES", "security screening") and row["score"]
    ]
    assert (score.n, score.value) == (len(answers), round(sum(answers) / len(answers), 6))


def test_passengers_recommend_the_airport(airport: Report) -> None:
    score = airport.nps
    assert score is not None
    assert (round(score.value, 1), score.n) == (39.8, 2746)
    assert score.counts == {"promoters": 1436, "passives": 968, "detractors": 342}
    assert score.value == round(100 * (1436 - 342) / 2746, 6)
    assert (score.unweighted, score.effective_n) == (None, None)


def test_a_weight_column_weights_the_headline(tmp_path: Path) -> None:
    report = original(tmp_path, "airport", changed=("scale: 0..10\n", "scale: 0..10\n    weight: weight\n"))
    score = report.nps
    assert score is not None
    assert score.unweighted is not None
    assert score.effective_n is not None
    assert (round(score.value, 1), round(score.unweighted, 1), score.n) == (40.4, 39.8, 2746)
    answers = [
        (float(row["score"]), float(row["weight"]))
        for row in rows_of(DATA / "sfo_2017" / "surveys.csv.gz")
        if row["metric"] == "NPS" and row["score"]
    ]
    whole = sum(weight for _, weight in answers)
    points = sum(weight * ((score >= 9) - (score <= 6)) for score, weight in answers)
    assert score.value == pytest.approx(100 * points / whole, abs=1e-5)
    assert score.effective_n == pytest.approx(whole**2 / sum(weight**2 for _, weight in answers), abs=1e-3)


def test_blanks_and_codes_for_not_used_are_counted_and_left_out(airport: Report) -> None:
    answers = {
        name: (found.rows, found.counted, found.left_out, found.unattached)
        for name, found in airport.data.answers.items()
    }
    assert answers == {
        "ces": (8493, 7409, {"blank": 1084}, 0),
        "csat": (42465, 15507, {"blank": 12646}, 14312),
        "nps": (2831, 2746, {"blank": 85}, 0),
    }
    blanks = Counter(
        (row["metric"], row["raw_code"].removesuffix(".0"))
        for row in rows_of(DATA / "sfo_2017" / "surveys.csv.gz")
        if row["metric"] in ("CES", "CSAT", "NPS") and not row["score"]
    )
    assert blanks == {
        ("CES", "0"): 607,
        ("CES", "6"): 477,
        ("CSAT", "0"): 1572,
        ("CSAT", "6"): 10931,
        ("CSAT", "Blank"): 143,
        ("NPS", ""): 1,
        ("NPS", "11"): 84,
    }
    assert blanks.total() == 1084 + 12646 + 85


def test_codes_would_be_off_the_scale(tmp_path: Path) -> None:
    report = original(
        tmp_path, "airport", changed=("    answer: score\n    scale: 0..10", "    answer: raw_code\n    scale: 0..10")
    )
    assert report.nps is not None
    assert report.nps.n == 2746
    assert report.data.answers["nps"].left_out == {"blank": 1, "off the scale": 84}


def test_what_nobody_logs_is_unknown_and_not_zero(airport: Report) -> None:
    found = airport.touchpoints["find-gate"]
    assert (found.visits, found.drop_off, found.hidden) == (None, None, ())
    assert found.ces is not None
    assert (found.ces.n, found.ces.answers_per_visit) == (2683, None)
    assert "find-gate" not in airport.graph.never_visited


# --- the online order --------------------------------------------------------------------------------------------------


def test_each_order_is_a_case(order: Report) -> None:
    data = order.data
    assert (data.rows, data.steps, data.ignored, data.unbound) == (21946, 13766, 8180, 0)
    assert (data.cases, data.customers, data.left_out, data.ties) == (4047, 3974, {}, 66)
    assert (order.cases.won, order.cases.lost, order.cases.left, order.cases.open) == (2591, 0, 1435, 21)
    rows = rows_of(DATA / "olist_dev" / "events.csv.gz")
    assert len({(row["customer"], row["case"]) for row in rows}) == 4047


def test_late_orders_are_rated_lower(order: Report) -> None:
    in_time, late, never = (order.touchpoints[name].csat for name in ("delivered", "delivered-late", "order"))
    assert in_time is not None
    assert late is not None
    assert never is not None
    assert [(score.n, round(score.mean.value, 2)) for score in (in_time, late, never) if score.mean] == [
        (2456, 4.30),
        (172, 2.24),
        (1462, 1.74),
    ]
    assert late.high is not None
    assert in_time.low is not None
    assert late.high < in_time.low
    assert order.data.answers["csat"].unattached == 0


def test_impossible_orders_are_unplanned_ways_and_no_faults(order: Report) -> None:
    unplanned = {(walked.from_, walked.to): walked.count for walked in order.transitions if not walked.planned}
    assert unplanned == {("order", "carrier"): 36, ("pay", "delivered"): 32, ("carrier", "pay"): 33} | {
        pair: count for pair, count in unplanned.items() if count < 10
    }
    assert order.graph.unplanned == sum(unplanned.values())
    assert {finding["level"] for finding in order.findings} <= {"error", "warning", "hint"}
    assert not [finding for finding in order.findings if finding["code"].startswith(("JM0", "JM1", "JM5"))]


# --- the same data, otherwise ------------------------------------------------------------------------------------------


def views(report: Report) -> dict[str, str]:
    """All views, without the names of files."""
    names = [file.name for file in report.data.files]
    said = {form: view(report) for form, view in VIEWS.items()}
    for name in names:
        said = {form: text.replace(name, "FILE") for form, text in said.items()}
    return said


@pytest.mark.parametrize("name", SETS)
def test_csv_and_parquet_give_the_same_report(name: str, tmp_path: Path) -> None:
    assert views(original(tmp_path, name, "csv.gz")) == views(original(tmp_path, name))


@pytest.mark.parametrize("name", SETS)
def test_shuffled_rows_give_the_same_report(name: str, tmp_path: Path) -> None:
    data = DATA / SETS[name]
    for seed, part in enumerate(("events", "surveys")):
        rows = rows_of(data / f"{part}.csv.gz")
        random.Random(seed).shuffle(rows)
        with (tmp_path / f"{part}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    assert views(told(tmp_path, name, "events.csv", "surveys.csv")) == views(original(tmp_path, name))


@pytest.mark.parametrize("name", SETS)
def test_files_in_parts_give_the_same_report(name: str, tmp_path: Path) -> None:
    rows = rows_of(DATA / SETS[name] / "events.csv.gz")
    for part in range(3):
        with gzip.open(tmp_path / f"log{part}.csv.gz", "wt", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0])[:: -1 if part else 1])
            writer.writeheader()
            writer.writerows(rows[part::3])
    parts = told(tmp_path, name, "log*.csv.gz", f"{DATA / SETS[name]}/surveys.parquet")
    assert len(parts.data.files) == 3
    whole = original(tmp_path, name)
    assert parts.model_copy(update={"data": parts.data.model_copy(update={"files": whole.data.files})}) == whole


# --- who and what ------------------------------------------------------------------------------------------------------


def test_a_persona_of_the_shop_is_who_pays_by_boleto(tmp_path: Path) -> None:
    """Whole customers, by their first step; counted a second time from the file."""
    data = DATA / SETS["online-order"]
    text = (ROOT / "journeys" / "online-order.yaml").read_text(encoding="utf-8")
    journey = tmp_path / "online-order.yaml"
    journey.write_text(text.replace("../../shared/data/olist_dev", str(data)), encoding="utf-8")
    report = measure(load(journey), min_group=0, persona="ana")
    first: dict[str, dict[str, str]] = {}
    rows = rows_of(data / "events.csv.gz")
    for row in rows:
        known = first.get(row["customer"])
        if row["event"] == "order placed" and (known is None or row["timestamp"] < known["timestamp"]):
            first[row["customer"]] = row
    hers = {customer for customer, row in first.items() if row["payment_type"] == "boleto"}
    assert report.data.customers == len(hers) > 500
    assert report.data.customers_outside == len(first) - len(hers)
    assert report.data.left_out["outside the segment"] == sum(row["customer"] not in hers for row in rows)
    answers = [row for row in rows_of(data / "surveys.csv.gz") if row["customer"] in hers]
    assert report.data.answers["csat"].rows == len(answers)
    assert report.data.answers["csat"].comments == sum(bool(row["comment"].strip()) for row in answers) > 100
    told = VIEWS["markdown"](report)
    assert not any(row["comment"] in told for row in answers if len(row["comment"]) > 20)


ELECTRONICS = """
title: Electronics
events: {from: EVENTS, time: timestamp, case: case, order: seq, channel: channel, timezone: UTC}
channels: {desktop: {}, mobile: {}}
ends_at: {won: purchase}
ignore: [promo_page, account_page, compare, review_page, wishlist_add, support_chat]
stages:
  find: {touchpoints: {look: {match: [home, catalog, search, filter_results, product_view], repeatable: true}}}
  buy:
    targets: {error: 1%}
    touchpoints:
      cart: {match: [add_to_cart, cart], repeatable: true, signals: error_page}
      ship: {match: shipping_details, signals: [checkout_bug, error_page]}
      pay: {match: payment_details, signals: [payment_error, error_page], next: purchase}
      purchase: {match: purchase}
"""


def test_errors_of_a_shop_are_signals_of_the_step_before_them(tmp_path: Path) -> None:
    journey = tmp_path / "shop.yaml"
    data = DATA / "ecom_demo"
    journey.write_text(ELECTRONICS.replace("EVENTS", str(data / "events.parquet")), encoding="utf-8")
    report = measure(load(journey), min_group=0)
    places = {"add_to_cart": "cart", "cart": "cart", "shipping_details": "ship", "payment_details": "pay"}
    speaks = {"error_page": {"cart", "ship", "pay"}, "checkout_bug": {"ship"}, "payment_error": {"pay"}}
    rows = rows_of(data / "events.csv.gz")
    rows.sort(key=lambda row: (row["customer"], row["case"], int(row["seq"])))
    shown: set[tuple[str, int]] = set()
    lost, told, seen, case = 0, 0, {}, ""
    for number, row in enumerate(rows):
        if row["case"] != case:
            seen, case = {}, row["case"]
        if row["event"] in places:
            seen[places[row["event"]]] = number
        elif row["event"] in speaks:
            told += 1
            latest = max(((seen[place], place) for place in speaks[row["event"]] if place in seen), default=None)
            if latest is None:
                lost += 1
            else:
                shown.add((latest[1], latest[0]))
    assert (report.data.signal_rows, report.data.signals_unattached) == (told, lost)
    assert told > lost > 0
    errors = {name: report.touchpoints[name].errors for name in ("cart", "ship", "pay")}
    expected = Counter(place for place, _ in shown)
    assert {name: found and found.count for name, found in errors.items()} == dict(expected)
    assert expected["pay"] > 50
    visits = Counter((places.get(row["event"]), row["channel"]) for row in rows)
    channels = {name: visits["pay", name] for name in ("desktop", "mobile")} | {"(other)": visits["pay", "tablet"]}
    assert report.touchpoints["pay"].channels == channels
    (promise,) = report.judgements
    assert (promise.about, promise.of, promise.verdict) == ("stage", "buy", "broken")
    assert [f["ref"][3] for f in report.findings if f["code"] == "JM312"].count("pay") == 1
