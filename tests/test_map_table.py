"""The map as Markdown tables: all that the picture says, in the order of reading, and nothing of users that acts."""

import re
from dataclasses import fields, replace

import pytest
from journeymap.mapping import Card, Face, Map
from journeymap.marks import Change
from journeymap.views.table import view
from markdown_it import MarkdownIt
from tests.fixtures import maps
from tests.fixtures.maps import HOSTILE
from tests.payloads import payloads
from tests.test_flow import poisoned
from tests.test_map_safety import RUNS

RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tables(text: str) -> list[list[list[str]]]:
    """The tables as a reader sees them: their rows of cells."""
    found: list[list[list[str]]] = []
    inside = False
    for token in RENDERER.parse(text):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type in ("th_open", "td_open"):
            inside = True
        elif token.type == "inline" and inside:
            found[-1][-1].append("".join(child.content for child in token.children or ()))
            inside = False
    return found


def test_a_measured_map() -> None:
    stages, touchpoints, ways = tables(view(maps.click_and_collect()))[:3]
    map_ = maps.click_and_collect()
    cards = [card for column in map_.columns for card in column.cards]
    assert stages[0][:2] == ["", "Stage"]
    assert [row[1] for row in stages[1:]] == [column.title for column in map_.columns]
    names = touchpoints[0]
    assert [row[names.index("Touchpoint")] for row in touchpoints[1:]] == [card.title for card in cards]
    for row, card in zip(touchpoints[1:], cards, strict=True):
        for metric in ("CSAT", "CES", "NPS"):
            words = [
                f"{bar.word} ({', '.join(filter(None, (bar.interval, bar.sample)))})" if bar.sample else bar.word
                for bar in card.bars
                if bar.metric == metric
            ]
            assert row[names.index(metric)] == "; ".join(words)
        assert row[names.index("Visits")] == card.visits
        assert row[names.index("Drop-off")].startswith(card.drop_off)
        assert card.leaving is None or card.leaving.sample in row[names.index("Drop-off")]
        assert row[0] == str(card.rank or "")
    assert len(ways) == len(map_.arrows) + 1
    assert "Measured." in view(map_)


def test_a_declaration_says_so() -> None:
    text = view(maps.declaration())
    assert "Declared, not measured: targets, promised shares and assumptions, no data yet." in text
    assert "Visits" not in text
    assert "(guessed)" in text
    assert "(measured)" not in text


@pytest.mark.parametrize("name", ["title", "voice", "place", "channel"])
def test_every_field_of_a_card_is_told_or_has_a_reason(name: str) -> None:
    told = {
        "title", "channel", "owner", "face", "bars", "visits", "drop_off", "pains", "rank", "moment_of_truth", "start", "end",
        "optional", "notes", "inside", "place", "promised", "folded", "change", "changes", "leaving",
    }  # fmt: skip
    # The id, the number and the tone are for machines and eyes; what customers do stands in the title, acts are the blueprint's,
    # the text is what the cells say in other words, `worst` only sorts, and the head says what is in focus.
    # A table has no tiers, so it need not say where they come from.
    elsewhere = {"id", "number", "drop_off_tone", "voice", "acts", "text", "worst", "in_focus", "comes_from"}
    assert {each.name for each in fields(Card)} == told | elsewhere
    assert name in told | elsewhere


def test_what_stands_for_others_names_them() -> None:
    one = maps.declaration().columns[0].cards[0]
    folded = replace(one, folded=3, channel="more", text="3 more touchpoints are folded: A, B, C.")
    column = replace(maps.declaration().columns[0], cards=(folded,))
    text = view(Map("M", "", (), (column,), ()))
    assert "3 more touchpoints are folded: A, B, C." in text
    assert "| more |" not in text


def test_changes_have_a_column_where_something_is_compared() -> None:
    map_ = maps.declaration()
    first = replace(map_.columns[0].cards[0], change=Change.CHANGED, changes=("owner a → b", "pains"))
    marked = replace(
        map_, columns=(replace(map_.columns[0], cards=(first,)),), arrows=(), base="Compared with main (a07be19)"
    )
    assert "| changed: owner a → b, pains |" in view(marked)
    assert "\nCompared with main (a07be19)\n" in view(marked)
    assert "Change" not in view(map_)


def test_a_feeling_has_a_number_and_a_word() -> None:
    one = maps.declaration().columns[0].cards[0]
    for feels, word in ((-2, "-2 of -2 to +2, awful"), (0, "0 of -2 to +2, neutral"), (2, "+2 of -2 to +2, delighted")):
        card = replace(one, face=Face(feels, one.face.basis if one.face else maps.Basis.GUESSED))
        assert word in view(Map("M", "", (), (replace(maps.declaration().columns[0], cards=(card,)),), ()))


def test_hostile_text_stays_text_in_its_cell() -> None:
    whole = maps.service()
    plain = replace(whole, columns=whole.columns[-1:], base="x", focus="x")
    shape = [[len(row) for row in table] for table in tables(view(poisoned(plain, "x")))]
    for text in (
        *payloads(RUNS),
        *HOSTILE,
        "|",
        "a|b",
        "`|`",
        "\\|",
        "``` |",
        "[x](javascript:y)",
        "<b>",
        "@user #1",
        "  ",
        "*a*",
    ):
        told = view(poisoned(plain, text))
        assert [[len(row) for row in table] for table in tables(told)] == shape, text
        kinds = {child.type for token in RENDERER.parse(told) for child in (token, *(token.children or ()))}
        assert not kinds & {
            "html_block",
            "html_inline",
            "link_open",
            "image",
            "s_open",
            "em_open",
            "fence",
            "code_block",
            "hr",
        }, text
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]", told), text


def test_a_persona_whose_words_begin_like_a_list_is_none() -> None:
    for words in ("1. Anna", "- Anna", "2) Anna", "+ Anna"):
        told = view(replace(maps.service(), subtitle=words))
        assert f"\n`{words}`\n" in told
    assert "\nAnna · Ben\n" in view(replace(maps.service(), subtitle="Anna · Ben"))
