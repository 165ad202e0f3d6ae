"""The schema in a real editor: `yaml-language-server`, which VS Code, Neovim, Helix and others run, started over its pipes.

`make tests` installs it into `.venv/node` where there is npm; without it these tests are skipped, and say so.
"""

import itertools
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from journeymap.finding import JourneymapError, Ref
from journeymap.load import load, loads
from journeymap.pipeline.declared import check
from journeymap.schema import editor_schema
from journeymap.snippets import SNIPPETS, Snippet
from journeymap.translation import language_of
from tests.language_client import LanguageClient, Process

ROOT = Path(__file__).parents[1]
SERVER = ROOT / ".venv" / "node" / "node_modules" / "yaml-language-server"
MISSING = (
    "no node on PATH"
    if shutil.which("node") is None
    else ""
    if SERVER.is_dir()
    else "yaml-language-server is not in .venv/node: `make tests` installs it where there are npm and a network"
)
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"the real editor was not asked: {MISSING}")

SCHEMAS = ROOT / "schemas"
QUIET = {"http": {}, "[yaml]": {}, "editor": {"tabSize": 2}, "files": {}}
TOUCHPOINT = "title: Shop\nstages:\n  find:\n    touchpoints:\n      browse:\n        does: Looks\n"
BEFORE = {
    **dict.fromkeys(("personas", "surveys", "funnels"), (TOUCHPOINT, 0)),
    "stages": ("title: Shop\n", 0),
    "touchpoints": ("title: Shop\nstages:\n  find:\n", 4),
    **dict.fromkeys(("match", "next", "accept"), (TOUCHPOINT, 8)),
}
"""What stands above a key, and how deep the key is indented."""

STAGE = editor_schema("journey")["properties"]["stages"]["additionalProperties"]
KNOWN: dict[str, Any] = STAGE["properties"]["touchpoints"]["additionalProperties"]["properties"]
"""What the schema says of each key of a touchpoint."""

EDITOR_CANNOT_KNOW = {
    "JM002": "it shows a control character as a blank; YAML takes it",
    "JM004": "anchors, aliases, tags and merge keys are YAML, only not the journey language",
    "JM006": "it has no limits of size and depth, and may end at a file that is too deep: it is not asked",
    "JM007": "it takes an empty file for a file that is not begun yet",
    "JM105": "no schema can say that ids of two mappings must differ",
}
DIFFERENT = {
    "carriage-returns": "a line that ends as on old Macs is a line to an editor, and none to its YAML parser",
    "dash-no-space": "'-Slow' is a text, as far as YAML knows",
    "dash-no-space-one": "'-Slow' is a text, as far as YAML knows",
    "empty-flow-set": "it does not look at a key of { } with no value behind it",
    "missing-event": "a flat schema cannot tell {event, where} from {start, done, fail}, so it demands neither",
    "next-twice": "no schema can say that a list of names and mappings holds no name twice",
    "no-key": "it takes ': c' for a key that is empty, and says nothing of it",
    "no-space-after-colon-flow": "it does not look at a key of { } with no value behind it",
    "ok-yaml-words-are-text": "it reads 010 as the number 8; check keeps it as it is written",
}
"""Files on which the editor and `check` differ beyond that, and why. One that is here without need fails."""


def settings(schema: str = "") -> dict[str, Any]:
    """An editor's settings: no network, and every file is of one schema, or of the one that its first line names."""
    schemas = {(SCHEMAS / f"{schema}.schema.json").as_uri(): "*.yaml"} if schema else {}
    own = {"validate": True, "hover": True, "completion": True, "hoverSchemaSource": False}
    return QUIET | {"yaml": own | {"schemaStore": {"enable": False, "url": ""}, "schemas": schemas}}


def started(schema: str = "") -> LanguageClient:
    command = [str(shutil.which("node")), str(SERVER / "bin" / "yaml-language-server"), "--stdio"]
    return LanguageClient(Process(command, ROOT), ROOT, settings(schema))


@pytest.fixture(scope="module")
def editor() -> Iterator[LanguageClient]:
    """An editor that takes every file for a journey."""
    with started("journey") as client:
        yield client


def untitled(number: Iterator[int] = itertools.count(1)) -> str:  # noqa: B008  # one count for all
    """The address of a file that no test has opened before: the server remembers the others."""
    return (ROOT / "journeys" / f"untitled-{next(number)}.yaml").as_uri()


def completed(client: LanguageClient, text: str) -> dict[str, dict[str, Any]]:
    """What is offered where `|` stands in a text, by label."""
    before, _, after = text.partition("|")
    uri = untitled()
    client.open(uri, before + after)
    offered = client.at("completion", uri, before.count("\n"), len(before.rpartition("\n")[2]))
    return {item["label"]: item for item in offered["items"]}


def filled_in(text: str, item: dict[str, Any]) -> str:
    """The text after an offer was taken where `|` stands, and every place to type in was left as it is."""
    before, _, after = text.partition("|")
    line = before.rpartition("\n")[2]
    edit = item["textEdit"]
    assert edit["range"]["end"]["character"] == len(line)
    new = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", edit["newText"])
    indent = line[: len(line) - len(line.lstrip())]
    return (
        before[: len(before) - len(line) + edit["range"]["start"]["character"]]
        + new.replace("\n", f"\n{indent}")
        + after
    )


def test_the_version_is_the_one_that_is_pinned() -> None:
    pinned = json.loads((ROOT / "tests" / "editor" / "package.json").read_text())["dependencies"]
    assert pinned == {"yaml-language-server": json.loads((SERVER / "package.json").read_text())["version"]}


def test_keys_of_a_touchpoint_are_offered_with_their_words(editor: LanguageClient) -> None:
    offered = completed(editor, TOUCHPOINT + "        |\n")
    assert {label: item["documentation"] for label, item in offered.items()} == {
        key: KNOWN[key]["description"] for key in KNOWN if key != "does"
    }
    assert offered["optional"]["textEdit"]["newText"] in ("optional: ", "optional: ${1:true}")


def test_keys_that_are_begun_are_offered(editor: LanguageClient) -> None:
    offered = completed(editor, TOUCHPOINT + "        moment|\n")
    assert offered["moment_of_truth"]["textEdit"]["newText"].startswith("moment_of_truth: ")


def test_no_key_brings_defaults_along(editor: LanguageClient) -> None:
    assert completed(editor, TOUCHPOINT + "|\n")["events"]["textEdit"]["newText"].split() == ["events:"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            TOUCHPOINT + "        channel: |\n",
            ["app", "web", "email", "sms", "phone", "store", "hotline", "chat", "post"],
        ),
        (TOUCHPOINT + "        by: |\n", ["customer", "staff", "system", "partner"]),
        (TOUCHPOINT + "surveys:\n  effort:\n    metric: |\n", ["csat", "ces", "nps"]),
        (TOUCHPOINT + "state: |\n", ["current", "future", "draft"]),
        (TOUCHPOINT + "        optional: |\n", ["true", "false"]),
        (TOUCHPOINT + "        pains:\n          - text: Slow\n            severity: |\n", ["low", "medium", "high"]),
        (TOUCHPOINT + "        takes: |\n", KNOWN["takes"]["examples"]),
    ],
    ids=lambda part: part.splitlines()[-1].strip(" |") if isinstance(part, str) else "",
)
def test_values_are_offered(editor: LanguageClient, text: str, values: Sequence[str]) -> None:
    assert list(completed(editor, text)) == values


@pytest.mark.parametrize("place", ["on its line", "on the next line"])
@pytest.mark.parametrize(
    ("key", "snippet"),
    [(key, snippet) for key in SNIPPETS for snippet in SNIPPETS[key]],
    ids=lambda part: str(part)[:40],
)
def test_a_snippet_that_is_taken_can_be_read(editor: LanguageClient, key: str, snippet: Snippet, place: str) -> None:
    above, indent = BEFORE[key]
    deeper = "" if place == "on its line" else "\n" + " " * (indent + 1)
    text = f"{above}{' ' * indent}{key}:{deeper} |\n"
    item = completed(editor, text)[snippet.label]
    assert item["documentation"] == snippet.description
    loaded = loads(filled_in(text, item).encode(), "t.yaml")
    value = loaded.document.value
    for step in (
        [] if indent == 0 else ["stages", "find"] if indent == 4 else ["stages", "find", "touchpoints", "browse"]
    ):
        value = value[step]
    assert len(value[key]) == len(snippet.body)


def test_what_is_usual_is_offered_too(editor: LanguageClient) -> None:
    assert next(iter(completed(editor, TOUCHPOINT + "events:\n  time: |\n"))) == "time"


def test_no_example_is_listed_as_an_object(editor: LanguageClient) -> None:
    for key in ("feels", "sla", "match", "next", "targets", "pains", "accept"):
        assert "[object Object]" not in completed(editor, TOUCHPOINT + f"        {key}: |\n")


def test_a_shared_file_is_helped_with_too() -> None:
    with started("shared") as client:
        assert list(completed(client, "touchpoints:\n  |\n")) == ["touchpoint"]
        assert list(completed(client, "touchpoints:\n  wallet:\n    by: |\n")) == [
            "customer",
            "staff",
            "system",
            "partner",
        ]
        uri = untitled()
        assert client.open(uri, "channels: [app]\n") == []
        (told,) = client.change(uri, "channels: [app]\nstages: {}\n", 2)
        assert (told["message"], told["range"]["start"]["line"]) == ("Property stages is not allowed.", 1)


def keys_of(value: Any, ref: Ref = ()) -> Iterator[Ref]:
    """The paths of all keys that the language gives: not those of ids."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*ref, key)
            yield from keys_of(inner, (*ref, key))


def described(schema: dict[str, Any], ref: Ref) -> str:
    """What the schema says at a path; nothing where what stands there is no key of the language."""
    for step in ref:
        known = schema.get("properties", {})
        schema, told = (known[step], True) if step in known else (schema["additionalProperties"], False)
    return schema["description"] if told else ""


def test_the_words_on_a_key_are_its_description(editor: LanguageClient) -> None:
    schema = editor_schema("journey")
    document = load(ROOT / "journeys" / "click-and-collect.yaml").document
    client_text = document.text.replace("# yaml-language-server:", "# no modeline:")
    assert client_text != document.text
    uri = untitled()
    editor.open(uri, client_text)
    told = {}
    for ref in keys_of(document.value):
        description = described(schema, ref)
        if description and (ref[-1], description) not in told:
            place = document.location(ref, key=True)
            hover = editor.at("hover", uri, place.line - 1, place.column - 1)
            words = re.sub(r"\\(.)", r"\1", hover["contents"]["value"])
            told[ref[-1], description] = re.split(r"\n\n(?:Allowed Values|Example):", words)[0].strip()
    assert len(told) > 40
    assert {key: words for key, words in told.items() if words != key[1]} == {}


def test_journeys_name_their_schema_themselves() -> None:
    with started() as client:
        for path in sorted((ROOT / "journeys").glob("*.yaml")):
            text = path.read_text(encoding="utf-8")
            assert client.open(path.as_uri(), text) == [], path.name
            line = text.splitlines().index(next(line for line in text.splitlines() if line.startswith("title:")))
            hover = client.at("hover", path.as_uri(), line, 2)
            assert hover["contents"]["value"].startswith("The journey's name."), path.name


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("takes: 5 minutes", "write a duration: 90s, 5m, 2h, 3d, 2w or ISO 8601"),
        ("next: {pay: 85 percent}", "write a share: 25% or 0.25"),
        ("links: http://example.org", "write the whole address: https://example.org/board/42"),
        ("touchpoints: {by card: {}}", "an id is made of letters, digits, - and _; the words to show are its title"),
        ("colour: red", "Property colour is not allowed."),
    ],
)
def test_what_is_wrong_is_said_in_words(editor: LanguageClient, line: str, message: str) -> None:
    (told,) = editor.open(untitled(), f"{TOUCHPOINT}        {line}\n")
    assert (told["message"], told["range"]["start"]["line"]) == (message, 6)


def examples() -> dict[str, tuple[Path, str]]:
    """Every journey that `check` is tested on and that an editor can show, less those beyond all limits."""
    folders = ("journeys", "tests/cases/yaml", "tests/cases/rules")
    found = {}
    for path in sorted(path for folder in folders for path in (ROOT / folder).rglob("*.yaml")):
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            continue  # an editor asks in which encoding it should show it
        if language_of(path) is None and "JM006" not in told_by_check(path):
            found[path.relative_to(ROOT).as_posix()] = (path, text)
    return found


def told_by_check(path: Path) -> dict[str, set[int]]:
    """The lines of what `check` says of a file's shape, by code."""
    try:
        findings = check(path)[1]
    except JourneymapError as error:
        findings = list(error.findings)
    lines: dict[str, set[int]] = {}
    for finding in findings:
        if finding.code < "JM110":
            lines.setdefault(finding.code, set()).add(finding.location.line)
    return lines


def test_the_editor_and_check_agree(editor: LanguageClient) -> None:
    """Both are silent, or both complain: of the YAML anywhere, since parsers stop in different places; of its meaning on the same line.

    Of a misspelt key the editor also says that the right one is missing; `check` says one thing of one mistake.
    """
    files = examples()
    for path, text in files.values():
        item = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        editor.notify("textDocument/didOpen", {"textDocument": item})
    different = {}
    for name, (path, _) in files.items():
        told = told_by_check(path)
        known = {code: lines for code, lines in told.items() if code not in EDITOR_CANNOT_KNOW}
        found = [(found["range"]["start"]["line"] + 1, found["message"]) for found in editor.diagnostics(path.as_uri())]
        said = {line for line, _ in found}
        missed = {code: lines for code, lines in known.items() if not (said if code < "JM100" else lines <= said)}
        more = {line for line, message in found if not ("JM102" in told and message.startswith("Missing property"))}
        unread = any(code < "JM100" for code in told)
        if missed or (not unread and more - set().union(*known.values())):
            different[Path(name).stem] = (missed, said)
    assert len(files) > 180
    assert different.keys() == DIFFERENT.keys(), different
