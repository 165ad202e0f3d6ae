"""The editors' schema takes whatever the loader takes, in every form, and refuses the keys that the loader refuses."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from journeymap.finding import JourneymapError, Ref
from journeymap.language.promise import SignalName
from journeymap.language.touchpoint import MAX_NESTED
from journeymap.load import loads
from journeymap.places import LISTED
from journeymap.schema import _either, editor_schema, schema_text
from journeymap.snippets import SNIPPETS
from jsonschema import Draft7Validator

RUNS = int(os.environ.get("JOURNEYMAP_FAULT_RUNS", "60"))
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking, which takes minutes on documents of this size."""
CASES = Path(__file__).parent / "cases" / "yaml"
SCHEMA = editor_schema("journey")
SHARED = editor_schema("shared")
EDITOR = Draft7Validator(SCHEMA)

ids = st.from_regex(r"[a-z][a-z0-9]{0,3}(-[a-z]{1,3})?", fullmatch=True)
texts = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=12).filter(
    lambda text: text.strip() != ""
)
keys = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="\u201c\u201d\u201e\u2018\u2019\u201a"),
    min_size=1,
    max_size=6,
)
keys = keys.filter(lambda key: key != "<<")
numbers = st.integers(-100, 100) | st.floats(-100, 100).map(lambda number: round(number, 3))
durations = st.sampled_from(["90s", "5m", "1.5h", "3d", "2w", "PT5M", "P1DT2H", "P1W", "PT0.5S", "0s"])
shares = st.sampled_from(["0%", "25%", "8.5%", "85 %", "100%", "100.0%", "007%", 0, 1, 0.25, 1.0])
scales = st.sampled_from(["1..5", "0..10", "-2..2", "1 .. 7", "0.5..1.5"]) | st.just([1, 5])
yes = st.booleans()
feelings = st.integers(-2, 2)


def some(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One, or a list."""
    return inner | st.lists(inner, max_size=3)


def part(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """All that is required, and up to nine keys more in any order."""
    return st.lists(st.sampled_from(sorted(optional) or [""]), unique=True, max_size=min(9, len(optional))).flatmap(
        lambda chosen: st.fixed_dictionaries(required | {key: optional[key] for key in chosen})
    )


def by_id(inner: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(ids, inner, min_size=least, max_size=3)


def names(detail: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """`a`, `[a, b]`, `[a, {b: detail}]` or `{a: detail}`."""
    mapping = by_id(detail)
    lists = st.tuples(mapping, st.lists(st.booleans(), min_size=3, max_size=3)).map(
        lambda both: [
            {name: inner} if full else name for (name, inner), full in zip(both[0].items(), both[1], strict=False)
        ]
    )
    return ids | lists | mapping


values = texts | numbers | yes
condition = (
    values
    | st.lists(values, min_size=1, max_size=3)
    | part({}, {"min": numbers, "max": numbers, "starts_with": texts, "contains": texts}).filter(bool)
)
where = st.dictionaries(keys, condition, max_size=2)
pattern = texts | part({"event": texts}, {"where": where})
patterns = pattern | st.lists(pattern, min_size=1, max_size=2)
match = patterns | part({"start": patterns}, {"done": patterns, "fail": patterns})
pain = texts | part({"text": texts}, {"severity": st.sampled_from(["low", "medium", "high"]), "evidence": some(texts)})
signs = st.sampled_from(get_args(SignalName))
idea = texts | part({"text": texts}, {"fixes": some(signs), "owner": texts, "evidence": some(texts)})
days = st.dates().map(str)
links = st.sampled_from(["https://example.org", "https://example.org/a?b=c#d"])
target_fields = dict.fromkeys(
    ("drop_off", "repeat", "return", "unplanned", "hand_off", "failure", "error", "csat"),
    shares,
) | {"time": durations, "ces": numbers, "nps": st.integers(-100, 100)}
targets = part({}, target_fields)


def touchpoints_of(depth: int) -> st.SearchStrategy[dict[str, Any]]:
    """A touchpoint with others inside, down to a depth."""
    fields = {
        **dict.fromkeys(("title", "does", "thinks", "expects", "owner"), texts),
        **dict.fromkeys(("sees", "frontstage", "backstage", "support", "evidence", "tags"), some(texts)),
        **dict.fromkeys(("with", "only_for"), some(ids)),
        **dict.fromkeys(("moment_of_truth", "optional", "repeatable"), yes),
        "feels": feelings | by_id(feelings),
        "says": texts | part({"quote": texts}, {"by": ids, "source": texts}),
        "channel": ids,
        "by": st.sampled_from(["customer", "staff", "system", "partner"]),
        "takes": durations,
        "sla": durations | part({"within": durations}, {"share": shares}),
        "pains": some(pain),
        "ideas": some(idea),
        "match": match,
        "signals": some(pattern),
        "next": names(shares | part({}, {"share": shares, "within": durations, "when": texts})),
        "ask": names(some(texts)),
        "targets": targets,
        "accept": st.dictionaries(
            st.sampled_from(["JM301", "JM310", "JM402"]), part({"reason": texts, "until": days}, {}), max_size=2
        ),
        "renamed_from": ids,
        "links": some(links),
    }
    return part({}, fields | ({"touchpoints": by_id(touchpoints_of(depth - 1))} if depth > 1 else {}))


touchpoint = touchpoints_of(MAX_NESTED)
survey = part(
    {"answer": texts, "scale": scales},
    {
        "metric": st.sampled_from(["csat", "ces", "nps"]),
        "easy": numbers,
        "good": scales,
        "where": where,
        "from": some(texts),
        "customer": texts,
        "time": texts,
        "case": texts,
        "weight": texts,
        "at": texts,
        "comment": texts,
    },
)
columns = dict.fromkeys(("customer", "time", "name", "case", "channel", "id", "timezone", "as_of"), texts)
between = st.tuples(st.integers(1, 9), st.integers(1, 9)).map(list) | part(
    {}, {"first": st.integers(1, 9), "last": st.integers(1, 9)}
)
alternatives = ids | st.lists(ids, min_size=1, max_size=3)
funnel = part(
    {"steps": st.lists(alternatives | part({"at": alternatives}, {"within": durations}), min_size=2, max_size=4)},
    {
        "within": durations,
        "order": st.sampled_from(["ordered", "strict", "any"]),
        "entry": st.sampled_from(["any", "first"]),
        "exclude": names(between),
    },
)
weight = part({}, {"tolerance": shares, "severity": st.sampled_from([0, 0.2, 1])})
persona = part({"is": texts}, {"demographic": texts, "psychographic": texts, "behaviour": texts, "segment": where})
actor = part({"is": texts}, {"kind": st.sampled_from(["staff", "system", "partner"])})
stages = st.lists(
    st.tuples(ids, ids), unique_by=(lambda pair: pair[0], lambda pair: pair[1]), min_size=1, max_size=3
).flatmap(
    lambda pairs: st.fixed_dictionaries(
        {
            stage: part(
                {"touchpoints": st.fixed_dictionaries({at: touchpoint})},
                {"title": texts, "goal": texts, "owner": texts, "targets": targets},
            )
            for stage, at in pairs
        }
    )
)
journeys = part(
    {"title": texts, "stages": stages},
    {
        "journeymap": st.just(1),
        **dict.fromkeys(("goal", "scenario", "expects", "owner", "lang"), texts),
        "state": st.sampled_from(["current", "future", "draft"]),
        "reviewed": days,
        "review_every": durations,
        "personas": by_id(texts | persona),
        "actors": by_id(texts | actor),
        "funnels": by_id(funnel),
        "weights": part({}, dict.fromkeys(get_args(SignalName), weight)),
        "channels": names(part({}, {"title": texts, "assisted": yes})),
        "surveys": by_id(survey),
        "events": part({}, columns | {"from": some(texts), "order": some(texts), "max_bad_rows": shares}),
        "starts_at": some(ids),
        "ends_at": some(ids) | part({}, {"won": some(ids), "lost": some(ids)}),
        "leaves_after": durations,
        "new_case_after": durations,
        "ignore": some(texts),
        "budget": part(
            {},
            target_fields | {"completion": shares, "channel_switches": numbers.map(abs), "contacts": numbers.map(abs)},
        ),
    },
)

_STEP = "[^/]+"
_WHERE = f"(/where/{_STEP})?"
_OF_A_TOUCHPOINT = (
    "", "/targets", "/says", "/sla", r"/(pains|ideas)(/\d+)?", f"/accept/{_STEP}", f"/next/{_STEP}", rf"/next/\d+/{_STEP}",
    rf"/(match|match/start|match/done|match/fail|signals)(/\d+)?{_WHERE}",
)  # fmt: skip
PARTS = [
    re.compile(path)
    for path in (
        "", "events", "budget", "ends_at", "weights", f"weights/{_STEP}", f"actors/{_STEP}", f"channels/{_STEP}", rf"channels/\d+/{_STEP}",
        f"surveys/{_STEP}{_WHERE}", f"personas/{_STEP}", f"personas/{_STEP}/segment/{_STEP}",
        f"funnels/{_STEP}", rf"funnels/{_STEP}/steps/\d+", rf"funnels/{_STEP}/exclude(/\d+)?/{_STEP}",
        f"stages/{_STEP}", f"stages/{_STEP}/targets", *(f"stages/{_STEP}(/touchpoints/{_STEP})+{inner}" for inner in _OF_A_TOUCHPOINT),
    )
]  # fmt: skip
"""The paths of the mappings whose keys the language knows. A path is joined by slashes."""


def mappings(value: Any, ref: Ref = ()) -> Iterator[tuple[Ref, dict[str, Any]]]:
    """All mappings of a journey."""
    if isinstance(value, dict):
        yield ref, value
    for step, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from mappings(inner, (*ref, step))


def parts(journey: dict[str, Any]) -> Iterator[tuple[Ref, dict[str, Any]]]:
    """All mappings of a journey that are a `Part`: whose keys the language knows."""
    for ref, mapping in mappings(journey):
        listed = len(ref) > 1 and isinstance(ref[-1], int) and ref[-2] in LISTED
        path = "/".join(str(step).replace("/", "|") for step in ref)
        if not listed and any(pattern.fullmatch(path) for pattern in PARTS):
            yield ref, mapping


def loaded(document: Any) -> str:
    """What the loader says of a document: the codes of its findings. JSON is YAML."""
    try:
        loads(json.dumps(document, ensure_ascii=False).encode(), "t.yaml")
    except JourneymapError as error:
        return " ".join(sorted({finding.code for finding in error.findings}))
    return ""


@pytest.mark.parametrize("name", ["journey", "shared", "report", "whatif", "compare", "diff"])
def test_the_file_in_schemas_is_current(name: str) -> None:
    written = (Path(__file__).parents[1] / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert written == schema_text(name)


def test_only_five_schemas_have_a_name() -> None:
    assert json.loads(schema_text("report"))["$schema"] == SCHEMA["$schema"]
    with pytest.raises(ValueError, match="there are journey, shared, report, whatif, compare and diff"):
        schema_text("other")


@pytest.mark.parametrize("name", ["journey", "shared"])
def test_the_schema_is_one_that_editors_understand(name: str) -> None:
    Draft7Validator.check_schema(editor_schema(name))
    text = schema_text(name)
    assert json.loads(text) == editor_schema(name)
    assert text.endswith("}\n")
    assert text == schema_text(name)
    for word in ("oneOf", "anyOf", "allOf", "$ref", "$defs", "null", "default", "usual", "form"):
        assert f'"{word}"' not in text


@pytest.mark.parametrize("name", ["journey", "shared"])
def test_the_schema_is_small_and_a_review_of_it_short(name: str) -> None:
    text = schema_text(name)
    assert len(text) < 180_000
    assert max(map(len, text.splitlines())) < 320
    keys = [line.strip() for line in text.splitlines() if line.startswith('  "') and not line.startswith("   ")]
    assert [key.partition('"')[2].partition('"')[0] for key in keys] == list(editor_schema(name)["properties"])


def nodes(schema: Any, depth: int = 0) -> Iterator[tuple[dict[str, Any], int]]:
    """All parts of a schema, each with the number of touchpoints around it."""
    yield schema, depth
    for name, inner in schema.get("properties", {}).items():
        yield from nodes(inner, depth + (name == "touchpoints"))
    for inner in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from nodes(inner, depth)


@pytest.mark.parametrize("schema", [SCHEMA, SHARED], ids=["journey", "shared"])
def test_every_field_has_a_description_and_every_mapping_is_closed(schema: dict[str, Any]) -> None:
    for node, _ in nodes(schema):
        assert "type" in node
        if "object" in (node["type"] if isinstance(node["type"], list) else [node["type"]]):
            assert node["additionalProperties"] is not True
            assert "additionalProperties" in node
        for name, inner in node.get("properties", {}).items():
            assert inner.get("description"), name
        for example in node.get("examples", []):
            assert Draft7Validator(node).is_valid(example), example


def test_a_choice_takes_all_that_one_of_two_takes() -> None:
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 2}
    words = {
        "type": "array",
        "items": {"type": "string", "pattern": "a", "patternErrorMessage": "write a"},
        "minItems": 1,
    }
    assert _either(numbers, words) == {
        "type": "array",
        "items": {"type": ["number", "string"], "pattern": "a", "patternErrorMessage": "write a"},
    }
    by_id = {
        "type": "object",
        "additionalProperties": {"type": "string", "pattern": "a", "patternErrorMessage": "write a"},
    }
    other = {
        "type": "object",
        "additionalProperties": {"type": "string", "pattern": "b", "patternErrorMessage": "write b"},
    }
    assert _either(by_id, other) == {"type": "object", "properties": {}, "additionalProperties": {"type": "string"}}
    free = {"type": "object", "additionalProperties": True}
    assert _either(by_id, free)["additionalProperties"] is True
    assert _either(free, {"type": "object", "additionalProperties": False})["additionalProperties"] is True


@pytest.mark.parametrize("schema", [SCHEMA, SHARED], ids=["journey", "shared"])
def test_only_the_outermost_touchpoints_offer_something_to_fill_in(schema: dict[str, Any]) -> None:
    offering = {depth for node, depth in nodes(schema) if node.keys() & {"examples", "defaultSnippets"}}
    assert offering == {0, 1}
    assert {depth for _, depth in nodes(schema)} == {0, 1, 2, 3}


def test_examples_can_be_shown_on_a_line() -> None:
    shown = [example for node, _ in nodes(SCHEMA) for example in node.get("examples", [])]
    assert all(not isinstance(part, dict) for part in shown)
    assert all(isinstance(inner, str) for part in shown if isinstance(part, list) for inner in part)


def test_every_snippet_has_its_key() -> None:
    offered = {
        (name, snippet["label"])
        for node, _ in nodes(SCHEMA)
        for name, inner in node.get("properties", {}).items()
        for snippet in inner.get("defaultSnippets", [])
    }
    assert offered == {(name, snippet.label) for name, snippets in SNIPPETS.items() for snippet in snippets}


@pytest.mark.parametrize(
    ("identifier", "good"),
    [("check-stock", True), ("thu-tiền", True), ("a_1", True), ("7", True), ("check stock", False), ("a.b", False), ("-a", False), ("a/b", False), ("", False)],
)  # fmt: skip
def test_ids_of_stages_and_touchpoints_are_held_to_their_letters(identifier: str, good: bool) -> None:
    document = {
        "title": "Buy",
        "stages": {identifier: {"touchpoints": {identifier: {"touchpoints": {identifier: {}}}}}},
    }
    assert len(list(EDITOR.iter_errors(document))) == (0 if good else 3)


@settings(max_examples=RUNS, deadline=None, phases=QUICK, suppress_health_check=[HealthCheck.too_slow])
@given(journeys)
def test_what_loads_is_accepted(journey: dict[str, Any]) -> None:
    assert loaded(journey) == ""
    assert [error.message for error in EDITOR.iter_errors(journey)] == []


@settings(max_examples=RUNS, deadline=None, phases=QUICK, suppress_health_check=[HealthCheck.too_slow])
@given(journeys, st.data())
def test_an_unknown_key_is_refused_by_both(journey: dict[str, Any], data: st.DataObject) -> None:
    _, mapping = data.draw(st.sampled_from(list(parts(journey))))
    mapping["qqqqq"] = data.draw(texts)
    assert loaded(journey) == "JM102"
    assert not EDITOR.is_valid(journey)


def journey_with(**touchpoint: Any) -> dict[str, Any]:
    return {"title": "Buy", "stages": {"find": {"touchpoints": {"browse": touchpoint}}}}


@pytest.mark.parametrize(
    "touchpoint",
    [
        {"feels": 3}, {"feels": "good"}, {"feels": 0.5}, {"feels": {"linh": 5}}, {"takes": "5 min"}, {"takes": 5}, {"takes": "P"}, {"takes": "PT"},
        {"by": "robot"}, {"optional": "yes"}, {"does": 5}, {"does": ""}, {"does": " "}, {"says": ["a"]}, {"pains": [{"severity": "high"}]},
        {"pains": [{"text": "a", "severity": "hihg"}]}, {"match": 5}, {"next": 1},
        {"next": {"pay": "120%"}}, {"next": {"pay": 2}}, {"next": {"pay": {"within": "soon"}}}, {"targets": {"csat": 85}}, {"targets": {"ces": "5%"}},
        {"targets": {"csat": "100.1%"}}, {"targets": {"nps": 101}}, {"ask": {"csat": 5}}, {"ask": True}, {"title": None}, {"pains": [None]}, {"next": None},
        {"match": {"event": "a", "where": {"x": []}}}, {"match": {"event": "a", "where": {"x": {}}}},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_what_means_nothing_is_refused_by_both(touchpoint: dict[str, Any]) -> None:
    assert loaded(journey_with(**touchpoint)) in ("JM103", "JM106")
    assert not EDITOR.is_valid(journey_with(**touchpoint))


@pytest.mark.parametrize("path", sorted(CASES.glob("ok-*.yaml")), ids=lambda path: path.stem)
def test_every_example_that_loads_is_accepted(path: Path) -> None:
    document = loads(path.read_bytes(), path.name).document
    assert [error.message for error in EDITOR.iter_errors(document.value)] == []
