"""`journeymap fix` writes what was certainly meant and keeps every other byte.

Every folder in `tests/cases/fix/` has a file `before.yaml`; what becomes of it is `after.yaml`, with --unsafe `unsafe.yaml` (missing
where that is the same), and what is said of both is `said.txt`. To add one: write `before.yaml`, run
`JOURNEYMAP_ACCEPT=1 pytest tests/test_fix.py`, and read what was made.
"""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from journeymap.correction import Mended
from journeymap.document import read
from journeymap.edits import Moves, apart, applied, changed, text_of, undone
from journeymap.finding import Edit, Finding, JourneymapError, Level, Location
from journeymap.load import Loaded
from journeymap.outputs import write_over
from journeymap.pipeline.declared import Checked
from journeymap.pipeline.mended import keep, mend
from tests.test_document import written
from tests.test_schema import QUICK, journeys, parts

RUNS = int(os.environ.get("JOURNEYMAP_FAULT_RUNS", "40"))
CASES = Path(__file__).parent / "cases" / "fix"
FOLDERS = sorted(path for path in CASES.iterdir() if path.is_dir())
Run = Callable[..., Any]


def accepted(path: Path, found: bytes) -> bytes:
    """What a file holds; with JOURNEYMAP_ACCEPT, what it should."""
    if os.environ.get("JOURNEYMAP_ACCEPT"):
        path.write_bytes(found)
    return path.read_bytes()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_each_case_becomes_what_it_should(folder: Path, here: Path, run: Run) -> None:
    before = (folder / "before.yaml").read_bytes()
    said = ""
    made = []
    for options in ((), ("--unsafe",)):
        (here / "journey.yaml").write_bytes(before)
        result = run("fix", "journey.yaml", *options)
        said += f"$ {' '.join(('journeymap fix', *options))}\n{result.out}{result.err}exit {result.code}\n"
        made.append((here / "journey.yaml").read_bytes())
        again = run("fix", "journey.yaml", *options)
        assert (here / "journey.yaml").read_bytes() == made[-1]
        assert "fixed" not in again.out
    after, unsafe = made
    assert accepted(folder / "after.yaml", after) == after
    if unsafe != after:
        assert accepted(folder / "unsafe.yaml", unsafe) == unsafe
    assert (folder / "unsafe.yaml").exists() == (unsafe != after)
    assert accepted(folder / "said.txt", said.encode()) == said.encode()


# --- what is written, and what is not -----------------------------------------------------------------------------------

BEFORE = "# mine\ntitle:  Buy\nstages:\n  find:\n    touchpoints:\n      browse: {optional: yes} # hm\n"
AFTER = "# mine\ntitle: Buy\nstages:\n  find:\n    touchpoints:\n      browse: {optional: true} # hm\n"
LEFT = AFTER.replace("optional: true", "takes: soon")
DIFF = """\
--- a/journey.yaml
+++ b/journey.yaml
@@ -1,6 +1,6 @@
 # mine
-title:  Buy
+title: Buy
 stages:
   find:
     touchpoints:
-      browse: {optional: yes} # hm
+      browse: {optional: true} # hm
"""
TOLD = """\
journey.yaml:2:7: {}: one space is enough after a colon
journey.yaml:6:26: {}[JM106]: 'optional' should be true or false, not 'yes': yes -> true
"""


@pytest.fixture
def journey(here: Path) -> Path:
    path = here / "journey.yaml"
    path.write_text(BEFORE)
    return path


def test_a_file_is_written_and_told_of(journey: Path, run: Run) -> None:
    out = TOLD.format("fixed", "fixed")
    assert run("fix", "journey.yaml") == (0, out, "1 file looked at, 2 corrections in 1 file\n")
    assert journey.read_text() == AFTER
    assert run("fix", "journey.yaml") == (0, "", "1 file looked at, nothing to correct\n")


@pytest.mark.parametrize(
    ("options", "code", "out"),
    [
        (("--diff",), 0, DIFF),
        (("--check",), 1, TOLD.format("fixable", "fixable")),
        (("--diff", "--check"), 1, DIFF),
    ],
)
def test_nothing_is_written_where_only_a_look_was_asked_for(
    options: tuple[str, ...], code: int, out: str, journey: Path, run: Run
) -> None:
    said = "1 file looked at, would make 2 corrections in 1 file\n"
    assert run("fix", "journey.yaml", *options) == (code, out, said)
    assert journey.read_text() == BEFORE
    journey.write_text(AFTER)
    assert run("fix", "journey.yaml", *options) == (0, "", "1 file looked at, nothing to correct\n")


@pytest.mark.parametrize(("options", "code"), [((), 1), (("--check",), 0), (("--diff",), 0)])
def test_what_is_left_fails_only_where_something_is_written(
    options: tuple[str, ...], code: int, journey: Path, run: Run
) -> None:
    journey.write_text(LEFT)
    result = run("fix", "journey.yaml", *options)
    assert (result.code, result.err) == (code, "1 file looked at, nothing to correct, 1 finding left for you\n")
    assert ("error[JM106]: 'soon' is not a duration" in result.out) == ("--diff" not in options)


def test_a_diff_is_one_that_patch_takes(here: Path, run: Run) -> None:
    for name in ("crlf", "faults-behind-faults", "tidy", "curly-quotes"):
        folder = CASES / name
        (here / "journey.yaml").write_bytes((folder / "before.yaml").read_bytes())
        diff = here / "diff.patch"
        done = subprocess.run(
            [sys.executable, "-m", "journeymap", "fix", "journey.yaml", "--diff"], capture_output=True, check=True
        )
        diff.write_bytes(done.stdout)
        subprocess.run(["git", "apply", "-p1", "--whitespace=nowarn", "diff.patch"], check=True, cwd=here)
        assert (here / "journey.yaml").read_bytes() == (folder / "after.yaml").read_bytes()


def test_a_link_stays_a_link(here: Path, run: Run, journey: Path) -> None:
    (here / "link.yaml").symlink_to("journey.yaml")
    result = run("fix", "link.yaml")
    assert (result.code, result.err) == (0, "1 file looked at, 2 corrections in 1 file\n")
    assert (here / "link.yaml").is_symlink()
    assert journey.read_text() == AFTER


def test_a_link_out_of_a_folder_is_left_alone(here: Path, run: Run, journey: Path) -> None:
    (here / "plans").mkdir()
    (here / "plans" / "a.yaml").write_text(BEFORE)
    (here / "plans" / "b.yaml").symlink_to("a.yaml")
    (here / "plans" / "c.yaml").symlink_to("../journey.yaml")
    result = run("fix", "plans")
    assert (result.code, result.out) == (0, TOLD.format("fixed", "fixed").replace("journey", "plans/a"))
    assert result.err == (
        "plans/c.yaml:1:1: left alone: this link leads out of the folder\n1 file looked at, 2 corrections in 1 file\n"
    )
    assert (journey.read_text(), (here / "plans" / "a.yaml").read_text()) == (BEFORE, AFTER)
    assert sorted(path.name for path in (here / "plans").iterdir()) == ["a.yaml", "b.yaml", "c.yaml"]


def test_permissions_stay(journey: Path, run: Run) -> None:
    journey.chmod(0o640)
    assert run("fix", "journey.yaml").code == 0
    assert (journey.read_text(), journey.stat().st_mode & 0o777) == (AFTER, 0o640)


def test_a_file_that_is_read_only_is_not_replaced(here: Path, journey: Path, run: Run) -> None:
    journey.chmod(0o444)
    (here / "other.yaml").write_text(BEFORE)
    result = run("fix", "journey.yaml", "other.yaml")
    assert (result.code, journey.read_text(), (here / "other.yaml").read_text()) == (2, BEFORE, AFTER)
    assert result.out == TOLD.format("fixed", "fixed").replace("journey", "other")
    assert result.err == (
        "journey.yaml:1:1: error[JM802]: the file cannot be written: it is read-only\n"
        "    = help: check the path and its permissions\n1 file looked at, 2 corrections in 1 file\n"
    )


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        (lambda path: path.unlink(), "journey.yaml:1:1: error[JM009]: there is no such file\n"),
        (
            lambda path: path.write_text("mine"),
            "journey.yaml:1:1: error[JM802]: the file was changed by somebody else just now\n",
        ),
        (
            lambda path: path.with_name("link.yaml").replace(path),
            "journey.yaml:1:1: error[JM009]: the file cannot be read: Too many levels of symbolic links\n",
        ),
    ],
)
def test_what_others_do_meanwhile_is_not_lost(
    meanwhile: Callable[[Path], None], said: str, journey: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey.with_name("link.yaml").symlink_to("journey.yaml")

    def late(one: Mended) -> None:
        meanwhile(one.path)
        keep(one)

    monkeypatch.setattr("journeymap.pipeline.mended.keep", late)
    result = run("fix", "journey.yaml")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(said)
    assert not journey.is_file() or journey.read_text() == "mine"


def test_a_file_that_is_gone_is_not_written_over(here: Path) -> None:
    with pytest.raises(JourneymapError) as raised:
        write_over(here / "gone.yaml", b"")
    assert [finding.message for finding in raised.value.findings] == [
        "the file cannot be written: No such file or directory"
    ]


def test_what_cannot_be_read_is_no_verdict(journey: Path, run: Run) -> None:
    result = run("fix", "none.yaml", "journey.yaml")
    assert (result.code, result.out, journey.read_text()) == (2, TOLD.format("fixed", "fixed"), AFTER)
    assert result.err.startswith("none.yaml:1:1: error[JM009]: there is no such file\n")


def test_shared_files_and_translations_are_mended_too(here: Path, run: Run) -> None:
    (here / "shared.yaml").write_text("channels:\n  store: {title:  Store, assisted: yes}\n")
    (here / "shop.yaml").write_text(AFTER.replace("# mine", "include: [shared.yaml]"))
    (here / "shop.vi.yaml").write_text("title:  Mua\nstages:\n\tfind: {title: Tìm}\n")
    result = run("fix", ".")
    assert (result.code, result.err) == (0, "3 files looked at, 4 corrections in 2 files\n")
    assert (here / "shared.yaml").read_text() == "channels:\n  store: {title: Store, assisted: true}\n"
    assert (here / "shop.vi.yaml").read_text() == "title: Mua\nstages:\n  find: {title: Tìm}\n"


def test_faults_of_an_included_file_are_mended_in_it_only(here: Path, run: Run) -> None:
    shop = AFTER.replace("# mine", "include: [shared.yaml]")
    (here / "shared.yaml").write_text("channels:\n  store: {assisted: yes}\n")
    (here / "shop.yaml").write_text(shop)
    result = run("fix", "shop.yaml")
    assert (result.code, result.err) == (1, "1 file looked at, nothing to correct, 1 finding left for you\n")
    assert (here / "shop.yaml").read_text() == shop
    assert (here / "shared.yaml").read_text() == "channels:\n  store: {assisted: yes}\n"


def test_a_translation_with_a_fault_is_left(here: Path, run: Run) -> None:
    (here / "shop.yaml").write_text(AFTER)
    (here / "shop.vi.yaml").write_text("title: Mua\ntitle: Mua\n")
    result = run("fix", "shop.vi.yaml")
    assert (result.code, result.err) == (1, "1 file looked at, nothing to correct, 1 finding left for you\n")
    assert "shop.vi.yaml:2:1: error[JM003]" in result.out


def test_nothing_in_a_diff_acts_on_a_terminal(here: Path) -> None:
    name = "a\x1b[31m.yaml"
    (here / name).write_bytes("title:  Buy \u202e# x\nstages: {a: {touchpoints: {b: {}}}}\n".encode())
    leader, follower = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "journeymap", "fix", name, "--diff"], stdout=follower, stderr=follower, check=True
    )
    os.close(follower)
    said = os.read(leader, 10_000).decode()
    os.close(leader)
    assert "+title: Buy " in said
    assert "\x1b" not in said
    assert "\u202e" not in said


# --- the safety net -----------------------------------------------------------------------------------------------------

PAINS = "title: Buy\nstages: {a: {touchpoints: {b: {pains: [x, y], ideas: [z]}}}}\n"


def corrections_of(text: str, here: Path, **options: bool) -> tuple[str, list[str]]:
    (here / "journey.yaml").write_text(text)
    found = mend(Path("journey.yaml"), **options)
    return found.after.decode(), [one.now for one in found.corrections]


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        (("x, y", "w, y"), PAINS.replace("x, y", "w, y")),
        (("x", "x], sees: [v"), PAINS),  # then y would be something that is seen
        (("x, y", "x], owner: me, does: Looks, does: [y"), PAINS),  # a key twice, where there was none
        (("x", "x, nxt: w"), PAINS),  # more to say than before
        (("x", '"x'), PAINS),  # not even YAML
    ],
)
def test_a_correction_that_does_harm_is_not_made(
    edits: tuple[str, str], after: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = PAINS.index(edits[0])
    finding = Finding(
        "JM999",
        Level.HINT,
        "made up",
        location=Location("journey.yaml", 2),
        edits=(Edit(start, start + len(edits[0]), edits[1]),),
    )

    def judged(loaded: Loaded) -> Checked:
        return Checked([finding] if loaded.document.text == PAINS else [])

    monkeypatch.setattr("journeymap.pipeline.mended.judged_journey", judged)
    assert corrections_of(PAINS, here)[0] == after


def test_a_harmful_one_does_not_keep_the_others(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [("z", "w"), ("x", '"x')]
    place = Location("journey.yaml", 2)

    def judged(loaded: Loaded) -> Checked:
        text = loaded.document.text
        return Checked(
            [
                Finding(
                    "JM999", Level.HINT, was, location=place, edits=(Edit(text.index(was), text.index(was) + 1, now),)
                )
                for was, now in texts
                if f"[{was}" in text
            ]
        )

    monkeypatch.setattr("journeymap.pipeline.mended.judged_journey", judged)
    assert corrections_of(PAINS, here) == (PAINS.replace("z", "w"), ["w"])


def test_tidying_that_changes_a_value_is_not_made(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = lambda document: iter([(Edit(7, 10, "Sell"), "made up")])  # noqa: E731  # a kind of tidying
    monkeypatch.setattr("journeymap.pipeline.mended.KINDS", (kind,))
    assert corrections_of(BEFORE, here) == (AFTER.replace("title: ", "title:  "), ["true"])


def test_rounds_have_a_bound(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journeymap.pipeline.mended.MAX_ROUNDS", 1)
    text = "title:Buy\nowner:me\nstages: {a: {touchpoints: {b: {}}}}\n"
    assert corrections_of(text, here) == (text, [])
    monkeypatch.setattr("journeymap.pipeline.mended.MAX_ROUNDS", 2)
    assert corrections_of(text, here) == (text.replace(":Buy", ": Buy").replace(":me", ": me"), [" ", " "])


def test_edits_that_reach_into_each_other_wait() -> None:
    one, two, three, four = (
        Finding("JM999", Level.HINT, "", edits=tuple(edits))
        for edits in (
            [Edit(0, 4, "a"), Edit(9, 9, "b")],
            [Edit(3, 5, "c"), Edit(7, 8, "d")],
            [Edit(7, 8, "e")],
            [Edit(9, 9, "f")],
        )
    )
    assert apart([one, two, three, four]) == [one, three]
    assert apart([four, two]) == [four, two]


def test_places_are_followed_through_edits() -> None:
    edits = [Edit(1, 3, ""), Edit(5, 5, "xyz"), Edit(6, 8, "Q")]
    assert changed("0123456789", edits) == "034xyz5Q89"
    there, back = Moves(edits), Moves(undone(edits))
    assert [there(offset) for offset in (0, 1, 3, 4, 5, 6, 8, 9)] == [0, 1, 1, 2, 3, 7, 8, 9]
    assert [back(offset) for offset in (0, 1, 2, 3, 6, 7, 8, 9)] == [0, 1, 4, 5, 5, 6, 8, 9]
    assert [there.reach(*part) for part in ((0, 0), (0, 1), (3, 4), (4, 4), (4, 5), (9, 10))] == [
        False,
        True,
        True,
        False,
        True,
        False,
    ]


def test_edits_are_carried_over_to_the_bytes() -> None:
    data = "\ufeffé: 1\r\n\r\nb: 2\rc: 3\n".encode()
    text = text_of(data)
    assert text == "é: 1\n\nb: 2\nc: 3\n"
    edits = [Edit(text.index(char), text.index(char) + 1, now) for char, now in (("1", "ü"), ("2", ""), ("3", "33"))]
    assert applied(data, edits) == "\ufeffé: ü\r\n\r\nb: \rc: 33\n".encode()


# --- laws ---------------------------------------------------------------------------------------------------------------


class Raw(str):
    """A value as it stands in the file."""

    __slots__ = ()


def shown(value: object) -> str:
    """A value in brackets, or a scalar; in the house's own way of writing."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{named(key)}: {shown(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    return value if isinstance(value, Raw) else written(value)


def named(key: str) -> str:
    return key if re.fullmatch(r"[a-z][a-z0-9_-]*", key) else written(key)


def lines(value: object, indent: str, draw: Callable[[int], int]) -> Iterator[str]:
    """A mapping or a list on lines of its own, with comments here and there."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):  # type: ignore[arg-type,var-annotated]
        head = f"{indent}-" if isinstance(value, list) else f"{indent}{named(key)}:"
        comment = ("", "  # 😀 a: [comment", " # -x")[draw(2)]
        if isinstance(value, dict) and inner and isinstance(inner, dict | list) and draw(3):
            yield head + comment
            yield from lines(inner, indent + "  ", draw)
        else:
            yield f"{head} {shown(inner)}{comment}"
        if not draw(5):
            yield ("", f"{indent}# title:Buy")[draw(1)]


def mended(text: str, **options: bool) -> Mended:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journey.yaml"
        path.write_bytes(text.encode())
        first = mend(path, **options)
        path.write_bytes(first.after)
        again = mend(path, **options)
        assert (again.after, again.corrections) == (first.after, ())
        return first


SETTINGS = settings(max_examples=RUNS, deadline=None, phases=QUICK, suppress_health_check=list(HealthCheck))
ends = st.sampled_from(["\n", "\r\n", "\r"])


def texts_of(journey: dict[str, Any], data: st.DataObject) -> list[str]:
    return list(lines(journey, "", lambda most: data.draw(st.integers(0, most))))


def tabbed(line: str) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return "\t" * (indent // 2) + line[indent:]


WHITESPACE: dict[str, Callable[[str], str]] = {
    "no-break spaces": lambda line: re.sub("^ +", lambda found: "\u00a0" * len(found[0]), line),
    "ideographic spaces": lambda line: re.sub("^ +", lambda found: "\u3000" * (len(found[0]) // 2), line),
    "a byte order mark": lambda line: "\ufeff" + line if line[:1] not in ("#", " ", "") else line,
    "a zero-width space": lambda line: re.sub(r"^( *[a-z])([a-z_-]+:)", "\\1\u200b\\2", line),
    "no space after a colon": lambda line: re.sub(r"^( *[a-z][a-z_-]*:) (?=['\"0-9a-z-])", "\\1", line),
    "a gap after a colon": lambda line: re.sub(r"^( *[a-z][a-z_-]*:) (?=[^\s#])", "\\1   ", line),
    "a tab after a colon": lambda line: re.sub(r"^( *[a-z][a-z_-]*:) (?=[^\s#])", "\\1\t", line),
    "a gap after a dash": lambda line: re.sub(r"^( *-) ", "\\1   ", line),
    "spaces at the end": lambda line: line + " \t ",
}


@SETTINGS
@given(journeys, st.sampled_from(sorted(WHITESPACE)), ends, st.booleans(), st.booleans(), st.data())
def test_whitespace_is_mended_to_the_byte(
    journey: dict[str, Any], fault: str, end: str, mark: bool, last: bool, data: st.DataObject
) -> None:
    right = texts_of(journey, data)
    wrong = {number: WHITESPACE[fault](line) for number, line in enumerate(right)}
    places = [number for number, line in wrong.items() if line != right[number]]
    assume(places)
    place = data.draw(st.sampled_from(places))
    assume(place or mark or fault != "a byte order mark")  # there it is one that belongs there
    whole = [end.join(those) + end * last for those in (right, [*right[:place], wrong[place], *right[place + 1 :]])]
    good, bad = ("\ufeff" * mark + text for text in whole)
    assert mended(good).after == good.encode()
    assert mended(bad).after.decode() == good


@SETTINGS
@given(journeys, ends, st.booleans(), st.data())
def test_tabs_are_mended_to_the_byte(journey: dict[str, Any], end: str, everywhere: bool, data: st.DataObject) -> None:
    right = texts_of(journey, data)
    place = data.draw(st.integers(0, len(right) - 1))
    wrong = [tabbed(line) if everywhere or number == place else line for number, line in enumerate(right)]
    good, bad = end.join(right), end.join(wrong)
    assume(good != bad)
    found = mended(bad)
    if everywhere or not found.given_up:
        assert found.after.decode() == good
    else:
        assert (found.after.decode(), found.given_up) == (bad, "its tabs can be read in more than one way")


VALUES: dict[str, list[tuple[str, str]]] = {
    "optional": [("yes", "true"), ("Off", "false"), ("'no'", "false"), ('"true"', "true")],
    "takes": [("5 min", "5m"), ("2 Weeks", "2w"), ("'1 h'", "1h")],
    "scale": [("1-5", "1..5"), ("0 to 10", "0..10")],
    "drop_off": [("85", "85%"), ("<= 20%", "20%"), ("'>= 8.5 %'", "8.5 %"), (">= 85%", "85%")],
    "does": [("12", "'12'"), ("1.50", "'1.50'"), ("true", "'true'")],
    "ces": [("'2.5'", "2.5"), ('"3"', "3")],
    "owner": [("\u201cA: b\u201d", '"A: b"')],
}


@SETTINGS
@given(journeys, ends, st.data())
def test_a_value_is_mended_and_nothing_else(journey: dict[str, Any], end: str, data: st.DataObject) -> None:
    places = [  # the weight of a sign is a mapping, whatever the sign is called
        (mapping, key) for ref, mapping in parts(journey) if ref != ("weights",) for key in mapping if key in VALUES
    ]
    assume(places)
    mapping, key = data.draw(st.sampled_from(places))
    bad, good = data.draw(st.sampled_from(VALUES[key]))
    both = []
    choices = data.draw(st.lists(st.integers(0, 5), min_size=40, max_size=40))
    for value in (bad, good):
        mapping[key] = Raw(value)
        chosen = cycle(choices)
        both.append(end.join(lines(journey, "", lambda most, chosen=chosen: next(chosen) % (most + 1))))
    found = mended(both[0])
    assert found.after.decode() == both[1]
    assert len(found.corrections) == 1


@SETTINGS
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode(errors="replace")), st.booleans())
def test_whatever_is_in_a_file_it_is_not_made_worse(data: bytes, unsafe: bool) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journey.yaml"
        path.write_bytes(b"title: Buy\nstages:\n  find:\n" + data)
        found = mend(path, unsafe=unsafe)
        assert found.after == found.before or read(found.after, "t.yaml")
        assert found.before == path.read_bytes()
