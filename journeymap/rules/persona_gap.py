"""JM317: one persona does worse here than the others.

What: customers of one persona leave, wait too long, are not satisfied or find it hard more often than all others do: at least 2 points more, with at least 100
customers on each side, and not by chance (two proportions, corrected for all that the report tests of personas and of the latest periods).
Why: an average hides who suffers. What works for most may shut out the others.
Before: 12 % leave at the payment, which is fine; of those who pay by boleto it is 30 %.
After: the way that they take is mended; a run with `--persona` shows all of theirs.
"""

from collections.abc import Iterator

from journeymap.chapters.subgroups import Worse
from journeymap.finding import Finding, Level, Location
from journeymap.rule import SHOWS, Judged, evidence, share_words
from journeymap.words import points

CODE = "JM317"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each sign of friction, persona and touchpoint."""
    for found in case.report.subgroups.worse:
        if found.persona is None:
            continue
        ref = case.journey.ref(found.touchpoint)
        who = f"{found.persona} ({_line(case, found.persona, case.loaded.locate(ref, key=True))})"
        yield case.say(
            CODE,
            Level.WARNING,
            ref,
            f"{case.name(found.touchpoint)}: of {who} {_told(found)}: {points(found.difference)}",
            f"look at report --persona {found.persona}, and ask them what is different for them",
            evidence(f"{found.signal} of {found.persona}", found.seen),
            key=True,
        )


def _told(found: Worse) -> str:
    return f"{share_words(found.seen, SHOWS[found.signal])}, of all others {share_words(found.others)}"


def _line(case: Judged, persona: str, beside: Location | None) -> str:
    """Where a persona stands: the line, and the file where it is another one."""
    place = case.loaded.locate(("personas", persona), key=True)
    if place is None:
        return "persona"
    same = beside is not None and beside.file == place.file
    return f"line {place.line}" if same else f"{place.file}:{place.line}"
