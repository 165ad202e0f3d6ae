"""What formats share: names of files, places, sentences, fingerprints."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from journeymap.finding import Finding, Location
from journeymap.markup import clean, json_text


def path(file: str) -> str:
    """The name of a file with forward slashes on every system; what is no Unicode in it becomes a question mark."""
    return file.replace(os.sep, "/").encode(errors="replace").decode()


def in_repository(file: str) -> str:
    """The name of a file from the top of its repository, as code hosts know it, wherever we run; as it is where there is none."""
    whole = Path(os.path.normpath(Path.cwd() / file))
    top = next((folder for folder in whole.parents if (folder / ".git").exists()), None)
    return path(str(whole.relative_to(top)) if top else file)


def place(finding: Finding, files: Sequence[str]) -> Location:
    """Where a finding stands. Code hosts drop what has no place: what is about no file stands at the head of the first."""
    return finding.location or Location(files[0] if files else ".", 1)


def sentence(finding: Finding) -> str:
    """What is wrong and what to do, on one line."""
    return "; ".join(clean(part) for part in (finding.message, finding.help) if part)


def fingerprints(findings: Iterable[Finding], files: Sequence[str]) -> list[str]:
    """A name for each finding that stays when lines move: SHA-256 of code, path and ref. Equal ones are counted in their order."""
    seen: Counter[str] = Counter()
    names = []
    for finding in findings:
        key = json.dumps([finding.code, path(place(finding, files).file), *finding.ref])
        seen[key] += 1
        counted = key if seen[key] == 1 else f"{key}#{seen[key]}"
        names.append(hashlib.sha256(counted.encode()).hexdigest())
    return names


def dump(content: object) -> str:
    """JSON as all formats write it."""
    return json_text(content)
