"""How findings are told to code hosts: word for word, against the published schemas, and with text that wants to be more than text."""

import importlib
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap import __version__, lint, manual
from journeymap.finding import Finding, Level, Location
from journeymap.formats import FORMATS, format_of
from journeymap.formats.common import fingerprints
from jsonschema import Draft4Validator, Draft202012Validator
from markdown_it import MarkdownIt

SCHEMAS = Path(__file__).parent / "schemas"
SHOP = "journeys/my shop.yaml"
ODD = "a:b,c%.yaml"
HOSTILE = "a\n::error file=x::y\r\n%0A ]]> <b>\"&' \x1b[31m\x00\ufffe\u202e [go](https://x) 🛒"
FINDINGS = (
    Finding(
        "JM102",
        Level.ERROR,
        "unknown field 'nxt'",
        "did you mean 'next'?",
        ("stages", "buy", "touchpoints", "look", "nxt"),
        Location(SHOP, 6, 27, 3, ("    touchpoints:", "      look: {match: look, nxt: pay}")),
    ),
    Finding("JM203", Level.WARNING, HOSTILE, "", ("stages", "🛒", 2), Location(ODD, 2, 3, 2, ("", "é🛒é: x"))),
    Finding("JM320", Level.HINT, "about no file"),
)
FILES = (SHOP, "fine.yaml")
CLEANED = "a ::error file=x::y  %0A ]]> <b>\"&' [31m\ufffe [go](https://x) 🛒"
FIRST, SECOND, THIRD = fingerprints(FINDINGS, FILES)


def told(form: str, findings: Any = FINDINGS, files: Any = FILES) -> str:
    return format_of(form)(findings, files)


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


# --- word for word -----------------------------------------------------------------------------------------------------


def test_text_and_json_are_what_they_were() -> None:
    assert told("text") == lint.text(FINDINGS)
    assert told("json") == lint.as_json(FINDINGS)


def test_github() -> None:
    assert told("github").split("\n") == [
        f"::error file={SHOP},line=6,col=27,endColumn=30,title=JM102::unknown field 'nxt'; did you mean 'next'?",
        f"::warning file=a%3Ab%2Cc%25.yaml,line=2,col=3,endColumn=5,title=JM203::{CLEANED.replace('%', '%25')}",
        f"::notice file={SHOP},line=1,col=1,endColumn=2,title=JM320::about no file",
        "",
    ]


def test_gitlab() -> None:
    def issue(code: str, severity: str, words: str, fingerprint: str, path: str, line: int) -> dict[str, Any]:
        return {
            "description": words,
            "check_name": code,
            "fingerprint": fingerprint,
            "severity": severity,
            "location": {"path": path, "lines": {"begin": line}},
        }

    assert json.loads(told("gitlab")) == [
        issue("JM102", "major", "unknown field 'nxt'; did you mean 'next'?", FIRST, SHOP, 6),
        issue("JM203", "minor", CLEANED, SECOND, ODD, 2),
        issue("JM320", "info", "about no file", THIRD, SHOP, 1),
    ]
    assert told("gitlab", ()) == "[]\n"


def test_sarif() -> None:
    log = json.loads(told("sarif"))
    run = log["runs"][0]
    assert (log["version"], len(log["runs"]), run["columnKind"]) == ("2.1.0", 1, "unicodeCodePoints")
    assert (run["tool"]["driver"]["name"], run["tool"]["driver"]["version"]) == ("journeymap", __version__)
    assert run["artifacts"] == [{"location": {"uri": "journeys/my%20shop.yaml"}}, {"location": {"uri": "fine.yaml"}}]

    def result(index: int, code: str, level: str, words: str, uri: str, *where: int, name: str) -> dict[str, Any]:
        region = dict(zip(("startLine", "startColumn", "endColumn"), where, strict=True))
        return {
            "ruleId": code,
            "ruleIndex": index,
            "level": level,
            "message": {"text": words},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
            "partialFingerprints": {"journeymap/v1": name},
        }

    unlinked = CLEANED.replace("[", "\\[").replace("]", "\\]")
    shop = "journeys/my%20shop.yaml"
    assert run["results"] == [
        result(0, "JM102", "error", "unknown field 'nxt'; did you mean 'next'?", shop, 6, 27, 30, name=FIRST),
        result(1, "JM203", "warning", unlinked, "a%3Ab%2Cc%25.yaml", 2, 3, 5, name=SECOND),
        result(2, "JM320", "note", "about no file", shop, 1, 1, 2, name=THIRD),
    ]


def test_sarif_brings_the_manual_page_along() -> None:
    rules = json.loads(told("sarif"))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["JM102", "JM203", "JM320"]
    assert rules[0]["shortDescription"] == {"text": "a key that the language does not know."}
    assert rules[0]["fullDescription"]["text"].startswith(
        "What: a key is misspelt, made up, or stands in the wrong place."
    )
    assert rules[1]["shortDescription"] == {"text": "a touchpoint from which no designed path reaches an end."}
    assert rules[1]["fullDescription"]["text"].startswith("What: customers who come here can ")
    assert rules[1]["help"]["text"] == importlib.import_module("journeymap.rules").manual("JM203")
    both = [replace(FINDINGS[0], code=code) for code in ("JM401", "JM402")]
    rules = json.loads(told("sarif", both))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["shortDescription"]["text"] for rule in rules] == [
        "a promise is broken.",
        "a promise is not decided yet.",
    ]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a b/ü#?.yaml", "a%20b/%C3%BC%23%3F.yaml"),
        ("/srv/x y.yaml", "file:///srv/x%20y.yaml"),
        ("C:/x y.yaml", "file:///C:/x%20y.yaml"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("../up.yaml", "../up.yaml"),
    ],
)
def test_sarif_addresses(file: str, uri: str) -> None:
    assert json.loads(told("sarif", (), (file, file)))["runs"][0]["artifacts"] == [{"location": {"uri": uri}}]


def test_junit() -> None:
    root = ET.fromstring(told("junit"))
    lawful = CLEANED.replace("\ufffe", "\ufffd")
    assert (root.tag, root.attrib) == (
        "testsuites",
        {"name": "journeymap check", "tests": "4", "failures": "1", "errors": "0"},
    )
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("skipped")) for suite in root] == [
        (SHOP, "2", "1", "1"),
        ("fine.yaml", "1", "0", "0"),
        (ODD, "1", "0", "1"),
    ]
    assert [
        (case.get("classname"), case.get("name"), [(child.tag, child.get("message")) for child in case])
        for case in root.iter("testcase")
    ] == [
        (SHOP, "JM102: unknown field 'nxt'", [("failure", "unknown field 'nxt'")]),
        (SHOP, "JM320: about no file", [("skipped", "about no file")]),
        ("fine.yaml", "nothing to say", []),
        (ODD, f"JM203: {lawful}", [("skipped", lawful)]),
    ]
    assert [case.text for case in root.iter("failure")] == [lint.text(FINDINGS[:1])]


def test_junit_to_the_byte() -> None:
    assert told("junit", FINDINGS[:1], FILES) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="journeymap check" tests="2" failures="1" errors="0">\n'
        '  <testsuite name="journeys/my shop.yaml" tests="1" failures="1" errors="0" skipped="0">\n'
        '    <testcase classname="journeys/my shop.yaml" name="JM102: unknown field \'nxt\'">\n'
        '      <failure type="JM102" message="unknown field \'nxt\'">'
        "journeys/my shop.yaml:6:27: error[JM102]: unknown field 'nxt'\n"
        "  5 |     touchpoints:\n"
        "  6 |       look: {match: look, nxt: pay}\n"
        "    |                           ^^^\n"
        "    = help: did you mean 'next'?\n"
        "</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        '  <testsuite name="fine.yaml" tests="1" failures="0" errors="0" skipped="0">\n'
        '    <testcase classname="fine.yaml" name="nothing to say" />\n'
        "  </testsuite>\n"
        "</testsuites>\n"
    )


def test_junit_names_are_never_alike_in_one_file() -> None:
    moved = replace(FINDINGS[0], location=Location(SHOP, 9, 1))
    names = [case.get("name") for case in ET.fromstring(told("junit", (FINDINGS[0], moved))).iter("testcase")]
    assert names[:2] == ["JM102: unknown field 'nxt'", "JM102: unknown field 'nxt' (2)"]


def test_rdjson() -> None:
    def diagnostic(code: str, severity: str, words: str, path: str, start: Any, end: Any) -> dict[str, Any]:
        return {
            "message": words,
            "location": {"path": path, "range": {"start": start, "end": end}},
            "severity": severity,
            "code": {"value": code},
        }

    # é is 2 bytes of UTF-8 and the trolley 4: the third character begins at byte 7
    assert json.loads(told("rdjson")) == {
        "source": {"name": "journeymap"},
        "diagnostics": [
            diagnostic(
                "JM102",
                "ERROR",
                "unknown field 'nxt'; did you mean 'next'?",
                SHOP,
                {"line": 6, "column": 27},
                {"line": 6, "column": 30},
            ),
            diagnostic("JM203", "WARNING", CLEANED, ODD, {"line": 2, "column": 7}, {"line": 2, "column": 10}),
            diagnostic("JM320", "INFO", "about no file", SHOP, {"line": 1}, {"line": 1}),
        ],
    }


def test_markdown() -> None:
    assert told("markdown") == (
        "## ❌ 2 files checked: 1 error, 1 warning, 1 hint\n\n"
        "| | Where | What, and what to do |\n|:-:|---|---|\n"
        f"| ❌ | `{SHOP}:6:27` | unknown field 'nxt'; did you mean 'next'? (JM102) |\n"
        f"| ⚠️ | `{ODD}:2:3` | `{CLEANED}` (JM203) |\n"
        f"| 💡 | `{SHOP}:1:1` | about no file (JM320) |\n"
    )
    assert told("markdown", FINDINGS[::-1]) == told("markdown")
    assert told("markdown", (), ("a",)) == "## ✅ 1 file checked: nothing to say\n"
    assert told("markdown", FINDINGS[1:2], ("a",)).startswith("## ⚠️ 1 file checked: 1 warning\n")


# --- caps --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "shown", "last"), [(9, 9, "x"), (10, 10, "x"), (11, 10, "x%0A+1 more of this level")]
)
def test_github_shows_ten_of_a_level(count: int, shown: int, last: str) -> None:
    many = [Finding("JM102", Level.ERROR, "x")] * count + [Finding("JM203", Level.WARNING, "y")] * 12
    lines = told("github", many).splitlines()
    errors = [line for line in lines if line.startswith("::error ")]
    warnings = [line for line in lines if line.startswith("::warning ")]
    assert (len(errors), len(warnings), len(lines)) == (shown, 10, shown + 10)
    assert errors[-1].endswith(f"::{last}")
    assert warnings[-1].endswith("::y%0A+2 more of this level")
    assert sum("more of" in line for line in lines) == (2 if count > 10 else 1)


def test_a_summary_is_never_too_long_and_never_cut_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [Finding("JM102", Level.ERROR, "🛒" * 90)] * 30
    monkeypatch.setattr("journeymap.formats.markdown.LIMIT", 2_000)
    text = told("markdown", many)
    rows = [line for line in text.splitlines() if line.startswith("| ❌")]
    assert {row.endswith("🛒` (JM102) |") for row in rows} == {True}
    assert 1_800 < sum(len(row) + 1 for row in rows) <= 2_000
    assert text.endswith(f"\n\n*{30 - len(rows)} more: `journeymap check` tells all.*\n")
    one = [Finding("JM102", Level.ERROR, "x" * 2_000)]
    assert told("markdown", one) == "## ❌ 2 files checked: 1 error\n\n*1 more: `journeymap check` tells all.*\n"


# --- fingerprints ------------------------------------------------------------------------------------------------------


def test_a_fingerprint_is_code_path_and_ref() -> None:
    finding = FINDINGS[0]
    same = replace(finding, message="other", help="", level=Level.HINT, location=Location(SHOP, 99, 1))
    others = (
        replace(finding, code="JM103"),
        replace(finding, ref=("stages",)),
        replace(finding, location=Location("other.yaml", 6)),
    )
    [name] = fingerprints([finding], FILES)
    assert re.fullmatch("[0-9a-f]{64}", name)
    assert fingerprints([same], FILES) == [name]
    assert len({name, *(fingerprints([other], FILES)[0] for other in others)}) == 4


def test_a_fingerprint_is_the_same_for_ever() -> None:
    assert FIRST == "5a7b719954db24c2a313e794b1c9905a188da8dbcb21efc17bd5d71ac672225e"


def test_equal_fingerprints_are_counted() -> None:
    one, two, three = fingerprints([FINDINGS[0]] * 3, FILES)
    assert one == FIRST
    assert len({one, two, three}) == 3
    assert fingerprints([FINDINGS[0]] * 2, FILES) == [one, two]


def test_windows_writes_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    there = [replace(FINDINGS[0], location=replace(FINDINGS[0].location, file=r"journeys\my shop.yaml"))]  # type: ignore[type-var]
    here = {form: told(form, FINDINGS[:1]) for form in FORMATS}
    monkeypatch.setattr(os, "sep", "\\")
    for form in ("github", "gitlab", "sarif", "rdjson"):
        assert told(form, there, (r"journeys\my shop.yaml", "fine.yaml")) == here[form]
    suite = ET.fromstring(told("junit", there, (r"journeys\my shop.yaml",)))[0]
    assert (suite.get("name"), suite[0].get("classname")) == (SHOP, SHOP)


# --- against the schemas, whatever is said -----------------------------------------------------------------------------

XS = "{http://www.w3.org/2001/XMLSchema}"


def faults(element: ET.Element, xsd: ET.Element) -> list[str]:
    """What an XSD of the kind of junit-10.xsd holds against an element: unknown or missing attributes, children, text."""
    declared = next((found for found in xsd.findall(f"{XS}element") if found.get("name") == element.tag), None)
    if declared is None:
        return [f"{element.tag} is not declared"]
    if declared.get("type"):
        return [f"{element.tag} holds elements"] if len(element) else []
    attributes = {found.get("name"): found for found in declared.iter(f"{XS}attribute")}
    allowed = {found.get("ref") for found in declared.iter(f"{XS}element")} - {None}
    mixed = declared.find(f"{XS}complexType").get("mixed") == "true"  # type: ignore[union-attr]
    around = (element.text or "") + "".join(child.tail or "" for child in element)
    return [
        *(f"{element.tag} has {name}" for name in element.attrib if name not in attributes),
        *(
            f"{element.tag} lacks {name}"
            for name, found in attributes.items()
            if found.get("use") == "required" and name not in element.attrib
        ),
        *(f"{element.tag} holds {child.tag}" for child in element if child.tag not in allowed),
        *([f"{element.tag} holds text"] if around.strip() and not mixed else []),
        *(fault for child in element for fault in faults(child, xsd)),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<testsuites><testsuite name='a' tests='1' failures='0' errors='0'/></testsuites>", []),
        ("<testsuites><testsuite name='a' tests='1' failures='0'/></testsuites>", ["testsuite lacks errors"]),
        ("<testsuites><testcase name='a'/></testsuites>", ["testsuites holds testcase"]),
        ("<testcase name='a' file='b'/>", ["testcase has file"]),
        ("<testcase name='a'>text<failure>text</failure></testcase>", ["testcase holds text"]),
        ("<journey/>", ["journey is not declared"]),
    ],
)
def test_the_xsd_is_really_asked(text: str, said: list[str]) -> None:
    assert faults(ET.fromstring(text), ET.parse(SCHEMAS / "junit-10.xsd").getroot()) == said


def errors_of(form: str, text: str) -> list[str]:
    """What a format's published schema holds against a text."""
    if form == "junit":
        return faults(ET.fromstring(text), ET.parse(SCHEMAS / "junit-10.xsd").getroot())
    return [error.message for error in VALIDATORS[form].iter_errors(json.loads(text))]


VALIDATORS = {
    "sarif": Draft4Validator(schema("sarif-2.1.0.schema.json")),
    "gitlab": Draft202012Validator(schema("gitlab-code-quality.schema.json")),
    "rdjson": Draft202012Validator(schema("rdjson.schema.json")),
}
COUNTS: dict[str, Callable[[str], int]] = {
    "sarif": lambda text: len(json.loads(text)["runs"][0]["results"]),
    "gitlab": lambda text: len(json.loads(text)),
    "rdjson": lambda text: len(json.loads(text)["diagnostics"]),
    "junit": lambda text: sum(bool(len(case)) for case in ET.fromstring(text).iter("testcase")),
}
WORDS = st.one_of(
    st.text(),
    st.text(alphabet="\n\r\x00\x1b\x85\u2028:%,[](){}]>&<\"'\\ \ufffe\ufeffé🛒a", min_size=1),
    st.text(alphabet=st.characters(categories=["Cs", "Cc", "Cf", "Zl", "Zp"])),
    st.sampled_from(["::error::x", "\n::stop-commands::x", "]]>", "<!--", "##[error]", "%0A::error::", HOSTILE]),
)
PLACES = st.builds(
    Location,
    file=WORDS.filter(bool),
    line=st.integers(1, 10**6),
    column=st.integers(1, 300),
    width=st.integers(1, 300),
    excerpt=st.lists(WORDS, max_size=2).map(tuple),
)
SAID = st.lists(
    st.builds(
        Finding,
        code=st.sampled_from(manual.codes()),
        level=st.sampled_from(Level),
        message=WORDS.map(lambda words: f"it {words}"),
        help=WORDS,
        ref=st.lists(st.one_of(WORDS, st.integers()), max_size=3).map(tuple),
        location=st.none() | PLACES,
    ),
    max_size=30,
)


@pytest.mark.parametrize("form", sorted(COUNTS))
@given(findings=SAID, files=st.lists(WORDS.filter(bool), max_size=3))
def test_whatever_is_said_keeps_to_the_schema(form: str, findings: list[Finding], files: list[str]) -> None:
    text = told(form, findings, files)
    assert errors_of(form, text.encode().decode()) == []
    assert COUNTS[form](text) == len(findings)
    assert text.endswith("\n")


@pytest.mark.parametrize("form", sorted(COUNTS))
def test_the_examples_keep_to_the_schema(form: str) -> None:
    assert errors_of(form, told(form)) == []
    assert errors_of(form, told(form, (), ())) == []


def test_the_schemas_are_really_asked() -> None:
    for form, broken in (
        ("sarif", told("sarif").replace('"startLine": 6', '"startLine": 0')),
        ("gitlab", told("gitlab").replace('"major"', '"grave"')),
        ("rdjson", told("rdjson").replace('"ERROR"', '"error"')),
        ("junit", told("junit").replace(' errors="0"', "")),
    ):
        assert errors_of(form, broken) != []


def unescaped(text: str) -> str:
    for code, char in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


@given(findings=SAID, files=st.lists(WORDS.filter(bool), max_size=3))
def test_whatever_is_said_is_one_command_a_finding(findings: list[Finding], files: list[str]) -> None:
    # A runner splits the log at \r and \n, and a command's properties at , = and ::
    lines = re.split("[\r\n]", told("github", findings, files))
    assert lines.pop() == ""
    assert len(lines) == sum(
        min(10, sum(finding.level is level for finding in findings)) for level in {found.level for found in findings}
    )
    for line in lines:
        command, properties, message = re.fullmatch("::(error|warning|notice) (.*?)::(.*)", line, re.DOTALL).groups()  # type: ignore[union-attr]
        pairs = dict(pair.split("=", 1) for pair in properties.split(","))
        assert list(pairs) == ["file", "line", "col", "endColumn", "title"]
        assert ":" not in properties
        assert unescaped(message).startswith("it ")
        assert not re.search("[\x00-\x1f\x7f-\x9f]", line)
        assert command in ("error", "warning", "notice")


@settings(max_examples=30)
@given(findings=SAID, files=st.lists(WORDS.filter(bool), max_size=3))
def test_whatever_is_said_is_one_row_of_a_table(findings: list[Finding], files: list[str]) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(told("markdown", findings, files))
    kinds = [token.type for token in tokens]
    assert kinds.count("tr_open") == (len(findings) + 1 if findings else 0)
    assert kinds.count("td_open") == 3 * len(findings)
    assert "html_block" not in kinds
    assert {inner.type for token in tokens for inner in token.children or ()} <= {"text", "code_inline"}


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1).filter(
        lambda t: t[0] != "/" and os.path.normpath(t) == t != "."
    )
)
def test_an_address_means_its_file(file: str) -> None:
    [artifact] = json.loads(told("sarif", (), (file,)))["runs"][0]["artifacts"]
    uri = artifact["location"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9\-._~/%:]+", uri)
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc) in (("", ""), ("file", ""))
    assert unquote(parts.path).removeprefix("/" if parts.scheme else "") == file


# --- the command -------------------------------------------------------------------------------------------------------

WRONG = "titel: T\nstages: {s: {touchpoints: {a: {}}}}\n"


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_gets_what_standard_output_gets(form: str, here: Path, run: Callable[..., Any]) -> None:
    (here / "a b.yaml").write_text(WRONG)
    shown = run("check", "a b.yaml", "--format", form)
    written = run("check", "a b.yaml", "--format", form, "-o", "deep/out")
    summary = "1 journey checked: 1 error\n" if form == "text" else ""
    assert (shown.code, shown.err) == (1, summary)
    assert written == (1, "", summary)
    assert (here / "deep" / "out").read_text(encoding="utf-8") == shown.out
    assert "JM102" in shown.out
    assert run("check", "a b.yaml", "--format", form) == shown


@pytest.mark.parametrize("form", ["github", "gitlab", "sarif"])
def test_hosts_know_a_file_from_the_top_of_its_repository(
    form: str, here: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "shop" / "journeys").mkdir(parents=True)
    (here / "shop" / "journeys" / "a.yaml").write_text(WRONG)

    def place(file: str) -> str:
        out = run("check", file, "--format", form).out
        found = re.findall(r"file=(.*?),|\"(?:path|uri)\": \"(.*?)\"", out)
        return "".join(found[0])

    monkeypatch.chdir(here / "shop" / "journeys")
    assert place("a.yaml") == "a.yaml"
    (here / "shop" / ".git").mkdir()
    assert place("a.yaml") == "journeys/a.yaml"
    assert place("../journeys/a.yaml") == "journeys/a.yaml"
    monkeypatch.chdir(here)
    assert place("shop/journeys/a.yaml") == "journeys/a.yaml"
    assert place(str(here / "shop" / "journeys" / "a.yaml")) == "journeys/a.yaml"


def test_findings_are_told_in_several_formats_at_once(here: Path, run: Callable[..., Any]) -> None:
    (here / "a.yaml").write_text(WRONG)
    alone = {form: run("check", "a.yaml", "--format", form).out for form in ("text", "github", "junit", "markdown")}
    said = run("check", "a.yaml", "--also", "junit=out/j=1.xml", "--also", "markdown=m")
    assert (said.code, said.out) == (1, alone["text"])
    assert (here / "out" / "j=1.xml").read_text(encoding="utf-8") == alone["junit"]
    assert (here / "m").read_text(encoding="utf-8") == alone["markdown"]
    said = run("check", "a.yaml", "--format", "github", "-o", "g", "--also", "junit=j")
    assert (said.code, said.out, said.err) == (1, "", "")
    assert [(here / name).read_text(encoding="utf-8") for name in "gj"] == [alone["github"], alone["junit"]]


@pytest.mark.parametrize("also", ["junit", "junit=", "=x", "xml=x", ""])
def test_also_is_a_format_and_a_file(also: str, here: Path, run: Callable[..., Any]) -> None:
    said = run("check", "a.yaml", "--also", also)
    assert (said.code, said.out) == (2, "")
    assert "write FORMAT=FILE, with one of text, json, github, gitlab, sarif, junit, rdjson, markdown" in said.err


def test_a_file_that_cannot_be_written_is_2(here: Path, run: Callable[..., Any]) -> None:
    (here / "a.yaml").write_text(WRONG)
    (here / "full").write_text("")
    said = run("check", "a.yaml", "--format", "sarif", "-o", "full/out.sarif")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("full/out.sarif:1:1: error[JM802]: the file cannot be written: ")


def test_a_file_that_cannot_be_read_stands_in_every_format(here: Path, run: Callable[..., Any]) -> None:
    for form in FORMATS:
        said = run("check", "none.yaml", "--format", form)
        assert said.code == 2
        assert "none.yaml" in said.out
        assert "JM009" in said.out


@pytest.mark.parametrize("form", FORMATS)
def test_a_name_that_is_no_unicode_is_no_fault(form: str, here: Path, run: Callable[..., Any]) -> None:
    said = run("check", os.fsdecode(b"\xff.yaml"), "--format", form)
    assert said.code == 2
    assert "there is no such file" in said.out


def test_no_format_is_imported_before_it_is_asked_for(here: Path) -> None:
    (here / "a.yaml").write_text(WRONG)
    script = """
import sys
from journeymap.cli import main
try:
    main(["check", "a.yaml", *sys.argv[1:]])
except SystemExit:
    print(sorted(name for name in sys.modules if name.startswith("journeymap.formats.")))
"""

    def imported(*arguments: str) -> str:
        done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
        return done.stdout.splitlines()[-1]

    assert imported() == "['journeymap.formats.text']"
    assert "journeymap.formats.gitlab" in imported("--format", "gitlab")
    assert "journeymap.formats.sarif" not in imported("--format", "gitlab")


def test_every_format_is_one_file() -> None:
    folder = Path(importlib.import_module("journeymap.formats").__file__ or "").parent
    assert {file.stem for file in folder.glob("*.py")} - {"__init__", "common"} == set(FORMATS)


def test_of_a_long_line_only_what_is_around_the_place_is_shown() -> None:
    place = Location("t.yaml", 7, 5_001, 900, ("short", "a" * 5_000 + "b" * 900))
    said = format_of("text")([Finding("JM106", Level.ERROR, "too long", "", (), place)], [])
    assert said == (
        f"t.yaml:7:5001: error[JM106]: too long\n  6 |\n  7 | {'a' * 99}{'b' * 101}\n    | {' ' * 99}{'^' * 101}\n"
    )
