"""The first line of a comparison, and what to know before believing it, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from journeymap.amounts import count, percent, span, times
from journeymap.catalogue import joined, say
from journeymap.compared import ENOUGH, Found
from journeymap.comparison import Side
from journeymap.model import Journey

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
        return say("Nothing can be compared: that takes {n} customers on each side.", n=count(ENOUGH))
    worse, better, few = counts["worse"], counts["better"], counts["too few"]
    measures = times(found.family, "measure")
    if not worse and not better:
        told = say("No difference is proven in any of {measures}.", measures=measures)
    elif not worse:
        told = say("Better in {better} of {measures}, worse in none.", better=count(better), measures=measures)
    elif not better:
        told = say("Worse in {worse} of {measures}, better in none.", worse=count(worse), measures=measures)
    else:
        told = say(
            "Worse in {worse} of {measures}, better in {better}.",
            worse=count(worse),
            measures=measures,
            better=count(better),
        )
    return joined([told, say("{n} more have too few customers.", n=count(few))], " ") if few else told


def notes(journey: Journey, weighed: Weighed) -> Iterator[str]:
    """What to know, a sentence or two each."""
    yield _finished(journey, weighed)
    yield from _still_open(weighed)
    if weighed.lengths and max(weighed.lengths) > _ALIKE * min(weighed.lengths):
        first, second = (span(length / 1e6) for length in weighed.lengths)
        yield say(
            "The periods are not equally long ({first} and {second}): cases of the longer one had longer to finish.",
            first=first,
            second=second,
        )
    timeless = [name for name, survey in journey.surveys.items() if survey.from_ and survey.time is None]
    if weighed.lengths and timeless:
        yield say("Answers without a time are in no period: {surveys}.", surveys=", ".join(timeless))
    yield from _shared(weighed)
    if not weighed.lengths:
        yield say("The two sides may differ in more than what they are called after: what goes together is no cause.")
    if weighed.found.unseen:
        measures = times(weighed.found.unseen, "measure")
        yield say("{measures} that nobody shows, or all customers alike, are not listed.", measures=measures)


def _finished(journey: Journey, weighed: Weighed) -> str:
    """Which cases count."""
    base, here = weighed.base, weighed.looked_at
    told = [
        say(
            "Only finished cases count: {base_open} of {base_cases} and {here_open} of {here_cases} are still open.",
            base_open=count(base.open),
            base_cases=count(base.cases),
            here_open=count(here.open),
            here_cases=count(here.cases),
        )
    ]
    if weighed.after is not None:
        after = span(weighed.after / 1e6)
        told.append(
            say(
                "Both periods are seen as they stood {time} after their end, so that neither had longer to finish.",
                time=after,
            )
        )
    if weighed.after is not None and timedelta(microseconds=weighed.after) < journey.leaves_after:
        silence = span(journey.leaves_after.total_seconds())
        told.append(
            say(
                "That is sooner than a case counts as left ({time} of silence): of the last ones only those at an end are finished.",
                time=silence,
            )
        )
    return joined(told, " ")


def _still_open(weighed: Weighed) -> Iterator[str]:
    """Where one side has more cases that are not over, which are mostly its long ones."""
    shares = [side.open / side.cases if side.cases else 0.0 for side in (weighed.base, weighed.looked_at)]
    if abs(shares[0] - shares[1]) > _OPEN:
        yield say(
            "More cases of one side are still open ({base} and {here}): what is finished of it is finished sooner. "
            "Compare cases that began earlier.",
            base=percent(shares[0], 1),
            here=percent(shares[1], 1),
        )


def _shared(weighed: Weighed) -> Iterator[str]:
    """How many customers are on both sides, and what that does to the tests."""
    if weighed.shared == 0:
        return
    consequence = say("The tests take them for others: they miss more for that, and do not find more.")
    if weighed.shared is None:
        told = say("Some customers are on both sides.")
    elif weighed.shared == 1:
        told = say("1 customer is on both sides.")
    else:
        told = say("{customers} are on both sides.", customers=times(weighed.shared, "customer"))
    yield joined([told, consequence], " ")
