"""The words of maps in other languages: none is left in English, all have room, and numbers are written as the language writes them."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from docs import catalogues
from journeymap import catalogue
from journeymap.amounts import short, times
from journeymap.catalogue import Language, speaking, worded
from journeymap.closeup import closer
from journeymap.decide import decide
from journeymap.differences import differences
from journeymap.drawing import Drawing, svg
from journeymap.drawing.overlaps import overlaps
from journeymap.drawing.shapes import Panel
from journeymap.load import load, loads
from journeymap.mapping import Fact, Map
from journeymap.marking import marked, marked_before
from journeymap.model import Journey
from journeymap.pieces.folding import worst
from journeymap.pipeline.drawn import decided
from journeymap.pipeline.measured import measure
from journeymap.pipeline.paged import paged
from journeymap.plan import plan_of
from journeymap.report import Report
from journeymap.styles import STYLES, draw
from journeymap.views import table
from journeymap.words import plain
from tests.fixtures.maps import crowd

ROOT = Path(__file__).parents[1]
SHOP = Path(__file__).parent / "cases" / "reports" / "shop"
LOADED = load(SHOP / "journey.yaml", "journey.yaml")
JOURNEYS = sorted(path.stem for path in (ROOT / "journeys").glob("*.yaml"))
TERMS = {"CSAT", "CES", "NPS", "https"}

BARE = """\
title: "1"
state: future
goal: "2"
scenario: "3"
expects: "4"
based_on: "5"
owner: "6"
reviewed: 2026-07-01
review_every: 90d
budget: {completion: 60%, time: 2d, ces: 3, nps: 20, contacts: 6.5}
channels: {x1: {title: "7"}}
personas: {x1: {is: "8", demographic: "9", behaviour: "10"}, x2: "11"}
actors: {x1: "12", x2: {is: "13", kind: system}, x3: {is: "14", kind: partner}}
surveys:
  csat: {answer: x, scale: 1..5, good: 4..5}
  ces: {answer: x, scale: 1..7, easy: 1}
  nps: {answer: x, scale: 0..10}
funnels:
  x1: {within: 14d, entry: first, exclude: [x4], steps: [{at: x1, within: 1d}, [x2, x3], x5]}
  x2: {order: strict, steps: [x1, x5]}
  x3: {order: any, steps: [x1, x5]}
starts_at: x1
ends_at: {won: x5, lost: x4}
stages:
  x1:
    title: "15"
    goal: "16"
    owner: "17"
    targets: {time: 3d, drop_off: 20%, csat: 85%}
    touchpoints:
      x1:
        title: "18"
        does: "19"
        thinks: "20"
        expects: "21"
        says: {quote: "22", by: x1, source: "23:1"}
        channel: x1
        by: staff
        owner: "24"
        moment_of_truth: true
        repeatable: true
        only_for: [x1, x2]
        feels: {x1: 2, x2: -1}
        takes: 5m
        sla: {within: 30s, share: 95%}
        sees: ["25", "26"]
        with: [x1, x2, x3]
        frontstage: "27"
        backstage: "28"
        support: "29"
        ask: [csat, ces, nps]
        evidence: "30:1"
        pains: [{text: "31", severity: high, evidence: "32:1"}, {text: "33", severity: medium}, {text: "34", severity: low}]
        ideas: [{text: "35", fixes: [drop_off, hand_off, failure, error, low_csat, high_effort, slow], owner: "36"}, "37"]
        tags: ["38"]
        signals: x1
        links: "https://1"
        targets: {drop_off: 10%, repeat: 5%, csat: 80%}
        next: {x2: 50%, x3: 30%, x6: {share: 5%, within: 1h, when: "39"}}
      x2: {title: "40", by: customer, ask: csat, optional: true, touchpoints: {x7: {title: "41"}}, next: {x5: 80%, x1: 5%}}
      x3: {title: "42", by: system, pains: "43", feels: 0, next: {x5: 50%}}
  x2:
    title: "44"
    touchpoints:
      x4: {title: "45", by: partner}
      x5: {title: "46"}
      x6: {title: "47", ideas: ["a", "b", "c"], next: {x4: 10%}}
"""
"""A plan with everything in it, and no word of its own."""
CHANGED = (
    BARE.replace('title: "40", by: customer, ask: csat, optional: true', 'title: "48", by: staff')
    .replace("drop_off: 10%, repeat: 5%", "drop_off: 8%, return: 4%")
    .replace("x3: 30%", "x3: 25%, x5: 2%")
    .replace(', next: {x5: 50%}}\n  x2:\n    title: "44"', '}\n  x8: {title: "49", touchpoints: {x8: {title: "50"}}}\n  x2:\n    title: "51"')
    .replace("      x4: {title", "      x9: {title")
    .replace("[x4]", "[x9]").replace("lost: x4", "lost: x9").replace("next: {x4: 10%}", "next: {x9: 10%}")
    .replace("sla: {within: 30s, share: 95%}", "sla: 5m").replace("repeatable: true", "repeatable: false")
    .replace("takes: 5m", "takes: 4m")
)  # fmt: skip


@contextmanager
def foreign() -> Iterator[set[str]]:
    """A language that has `\u00f6` for every letter; gives what is asked of it."""
    asked: set[str] = set()

    class Letters:
        def gettext(self, message: str) -> str:
            asked.add(message)
            return re.sub(r"(\{\w+\})|[A-Za-z]", lambda found: found[1] or "\u00f6", message)

        def ngettext(self, one: str, many: str, n: int) -> str:
            asked.add(one)
            return "\u00f6" * len(one if n == 1 else many)

    token = catalogue._spoken.set(Language(Letters(), Locale("en")))  # type: ignore[arg-type]
    try:
        yield asked
    finally:
        catalogue._spoken.reset(token)


def known(asked: set[str]) -> set[str]:
    """What was asked of a language and is a message: those that have values and those that have none, and nouns for one."""
    listed = {message if isinstance(message, str) else message[0] for message in catalogues.messages()}
    return asked & listed


def said(drawing: Drawing) -> str:
    """All that a picture says, to who looks and to who listens."""
    told = (element for element in ET.fromstring(svg(drawing)).iter() if not element.tag.endswith("style"))
    return "\n".join(filter(None, (element.text for element in told)))


def english(map_: Map) -> set[str]:
    """The words of Latin letters on the map in every style, and in its tables."""
    told = [said(draw(map_, style)) for style in STYLES] + [table.view(map_)]
    return set(re.findall("[A-Za-z]{2,}", "\n".join(told)))


@cache
def plan(text: str = BARE) -> Journey:
    return loads(text.encode(), "bare.yaml").journey


def declared(**more: Any) -> Map:
    return decide(plan(), plan_of(plan()), **more)


@pytest.fixture(scope="module")
def report() -> Report:
    return measure(LOADED, events=["events.csv"], base=SHOP)


# --- nothing is left in English ------------------------------------------------------------------------------------------


def test_no_word_of_a_declared_map_is_left_out_of_the_catalogues() -> None:
    with foreign() as asked:
        found = declared(persona="x1", language="1")
        assert english(found) - TERMS == set()
        assert english(replace(found, state="draft", columns=(), arrows=(), passages=None)) - TERMS == set()
    assert asked - known(asked) - TERMS == set()
    assert len(asked) > 120


def test_no_word_of_a_comparison_is_left_out_of_the_catalogues() -> None:
    now, before = plan(CHANGED), plan()
    found = differences(now, plan_of(now), before, plan_of(before), now)
    assert found.added
    assert found.removed
    with foreign() as asked:
        found = differences(now, plan_of(now), before, plan_of(before), now)
        was = decide(before, plan_of(before), every_way=True)
        here = marked(decide(now, plan_of(now), every_way=True), was, found, "1")
        assert english(here) - TERMS == set()
        assert english(marked_before(was, found, "1")) - TERMS == set()
        new = differences(now, plan_of(now), None, None)
        assert english(marked(decide(now, plan_of(now)), None, new, "1")) - TERMS == set()
    assert asked - known(asked) - TERMS == set()


def test_no_word_of_a_close_up_is_left_out_of_the_catalogues() -> None:
    with foreign():
        for close in (closer(declared(), focus="x1"), closer(declared(), min_share=0.31), worst(declared(), 2)):
            assert english(close) - TERMS == set()
            assert close.focus or close.notes or close.ways_left_out


NAMES = {"Buy", "collect", "now", "Pay", "javascript", "alert", "It", "asks", "twice", "The", "price", "is", "only", "told", "at", "the", "end"}  # fmt: skip
NAMES |= {
    "Look",
    "around",
    "Call",
    "Sleep",
    "over",
    "it",
    "Collect",
    "Cancel",
    "End",
    "events",
    "csv",
    "app",
    "hotline",
}
"""The words of the shop itself."""


def test_no_word_of_a_measured_map_is_left_out_of_the_catalogues(report: Report) -> None:
    with foreign() as asked:
        whole = decided(LOADED, report)
        assert english(whole) - NAMES - TERMS == set()
        assert english(decided(LOADED, report, min_share=0.2)) - NAMES - TERMS == set()
    assert asked - known(asked) - TERMS == set()
    assert len(asked) > 90


def test_folded_touchpoints_and_signposts_are_said_too() -> None:
    map_ = crowd(62, 9)
    ours = {"folded:", "more", "from"}
    assert ours <= set(said(draw(map_)).split())
    with foreign():
        assert not ours & set(said(draw(map_)).split())


# --- there is room for longer words --------------------------------------------------------------------------------------


def outside(drawing: Drawing) -> list[Panel]:
    """What does not lie on the sheet."""
    return [
        panel
        for panel in drawing.panels
        if panel.x < 0 or panel.x + panel.width > drawing.width + 1 or panel.y + panel.height > drawing.height
    ]


@pytest.mark.parametrize("style", STYLES)
def test_vietnamese_words_have_room(style: str, report: Report) -> None:
    with speaking("vi"):
        journeys = [load(ROOT / "journeys" / f"{name}.yaml").journey for name in JOURNEYS]
        maps = [decide(journey, plan_of(journey)) for journey in journeys]
        for map_ in (*maps, decided(LOADED, report), declared()):
            drawing = draw(map_, style)
            assert overlaps(drawing).faults == 0
            assert drawing.width <= 1130
            assert outside(drawing) == []


# --- in Vietnamese -------------------------------------------------------------------------------------------------------


def test_a_declaration_in_vietnamese() -> None:
    with speaking("vi"):
        found = declared()
    assert found.facts == (
        Fact("Mục đích", "2"),
        Fact("Kịch bản", "3"),
        Fact("Mong đợi", "4"),
        Fact("Dựa trên", "5"),
        Fact(
            "Hạn mức",
            "tỷ lệ hoàn thành tối thiểu 60%, thời gian tối đa 2 ngày, CES 3, NPS tối thiểu +20, số lần tiếp xúc tối đa 6,5",
        ),
        Fact("Người phụ trách", "6, đã xem lại 1/7/2026, xem lại mỗi 90 ngày"),
    )
    first, second = found.columns
    assert first.text == (
        "Giai đoạn 1: 15. 16. Người phụ trách: 17. Mục tiêu: thời gian tối đa 3 ngày, tỷ lệ rời bỏ tối đa 20%, CSAT tối thiểu 85%."
    )
    assert [note.text for note in first.cards[0].notes][:3] == ["chỉ 8 và 11", "trong vòng 30 giây, 95%", "mất 5 phút"]
    assert first.cards[0].text.startswith("18. 19. Suy nghĩ: 20. Mong đợi: 21. \u201c22\u201d, 8 nói (23:1). Kênh 7. ")
    assert [arrow.text for arrow in found.arrows if arrow.target == "x6"] == [
        "18 đến 47: cam kết 5%, trong vòng 60 phút, khi 39"
    ]
    assert [bar.word for bar in first.cards[0].bars] == ["mục tiêu 80%", "có hỏi ở đây", "có hỏi ở đây"]
    assert second.cards[2].drop_off == ""


def test_a_measured_map_in_vietnamese(report: Report) -> None:
    with speaking("vi"):
        found = decided(LOADED, report)
        told = table.view(found)
    assert found.subtitle == "1/5/2026 đến 20/5/2026 · 71 khách hàng · 71 lượt hành trình · events.csv"
    assert found.headlines[0].label == "tỷ lệ hoàn thành"
    assert (found.headlines[0].value, found.headlines[0].note) == ("70,0%", "58,5-79,5%, n=70")
    assert "\n## Các điểm chạm\n" in told
    # What a heading, a reason or a name before them says is said once.
    assert "mục tiêu: " not in told.split("\n## ")[1]
    assert "Look around đến" not in told
    assert decided(LOADED, report).subtitle == "1 May 2026 to 20 May 2026 · 71 customers · 71 cases · events.csv"


def test_a_page_in_vietnamese_has_maps_in_vietnamese(report: Report) -> None:
    with speaking("vi"):
        page = paged(LOADED, report, language="vi")
    assert "theo kế hoạch, độ dày = số lượt hành trình" in page
    assert "width = cases" not in page


def test_a_noun_that_stands_alone_is_said_as_with_a_number() -> None:
    with speaking("vi"):
        assert [worded(noun) for noun in ("customer", "error", "idea")] == ["khách hàng", "lỗi", "ý tưởng"]
        assert times(1, "idea") == "1 ý tưởng"


def test_short_counts_and_shares_as_they_were_asked_for() -> None:
    with speaking("vi"):
        assert [short(each) for each in (870, 13_600, 1_240_000)] == ["870", "13,6k", "1,2tr"]
        assert [plain(each) for each in (4, 2.5, 0.00001)] == ["4", "2,5", "0,00001"]
    assert [short(each) for each in (870, 13_600, 1_240_000)] == ["870", "13.6k", "1.2M"]
    assert [plain(each) for each in (4, 2.5, 0.00001)] == ["4", "2.5", "0.00001"]


def test_what_is_said_of_a_map_without_a_translation(here: Path, run: Callable[..., Any]) -> None:
    (here / "shop.yaml").write_text(BARE.replace('based_on: "5"', ""), encoding="utf-8")
    found = run("map", "shop.yaml", "--lang", "vi", "--format", "md")
    assert (found.code, found.out.splitlines()[2]) == (
        0,
        "Khai báo, chưa đo: mục tiêu, tỷ lệ cam kết và giả định, chưa có dữ liệu. Trạng thái: sẽ phải như thế này, chưa phải hiện nay.",
    )
    assert found.err == (
        "note: there is no translation into 'vi': its texts stay as they are; shop.vi.yaml beside it can hold them\n"
    )


def test_a_map_in_a_language_that_only_the_journey_knows(here: Path, run: Callable[..., Any]) -> None:
    (here / "shop.yaml").write_text(BARE.replace('based_on: "5"', ""), encoding="utf-8")
    (here / "shop.fr.yaml").write_text("title: Magasin\n", encoding="utf-8")
    found = run("map", "shop.yaml", "--lang", "fr", "--format", "md")
    note = "note: the words of journeymap itself are English: it speaks vi, not 'fr'\n"
    assert (found.code, found.err) == (0, note)
    assert found.out.startswith("# Magasin\n\nDeclared, not measured: ")
    assert "Language: fr." in found.out
