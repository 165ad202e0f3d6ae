"""Places: whatever a writer puts down, `Document.location` finds at exactly the line and column where it was put."""

import os
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap.document import MAX_BYTES, MAX_DEPTH, MAX_FAULTS, MAX_VALUES, parse, read, scalar
from journeymap.finding import JourneymapError, Ref
from journeymap.places import Document

TWICE = "\0"
"""Ends a key that is written without it: to write a key twice."""
EMPTY = type("Empty", (), {})()
"""A value of which nothing is written."""
RUNS = int(os.environ.get("JOURNEYMAP_FAULT_RUNS", "150"))


@dataclass
class Writer:
    """Writes YAML by hand and notes where each key and value begins: (line, column, width)."""

    text: str = ""
    keys: dict[Ref, tuple[int, int, int]] = field(default_factory=dict)
    values: dict[Ref, tuple[int, int, int]] = field(default_factory=dict)

    def here(self, width: int) -> tuple[int, int, int]:
        line = self.text.count("\n") + 1
        return line, len(self.text) - (self.text.rfind("\n") + 1) + 1, width

    def put(self, text: str) -> tuple[int, int, int]:
        place = self.here(len(text))
        self.text += text
        return place

    def flow(self, value: object, ref: Ref) -> None:
        start = len(self.text)
        place = self.here(1)
        if isinstance(value, dict):
            self.put("{")
            for number, (key, inner) in enumerate(value.items()):
                self.put(", " if number else "")
                self.keys[(*ref, key)] = self.put(written(key))
                self.put(": ")
                self.flow(inner, (*ref, key))
            self.put("}")
        elif isinstance(value, list):
            self.put("[")
            for number, inner in enumerate(value):
                self.put(", " if number else "")
                self.flow(inner, (*ref, number))
            self.put("]")
        else:
            self.put(written(value))
        self.values[ref] = (place[0], place[1], len(self.text) - start)

    def block(self, value: object, ref: Ref, indent: int) -> None:
        """`value` on lines of its own."""
        if not value or not isinstance(value, dict | list):
            self.put(" " * indent)
            self.flow(value, ref)
            self.put("\n")
            return
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for number, (key, inner) in enumerate(items):
            self.put(" " * indent)
            if not number:
                self.values[ref] = self.here(1)
            inner_ref = (*ref, key)
            if isinstance(value, dict):
                self.keys[inner_ref] = self.put(written(key))
                self.put(":")
            else:
                self.put("-")
            if inner and isinstance(inner, dict | list) and len(ref) % 3 != 2:
                self.put("  # 😀 so far\n")
                self.block(inner, inner_ref, indent + 2)
            else:
                self.put(" ")
                self.flow(inner, inner_ref)
                self.put("   # a: [comment\n" if len(ref) % 2 else "\n\n")


def written(value: object) -> str:
    if value is EMPTY:
        return ""
    if isinstance(value, str):
        value = value.removesuffix(TWICE)
        return "'" + value.replace("'", "''") + "'" if len(value) % 2 or not value.isalnum() else '"' + value + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


words = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="\u201c\u201d\u201e\u2018\u2019\u201a\u00ad"),
    min_size=1,
    max_size=6,
)
texts = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=8)
scalars = texts | st.booleans() | st.integers(-(10**9), 10**9)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(words.filter(lambda word: word != "<<"), inner, max_size=4)
    ),
    max_leaves=25,
)


@settings(max_examples=RUNS, deadline=None)
@given(
    st.dictionaries(words.filter(lambda word: word != "<<"), trees, min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)
def test_every_key_and_value_is_found_where_it_was_written(tree: dict[str, object], line_end: str, mark: bool) -> None:
    writer = Writer("# 👩‍👩‍👧 first\n")
    writer.block(tree, (), 0)
    document = parse((("\ufeff" if mark else "") + writer.text.replace("\n", line_end)).encode(), "t.yaml")
    assert document.value == tree
    found_values = {ref: where(document, ref) for ref in writer.values}
    found_keys = {ref: where(document, ref, key=True) for ref in writer.keys}
    assert found_values == writer.values
    assert found_keys == writer.keys


def where(document: Document, ref: Ref, *, key: bool = False) -> tuple[int, int, int]:
    location = document.location(ref, key=key)
    assert location.file == "t.yaml"
    assert location.excerpt[-1] == document.text.split("\n")[location.line - 1]
    return location.line, location.column, location.width


def test_what_is_not_there_stands_where_the_nearest_thing_above_it_does() -> None:
    document = parse(b"a:\n  b: 1\nc: 2\n", "t.yaml")
    assert where(document, ("a", "x", "y")) == where(document, ("a",)) == (2, 3, 1)
    assert where(document, ("a", "x"), key=True) == (2, 3, 1)
    assert where(document, ("a",), key=True) == (1, 1, 1)
    assert where(document, ()) == where(document, ("z",)) == (1, 1, 1)
    assert document.span(("a", "x")) is None
    assert document.span(("a", "b")) == (8, 9)
    assert document.span(("a", "b"), key=True) == (5, 6)


def test_a_span_of_several_lines_is_cut_at_the_end_of_its_first() -> None:
    document = parse(b"a: [1,\n  2]\nb: |\n  x\n  y\n", "t.yaml")
    assert where(document, ("a",)) == (1, 4, 3)
    assert where(document, ("b",)) == (3, 4, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("NULL", None), ("nUll", "nUll"),
        ("true", True), ("True", True), ("FALSE", False), ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"),
        ("0", 0), ("-1", -1), ("+12", 12), ("010", "010"), ("0o10", "0o10"), ("0x1F", "0x1F"), ("1_000", "1_000"), ("12:30", "12:30"),
        ("09:00", "09:00"), ("1.", 1.0), (".5", 0.5), ("-.5", -0.5), ("1e3", 1000.0), ("1.5E-2", 0.015), (".", "."), ("-", "-"), ("+", "+"),
        (".inf", ".inf"), ("-.inf", "-.inf"), (".nan", ".nan"), ("1e999", "1e999"), ("9" * 18, int("9" * 18)), ("9" * 19, float("9" * 19)),
        ("2026-07-01", "2026-07-01"), ("2024-13-45", "2024-13-45"), ("1..5", "1..5"), ("85%", "85%"), ("=", "="), ("५", "५"), ("1.2.3", "1.2.3"),
    ],
)  # fmt: skip
def test_only_the_scalars_of_yaml_1_2_are_more_than_text(text: str, value: object) -> None:
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)


@pytest.mark.parametrize("quoted", ["'true'", '"12"', "'~'", '""', "|\n  5\n"])
def test_quoted_values_are_text(quoted: str) -> None:
    value = parse(f"a: {quoted}".encode(), "t.yaml").value["a"]
    assert isinstance(value, str)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a: " + b"[" * 100_000, "JM006"),
        (b"a: " + b"{a: " * 100_000, "JM006"),
        (b"- " * 100_000, "JM006"),
        (b"? " * 100_000, "JM005"),
        (b"a: [" + b"1," * (MAX_VALUES + 1) + b"]", "JM006"),
        (b"a: " + b"x" * MAX_BYTES, "JM006"),
        (b"a: [" + b"*x, " * 100_000 + b"]", "JM004"),
        (b"".join(b"a: 1\n" for _ in range(50_000)), "JM003"),
        (b"a: &a [x]\n" + b"".join(b"k%d: &k%d [*a, *a]\n" % (n, n) for n in range(30)), "JM004"),
        (b"\x00" * 1000, "JM001"),
        (bytes(range(256)), "JM001"),
    ],
    ids=[
        "brackets",
        "braces",
        "dashes",
        "question-marks",
        "values",
        "bytes",
        "aliases",
        "duplicates",
        "bomb",
        "nul",
        "bytes-of-all-kinds",
    ],
)
def test_what_could_exhaust_a_machine_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(JourneymapError) as raised:
        parse(data, "t.yaml")
    assert {finding.code for finding in raised.value.findings} == {code}
    assert len(raised.value.findings) <= MAX_FAULTS
    assert all(len(finding.message) < 200 for finding in raised.value.findings)


def test_the_limits_themselves_are_allowed() -> None:
    deep = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    assert parse(f"a: {deep}".encode(), "t.yaml").value
    assert len(parse(b"a: [" + b"1," * (MAX_VALUES - 2) + b"]", "t.yaml").value["a"]) == MAX_VALUES - 2
    assert parse(b"a: " + b"x" * (MAX_BYTES - 3), "t.yaml").value


def test_faults_that_leave_the_values_readable_come_with_them() -> None:
    document = read(b"a: 1\na: 2\nb: &x 3\nc:\n", "t.yaml")
    assert document.value == {"a": 1, "b": 3, "c": None}
    assert [finding.code for finding in document.faults] == ["JM003", "JM004"]
    assert document.empty == (("c",),)
    with pytest.raises(JourneymapError):
        parse(b"a: 1\na: 2\n", "t.yaml")


@settings(max_examples=RUNS, deadline=None)
@given(
    st.binary(max_size=200)
    | st.text("ab:-?#&*!|>'\"%@`{}[],\t\n \u00a0\u0085\u2028\ufeff“<~.0", max_size=60).map(str.encode)
)
def test_no_bytes_end_in_a_traceback(data: bytes) -> None:
    try:
        document = parse(data, "t.yaml")
    except JourneymapError as error:
        for finding in error.findings:
            assert finding.location is not None
            assert finding.code.startswith("JM00")
            assert finding.message.isprintable()
            assert finding.help.isprintable()
            assert finding.location.column >= 1
    else:
        assert document.value is not None
