"""What a journey was at another revision, and a map that is marked with what changed since.

JM822  what stood there is no journey that can be compared with
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from journeymap.decide import decide
from journeymap.differences import differences
from journeymap.finding import JourneymapError, fault
from journeymap.load import Loaded
from journeymap.mapping import Map
from journeymap.marking import marked
from journeymap.pipeline.declared import looked_at, sound
from journeymap.plan import plan_of
from journeymap.revisions import snapshot
from journeymap.units import shown


@dataclass(frozen=True, slots=True)
class Base:
    """What a map is compared with."""

    name: str
    """`main (a07be19)`, or a commit alone."""
    loaded: Loaded | None
    """The journey as it was, at the depth and of the persona of the map; None where it was not there."""
    today: Loaded | None = None
    """Today's journey in the language that it is written in, where it was not translated then: words of two languages are no change."""


def base_of(
    path: Path,
    revision: str,
    *,
    lang: str | None = None,
    depth: int = 1,
    persona: str | None = None,
    planned: bool = True,
) -> Base:
    """A journey, and all that it included, at a git revision. Raises `JourneymapError`: JM82x.

    A language that it did not have then is not asked of it, nor is a persona.
    """
    then = snapshot(path, revision)
    name = _name(revision, then.commit)
    if then.name not in then.files:
        return Base(name, None)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        # The folder is a project of its own: nothing outside of it is read.
        (root / ".git").mkdir()
        lay(root, then.files)
        loaded = _sound(root / then.name, f"{path} at {revision}", lang)
    known = persona if persona in loaded.journey.personas else None
    before = looked_at(loaded, depth=depth, persona=known, planned=planned)
    if lang is None or loaded.lang == lang:
        return Base(name, before)
    return Base(name, before, looked_at(sound(path), depth=depth, persona=persona, planned=planned))


def _name(revision: str, commit: str) -> str:
    return commit[:7] if commit.startswith(revision) else f"{revision} ({commit[:7]})"


def lay(root: Path, files: Mapping[str, bytes]) -> None:
    """Writes the files; a name that leads out of the folder is none that git gives, and is passed over."""
    for name, data in files.items():
        place = root / name
        if ".." in Path(name).parts or Path(name).is_absolute():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _sound(path: Path, name: str, lang: str | None) -> Loaded:
    try:
        try:
            return sound(path, name, lang=lang)
        except JourneymapError as error:
            if lang is None or error.findings[0].code != "JM152":
                raise
            return sound(path, name)
    except JourneymapError as error:
        first = error.findings[0]
        at = f" ({first.location.line}:{first.location.column})" if first.location else ""
        raise fault(
            "JM822",
            f"{shown(name)} is no journey to compare with: {first.message}{at}",
            "name a revision at which journeymap check finds no error",
        ) from error


def compared(map: Map, loaded: Loaded, base: Base) -> Map:
    """The map of a journey, marked with what changed since. Declarations are compared, whatever was measured."""
    shown = base.today or loaded
    now, plan = shown.journey, plan_of(shown.journey)
    if base.loaded is None:
        return marked(map, None, differences(now, plan, None, None), base.name)
    before = base.loaded.journey
    old = plan_of(before)
    found = differences(now, plan, before, old, shown.declared)
    return marked(map, decide(before, old, every_way=True), found, base.name)
