"""A file as it stands in an editor, not yet saved: what is to be said about it, and what helps to write it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from journeymap.document import read
from journeymap.finding import Finding, JourneymapError, Location, Ref
from journeymap.forms import Schema
from journeymap.gather import is_shared
from journeymap.lines import Span
from journeymap.manual import page
from journeymap.navigate import Symbol, definitions, spot_at, symbols
from journeymap.offers import Offer, offers
from journeymap.pipeline.declared import judged
from journeymap.places import Document
from journeymap.project import Named, bytes_of
from journeymap.schema import editor_schema
from journeymap.translation import language_of

_CODE = re.compile(r"JM[0-9]{3}")
_OURS = re.compile(
    r"^(?:journeymap|touchpoints|surveys|personas|actors)[ \t]*:"  # keys that others hardly have
    r"|^\#.*\b(?:journey|shared)\.schema\.json"  # the line that names the schema
    r"|^stages[ \t]*:[ \t]*(?:\{|(?:\#.*)?\n(?:[ \t]*(?:\#.*)?\n)*[ \t]+[^-\s\#])",  # a mapping: in pipelines of CI it is a list
    re.MULTILINE,
)


@dataclass(frozen=True)
class Edited:
    r"""A file and its text, with lines that end by `\n`. Places are offsets in the text, in code points from 0."""

    path: Path
    text: str
    today: date | None = None
    """The day by which reviews and waivers are judged."""

    @cached_property
    def is_ours(self) -> bool:
        """Whether it looks like a journey, a shared file or a translation: editors ask about every YAML file that is open."""
        return bool(_OURS.search(self.text)) or language_of(self.path) is not None

    @cached_property
    def findings(self) -> Sequence[Finding]:
        """All that `check` would say if the text were saved now. Files are called by their paths.

        A translation is judged with the journey that it is of, as both are saved; before that, only its YAML is.
        """
        try:
            if language_of(self.path) is None:
                return judged(self.path, data=self._data, today=self.today).findings
            faults = read(self._data, str(self.path)).faults
            return faults or (self._translated() if self._is_saved() else ())
        except JourneymapError as error:
            return error.findings

    def definitions(self, offset: int) -> list[Location]:
        """Where what is named at an offset is declared, in this file or in another."""
        return definitions(self._document, self.path, offset) if self._document else []

    def symbols(self) -> list[Symbol]:
        """The stages, and the touchpoints in them."""
        return symbols(self._document) if self._document else []

    def offers(self, offset: int) -> tuple[Span, list[Offer]]:
        """The names that fit at an offset, and the part of the text that one of them would take the place of."""
        return offers(self.text, self.path, offset)

    def manual(self, offset: int) -> str:
        """What there is to know at an offset: the page of a code, the description of a key, the pages of the findings there."""
        for found in _CODE.finditer(self.text):
            if found.start() <= offset <= found.end():
                return page(found[0]) or ""
        spot = spot_at(self._document, offset) if self._document else None
        described = [_description(self._document, spot.ref)] if self._document and spot and spot.is_key else []
        codes = dict.fromkeys(finding.code for finding in self.findings if self._covers(finding.location, offset))
        return "\n\n".join(told for told in [*described, *map(page, codes)] if told)

    @cached_property
    def _data(self) -> bytes:
        return self.text.encode(errors="replace")

    @cached_property
    def _document(self) -> Document | None:
        try:
            return read(self._data, str(self.path))
        except JourneymapError:
            return None

    def _is_saved(self) -> bool:
        return bytes_of(Named(self.path, str(self.path))) == self._data

    def _translated(self) -> list[Finding]:
        journey = self.path.with_name(self.path.stem.rpartition(".")[0] + self.path.suffix)
        found = judged(journey, today=self.today).findings
        return [finding for finding in found if finding.location and finding.location.file == str(self.path)]

    def _covers(self, place: Location | None, offset: int) -> bool:
        """Whether a place is one of this file, and around an offset."""
        if place is None or place.file != str(self.path):
            return False
        before = self.text[:offset]
        column = offset - (before.rfind("\n") + 1) + 1
        return place.line == before.count("\n") + 1 and place.column <= column <= place.column + place.width


def _description(document: Document, ref: Ref) -> str:
    """The words on a key, as the schema has them."""
    schema = _schema("shared" if is_shared(document.value) else "journey")
    for step in ref:
        inner = schema.get("items" if isinstance(step, int) else "additionalProperties")
        schema = schema.get("properties", {}).get(step, inner) or {}
    return str(schema.get("description", ""))


@cache
def _schema(name: str) -> Schema:
    return editor_schema(name)
