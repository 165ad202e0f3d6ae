"""Every file in `tests/cases/yaml/` says exactly what the `.txt` beside it says: `line:column CODE message | help`.

To add one: write `name.yaml`, run `JOURNEYMAP_ACCEPT=1 pytest tests/test_load.py`, and read the new `name.txt` as its reader will.
"""

import contextlib
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from journeymap.finding import JourneymapError
from journeymap.load import load, loads
from journeymap.suggest import suggest
from tests.test_document import EMPTY, TWICE, Writer
from tests.test_schema import QUICK, journeys, parts, texts

RUNS = int(os.environ.get("JOURNEYMAP_FAULT_RUNS", "300"))
CASES = Path(__file__).parent / "cases" / "yaml"


def said_of(path: Path) -> str:
    with contextlib.suppress(JourneymapError):
        load(path, path.name)
        return ""
    with pytest.raises(JourneymapError) as raised:
        load(path, path.name)
    places = [(finding.location, finding) for finding in raised.value.findings]
    assert all(place is not None and place.file == path.name for place, _ in places)
    return "".join(
        f"{place.line}:{place.column} {finding.code} {finding.message} | {finding.help}\n" for place, finding in places
    )


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_case_says_what_it_should(path: Path) -> None:
    expected = path.with_suffix(".txt")
    said = said_of(path)
    if os.environ.get("JOURNEYMAP_ACCEPT"):
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")


def test_every_case_has_a_file_that_is_named_like_it() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == {path.stem for path in CASES.glob("*.txt")}
    assert len(list(CASES.glob("*.yaml"))) > 150


def test_each_code_of_the_loader_has_a_case() -> None:
    said = {line.split()[1] for path in CASES.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()}
    assert said == {*(f"JM00{number}" for number in range(1, 9)), *(f"JM10{number}" for number in range(1, 7))}


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    for path, message in (
        (tmp_path / "none.yaml", "there is no such file"),
        (tmp_path, "this is a directory, not a file"),
        (tmp_path / "a\0b", "the file cannot be read: embedded null byte"),
        (tmp_path / ("x" * 300), "the file cannot be read: File name too long"),
    ):
        with pytest.raises(JourneymapError) as raised:
            load(path, "journey.yaml")
        assert [(finding.code, finding.message, str(finding.location)) for finding in raised.value.findings] == [
            ("JM009", message, "journey.yaml:1:1")
        ]


def test_no_more_is_read_than_can_be_taken(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"title: " + b"x" * (3 * 1024 * 1024))
    assert said_of(path) == "1:1 JM006 the file has more than 2,097,152 bytes | split the journey\n"


def test_a_thousand_faults_are_cut_at_a_hundred() -> None:
    touchpoints = "".join(f"      t{number}: {{feels: 9}}\n" for number in range(1000))
    with pytest.raises(JourneymapError) as raised:
        loads(f"title: Buy\nstages:\n  find:\n    touchpoints:\n{touchpoints}".encode(), "t.yaml")
    assert len(raised.value.findings) == 101
    last = raised.value.findings[-1]
    assert (last.code, last.message, str(last.location)) == (
        "JM006",
        "there are more faults than these",
        "t.yaml:105:21",
    )


def test_many_faults_take_no_time() -> None:
    ways = ", ".join(f"{{to{number}: {{shrae: 1}}}}" for number in range(20_000))
    with pytest.raises(JourneymapError) as raised:
        loads(
            f"title: Buy\nstages:\n  find:\n    touchpoints:\n      browse:\n        next: [{ways}]\n".encode(),
            "t.yaml",
        )
    assert len(raised.value.findings) == 101


def test_a_loaded_journey_knows_its_places() -> None:
    loaded = loads(b"title: Buy\nstages:\n  find:\n    touchpoints:\n      browse:\n        feels: 1\n", "t.yaml")
    ref = loaded.journey.ref("browse", "feels")
    assert str(loaded.locate(ref)) == "t.yaml:6:16"
    assert str(loaded.locate(ref, key=True)) == "t.yaml:6:9"
    assert loaded.path == Path("t.yaml")


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("chanel", ["channel", "title"], "channel"),
        ("CHANNEL", ["channel"], "channel"),
        ("check stock", ["check-stock"], "check-stock"),
        ("pay", ["Pay"], "Pay"),
        ("quux", ["channel"], None),
        ("x", [], None),
    ],
)
def test_suggestions(word: str, known: list[str], meant: str | None) -> None:
    assert suggest(word, known) == meant


WRONG: dict[str, tuple[object, ...]] = {
    "title": (5, True, [], {}, ""),
    "goal": ([], 1.5),
    "does": ({}, 12, "  "),
    "owner": (False,),
    "feels": ("good", 3, -3, 0.5, True, [1]),
    "takes": ("soon", 5, "5 min", [], {}),
    "leaves_after": ("1 month", 30),
    "by": ("robot", 5, []),
    "severity": ("hihg", 5),
    "optional": ("yes", 1, []),
    "moment_of_truth": ("no", {}),
    "assisted": ("on",),
    "drop_off": ("120%", 85, "few", [], True),
    "csat": (">= 85%", 2),
    "completion": ("9O%",),
    "share": ("120%", 3),
    "within": ("later", 5),
    "nps": (101, "high", []),
    "ces": ("2.5", {}),
    "contacts": ("5x",),
    "scale": ("1-5", "5..1", 5, {}),
    "good": ("4-5",),
    "metric": ("ctas", 5),
    "answer": (5, [], " "),
    "event": (5, [], ""),
    "text": (5, {}),
    "quote": (5, []),
    "is": (5, []),
    "stages": ([], {}, "find"),
    "touchpoints": ([], {}, "browse"),
    "surveys": ([], "csat"),
    "personas": ([], "linh"),
    "targets": ([], "85%"),
    "budget": (5,),
    "events": ("log.csv", []),
    "journeymap": (2, "1"),
    "next": (5, True),
}
"""Values that mean nothing at a key, whatever the rest of the journey is."""


@settings(max_examples=RUNS, deadline=None, phases=QUICK, suppress_health_check=[HealthCheck.too_slow])
@given(journeys, st.sampled_from(["unknown", "misspelt", "twice", "wrong", "empty"]), st.data())
def test_one_fault_is_told_with_its_line_and_column_and_nothing_else(
    journey: dict[str, Any], fault: str, data: st.DataObject
) -> None:
    ref, mapping = data.draw(st.sampled_from([(ref, mapping) for ref, mapping in parts(journey) if mapping]))
    key = data.draw(st.sampled_from(sorted(mapping)))
    code, at_key = "JM106", False
    if fault == "unknown":
        items = list(mapping.items())
        items.insert(data.draw(st.integers(0, len(items))), ("qqqqq", data.draw(texts)))
        mapping.clear()
        mapping.update(items)
        key, code, at_key = "qqqqq", "JM102", True
    elif fault == "misspelt":
        assume(not (key == "start" and len(mapping) == 1))  # then it is no longer seen that a contact was meant
        items = [(f"{name}{name[-1]}" if name == key else name, value) for name, value in mapping.items()]
        mapping.clear()
        mapping.update(items)
        key, code, at_key = f"{key}{key[-1]}", "JM102", True
    elif fault == "twice":
        mapping[key + TWICE] = mapping[key]
        key, code, at_key = key + TWICE, "JM003", True
    elif fault == "wrong":
        ref, mapping, key = data.draw(
            st.sampled_from(
                [
                    (ref, mapping, name)
                    for ref, mapping in parts(journey)
                    for name in mapping
                    if name in WRONG and (*ref, name)[-2:] != ("says", "by")
                ]
            )
        )
        mapping[key] = data.draw(st.sampled_from(WRONG[key]))
    else:
        mapping[key], at_key = EMPTY, True
    writer = Writer()
    writer.block(journey, (), 0)
    with pytest.raises(JourneymapError) as raised:
        loads(writer.text.encode(), "t.yaml")
    line, column, _ = writer.keys[(*ref, key)] if at_key else writer.values[(*ref, key)]
    said = [
        (finding.code, finding.location and (finding.location.line, finding.location.column))
        for finding in raised.value.findings
    ]
    assert said == [(code, (line, column))], (writer.text, raised.value.findings)
    if fault == "misspelt":
        assert raised.value.findings[0].help == f"did you mean '{key[:-1]}'?"
