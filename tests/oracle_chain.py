"""The absorbing chain a second time: fractions, Gaussian elimination, touchpoints really removed; memory from its definition."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

BEGIN = "<begin>"
WON, LOST, LEFT = "<won>", "<lost>", "<left>"
Walk = tuple[str, list[str], str]
"""A finished case: its customer, its touchpoints, and how it ended."""
FEWEST = 30


def walks_of(cases: Sequence[tuple[str, list[str], str]], won: set[str], lost: set[str]) -> list[Walk]:
    """Finished cases up to the step that decides how they end."""
    found: list[Walk] = []
    for customer, path, outcome in cases:
        deciding = {"won": won, "lost": lost, "left": set[str](), "open": set[str]()}[outcome]
        end = next((number for number, here in enumerate(path) if here in deciding), len(path) - 1)
        if outcome != "open":
            found.append((customer, path[: end + 1], {"won": WON, "lost": LOST, "left": LEFT}[outcome]))
    return found


def visits_of(walks: Sequence[Walk]) -> list[tuple[str, str, str]]:
    """Before, here and after, of every visit."""
    triples = []
    for _, path, ending in walks:
        whole = [BEGIN, *path, ending]
        triples += list(zip(whole, whole[1:], whole[2:], strict=False))
    return triples


def solved(equations: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """x of A x = b."""
    size = len(right)
    rows = [[*equations[number], right[number]] for number in range(size)]
    for column in range(size):
        pivot = next(number for number in range(column, size) if rows[number][column] != 0)
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for number in range(size):
            factor = rows[number][column]
            if number != column and factor != 0:
                rows[number] = [one - factor * two for one, two in zip(rows[number], rows[column], strict=True)]
    return [row[-1] for row in rows]


class Chain:
    """Shares of what follows each touchpoint, and of where cases start."""

    def __init__(self, triples: Sequence[tuple[str, str, str]]) -> None:
        self.states = sorted({here for _, here, _ in triples})
        visits = Counter(here for _, here, _ in triples)
        self.after = {
            pair: Fraction(count, visits[pair[0]])
            for pair, count in Counter((here, after) for _, here, after in triples).items()
        }
        begun = Counter(here for before, here, _ in triples if before == BEGIN)
        self.starts = {here: Fraction(begun[here], begun.total()) for here in self.states}

    def share(self, here: str, after: str) -> Fraction:
        return self.after.get((here, after), Fraction(0))

    def expected(self, gain: Mapping[str, Fraction], without: str | None = None) -> dict[str, Fraction]:
        """What is gained from each touchpoint on, if `gain` is gained at each visit; whoever comes to `without` gains no more."""
        states = self.states
        equations = [
            [Fraction(one == two) - (0 if two == without else self.share(one, two)) for two in states] for one in states
        ]
        found = solved(equations, [gain.get(one, Fraction(0)) for one in states])
        return dict(zip(states, found, strict=True))

    def overall(self, gains: Mapping[str, Fraction], without: str | None = None) -> Fraction:
        """What a case gains."""
        return sum((self.starts[one] * gains[one] for one in self.states if one != without), Fraction(0))


def chain_figures(
    ids: Sequence[str], walks: Sequence[Walk], dwell: Mapping[tuple[str, str], Fraction], real: Any
) -> dict[str, Any] | None:
    """The chapter. `dwell` are mean seconds of ways; `real` rounds."""
    if not walks:
        return None
    triples = visits_of(walks)
    chain = Chain(triples)
    wins = {here: chain.share(here, WON) for here in chain.states}
    winning = chain.expected(wins)
    completion = chain.overall(winning)
    # The identity: exact, whatever the cases are.
    assert completion == Fraction(sum(ending == WON for _, _, ending in walks), len(walks))
    counts = Counter(here for _, here, _ in triples)
    touchpoints = {}
    for here in ids:
        if counts[here]:
            expected = chain.overall(chain.expected({here: Fraction(1)}))
            assert expected == Fraction(counts[here], len(walks))
            less = completion - chain.overall(chain.expected(wins, here), here)
            removal = less / completion if completion else Fraction(0)
            touchpoints[here] = {"visits": real(expected), "removal": real(removal), "n": counts[here]}
    return {
        "completion": real(completion),
        "holds": True,
        "cases": len(walks),
        "seconds": _seconds(chain, winning, completion, dwell, real),
        "touchpoints": touchpoints,
        "hidden": [],
        "memory": memory_of(ids, triples, real),
    }


def _seconds(
    chain: Chain,
    winning: Mapping[str, Fraction],
    completion: Fraction,
    dwell: Mapping[tuple[str, str], Fraction],
    real: Any,
) -> float | None:
    ways = {pair: share * winning[pair[1]] for pair, share in chain.after.items() if pair[1] in winning}
    ways = {pair: share for pair, share in ways.items() if share}
    if not completion or any(pair not in dwell for pair in ways):
        return None
    gain: dict[str, Fraction] = {}
    for pair, share in ways.items():
        gain[pair[0]] = gain.get(pair[0], Fraction(0)) + share * dwell[pair]
    found: float = real(chain.overall(chain.expected(gain)) / completion)
    return found


def memory_of(ids: Sequence[str], triples: Sequence[tuple[str, str, str]], real: Any) -> dict[str, Any] | None:
    """The likelihood-ratio test of one step of memory against two."""
    g_all, df_all, unsettled, tested = 0.0, 0, 0.0, 0
    most: tuple[float, str] | None = None
    for here in ids:
        contexts = Counter(before for before, middle, _ in triples if middle == here)
        pairs = [(before, after) for before, middle, after in triples if middle == here and contexts[before] >= FEWEST]
        often = Counter(after for _, after in pairs)
        pairs = [(before, after if often[after] >= FEWEST else "<rare>") for before, after in pairs]
        rows, columns = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
        if len(rows) < 2 or len(columns) < 2:
            continue
        df = (len(rows) - 1) * (len(columns) - 1)
        n = len(pairs)
        cells = Counter(pairs)
        g = 2 * sum(math.log(Fraction(cells[one, two] * n, rows[one] * columns[two])) for one, two in pairs)
        unsettled += 2 * sum(math.log(n / columns[two]) for _, two in pairs)
        g_all, df_all, tested = g_all + g, df_all + df, tested + n
        if most is None or g - df > most[0] + 1e-9:
            most = (g - df, here)
    if most is None:
        return None
    share = max(0.0, (g_all - df_all) / unsettled)
    return {
        "g": real(g_all),
        "df": df_all,
        "p": real(tail(g_all, df_all)),
        "share": real(share),
        "n": tested,
        "touchpoint": most[1],
    }


def tail(value: float, df: int) -> float:
    """The upper tail of chi-square, two degrees of freedom at a time."""
    if value <= 0:
        return 1.0
    total = math.erfc(math.sqrt(value / 2)) if df % 2 else math.exp(-value / 2)
    for k in range(3 if df % 2 else 4, df + 1, 2):
        total += math.exp((k / 2 - 1) * math.log(value / 2) - value / 2 - math.lgamma(k / 2))
    return total
