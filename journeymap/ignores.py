"""JM130: an ignore that silences nothing, or does not say why.

What: a comment `# journeymap: ignore JM202 -- reason` silences a warning or a hint on its line, or on the one below it. It has a reason
and must silence something; errors cannot be ignored.
Why: what silences nothing today would silence something else tomorrow, and nobody would see it.
Before: `hotline: {}  # journeymap: ignore JM202`
After: `hotline: {}  # journeymap: ignore JM202 -- opens in May`
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from journeymap.finding import Finding, Level, Location
from journeymap.places import Document
from journeymap.suggest import suggest
from journeymap.units import shown

CODE = "JM130"
_COMMENT = re.compile(r"#\s*journeymap:\s*ignore\b(?P<codes>[^\n#]*?)(?:\s--\s*(?P<reason>[^\n]*))?$", re.MULTILINE)
_WORD = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One code that a comment silences, on the line where it counts."""

    code: str
    line: int
    reason: str
    place: Location


def ignores_of(document: Document) -> Iterator[Ignore]:
    """Every ignore of a file; what looks like one inside a text is none."""
    for found in _COMMENT.finditer(document.text):
        if document.is_text(found.start()):
            continue
        place = document.place(found.span())
        alone = document.text[: found.start()].rsplit("\n", 1)[-1].strip() == ""
        codes = _WORD.findall(found["codes"])
        for code in codes or [""]:
            yield Ignore(code, place.line + alone, (found["reason"] or "").strip(), place)


def without_ignored(
    findings: Iterable[Finding], document: Document, judged: tuple[str, ...], known: Collection[str] | None = None
) -> list[Finding]:
    """The findings less those that are ignored, in their order; then what is wrong with the ignores.

    `judged` are the beginnings of the codes that this run could have said: of others, nobody can tell whether they were needed.
    `known` are all codes that there are; where given, an ignore of any other, or of none, is a fault.
    """
    found = list(findings)
    kept = list(found)
    for ignore in ignores_of(document):
        silenced = [finding for finding in found if _is_meant(finding, ignore) and finding.level is not Level.ERROR]
        kept = [finding for finding in kept if finding not in silenced]
        told = _fault(ignore, found, judged, known)
        if told:
            kept.append(_say(ignore, *told))
    return kept


def silenced(findings: Iterable[Finding], document: Document) -> list[Finding]:
    """The findings less those that the comments of another file silence: whether those are needed is told where that file is judged."""
    ignores = list(ignores_of(document))
    return [
        finding
        for finding in findings
        if finding.level is Level.ERROR or not any(_is_meant(finding, ignore) for ignore in ignores)
    ]


def _is_meant(finding: Finding, ignore: Ignore) -> bool:
    at = finding.location
    return finding.code == ignore.code and at is not None and (at.file, at.line) == (ignore.place.file, ignore.line)


def _fault(
    ignore: Ignore, found: list[Finding], judged: tuple[str, ...], known: Collection[str] | None
) -> tuple[str, str] | None:
    """What is wrong with an ignore, as (message, help)."""
    code, meant = ignore.code, [finding for finding in found if _is_meant(finding, ignore)]
    if known is not None and not code:
        return "it is not said what to ignore", "write # journeymap: ignore JM202 -- reason"
    if known is not None and code not in known:
        close = suggest(code, known)
        cure = f"did you mean {close}?" if close else "write the code that stands in [ ] before the finding, like JM202"
        return f"{shown(code)} is no code that can be ignored", cure
    if any(finding.level is Level.ERROR for finding in meant):
        return f"{code} is an error here, and errors cannot be ignored", "mend it, then delete this comment"
    if not meant and code and code.startswith(judged):
        cure = "delete it, or move it to the line that is meant"
        return f"nothing here is {code}: this ignore is not needed", cure
    if meant and not ignore.reason:
        cure = f"write why: # journeymap: ignore {code} -- until the new shop"
        return f"{code} is ignored without a reason", cure
    return None


def _say(ignore: Ignore, message: str, help: str) -> Finding:
    return Finding(CODE, Level.WARNING, message, help, location=ignore.place)
