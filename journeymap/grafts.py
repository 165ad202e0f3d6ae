"""Values of one document put into another, each with the place where it really stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from journeymap.lines import Span
from journeymap.places import Document, Places


@dataclass(frozen=True)
class Twig:
    """A value of a document, with its place and that of the key before it."""

    value: Any
    place: Span | Places
    key: Span
    owner: Document

    @property
    def span(self) -> Span:
        """Where the value stands in its owner's text."""
        return self.place.span if isinstance(self.place, Places) else self.place


def mapping_of(twig: Twig) -> dict[str, Twig] | None:
    """What stands in a mapping, or in a text or list that stands for one (`a`, `[a, {b: detail}]`); None of anything else."""
    value, place, owner = twig.value, twig.place, twig.owner
    if isinstance(value, str):
        return {value: Twig(None, twig.span, twig.span, owner)}
    if not isinstance(place, Places):
        return None
    if isinstance(value, dict):
        return {
            name: Twig(inner, place.values[name], place.keys[name], place.owners.get(name, owner))
            for name, inner in value.items()
        }
    found: dict[str, Twig] = {}
    for number, item in enumerate(value):
        inside = mapping_of(Twig(item, place.values[number], twig.span, owner))
        if inside is None or found.keys() & inside.keys():
            return None
        found |= inside
    return found


def grown(twigs: Mapping[str, Twig], span: Span, owner: Document) -> tuple[dict[str, Any], Places]:
    """A mapping that stands at a span of `owner`, made of values that may stand elsewhere."""
    places = Places(span)
    for name, twig in twigs.items():
        places.values[name], places.keys[name] = twig.place, twig.key
        if twig.owner is not owner:
            places.owners[name] = twig.owner
    return {name: twig.value for name, twig in twigs.items()}, places


def grafted(twigs: Mapping[str, Twig], base: Twig) -> Twig:
    """A mapping in the place of another value."""
    value, places = grown(twigs, base.span, base.owner)
    return replace(base, value=value, place=places)


def trunk(document: Document) -> Twig:
    """A whole document."""
    place = document.places
    start = place.span if isinstance(place, Places) else place
    return Twig(document.value, place, start, document)


def replanted(document: Document, twigs: Mapping[str, Twig]) -> Document:
    """The document with other values at its top."""
    twig = grafted(twigs, trunk(document))
    return replace(document, value=twig.value, places=twig.place)


def is_larger(value: Any, most: int) -> bool:
    """Whether there are more than so many values in a value; what is used several times counts several times."""
    waiting, count = [value], 0
    while waiting and count <= most:
        inner = waiting.pop()
        count += 1
        waiting += inner.values() if isinstance(inner, dict) else inner if isinstance(inner, list) else ()
    return count > most
