"""A file as it was at another revision, alone or with all that may belong to it: the only door to git.

JM820  there is no such revision
JM821  git cannot be asked: it is not installed, the file is in no repository, or git refuses
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from journeymap.document import MAX_BYTES
from journeymap.finding import JourneymapError, fault
from journeymap.project import Named, bytes_of
from journeymap.units import shown

_SECONDS = 30
_SUBMODULE = b"160000 "
_NAMES = ("*.yaml", "*.yml")
_ELSEWHERE = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
)
"""What git tells the hooks that it runs: in another folder it would be wrong."""


def read_at(path: Path, revision: str) -> bytes | None:
    """The bytes of a file at a revision (a commit, a branch, a tag, `HEAD~3`); None where the file was not there.

    Raises `JourneymapError`: JM820 where there is no such revision, JM821 where git cannot be asked.
    """
    real = path.resolve()
    commit = _commit(real.parent, revision)
    # `./` makes git look for the path from where it runs, in whatever folder of the repository that is.
    blob = f"{commit}:./{real.name}"
    if _git(real.parent, "cat-file", "-e", blob).returncode:
        return None
    return _answer(_git(real.parent, "cat-file", "blob", blob))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The YAML files of a repository as they were at a revision."""

    commit: str
    """The whole hash."""
    name: str
    """The file that was asked about, by its path in the repository, with `/` between folders."""
    files: Mapping[str, bytes]
    """From such a path to what stood there; files that are too large to be read are left out, and so are links."""


def snapshot(path: Path, revision: str) -> Snapshot:
    """All YAML files beside which a file stood: a journey may include and use others. Raises as `read_at` does."""
    real = path.resolve()
    then = tree_at(real.parent, revision)
    return Snapshot(then.commit, real.relative_to(then.top).as_posix(), then.files)


@dataclass(frozen=True, slots=True)
class Tree:
    """The YAML files of a whole repository at a revision, or as they lie in its folder today."""

    top: Path
    """The folder of the repository."""
    commit: str
    """The whole hash; empty where what lies in the folder is no commit's."""
    files: Mapping[str, bytes]
    """From a path in the repository to what stands there, as in `Snapshot`."""
    submodules: tuple[str, ...]
    """Folders that are repositories of their own: what is in them is not among the files."""


def tree_at(folder: Path, revision: str) -> Tree:
    """The repository that a folder is of, at a revision. Raises as `read_at` does."""
    commit = _commit(folder, revision)
    listed = _answer(_git(folder, "ls-tree", "-r", "-z", "--long", "--full-tree", commit)).split(b"\0")
    blobs = {name: blob for entry in listed for name, blob in _yaml(entry)}
    asked = b"".join(blob + b"\n" for blob in blobs.values())
    told = _answer(_git(folder, "cat-file", "--batch", data=asked))
    modules = tuple(os.fsdecode(entry.partition(b"\t")[2]) for entry in listed if entry.startswith(_SUBMODULE))
    return Tree(_top(folder), commit, dict(zip(blobs, _contents(told), strict=True)), modules)


def tree_today(folder: Path) -> Tree:
    """The repository that a folder is of, as its files lie there, saved or not; without those that git ignores. Raises as `read_at` does."""
    top = _top(folder)
    commit = _commit(top, "HEAD")
    staged = _answer(_git(top, "ls-files", "-z", "--stage")).split(b"\0")
    modules = tuple(os.fsdecode(entry.partition(b"\t")[2]) for entry in staged if entry.startswith(_SUBMODULE))
    listed = _answer(_git(top, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *_NAMES))
    names = sorted({os.fsdecode(name) for name in listed.split(b"\0") if name})
    changed = _answer(_git(top, "status", "--porcelain", "-z", "--untracked-files=all", "--", *_NAMES))
    files = {name: data for name in names if (data := _data(top, name)) is not None}
    return Tree(top, "" if changed else commit, files, modules)


def forked_from(folder: Path, one: str, other: str) -> str:
    """The commit at which two revisions parted. Raises as `read_at` does."""
    told = _git(folder, "merge-base", _commit(folder, one), _commit(folder, other))
    found = told.stdout.decode(errors="replace").strip()
    if told.returncode or not found:
        raise _unknown(folder, f"nothing that {shown(one)} and {shown(other)} both come from is here")
    return found


def _data(top: Path, name: str) -> bytes | None:
    """What stands in a file; None where it is none, a link, or too large to be read. Raises `JourneymapError` (JM009)."""
    path = top / name
    if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_BYTES:
        return None
    return bytes_of(Named(path, name))


def _top(folder: Path) -> Path:
    return Path(os.fsdecode(_answer(_git(folder, "rev-parse", "--show-toplevel")).rstrip(b"\r\n"))).resolve()


def _yaml(entry: bytes) -> Iterator[tuple[str, bytes]]:
    """The name and the blob of an entry that is a YAML file: `100644 blob <hash> <size>`, a tab, `<name>`."""
    head, _, name = entry.partition(b"\t")
    parts = head.split()
    is_file = len(parts) == 4 and parts[0].startswith(b"100")
    if is_file and name.endswith((b".yaml", b".yml")) and int(parts[3]) <= MAX_BYTES:
        yield os.fsdecode(name), parts[2]


def _contents(told: bytes) -> Iterator[bytes]:
    """What `cat-file --batch` said, blob by blob: a line `<hash> blob <size>`, the blob, a line feed."""
    at = 0
    while at < len(told):
        end = told.index(b"\n", at)
        size = int(told[at:end].split()[2])
        yield told[end + 1 : end + 1 + size]
        at = end + size + 2


def _commit(folder: Path, revision: str) -> str:
    """The commit that a revision names. A revision is what somebody typed: it must never become an option of git."""
    _answer(_git(folder, "rev-parse", "--git-dir"))
    if "\0" not in revision:
        told = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        found = told.stdout.decode(errors="replace").strip()
        if not told.returncode and re.fullmatch(r"[0-9a-f]{40,64}", found):
            return found
    raise _unknown(folder, f"there is no revision {shown(revision)} here")


def _unknown(folder: Path, what: str) -> JourneymapError:
    """A revision that is not there; of a shallow clone perhaps only not here."""
    shallow = _answer(_git(folder, "rev-parse", "--is-shallow-repository")).strip() == b"true"
    cure = (
        "this is a shallow clone, without its history: fetch all of it (fetch-depth: 0 in the checkout step)"
        if shallow
        else "name a commit, a branch or a tag, like origin/main; fetch it first if it is elsewhere"
    )
    return fault("JM820", what, cure)


def _answer(told: subprocess.CompletedProcess[bytes]) -> bytes:
    if told.returncode:
        if b"not a git repository" in told.stderr:
            raise _refused("this file is in no git repository", "run git init in its project, and commit it")
        first = told.stderr.decode(errors="replace").strip().partition("\n")[0].removeprefix("fatal: ")
        raise _refused(f"git refuses: {shown(first)}", "mend that; git status in the folder of the file says the same")
    return told.stdout


def _git(folder: Path, *arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    git = shutil.which("git")
    if git is None:
        raise _refused("git is not installed", "install git; it knows what the file was before")
    surroundings = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    surroundings |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    command = [git, "--no-pager", "--no-replace-objects", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, input=data, capture_output=True, env=surroundings, timeout=_SECONDS, check=False)  # noqa: S603 - no shell, and what was typed stands behind --end-of-options
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _refused("git cannot be run, or does not answer", "try git status in the folder of the file") from error


def _refused(what: str, cure: str) -> JourneymapError:
    return fault("JM821", what, cure)
