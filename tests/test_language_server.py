"""What `check` says, in an editor: asked over the protocol, as editors do."""

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from journeymap.finding import Finding, JourneymapError, Level, Location
from journeymap.language_server import serve
from journeymap.manual import page
from journeymap.pipeline import edited
from journeymap.pipeline.declared import Checked, judged
from journeymap.pipeline.edited import Edited
from journeymap.translation import language_of
from tests.language_client import Inside, LanguageClient, Process

ROOT = Path(__file__).parents[1]
SHOP = """\
title: Shop 😀
channels: [app, web]
surveys: {ces: {answer: score, scale: 1..7, easy: 1}}
starts_at: browse
stages:
  find:
    title: Find it
    touchpoints:
      browse:
        does: Looks 😀
        channel: app
        next: pay
      pay: {ask: ces, channel: web, accept: {JM201: {reason: old, until: 2027-01-31}}}
"""


@pytest.fixture
def client(tmp_path: Path) -> Iterator[LanguageClient]:
    with LanguageClient(Inside(serve), tmp_path) as client:
        yield client


def place(line: int, start: int, end: int) -> dict[str, Any]:
    return {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}


def errors(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is published, less warnings and hints: of those there may be more some day."""
    return [told for told in found if told["severity"] == 1]


def test_the_server_says_what_it_can(client: LanguageClient) -> None:
    can = client.capabilities
    assert can["textDocumentSync"] == {"openClose": True, "change": 1, "save": True}
    assert can["positionEncoding"] == "utf-16"
    assert can["completionProvider"] == {"triggerCharacters": [" ", "[", "{", ","]}
    assert (can["definitionProvider"], can["hoverProvider"], can["documentSymbolProvider"]) == (True, True, True)


def test_findings_are_published_from_the_text_that_is_not_saved(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "shop.yaml").as_uri()
    assert errors(client.open(uri, SHOP)) == []
    assert errors(client.change(uri, SHOP.replace("next: pay", "next: ['😀', pya]"), 2)) == [
        {
            "range": place(11, 15, 19),
            "severity": 1,
            "code": "JM110",
            "source": "journeymap",
            "message": "there is no touchpoint '😀'\ndeclared: browse, pay",
        },
        {
            "range": place(11, 21, 24),
            "severity": 1,
            "code": "JM110",
            "source": "journeymap",
            "message": "there is no touchpoint 'pya'\ndid you mean 'pay'?",
        },
    ]
    (told,) = errors(client.change(uri, SHOP.replace("title: Shop", "titel: Shop"), 3))
    assert (told["code"], told["message"], told["range"]) == (
        "JM102",
        "unknown field 'titel'\ndid you mean 'title'?",
        place(0, 0, 5),
    )
    (told,) = errors(client.change(uri, SHOP.replace("channels: [app", "channels: [app\t[").replace("\n", "\r\n"), 4))
    assert (told["code"], told["range"]["start"]["line"]) == ("JM001", 1)
    assert errors(client.change(uri, SHOP.replace("\n", "\r\n"), 5)) == []
    client.close(uri)
    assert client.diagnostics(uri) == []


@pytest.mark.parametrize(("level", "severity"), [(Level.ERROR, 1), (Level.WARNING, 2), (Level.HINT, 3)])
def test_levels_are_severities(
    level: Level, severity: int, client: LanguageClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "shop.yaml"
    found = Finding("JM999", level, "so it is", location=Location(str(path), 1, 8, 6))
    monkeypatch.setattr(Edited, "findings", [found])
    (told,) = client.open(path.as_uri(), SHOP)
    assert (told["severity"], told["message"], told["range"]) == (severity, "so it is", place(0, 7, 14))


def test_a_finding_without_a_place_stands_at_the_top(
    client: LanguageClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Edited, "findings", [Finding("JM999", Level.ERROR, "so it is", "do so")])
    (told,) = client.open((tmp_path / "shop.yaml").as_uri(), SHOP)
    assert (told["message"], told["range"]) == ("so it is\ndo so", place(0, 0, 1))


def test_a_fault_of_an_included_file_is_told_where_it_is_included_until_that_is_saved(
    client: LanguageClient, tmp_path: Path
) -> None:
    uri, other = (tmp_path / "shop.yaml").as_uri(), tmp_path / "parts.yaml"
    other.write_text("actors: {psp: {is: Payments, knid: partner}}\n")
    (told,) = errors(client.open(uri, SHOP + "include: parts.yaml\n"))
    assert told["message"] == f"{other}:1:30: unknown field 'knid'\ndid you mean 'kind'?"
    assert told["range"] == place(0, 0, 1)
    (told,) = client.open(other.as_uri(), other.read_text())
    assert (told["message"], told["range"]) == ("unknown field 'knid'\ndid you mean 'kind'?", place(0, 29, 33))
    other.write_text("actors: {psp: {is: Payments, kind: partner}}\n")
    client.notify("textDocument/didSave", {"textDocument": {"uri": other.as_uri()}})
    assert errors(client.diagnostics(uri)) == []


@pytest.mark.parametrize(
    ("line", "character", "target"),
    [
        (11, 15, place(12, 6, 9)),
        (3, 12, place(8, 6, 12)),
        (12, 17, place(2, 10, 13)),
        (12, 33, place(1, 16, 19)),
        (9, 16, None),
        (99, 0, None),
    ],
)
def test_names_lead_to_what_they_name(
    client: LanguageClient, tmp_path: Path, line: int, character: int, target: dict[str, Any] | None
) -> None:
    uri = (tmp_path / "shop.yaml").as_uri()
    client.open(uri, SHOP)
    found = client.at("definition", uri, line, character)
    assert found == ([] if target is None else [{"uri": uri, "range": target}])


def test_names_lead_while_there_are_findings_and_nowhere_while_the_yaml_is_broken(
    client: LanguageClient, tmp_path: Path
) -> None:
    uri = (tmp_path / "shop.yaml").as_uri()
    assert client.open(uri, SHOP + "colour: red\n")[0]["code"] == "JM102"
    assert client.at("definition", uri, 11, 15) == [{"uri": uri, "range": place(12, 6, 9)}]
    assert client.change(uri, SHOP + "x: [\n", 2)[0]["code"] == "JM001"
    assert client.at("definition", uri, 11, 15) == []
    assert client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}}) == []
    assert client.at("hover", uri, 11, 9) is None


def test_names_lead_into_other_files(client: LanguageClient, tmp_path: Path) -> None:
    other = tmp_path / "có dấu.yaml"
    other.write_text("actors: {'x😀': A, psp: Payments}\n")
    uri = (tmp_path / "shop.yaml").as_uri()
    client.open(uri, SHOP.replace("channel: app", "with: psp") + "include: có dấu.yaml\n")
    assert client.at("definition", uri, 10, 15) == [{"uri": other.as_uri(), "range": place(0, 19, 22)}]
    assert client.at("definition", uri, 13, 12) == [{"uri": other.as_uri(), "range": place(0, 0, 0)}]


def test_the_outline_has_stages_and_touchpoints(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "shop.yaml").as_uri()
    client.open(uri, SHOP)
    (stage,) = client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert (stage["name"], stage["detail"], stage["kind"]) == ("find", "Find it", 3)
    assert stage["selectionRange"] == place(5, 2, 6)
    assert stage["range"] == {"start": {"line": 5, "character": 2}, "end": {"line": 12, "character": 86}}
    browse, pay = stage["children"]
    assert (browse["name"], browse["detail"], browse["kind"]) == ("browse", "Looks 😀", 24)
    assert browse["range"] == {"start": {"line": 8, "character": 6}, "end": {"line": 11, "character": 17}}
    assert (pay["name"], pay["children"]) == ("pay", [])


def test_names_are_offered_in_the_place_of_the_word(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "shop.yaml").as_uri()
    client.open(uri, SHOP.replace("next: pay", "next: {browse: {when: 😀}, p"))
    found = client.at("completion", uri, 11, 36)
    assert [(item["label"], item.get("detail"), item["textEdit"]) for item in found] == [
        ("browse", "Looks 😀", {"range": place(11, 35, 36), "newText": "browse"}),
        ("pay", None, {"range": place(11, 35, 36), "newText": "pay"}),
    ]


def test_what_check_can_correct_the_editor_can(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "shop.yaml").as_uri()
    client.open(uri, SHOP.replace("pay: {ask", "pay: {thinks: '😀', doees: Pays, optional: yes, ask"))

    def actions(line: int) -> list[dict[str, Any]]:
        asked = {"textDocument": {"uri": uri}, "range": place(line, 0, 0), "context": {"diagnostics": []}}
        found: list[dict[str, Any]] = client.request("textDocument/codeAction", asked)
        return found

    assert actions(3) == []
    told = [(each["title"], each["isPreferred"], each["edit"]["changes"][uri]) for each in actions(12)]
    assert told == [
        ("JM102: did you mean 'does'?", False, [{"range": place(12, 26, 31), "newText": "does"}]),
        ("JM106: write true", True, [{"range": place(12, 49, 52), "newText": "true"}]),
    ]
    assert {each["kind"] for each in actions(12)} == {"quickfix"}
    assert actions(12)[0]["diagnostics"][0]["code"] == "JM102"


@pytest.mark.parametrize(
    ("encodings", "used", "start", "end"),
    [(None, "utf-16", 21, 24), (["utf-8", "utf-16"], "utf-8", 23, 26), (["utf-32"], "utf-32", 20, 23)],
)
def test_places_are_counted_as_the_editor_counts(
    tmp_path: Path, encodings: list[str] | None, used: str, start: int, end: int
) -> None:
    client = LanguageClient(Inside(serve), tmp_path)
    client.encodings = encodings
    with client:
        assert client.capabilities["positionEncoding"] == used
        uri = (tmp_path / "shop.yaml").as_uri()
        _, told = errors(client.open(uri, SHOP.replace("next: pay", "next: ['😀', pya]")))
        assert told["range"] == place(11, start, end)
        client.change(uri, SHOP.replace("next: pay", "next: ['😀', pay]"), 2)
        assert client.at("definition", uri, 11, start) == [{"uri": uri, "range": place(12, 6, 9)}]


def test_a_file_that_was_never_saved_is_helped_with_too(client: LanguageClient) -> None:
    (told,) = client.open("untitled:Untitled-1", SHOP + "colour: red\n")
    assert (told["code"], told["range"]) == ("JM102", place(13, 0, 6))


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("stages:\n  find: {}\n", True),
        ("# so\ntitel: Shop\nstages:   # the way\n\n  # first\n  find: {}\n", True),
        ("stages: {a: 1}\n", True),
        ("journeymap: 1\n", True),
        ("touchpoints:\n", True),
        ("# yaml-language-server: $schema=../schemas/shared.schema.json\nchannels: [app]\n", True),
        ("stages:\n  - build\n", False),
        ("stages:\n- build\n", False),
        ("stages: [build]\n", False),
        ("stages:\n", False),
        ("title: Shop\n", False),
        ("services:\n  stages:\n    a: 1\n", False),
        ("channels:\n  - conda-forge\n", False),
        ("", False),
    ],
)
def test_only_files_that_look_like_journeys_are_spoken_of(
    client: LanguageClient, tmp_path: Path, text: str, ours: bool
) -> None:
    uri = (tmp_path / "some.yaml").as_uri()
    assert bool(client.open(uri, text + "lang: [red]\n")) is ours
    assert (client.at("hover", uri, text.count("\n"), 2) is not None) is ours


def test_a_translation_is_spoken_of(client: LanguageClient, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SHOP)
    (told,) = client.open((tmp_path / "shop.vi.yaml").as_uri(), "title: [\n")
    assert told["code"] == "JM001"


def test_the_command_serves_over_its_pipes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "journeymap", "lsp"]
    with LanguageClient(Process(command, ROOT), tmp_path) as client:
        (told,) = errors(client.open((tmp_path / "shop.yaml").as_uri(), SHOP.replace("ask: ces", "ask: csat")))
        assert (told["code"], told["range"]) == ("JM110", place(12, 17, 21))


def test_the_command_is_the_server(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("journeymap.language_server.serve", lambda: asked.append("serve"))
    assert run("lsp") == (0, "", "")
    assert asked == ["serve"]


def test_without_its_package_the_command_says_what_to_install(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "journeymap.language_server", None)
    monkeypatch.delitem(sys.modules, "journeymap.language_server")
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    result = run("lsp")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "Error: the language server needs one more package; install it by: pip install 'journeymap[lsp]'\n"
    )


def test_another_package_that_is_missing_is_a_bug(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "journeymap.language_server", None)
    result = run("lsp")
    assert result.code == 70
    assert "This is a bug" in result.err


# What is said of a text, without the protocol


def test_the_same_is_said_of_a_text_as_of_the_file() -> None:
    folders = ("journeys", "tests/cases/yaml", "tests/cases/rules")
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.yaml"))
    told = {}
    for path in paths:
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue  # an editor asks in which encoding it should show it
        if language_of(path) is None:
            try:
                expected = judged(path, str(path)).findings
            except JourneymapError as error:
                expected = list(error.findings)
            told[path] = (list(Edited(path, text).findings), expected)
    assert sum(bool(findings) for findings, _ in told.values()) > 100
    assert [path for path, (findings, expected) in told.items() if findings != expected] == []


def test_a_shared_file_is_judged_as_one(tmp_path: Path) -> None:
    (told,) = Edited(tmp_path / "parts.yaml", "touchpoints: {pay: {by: me}}\n").findings
    assert (told.code, told.message) == ("JM106", "'by' cannot be 'me'")
    assert Edited(tmp_path / "parts.yaml", "touchpoints: {pay: {by: staff}}\n").findings == []


def test_a_translation_is_judged_with_its_journey_once_it_is_saved(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SHOP)
    path = tmp_path / "shop.vi.yaml"
    path.write_text("titel: Cửa hàng\n")
    (told, *_) = Edited(path, "titel: Cửa hàng\n").findings
    assert (told.location.file, told.location.line) == (str(path), 1)
    assert list(Edited(path, "titel: Cửa hàng!\n").findings) == []
    (told,) = Edited(path, "title: [\n").findings
    assert (told.code, told.location.file) == ("JM001", str(path))
    (told,) = Edited(path, "title: a\ntitle: b\n").findings
    assert told.code == "JM003"


def test_waivers_and_reviews_are_judged_by_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def judge(path: Path, **given: Any) -> Checked:
        asked.append((path, given))
        return Checked([])

    monkeypatch.setattr(edited, "judged", judge)
    day = date(2026, 7, 31)
    assert Edited(tmp_path / "shop.yaml", SHOP, day).findings == []
    assert asked == [(tmp_path / "shop.yaml", {"data": SHOP.encode(), "today": day})]


def test_a_character_that_is_half_of_one_does_no_harm(tmp_path: Path) -> None:
    found = Edited(tmp_path / "shop.yaml", SHOP.replace("Shop", "Sh\ud83d")).findings
    assert [finding for finding in found if finding.level is Level.ERROR] == []


def asked(text: str, tmp_path: Path) -> str:
    before, _, after = text.partition("|")
    return Edited(tmp_path / "shop.yaml", before + after).manual(len(before))


def test_a_key_has_its_words(tmp_path: Path) -> None:
    assert asked(SHOP.replace("channel: app", "cha|nnel: app"), tmp_path) == (
        "Where it happens: a channel of this file, or any name while it declares none."
    )
    assert asked(SHOP.replace("browse:\n", "br|owse:\n"), tmp_path) == "One contact between a customer and the company."
    assert asked(SHOP.replace("Looks", "Lo|oks"), tmp_path) == ""
    assert asked("actors:\n  psp: {is: a, ki|nd: partner}\n", tmp_path) == "A person, a system, a partner."
    assert asked("t|ouchpoints: {}\n", tmp_path).startswith("Touchpoints for journeys to use")
    assert asked(SHOP + "colour: {a: [{b|: 1}]}\n", tmp_path) == ""
    listed = SHOP.replace("next: pay", "next: [{pay: {sh|are: 85%}}]")
    assert asked(listed, tmp_path).startswith("The share of visits that should go this way")


def test_a_code_has_its_page(tmp_path: Path) -> None:
    assert asked(SHOP.replace("JM201", "JM|201"), tmp_path) == page("JM201")
    assert asked(SHOP + "# journeymap: ignore JM202| -- why\n", tmp_path) == page("JM202")
    assert asked(SHOP + "# JM99|9\n", tmp_path) == ""


def test_a_finding_has_its_page(tmp_path: Path) -> None:
    wrong = SHOP.replace("next: pay", "next: p|ya")
    assert asked(wrong, tmp_path) == page("JM110")
    key = SHOP.replace("title: Find it", "title: Find it\n    ow|ner: 5")
    assert asked(key, tmp_path) == "The team that answers for it."
    assert asked(wrong.replace("p|ya", "pya").replace("Looks", "Lo|oks"), tmp_path) == ""


def test_findings_of_other_files_have_no_page_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "parts.yaml").write_text("actors: {psp: {knid: partner}}\n")
    assert (
        asked("ti|tle: Shop\ninclude: parts.yaml\nstages: {a: {touchpoints: {b: {}}}}\n", tmp_path)
        == "The journey's name."
    )
    monkeypatch.setattr(Edited, "findings", [Finding("JM110", Level.ERROR, "so it is")])
    assert asked(SHOP.replace("Looks", "Lo|oks"), tmp_path) == ""


def test_the_schema_is_made_once() -> None:
    assert edited._schema("journey") is edited._schema("journey")
