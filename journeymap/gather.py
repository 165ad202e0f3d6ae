"""A journey file and the files that it includes and uses -> one document, in which every value still knows its own file.

JM111  a file that is included or used is not there, leads out of the project, or takes part in a circle
JM112  `use` names something that is not there, or cannot be used
JM113  two files declare the same thing differently
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from journeymap.document import MAX_VALUES, read
from journeymap.finding import Finding, JourneymapError, Level, Ref
from journeymap.grafts import Twig, grafted, is_larger, mapping_of, replanted, trunk
from journeymap.model import Shared
from journeymap.places import Document
from journeymap.project import Named, bytes_of, inside, root_of
from journeymap.suggest import suggest
from journeymap.units import Misfit, shown

FAMILIES = ("personas", "channels", "actors", "surveys")
"""What is put together from all files."""
MAX_CHAIN = 16
"""How many files may use one another in a row."""

Judge = Callable[[Document], list[Finding]]
"""What says whether a document fits its models."""
Overlay = Callable[[Document, Path], Document]
"""What changes a document as soon as it is read: a translation."""


def is_shared(value: Any) -> bool:
    """Whether the values of a file are those of a shared file, and not of a journey."""
    return isinstance(value, dict) and not value.keys() & {"title", "stages"} and bool(value.keys() & _SHARED_ONLY)


_SHARED_ONLY = set(Shared.model_fields) - {"journeymap", "lang", "include"}


@dataclass
class Gathered:
    """A document with everything in it that it includes and uses, and what is wrong with that."""

    document: Document
    pool: dict[str, Twig] = field(default_factory=dict)
    """The touchpoints of included files, by id."""
    files: tuple[Document, ...] = ()
    """The other files that were read for it, each once."""
    findings: list[Finding] = field(default_factory=list)


def gather(document: Document, path: Path, judge: Judge, overlay: Overlay = lambda document, _: document) -> Gathered:
    """The whole of a journey or a shared file. Nothing outside of the project is read."""
    file = Named(path, document.file)
    return _Gatherer(root_of(path), judge, overlay).whole(overlay(document, path), file, ())


class _Gatherer:
    """Reads each file once. `chain` are the real paths of the files that stand around the one at hand."""

    def __init__(self, root: Path, judge: Judge, overlay: Overlay) -> None:
        self._root, self._judge, self._overlay = root, judge, overlay
        self._done: dict[Path, Gathered | None] = {}

    def whole(self, document: Document, file: Named, chain: tuple[Path, ...]) -> Gathered:
        if not isinstance(document.value, dict):
            return Gathered(document)
        around = (*chain, file.path.resolve())
        top = mapping_of(trunk(document)) or {}
        if "include" not in top and not _uses(document.value):
            return Gathered(document)
        found = Gathered(document)
        self._include(found, top, file, around)
        for key in ("stages", "touchpoints"):
            if key in top:
                top[key] = self._grown(found, top, top[key], (key,), file, around)
        grown = replanted(document, top)
        if is_larger(grown.value, MAX_VALUES):
            message = f"with all that it uses, this file has more than {MAX_VALUES:,} values"
            self._say(found, "JM006", (), message, "use other files less often, or take what is inside out of them")
            return found
        found.document = grown
        return found

    # --- include

    def _include(self, found: Gathered, top: dict[str, Twig], file: Named, around: tuple[Path, ...]) -> None:
        for number, name in enumerate(_texts(document_value(top.get("include")))):
            ref: Ref = ("include", number) if isinstance(top["include"].value, list) else ("include",)
            other = self._file(found, name, ref, file, around)
            if other is None:
                continue
            if not is_shared(other.document.value):
                cure = (
                    "include files with channels, personas, actors, surveys or touchpoints; use: takes whole journeys"
                )
                self._say(found, "JM111", ref, f"{shown(name)} is a journey, and cannot be included", cure)
                continue
            self._adopt(found, top, other.document)
            found.pool |= other.pool
            inner = mapping_of(trunk(other.document)) or {}
            found.pool |= (mapping_of(inner["touchpoints"]) if "touchpoints" in inner else None) or {}

    def _adopt(self, found: Gathered, top: dict[str, Twig], other: Document) -> None:
        """What another file declares, beside what is declared here."""
        inner = mapping_of(trunk(other)) or {}
        for family in FAMILIES:
            theirs = (mapping_of(inner[family]) if family in inner else None) or {}
            own = mapping_of(top[family]) if family in top else {}
            if own is None or not theirs:
                continue
            for name, twig in theirs.items():
                if name in own and own[name].value and twig.value and own[name].value != twig.value:
                    self._clash(found, family, name, own[name], twig)
            said = {name: twig for name, twig in own.items() if twig.value}
            merged = {**own, **theirs, **said}  # a bare name says nothing: whoever says more counts
            top[family] = grafted(merged, top.get(family) or replace(inner[family], owner=found.document, place=(0, 1)))

    def _clash(self, found: Gathered, family: str, name: str, own: Twig, other: Twig) -> None:
        there = other.owner.place(other.key)
        message = f"{family}: {shown(name)} is declared differently in {there.file}, line {there.line}"
        cure = "keep one of the two, or give one another name"
        found.findings.append(
            Finding("JM113", Level.ERROR, message, cure, (family, name), location=own.owner.place(own.key))
        )

    # --- use

    def _grown(
        self, found: Gathered, top: dict[str, Twig], twig: Twig, ref: Ref, file: Named, around: tuple[Path, ...]
    ) -> Twig:
        """Stages or touchpoints with what their touchpoints use."""
        inner = mapping_of(twig) if isinstance(twig.value, dict) else None
        if inner is None:
            return twig
        part = self._stage if ref == ("stages",) else self._touchpoint
        grown = {name: part(found, top, each, (*ref, name), file, around) for name, each in inner.items()}
        return grafted(grown, twig)

    def _stage(
        self, found: Gathered, top: dict[str, Twig], twig: Twig, ref: Ref, file: Named, around: tuple[Path, ...]
    ) -> Twig:
        parts = mapping_of(twig) if isinstance(twig.value, dict) else None
        if parts is None or "touchpoints" not in parts:
            return twig
        ref = (*ref, "touchpoints")
        return grafted({**parts, "touchpoints": self._grown(found, top, parts["touchpoints"], ref, file, around)}, twig)

    def _touchpoint(
        self, found: Gathered, top: dict[str, Twig], twig: Twig, ref: Ref, file: Named, around: tuple[Path, ...]
    ) -> Twig:
        own = mapping_of(twig) if isinstance(twig.value, dict) else None
        if own is None:
            return twig
        if "touchpoints" in own:
            own["touchpoints"] = self._grown(found, top, own["touchpoints"], (*ref, "touchpoints"), file, around)
        used = own.get("use")
        if used is not None and isinstance(used.value, str):
            theirs = self._used(found, top, used.value, (*ref, "use"), file, around)
            own = {**theirs, **own}
        return grafted(own, twig)

    def _used(
        self, found: Gathered, top: dict[str, Twig], text: str, ref: Ref, file: Named, around: tuple[Path, ...]
    ) -> dict[str, Twig]:
        """The keys that a used touchpoint, stage or journey brings along."""
        path, _, name = text.partition("#")
        if not path.endswith((".yaml", ".yml")):
            return self._pooled(found, text, ref)
        other = self._file(found, path, ref, file, around)
        if other is None:
            return {}
        self._adopt(found, top, other.document)
        inner = mapping_of(trunk(other.document)) or {}
        try:
            return _choice(inner, name, path)
        except Misfit as misfit:
            self._say(found, "JM112", ref, misfit.what, misfit.cure)
            return {}

    def _pooled(self, found: Gathered, name: str, ref: Ref) -> dict[str, Twig]:
        """A touchpoint of an included file."""
        twig = found.pool.get(name)
        if twig is not None:
            return mapping_of(twig) or {}
        close = suggest(name, found.pool)
        known = (
            f"there are: {', '.join(list(found.pool)[:12])}"
            if found.pool
            else "name a file: shared/payment.yaml#wallet"
        )
        cure = f"did you mean '{close}'?" if close else known
        self._say(found, "JM112", ref, f"no included file has a touchpoint {shown(name)}", cure)
        return {}

    # --- files

    def _file(self, found: Gathered, text: str, ref: Ref, file: Named, around: tuple[Path, ...]) -> Gathered | None:
        """Another file, whole; None where it cannot be used, which is said."""
        try:
            other = inside(text, file, self._root)
        except Misfit as misfit:
            self._say(found, "JM111", ref, misfit.what, misfit.cure)
            return None
        real = other.path.resolve()
        if real in around:
            message = (
                f"{shown(text)} is this file itself" if real == around[-1] else f"{shown(text)} uses this file in turn"
            )
            self._say(found, "JM111", ref, message, "take one of the two out: nothing can contain itself")
            return None
        if len(around) >= MAX_CHAIN:
            self._say(found, "JM111", ref, f"more than {MAX_CHAIN} files use one another in a row", "use fewer")
            return None
        if real not in self._done:
            self._done[real] = self._opened(found, other, around)
        made = self._done[real]
        if made is not None:
            found.files = tuple(dict.fromkeys((*found.files, made.document, *made.files)))
        return made

    def _opened(self, found: Gathered, file: Named, around: tuple[Path, ...]) -> Gathered | None:
        """A file that fits its models; its faults are the faults of whoever needs it."""
        try:
            document = self._overlay(read(bytes_of(file), file.name), file.path)
        except JourneymapError as error:
            found.findings += error.findings
            return None
        made = self.whole(document, file, around)
        faults = [*document.faults, *made.findings, *self._judge(made.document)]
        found.findings += faults
        return None if faults else made

    def _say(self, found: Gathered, code: str, ref: Ref, message: str, cure: str) -> None:
        place = found.document.location(ref)
        found.findings.append(Finding(code, Level.ERROR, message, cure, ref, place))


def document_value(twig: Twig | None) -> Any:
    """The value of a twig, if there is one."""
    return None if twig is None else twig.value


def _texts(value: Any) -> list[str]:
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]


def _uses(value: Any) -> bool:
    """Whether `use` stands anywhere in it."""
    if isinstance(value, dict):
        return "use" in value or any(map(_uses, value.values()))
    return False


def _choice(top: Mapping[str, Twig], name: str, path: str) -> dict[str, Twig]:
    """What a `#name` of a file means: a touchpoint, a stage, or without a name the whole journey. Raises `Misfit`."""
    stages = (mapping_of(top["stages"]) if "stages" in top else None) or {}
    shared = (mapping_of(top["touchpoints"]) if "touchpoints" in top else None) or {}
    ends = list(_ends(document_value(top.get("ends_at"))))
    if not name:
        if not stages:
            raise Misfit(f"{shown(path)} is no journey", f"name one of its touchpoints: {_named(path, shared)}")
        starts = _texts(document_value(top.get("starts_at")))
        return _sub_journey(top, list(stages.values()), starts, ends)
    places = {**shared, **{at: twig for stage in stages.values() for at, twig in _touchpoints(stage).items()}}
    if name in places:
        return mapping_of(places[name]) or {}
    if name in stages:
        return _sub_journey(mapping_of(stages[name]) or {}, [stages[name]], [], ends)
    close = suggest(name, [*places, *stages])
    cure = f"did you mean '{path}#{close}'?" if close else f"there are: {', '.join([*places, *stages][:12])}"
    raise Misfit(f"{shown(path)} has no touchpoint or stage {shown(name)}", cure)


def _named(path: str, shared: Mapping[str, Twig]) -> str:
    return ", ".join(f"{path}#{name}" for name in list(shared)[:4])


def _touchpoints(stage: Twig) -> dict[str, Twig]:
    parts = mapping_of(stage) or {}
    return (mapping_of(parts["touchpoints"]) if "touchpoints" in parts else None) or {}


def _sub_journey(top: Mapping[str, Twig], stages: list[Twig], starts: list[str], ends: list[str]) -> dict[str, Twig]:
    """Stages as the touchpoints of one touchpoint. Where that journey ends, the journey around goes on. Raises `Misfit`."""
    inner = {name: twig for stage in stages for name, twig in _touchpoints(stage).items()}
    first = next(iter(inner), "")
    if starts and first not in starts:
        message = f"it starts at {shown(starts[0])}, and not at its first touchpoint"
        raise Misfit(message, f"put {shown(starts[0])} first in that file")
    for name in ends:
        keys = mapping_of(inner[name]) if name in inner and isinstance(inner[name].value, dict) else None
        if keys is not None and "next" not in keys:
            end = inner[name]
            inner[name] = grafted({**keys, "next": Twig([], end.span, end.key, end.owner)}, end)
    made = {"touchpoints": grafted(inner, replace(stages[0], place=stages[0].span))}
    return {"title": top["title"], **made} if "title" in top else made


def _ends(value: Any) -> Iterator[str]:
    for part in value.values() if isinstance(value, dict) else [value]:
        yield from _texts(part)
