"""Journeys made of several files: what is put together, where it then stands, what is refused, and that nothing else is read."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from journeymap.finding import JourneymapError
from journeymap.gather import MAX_CHAIN
from journeymap.load import Loaded, load, load_any
from journeymap.pipeline.declared import judged

CHANNELS = """\
channels:
  app: {title: Shop app}
  hotline: {title: Hotline, assisted: true}
"""
PAYMENT = """\
include: channels.yaml
surveys: {ces: {answer: effort, scale: 1..7, easy: 1}}
touchpoints:
  wallet:
    title: Pay with the wallet
    channel: app
    match: {start: pay_started, done: pay_done}
    ask: ces
    takes: 2m
"""
SHOP = """\
title: Shop
include: [shared/channels.yaml, shared/payment.yaml]
stages:
  buy:
    touchpoints:
      browse: {channel: app, match: viewed}
      pay:
        use: wallet
        title: Pay
        takes: 5m
      collect: {match: collected}
"""
CHECKOUT = """\
title: Checkout
channels: [web]
ends_at: {won: [done], lost: [abort]}
stages:
  one:
    title: The form
    touchpoints:
      form: {channel: web, match: form_opened, next: [done, abort]}
  two:
    touchpoints:
      done: {channel: web, match: form_sent}
      abort: {match: form_closed}
"""


@pytest.fixture
def shop(here: Path) -> Path:
    """A project of one journey, `shop.yaml`, and what it includes."""
    (here / ".git").mkdir()
    write("shared/channels.yaml", CHANNELS)
    write("shared/payment.yaml", PAYMENT)
    write("shop.yaml", SHOP)
    return here


def write(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def opened(name: str = "shop.yaml") -> Loaded:
    return load(Path(name))


def said(name: str = "shop.yaml") -> list[str]:
    """What is said of a file that does not load: `file:line:column CODE message | help`."""
    with pytest.raises(JourneymapError) as raised:
        load(Path(name))
    return [f"{found.location} {found.code} {found.message} | {found.help}" for found in raised.value.findings]


# --- what is put together ----------------------------------------------------------------------------------------------


def test_what_is_included_is_as_good_as_written_down(shop: Path) -> None:
    journey = opened().journey
    assert {name: channel.title for name, channel in journey.channels.items()} == {
        "app": "Shop app",
        "hotline": "Hotline",
    }
    assert journey.channels["hotline"].assisted
    assert journey.surveys["ces"].answer == "effort"


def test_what_is_said_at_a_touchpoint_counts_more_than_what_it_uses(shop: Path) -> None:
    pay = opened().journey.touchpoints["pay"]
    assert (pay.title, pay.channel, str(pay.takes), list(pay.ask)) == ("Pay", "app", "0:05:00", ["ces"])
    assert pay.match is not None
    assert pay.match.start[0].event == "pay_started"


def test_each_value_keeps_its_file_and_place(shop: Path) -> None:
    loaded = opened()
    ref = loaded.journey.ref("pay")
    for keys, place in (
        (("title",), "shop.yaml:9:16"),
        (("takes",), "shop.yaml:10:16"),
        (("channel",), "shared/payment.yaml:6:14"),
        (("match", "done", 0), "shared/payment.yaml:7:39"),
        (("goal",), "shop.yaml:8:9"),
    ):
        assert str(loaded.locate((*ref, *keys))) == place
    assert str(loaded.locate((*ref, "channel"), key=True)) == "shared/payment.yaml:6:5"
    assert str(loaded.locate(("channels", "hotline", "assisted"))) == "shared/channels.yaml:3:39"
    assert [document.file for document in loaded.others] == ["shared/channels.yaml", "shared/payment.yaml"]


def test_a_file_is_named_as_seen_from_where_one_stands(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop / "shared")
    loaded = load(Path("../shop.yaml"))
    assert [document.file for document in loaded.others] == ["../shared/channels.yaml", "../shared/payment.yaml"]


@pytest.mark.parametrize(
    "own", ["channels: app", "channels: {app: {}, web: {}}", "channels: [web, app]", "channels: web"]
)
def test_a_bare_name_says_nothing_against_a_fuller_one(shop: Path, own: str) -> None:
    write("shop.yaml", f"{SHOP}{own}\n")
    channels = opened().journey.channels
    assert channels["app"].title == "Shop app"
    if "web" in own:
        assert channels["web"].title is None


@pytest.mark.parametrize(
    "use", ["shared/payment.yaml#wallet", "./shared/payment.yaml#wallet", "shared/../shared/payment.yaml#wallet"]
)
def test_a_touchpoint_can_be_used_without_including_its_file(shop: Path, use: str) -> None:
    write(
        "shop.yaml", SHOP.replace("include: [shared/channels.yaml, shared/payment.yaml]\n", "").replace("wallet", use)
    )
    journey = opened().journey
    assert journey.touchpoints["pay"].channel == "app"
    assert journey.channels["app"].title == "Shop app"
    assert "ces" in journey.surveys


def test_a_journey_can_be_used_as_a_sub_journey(shop: Path) -> None:
    write("checkout.yaml", CHECKOUT)
    write("shop.yaml", SHOP.replace("use: wallet", "use: checkout.yaml"))
    loaded = opened()
    pay = loaded.journey.touchpoints["pay"]
    assert pay.title == "Pay"
    assert list(pay.touchpoints) == ["form", "done", "abort"]
    # Where it ends, the journey around it goes on.
    assert [pay.touchpoints[name].next for name in ("done", "abort")] == [{}, {}]
    assert "web" in loaded.journey.channels
    assert str(loaded.locate(loaded.journey.ref("pay.done", "match"))) == "checkout.yaml:11:35"


def test_a_stage_can_be_used_as_a_sub_journey(shop: Path) -> None:
    write("checkout.yaml", CHECKOUT)
    write("shop.yaml", SHOP.replace("use: wallet\n        title: Pay", "use: checkout.yaml#one"))
    pay = opened().journey.touchpoints["pay"]
    assert (pay.title, list(pay.touchpoints)) == ("The form", ["form"])


def test_what_is_used_may_use_in_turn(shop: Path) -> None:
    write("checkout.yaml", CHECKOUT.replace("done: {", "done: {use: shared/payment.yaml#wallet, "))
    write("shop.yaml", SHOP.replace("use: wallet", "use: checkout.yaml"))
    loaded = opened()
    done = loaded.journey.touchpoints["pay"].touchpoints["done"]
    assert (done.title, done.match.start[0].event if done.match else "") == ("Pay with the wallet", "form_sent")
    assert str(loaded.locate(loaded.journey.ref("pay.done", "title"))) == "shared/payment.yaml:5:12"


def test_a_shared_file_is_checked_by_itself(shop: Path) -> None:
    assert isinstance(load_any(Path("shop.yaml")), Loaded)
    assert not isinstance(load_any(Path("shared/payment.yaml")), Loaded)
    assert judged(Path("shared/payment.yaml")).findings == []
    write("shared/payment.yaml", PAYMENT.replace("channel: app", "chanel: app"))
    with pytest.raises(JourneymapError) as raised:
        judged(Path("shared/payment.yaml"))
    assert [found.message for found in raised.value.findings] == ["unknown field 'chanel'"]
    assert said("shared/payment.yaml")[0].endswith("name a journey that includes it; or add 'title:' and 'stages:'")


def test_a_folder_of_all_kinds_is_checked_at_once(shop: Path, run) -> None:
    write("shop.vi.yaml", "title: Cửa hàng\nstages: {buy: {touchpoints: {pay: {title: Trả tiền}}}}\n")
    write("shop.yaml", f"{SHOP}owner: shop-team\n")
    assert run("check", ".") == (0, "", "1 journey checked: nothing to say\n")


def test_a_fault_that_many_share_is_told_once(shop: Path, run) -> None:
    write("other.yaml", SHOP)
    write("shared/channels.yaml", CHANNELS.replace("assisted", "asisted"))
    told = run("check", ".", "--format", "github").out
    assert told.count("\n") == 1
    assert "file=shared/channels.yaml,line=3,col=29" in told


# --- what is refused ---------------------------------------------------------------------------------------------------

INCLUDE = "include files with channels, personas, actors, surveys or touchpoints; use: takes whole journeys"
OUTSIDE = "move it below 'PROJECT'; nothing outside is read"


@pytest.mark.parametrize(
    ("name", "message", "cure"),
    [
        ("shared/none.yaml", "there is no file 'shared/none.yaml'", "check the path: it is relative to this file"),
        ("shared", "there is no file 'shared'", "check the path: it is relative to this file"),
        ("../secret.yaml", "'../secret.yaml' leads out of the project", OUTSIDE),
        ("shared/../../secret.yaml", "'shared/../../secret.yaml' leads out of the project", OUTSIDE),
        ("link.yaml", "'link.yaml' leads out of the project", OUTSIDE),
        ("pipe.yaml", "there is no file 'pipe.yaml'", "check the path: it is relative to this file"),
        ("loop.yaml", "'loop.yaml' cannot be read", "check the path and its permissions"),
        ("/etc/passwd", "'/etc/passwd' is no path of this project", "write it relative to this file, like shared/channels.yaml"),
        ("file:///etc/passwd", "'file:///etc/passwd' is no path of this project", "write it relative to this file, like shared/channels.yaml"),
        ("C:\\x.yaml", "'C:\\x.yaml' is no path of this project", "write it relative to this file, like shared/channels.yaml"),
        ("shop.yaml", "'shop.yaml' is this file itself", "take one of the two out: nothing can contain itself"),
        ("turn.yaml", "'../shop.yaml' uses this file in turn", "take one of the two out: nothing can contain itself"),
        ("checkout.yaml", "'checkout.yaml' is a journey, and cannot be included", INCLUDE),
    ],
)  # fmt: skip
def test_what_cannot_be_included(shop: Path, name: str, message: str, cure: str) -> None:
    write("../secret.yaml", CHANNELS)
    write("checkout.yaml", CHECKOUT)
    write("deep/turn.yaml", "include: ../shop.yaml\nchannels: [app]\n")
    (shop / "link.yaml").symlink_to(shop.parent / "secret.yaml")
    (shop / "loop.yaml").symlink_to(shop / "loop.yaml")
    os.mkfifo(shop / "pipe.yaml")
    write("shop.yaml", SHOP.replace("shared/channels.yaml", f"'{name.replace('turn.yaml', 'deep/turn.yaml')}'"))
    place = "deep/turn.yaml:1:10" if name == "turn.yaml" else "shop.yaml:2:11"
    assert f"{place} JM111 {message} | {cure.replace('PROJECT', shop.name)}" in said()


@pytest.mark.parametrize(
    ("use", "message", "cure"),
    [
        ("walet", "no included file has a touchpoint 'walet'", "did you mean 'wallet'?"),
        ("quux", "no included file has a touchpoint 'quux'", "there are: wallet"),
        ("shared/payment.yaml#walet", "'shared/payment.yaml' has no touchpoint or stage 'walet'", "did you mean 'shared/payment.yaml#wallet'?"),
        ("shared/payment.yaml#quux", "'shared/payment.yaml' has no touchpoint or stage 'quux'", "there are: wallet"),
        ("shared/payment.yaml", "'shared/payment.yaml' is no journey", "name one of its touchpoints: shared/payment.yaml#wallet"),
        ("late.yaml", "it starts at 'done', and not at its first touchpoint", "put 'done' first in that file"),
    ],
)  # fmt: skip
def test_what_cannot_be_used(shop: Path, use: str, message: str, cure: str) -> None:
    write("late.yaml", f"{CHECKOUT}starts_at: done\n")
    write("shop.yaml", SHOP.replace("use: wallet", f"use: {use}"))
    assert said() == [f"shop.yaml:8:14 JM112 {message} | {cure}"]


def test_without_an_include_there_is_nothing_to_use_by_name(shop: Path) -> None:
    write("shop.yaml", SHOP.replace("include: [shared/channels.yaml, shared/payment.yaml]\n", ""))
    assert said() == [
        "shop.yaml:7:14 JM112 no included file has a touchpoint 'wallet' | name a file: shared/payment.yaml#wallet"
    ]


def test_two_files_may_not_disagree(shop: Path) -> None:
    write("shop.yaml", f"{SHOP}channels: {{app: {{title: My app}}}}\n")
    (told,) = said()
    assert told == (
        "shop.yaml:12:12 JM113 channels: 'app' is declared differently in shared/channels.yaml, line 2"
        " | keep one of the two, or give one another name"
    )


def test_a_fault_stands_where_it_is(shop: Path) -> None:
    write("shared/payment.yaml", PAYMENT.replace("takes: 2m", "takes: soon").replace("title:", "titel:"))
    write("shop.yaml", SHOP.replace("takes: 5m", "takes: later"))
    assert said() == [
        "shared/payment.yaml:5:5 JM102 unknown field 'titel' | did you mean 'title'?",
        "shared/payment.yaml:9:12 JM106 'soon' is not a duration | write one like 90s, 5m, 2h, 3d, 2w or PT5M",
        "shop.yaml:8:14 JM112 no included file has a touchpoint 'wallet' | name a file: shared/payment.yaml#wallet",
        "shop.yaml:10:16 JM106 'later' is not a duration | write one like 90s, 5m, 2h, 3d, 2w or PT5M",
    ]


def test_a_file_that_is_no_yaml_is_told_with_its_name(shop: Path) -> None:
    write("shared/channels.yaml", "channels: [app\n")
    assert any(
        line.startswith("shared/channels.yaml:1:11 JM001 '[' is opened here but never closed") for line in said()
    )


def test_a_chain_of_files_has_an_end(shop: Path) -> None:
    for number in range(MAX_CHAIN + 2):
        write(f"c{number}.yaml", f"include: c{number + 1}.yaml\nchannels: [x{number}]\n")
    write(f"c{MAX_CHAIN + 2}.yaml", "channels: [last]\n")
    write("shop.yaml", SHOP.replace("shared/channels.yaml", "c0.yaml"))
    assert [line for line in said() if "JM111" in line] == [
        f"c{MAX_CHAIN - 2}.yaml:1:10 JM111 more than {MAX_CHAIN} files use one another in a row | use fewer"
    ]


@pytest.mark.parametrize("value", ["5", "[5, {a: b}]", "{a: b}", "true", "[]"])
def test_what_is_no_path_is_told_as_any_wrong_value(shop: Path, value: str) -> None:
    write(
        "shop.yaml",
        SHOP.replace("[shared/channels.yaml, shared/payment.yaml]", value).replace("use: wallet", "use: [1]"),
    )
    assert {line.split()[1] for line in said()} == {"JM106"}


# --- what is read ------------------------------------------------------------------------------------------------------

_opened: list[str] = []
sys.addaudithook(lambda event, arguments: _opened.append(str(arguments[0])) if event == "open" else None)


@pytest.fixture
def read_files() -> Iterator[list[str]]:
    """The files that were opened since the test began."""
    _opened.clear()
    yield _opened
    _opened.clear()


def test_nothing_outside_of_the_project_is_read(shop: Path, read_files: list[str]) -> None:
    write("../secret.yaml", CHANNELS)
    (shop / "link.yaml").symlink_to(shop.parent / "secret.yaml")
    write(
        "shop.yaml",
        SHOP.replace("[shared/channels.yaml", "[../secret.yaml, link.yaml, /etc/hosts, shared/channels.yaml"),
    )
    read_files.clear()
    assert len(said()) == 3
    yaml = {Path(name).resolve() for name in read_files if name.endswith((".yaml", "hosts"))}
    assert yaml == {shop / "shop.yaml", shop / "shared/channels.yaml", shop / "shared/payment.yaml"}


def test_the_project_is_where_git_is_or_where_one_stands(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("shared.yaml", CHANNELS)
    write("a/journey.yaml", "title: T\ninclude: ../shared.yaml\nstages: {s: {touchpoints: {t: {channel: app}}}}\n")
    assert "app" in load(Path("a/journey.yaml")).journey.channels
    monkeypatch.chdir(here / "a")
    assert (
        "app" in load(Path("journey.yaml").resolve(), "journey.yaml").journey.channels
        if (here / ".git").exists()
        else True
    )
    assert said("journey.yaml")[0].startswith("journey.yaml:2:10 JM111 '../shared.yaml' leads out of the project")
    (here / ".git").mkdir()
    assert "app" in load(Path("journey.yaml")).journey.channels
