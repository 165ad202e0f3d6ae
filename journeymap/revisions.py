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
from journeymap.units import shown

_SECONDS = 30
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
    folder = real.parent
    commit = _commit(folder, revision)
    top = Path(os.fsdecode(_answer(_git(folder, "rev-parse", "--show-toplevel")).rstrip(b"\r\n")))
    listed = _answer(_git(folder, "ls-tree", "-r", "-z", "--long", "--full-tree", commit))
    blobs = {name: blob for entry in listed.split(b"\0") for name, blob in _yaml(entry)}
    asked = b"".join(blob + b"\n" for blob in blobs.values())
    told = _answer(_git(folder, "cat-file", "--batch", data=asked))
    name = real.relative_to(top.resolve()).as_posix()
    return Snapshot(commit, name, dict(zip(blobs, _contents(told), strict=True)))


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
    shallow = _answer(_git(folder, "rev-parse", "--is-shallow-repository")).strip() == b"true"
    if "\0" not in revision:
        told = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        found = told.stdout.decode(errors="replace").strip()
        if not told.returncode and re.fullmatch(r"[0-9a-f]{40,64}", found):
            return found
    cure = (
        "this is a shallow clone, without its history: fetch all of it (fetch-depth: 0 in the checkout step)"
        if shallow
        else "name a commit, a branch or a tag, like origin/main; fetch it first if it is elsewhere"
    )
    raise fault("JM820", f"there is no revision {shown(revision)} here", cure)


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
