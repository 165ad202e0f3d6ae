"""The first line of a comparison, and what to know before believing it, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from journeymap.compared import ENOUGH, Found
from journeymap.comparison import Side
from journeymap.model import Journey
from journeymap.words import count, percent, span, times

_ALIKE = 1.15
"""Periods of which one is longer than the other by more than this are not equally long."""
_OPEN = 0.02
"""Shares of open cases that differ by more than this are told."""


@dataclass(frozen=True)
class Weighed:
    """Both sides, and how they were made: customers on both (None: too few to tell); of periods how long they are and are seen after their end."""

    base: Side
    looked_at: Side
    shared: int | None
    after: int | None
    lengths: tuple[int, int] | None
    points: float
    found: Found


def verdict(found: Found) -> str:
    """What to know if one reads nothing else: how many measures are worse or better."""
    counts = {name: sum(one.verdict == name for one in found.contrasts) for name in ("worse", "better", "too few")}
    if not found.family:
        return f"Nothing can be compared: that takes {ENOUGH} customers on each side."
    of = f"of {times(found.family, 'measure')}"
    few = f" {count(counts['too few'])} more have too few customers." if counts["too few"] else ""
    worse, better = counts["worse"], counts["better"]
    if not worse and not better:
        return f"No difference is proven in any {of}.{few}"
    if not worse:
        return f"Better in {better} {of}, worse in none.{few}"
    return f"Worse in {worse} {of}, better in {better or 'none'}.{few}"


def notes(journey: Journey, weighed: Weighed) -> Iterator[str]:
    """What to know, a sentence or two each."""
    yield _finished(journey, weighed)
    yield from _still_open(weighed)
    if weighed.lengths and max(weighed.lengths) > _ALIKE * min(weighed.lengths):
        first, second = (span(length / 1e6) for length in weighed.lengths)
        yield f"The periods are not equally long ({first} and {second}): cases of the longer one had longer to finish."
    timeless = [name for name, survey in journey.surveys.items() if survey.from_ and survey.time is None]
    if weighed.lengths and timeless:
        yield f"Answers without a time are in no period: {', '.join(timeless)}."
    yield from _shared(weighed)
    if not weighed.lengths:
        yield "The two sides may differ in more than what they are called after: what goes together is no cause."
    if weighed.found.unseen:
        yield f"{times(weighed.found.unseen, 'measure')} that nobody shows, or all customers alike, are not listed."


def _finished(journey: Journey, weighed: Weighed) -> str:
    """Which cases count."""
    base, here = weighed.base, weighed.looked_at
    told = f"Only finished cases count: {count(base.open)} of {count(base.cases)} and {count(here.open)} of {count(here.cases)} are still open."
    if weighed.after is None:
        return told
    after = span(weighed.after / 1e6)
    told += f" Both periods are seen as they stood {after} after their end, so that neither had longer to finish."
    if timedelta(microseconds=weighed.after) < journey.leaves_after:
        silence = span(journey.leaves_after.total_seconds())
        told += f" That is sooner than a case counts as left ({silence} of silence): of the last ones only those at an end are finished."
    return told


def _still_open(weighed: Weighed) -> Iterator[str]:
    """Where one side has more cases that are not over, which are mostly its long ones."""
    shares = [side.open / side.cases if side.cases else 0.0 for side in (weighed.base, weighed.looked_at)]
    if abs(shares[0] - shares[1]) > _OPEN:
        told = " and ".join(percent(share, 1) for share in shares)
        yield f"More cases of one side are still open ({told}): what is finished of it is finished sooner. Compare cases that began earlier."


def _shared(weighed: Weighed) -> Iterator[str]:
    """How many customers are on both sides, and what that does to the tests."""
    if weighed.shared == 0:
        return
    number = (
        "Some customers are"
        if weighed.shared is None
        else f"{times(weighed.shared, 'customer')} {'is' if weighed.shared == 1 else 'are'}"
    )
    yield f"{number} on both sides. The tests take them for others: they miss more for that, and do not find more."
