"""`# journeymap: ignore JM310 -- reason`: a comment that silences a warning or a hint, on its line or on the one below it.

An ignore has a reason and must silence something: JM130 tells of those that do not. Errors cannot be ignored.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from journeymap.document import Document
from journeymap.finding import Finding, Level, Location

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


def without_ignored(findings: Iterable[Finding], document: Document, judged: tuple[str, ...]) -> list[Finding]:
    """The findings less those that are ignored, in their order; then what is wrong with the ignores.

    `judged` are the beginnings of the codes that this run could have said: of others, nobody can tell whether they were needed.
    """
    found = list(findings)
    kept = list(found)
    for ignore in ignores_of(document):
        silenced = [finding for finding in found if _is_meant(finding, ignore) and finding.level is not Level.ERROR]
        kept = [finding for finding in kept if finding not in silenced]
        if (told := _fault(ignore, found)) and (ignore.code.startswith(judged) or not ignore.code.startswith("JM")):
            kept.append(told)
        elif not ignore.reason and silenced:
            kept.append(
                _say(
                    ignore,
                    f"{ignore.code} is ignored without a reason",
                    f"write why: # journeymap: ignore {ignore.code} -- until the new shop",
                )
            )
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


def _fault(ignore: Ignore, found: list[Finding]) -> Finding | None:
    """Why an ignore silences nothing."""
    meant = [finding for finding in found if _is_meant(finding, ignore)]
    if not ignore.code:
        return _say(ignore, "it is not said what to ignore", "write # journeymap: ignore JM202 -- reason")
    if any(finding.level is Level.ERROR for finding in meant):
        return _say(
            ignore, f"{ignore.code} is an error here, and errors cannot be ignored", "mend it, then delete this comment"
        )
    if not meant:
        return _say(
            ignore,
            f"nothing here is {ignore.code}: this ignore is not needed",
            "delete it, or move it to the line that is meant",
        )
    return None


def _say(ignore: Ignore, message: str, help: str) -> Finding:
    return Finding(CODE, Level.WARNING, message, help, location=ignore.place)
