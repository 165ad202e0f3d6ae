"""Texts in another language: which texts there are, how they are put in place, what is missing and what is too much."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journeymap.finding import JourneymapError
from journeymap.load import load
from journeymap.pipeline.declared import judged, sound
from journeymap.translation import language_of, texts, translations_of

SHOP = """\
title: Shop
goal: A phone
channels: {app: {title: Shop app}, web: {}}
personas: {linh: "Linh, 24", minh: {is: Minh, behaviour: Calls}}
actors: {agent: An agent}
stages:
  buy:
    title: Buy it
    touchpoints:
      pay:
        does: Pays
        says: {quote: Twice!, by: linh}
        sees: A tick
        pains: [Slow, {text: Dear, severity: high}]
        channel: app
        match: pay_started
        next: {done: {when: it works, share: 90%}}
      done: {title: says}
"""
VIETNAMESE = """\
title: Cửa hàng
personas: {linh: Linh 24 tuổi, minh: {behaviour: Gọi}}
stages:
  buy:
    touchpoints:
      pay: {does: Trả tiền, says: Hai lần!, sees: Dấu tích, pains: [Chậm, Đắt], next: {done: {when: chạy tốt}}}
"""


@pytest.fixture
def shop(here: Path) -> Path:
    (here / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (here / "shop.vi.yaml").write_text(VIETNAMESE, encoding="utf-8")
    return here


def test_every_text_for_people_has_a_place(shop: Path) -> None:
    pay = ("stages", "buy", "touchpoints", "pay")
    assert texts(load(shop / "shop.yaml").own.value) == {
        ("title",): "Shop",
        ("goal",): "A phone",
        ("channels", "app", "title"): "Shop app",
        ("personas", "linh", "is"): "Linh, 24",
        ("personas", "minh", "is"): "Minh",
        ("personas", "minh", "behaviour"): "Calls",
        ("actors", "agent", "is"): "An agent",
        ("stages", "buy", "title"): "Buy it",
        (*pay, "does"): "Pays",
        (*pay, "says"): "Twice!",
        (*pay, "sees", 0): "A tick",
        (*pay, "pains", 0): "Slow",
        (*pay, "pains", 1): "Dear",
        (*pay, "next", "done", "when"): "it works",
        ("stages", "buy", "touchpoints", "done", "title"): "says",
    }


def test_texts_are_put_in_place_and_nothing_else_is_touched(shop: Path) -> None:
    loaded = load(shop / "shop.yaml", lang="vi")
    own = load(shop / "shop.yaml").journey
    journey, pay = loaded.journey, loaded.journey.touchpoints["pay"]
    assert (journey.title, journey.goal, journey.lang) == ("Cửa hàng", "A phone", "vi")
    assert (journey.personas["linh"].is_, journey.personas["minh"].behaviour) == ("Linh 24 tuổi", "Gọi")
    assert pay.says is not None
    assert (pay.does, pay.says.quote, pay.says.by, pay.sees) == ("Trả tiền", "Hai lần!", "linh", ("Dấu tích",))
    assert [(pain.text, pain.severity) for pain in pay.pains] == [("Chậm", None), ("Đắt", "high")]
    assert pay.next is not None
    assert (pay.next["done"].when, pay.next["done"].share) == ("chạy tốt", 0.9)
    assert (pay.channel, pay.match) == ("app", own.touchpoints["pay"].match)
    assert str(loaded.locate(journey.ref("pay", "does"))) == f"{shop / 'shop.yaml'}:11:15"


def test_a_translation_cannot_change_what_is_no_text(shop: Path) -> None:
    (shop / "shop.vi.yaml").write_text(
        VIETNAMESE.replace("does: Trả tiền", "match: other, channel: web, title: {a: b}")
    )
    loaded = load(shop / "shop.yaml", lang="vi")
    own = load(shop / "shop.yaml").journey.touchpoints["pay"]
    pay = loaded.journey.touchpoints["pay"]
    assert (pay.match, pay.channel, pay.title) == (own.match, own.channel, own.title)


def test_the_language_of_the_file_itself_needs_no_translation(shop: Path) -> None:
    assert load(shop / "shop.yaml", lang="en").journey.title == "Shop"


@pytest.mark.parametrize(
    ("lang", "cure"),
    [("VI", "did you mean vi?"), ("ja", "there are: vi"), ("../x", "there are: vi"), ("", "there are: vi")],
)
def test_a_language_that_is_not_there(shop: Path, lang: str, cure: str) -> None:
    with pytest.raises(JourneymapError) as raised:
        sound(Path("shop.yaml"), lang=lang)
    assert [(str(found.location), found.code, found.help) for found in raised.value.findings] == [
        ("shop.yaml:1:1", "JM152", cure)
    ]


def test_without_any_translation_it_is_said_how_to_begin(here: Path) -> None:
    (here / "shop.yaml").write_text(SHOP, encoding="utf-8")
    with pytest.raises(JourneymapError) as raised:
        sound(Path("shop.yaml"), lang="vi")
    assert raised.value.findings[0].help == "write one: shop.vi.yaml beside it"


def test_a_shared_file_speaks_too_where_it_can(shop: Path) -> None:
    (shop / "shared.yaml").write_text("touchpoints: {wallet: {does: Taps, thinks: Ah}}\n", encoding="utf-8")
    (shop / "shared.vi.yaml").write_text("touchpoints: {wallet: {does: Chạm}}\n", encoding="utf-8")
    (shop / "shop.yaml").write_text(
        SHOP.replace("done: {title", "done: {use: shared.yaml#wallet, title"), encoding="utf-8"
    )
    done = load(shop / "shop.yaml", lang="vi").journey.touchpoints["done"]
    assert (done.does, done.thinks, done.title) == ("Chạm", "Ah", "says")
    # What stands in the shared file is its own to translate.
    (missing,) = [found for found in judged(shop / "shop.yaml").findings if found.code == "JM150"]
    assert "done.does" not in missing.message


def test_files_are_told_by_their_names(shop: Path) -> None:
    for name in ("shop.draft.v2.yaml", "other.vi.yaml", "shop.pt-BR.yaml", "shop.vi.yml"):
        (shop / name).write_text("title: x\n", encoding="utf-8")
    assert list(translations_of(shop / "shop.yaml")) == ["pt-BR", "vi"]
    assert [language_of(shop / name) for name in ("shop.vi.yaml", "shop.pt-BR.yaml", "other.vi.yaml", "shop.yaml")] == [
        "vi",
        "pt-BR",
        None,
        None,
    ]


def test_a_translation_that_cannot_be_read_is_told_and_the_rest_too(shop: Path, run: Callable[..., Any]) -> None:
    (shop / "shop.vi.yaml").write_text("title: [x\n", encoding="utf-8")
    (shop / "shop.yaml").write_text(SHOP.replace("does: Pays", "chanel: app"), encoding="utf-8")
    assert run("check", "shop.yaml").code == 1
    (shop / "shop.yaml").write_text(SHOP, encoding="utf-8")
    said = run("check", "shop.yaml")
    assert said.code == 1
    assert said.out.startswith("shop.vi.yaml:1:8: error[JM001]: '[' is opened here but never closed\n")


@pytest.mark.parametrize("text", ["5\n", "- a\n", "plain words\n"])
def test_what_is_no_translation_is_told(shop: Path, text: str) -> None:
    (shop / "shop.vi.yaml").write_text(text, encoding="utf-8")
    said = [(found.code, found.message) for found in judged(shop / "shop.yaml").findings]
    assert ("JM151", "a translation is a mapping (key: value)") in said


def test_check_tells_how_far_it_is(shop: Path, run: Callable[..., Any]) -> None:
    told = run("check", "-v", "shop.yaml")
    assert "  translated: vi      9 of 15 texts (60 %)\n" in told.out


def test_a_map_speaks_the_language(shop: Path, run: Callable[..., Any]) -> None:
    drawn = run("map", "shop.yaml", "--lang", "vi").out
    assert 'lang="vi"' in drawn
    assert "Cửa hàng" in drawn
    assert "Trả tiền" in drawn


def test_what_was_translated_before_it_changed_is_told(shop: Path, run: Callable[..., Any]) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", *who, *words], cwd=shop, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    (shop / "shop.yaml").write_text(SHOP.replace("does: Pays", "does: Pays by card"), encoding="utf-8")
    told = run("check", "shop.yaml", "--base", "HEAD", "--format", "github").out
    assert "file=shop.vi.yaml,line=6,col=19,endColumn=27,title=JM154::" in told
    (shop / "shop.vi.yaml").write_text(VIETNAMESE.replace("does: Trả tiền", "does: Trả bằng thẻ"), encoding="utf-8")
    assert "JM154" not in run("check", "shop.yaml", "--base", "HEAD", "--format", "github").out
