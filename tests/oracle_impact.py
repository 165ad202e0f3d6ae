"""Completions that a fix is associated with, a second time: fractions, a chain that is really changed and solved; customers drawn again one by one."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from tests.oracle_chain import LEFT, WON, Chain, Walk, visits_of

SHARES = (Fraction(1, 4), Fraction(1, 2), Fraction(1))
MOST = 128
WORD = 2**64
Fix = tuple[str, Fraction, Fraction, Sequence[str]]
"""Where, what share of the exits beyond the tolerance, the tolerance, and the designed next touchpoints."""


def fixed(chain: Chain, fixes: Iterable[Fix]) -> Chain:
    """The chain in which exits beyond the tolerance go on as designed, in proportion to who does."""
    other = Chain.__new__(Chain)
    other.states, other.starts, other.after = chain.states, chain.starts, dict(chain.after)
    for here, share, tolerance, following in fixes:
        ways = {way: chain.share(here, way) for way in following if way != here and chain.share(here, way)}
        sent = share * max(Fraction(0), chain.share(here, LEFT) - tolerance) if ways else Fraction(0)
        other.after[here, LEFT] = chain.share(here, LEFT) - sent
        for way, walked in ways.items():
            other.after[here, way] += sent * walked / sum(ways.values())
    return other


def completion(chain: Chain) -> Fraction:
    """The chance to be won. Whoever can get to no ending is in a circle, and never will be."""
    able = {one for one, after in chain.after if after not in chain.states and chain.after[one, after]}
    while more := {one for (one, after), share in chain.after.items() if share and after in able} - able:
        able |= more
    lively = Chain.__new__(Chain)
    lively.states, lively.after = sorted(able), chain.after
    lively.starts = {one: chain.starts[one] for one in lively.states}
    return lively.overall(lively.expected({here: lively.share(here, WON) for here in lively.states}))


def contacts(chain: Chain) -> Fraction:
    """Visits of a case."""
    return chain.overall(chain.expected({here: Fraction(1) for here in chain.states}))


def impact_of(walks: Sequence[Walk], here: str, following: Sequence[str], tolerance: Fraction, real: Any) -> Any:
    """What fixing a touchpoint is associated with, without intervals."""
    visits = Counter(after for _, at, after in visits_of(walks) if at == here)
    left = visits[LEFT]
    if left <= tolerance * visits.total() or not any(visits[way] for way in following if way != here):
        return None
    chain = Chain(visits_of(walks))
    gains = []
    for share in SHARES:
        more = completion(fixed(chain, [(here, share, tolerance, following)])) - completion(chain)
        gains.append({"share": real(share), "completions": real(len(walks) * more)})
    return {
        "cases": len(walks),
        "visits": visits.total(),
        "left": left,
        "tolerance": real(tolerance),
        "gains": gains,
    }


# Customers drawn again -----------------------------------------------------------------------------------------------


def lots_of(walks: Sequence[Walk]) -> list[list[Walk]]:
    """Walks by lots of customers, from the definition: the most last bits of the hash by which there are at most 128."""
    hashes = {
        customer: int.from_bytes(hashlib.md5(customer.encode()).digest()[8:], "little") for customer, _, _ in walks
    }
    for bits in range(64, 0, -1):
        lots: dict[int, list[Walk]] = {}
        for walk in walks:
            lots.setdefault(hashes[walk[0]] % 2**bits, []).append(walk)
        if len(lots) <= MOST:
            return [lots[number] for number in sorted(lots)]
    raise AssertionError("one bit makes two lots")


def mixed(state: int) -> int:
    """SplitMix64's output."""
    state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    state = (state ^ (state >> 27)) * 0x94D049BB133111EB % WORD
    return state ^ (state >> 31)


def again(lots: Sequence[Any], draws: int) -> list[list[Any]]:
    """As many lots drawn with replacement, so many times."""
    state = int.from_bytes(b"journeym", "big")
    drawn = []
    for _ in range(draws):
        taken = []
        for _ in lots:
            state = (state + 0x9E3779B97F4A7C15) % WORD
            taken.append(lots[(mixed(state) >> 32) * len(lots) >> 32])
        drawn.append(taken)
    return drawn


def interval(walks: Sequence[Walk], fixes: Sequence[Fix], draws: int) -> tuple[Fraction, Fraction]:
    """The percentiles of the gain in completions with customers drawn again."""
    found = []
    for lots in again(lots_of(walks), draws):
        chain = Chain(visits_of([walk for lot in lots for walk in lot]))
        found.append(len(walks) * (completion(fixed(chain, fixes)) - completion(chain)))
    found.sort()
    return between(found, Fraction(25, 1000)), between(found, Fraction(975, 1000))


def between(values: Sequence[Fraction], share: Fraction) -> Fraction:
    """A quantile by linear interpolation."""
    place = share * (len(values) - 1)
    below = place.numerator // place.denominator
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])


def ranks(gains: Mapping[str, float], affected: Mapping[str, float]) -> list[str]:
    """Touchpoints with friction: those with completions to gain first, the most first; the others by visits affected."""
    some = sorted((one for one in affected if gains.get(one, 0) > 0), key=lambda one: -gains[one])
    return [*some, *sorted((one for one in affected if one not in some), key=lambda one: -affected[one])]
