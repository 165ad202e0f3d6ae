"""The product and the oracle must say the same of thousands of random logs; and laws that hold for any log.

`JOURNEYMAP_ORACLE_RUNS=5000 pytest tests/test_oracle.py` runs more than the usual 60.
"""

import json
import os
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from journeymap.finding import JourneymapError
from journeymap.language.observation import Condition
from journeymap.load import load, loads
from journeymap.model import Journey
from journeymap.pipeline.measured import measure
from tests.oracle import RefusedError, oracle
from tests.oracle_answers import QUOTES
from tests.random_logs import RandomLog, columns_of, random_log, random_logs, write_csv, write_jsonl, write_xes

RUNS = int(os.environ.get("JOURNEYMAP_ORACLE_RUNS", "40"))
MOST_SHOWN = 12


def written(log: RandomLog, folder: Path) -> tuple[Path, list[str]]:
    """The files of a random log: the journey, and the events in one or two files of one or two kinds."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: str(write_csv(folder / f"{name}.csv", columns_of(rows), rows)) for name, rows in log.answers.items()}
    journey = folder / "journey.yaml"
    journey.write_text(log.yaml(paths), encoding="utf-8")
    kind = log.seed % 10
    if kind == 0:
        events = [write_jsonl(folder / "events.jsonl", log.columns, log.rows)]
    elif kind == 1:
        events = [write_csv(folder / "events.csv.gz", log.columns, log.rows)]
    elif kind == 3:
        events = [write_xes(folder / "events.xes", log.columns, log.rows)]
    elif kind == 2:
        half = len(log.rows) // 2 or 1
        events = [
            write_csv(folder / "events1.csv", log.columns, log.rows[:half]),
            write_csv(folder / "events2.csv", list(reversed(log.columns)), log.rows[half:]),
        ]
    else:
        events = [write_csv(folder / "events.csv", log.columns, log.rows)]
    return journey, [str(path) for path in events]


def report_of(journey: Path, events: Sequence[str], log: RandomLog) -> dict[str, Any]:
    """The product's report as its JSON says it."""
    found = measure(
        load(journey), events=events, min_group=0, persona=log.persona, segment=log.segment, quotes=QUOTES, by=log.by
    )
    report: dict[str, Any] = found.model_dump(mode="json", by_alias=True)
    return report


def oracle_of(journey: Journey, log: RandomLog, rows: Sequence[Any], answers: dict[str, Any]) -> dict[str, Any]:
    """The oracle's numbers of the customers that are looked at."""
    wanted = [journey.personas[log.persona].segment] if log.persona is not None else []
    if log.segment:
        wanted.append({column: Condition(one_of=tuple(texts)) for column, texts in log.segment.items()})
    return oracle(journey, rows, answers, wanted, log.by)


def comparable(figures: dict[str, Any]) -> dict[str, Any]:
    """A report (of either side) without what has no order or no meaning here: lists that are sets become mappings."""
    result = {key: figures[key] for key in ("data", "cases", "completion", "transitions", "variants", "graph")}
    result["chain"] = figures["chain"]
    result["conformance"] = _conformance(figures["conformance"])
    result["starts"] = {key: count for key, count in figures["starts"].items() if count}
    result["ends"] = {key: count for key, count in figures["ends"].items() if count}
    result["transitions"] = {f"{pair['from']} > {pair['to']}": pair for pair in figures["transitions"]}
    result["touchpoints"] = {key: _touchpoint(value) for key, value in figures["touchpoints"].items()}
    result["judgements"] = {
        ".".join(judged["ref"]): {key: value for key, value in judged.items() if key not in ("ref", "title")}
        for judged in figures["judgements"]
    }
    result["graph"] = {key: figures["graph"][key] for key in ("never_visited", "unplanned")}
    result["retention"], result["engagement"] = dict(figures["retention"]), dict(figures["engagement"])
    _keyed(result["retention"], "periods", lambda one: one["period"])
    result["answers"] = {name: dict(found) for name, found in figures["answers"].items()}
    for found in result["answers"].values():
        _keyed(found, "trend", lambda one: one["period"])
        for key in ("stages", "channels"):
            found[key] = {name: {"score": part["score"]} for name, part in found[key].items()}
    for key in ("channel_switches", "touchpoint_switches"):
        _keyed(result["engagement"], key, lambda one: f"{one['from']} > {one['to']}")
    top = figures["variants"]["top"]
    result["variants"] = {
        "total": figures["variants"]["total"],
        "paths": {" > ".join(one["path"]): one["cases"] for one in top},
    }
    result["stages"] = {
        name: {key: value for key, value in found.items() if key != "title"}
        for name, found in figures["stages"].items()
    }
    result["funnels"] = {name: _funnel(value) for name, value in figures["funnels"].items()}
    result["variants"]["cases"] = sum(one["cases"] for one in top) + figures["variants"]["other"]
    return result


def _keyed(figures: dict[str, Any], key: str, name: Callable[[dict[str, Any]], str]) -> None:
    """A list of named figures as a mapping, where it is not one."""
    if isinstance(figures[key], list):
        inside = ("period", "from", "to")
        figures[key] = {name(one): {part: one[part] for part in one if part not in inside} for one in figures[key]}


def _conformance(figures: dict[str, Any] | None) -> dict[str, Any] | None:
    if figures is None:
        return None
    top = {f"{one['kind']}: {one['from']} > {one['touchpoint']}": one for one in figures["top"]}
    return figures | {"top": top}


def _says(value: str | None) -> str:
    return "says nothing" if value is None else f"says {value}"


def _funnel(figures: dict[str, Any]) -> dict[str, Any]:
    """Without what the journey says; the oracle counts, and the words are tested elsewhere."""
    counted = ("customers", "share_of_previous", "share_of_first", "mean_seconds", "median_seconds", "then")
    result = {key: figures[key] for key in ("time", "void", "open", "untimed")}
    if isinstance(figures["by"], dict) and "groups" in figures["by"]:
        # The product's groups are a list, the most customers first, and the rest is none here: there are at most ten.
        assert figures["by"]["other"] is None
        begun = [group["customers"][0] or 0 for group in figures["by"]["groups"]]
        assert begun == sorted(begun, reverse=True)
        result["by"] = {_says(group["value"]): list(group["customers"]) for group in figures["by"]["groups"]}
    else:
        result["by"] = figures["by"] or {}
    result["unseen"] = list(figures["unseen"])
    return result | {
        f"step {number}": {key: step[key] for key in counted} for number, step in enumerate(figures["steps"], 1)
    }


def _touchpoint(figures: dict[str, Any]) -> dict[str, Any]:
    result = {key: value for key, value in figures.items() if key != "hidden"}
    if result["friction"] is not None:
        result["friction"] = dict(result["friction"])
        result["friction"]["signals"] = {signal["signal"]: signal for signal in figures["friction"]["signals"]}
        if (impact := figures["friction"]["impact"]) is not None:
            gains = impact["gains"]
            gains = gains if isinstance(gains, list) else list(gains.values())
            inside = {one["share"]: {"completions": one["completions"]} for one in gains}
            result["friction"]["impact"] = impact | {"gains": inside}
        result["friction"]["not_measured"] = sorted(figures["friction"]["not_measured"])
    return result


def differences(expected: Any, got: Any, path: str = "") -> list[str]:
    """Where two comparable reports differ, in words. Keys that only the product has are not looked at below `data`."""
    if expected is got:
        return []
    if isinstance(expected, dict) and isinstance(got, dict):
        keys = list(expected) if path == ".data" else list({**expected, **got})
        missing = object()
        found: list[str] = []
        for key in keys:
            one, two = expected.get(key, missing), got.get(key, missing)
            if one is missing or two is missing:
                side, value = ("product", two) if one is missing else ("oracle", one)
                found.append(f"{path}.{key}: only the {side} has it: {value!r}")
            else:
                found += differences(one, two, f"{path}.{key}")
        return found
    if isinstance(expected, int | float) and isinstance(got, int | float) and not isinstance(expected, bool):
        same = abs(expected - got) <= 2e-6 + 1e-9 * abs(expected)
    else:
        same = expected == got
    return [] if same else [f"{path}: expected {expected!r}, got {got!r}"]


def disagreement(log: RandomLog, folder: Path) -> list[str]:
    """What the product and the oracle say differently about one random log."""
    journey, events = written(log, folder)
    try:
        expected = oracle_of(load(journey).journey, log, log.rows, log.answers)
    except RefusedError:
        with pytest.raises(JourneymapError):
            report_of(journey, events, log)
        return []
    data = expected["data"]
    if not data["steps"] + data["contact_rows"] + data["left_out"].get("outside the segment", 0):
        with pytest.raises(JourneymapError):
            report_of(journey, events, log)
        return []
    got = report_of(journey, events, log)
    one, two = comparable(expected), comparable(got)
    shown = two["variants"]["paths"]
    one["variants"]["paths"] = {path: count for path, count in one["variants"]["paths"].items() if path in shown}
    return differences(one, two)


@pytest.mark.parametrize("seed", range(RUNS))
def test_every_measure_agrees(seed: int, tmp_path: Path) -> None:
    found = disagreement(random_log(seed), tmp_path)
    assert not found, f"seed {seed}, {len(found)} differences:\n" + "\n".join(found[:MOST_SHOWN])


def test_the_oracle_sees_differences() -> None:
    """The comparison itself can fail: one number changed anywhere is found."""
    log = random_log(7)
    figures = comparable(oracle_of(_journey(log), log, log.rows, log.answers))
    places = list(_numbers(figures))
    assert len(places) > 50
    assert differences(figures, json.loads(json.dumps(figures))) == []
    for path in places:
        assert len(differences(figures, _changed(figures, path))) == 1, path


def _changed(value: Any, path: tuple[str, ...]) -> Any:
    """The figures with another number at a place; what is beside the path is the same object."""
    if not path:
        return value + 0.001 + 1e-8 * abs(value)
    return value | {path[0]: _changed(value[path[0]], path[1:])}


def _journey(log: RandomLog) -> Journey:
    return loads(log.yaml().encode(), "random.yaml").journey


def _numbers(value: Any, path: tuple[str, ...] = ()) -> Any:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _numbers(inner, (*path, key))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


# Laws ----------------------------------------------------------------------------------------------------------------

QUIET = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check_sums(figures: dict[str, Any]) -> None:
    """What must add up in any report."""
    data = figures["data"]
    told = (
        data["steps"]
        + data["inner_steps"]
        + data["contact_rows"]
        + data["signal_rows"]
        + data["ignored"]
        + data["unbound"]
        + sum(data["left_out"].values())
        + data["duplicates_dropped"]
    )
    assert data["rows"] == told
    assert data["unbound"] == sum(data["unbound_names"].values())
    seen = [point for point in figures["touchpoints"].values() if point["visits"] is not None]
    assert sum(point["visits"] for point in seen) == data["steps"]
    for point in seen:
        assert point["went_on"] + point["elsewhere"] + point["left"] + point["open"] == point["visits"]
    for survey in data["answers"].values():
        assert survey["rows"] == survey["counted"] + sum(survey["left_out"].values()) + survey["unattached"]
    cases = figures["cases"]
    assert cases["won"] + cases["lost"] + cases["left"] + cases["open"] == cases["total"] == data["cases"]
    assert sum(figures["starts"].values()) == sum(figures["ends"].values()) == cases["total"]
    assert sum(one["cases"] for one in figures["variants"]["top"]) + figures["variants"]["other"] == cases["total"]
    assert sum(pair["count"] for pair in figures["transitions"]) == data["steps"] - cases["total"]
    for pair in figures["transitions"]:
        assert 1 <= pair["customers"] <= pair["count"]
    for point in figures["touchpoints"].values():
        if point["friction"] is not None and point["friction"]["rank"] is not None:
            assert sum(signal["contribution"] for signal in point["friction"]["signals"]) == pytest.approx(1, abs=1e-5)


@given(random_logs)
@QUIET
def test_the_oracle_adds_up_and_the_order_of_rows_changes_nothing_in_it(log: RandomLog) -> None:
    def figures(rows: Sequence[Any], answers: dict[str, Any]) -> dict[str, Any] | None:
        try:
            return oracle_of(_journey(log), log, rows, answers)
        except RefusedError:
            return None

    def comparably(told: dict[str, Any] | None) -> str:
        return "refused" if told is None else json.dumps(comparable(told), sort_keys=True)

    told = figures(log.rows, log.answers)
    if told is not None:
        check_sums(told)
    assert comparably(figures(*shuffled(log))) == comparably(told)


def shuffled(log: RandomLog) -> tuple[list[Any], dict[str, Any]]:
    """The rows and the answers in another order."""
    order = random.Random(log.seed + 1)
    return order.sample(log.rows, len(log.rows)), {
        name: order.sample(rows, len(rows)) for name, rows in log.answers.items()
    }


@pytest.mark.parametrize("seed", range(0, RUNS, 7))
def test_visits_add_up(seed: int, tmp_path: Path) -> None:
    log = random_log(seed)
    journey, events = written(log, tmp_path)
    try:
        figures = report_of(journey, events, log)
    except JourneymapError:
        pytest.skip("this log is refused")
    check_sums(figures)


@pytest.mark.parametrize("seed", range(5, RUNS, 7))
def test_the_order_of_rows_changes_nothing(seed: int, tmp_path: Path) -> None:
    log = random_log(seed)
    said: list[Any] = []
    for name, (rows, answers) in {"one": (log.rows, log.answers), "two": shuffled(log)}.items():
        other = replace(log, journey={**log.journey, "title": "Same"}, rows=rows, answers=answers)
        journey, events = written(other, tmp_path / name)
        try:
            report = measure(
                load(journey, "journey.yaml"),
                events=events,
                min_group=0,
                persona=log.persona,
                segment=log.segment,
                by=log.by,
            )
        except JourneymapError as error:
            said.append([finding.code for finding in error.findings])
            continue
        figures = report.model_dump(mode="json", by_alias=True)
        del figures["data"]["files"], figures["data"]["checksum"]
        said.append(json.dumps(figures).encode())
    assert said[0] == said[1]
