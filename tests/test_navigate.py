"""Names lead to what they name, from every place and from nowhere else: against a walk of its own over the values."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from journeymap.document import read
from journeymap.finding import Ref
from journeymap.naming import value_at
from journeymap.navigate import Symbol, definitions, spot_at, symbols
from journeymap.offers import offers
from journeymap.places import Document
from tests.test_document import Writer

RUNS = int(os.environ.get("JOURNEYMAP_FAULT_RUNS", "60"))
HERE = Path("/nowhere/journey.yaml")
NAMES = ("pay", "card", "next", "touchpoints", "won", "at", "a-1", "thu-tiền", "stages")
"""Ids that are also words of the language, and others."""
FAMILIES = ("personas", "channels", "actors", "surveys")

ids = st.sampled_from(NAMES)
some_ids = ids | st.lists(ids, max_size=3)


def by_id(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(ids, inner, max_size=3)


def named(detail: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A name, several, or a mapping of them; in a list some with details."""
    mixed = st.lists(ids, unique=True, max_size=3).flatmap(
        lambda names: st.tuples(*(st.just(name) | st.fixed_dictionaries({name: detail}) for name in names)).map(list)
    )
    return ids | mixed | by_id(detail)


own = {
    "next": named(st.sampled_from(["85%", "pay"]) | st.fixed_dictionaries({"share": st.just("5%"), "when": ids})),
    "ask": named(some_ids),
    "channel": ids,
    "with": some_ids,
    "only_for": some_ids,
    "feels": st.integers(-2, 2) | by_id(st.integers(-2, 2)),
    "says": ids | st.fixed_dictionaries({"quote": ids, "by": ids}),
    "title": ids,
    "owner": ids,
    "accept": by_id(st.fixed_dictionaries({"reason": ids})),
}
leaf = st.fixed_dictionaries({}, optional=own)
inner = st.fixed_dictionaries({}, optional=own | {"touchpoints": by_id(leaf)})
touchpoint = st.fixed_dictionaries({}, optional=own | {"touchpoints": by_id(inner)})
deep_ids = ids | st.lists(ids, min_size=2, max_size=3).map(".".join)
some_deep_ids = deep_ids | st.lists(deep_ids, max_size=3)
step = some_deep_ids | st.fixed_dictionaries({"at": some_deep_ids, "within": st.just("2h")})
funnel = st.fixed_dictionaries({}, optional={"steps": st.lists(step, max_size=3), "exclude": named(st.just([1, 2]))})
rest = {
    "personas": by_id(ids | st.fixed_dictionaries({"is": ids})),
    "channels": named(st.fixed_dictionaries({"title": ids})),
    "actors": by_id(ids),
    "surveys": by_id(st.fixed_dictionaries({"answer": ids})),
}
journeys = st.fixed_dictionaries(
    {"stages": by_id(st.fixed_dictionaries({}, optional={"touchpoints": by_id(touchpoint), "goal": ids}))},
    optional=rest
    | {
        "starts_at": some_ids,
        "ends_at": some_ids | st.fixed_dictionaries({}, optional={"won": some_ids, "lost": some_ids}),
    }
    | {"funnels": by_id(funnel), "goal": ids, "ignore": some_ids},
)
shared = st.fixed_dictionaries({"touchpoints": by_id(touchpoint)}, optional=rest)
files = journeys | shared


class Name(NamedTuple):
    """A name at a place: what it says, of which family, and the places of what it can mean, the nearest first."""

    ref: Ref
    is_key: bool
    name: str
    family: str
    known: dict[str, Ref]


def listed(value: Any, ref: Ref) -> Iterator[tuple[Ref, bool, str]]:
    """The names in a text, a list of texts and mappings, or a mapping."""
    if isinstance(value, str):
        yield ref, False, value
    elif isinstance(value, dict):
        yield from (((*ref, name), True, name) for name in value)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from listed(item, (*ref, number))


def plain(value: Any, ref: Ref) -> Iterator[tuple[Ref, bool, str]]:
    """The same without mappings."""
    return ((at, is_key, name) for at, is_key, name in listed(value, ref) if not is_key)


def declared(value: dict[str, Any], family: str) -> dict[str, Ref]:
    return {name: ref for ref, _, name in reversed(list(listed(value.get(family), (family,))))}


def places(touchpoints: Any, ref: Ref) -> dict[str, Ref]:
    return {name: (*ref, name) for name in touchpoints or {}}


def names_of(value: dict[str, Any]) -> Iterator[Name]:
    """Every name in a file that stands for something."""
    families = {family: declared(value, family) for family in FAMILIES}
    top = places(value.get("touchpoints"), ("touchpoints",))
    for stage_id, stage in value.get("stages", {}).items():
        top = places(stage.get("touchpoints"), ("stages", stage_id, "touchpoints")) | top
    top = first_wins(value, top)

    def told(found: Iterator[tuple[Ref, bool, str]], family: str, known: dict[str, Ref]) -> Iterator[Name]:
        return (Name(ref, is_key, name, family, known) for ref, is_key, name in found)

    def of_touchpoints(touchpoints: Any, ref: Ref, known: dict[str, Ref]) -> Iterator[Name]:
        for name, each in (touchpoints or {}).items():
            at = (*ref, name)
            yield from told(listed(each.get("next"), (*at, "next")), "touchpoints", known)
            yield from told(listed(each.get("ask"), (*at, "ask")), "surveys", families["surveys"])
            for key, family in (("channel", "channels"), ("with", "actors"), ("only_for", "personas")):
                yield from told(plain(each.get(key), (*at, key)), family, families[family])
            if isinstance(each.get("feels"), dict):
                yield from told(listed(each["feels"], (*at, "feels")), "personas", families["personas"])
            if isinstance(each.get("says"), dict):
                yield from told(plain(each["says"]["by"], (*at, "says", "by")), "personas", families["personas"])
            below = places(each.get("touchpoints"), (*at, "touchpoints"))
            nearest = below | {name: where for name, where in known.items() if name not in below}
            yield from of_touchpoints(each.get("touchpoints"), (*at, "touchpoints"), nearest)

    yield from of_touchpoints(value.get("touchpoints"), ("touchpoints",), top)
    for stage_id, stage in value.get("stages", {}).items():
        yield from of_touchpoints(stage.get("touchpoints"), ("stages", stage_id, "touchpoints"), top)
    yield from told(plain(value.get("starts_at"), ("starts_at",)), "touchpoints", top)
    ends = value.get("ends_at")
    for key, names in ends.items() if isinstance(ends, dict) else [("", ends)]:
        yield from told(plain(names, ("ends_at", key) if key else ("ends_at",)), "touchpoints", top)
    top = {name: ref for outer, ref in top.items() for name, ref in opened(value, outer, ref)}
    for funnel_id, each in value.get("funnels", {}).items():
        at = ("funnels", funnel_id)
        yield from told(listed(each.get("exclude"), (*at, "exclude")), "touchpoints", top)
        for number, one in enumerate(each.get("steps", [])):
            there = (*at, "steps", number)
            alone = (one["at"], (*there, "at")) if isinstance(one, dict) else (one, there)
            yield from told(plain(*alone), "touchpoints", top)


def opened(value: Any, name: str, ref: Ref) -> Iterator[tuple[str, Ref]]:
    """A touchpoint and those inside of it, by dotted names."""
    yield name, ref
    for step in ref:
        value = value[step]
    root = value.get("touchpoints") or {}
    for inner in root:
        yield from ((f"{name}.{rest}", (*ref, "touchpoints", *at)) for rest, at in opened(root, inner, (inner,)))


def first_wins(value: dict[str, Any], top: dict[str, Ref]) -> dict[str, Ref]:
    """Of two touchpoints of one name the first; in the order of the file."""
    order = [
        ("stages", stage_id, "touchpoints", name)
        for stage_id, stage in value.get("stages", {}).items()
        for name in stage.get("touchpoints") or {}
    ] + [("touchpoints", name) for name in value.get("touchpoints") or {}]
    found: dict[str, Ref] = {}
    for ref in order:
        found.setdefault(str(ref[-1]), ref)
    assert found.keys() == top.keys()
    return found


def written(value: dict[str, Any]) -> tuple[Writer, Document]:
    writer = Writer("# 👩\u200d👧 first\n")
    writer.block(value, (), 0)
    return writer, read(writer.text.encode(), str(HERE))


def offset_of(text: str, place: tuple[int, int, int]) -> int:
    return sum(len(line) + 1 for line in text.split("\n")[: place[0] - 1]) + place[1] - 1


@settings(deadline=None, max_examples=RUNS, suppress_health_check=[HealthCheck.too_slow])
@given(files, st.data())
def test_every_key_and_value_is_found_where_it_stands(value: dict[str, Any], data: st.DataObject) -> None:
    writer, document = written(value)
    values = [
        (ref, place) for ref, place in writer.values.items() if not isinstance(value_at(document, ref), dict | list)
    ]
    spots = [(True, *entry) for entry in writer.keys.items()] + [(False, *entry) for entry in values]
    is_key, ref, place = data.draw(st.sampled_from(spots))
    start = offset_of(writer.text, place)
    for offset in (start, start + place[2] // 2, start + place[2]):
        spot = spot_at(document, offset)
        assert spot is not None
        assert (spot.ref, spot.is_key, spot.span) == (ref, is_key, (start, start + place[2]))


@settings(deadline=None, max_examples=RUNS // 3, suppress_health_check=[HealthCheck.too_slow])  # every place of each
@given(files)
def test_every_name_leads_to_what_it_names_and_nothing_else_leads_anywhere(value: dict[str, Any]) -> None:
    writer, document = written(value)
    names = {(each.ref, each.is_key): each for each in names_of(value)}
    spots = [(ref, True, place) for ref, place in writer.keys.items()]
    spots += [
        (ref, False, place)
        for ref, place in writer.values.items()
        if not isinstance(value_at(document, ref), dict | list)
    ]
    for ref, is_key, place in spots:
        found = [
            (at.line, at.column, at.width) for at in definitions(document, HERE, offset_of(writer.text, place) + 1)
        ]
        name = names.pop((ref, is_key), None)
        target = name.known.get(name.name) if name else None
        expected = [] if target is None else [writer.keys.get(target) or writer.values[target]]
        assert found == expected, (ref, is_key)
    assert not names


@settings(deadline=None, max_examples=RUNS, suppress_health_check=[HealthCheck.too_slow])
@given(files, st.data())
def test_at_every_name_those_are_offered_that_it_can_mean(value: dict[str, Any], data: st.DataObject) -> None:
    names = list(names_of(value))
    if not names:
        return
    name = data.draw(st.sampled_from(names))
    writer, _ = written(value)
    place = (writer.keys if name.is_key else writer.values)[name.ref]
    start = offset_of(writer.text, place) + 1  # after the quote
    end = start + len(name.name)
    assert writer.text[start:end] == name.name
    cut = data.draw(st.integers(start, end))
    span, found = offers(writer.text, HERE, cut)
    assert span == (start, end)
    assert sorted(offer.name for offer in found) == sorted(name.known)


@settings(deadline=None, max_examples=RUNS, suppress_health_check=[HealthCheck.too_slow])
@given(files)
def test_the_outline_is_that_of_the_file(value: dict[str, Any]) -> None:
    writer, document = written(value)

    def all_of(found: list[Symbol]) -> Iterator[Symbol]:
        for symbol in found:
            yield symbol
            yield from all_of(list(symbol.inside))

    outline = {symbol.ref: symbol for symbol in all_of(symbols(document))}
    expected = [
        ref
        for ref in writer.keys
        if (len(ref) == 2 and ref[0] == "stages")
        or (
            len(ref) % 2 == 0
            and ref[0] in ("stages", "touchpoints")
            and set(ref[(2 if ref[0] == "stages" else 0) :: 2]) == {"touchpoints"}
        )
    ]
    assert list(outline) == expected
    for ref, symbol in outline.items():
        start = offset_of(writer.text, writer.keys[ref])
        assert symbol.name == ref[-1]
        assert symbol.span == (start, start + writer.keys[ref][2])
        ends = [
            offset_of(writer.text, place) + place[2]
            for at, place in [*writer.keys.items(), *writer.values.items()]
            if at[: len(ref)] == ref
            and not (
                place is writer.values.get(at) and place[2] == 1 and isinstance(value_at(document, at), dict | list)
            )
        ]  # of a block the writer knows only where it begins
        assert symbol.whole[0] == start
        assert symbol.whole[1] == max(ends)


TOUCHPOINT = """\
title: Shop
channels: {app: {title: The app}, web: {}}
personas: {linh: "Linh, 24"}
actors: [agent]
surveys: {ces: {answer: score, scale: 1..7, easy: 1}}
stages:
  buy:
    touchpoints:
      pay:
        title: Pay
        touchpoints:
          card:
            does: Types the number
      collect:
        does: Shows the code
"""
TOUCHPOINTS = ["pay", "collect"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("        next: |", TOUCHPOINTS),
        ("        next: pa|", TOUCHPOINTS),
        ("        next: p|a # so", TOUCHPOINTS),
        ('        next: "pa|"', TOUCHPOINTS),
        ("        next: [|", TOUCHPOINTS),
        ("        next: [pay, |", TOUCHPOINTS),
        ("        next: [pay, |]", TOUCHPOINTS),
        ("        next: {|", TOUCHPOINTS),
        ("        next: {pay: 85%, c|}", TOUCHPOINTS),
        ("        next: [{|", TOUCHPOINTS),
        ("        next:\n          |", TOUCHPOINTS),
        ("        next:\n          - |", TOUCHPOINTS),
        ("        next:\n          pay: 85%\n          c|", TOUCHPOINTS),
        ("        next: {pay: {share: 85%}, |", TOUCHPOINTS),
        ("        next: [{pay: 85%}, |", TOUCHPOINTS),
        ("        next: {pay: |}", []),
        ("        channel: |", ["app", "web"]),
        ("        ask: [|", ["ces"]),
        ("        with: |", ["agent"]),
        ("        only_for: [|]", ["linh"]),
        ("        feels: {|", ["linh"]),
        ("        says: {quote: Hm, by: |}", ["linh"]),
        ("        owner: |", []),
        ("        |", []),
        ("        by: |", []),
        ("starts_at: |", TOUCHPOINTS),
        ("ends_at: {won: [|", TOUCHPOINTS),
        ("funnels: {bought: {steps: [pay, |", ["pay", "pay.card", "collect"]),
        ("funnels: {bought: {steps: [pay.ca|", ["pay", "pay.card", "collect"]),
        ("funnels: {bought: {exclude: {co|", ["pay", "pay.card", "collect"]),
        ("use: |", []),
        ("        use: |", []),
        ("based_on: |", []),
        ("# next: |", []),
        ("        next: 'pa|", []),
        ("        next: [pay, [|\n        channel: [app", []),
    ],
)  # fmt: skip
def test_names_are_offered_in_lines_that_are_not_complete(line: str, names: list[str]) -> None:
    before, _, after = f"{TOUCHPOINT}{line}\n".partition("|")
    _, found = offers(before + after, HERE, len(before))
    assert [offer.name for offer in found] == names


def test_half_a_character_does_no_harm() -> None:
    text = TOUCHPOINT.replace("Shop", "Sh\ud83d") + "        next: "
    assert [offer.name for offer in offers(text, HERE, len(text))[1]] == TOUCHPOINTS


def test_offers_say_what_they_are() -> None:
    text = TOUCHPOINT.replace("            does: Types the number", "            next: ")
    _, found = offers(text, HERE, text.index("next: ") + 6)
    assert [(offer.name, offer.detail) for offer in found] == [
        ("card", ""),
        ("pay", "Pay"),
        ("collect", "Shows the code"),
    ]
    for line, told in (("channel", ["The app", ""]), ("only_for", ["Linh, 24"]), ("ask", ["score"]), ("with", [""])):
        written = f"{TOUCHPOINT}        {line}: "
        assert [offer.detail for offer in offers(written, HERE, len(written))[1]] == told


def test_an_outline_tells_titles_or_what_is_done() -> None:
    (stage,) = symbols(read(TOUCHPOINT.encode(), "t.yaml"))
    assert (stage.name, stage.detail) == ("buy", "")
    assert [(symbol.name, symbol.detail) for symbol in stage.inside] == [("pay", "Pay"), ("collect", "Shows the code")]
    assert [symbol.name for symbol in stage.inside[0].inside] == ["card"]


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "[a]",
        "stages: 1",
        "stages: {a: 1}",
        "stages: {a: {touchpoints: {b: 1}}, c: {title: [d]}}",
        "x: {touchpoints: {a: {}}}",
    ],
)
def test_what_is_no_journey_does_no_harm(text: str) -> None:
    document = read(text.encode(), str(HERE))
    assert [symbol.name for symbol in symbols(document)] == (
        [] if "stages: {" not in text else ["a"] if "c:" not in text else ["a", "c"]
    )
    for offset in range(len(text) + 2):
        assert definitions(document, HERE, offset) == []
        assert offers(text, HERE, offset)[1] == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Files that share, in a project."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "all.yaml").write_text(
        "channels: [app, {web: {title: Shop}}]\npersonas: {linh: Linh}\nsurveys:\n  ces: {answer: a, scale: 1..7, easy: 1}\n"
        "touchpoints:\n  wallet:\n    does: Pays\n"
    )
    (tmp_path / "checkout.yaml").write_text("title: Check out\nstages:\n  buy:\n    touchpoints:\n      pay: {}\n")
    (tmp_path / "broken.yaml").write_text("title: [\n")
    return tmp_path


LINES = """\
title: Shop
include: [shared/all.yaml]
based_on: checkout.yaml
stages:
  find:
    touchpoints:
      browse:
        channel: {word}
"""


@pytest.mark.parametrize(
    ("line", "word", "target"),
    [
        ("channel: app", "app", ("shared/all.yaml", 1, 12, 3)),
        ("channel: web", "web", ("shared/all.yaml", 1, 18, 3)),
        ("only_for: linh", "linh", ("shared/all.yaml", 2, 12, 4)),
        ("ask: [ces]", "ces", ("shared/all.yaml", 4, 3, 3)),
        ("use: wallet", "wallet", ("shared/all.yaml", 6, 3, 6)),
        ("use: shared/all.yaml#wallet", "shared", ("shared/all.yaml", 6, 3, 6)),
        ("use: checkout.yaml#pay", "checkout", ("checkout.yaml", 5, 7, 3)),
        ("use: checkout.yaml#buy", "checkout", ("checkout.yaml", 3, 3, 3)),
        ("use: checkout.yaml", "checkout", ("checkout.yaml", 1, 1, 1)),
        ("use: checkout.yaml#none", "checkout", ("checkout.yaml", 1, 1, 1)),
        ("use: broken.yaml#pay", "broken", ("broken.yaml", 1, 1, 1)),
        ("use: none.yaml#pay", "none", None),
        ("use: ../../etc/passwd.yaml", "etc", None),
        ("use: nobody", "nobody", None),
        ("channel: nobody", "nobody", None),
        ("channel: [5]", "5", None),
        ("channel: 5", "5", None),
        ("does: x", "shared/all.yaml", ("shared/all.yaml", 1, 1, 1)),
        ("does: x", "checkout.yaml", ("checkout.yaml", 1, 1, 1)),
        ("does: app", "app", None),
    ],
)
def test_names_lead_into_other_files(project: Path, line: str, word: str, target: tuple[Any, ...] | None) -> None:
    path = project / "journey.yaml"
    text = LINES.replace("channel: {word}", line)
    document = read(text.encode(), str(path))
    at = text.rindex(word) if word in line else text.index(word)
    found = [(Path(place.file), place.line, place.column, place.width) for place in definitions(document, path, at + 1)]
    assert found == ([] if target is None else [(project / target[0], *target[1:])])


def test_names_of_other_files_are_offered(project: Path) -> None:
    path = project / "journey.yaml"
    for line, names in (
        ("channel: |", ["app", "web"]),
        ("use: |", ["wallet"]),
        ("only_for: [|", ["linh"]),
        ("ask: |", ["ces"]),
    ):
        before, _, after = LINES.replace("channel: {word}", line).partition("|")
        assert [offer.name for offer in offers(before + after, path, len(before))[1]] == names
