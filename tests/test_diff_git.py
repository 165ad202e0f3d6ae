"""`journeymap diff` on git repositories and folders: which files are compared, what cannot be, and how that is said."""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journeymap.finding import JourneymapError
from journeymap.pipeline.revised import revisions
from journeymap.revisions import forked_from, tree_at, tree_today
from tests.diff_shop import BASE, HEADER, HERE, rows

Run = Callable[..., Any]
DOC = (Path(__file__).parents[1] / "docs" / "diff.md").read_text(encoding="utf-8")
ODD = "journeys/über 😀 &amp; `x`.yaml"
OTHER = "title: Other\nowner: o\nstages: {a: {touchpoints: {sit: {does: Sits}, stand: {does: Stands}}}}\n"


def git(folder: Path, *arguments: str) -> None:
    author = (
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.org",
        "-c",
        "init.defaultBranch=main",
        "-c",
        "protocol.file.allow=always",
    )
    subprocess.run(["git", *author, "-C", str(folder), *arguments], check=True, capture_output=True)


def commit(folder: Path, name: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "--allow-empty", "-m", name)
    git(folder, "tag", name)


@pytest.fixture
def repository(here: Path) -> Path:
    """`v1` has the shop and another journey; `v2`, which is `main`, has changed the shop."""
    git(here, "init")
    (here / "journeys").mkdir()
    (here / "journeys" / "shop.yaml").write_text(BASE, encoding="utf-8")
    (here / "journeys" / "other.yaml").write_text(OTHER, encoding="utf-8")
    (here / "mkdocs.yml").write_text("site_name: no journey\n", encoding="utf-8")
    commit(here, "v1")
    (here / "journeys" / "shop.yaml").write_text(HERE, encoding="utf-8")
    commit(here, "v2")
    return here


@pytest.fixture
def told(run: Run) -> Callable[..., Any]:
    """What the command says as JSON."""

    def call(*arguments: str) -> Any:
        said = run("diff", *arguments, "--no-data", "--format", "json")
        assert (said.code, said.err) == (0, "")
        return json.loads(said.out)

    return call


def states(found: Any) -> dict[str, str]:
    return {each["file"]: each["state"] for each in found["journeys"]}


# --- what is compared ----------------------------------------------------------------------------------------------------


def test_two_revisions(repository: Path, told: Run) -> None:
    found = told("v1", "v2")
    assert states(found) == {"journeys/other.yaml": "same", "journeys/shop.yaml": "changed"}
    assert (found["base"]["name"], found["here"]["name"], found["changed"], found["verdict"]) == (
        "v1",
        "v2",
        True,
        "changed",
    )
    assert re.fullmatch(r"[0-9a-f]{40}", found["here"]["commit"])
    assert told("v2", "v1")["journeys"][1]["state"] == "changed"
    assert told("v2", "main")["changed"] is False


def test_the_working_tree_saved_or_not(repository: Path, told: Run) -> None:
    assert told("main")["here"] == {"name": "working tree", "commit": told("v1", "v2")["here"]["commit"]}
    (repository / "new.yaml").write_text(OTHER.replace("Other", "New").replace("sit", "lie"), encoding="utf-8")
    (repository / "ignored.yaml").write_text(BASE, encoding="utf-8")
    (repository / ".hidden").mkdir()
    (repository / ".hidden" / "shop.yaml").write_text(BASE, encoding="utf-8")
    (repository / ".gitignore").write_text("ignored.yaml\n", encoding="utf-8")
    (repository / "link.yaml").symlink_to("journeys/shop.yaml")
    found = told("main")
    assert states(found) == {"journeys/other.yaml": "same", "journeys/shop.yaml": "same", "new.yaml": "new"}
    assert (found["here"]["commit"], found["changed"]) == ("", True)
    assert states(told("main", "--path", "journeys")) == {"journeys/other.yaml": "same", "journeys/shop.yaml": "same"}


def test_from_a_folder_of_the_repository(repository: Path, told: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "journeys")
    assert list(states(told("v1", "v2"))) == ["journeys/other.yaml", "journeys/shop.yaml"]
    assert list(states(told("v1", "v2", "--path", "shop.yaml"))) == ["journeys/shop.yaml"]
    monkeypatch.chdir("/")
    assert list(states(told("v1", "v2", "--path", str(repository / "journeys" / "shop.yaml")))) == [
        "journeys/shop.yaml"
    ]


def test_where_a_branch_left_main(repository: Path, told: Run) -> None:
    git(repository, "checkout", "-b", "feature", "v1")
    (repository / "journeys" / "other.yaml").write_text(OTHER.replace("Sits", "Sits down"), encoding="utf-8")
    commit(repository, "v3")
    assert states(told("main")) == {"journeys/other.yaml": "changed", "journeys/shop.yaml": "changed"}
    found = told("main...")
    assert states(found) == {"journeys/other.yaml": "changed", "journeys/shop.yaml": "same"}
    assert (found["base"]["name"], found["base"]["commit"]) == ("main", forked_from(repository, "v1", "v3"))
    assert states(told("main...feature")) == states(found)


def test_a_renamed_file_is_the_same_journey(repository: Path, told: Run, run: Run) -> None:
    git(repository, "mv", "journeys/shop.yaml", "journeys/store.yaml")
    (repository / "journeys" / "store.yaml").write_text(HERE.replace("Looks about", "Looks on"), encoding="utf-8")
    git(repository, "mv", "journeys/other.yaml", "other.yaml")
    (found, moved) = (each for each in told("v2")["journeys"] if each["file"] in ("journeys/store.yaml", "other.yaml"))
    assert (found["id"], found["file_before"], found["state"]) == ("store", "journeys/shop.yaml", "changed")
    assert [(each["name"], each["after"]) for each in found["changes"]] == [("does", "Looks on")]
    assert (moved["file_before"], moved["state"], moved["changes"]) == ("journeys/other.yaml", "changed", [])
    assert "- **~** the file `journeys/other.yaml` is `other.yaml` now\n" in run("diff", "v2", "--no-data").out


def test_line_ends_are_no_change(repository: Path, told: Run) -> None:
    file = repository / "journeys" / "shop.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    found = told("v2")
    assert (found["changed"], found["verdict"], found["here"]["commit"]) == (False, "unchanged", "")


def test_odd_names(repository: Path, told: Run, run: Run) -> None:
    (repository / ODD).write_text(OTHER.replace("Other", "Odd").replace("sit", "lie"), encoding="utf-8")
    commit(repository, "v3")
    (repository / ODD).write_text(
        OTHER.replace("Other", "Odd").replace("sit", "lie").replace("Sits", "Lies"), encoding="utf-8"
    )
    commit(repository, "v4")
    assert states(told("v3", "v4"))[ODD] == "changed"
    said = run("diff", "v1", "v4", "--no-data", "--path", ODD)
    assert "- **+** journey `` über 😀 &amp; `x` ``: `Odd`\n" in said.out
    linked = run(
        "diff", "v3", "v4", "--no-data", "--path", ODD, "--link-base", "https://example.org/blob", "--format", "html"
    )
    assert "<code>über 😀 &amp;amp; `x`</code>" in linked.out


def test_what_is_included_is_compared_too(repository: Path, told: Run) -> None:
    (repository / "shared.yaml").write_text("touchpoints: {sit: {does: Sits}}\n", encoding="utf-8")
    (repository / "journeys" / "other.yaml").write_text(
        OTHER.replace("sit: {does: Sits}", "sit: {use: ../shared.yaml#sit}"), encoding="utf-8"
    )
    commit(repository, "v3")
    (repository / "shared.yaml").write_text("touchpoints: {sit: {does: Sits down}}\n", encoding="utf-8")
    found = told("v3")
    (change,) = next(each["changes"] for each in found["journeys"] if each["state"] == "changed")
    assert (change["of"], change["after"], change["place"]) == (
        "sit",
        "Sits down",
        {"file": "shared.yaml", "line": 1, "base": False},
    )


def test_submodules_are_told(repository: Path, told: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    git(other, "init")
    (other / "inner.yaml").write_text(OTHER.replace("sit", "lie"), encoding="utf-8")
    commit(other, "v1")
    git(repository, "submodule", "add", str(other), "vendor")
    found = told("v2")
    assert states(found) == {"journeys/other.yaml": "same", "journeys/shop.yaml": "same"}
    assert found["notes"] == ["vendor is a submodule, a repository of its own: what is in it is not compared."]
    assert states(told("v1", "--path", "vendor")) == {"inner.yaml": "same"}


def test_two_folders(repository: Path, told: Run) -> None:
    (repository / "before").mkdir()
    shutil.copy(repository / "journeys" / "other.yaml", repository / "before" / "other.yaml")
    found = told("before", "journeys")
    assert states(found) == {"other.yaml": "same", "shop.yaml": "new"}
    assert (found["base"], found["here"]) == ({"name": "before", "commit": ""}, {"name": "journeys", "commit": ""})


def test_hidden_folders_are_compared_where_they_are_named(repository: Path, told: Run, run: Run) -> None:
    (repository / ".hidden" / "deep" / ".er").mkdir(parents=True)
    for folder in (".hidden", ".hidden/deep", ".hidden/deep/.er"):
        (repository / folder / "journey.yaml").write_text(OTHER.replace("sit", f"sit{len(folder)}"), encoding="utf-8")
    assert list(states(told("main", "--path", ".hidden"))) == [".hidden/deep/journey.yaml", ".hidden/journey.yaml"]
    (repository / "empty").mkdir()
    said = run("diff", "empty", "empty/")
    assert (said.code, said.err.splitlines()[0]) == (2, ".:1:1: error[JM009]: there is no journey on either side")


def test_a_first_journey_is_new(repository: Path, run: Run, told: Run) -> None:
    git(repository, "checkout", "--orphan", "empty")
    git(repository, "rm", "-rf", ".")
    commit(repository, "v0")
    found = told("v0", "v2")
    assert set(states(found).values()) == {"new"}
    assert found["notes"] == [
        "There is no journey at the base: all of them are new. If that is not so, name another base."
    ]
    assert told("v2", "v0")["notes"] == ["There is no journey any more."]


# --- what cannot be ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("gone",), "error[JM820]: there is no revision 'gone' here\n"),
        (("main", "--output=stolen"), "Error: Invalid value for -o: 'stolen': differences end in .md"),
        (("--", "--output=stolen"), "error[JM820]: there is no revision '--output=stolen' here\n"),
        (("main", "v1:journeys"), "error[JM820]: there is no revision 'v1:journeys' here\n"),
        (("gone...",), "error[JM820]: there is no revision 'gone' here\n"),
        (("main", "./gone"), "error[JM820]: there is no revision './gone' here\n"),
        (("journeys", "./gone"), "./gone:1:1: error[JM823]: there is no folder './gone'\n"),
        (("v1", "--path", "nowhere"), "nowhere:1:1: error[JM009]: there is no journey on either side\n"),
        (("v1", "--path", "/"), "error[JM821]: this file is in no git repository\n"),
        (("v1", "--key", "a--b"), "Error: Invalid value for '--key': 'a--b'"),
        (("v1", "--link-base", "javascript:x"), "Error: Invalid value for '--link-base': 'javascript:x'"),
        (
            ("v1", "--max-chars", "10"),
            "Error: Invalid value for '--max-chars': '10': write 2000 or more, or 0 for any length",
        ),
        (
            ("v1", "--since", "2026-01-01"),
            "Error: Invalid value for --since: it is said of a log, and none was measured",
        ),
        (
            ("v1", "-o", "x.pdf"),
            "Error: Invalid value for -o: 'x.pdf': differences end in .md, .html, .json, .txt; or name a --format",
        ),
        (
            ("v1", "--maps-url", "https://example.org"),
            "Error: Invalid value for --maps-url: say with --maps where to draw them",
        ),
    ],
)
def test_what_cannot_be_compared(arguments: tuple[str, ...], message: str, repository: Path, run: Run) -> None:
    said = run("diff", *arguments)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
    assert not (repository / "stolen").exists()


def test_a_folder_in_no_repository(here: Path, run: Run) -> None:
    said = run("diff", "main")
    assert (said.code, said.err) == (
        2,
        "error[JM821]: this file is in no git repository\n    = help: run git init in its project, and commit it\n",
    )


def test_a_shallow_clone_never_looks_unchanged(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    clone = tmp_path_factory.mktemp("clone") / "shallow"
    subprocess.run(
        ["git", "clone", "--depth", "1", f"file://{repository}", str(clone)], check=True, capture_output=True
    )
    git(clone, "commit", "--allow-empty", "-m", "here")
    monkeypatch.chdir(clone)
    cure = "this is a shallow clone, without its history: fetch all of it (fetch-depth: 0 in the checkout step)"
    said = run("diff", "HEAD~2")
    assert (said.code, said.out) == (2, "")
    assert said.err == f"error[JM820]: there is no revision 'HEAD~2' here\n    = help: {cure}\n"
    git(clone, "fetch", "--depth", "1", "origin", "tag", "v1")
    apart = run("diff", "v1...")
    assert (apart.code, apart.out) == (2, "")
    assert apart.err == f"error[JM820]: nothing that 'v1' and 'HEAD' both come from is here\n    = help: {cure}\n"


def test_a_base_that_cannot_be_read(repository: Path, told: Run) -> None:
    (repository / "journeys" / "shop.yaml").write_text(
        BASE.replace("does: Looks around", "dose: Looks around"), encoding="utf-8"
    )
    commit(repository, "faulty")
    (repository / "journeys" / "shop.yaml").write_text(BASE, encoding="utf-8")
    shop = next(each for each in told("faulty")["journeys"] if each["id"] == "shop")
    assert shop["state"] == "changed"
    (note,) = shop["notes"]
    assert note.startswith(
        "The base cannot be read: journeys/shop.yaml:15: unknown field 'dose' (JM102). Nothing tells what changed since,"
    )
    assert [(one["state"], one["code"]) for one in shop["findings"]][-1] == ("fixed", "JM102")


def test_a_journey_that_cannot_be_read_here(repository: Path, run: Run, told: Run) -> None:
    (repository / "journeys" / "shop.yaml").write_text(HERE.replace("match: look", "mtach: look"), encoding="utf-8")
    said = run("diff", "main", "--no-data")
    assert said.code == 0
    head = said.out.splitlines()
    assert head[1:4] == [
        "## ❌ 1 error in the journey files: `shop`",
        "",
        "**A journey with errors is not measured: mend them first.**",
    ]
    assert "- error JM102 `journeys/shop.yaml:18`: unknown field 'mtach'; did you mean 'match'?" in head
    assert states(told("main"))["journeys/shop.yaml"] == "unreadable"
    assert run("diff", "main", "--no-data", "--fail-on", "error").code == 1


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("hint", 1), ("never", 0)])
def test_only_what_is_new_fails(level: str, code: int, repository: Path, run: Run) -> None:
    """Nobody gets to stand any more: a warning."""
    (repository / "journeys" / "other.yaml").write_text(OTHER.replace("Sits}", "Sits, next: []}"), encoding="utf-8")
    assert run("diff", "v2", "--no-data", "--fail-on", level).code == code
    assert run("diff", "v2", "main", "--no-data", "--fail-on", level).code == 0


# --- the door to git -----------------------------------------------------------------------------------------------------


def test_trees(repository: Path) -> None:
    then, now = tree_at(repository, "v1"), tree_today(repository / "journeys")
    assert list(then.files) == ["journeys/other.yaml", "journeys/shop.yaml", "mkdocs.yml"] == list(now.files)
    assert (then.files["journeys/shop.yaml"], now.files["journeys/shop.yaml"]) == (BASE.encode(), HERE.encode())
    assert (then.top, then.submodules) == (repository.resolve(), ())
    (repository / "journeys" / "shop.yaml").unlink()
    assert (list(tree_today(repository).files), tree_today(repository).commit) == (
        ["journeys/other.yaml", "mkdocs.yml"],
        "",
    )


def test_paths_of_two_repositories(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with (
        pytest.raises(JourneymapError, match="this is not in the repository"),
        revisions("v1", None, [repository, elsewhere]),
    ):
        raise AssertionError


# --- what the page says --------------------------------------------------------------------------------------------------


def test_the_commands_of_the_page_run(repository: Path, run: Run) -> None:
    (repository / "log.csv").write_text("\n".join([HEADER, *rows()]) + "\n", encoding="utf-8")
    (repository / ".gitignore").write_text("before\nafter\n", encoding="utf-8")
    (repository / "journeys" / "other.yaml").write_text(OTHER.replace("Sits", "Sits down"), encoding="utf-8")
    for folder in ("before", "after"):
        shutil.copytree(repository / "journeys", repository / folder)
    blocks = re.findall(r"^```bash\n(.*?)^```$", DOC, re.MULTILINE | re.DOTALL)
    lines = [shlex.split(line, comments=True)[1:] for block in blocks for line in block.splitlines()]
    assert len(lines) == 5
    for words in lines:
        assert run(*words).code == 0, words
    assert sorted(path.name for path in (repository / "maps").iterdir()) == ["other-after.svg", "other-before.svg"]


def test_a_name_that_is_no_text(repository: Path, run: Run) -> None:
    (repository / os.fsdecode(b"journeys/\xff.yaml")).write_text(
        OTHER.replace("Other", "Odd").replace("sit", "lie"), encoding="utf-8"
    )
    for form in ("markdown", "html", "json", "text"):
        said = run("diff", "main", "--no-data", "--format", form)
        assert (said.code, said.err) == (0, "")
        assert "Odd" in said.out
        assert "?" in said.out


def test_conflicts_are_faults_of_the_file(repository: Path, told: Run) -> None:
    git(repository, "checkout", "-b", "feature", "v1")
    (repository / "journeys" / "shop.yaml").write_text(BASE.replace("Looks around", "Looks on"), encoding="utf-8")
    commit(repository, "v3")
    with pytest.raises(subprocess.CalledProcessError):
        git(repository, "merge", "main")
    assert states(told("v1"))["journeys/shop.yaml"] == "unreadable"
