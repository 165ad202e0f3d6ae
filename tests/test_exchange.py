"""Other formats: exact texts, round trips that lose nothing more, and bad input told with its place."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from journeymap.cli.export import command as export_command
from journeymap.cli.import_ import command as import_command
from journeymap.document import parse
from journeymap.exchange import READERS, SUFFIXES, WRITERS
from journeymap.exchanged import Ids, slug
from journeymap.finding import JourneymapError
from journeymap.load import load, loads
from journeymap.model import Journey
from journeymap.pipeline.exchanged import imported
from journeymap.yaml_text import yaml_text
from tests.test_schema import QUICK, journeys

ROOT = Path(__file__).parents[1]
Run = Callable[..., Any]
SLOW = settings(max_examples=40, deadline=None, phases=QUICK, suppress_health_check=list(HealthCheck))

SHOP = """\
title: Buy a phone
owner: cx
personas: {me: "Me, 24", cat: Cat}
ends_at: {won: pay, lost: end}
stages:
  find:
    title: Find it
    touchpoints:
      look: {feels: 1, next: {pay: 60%, ask-for-help: 12.5%}}
      ask-for-help: {title: "Ask: \\"why\\"; #1?", feels: {cat: -2}, optional: true, next: {pay: {share: 40%, within: 2h, when: 'it [works]'}, end: {}}}
  buy:
    touchpoints:
      pay: {does: "=1+1", channel: app, match: [paid, "paid, late"], pains: ['-slow', {text: dear, severity: high}], moment_of_truth: true, ask: [csat]}
      end: {feels: -2, takes: 90m}
surveys:
  csat: {answer: a, scale: 1..5, good: 4..5}
"""
MERMAID = """\
journey
    title Buy a phone
    section Find it
      Look: 4: Me, Cat
      Ask#58; "why"#59; #35;1?: 1: Cat
    section Buy
      Pay: 3: Me, Cat
      End: 1: Me, Cat
"""
FLOWCHART = """\
flowchart LR
    accTitle: Buy a phone
    subgraph s_find["Find it"]
        t_look["Look"]
        t_ask_for_help["Ask: #34;why#34;#59; #35;1?"]:::optional
    end
    subgraph s_buy["Buy"]
        t_pay(["Pay"])
        t_end(["End"]):::lost
    end
    t_look -->|"60%"| t_pay
    t_look -.->|"12.5%"| t_ask_for_help
    t_ask_for_help -.->|"40%, within 2h, it #91;works#93;"| t_pay
    t_ask_for_help -.-> t_end
    classDef lost stroke:#b3261e
    classDef optional stroke-dasharray:4 3
"""
CSV = """\
stage,stage_title,id,title,does,thinks,feels,channel,by,owner,moment_of_truth,optional,repeatable,takes,pains,match,next,ask,ends
find,Find it,look,,,,1,,,,,,,,,,"pay 60%, ask-for-help 12.5%",,
find,Find it,ask-for-help,"Ask: ""why""; #1?",,,cat=-2,,,,,yes,,,,,"pay 40%, end",,
buy,,pay,,"'=1+1",,,app,,,yes,,,,"'-slow
dear","paid
paid, late",,csat,won
buy,,end,,,,-2,,,,,,,90m,,,,,lost
"""
FROM_MERMAID = """\
journeymap: 1
title: Buy a phone
personas:
  me: Me
  cat: Cat
stages:
  find-it:
    title: Find it
    touchpoints:
      look:
        title: Look
        feels: 1
      ask-why-1:
        title: "Ask: \\"why\\"; #1?"
        feels:
          cat: -2
  buy:
    title: Buy
    touchpoints:
      pay:
        title: Pay
        feels: 0
      end:
        title: End
        feels: -2
"""
FROM_CSV = """\
journeymap: 1
title: My plan
personas:
  cat: Cat
surveys:
  csat:
    answer: csat
    scale: 1..5
    good: 4..5
ends_at:
  won: [pay]
  lost: [end]
stages:
  find:
    title: Find it
    touchpoints:
      look:
        feels: 1
        next:
          pay: 60%
          ask-for-help: 12.5%
      ask-for-help:
        title: "Ask: \\"why\\"; #1?"
        feels:
          cat: -2
        optional: true
        next:
          pay: 40%
          end: {}
  buy:
    touchpoints:
      pay:
        does: "=1+1"
        channel: app
        moment_of_truth: true
        pains: ["-slow", dear]
        match: [paid, "paid, late"]
        ask: [csat]
      end:
        feels: -2
        takes: 90m
"""


def journey_of(text: str) -> Journey:
    return loads(text.encode(), "t.yaml").journey


# --- exact texts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "text"), [("mermaid", MERMAID), ("flowchart", FLOWCHART), ("csv", CSV)])
def test_what_is_written(form: str, text: str) -> None:
    assert WRITERS[form](journey_of(SHOP)).text == text


@pytest.mark.parametrize(("form", "text", "made"), [("mermaid", MERMAID, FROM_MERMAID), ("csv", CSV, FROM_CSV)])
def test_what_is_read(form: str, text: str, made: str) -> None:
    assert READERS[form](text, "my-plan.x").text == made


def test_what_is_lost_is_said() -> None:
    assert WRITERS["mermaid"](journey_of(SHOP)).lost == (
        "left out: surveys of the journey",
        "left out: owner of the journey",
        "left out: ends_at of the journey",
        "left out: does of 1 touchpoint",
        "left out: channel of 1 touchpoint",
        "left out: moment_of_truth of 1 touchpoint",
        "left out: optional of 1 touchpoint",
        "left out: takes of 1 touchpoint",
        "left out: pains of 1 touchpoint",
        "left out: match of 1 touchpoint",
        "left out: next of 2 touchpoints",
        "left out: ask of 1 touchpoint",
        "guessed: 3 (neutral), as nothing is felt at pay",
        "left out: what is said of the persona me, but the name 'Me'",
    )
    assert WRITERS["flowchart"](journey_of(SHOP)).lost == (
        "left out: personas of the journey",
        "left out: surveys of the journey",
        "left out: owner of the journey",
        "left out: does of 1 touchpoint",
        "left out: feels of 3 touchpoints",
        "left out: channel of 1 touchpoint",
        "left out: moment_of_truth of 1 touchpoint",
        "left out: takes of 1 touchpoint",
        "left out: pains of 1 touchpoint",
        "left out: match of 1 touchpoint",
        "left out: ask of 1 touchpoint",
    )
    assert WRITERS["csv"](journey_of(SHOP)).lost == (
        "left out: personas of the journey",
        "left out: surveys of the journey",
        "left out: title of the journey",
        "left out: owner of the journey",
        "left out: within and when of the ways from ask-for-help",
        "left out: severity and evidence of the pains of pay",
    )


# --- round trips -------------------------------------------------------------------------------------------------------


def again(form: str, text: str) -> tuple[Journey, str]:
    """The journey that a text makes, and the text that it makes."""
    journey = journey_of(READERS[form](text, "t").text)
    return journey, WRITERS[form](journey).text


@pytest.mark.parametrize("form", sorted(READERS))
@given(tree=journeys)
@SLOW
def test_written_and_read_and_written_is_the_same(form: str, tree: dict[str, Any]) -> None:
    text = WRITERS[form](Journey.model_validate(tree)).text
    journey, second = again(form, text)
    assert second == text
    assert again(form, second) == (journey, text)


@given(tree=journeys)
@SLOW
def test_a_flowchart_holds_nothing_but_what_it_should(tree: dict[str, Any]) -> None:
    text = WRITERS["flowchart"](Journey.model_validate(tree)).text
    node = r't\w+(?:\["[^"\n]*"\]|\(\["[^"\n]*"\]\))(?::::(?:lost|optional))?'
    way = r't\w+ -\.?->(?:\|"[^"\n]*"\|)? t\w+'
    line = rf'flowchart LR|accTitle: .*|subgraph s\w+\["[^"\n]*"\]|end|{node}|{way}|classDef .*'
    assert [said for said in text.splitlines() if not re.fullmatch(line, said.strip())] == []
    labels = "".join(re.findall('"([^"\n]*)"', text))
    assert not re.search(r"[\[\]{}<>`|*_\\]|%%", re.sub(r"#\d+;", "", labels))
    assert re.sub(r"#\d+;", "", labels).count("#") == 0


hostile = st.lists(
    st.sampled_from(
        ["journey", "section", "title", "accTitle", "end", ":", ";", "#", "#35;", "#quot;", "%%", "%%{", "}%%", "---", "```mermaid", "`",
         "<b>", '"', "'", "=1+1", "-", "+", "@", "\t", "\n", "\r\n", " ", ",", "on", "no", "12:30", "010", "null", "[]", "{}", "1..5", ": ", " #",
         "👩‍👩‍👧", "\u202eevil", "\u2066", "\u200b", "\x00", "\x1b[31m", "é", "Đặt hàng", "東京", "ß", "&amp;", "\\", "|", "- x", "? y"]
    ),
    min_size=1,
    max_size=6,
).map("".join)  # fmt: skip
hostile_journeys = st.builds(
    lambda words: {
        "title": words[0],
        "personas": {"me": words[1], "you-2": words[2]},
        "stages": {
            "a": {"title": words[3], "touchpoints": {"x": {"title": words[4], "does": words[5], "feels": {"me": 1}}}},
            "end": {"touchpoints": {"end": {"title": words[6], "pains": [words[7]], "match": words[8], "next": ["x"]}}},
        },
    },
    st.lists(hostile.filter(str.strip), min_size=9, max_size=9),
)


@pytest.mark.parametrize("form", sorted(READERS))
@given(tree=hostile_journeys)
@SLOW
def test_hostile_text_stays_text(form: str, tree: dict[str, Any]) -> None:
    text = WRITERS[form](Journey.model_validate(tree)).text
    journey, second = again(form, text)
    assert second == text
    assert again(form, second) == (journey, text)
    assert len(journey.touchpoints) == 2
    if form == "csv":
        for at, said in Journey.model_validate(tree).touchpoints.items():
            assert (journey.touchpoints[at].title, journey.touchpoints[at].does) == (said.title, said.does)


names = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="#;:,`~"), min_size=1, max_size=12
)
tasks = st.tuples(names, st.integers(1, 5), st.lists(names, max_size=3))


@given(st.lists(st.tuples(names, st.lists(tasks, max_size=3)), min_size=1, max_size=4))
@example([("A", [("x", 1, ["B", "b"]), ("x", 2, []), ("X", 3, ["b", "B"])]), ("A", [("y", 5, ["C"])])])
@SLOW
def test_a_mermaid_journey_imported_exported_and_imported_again_is_the_same(sections: list[Any]) -> None:
    lines = ["journey"]
    for section, inside in sections:
        lines.append(f"section {section}")
        lines += [f"{task}: {score}: {', '.join(actors)}" for task, score, actors in inside]
    try:
        first = journey_of(READERS["mermaid"]("\n".join(lines), "t.mmd").text)
    except JourneymapError as error:
        assert {finding.code for finding in error.findings} <= {"JM810", "JM811", "JM815"}  # noqa: PT017  # names of nothing
        return
    second, _ = again("mermaid", WRITERS["mermaid"](first).text)
    assert second == first
    assert list(second.touchpoints) == list(first.touchpoints)


@pytest.mark.parametrize("path", sorted((ROOT / "journeys").glob("*.yaml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("form", sorted(WRITERS))
def test_our_own_journeys(form: str, path: Path) -> None:
    journey = load(path).journey
    text = WRITERS[form](journey).text
    if form in READERS:
        made, second = again(form, text)
        assert second == text
        assert len(made.touchpoints) == len(journey.touchpoints)
        if form == "csv":
            assert list(made.touchpoints) == list(journey.touchpoints)
            assert made.ends_at == journey.ends_at


scalars = st.text(max_size=12) | hostile | st.integers(-(10**17), 10**17) | st.booleans() | st.floats(-1e9, 1e9)
trees = st.dictionaries(
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,5}", fullmatch=True),
    st.recursive(scalars | st.lists(scalars, max_size=3), lambda inner: st.dictionaries(st.sampled_from(["on", "no", "1", "a b"]), inner, max_size=3)),
    min_size=1,
    max_size=4,
)  # fmt: skip


@given(trees)
@settings(SLOW, max_examples=40)
def test_yaml_is_read_back_as_it_was(tree: dict[str, Any]) -> None:
    assert parse(yaml_text(tree).encode(), "t.yaml").value == tree


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Pay in the app", "Pay in the app"), ("on", "on"), ("12:30", "12:30"), ("010", "010"), ("85%", "85%"), ("true", '"true"'), ("7", '"7"'),
        ("1e3", '"1e3"'), ("null", '"null"'), ("", '""'), ("a: b", '"a: b"'), ("a:", '"a:"'), ("a #b", '"a #b"'), ("a#b", "a#b"), (" a", '" a"'),
        ("a ", '"a "'), ("- a", '"- a"'), ('say "a"', 'say "a"'), ("a\nb", '"a\\nb"'), ("\u202e", '"\\u202E"'), ("👩‍👧", '"👩\\u200D👧"'),
        ("it's", "it's"), ("C:\\x", "C:\\x"), (True, "true"), (1e-7, "0.0000001"), ([], "[]"), ({}, "{}"), (["a, b", "c"], '["a, b", c]'),
    ],
)  # fmt: skip
def test_quotes_only_where_they_are_needed(value: Any, written: str) -> None:
    assert yaml_text({"key": value}) == f"key: {written}\n"


def test_flowcharts_keep_what_mermaid_would_cut() -> None:
    tree = {
        "title": "t",
        "stages": {"s": {"touchpoints": {"style": {"title": "style x:#1; 👩‍👧 www.a.b 1. c"}, "x": {"title": "1. c"}}}},
    }
    text = WRITERS["flowchart"](Journey.model_validate(tree)).text
    assert 't_style["style x#58;#35;1#59; 👩‍👧 www#46;a.b 1. c"]' in text
    assert 't_x(["#49;#46; c"])' in text


# --- ids ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Pay in the app", "pay-in-the-app"), ("Đặt hàng", "dat-hang"), ("Straße", "strasse"), ("İ", "i"), ("東京", "東京"), ("  _a_ ", "a"), ("🙂", "none"),
        ("a" * 50, "a" * 40), ("word " * 12, "word-word-word-word-word-word-word-word"), ("x²", "x2"),
    ],
)  # fmt: skip
def test_ids_are_made_from_names(name: str, made: str) -> None:
    assert slug(name, "none") == made


def test_ids_are_given_once() -> None:
    ids = Ids(["pay-2"])
    assert [ids.make("Pay", "x") for _ in range(4)] == ["pay", "pay-3", "pay-4", "pay-5"]


# --- Mermaid in --------------------------------------------------------------------------------------------------------


def test_markdown_front_matter_comments_and_descriptions() -> None:
    text = """\
# Plans
```mermaid
graph TD
```
~~~mermaid
---
title: 'My day'
config: {x: 1}
---
%%{init: {
  "theme": "dark"
}}%%
  journey
  accTitle: hidden
  accDescr {
    for: 9: nobody
  }
  %% a comment
  Wake up: 1 # early
  section Work;
  Tea#58; hot: 5: Me, Me, #99999999;: more
  section Empty
~~~
"""
    made = READERS["mermaid"](text.replace("\n", "\r\n"), "day.md")
    journey = journey_of(made.text)
    assert (journey.title, list(journey.stages), list(journey.touchpoints)) == (
        "My day",
        ["start", "work"],
        ["wake-up", "tea-hot"],
    )
    assert [touchpoint.title for touchpoint in journey.touchpoints.values()] == ["Wake up", "Tea: hot"]
    assert made.lost == (
        "left out: what stands around the diagram",
        "left out: front matter, but its title",
        "left out: comments and directives",
        "left out: accTitle in line 14",
        "left out: accDescr in line 15",
        "guessed: the section Start, for tasks before any section",
        "left out: what stands after the actors in line 21",
        "left out: the section 'Empty', which has no task",
        "guessed: everyone, for 1 task without an actor",
    )


BAD_MERMAID = [
    ("", "1:1 JM815 the file is empty | begin with 'journey'"),
    (" \n\n", "1:1 JM815 the file is empty | begin with 'journey'"),
    ("%% only\n", "1:1 JM810 no Mermaid journey stands here | begin it with 'journey'"),
    ("journey\n", "1:1 JM815 there is no task in the journey | write one like 'Pay: 3: Me'"),
    ("journey\nsection A\n", "1:1 JM815 there is no task in the journey | write one like 'Pay: 3: Me'"),
    (
        "\n graph TD\n A-->B\n",
        "2:2 JM810 this is no Mermaid journey: it begins with 'graph TD' | begin with a line that says 'journey'; other diagrams have no journey in them",
    ),
    ("journey\n Pay: 6: Me\n", "2:7 JM812 a score is a whole number from 1 to 5, not '6' | write 1 (awful), 2, 3, 4 or 5 (delighted)"),
    ("journey\n Pay:good\n", "2:6 JM812 a score is a whole number from 1 to 5, not 'good' | write 1 (awful), 2, 3, 4 or 5 (delighted)"),
    ("journey\n Pay : 3.5\n", "2:8 JM812 a score is a whole number from 1 to 5, not '3.5' | write 1 (awful), 2, 3, 4 or 5 (delighted)"),
    ("journey\n Pay: ٣\n", "2:7 JM812 a score is a whole number from 1 to 5, not '٣' | write 1 (awful), 2, 3, 4 or 5 (delighted)"),
    ("journey\n Pay\n", "2:2 JM811 the task 'Pay' has no score | write one from 1 (awful) to 5 (delighted): Pay: 3"),
    ("journey\n Pay: : Me\n", "2:2 JM811 the task 'Pay' has no score | write one from 1 (awful) to 5 (delighted): Pay: 3"),
    ("journey\n : 3\n", "2:2 JM811 a task needs a name before the colon | write one like 'Pay: 3: Me'"),
    ("journey\nsection \u202e\n", "2:1 JM811 this section has no name | write one after it"),
    ("journey\n a;b: 3\n", "2:3 JM810 a ';' stands here, where Mermaid ends a line | write #59; for it"),
    (
        "journey\n a: 9\n b\n",
        ("2:5 JM812 a score is a whole number from 1 to 5, not '9' | write 1 (awful), 2, 3, 4 or 5 (delighted)\n"
        "3:2 JM811 the task 'b' has no score | write one from 1 (awful) to 5 (delighted): b: 3"),
    ),
]  # fmt: skip
COLUMNS = "stage, stage_title, id, title, does, thinks"
BAD_CSV = [
    ("", f"1:1 JM815 the file is empty | begin with a row of column names ({COLUMNS}, ...), then a row for each touchpoint"),
    ("id\n", f"1:1 JM815 there is no row of a touchpoint | begin with a row of column names ({COLUMNS}, ...), then a row for each touchpoint"),
    (
        "stage,owner\na,b\n",
        ("1:1 JM811 no column says what the touchpoints are | name one of them id, title or does; known here: stage, stage_title, id, title, does, "
        "thinks, feels, channel, by, owner, moment_of_truth, optional, repeatable, takes, pains, match, next, ask, ends"),
    ),
    ("id,feeels\na,1\n", "1:4 JM813 unknown column 'feeels' | did you mean 'feels'?"),
    ("id;ID\na;b\n", "1:4 JM814 the column 'id' stands here twice | keep one of the two"),
    ("id,title\na,\nb,\na,\n", "4:1 JM814 the id 'a' stands here twice | give one of the two another id; the first is in line 2"),
    ("id,feels\na,3\n", "2:3 JM812 feels cannot be '3' | write -2 (awful), -1, 0, 1 or 2 (delighted), or per persona: linh=0, minh=-1"),
    ('id,title,optional\na,"two\nlines",maybe\n', "3:8 JM812 optional cannot be 'maybe' | write yes, or nothing"),
    ("id,by\na,custmer\n", "2:3 JM812 by cannot be 'custmer' | did you mean 'customer'?"),
    ("id,ends\na,??\n", "2:3 JM812 ends cannot be '??' | write won or lost"),
    ("id,takes\na,5\n", "2:3 JM812 takes cannot be '5' | write one like 90s, 5m, 2h, 3d, 2w or PT5M"),
    ("id,takes\na,5 min\n", "2:3 JM812 takes cannot be '5 min' | did you mean 5m?"),
    ("id,title\na,b,c\n", "2:5 JM810 this row has more cells than the header | put quotes around a cell that has a delimiter in it"),
    (
        'id,title\na,"b\n',
        '2:3 JM810 this quote is opened but never closed | put the whole cell in quotes, and write "" for a quote in it',
    ),
    (
        'id,title\na,"b"c\n',
        '2:3 JM810 something stands behind the closing quote | put the whole cell in quotes, and write "" for a quote in it',
    ),
    ("id,owner\n,cx\n", "2:2 JM811 nothing says what this touchpoint is | write an id, a title or what the customer does"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "text", "said"), [*(("mermaid", *case) for case in BAD_MERMAID), *(("csv", *case) for case in BAD_CSV)]
)
def test_what_is_wrong_is_told_with_its_place(form: str, text: str, said: str) -> None:
    with pytest.raises(JourneymapError) as raised:
        READERS[form](text, "t")
    told = [
        f"{at.line}:{at.column} {finding.code} {finding.message} | {finding.help}"
        for finding in raised.value.findings
        if (at := finding.location)
    ]
    assert "\n".join(told) == said


@pytest.mark.parametrize("form", sorted(READERS))
@given(
    st.text(max_size=60)
    | st.lists(hostile | st.sampled_from(["journey\n", "id,title\n", "x: 3\n", '"']), max_size=12).map("".join)
)
@SLOW
def test_whatever_is_read_is_a_journey_or_told_of(form: str, text: str) -> None:
    for begin in ("", "journey\n", "stage,id,title,does,feels,next,pains\n"):
        try:
            made = READERS[form](begin + text, "t")
        except JourneymapError as error:
            assert all(finding.code.startswith("JM81") and finding.location for finding in error.findings)  # noqa: PT017  # either is right
        else:
            again(form, WRITERS[form](journey_of(made.text)).text)


# --- CSV in ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_spreadsheets_as_they_come(delimiter: str, end: str) -> None:
    rows = [
        ["Stage", "Touchpoint", "Moment of truth", "Emotion", "Next", "Notes", ""],
        ["Find it", "Compare phones", "X", "+1", "Pay 60 %", "hm", ""],
        ["", "'@home", "no", "", "compare phones 0.5", "", ""],
        ["", "", "", "", "", "", ""],
        ["Buy", "Pay", "yes", "me: -2", "[]", "", ""],
        ["Find it", "Call", "", "", "nowhere", "", ""],
    ]
    made = READERS["csv"](end.join(delimiter.join(row) for row in rows), "My plan.csv")
    assert (
        made.text
        == """\
journeymap: 1
title: My plan
personas:
  me: Me
stages:
  find-it:
    title: Find it
    touchpoints:
      compare-phones:
        title: Compare phones
        feels: 1
        moment_of_truth: true
        next:
          pay: 60 %
      home:
        title: "@home"
        next:
          compare-phones: 0.5
      call:
        title: Call
        next: [nowhere]
  Buy:
    touchpoints:
      pay:
        title: Pay
        feels:
          me: -2
        moment_of_truth: true
        next: []
"""
    )
    journey_of(made.text)
    assert made.lost == (
        "left out: the column 'Notes'",
        "moved: the row in line 6, to the other rows of stage find-it",
        "guessed: nothing for 'nowhere', which is next of call but no touchpoint",
        "guessed: the title 'My plan', from the file's name",
        "guessed: who the personas are: me",
    )


def test_excel_says_its_delimiter_and_marks_its_file(here: Path) -> None:
    (here / "a.csv").write_bytes(b"\xef\xbb\xbfsep=;\r\nid;title\r\na;b,c\r\n")
    (here / "b.csv").write_bytes("id\ttitle\r\na\tb,c\r\n".encode("utf-16"))
    for name in ("a.csv", "b.csv"):
        assert journey_of(imported(Path(name), "csv").text).touchpoints["a"].title == "b,c"


def test_formulas_are_protected_and_come_back() -> None:
    for value in ("=1+1", "+1 better", "-x", "@a", "'=x", "''=x", "\t=x", "＝1", "'quoted'", "-1", "+2.5", "1-1"):
        tree = {"title": "t", "stages": {"s": {"touchpoints": {"x": {"title": value, "thinks": value}}}}}
        text = WRITERS["csv"](Journey.model_validate(tree)).text
        cell = text.splitlines()[1].split(",")[3].strip('"')
        assert cell[0] not in "=@\t＝"
        assert cell[0] not in "+-" or re.fullmatch(r"[+-][0-9.]+", cell)
        assert again("csv", text)[0].touchpoints["x"].thinks == value


def test_too_many_faults_end_the_reading() -> None:
    with pytest.raises(JourneymapError) as raised:
        READERS["mermaid"]("journey\n" + "a: 9\n" * 5000, "t")
    assert len(raised.value.findings) == 101
    assert (raised.value.findings[-1].code, raised.value.findings[-1].message) == (
        "JM816",
        "there are more faults than these",
    )


# --- the commands ------------------------------------------------------------------------------------------------------


def test_the_commands_know_all_formats() -> None:
    offered = {
        name: next(p.type.choices for p in command.params if p.name == "form")
        for name, command in (("in", import_command), ("out", export_command))
    }  # type: ignore[attr-defined]  # a choice has choices
    assert set(offered["out"]) == set(WRITERS)
    assert set(offered["in"]) == set(READERS)
    assert set(SUFFIXES.values()) == set(READERS)


def test_export_and_import(here: Path, run: Run) -> None:
    (here / "shop.yaml").write_text(SHOP, encoding="utf-8")
    lost = "".join(f"{line}\n" for line in WRITERS["mermaid"](journey_of(SHOP)).lost)
    assert run("export", "shop.yaml", "--format", "mermaid") == (0, MERMAID, lost)
    assert run("export", "shop.yaml", "-o", "out/shop.MMD") == (0, "wrote out/shop.MMD\n", lost)
    assert (here / "out" / "shop.MMD").read_text(encoding="utf-8") == MERMAID
    assert run("export", "shop.yaml", "--format", "flowchart", "-o", "flow.mmd").code == 0
    assert (here / "flow.mmd").read_text(encoding="utf-8") == FLOWCHART
    assert run("import", "out/shop.MMD") == (0, FROM_MERMAID, "")
    assert run("import", "out/shop.MMD", "-o", "made.yaml") == (0, "wrote made.yaml\n", "")
    assert (here / "made.yaml").read_text(encoding="utf-8") == FROM_MERMAID
    assert run("check", "made.yaml").code == 0
    (here / "table.txt").write_text(CSV, encoding="utf-8")
    told = "guessed: the title 'Table', from the file's name\nguessed: who the personas are: cat\nguessed: scale and column of the surveys: csat\n"
    assert run("import", "table.txt", "--format", "csv") == (0, FROM_CSV.replace("My plan", "Table"), told)


def test_a_file_is_not_overwritten_without_force(here: Path, run: Run) -> None:
    (here / "shop.mmd").write_text(MERMAID, encoding="utf-8")
    (here / "made.yaml").write_text("mine")
    assert run("import", "shop.mmd", "-o", "made.yaml") == (
        2,
        "",
        "made.yaml:1:1: error[JM817]: this file is there already\n    = help: name another one with -o, or add --force to lose it\n",
    )
    assert (here / "made.yaml").read_text() == "mine"
    assert run("import", "shop.mmd", "-o", "made.yaml", "--force").code == 0
    assert (here / "made.yaml").read_text(encoding="utf-8") == FROM_MERMAID


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "error[JM009]: there is no such file"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "error[JM810]: the file is no text in UTF-8"),
        ("naïve".encode("cp1252"), "error[JM810]: the file is no text in UTF-8"),
        (b"journey\n\0: 3\n", "error[JM810]: the file is no text"),
        (b"", "error[JM815]: the file is empty"),
        (b"x" * (2 * 1024 * 1024 + 1), "error[JM816]: the file is too large for one journey"),
        (b"journey\n" + b"a:1\n" * 20_000, "error[JM816]: the file is too large for one journey"),
    ],
)
def test_files_that_cannot_be_imported(data: bytes | None, said: str, here: Path, run: Run) -> None:
    if data is not None:
        (here / "x.mmd").write_bytes(data)
    result = run("import", "x.mmd")
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[0] == f"x.mmd:1:1: {said}"


def test_formats_that_cannot_be_told(here: Path, run: Run) -> None:
    (here / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (here / "folder.csv").mkdir()
    assert run("import", "shop.yaml").err.splitlines()[-1] == (
        "Error: 'shop.yaml' ends in none of .mmd, .mermaid, .md, .csv, .tsv; name a --format"
    )
    assert run("export", "shop.yaml").err.splitlines()[-1] == (
        "Error: name a --format, or a file with -o that ends in .mmd, .mermaid, .md, .csv, .tsv"
    )
    assert run("export", "shop.yaml", "-o", "x.pdf").code == 2
    assert "JM009" in run("import", "folder.csv").err


def test_five_thousand_lines(here: Path, run: Run) -> None:
    (here / "long.mmd").write_text("journey\n" + "".join(f"Task {number % 3}: 3: Me, You\n" for number in range(5000)))
    assert run("import", "long.mmd", "-o", "long.yaml").code == 0
    assert run("export", "long.yaml", "--format", "csv", "-o", "long.csv").code == 0
    assert run("import", "long.csv", "-o", "again.yaml").code == 0
    assert len(load(here / "again.yaml").journey.touchpoints) == 5000
