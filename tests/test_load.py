"""Every file in `tests/cases/yaml/` says exactly what the `.txt` beside it says: `line:column CODE message | help`.

To add one: write `name.yaml`, run `JOURNEYMAP_ACCEPT=1 pytest tests/test_load.py`, and read the new `name.txt` as its reader will.
"""

import contextlib
import os
from collections.abc import Iterator
from copy import deepcopy
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from journeymap.finding import JourneymapError, Ref
from journeymap.forms import Form
from journeymap.language.observation import Funnel
from journeymap.language.part import Part
from journeymap.language.touchpoint import Touchpoint
from journeymap.load import load, loads
from journeymap.model import Journey
from journeymap.places import LISTED
from journeymap.suggest import suggest
from pydantic.fields import FieldInfo
from tests.test_document import EMPTY, TWICE, Writer
from tests.test_schema import QUICK, journeys, mappings, parts, texts

RUNS = int(os.environ.get("JOURNEYMAP_FAULT_RUNS", "150"))
CASES = Path(__file__).parent / "cases" / "yaml"
Injected = tuple[Ref, bool, str]
"""A fault: where it was put, whether its place is a key, and the code that it should get."""


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
    ways = ", ".join(f"{{to{number}: {{shrae: 1}}}}" for number in range(16_000))
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


def test_a_list_stands_for_a_mapping_where_the_language_says_so() -> None:
    listed = {
        name
        for model in (Journey, Touchpoint, Funnel)
        for name, field in model.model_fields.items()
        if any("named.<locals>" in form.expand.__qualname__ for form in forms_of(field))
    }
    assert listed == set(LISTED)


def forms_of(field: FieldInfo) -> list[Form]:
    kinds = [field.annotation, *get_args(field.annotation)]
    return [
        form for kind in (field, *kinds) for form in getattr(kind, "__metadata__", ()) or () if isinstance(form, Form)
    ] + [form for form in field.metadata if isinstance(form, Form)]


NESTED = "title: Buy\nstages:\n  find:\n    touchpoints:\n      pay: {touchpoints: {card: {touchpoints: {code: {INSIDE}}}}}\n"


def test_touchpoints_stand_in_touchpoints_three_deep_in_one_file(tmp_path: Path) -> None:
    assert list(loads(NESTED.replace("INSIDE", "does: Waits").encode(), "t.yaml").journey.every) == [
        "pay",
        "pay.card",
        "pay.card.code",
    ]
    with pytest.raises(JourneymapError) as raised:
        loads(NESTED.replace("INSIDE", "touchpoints: {sms: {does: Waits}}").encode(), "t.yaml")
    assert [
        (finding.code, finding.message, finding.help, str(finding.location)) for finding in raised.value.findings
    ] == [
        (
            "JM106",
            "touchpoints stand in touchpoints more than 3 deep",
            "put these into a file of their own, and in their place write use: and the name of that file",
            "t.yaml:5:55",
        )
    ]
    (tmp_path / "sms.yaml").write_text(
        "title: SMS\nstages: {s: {touchpoints: {get: {does: Waits}, type: {}}}}\n", encoding="utf-8"
    )
    (tmp_path / "t.yaml").write_text(NESTED.replace("INSIDE", "use: sms.yaml"), encoding="utf-8")
    assert "pay.card.code.get" in load(tmp_path / "t.yaml").journey.every


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


TEXT: tuple[object, ...] = (5, True, [], {}, "", "  ")
SOME: tuple[object, ...] = (5, True, {}, "")
DURATION: tuple[object, ...] = ("soon", 5, "5 min", [], {})
SHARE: tuple[object, ...] = ("120%", 85, ">= 85%", "few", [], True)
MAPPING: tuple[object, ...] = ([], "browse", 5)
YES: tuple[object, ...] = ("yes", 1, [], {})
DAY: tuple[object, ...] = ("soon", 2026, "2026-02-30", [], {})
NUMBER: tuple[object, ...] = ("2.5", [], {}, True)
WRONG: dict[str, tuple[object, ...]] = {
    **dict.fromkeys(
        ("title", "goal", "scenario", "expects", "owner", "lang", "does", "thinks", "when", "channel"), TEXT
    ),
    **dict.fromkeys(("renamed_from", "says/by", "source", "demographic", "psychographic", "behaviour", "reason"), TEXT),
    **dict.fromkeys(
        ("answer", "customer", "time", "case", "id", "timezone", "as_of", "weight", "comment"), (5, [], {})
    ),
    **dict.fromkeys(("name", "text", "quote", "is", "at", "event", "starts_with", "contains"), (5, {})),
    **dict.fromkeys(("sees", "with", "frontstage", "backstage", "support", "evidence", "only_for", "tags"), SOME),
    **dict.fromkeys(("starts_at", "won", "lost", "ignore", "from", "events/order"), SOME),
    **dict.fromkeys(("takes", "leaves_after", "new_case_after", "review_every", "within"), DURATION),
    **dict.fromkeys(("drop_off", "repeat", "return", "unplanned", "hand_off", "failure", "error", "csat"), SHARE),
    **dict.fromkeys(("completion", "share", "max_bad_rows", "tolerance"), SHARE),
    **dict.fromkeys(("ces", "contacts", "channel_switches", "easy", "min", "max"), NUMBER),
    **dict.fromkeys(("optional", "moment_of_truth", "repeatable", "assisted"), YES),
    **dict.fromkeys(("targets", "accept", "touchpoints", "stages", "surveys", "actors", "funnels", "weights"), MAPPING),
    **dict.fromkeys(("slow", "low_csat", "high_effort", "segment", "where", "events", "budget", "personas"), MAPPING),
    **dict.fromkeys(("until", "reviewed"), DAY),
    **dict.fromkeys(("scale", "good"), ("1-5", "5..1", 5, {}, [1], True)),
    **dict.fromkeys(("next", "channels", "ask", "exclude"), (5, True)),
    "ends_at": (5, True, ""),
    **dict.fromkeys(("first", "last"), (0, "1", 1.5, True, [])),
    **dict.fromkeys(("match", "done", "fail", "start", "signals", "pains", "ideas"), (5, True, "")),
    "stages": ({},),
    "says": (5, [], ""),
    "sla": ("soon", 5, "5 min", []),
    "feels": ("good", 3, -3, 0.5, True, [1]),
    "by": ("robot", 5, []),
    "state": ("now", 5, []),
    "kind": ("robot", 5, []),
    "metric": ("ctas", 5, []),
    "pains*/severity": ("hihg", 5, []),
    "weights/*/severity": (2, -1, "high", True, []),
    "fixes": ("slowness", 5, {}),
    "links": ("http://example.org", "example.org", 5, {}, ""),
    "steps": ("browse", {}, 5, [], ["browse"]),
    "funnels/*/order": ("sorted", 5, []),
    "entry": ("last", 5, []),
    "nps": (101, -101, "high", []),
    "journeymap": (2, "1", 1.5, []),
}
"""Values that mean nothing at a key, whatever the rest of the journey is: by how the path of the key ends."""

INSIDE: list[tuple[str, object, Ref]] = [
    ("sees", ["a", 5], (1,)),
    ("with", ["a", ""], (1,)),
    ("links", ["https://example.org", "ftp://x"], (1,)),
    ("feels", {"linh": 9}, ("linh",)),
    ("feels", {"personas": 1, "linh": 9}, ("linh",)),
    ("next", ["a", 5], (1,)),
    ("next", ["a", "a"], (1,)),
    ("next", ["a", {"b": "120%"}], (1, "b")),
    ("next", {"a": {"share": 5}}, ("a", "share")),
    ("ask", {"csat": ["a", 5]}, ("csat", 1)),
    ("match", ["start", 5], (1,)),
    ("match", {"start": "a", "done": ["b", {"event": 5}]}, ("done", 1, "event")),
    ("match", {"event": "a", "where": {"x": {}}}, ("where", "x")),
    ("match", {"event": "a", "where": {"one_of": [1, []]}}, ("where", "one_of", 1)),
    ("signals", ["a", {"event": "b", "where": {"x": {"min": "1"}}}], (1, "where", "x", "min")),
    ("pains", ["a", {"text": "b", "evidence": ["c", 1]}], (1, "evidence", 1)),
    ("ideas", {"text": "b", "fixes": ["slow", "slowness"]}, ("fixes", 1)),
    ("accept", {"JM301": {"reason": "a", "until": "soon"}}, ("JM301", "until")),
    ("steps", ["a", ["at", 5]], (1, 1)),
    ("steps", ["a", {"at": "b", "within": "soon"}], (1, "within")),
    ("exclude", {"last": [1, "b"]}, ("last", 1)),
    ("exclude", ["b", {"a": [1]}], (1, "a")),
    ("exclude", {"a": {"first": 0}}, ("a", "first")),
    ("channels", ["a", {"b": {"assisted": "yes"}}], (1, "b", "assisted")),
    ("touchpoints", {"by-itself": {"feels": 9}}, ("by-itself", "feels")),
    ("segment", {"device": [{"a": 1}]}, ("device", 0)),
]
"""Values that mean nothing inside of what stands at a key, and where."""


def ends_like(ref: Ref, pattern: str) -> bool:
    return fnmatchcase("/" + "/".join(map(str, ref)), f"*/{pattern}")


def known(journey: dict[str, Any]) -> Iterator[tuple[Ref, dict[str, Any], str]]:
    """Every key of the language that a journey has: where its mapping stands, the mapping, the key."""
    return ((ref, mapping, key) for ref, mapping in parts(journey) for key in mapping)


def test_every_key_of_the_language_has_values_that_mean_nothing_there() -> None:
    models = [Journey, *(model for model in Part.__subclasses__() if model.__module__.startswith("journeymap."))]
    keys = {field.alias or name for model in models for name, field in model.model_fields.items()}
    unwritten = {"use", "include", "based_on", "one_of", "everyone"}
    assert keys - unwritten - {pattern.rpartition("/")[2] for pattern in WRONG} == set()


def unknown(journey: dict[str, Any], data: st.DataObject) -> Injected:
    ref, mapping = data.draw(st.sampled_from(list(parts(journey))))
    items = list(mapping.items())
    items.insert(data.draw(st.integers(0, len(items))), ("qqqqq", data.draw(texts)))
    mapping.clear()
    mapping.update(items)
    return (*ref, "qqqqq"), True, "JM102"


def misspelt(journey: dict[str, Any], data: st.DataObject) -> Injected:
    found = [  # of a lone `start` it could no longer be seen that a contact was meant
        (ref, mapping, key) for ref, mapping, key in known(journey) if not (key == "start" and len(mapping) == 1)
    ]
    ref, mapping, key = data.draw(st.sampled_from(found))
    items = [(f"{name}{name[-1]}" if name == key else name, value) for name, value in mapping.items()]
    mapping.clear()
    mapping.update(items)
    return (*ref, f"{key}{key[-1]}"), True, "JM102"


def twice(journey: dict[str, Any], data: st.DataObject) -> Injected:
    ref, mapping = data.draw(st.sampled_from([(ref, mapping) for ref, mapping in mappings(journey) if mapping]))
    key = data.draw(st.sampled_from(list(mapping)))
    mapping[key + TWICE] = mapping[key]
    return (*ref, key + TWICE), True, "JM003"


def empty(journey: dict[str, Any], data: st.DataObject) -> Injected:
    ref, mapping = data.draw(st.sampled_from([(ref, mapping) for ref, mapping in mappings(journey) if mapping]))
    key = data.draw(st.sampled_from(list(mapping)))
    mapping[key] = EMPTY
    return (*ref, key), True, "JM106"


def wrong(journey: dict[str, Any], data: st.DataObject) -> Injected:
    ref, mapping, key = data.draw(st.sampled_from(list(known(journey))))
    pattern = max((name for name in WRONG if ends_like((*ref, key), name)), key=len)
    mapping[key] = data.draw(st.sampled_from(WRONG[pattern]))
    return (*ref, key), False, "JM106"


def inside(journey: dict[str, Any], data: st.DataObject) -> Injected:
    """Of a journey without any of these keys, its title is at fault instead."""
    found = [(spot, case) for spot in known(journey) for case in INSIDE if ends_like((*spot[0], spot[2]), case[0])]
    (ref, mapping, key), (_, value, within) = data.draw(
        st.sampled_from(found or [(((), journey, "title"), ("title", [], ()))])
    )
    mapping[key] = deepcopy(value)
    return (*ref, key, *within), False, "JM106"


FAULTS = {"unknown": unknown, "misspelt": misspelt, "twice": twice, "empty": empty, "wrong": wrong, "inside": inside}


@settings(
    max_examples=max(1, RUNS // len(FAULTS)),
    deadline=None,
    phases=QUICK,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(journeys, st.data())
def test_one_fault_is_told_with_its_line_and_column_and_nothing_else(
    journey: dict[str, Any], data: st.DataObject
) -> None:
    for name, inject in FAULTS.items():
        faulty = deepcopy(journey)
        ref, at_key, code = inject(faulty, data)
        writer = Writer()
        writer.block(faulty, (), 0)
        with pytest.raises(JourneymapError) as raised:
            loads(writer.text.encode(), "t.yaml")
        line, column, _ = writer.keys[ref] if at_key else writer.values[ref]
        said = [
            (finding.code, finding.location and (finding.location.line, finding.location.column))
            for finding in raised.value.findings
        ]
        assert said == [(code, (line, column))], (name, writer.text, raised.value.findings)
        if name == "misspelt":
            assert raised.value.findings[0].help == f"did you mean '{str(ref[-1])[:-1]}'?"
