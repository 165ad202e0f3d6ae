"""What stands at a place of a journey file, where what it names is declared, and what the file holds.

All of it works on the values of a file as they are written, so that it helps while the file still has findings.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from journeymap.document import read
from journeymap.finding import JourneymapError, Location, Ref
from journeymap.gather import gather
from journeymap.lines import Span
from journeymap.naming import in_sight, mapping_at, meaning, names_in, top_level, value_at
from journeymap.places import Document, Places
from journeymap.project import Named, bytes_of, inside, root_of
from journeymap.units import Misfit


@dataclass(frozen=True)
class Spot:
    """What stands at a place of a text."""

    ref: Ref
    span: Span
    is_key: bool


@dataclass(frozen=True)
class Symbol:
    """A stage or a touchpoint: where it stands whole, where its name does, and what is inside of it."""

    ref: Ref
    name: str
    detail: str
    whole: Span
    span: Span
    inside: tuple["Symbol", ...] = field(default=())


def spot_at(document: Document, offset: int) -> Spot | None:
    """The key or the plain value around an offset, or right before it; None where there is only room."""
    found = [spot for spot in _spots(document.places, ()) if spot.span[0] <= offset <= spot.span[1]]
    return max(found, key=lambda spot: spot.span, default=None)


def _spots(place: Span | Places, ref: Ref) -> Iterator[Spot]:
    if not isinstance(place, Places):
        yield Spot(ref, place, is_key=False)
        return
    for step, inner in place.values.items():
        if step in place.keys:
            yield Spot((*ref, step), place.keys[step], is_key=True)
        yield from _spots(inner, (*ref, step))


def definitions(document: Document, path: Path, offset: int) -> list[Location]:
    """The places at which what is named at an offset is declared. Files are called by their paths, as `path` is.

    Raises nothing: a name that leads nowhere has no place.
    """
    spot = spot_at(document, offset)
    kind = meaning(spot.ref, is_key=spot.is_key) if spot else None
    if spot is None or kind is None:
        return []
    name = str(spot.ref[-1]) if spot.is_key else value_at(document, spot.ref)
    if not isinstance(name, str):
        return []
    if kind == "file":
        return [Location(file, 1) for file in _named_files(name, document, path)]
    if kind == "use":
        return _used(name, document, path)
    if kind == "touchpoints":
        meant = (ref for known, ref in in_sight(document.value, spot.ref) if known == name)
        return [document.location(ref, key=True) for ref in islice(meant, 1)]
    whole = gather(document, path, lambda _: []).document
    if name not in names_in(value_at(whole, (kind,))):
        return []
    return [whole.location(whole.written((kind, name)), key=True)]


def _named_files(name: str, document: Document, path: Path) -> list[str]:
    try:
        return [inside(name, Named(path, document.file), root_of(path)).name]
    except Misfit:
        return []


def _used(name: str, document: Document, path: Path) -> list[Location]:
    """Where a touchpoint or a sub-journey is declared that is used."""
    file, _, inner = name.partition("#")
    if not file.endswith((".yaml", ".yml")):
        twig = gather(document, path, lambda _: []).pool.get(name)
        return [twig.owner.place(twig.key)] if twig else []
    for found in _named_files(file, document, path):
        try:
            other = read(bytes_of(Named(Path(found), found)), found)
        except JourneymapError:
            return [Location(found, 1)]
        for ref in [*top_level(other.value), *(("stages", stage) for stage in mapping_at(other.value, "stages"))]:
            if ref[-1] == inner:
                return [other.location(ref, key=True)]
        return [Location(found, 1)]
    return []


def symbols(document: Document) -> list[Symbol]:
    """The stages, and the touchpoints in them; of a shared file its touchpoints."""
    return [*_symbols(document, ("stages",)), *_symbols(document, ("touchpoints",))]


def _symbols(document: Document, ref: Ref) -> Iterator[Symbol]:
    place = _place(document, ref)
    value = value_at(document, ref)
    if not isinstance(place, Places) or not isinstance(value, dict):
        return
    for name, inner in value.items():
        title = inner.get("title", inner.get("does", "")) if isinstance(inner, dict) else ""
        key = place.keys[name]
        yield Symbol(
            (*ref, name),
            name,
            title if isinstance(title, str) else "",
            (key[0], max(key[1], _end(place.values[name]))),
            key,
            tuple(_symbols(document, (*ref, name, "touchpoints"))),
        )


def _place(document: Document, ref: Ref) -> Span | Places | None:
    place: Span | Places | None = document.places
    for step in ref:
        place = place.values.get(step) if isinstance(place, Places) else None
    return place


def _end(place: Span | Places) -> int:
    """Where the last thing in a mapping or a list ends."""
    if not isinstance(place, Places):
        return place[1]
    return max([place.span[1], *(end for _, end in place.keys.values()), *map(_end, place.values.values())])
