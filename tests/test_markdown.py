"""Text of users stays text in Markdown, whatever is in it: held against a real CommonMark renderer with GitHub's tables.

The reports in `tests/cases/reports/` are what `view` writes; run `JOURNEYMAP_ACCEPT=1 pytest tests/test_markdown.py` to rewrite
them, and read them as their reader will.
"""

import os
import random
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from journeymap.amounts import count
from journeymap.catalogue import say
from journeymap.folds import Fold
from journeymap.load import load
from journeymap.markup import clean, code, label, prose
from journeymap.pipeline.measured import measure
from journeymap.report import Report
from journeymap.sections import findings
from journeymap.views import VIEWS, markdown
from markdown_it import MarkdownIt

CASES = Path(__file__).parent / "cases" / "reports"
RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MANY = int(os.environ.get("JOURNEYMAP_HOSTILE_RUNS", "3000"))
FRAGMENTS = [
    *"`|\\<>&*_~[](){}#+-=!.:;\"'@^$/ \t\n\r0a",
    "``",
    "```",
    "~~~",
    "\\`",
    "\\|",
    "\\\\",
    "  ",
    "\n\n",
    "&lt;",
    "&#96;",
    "&#124;",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<script>",
    "<img src=x onerror=alert(1)>",
    "![x](y)",
    "[x](javascript:alert(1))",
    "<https://x.example>",
    "https://x.example",
    "www.x.example",
    "a@x.example",
    "[^1]",
    "[x]: y",
    "1. ",
    "2) ",
    "- ",
    "+ ",
    "> ",
    "# ",
    "***",
    "---",
    "===",
    "|--|",
    "$x$",
    "a_b_c",
    "__a__",
    "\x00",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\u2028",
    "\u202e",
    "\u200b",
    "\ufeff",
    "\ud800",
    "é",
    "🛒",
    "word",
]


def hostile(seed: int) -> str:
    rng = random.Random(seed)
    return "".join(rng.choice(FRAGMENTS) for _ in range(rng.randint(0, 9)))


STRINGS = ["", " ", "`", "a`", "`a", "a|", "|", "\\", "a\\", "\\|", " a ", *(hostile(seed) for seed in range(MANY))]
AROUND: dict[str, tuple[str, str, str]] = {
    # place: (Markdown with {}, what is read before it, and after it)
    "a line": ("{}", "", ""),
    "a sentence": ("before {} after", "before ", " after"),
    "a heading": ("# {}", "", ""),
    "an item": ("- {}: 3 rows", "", ": 3 rows"),
    "bold in a list": ("1. **{}** (silent)", "", " (silent)"),
    "a cell": ("| a | b | c |\n|---|---|---|\n| x | {} | z |", "", ""),
}


def inline(markdown: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of everything that is read."""
    for block in RENDERER.parse(markdown):
        assert block.type not in ("html_block", "fence", "code_block", "hr"), markdown
        for token in block.children or ():
            assert token.type in ("text", "code_inline", "strong_open", "strong_close"), (token.type, markdown)
            if token.content:
                yield token.type, token.content


def read(place: str, markdown: str) -> list[tuple[str, str]]:
    """What is read at a place, and that nothing else is."""
    pattern, before, after = AROUND[place]
    said = list(inline(pattern.replace("{}", markdown)))
    if place == "a cell":
        assert said[:3] == [("text", "a"), ("text", "b"), ("text", "c")]
        assert said[3] == ("text", "x")
        assert said[-1] == ("text", "z")
        return said[4:-1]
    whole = "".join(text for _, text in said)
    assert whole.startswith(before)
    assert whole.endswith(after)
    return [(kind, text) for kind, text in said if kind == "code_inline"] or [
        ("text", whole[len(before) : len(whole) - len(after)])
    ]


def as_code(text: str) -> str:
    """How the content of a code span is read: blanks alone keep their padding."""
    shown = clean(text)
    return shown if shown.strip(" ") else f" {shown} "


@pytest.mark.parametrize("place", AROUND)
def test_a_code_span_shows_the_text_and_nothing_else(place: str) -> None:
    for text in STRINGS:
        assert read(place, code(text, cell=place == "a cell")) == [("code_inline", as_code(text))], text


@pytest.mark.parametrize("place", AROUND)
def test_prose_is_the_text_or_a_code_span(place: str) -> None:
    kinds = set()
    for text in [
        *STRINGS,
        *(f"Pay {text}" for text in ("now", "(in the app)", "5 % off", "2:30", "3.5 - 4", "it's", "a/b", "Thử lại")),
    ]:
        ((kind, shown),) = read(place, prose(text, cell=place == "a cell"))
        kinds.add(kind)
        assert shown == (as_code(text) if kind == "code_inline" else clean(text)), text
    assert kinds == {"text", "code_inline"}


@pytest.mark.parametrize(
    "text", ["Pay in the app", "It's 5 % off (today)", "9:30, 3.5 - 4", "Thử lại", "a/b", "GHOST-1 at 10:30:15 sharp"]
)
def test_plain_words_stay_plain(text: str) -> None:
    assert prose(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "*a*",
        "a_b",
        "<b>",
        "a|b",
        "`",
        "[a](b)",
        "http://a",
        "www.a",
        "@a",
        "#1",
        "1. a",
        "- a",
        "+ a",
        " a",
        "a ",
        "a  b",
        "~a~",
        "&amp;",
        ":tada:",
        "GH-12",
        "a\\b",
        "a{b}",
        "$a$",
    ],
)
def test_what_could_mean_something_is_code(text: str) -> None:
    assert prose(text) == code(text)
    assert prose(text).startswith("`")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\nb", "a b"),
        ("a\r\nb\tc", "a  b c"),
        ("\x1b[31mred\x07", "[31mred"),
        ("a\u202eb\u2066c\u200bd\ufeffe", "abcde"),
        ("a\x00b\x85c", "abc"),
        ("a\u2028b\u2029c", "a b c"),
        ("a\ud800b\ue000c", "abc"),
        ("Zoé 🛒 Thử", "Zoé 🛒 Thử"),
    ],
)
def test_clean_is_one_line_without_anything_that_acts(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


# --- whole reports -----------------------------------------------------------------------------------------------------

GOLDEN = {"report.md": 0, "report-private.md": 10}


@cache
def shop(min_group: int = 0) -> Report:
    folder = CASES / "shop"
    loaded = load(folder / "journey.yaml", "journey.yaml")
    return measure(loaded, events=["events.csv"], min_group=min_group, base=folder)


def golden(name: str) -> str:
    return VIEWS["markdown"](shop(GOLDEN[name]))


@pytest.mark.parametrize("name", GOLDEN)
def test_a_report_reads_as_it_should(name: str) -> None:
    said = golden(name)
    expected = CASES / "shop" / name
    if os.environ.get("JOURNEYMAP_ACCEPT"):
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")


FOLDS = [
    "More findings",
    "All promises",
    "What became of the visits",
    "How far they get",
    "Answers",
    "As designed",
    "Ways that customers take",
    "Retention",
    "Paths",
    "Engagement",
    "What completions pass",
    "The data",
]


class Seen(HTMLParser):
    """The tags and the text of HTML, and the text of `<b>` and `<code>`."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, int]] = []
        self.inside: dict[str, list[str]] = {"b": [], "code": []}
        self.text, self.open = "", [""]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, len(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag or tag == "details"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.inside.get(self.open[-1], []).append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def folds_of(markdown: str) -> list[str]:
    """The titles of all folds; there is no other HTML than theirs, and each is closed before the next one opens."""
    titles, opened = [], False
    for block in RENDERER.parse(markdown):
        assert block.type not in ("fence", "code_block", "hr"), block.content
        assert not {token.type for token in block.children or ()} & ACTIVE, block.content
        if block.type != "html_block":
            continue
        if opened:
            assert block.content.rstrip("\n") == "</details>"
        else:
            seen = Seen(block.content)
            assert re.fullmatch(r"<details><summary>.*</summary>\n", block.content)
            assert {*seen.tags[3:]} <= {("code", 0)}
            assert seen.tags[:3] == [("details", 0), ("summary", 0), ("b", 0)]
            titles.append(seen.inside["b"][0])
        opened = not opened
    assert not opened
    return titles


ACTIVE = {"html_inline", "link_open", "image", "em_open", "s_open", "hardbreak"}


@pytest.mark.parametrize("name", GOLDEN)
def test_nothing_of_a_user_is_markup_in_a_report(name: str) -> None:
    said = golden(name)
    assert folds_of(said) == FOLDS
    tokens = RENDERER.parse(said)
    kinds = {token.type for block in tokens for token in (block, *(block.children or ()))}
    assert {"table_open", "code_inline", "strong_open", "ordered_list_open", "heading_open"} <= kinds
    titles = [following.content for token, following in pairwise(tokens) if token.type == "heading_open"]
    assert titles[1:] == ["Where it hurts", "Touchpoints"]


def test_the_summary_of_a_fold_shows_the_text_and_nothing_else() -> None:
    for text in STRINGS:
        told = Fold("All", f"before {label(text)} after", ("inside",)).markdown()
        assert folds_of(told) == ["All"], text
        seen = Seen(told.split("\n")[0])
        assert seen.text == f"All: before {clean(text)} after", text
        # What GitHub makes a link, a mention or an emoji of, it does so outside of code only.
        assert prose(text, inner=True) == clean(text) or "".join(seen.inside["code"]) == clean(text), text


@pytest.mark.parametrize("text", ["`|`", "<b>", "*a*", "# a", "@team", "{name}", "A\nb"])
def test_a_message_is_ours_and_its_names_are_not(text: str) -> None:
    finding = {
        "code": "JM999",
        "level": "hint",
        "file": f"{text}.yaml",
        "line": 3,
        "message": say("{name} of `{n}` *all*", name=text, n=count(1234)),
        "help": text,
    }
    fold = findings.fold([finding], ())
    assert fold is not None
    name = prose(text, inner=True)
    assert fold.lines == (f"- JM999 {code(f'{text}.yaml:3')}: {name} of `1,234` *all*. {name}.",)


# --- room ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [2_000, 3_000, 4_000, 6_000, 8_000, 11_000])
def test_whole_sections_are_left_out_where_there_is_too_little_room(most: int) -> None:
    report = shop()
    whole = markdown.view(report, max_chars=0, again="journeymap report x.yaml")
    assert len(whole) > most
    said = markdown.view(report, max_chars=most, again="journeymap report x.yaml")
    assert len(said) <= most
    assert said.splitlines()[:5] == whole.splitlines()[:5]
    kept = folds_of(said)
    assert kept[-1] == "To reproduce"
    # What is left out is said, in the order of the report; what is kept is whole.
    *_, told = said.splitlines()
    found = re.fullmatch(r"Left out beyond ([\d,]+) characters: (.+)\. All of it: `--max-chars 0`\.", told)
    assert found is not None
    left = found[2].split(", ")
    titles = ["Promises", "Where it hurts", "Touchpoints", *FOLDS, "To reproduce"]
    assert found[1] == f"{most:,}"
    assert [title for title in titles if title in left] == left
    assert [title for title in titles[3:] if title not in left] == kept
    assert all(block in whole for block in said.split("\n\n")[:-1])


def test_all_is_kept_where_there_is_room() -> None:
    report = shop()
    whole = markdown.view(report, max_chars=0)
    assert markdown.view(report, max_chars=len(whole)) == markdown.view(report) == whole
    assert "Left out beyond" not in whole
    assert "Left out beyond" in markdown.view(report, max_chars=len(whole) - 1)


def test_it_is_said_how_to_make_it_again() -> None:
    *_, fold = markdown.view(shop(), again="journeymap report 'a `b`.yaml'").split("<details>")
    assert fold == (
        "<summary><b>To reproduce</b></summary>\n\n``journeymap report 'a `b`.yaml'``\n\n"
        "On the same data: checksum `475d2c57022045d9`, closed at 2026-05-20T06:00:00Z.\n\n</details>\n"
    )


@pytest.mark.parametrize("name", GOLDEN)
def test_each_row_of_a_table_has_the_cells_of_its_head(name: str) -> None:
    for table in re.split(r"\n\n", golden(name)):
        if not table.startswith("|"):
            continue
        cells = [0]
        for token in RENDERER.parse(table):
            cells += [0] if token.type == "tr_open" else []
            cells[-1] += token.type in ("td_open", "th_open")
        widths = [
            len(re.findall(r"(?<!\\)\|", line)) - 1
            for line in table.splitlines()
            if not line.startswith("|-") and not line.startswith("|:")
        ]
        assert len(set(cells[1:])) == 1
        assert set(widths) == {cells[1]}


@pytest.mark.parametrize(("min_group", "few"), [(10, 9), (5, 4)])
def test_a_private_report_tells_of_no_small_group(min_group: int, few: int) -> None:
    folder = CASES / "shop"
    report = measure(load(folder / "journey.yaml"), events=["events.csv"], min_group=min_group, base=folder)
    assert all(getattr(walked.customers, "low", walked.customers) > few for walked in report.transitions)
    assert all(variant.cases > few for variant in report.variants.top)
    assert all(
        found.visits is None or found.visits == 0 or (found.customers or 0) > few
        for found in report.touchpoints.values()
    )
    assert all(rows > few for name, rows in report.data.unbound_names.items() if name != "(rare names)")
