"""A journey file, judged."""

from pathlib import Path

from journeymap.finding import Finding, JourneymapError, Level
from journeymap.ignores import without_ignored
from journeymap.load import Loaded, load
from journeymap.plan import plan_of
from journeymap.rule import Declared
from journeymap.rules import judge_declaration

DECLARED = ("JM1", "JM2")
"""How the codes begin that are said of a declaration."""


def check(path: Path, name: str | None = None) -> tuple[Loaded, list[Finding]]:
    """A journey file and what is to be said about its declaration. Raises `JourneymapError` where it cannot be read."""
    loaded = load(path, name)
    findings = judge_declaration(Declared(loaded, plan_of(loaded.journey)))
    kept = without_ignored(findings, loaded.document, DECLARED)
    return loaded, sorted(kept, key=lambda finding: finding.place)


def sound(path: Path, name: str | None = None) -> Loaded:
    """A journey that has no error. Raises `JourneymapError` with all of its errors."""
    loaded, findings = check(path, name)
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    if errors:
        raise JourneymapError(*errors)
    return loaded
