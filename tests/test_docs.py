"""The pages of `docs/` are what the product writes; whatever they show loads and runs; every key and every code is told of.

`JOURNEYMAP_ACCEPT=1 pytest tests/test_docs.py` writes the pages anew, as `make docs` does.
"""

import ast
import json
import os
import re
import shlex
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from journeymap import keys, manual
from journeymap.document import read, scalar
from journeymap.finding import Finding, JourneymapError, Level, Ref
from journeymap.handbook import PAGES, journey_file
from journeymap.handbook.outline import SECTIONS, TOUCHPOINT
from journeymap.keys import MAPPINGS, Key, keys_of
from journeymap.language.observation import Between, Condition, Events, Funnel, FunnelStep, Match, Pattern, Survey
from journeymap.language.part import Part
from journeymap.language.people import Actor, Channel, Feels, Idea, Pain, Persona, Quote
from journeymap.language.promise import Budget, Sla, Targets, Waiver, Weight, Weights
from journeymap.language.touchpoint import Next, Touchpoint
from journeymap.load import Loaded, load, load_any
from journeymap.model import Declarations, Ends, Journey, Shared, Stage
from journeymap.pipeline.declared import check
from journeymap.units import Scale, parse_date, parse_duration, parse_scale, parse_share
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[1]
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGE = journey_file.page()
RULES = PAGES["rules"]()
STORY = read((ROOT / "journeys" / "click-and-collect.yaml").read_bytes(), "story").value

# --- the pages themselves ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_what_stands_in_docs_is_current(name: str) -> None:
    path = ROOT / "docs" / f"{name}.md"
    if os.environ.get("JOURNEYMAP_ACCEPT"):
        path.write_text(PAGES[name](), encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_printed(name: str, run: Callable[..., Any]) -> None:
    assert run("explain", "--page", name) == (0, PAGES[name](), "")


def anchors(text: str) -> set[str]:
    """The anchors that code hosts give to headings."""
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_to_a_heading(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([\w./-]*)#([^)\s]+)\)", text)
    other = {name: (path.parent / name).read_text(encoding="utf-8") if name else text for name, _ in links}
    assert [link for link in links if link[1] not in anchors(other[link[0]])] == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_row_of_a_table_has_a_cell_for_each_column(path: Path) -> None:
    cells: list[list[int]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8")):
        if token.type == "table_open":
            cells.append([])
        elif token.type == "tr_open":
            cells[-1].append(0)
        elif token.type in ("th_open", "td_open"):
            cells[-1][-1] += 1
        elif token.type == "inline" and token.content.startswith("|"):
            raise AssertionError(f"a row that is in no table: {token.content}")
    assert cells
    assert all(len(set(rows)) == 1 and len(rows) > 1 for rows in cells)


# --- every key ---------------------------------------------------------------------------------------------------------


def test_every_mapping_of_the_language_has_a_name() -> None:
    def below(kind: type[Part]) -> Iterator[type[Part]]:
        for inner in kind.__subclasses__():
            yield inner
            yield from below(inner)

    assert set(below(Part)) == {*MAPPINGS, Declarations, Feels}
    assert len(set(MAPPINGS.values())) == len(MAPPINGS)


ALL = [(model, key) for model in MAPPINGS for key in keys_of(model)]


@pytest.mark.parametrize(("model", "key"), ALL, ids=[f"{key.of}-{key.name}" for _, key in ALL])
def test_every_key_is_told_of_with_an_example(model: type[Part], key: Key) -> None:
    assert key.meaning.endswith(".")
    assert key.written
    assert key.examples
    rows = [row.split(" | ") for row in PAGE.splitlines() if row.startswith("| `")]
    inherited = model is Budget and key.name in Targets.model_fields
    again = model is Shared and key.name in Declarations.model_fields
    assert inherited or again or [row for row in rows if row[0].endswith(f"`{key.name}`") and row[1] == key.meaning]


def test_every_key_of_a_section_is_shown_once() -> None:
    told: dict[type[Part], list[str]] = {}
    for section in SECTIONS:
        if section.model is not None:
            names = [key.name for key in keys_of(section.model)] if section.keys is None else list(section.keys)
            told.setdefault(section.model, []).extend(names)
            assert all(re.search(rf"\b{name}:", journey_file.example(section)) for name in names)
    for model in (Journey, Stage, Touchpoint, Targets, Weights, Persona, Condition, Events, Survey, Funnel):
        assert sorted(told.pop(model)) == sorted(key.name for key in keys_of(model))
    assert told == {Budget: ["completion", "channel_switches", "contacts"], Shared: ["touchpoints"]}


def test_forms_are_told_in_words() -> None:
    words = {(key.of, key.name): (key.written, key.default) for _, key in ALL}
    assert words["touchpoint", "does"] == ("text", "")
    assert words["touchpoint", "optional"] == ("`true` or `false`", "`false`")
    assert words["touchpoint", "by"] == ("`customer`, `staff`, `system` or `partner`", "")
    assert words["touchpoint", "pains"] == ("text, or {text, severity, evidence}, or a list of them", "")
    assert words["touchpoint", "next"] == (
        "name, list of names, or by name: nothing, share, or {share, within, when}",
        "",
    )
    assert words["touchpoint", "targets"] == ("{drop_off, repeat, return, ...}", "")
    assert words["touchpoint", "touchpoints"] == ("by name: {title, does, thinks, ...}", "")
    assert words["service level", "share"] == ("share", "`90%`")
    assert words["part of a funnel", "first"] == ("whole number", "")
    assert words["survey", "metric"] == ("`csat`, `ces` or `nps`", "")
    assert words["survey", "scale"] == ("scale", "must be said")
    assert words["journey", "leaves_after"] == ("duration", "`30d`")
    assert words["journey", "journeymap"] == ("`1`", "`1`")
    assert words["log", "max_bad_rows"] == ("share", "`0.1%`")


def test_the_forms_of_an_example_stand_beside_it() -> None:
    (section,) = [section for section in SECTIONS if section.title == "The way on"]
    assert journey_file.example(section) == (
        "next: collect # or [collect, cancel] # or {collect: 85%}\n"
        "# or next: {collect: {share: 85%, within: 1d, when: in stock}}\n"
        "optional: true\n"
        "repeatable: true\n"
        "only_for: linh # or [linh, minh]\n"
    )


# --- every example -----------------------------------------------------------------------------------------------------

PLACES: dict[type[Part], Ref] = {
    Journey: (),
    Stage: ("stages", "buy"),
    Touchpoint: TOUCHPOINT,
    Quote: (*TOUCHPOINT, "says"),
    Pain: (*TOUCHPOINT, "pains", 0),
    Idea: (*TOUCHPOINT, "ideas", 0),
    Next: (*TOUCHPOINT, "next", "confirmation"),
    Targets: (*TOUCHPOINT, "targets"),
    Sla: (*TOUCHPOINT, "sla"),
    Waiver: (*TOUCHPOINT, "accept", "JM301"),
    Match: (*TOUCHPOINT, "match"),
    Pattern: (*TOUCHPOINT, "signals", 0),
    Condition: (*TOUCHPOINT, "signals", 0, "where", "page"),
    Persona: ("personas", "linh"),
    Channel: ("channels", "store"),
    Actor: ("actors", "psp"),
    Ends: ("ends_at",),
    Budget: ("budget",),
    Weights: ("weights",),
    Weight: ("weights", "repeat"),
    Events: ("events",),
    Survey: ("surveys", "ces"),
    Funnel: ("funnels", "bought"),
    FunnelStep: ("funnels", "bought", "steps", 1),
    Between: ("funnels", "bought", "exclude", "cancel"),
}
"""Where in the story a mapping of each kind stands."""


@pytest.fixture
def project(here: Path) -> Path:
    """A folder with the story of the docs, and with the files that their examples name."""
    (here / "shared").mkdir()
    (here / "shared" / "channels.yaml").write_text("channels: [kiosk]\n", encoding="utf-8")
    (here / "shared" / "payment.yaml").write_text("touchpoints: {wallet: {does: Pays}}\n", encoding="utf-8")
    sub = {"title": "Pay", "stages": {"a": {"touchpoints": {"basket": {"does": "Looks"}, "tick": {"does": "Waits"}}}}}
    (here / "shared" / "checkout.yaml").write_text(json.dumps(sub), encoding="utf-8")
    (here / "click-and-collect.yaml").write_text(json.dumps(STORY), encoding="utf-8")
    return here


def story() -> Any:
    """The story with a mapping of every kind in it."""
    made = deepcopy(STORY)
    made |= {
        "actors": {**made["actors"], "agent": {"is": "Agent"}, "psp": {"is": "Payment provider"}},
        "weights": {"repeat": {}},
        "funnels": {"bought": {"steps": ["browse", {"at": "pay"}, "collect"], "exclude": {"cancel": {"last": 3}}}},
        "ends_at": {"won": ["collect"], "lost": ["cancel"]},
    }
    del at(made, TOUCHPOINT)["targets"]["drop_off"]
    at(made, TOUCHPOINT).update(
        {
            "feels": -1,
            "ask": ["csat", "ces", "nps"],
            "ideas": [{"text": "Show a tick"}],
            "sla": {"within": "5m"},
            "accept": {"JM301": {"reason": "until the new payment provider", "until": "2027-01-31"}},
            "signals": [{"event": "error_shown", "where": {"page": {"starts_with": "pay"}}}],
        }
    )
    return made


def at(value: Any, ref: Ref) -> Any:
    for step in ref:
        value = value[step]
    return value


BY_ID = ("personas", "channels", "actors", "surveys", "touchpoints")


def put(place: dict[str, Any], key: str, value: Any) -> None:
    """A value in its place; beside what is there already where others of the story need that."""
    place[key] = place.get(key, {}) | value if key in BY_ID and isinstance(value, dict) else value
    if key == "based_on":
        place["state"] = "future"


def bare(journey: Any) -> None:
    """Makes the touchpoint of the examples one that can have others inside: what is measured is measured there."""
    pay = at(journey, TOUCHPOINT)
    at(journey, TOUCHPOINT[:-1])["pay"] = {key: pay[key] for key in ("title", "does", "next")}


def faults(path: Path, journey: Any) -> list[Finding]:
    """What is said of a declaration that is no hint, without what the graph and the plan add."""
    path.write_text(json.dumps(journey, ensure_ascii=False), encoding="utf-8")
    try:
        found = check(path)[1]
    except JourneymapError as error:
        found = list(error.findings)
    return [finding for finding in found if finding.code < "JM2" and finding.level is not Level.HINT]


def test_the_story_has_a_mapping_of_every_kind(project: Path) -> None:
    assert set(PLACES) == set(MAPPINGS) - {Shared}
    assert all(isinstance(at(story(), ref), dict) for ref in PLACES.values())
    assert faults(project / "journey.yaml", story()) == []


EXAMPLES = [(model, key, example) for model, key in ALL if model is not Shared for example in key.examples]


@pytest.mark.parametrize(("model", "key", "example"), EXAMPLES, ids=[f"{k.of}-{k.name}" for _, k, _ in EXAMPLES])
def test_every_example_loads(model: type[Part], key: Key, example: Any, project: Path) -> None:
    journey = story()
    ref = ("surveys", "csat") if (model, key.name) == (Survey, "good") else PLACES[model]
    if (model, key.name) == (Journey, "stages"):
        journey = {"title": "Buy"}
    if model is Touchpoint and key.name in ("use", "touchpoints"):
        bare(journey)
    put(at(journey, ref), key.name, example)
    assert faults(project / "journey.yaml", journey) == []
    (text,) = [text for text, value in zip(key.texts(), key.examples, strict=True) if value is example]
    assert read(text.encode(), "example.yaml").value == {key.name: example}


@pytest.mark.parametrize("key", keys_of(Shared), ids=lambda key: key.name)
def test_every_example_of_a_shared_file_loads(key: Key, project: Path) -> None:
    for example in key.examples:
        (project / "ours.yaml").write_text(json.dumps({"channels": ["sms"], key.name: example}), encoding="utf-8")
        assert not isinstance(load_any(project / "ours.yaml"), Loaded)


# --- what the docs show ------------------------------------------------------------------------------------------------


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


BLOCKS = [(path, block) for path in DOCS for block in blocks(path, "yaml")]


def placed(block: Any) -> Any:
    """A journey with what a block of the docs shows: a whole one, or keys of the journey, of a stage or of a touchpoint."""
    if {"title", "stages"} <= block.keys():
        return block
    journey = story()
    if "use" in block:
        bare(journey)
    for ref, model in ((), Journey), (("stages", "buy"), Stage), (TOUCHPOINT, Touchpoint):
        if block.keys() <= {key.name for key in keys_of(model)}:
            for key, value in block.items():
                put(at(journey, ref), key, value)
            return journey
    raise AssertionError(f"these keys stand nowhere together: {list(block)}")


@pytest.mark.parametrize(("path", "block"), BLOCKS, ids=[f"{path.stem}-{n}" for n, (path, _) in enumerate(BLOCKS)])
def test_every_block_loads(path: Path, block: str, project: Path) -> None:
    document = read(block.encode(), path.name)
    assert document.faults == ()
    if name := re.match(r"# (shop\.vi\.yaml)\n", block):
        (project / name[1]).write_text(block, encoding="utf-8")
        (project / "shop.yaml").write_text(json.dumps(STORY), encoding="utf-8")
        translated = load(project / "shop.yaml", lang="vi").journey
        assert translated.title == document.value["title"]
        assert translated.touchpoints["pay"].does == at(document.value, TOUCHPOINT)["does"]
    else:
        assert [str(found) for found in faults(project / "journey.yaml", placed(document.value))] == []


def test_the_first_journey_has_eight_lines() -> None:
    (first,) = [block for path, block in BLOCKS if path.stem == "journey-file"][:1]
    assert "## Eight lines are a map" in PAGE
    assert len(first.splitlines()) == 8


# The tutorial changes files between its commands: it has a test of its own.
@pytest.mark.parametrize("path", [path for path in DOCS if path.stem != "tutorial"], ids=lambda path: path.name)
def test_every_command_runs(path: Path, here: Path, run: Callable[..., Any]) -> None:
    lines = [line for block in blocks(path, "sh") for line in block.splitlines()]
    if lines:
        (here / "journey.yaml").write_text(blocks(path, "yaml")[0], encoding="utf-8")
    for line in lines:
        first, *words = shlex.split(line, comments=True)
        assert first == "journeymap"
        assert run(*words).code == 0, line


def test_units_are_written_as_the_page_says() -> None:
    table = dict(re.findall(r"^\| ([\w, ]+) \| (`.*) \|$", PAGE.partition("### Numbers")[2], re.MULTILINE)[:4])
    said = {what: [scalar(text) for text in re.findall(r"`([^`]+)`", how)] for what, how in table.items()}
    assert list(map(parse_duration, said["duration"])) == [
        timedelta(seconds=90), timedelta(minutes=5), timedelta(hours=2), timedelta(days=3), timedelta(weeks=2), timedelta(minutes=5),
    ]  # fmt: skip
    assert list(map(parse_share, said["share"])) == [0.25, 0.25]
    assert list(map(parse_scale, said["scale, range of answers"])) == [Scale(1, 5)]
    assert list(map(parse_date, said["day"])) == [date(2026, 7, 31)]


# --- every code --------------------------------------------------------------------------------------------------------

SOURCES = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "journeymap").rglob("*.py"))
    if path.parent.name != "manual"
}


def test_every_code_that_is_said_has_a_page_and_no_other() -> None:
    said = {
        node.value
        for tree in SOURCES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"JM\d{3}", node.value)
    }
    assert sorted(said) == manual.codes()


@pytest.mark.parametrize("code", manual.codes())
def test_every_page_says_what_why_before_and_after(code: str) -> None:
    page = manual.page(code) or ""
    assert f"{code}: " in page.partition("\n")[0]
    assert re.findall(r"^(What|Why|Before|After): \S", page, re.MULTILINE) == ["What", "Why", "Before", "After"]
    assert all(len(line) <= 160 for line in page.splitlines())
    assert not manual.title(code).endswith(".")
    assert f"### {code}\n" in RULES or f"{code}: {manual.title(code)}." in RULES
    assert manual.levels(code)


def test_levels_are_those_that_are_said() -> None:
    for tree in SOURCES.values():
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or not call.args or not isinstance(call.args[0], ast.Constant):
                continue
            code, name = call.args[0].value, ast.unparse(call.func)
            if isinstance(code, str) and re.fullmatch(r"JM\d{3}", code):
                words = re.findall(r"^Level\.(\w+)$", "\n".join(map(ast.unparse, call.args)), re.MULTILINE)
                said = {Level[word] for word in words} or {Level.ERROR}
                assert name != "fault" or said == {Level.ERROR}
                assert said <= set(manual.levels(code)), code
    levels = {code: manual.levels(code) for code in ("JM001", "JM130", "JM204", "JM301", "JM320", "JM401", "JM402")}
    assert levels == {
        "JM001": (Level.ERROR,),
        "JM130": (Level.WARNING,),
        "JM204": (Level.ERROR, Level.WARNING, Level.HINT),
        "JM301": (Level.WARNING,),
        "JM320": (Level.HINT,),
        "JM401": (Level.ERROR,),
        "JM402": (Level.WARNING,),
    }


LINE = "title: A\nstages: \n  s:\n    touchpoints:\n      pay:\n        {}\n"
ENTRY = "title: A\nstages:\n  s:\n    touchpoints:\n      {}\n"
TOP = "{}\nstages: {{s: {{touchpoints: {{pay: {{does: Pays}}}}}}}}\n"
SHOWN = {
    "JM001": LINE, "JM002": TOP, "JM003": "title: A\nstages: {{s: {{touchpoints: {{pay: {}}}}}}}\n", "JM004": ENTRY, "JM005": LINE, "JM102": LINE,
    "JM103": "surveys:\n  {}\ntitle: A\nstages: {{s: {{touchpoints: {{pay: {{does: Pays}}}}}}}}\n", "JM104": ENTRY, "JM106": LINE,
    "JM111": "title: A\n" + TOP, "JM112": LINE,
}  # fmt: skip


@pytest.mark.parametrize("code", SHOWN)
def test_what_a_page_shows_has_the_fault_and_has_it_no_more(code: str, project: Path) -> None:
    def found(word: str) -> list[str]:
        (line,) = re.findall(rf"^{word}: `(.*)`$", manual.page(code) or "", re.MULTILINE)
        (project / "journey.yaml").write_text(SHOWN[code].format(line), encoding="utf-8")
        try:
            load(project / "journey.yaml")
        except JourneymapError as error:
            return [finding.code for finding in error.findings]
        return []

    assert code in found("Before")
    assert found("After") == []


def test_a_code_of_nothing_has_no_page() -> None:
    assert manual.page("JM999") is None
    with pytest.raises(KeyError, match="JM999"):
        manual.title("JM999")


# --- explain -----------------------------------------------------------------------------------------------------------


def test_explain_alone_lists_all_codes(run: Callable[..., Any]) -> None:
    result = run("explain")
    lines = result.out.splitlines()
    assert (result.code, result.err) == (0, "")
    assert [line[:5] for line in lines[:-2]] == manual.codes()
    assert "JM102  a key that the language does not know" in lines
    assert "JM402  a promise is not decided yet" in lines
    assert lines[-2:] == ["", "journeymap explain CODE tells more, and journeymap explain KEY what a key means."]


def test_explain_tells_of_a_code(run: Callable[..., Any]) -> None:
    assert run("explain", "jm007") == (
        0,
        (
            "JM007: nothing is in the file.\n\n"
            "What: the file is empty, or holds comments only.\n"
            "Why: eight lines are a map, none are not.\n"
            "Before: an empty `first.yaml`\n"
            "After: `title: Renew a library card`, then `stages:`\n"
        ),
        "",
    )


def test_explain_tells_of_a_key(run: Callable[..., Any]) -> None:
    assert run("explain", "sla") == (
        0,
        (
            "sla (touchpoint): The longest that a contact may take: a duration (for 90 % of them), or {within, share}.\n"
            "Write: duration, or {within, share}\n"
            "Examples:\n"
            "  sla: 5m\n"
            "  sla: {within: 5m, share: 95%}\n"
        ),
        "",
    )


def test_explain_tells_of_a_key_in_every_mapping_that_has_it(run: Callable[..., Any]) -> None:
    out = run("explain", "share").out
    assert out == (
        "share (way on): The share of visits that should go this way; the rest leaves.\n"
        "Write: share\n"
        "Example:\n"
        "  share: 85%\n"
        "\n"
        "share (service level): The share of contacts that must keep to it; 90 %, if not said.\n"
        "Write: share\n"
        "If not said: 90%\n"
        "Example:\n"
        "  share: 95%\n"
    )
    assert [line for line in run("explain", "csat").out.splitlines() if "(" in line] == [
        "csat (targets): At least this share of CSAT answers in the good boxes."
    ]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("chanel", "did you mean channel?"),
        ("Match", "did you mean match?"),
        ("jm301x", "did you mean JM301?"),
        ("touch points", "did you mean touchpoints?"),
        ("\x1b[31m", "journeymap explain, without a word, lists all codes"),
    ],
)
def test_explain_knows_what_may_be_meant(word: str, meant: str, run: Callable[..., Any]) -> None:
    result = run("explain", word)
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith(f"; {meant}\n")
    assert "\x1b" not in result.err


def test_every_key_can_be_asked_for(run: Callable[..., Any]) -> None:
    for word in keys.all_keys():
        assert run("explain", word).out.startswith(f"{word} (")
