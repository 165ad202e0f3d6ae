"""What is measured: one pure function of a chunk of whole customers each, with a result that adds up over chunks.

To add one: write a module here with a frozen `Tally` for its result and a function `measure(chunk) -> Tally`, and name it in `Measured`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from journeymap.measures import cases, channels, contacts, scores, signals, transitions, variants, visits
from journeymap.steps import Chunk
from journeymap.tally import Tally


@dataclass(frozen=True)
class Measured(Tally):
    """The results of all measures."""

    visits: visits.Visits
    transitions: transitions.Transitions
    cases: cases.Cases
    variants: variants.Variants
    contacts: contacts.Contacts
    scores: scores.Scores
    signals: signals.Signals
    channels: channels.Channels


def measure(chunks: Iterable[Chunk]) -> Measured:
    """All measures of all chunks; there must be at least one chunk."""
    return reduce(lambda one, other: one + other, map(_measure, chunks))


def _measure(chunk: Chunk) -> Measured:
    return Measured(
        visits.measure(chunk),
        transitions.measure(chunk),
        cases.measure(chunk),
        variants.measure(chunk),
        contacts.measure(chunk),
        scores.measure(chunk),
        signals.measure(chunk),
        channels.measure(chunk),
    )
