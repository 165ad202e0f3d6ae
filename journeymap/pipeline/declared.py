"""A journey file, judged."""

from pathlib import Path

from journeymap.finding import Finding, JourneymapError, Level
from journeymap.load import Loaded, load
from journeymap.plan import plan_of
from journeymap.rule import Declared
from journeymap.rules import judge_declaration


def check(path: Path, name: str | None = None) -> tuple[Loaded, list[Finding]]:
    """A journey file and what is to be said about its declaration. Raises `JourneymapError` where it cannot be read."""
    loaded = load(path, name)
    return loaded, judge_declaration(Declared(loaded, plan_of(loaded.journey)))


def sound(path: Path, name: str | None = None) -> Loaded:
    """A journey that has no error. Raises `JourneymapError` with all of its errors."""
    loaded, findings = check(path, name)
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    if errors:
        raise JourneymapError(*errors)
    return loaded
