"""How a difference is told: golden files, links, caps, and that hostile names stay names.

The files in `tests/cases/diff/` are what it writes; `JOURNEYMAP_ACCEPT=1 pytest tests/test_diff_told.py` rewrites them, for you to read.
"""

import json
import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap.change_words import Line, lines
from journeymap.cli import main
from journeymap.cli.diff import _link_base
from journeymap.difference import Callout, Change, Difference, JourneyDifference, Judged, Number, Place, Seen, Side
from journeymap.drawing import Drawing
from journeymap.number_words import Links, Name, amount, budget, called, change, seen
from journeymap.pipeline import sided
from journeymap.pipeline.diffed import diffed
from journeymap.reviewed import first, heading
from journeymap.schema import schema_text
from journeymap.views.diff import LEAST_CHARS, Told, markdown
from journeymap.views.diff_html import html
from journeymap.views.diff_text import json as as_json
from journeymap.views.diff_text import text
from jsonschema import Draft7Validator
from markdown_it import MarkdownIt
from tests.diff_shop import BASE, lay
from tests.payloads import ACTIVE

CASES = Path(__file__).parent / "cases" / "diff"
RUNS = int(os.environ.get("JOURNEYMAP_DIFF_RUNS", "6"))
ENDINGS = ("md", "html", "json", "txt")
SHA = "8c41f2d" + 33 * "0"
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that is told of the shop, and its maps."""
    folder = tmp_path_factory.mktemp("shop")
    lay(folder)
    before = Path.cwd()
    os.chdir(folder)
    try:
        outputs = [word for ending in ENDINGS for word in ("-o", f"shop.{ending}")]
        with pytest.raises(SystemExit) as ended:
            main(
                [
                    "diff",
                    "before",
                    "after",
                    "--events",
                    "log.csv",
                    "--min-group",
                    "5",
                    "--maps",
                    "maps",
                    "--maps-url",
                    "https://example.org/m",
                    *outputs,
                ]
            )
    finally:
        os.chdir(before)
    assert ended.value.code == 0
    return folder


@pytest.mark.parametrize(
    "name", [*(f"shop.{ending}" for ending in ENDINGS), "maps/shop-before.svg", "maps/shop-after.svg"]
)
def test_what_is_told(name: str, written: Path) -> None:
    file, told = CASES / Path(name).name, (written / name).read_text(encoding="utf-8")
    if os.environ.get("JOURNEYMAP_ACCEPT"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(told, encoding="utf-8")
    assert told == file.read_text(encoding="utf-8")


def case(name: str) -> str:
    return (CASES / name).read_text(encoding="utf-8")


def whole() -> Difference:
    return Difference.model_validate(json.loads(case("shop.json")))


def test_json_is_as_the_schema_says() -> None:
    validator = Draft7Validator(json.loads(schema_text("diff")))
    told = json.loads(case("shop.json"))
    assert list(validator.iter_errors(told)) == []
    assert as_json(whole()) == case("shop.json")
    assert list(validator.iter_errors(told | {"changed": "no"})) != []


def test_the_head_of_the_comment() -> None:
    head = case("shop.md").splitlines()
    assert head[:6] == [
        "<!-- journeymap key=journeymap -->",
        "## ❌ 1 promise broken: `shop`",
        "",
        "**This change breaks 1 promise.**",
        "Folder `after` against folder `before`, both on the same data: 1 Feb 2026 to 20 Feb 2026 (UTC), about 505 cases.",
        "The data are the same: every difference below comes from the journey files.",
    ]


def test_what_changed_stands_out_on_the_maps() -> None:
    for name, cards, ways in (
        ("before", ["look", "pick", "gift", "pay"], [("look", "pick"), ("pick", "pay")]),
        ("after", ["look", "choose", "gift", "pay", "code"], [("look", "choose")]),
    ):
        svg = case(f"shop-{name}.svg")
        groups = re.findall(r'<g class="card"([^>]*)>', svg)
        lit = [re.findall(r'data-touchpoint="(\w+)"', group)[0] for group in groups if "opacity" not in group]
        assert sorted(lit) == sorted(cards)
        arrows = re.findall(r'<g class="arrow[^>]*>', svg)
        assert any("opacity" in arrow for arrow in arrows)
        drawn = [
            tuple(re.findall(r'data-(?:source|target)="(\w+)"', arrow)) for arrow in arrows if "opacity" not in arrow
        ]
        assert ways[0] in drawn
    assert "505" not in case("shop-after.svg")


# --- nothing changed -----------------------------------------------------------------------------------------------------


def test_nothing_changed_is_short(here: Path, run: Run) -> None:
    lay(here, BASE, BASE)
    said = run("diff", "before", "after", "--events", "log.csv")
    assert said.out == (
        "<!-- journeymap key=journeymap -->\n"
        "## ❌ Nothing changed: 1 promise broken as before\n\n"
        "Folder `after` against folder `before`, both on the same data: 1 Feb 2026 to 20 Feb 2026 (UTC), about 505 cases.\n\n"
        "<details><summary>To reproduce, or to accept this on purpose</summary>\n\n"
        "`journeymap diff before after --events log.csv`\n\n</details>\n\n"
        "<sub>data `3f5ae6945319abfa` · groups of fewer than 10 are hidden, counts are rounded to three digits</sub>\n"
    )
    assert json.loads(run("diff", "before", "after", "--no-data", "--format", "json").out)["changed"] is False
    assert run("diff", "before", "after", "--no-data", "--format", "text").out == (
        "Nothing changed.\nCompared: Folder after against folder before, the declarations alone: no data are read.\n"
    )


# --- words ---------------------------------------------------------------------------------------------------------------


def number(measure: str = "drop_off", **given_: Any) -> Number:
    sides = {
        "base": Seen(value=0.2, n=100, promised=0.25, verdict="ok"),
        "here": Seen(value=0.3, n=100, low=0.2, high=0.4, promised=0.25, verdict="broken"),
    }
    facts = {
        "about": "touchpoint",
        "of": "pay",
        "title": "Pay",
        "measure": measure,
        "change": 0.1,
        "status": "broken",
        "changed": True,
        "better": "less",
        "promised": True,
    }
    return Number(**(facts | sides | given_))


@pytest.mark.parametrize(
    ("measure", "value", "told"),
    [
        ("drop_off", 0.2785, "27.9 %"), ("csat", 1.0, "100.0 %"), ("ces", 5.14, "5.1"), ("nps", 45.04, "+45.0"), ("time", 150.0, "2.5 min"),
        ("visits", 48_200.0, "48,200"), ("contacts", 6.66, "6.7"),
    ],
)  # fmt: skip
def test_amounts(measure: str, value: float, told: str) -> None:
    assert amount(measure, value) == told


@pytest.mark.parametrize(
    ("measure", "difference", "told"),
    [
        ("drop_off", 0.065, "+6.5 pt"), ("drop_off", -0.0001, "0.0"), ("ces", -0.34, "-0.3"), ("nps", 3.0, "+3.0 pt"),
        ("time", -90.0, "-1.5 min"), ("time", 0.2, "0"), ("visits", -1200.0, "-1,200"), ("visits", 0.0, "0"),
    ],
)  # fmt: skip
def test_changes(measure: str, difference: float, told: str) -> None:
    assert change(number(measure, change=difference)) == told


def test_values_promises_and_measures() -> None:
    one = number()
    assert (seen(one, one.base), seen(one, one.here, interval=True), seen(one, None)) == (
        "20.0 %",
        "30.0 % (20.0-40.0)",
        "-",
    )
    assert seen(one, Seen(value=None, n=None)) == "hidden"
    assert budget(one) == "25 %"
    assert budget(number(base=Seen(value=0.2, n=9, promised=0.225, verdict="ok"))) == "22.5 % → 25 %"
    assert budget(number(base=Seen(value=0.2, n=9))) == "25 % (new)"
    assert budget(number(here=Seen(value=0.2, n=9))) == "25 % → none"
    assert change(number(close=True, change=None)) == "few people"
    assert change(number(change=None)) == "-"
    assert called(number("ces", better="more")) == "CES, more is easier"
    assert called(number("time")) == "median time to the next step"


def test_called_out_lines_stand_at_the_top() -> None:
    told = [Line("~", (str(number_),), called=number_ == 14) for number_ in range(15)]
    assert [line.words[0] for line in first(told)] == [*map(str, range(9)), "14"]


GOOD = [{"good": {"low": low, "high": 5.0}} for low in (4.0, 3.0)]
WAIVED = [{"reason": "r", "until": f"{year}-01-01"} for year in (2026, 2027)]


def plain(words: Any) -> str:
    return "".join(words)


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        (
            {"about": "wording", "name": "pains", "before": [{"text": "Slow"}], "after": [{"text": "Slow"}, {"text": "Dear", "severity": "high"}]},
            "wording shop › pay: pains, now also text Dear, severity high",
        ),
        ({"about": "wording", "name": "sees", "before": ["a", "b"], "after": ["b", "a"]}, "wording shop › pay: evidence that customers see in another order"),
        (
            {"about": "wording", "name": "does", "before": "x" * 100 + "a" + "y" * 50, "after": "x" * 100 + "b" + "y" * 50},
            f"wording shop › pay: what the customer does …{'x' * 26}a{'y' * 50} → …{'x' * 26}b{'y' * 50}",
        ),
        ({"about": "design", "name": "moment_of_truth", "before": None, "after": True}, "design shop › pay: moment of truth yes (new)"),
        ({"about": "design", "of": "", "name": "review_every", "before": "P90D", "after": "P180D"}, "design shop: time between reviews 90 days → 180 days"),
        (
            {"about": "events", "of": "", "name": "ignore", "before": ["a", "b"], "after": ["b", "c"]},
            "counting shop: events on no map, now also c, no longer a",
        ),
        (
            {"about": "way", "name": "buy", "before": {"share": 0.9, "within": 900.0}, "after": {"share": 0.8, "when": "paid"}},
            "way shop › pay → buy: share 90 % → 80 %, within 15 min → none, when none → paid",
        ),
        ({"about": "promise", "kind": "removed", "name": "csat", "before": 0.8, "after": None}, "target shop › pay CSAT 80 % (removed)"),
        ({"about": "promise", "kind": "added", "of": "", "name": "time", "before": None, "after": 86400.0}, "budget shop median time to the goal 24 h"),
        (
            {"about": "promise", "kind": "tightened", "name": "sla.within", "before": 600.0, "after": 300.0},
            "service level shop › pay time tightened 10 min → 5 min",
        ),
        (
            {"about": "declared", "of": "", "name": "surveys.csat", "before": GOOD[0], "after": GOOD[1]},
            "survey shop › csat: good 4..5 → 3..5",
        ),
        (
            {"about": "waiver", "kind": "loosened", "name": "JM401", "before": WAIVED[0], "after": WAIVED[1]},
            "waiver shop › pay: JM401 until 2026-01-01 → 2027-01-01, r",
        ),
        (
            {"about": "touchpoint", "kind": "moved", "name": "place", "before": "look", "after": None},
            "touchpoint shop › pay moved: it stands first, and stood after look",
        ),
        ({"about": "touchpoint", "kind": "moved", "name": "stage", "before": "a", "after": "b"}, "touchpoint shop › pay moved from stage a to b"),
        ({"about": "stage", "kind": "renamed", "of_stage": True, "before": "a", "after": "b"}, "stage shop › pay was called a"),
    ],
)  # fmt: skip
def test_the_words_of_a_change(given_: dict[str, Any], told: str) -> None:
    one = Change(**({"kind": "changed", "of": "pay", "place": Place(file="shop.yaml", line=1)} | given_))
    (line,) = lines(difference(changes=(one,)).journeys[0])
    assert plain(line.words) == told


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ("broken", "ok", " in the change that would break it"), ("broken", "broken", ", and it is broken all the same"),
        ("ok", "ok", ", though what was promised before holds"), ("undecided", "ok", ": it would be undecided"), (None, None, ""),
    ],
)  # fmt: skip
def test_what_is_said_of_a_loosened_promise(before: Any, now: Any, told: str) -> None:
    place = Place(file="shop.yaml", line=1)
    one = Change(kind="loosened", about="promise", of="pay", name="drop_off", before=0.2, after=0.3, place=place)
    called_out = Callout(
        kind="loosened", of="pay", name="drop_off", as_before=before, as_now=now, owner="payments", place=place
    )
    (line,) = lines(difference(changes=(one,), callouts=(called_out,)).journeys[0])
    assert plain(line.words) == f"target shop › pay drop-off loosened 20 % → 30 %{told}; ask its owner, payments"
    assert line.called


# --- links ---------------------------------------------------------------------------------------------------------------


def difference(**given_: Any) -> Difference:
    """A difference of one journey, on commits."""
    journey = JourneyDifference(
        **(
            {
                "id": "shop",
                "title": "Shop",
                "state": "changed",
                "file": "shop.yaml",
                "file_before": "shop.yaml",
                "changes": (),
            }
            | given_
        )
    )
    return Difference(
        changed=True, verdict="changed", errors=0, broken=0, undecided=0, accepted=0, broke=0, mended=0, measured=False, privacy="", min_group=10,
        base=Side(name="main", commit="a07be19" + 33 * "0"), here=Side(name="feature", commit=SHA), journeys=(journey,),
    )  # fmt: skip


def test_permalinks() -> None:
    found, links = difference(), Links("https://example.org/blob/")
    here, gone = Place(file="journeys/a b)<😀.yaml", line=14), Place(file="shop.yaml", line=3, base=True)
    assert links.at(here, found) == ("L14", f"https://example.org/blob/{SHA}/journeys/a%20b%29%3C%F0%9F%98%80.yaml#L14")
    assert links.at(gone, found)[1].startswith("https://example.org/blob/a07be19")
    assert (Links().at(here, found), Links().at(gone, found)) == (
        ("journeys/a b)<😀.yaml:14", ""),
        ("main:shop.yaml:3", ""),
    )


@pytest.mark.parametrize(
    ("given_", "start"),
    [
        ({"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "o/r"}, "https://github.com/o/r/blob"),
        ({"CI_PROJECT_URL": "https://gitlab.com/o/r"}, "https://gitlab.com/o/r/-/blob"),
        ({"GITHUB_SERVER_URL": "https://github.com"}, ""),
        ({"GITHUB_SERVER_URL": "javascript:alert(1)//", "GITHUB_REPOSITORY": "o/r"}, ""),
    ],
)
def test_what_runners_say(given_: dict[str, str], start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "CI_PROJECT_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given_.items():
        monkeypatch.setenv(name, value)
    assert _link_base() == start


# --- caps ----------------------------------------------------------------------------------------------------------------


def large(size: int = 400) -> Difference:
    """A difference with so many of everything."""
    place = Place(file="shop.yaml", line=1)
    changes = tuple(Change(kind="added", about="touchpoint", of=f"t{n}", place=place) for n in range(size))
    findings = tuple(
        Judged(state="new", code="JM301", level="warning", message=f"m{n}", help="h", of="", ref=(n,), place=place)
        for n in range(size)
    )
    found = difference(
        changes=changes,
        numbers=tuple(number(of=f"t{n}", place=place) for n in range(size)),
        findings=findings,
        promises=size,
    )
    return found.model_copy(update={"verdict": "broken", "broken": size, "measured": True})


@pytest.mark.parametrize("most", [LEAST_CHARS, 5_000, 20_000, 60_000, 200_000])
def test_a_report_that_is_too_long_loses_whole_sections(most: int) -> None:
    told = markdown(
        large(), Told(max_chars=most, whole="journeymap diff main --max-chars 0", command="journeymap diff main")
    )
    assert len(told) <= most
    assert told.startswith("<!-- journeymap key=journeymap head=8c41f2d -->\n## ❌ 400 promises broken: `shop`\n")
    assert told.count("<details>") == told.count("</details>")
    assert all(line.count("|") in (8, 9) for line in told.splitlines() if line.startswith("|"))
    assert ("journeymap diff main --max-chars 0" in told) is (most < 200_000)


def test_at_most_ten_rows_stand_at_the_top() -> None:
    told = markdown(large(40), Told(max_chars=0))
    top = told.partition("<details>")[0]
    assert sum(line.startswith("| ❌") for line in top.splitlines()) == 10
    assert "30 more rows below." in top
    assert "- 30 more changes below" in top
    assert "- 30 more findings below" in top
    assert told.count("| ❌") == 50


def test_many_journeys_are_counted() -> None:
    found = difference()
    many = found.model_copy(
        update={"journeys": tuple(found.journeys[0].model_copy(update={"id": f"j{n}"}) for n in range(9))}
    )
    assert plain(heading(many)[1]) == "0 changes, not held against data: j0, j1, j2, j3, j4 and 4 more"


# --- hostile names -------------------------------------------------------------------------------------------------------

HOSTILE = st.one_of(
    st.sampled_from(ACTIVE), st.text(alphabet="`|<>&*_[]()!\\#-+~:@/'\"= \n\r\t\x1b\u202eab1", min_size=1, max_size=30)
)


class Elements(HTMLParser):
    """The elements of a page, and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, name) for name, _ in attrs} | {(tag, "")}


def elements(page: str) -> set[tuple[str, str]]:
    parser = Elements()
    parser.feed(page)
    return parser.found


def everywhere(word: str) -> Difference:
    """A difference with a word at every place where users write one."""
    place = Place(file=word, line=3)
    kinds: tuple[dict[str, Any], ...] = (
        {"kind": "changed", "about": "wording", "name": "does", "before": word, "after": f"{word}!"},
        {"kind": "added", "about": "touchpoint", "beside": (word, word)},
        {"kind": "removed", "about": "way", "name": word, "before": {"share": 0.1}},
        {"kind": "loosened", "about": "promise", "name": "csat", "before": 0.8, "after": 0.7},
        {"kind": "added", "about": "waiver", "name": "JM401", "after": {"reason": word, "until": "2027-01-01"}},
        {
            "kind": "changed",
            "about": "declared",
            "of": "",
            "name": f"funnels.{word}",
            "before": {"x": word},
            "after": {"x": f"{word}?"},
        },
    )
    changes = tuple(Change(**({"of": word, "place": place} | each)) for each in kinds)
    called_out = (
        Callout(kind="loosened", of=word, name="csat", owner=word, place=place),
        Callout(kind="accepted", of=word, name="JM401", message=word, reason=word, until="2027-01-01", place=place),
        Callout(kind="ignored", of=word, name="JM202", message=word, place=place),
    )
    findings = tuple(
        Judged(state=state, code="JM301", level="warning", message=word, help=word, of=word, ref=(), place=place)
        for state in ("new", "fixed", "kept")
    )
    found = difference(
        id=word,
        title=word,
        changes=changes,
        callouts=called_out,
        findings=findings,
        numbers=(number(of=word, title=word, place=place),),
        notes=(word,),
        file_before=f"{word}x",
        file=word,
    )
    return found.model_copy(
        update={"notes": (word,), "base": Side(name=word, commit=""), "here": Side(name=word, commit="")}
    )


EXPECTED = {("details", ""), ("summary", ""), ("sub", "")}
RENDERER = MarkdownIt("commonmark", {"html": True}).enable("table")
PLAIN = elements(RENDERER.render(markdown(everywhere("word"), Told(command="journeymap diff word"))))
PAGE = elements(html(everywhere("word"), Links()))


@settings(max_examples=4 * RUNS)
@given(HOSTILE)
def test_hostile_words_stay_words(word: str) -> None:
    found = everywhere(word)
    told = markdown(found, Told(command="journeymap diff x"))
    assert elements(RENDERER.render(told)) == PLAIN
    assert elements(html(found, Links())) == PAGE
    assert len(told.splitlines()) == len(markdown(everywhere("word"), Told(command="journeymap diff x")).splitlines())
    spoken = text(found)
    assert re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", told + spoken) is None
    assert not any(line.startswith(("::", "##[")) for line in spoken.splitlines())


def test_the_page_runs_and_loads_nothing() -> None:
    page = case("shop.html")
    assert EXPECTED - {("sub", "")} <= elements(page)
    assert {tag for tag, _ in elements(page)} & {
        "script",
        "iframe",
        "object",
        "embed",
        "link",
        "img",
        "form",
        "base",
        "a",
    } == set()
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert len(policy) == 1
    assert policy[0].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[0]
    assert page.count("<svg ") == 2


def test_names_are_marked_and_sentences_only_where_they_must() -> None:
    found = difference(
        notes=("nothing to mark",),
        changes=(Change(kind="added", about="stage", of="buy", of_stage=True, place=Place(file="a", line=1)),),
    )
    told = markdown(found, Told())
    assert "- `shop`: nothing to mark" in told
    assert "- **+** stage `shop` › `buy`" in told
    assert isinstance(lines(found.journeys[0])[0].words[1], Name)


def test_what_changed_is_not_folded_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 120 touchpoints the flow shows the worst of each stage: what changed comes before them, and nothing else is lit."""
    life = (Path(__file__).parents[1] / "journeys" / "customer-life.yaml").read_text(encoding="utf-8")
    for side, title in (("before", "Welcome call"), ("after", "The welcome call")):
        (tmp_path / side).mkdir()
        (tmp_path / side / "life.yaml").write_text(
            life.replace("title: Welcome call", f"title: {title}"), encoding="utf-8"
        )
    found, sheets = diffed(str(tmp_path / "before"), str(tmp_path / "after"), data=False)

    def lit(drawing: Drawing) -> str:
        return " ".join(panel.key for panel in drawing.panels if panel.kind == "card" and not panel.faint)

    monkeypatch.setattr(sided, "as_svg", lit)
    assert list(sided.pictures(found, sheets)) == [("life", "welcome-call", "welcome-call")]


def test_measured_maps_only_where_nothing_is_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path)
    monkeypatch.setattr(sided, "as_svg", lambda drawing: drawing.description)
    for min_group, measured in ((10, "Customer journey map, declared"), (0, "Customer journey map, measured")):
        found, sheets = diffed(
            str(tmp_path / "before"), str(tmp_path / "after"), events=[str(tmp_path / "log.csv")], min_group=min_group
        )
        ((_, before, after),) = sided.pictures(found, sheets)
        assert before.startswith(measured)
        assert after.startswith(measured)
