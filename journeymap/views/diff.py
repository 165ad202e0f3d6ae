"""A difference as a comment for a pull request: the verdict, what broke or changed, what the files say otherwise; the rest folded.

Whoever updates one comment finds it by its first line. A report that is too long loses whole sections, the least important first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from journeymap.amounts import times
from journeymap.change_words import Line
from journeymap.difference import Difference, JourneyDifference, Judged, Place
from journeymap.markup import code, prose
from journeymap.number_words import MARKS, Links, Name, Sentence, budget, called, change, sample, seen
from journeymap.reviewed import (
    MOST,
    Row,
    all_lines,
    data_lines,
    errors,
    findings,
    first,
    heading,
    legend,
    notes,
    others,
    promised,
    rows,
    sentences,
    sides,
    states,
)

MAX_CHARS = 60_000
"""A comment may have 65,536 characters; some are left for whoever posts it."""
LEAST_CHARS = 2_000
_OLD = 40
"""So much of a revision's name heads a column."""


@dataclass(frozen=True)
class Told:
    """What else stands in a report: its key, where places lead to, the command that makes it, and the maps of journeys by id, before and after."""

    key: str = "journeymap"
    links: Links = field(default_factory=Links)
    command: str = ""
    whole: str = ""
    """The command that tells everything."""
    maps: tuple[tuple[str, str, str], ...] = ()
    max_chars: int = MAX_CHARS
    """0 for any length."""


def markdown(found: Difference, told: Told) -> str:
    """Markdown; the same bytes for the same difference."""
    write = _Writer(found, told)
    parts = [_Part(write.head()), _Part(write.top(), 1, "what broke or changed"), _Part(write.notes(), 2, "notes")]
    if found.changed:
        parts += write.changed()
        parts += write.folded()
    parts += [_Part(write.again(), 6, "how to reproduce it"), _Part(write.foot())]
    return _fitting([part for part in parts if part.lines], told.max_chars, told.whole)


@dataclass
class _Part:
    """Lines that stand or fall together. `weight` is 0 for what always stays; of the others the greatest goes first, and `short` is what it is called then."""

    lines: Iterable[str]
    weight: int = 0
    short: str = ""

    def __post_init__(self) -> None:
        self.lines = list(self.lines)


def _fitting(parts: list[_Part], most: int, whole: str) -> str:
    """All parts, or as many as there is room for, and in a line which are left out."""
    told = {number: "\n".join(part.lines) for number, part in enumerate(parts)}
    left: list[str] = []
    for number in sorted(
        (number for number, part in enumerate(parts) if part.weight), key=lambda number: -parts[number].weight
    ):
        if not most or len(_joined(told.values(), left, whole)) <= most:
            break
        del told[number]
        left.append(parts[number].short)
    return _joined(told.values(), left, whole)


def _joined(told: Iterable[str], left: Sequence[str], whole: str) -> str:
    missing = [f"*Left out for want of room: {', '.join(left)}. All of it: {code(whole)}*"] if left else []
    return "\n\n".join([*told, *missing]) + "\n"


@dataclass(frozen=True)
class _Writer:
    found: Difference
    told: Told

    def head(self) -> Iterator[str]:
        found = self.found
        head = f" head={found.here.commit[:7]}" if found.here.commit else ""
        yield f"<!-- journeymap key={self.told.key}{head} -->"
        sign, words = heading(found)
        yield f"## {sign} {_marked(words)}"
        yield ""
        said = " ".join(sentences(found))
        yield from [f"**{said}**"] if said else []
        yield _marked(sides(found))
        if found.measured and found.changed:
            yield "The data are the same: every difference below comes from the journey files."

    def top(self) -> Iterator[str]:
        top = rows(self.found)
        if not top or not self.found.changed:
            return
        base = code(_short(self.found.base.name), cell=True)
        yield f"| | Where | Measure | {base} | here | Change | Promise | Line |"
        yield "|:-:|---|---|--:|--:|--:|--:|---|"
        for journey, one in top[:MOST]:
            here = seen(one, one.here, interval=True)
            value, space, interval = here.partition(" (")
            here = f"**{value}**{space}{interval}" if one.status == "broken" else here
            place = self.place(one.place, cell=True) if one.place else "-"
            cells = (
                MARKS[one.status],
                _where(journey, one.of),
                called(one),
                seen(one, one.base),
                here,
                change(one),
                budget(one),
                place,
            )
            yield f"| {' | '.join(cells)} |"
        more = [f"{times(len(top) - MOST, 'more row')} below."] if len(top) > MOST else []
        below = [*more, *(_marked(words) for words in legend(top[:MOST], self.found))]
        yield from ["", *below] if below else []

    def notes(self) -> Iterator[str]:
        yield from (f"- {_marked(words)}" for words in notes(self.found))

    def changed(self) -> Iterator[_Part]:
        yield from self._listed("Errors", errors(self.found), 3)
        changes = all_lines(self.found)
        if changes:
            shown = first(changes)
            more = [f"- {times(len(changes) - len(shown), 'more change')} below"] if len(changes) > len(shown) else []
            yield _Part(
                ["### What changed in the map", *map(_line, shown), *more],
                4,
                f"{times(len(changes), 'change')} of the journey files",
            )
        yield from self._listed("New findings", findings(self.found, "new"), 5)

    def _listed(self, title: str, told: Sequence[tuple[JourneyDifference, Judged]], weight: int) -> Iterator[_Part]:
        if told:
            more = [f"- {times(len(told) - MOST, 'more finding')} below"] if len(told) > MOST else []
            listed = (f"- {self.finding(row)}" for row in told[:MOST])
            yield _Part([f"### {title}", *listed, *more], weight, times(len(told), "finding"))

    def folded(self) -> Iterator[_Part]:
        """The sections that a reader opens; the number says how soon each goes where there is no room."""
        told, every, rest = all_lines(self.found), promised(self.found), others(self.found)
        if self.told.maps:
            maps = (f"- {code(name)}: {_pictures(old, new)}" for name, old, new in self.told.maps)
            yield _folded("Map before and after", maps, 7, "the maps")
        if len(told) > MOST:
            yield _folded(f"All {len(told)} changes", map(_line, told), 9, f"all {len(told)} changes")
        yield from self._findings()
        if every:
            title = f"All {times(len(every), 'promise')} ({states(every)}), in map order"
            yield _folded(title, self._table(every), 11, times(len(every), "promise"))
        if rest:
            title = f"{times(len(rest), 'other number')} that changed"
            yield _folded(title, self._table(rest), 12, title)
        if data := list(data_lines(self.found)):
            yield _folded("The data", (f"- {_marked(words)}" for words in data), 8, "the data")

    def _findings(self) -> Iterator[_Part]:
        counts = {state: findings(self.found, state) for state in ("new", "fixed", "kept")}
        # What is new stands above already, unless there was no room for all of it.
        listed = {state: told for state, told in counts.items() if state != "new" or len(told) > MOST}
        lines = [f"- {state}: {self.finding(row)}" for state, told in listed.items() for row in told]
        if lines:
            title = f"Findings: {', '.join(f'{len(told)} {state}' for state, told in counts.items())}"
            yield _folded(title, lines, 10, "findings that are fixed or kept")

    def _table(self, told: Sequence[Row]) -> Iterator[str]:
        base = code(_short(self.found.base.name), cell=True)
        yield f"| | Where | Measure | {base} | here | Promise | n |"
        yield "|:-:|---|---|--:|--:|--:|--:|"
        for journey, one in told:
            values = f"{seen(one, one.base)} | {seen(one, one.here)} | {budget(one)} | {sample(one)}"
            yield f"| {MARKS[one.status]} | {_where(journey, one.of)} | {called(one)} | {values} |"

    def finding(self, row: tuple[JourneyDifference, Judged]) -> str:
        """A finding in words."""
        _, one = row
        place = f" {self.place(one.place)}" if one.place else ""
        return f"{one.level} {one.code}{place}: {prose(one.message)}{f'; {prose(one.help)}' if one.help else ''}"

    def place(self, place: Place, *, cell: bool = False) -> str:
        """Where something stands, as a permalink if there is one."""
        text, url = self.told.links.at(place, self.found)
        return f"[{text}]({url})" if url else code(text, cell=cell)

    def again(self) -> Iterator[str]:
        """How to see this elsewhere, and what to write where it is meant."""
        if not self.told.command:
            return
        yield "<details><summary>To reproduce, or to accept this on purpose</summary>"
        yield ""
        yield code(self.told.command)
        for journey, one in [row for row in rows(self.found) if row[1].status == "broken" and row[1].changed][:MOST]:
            if one.about == "touchpoint" and one.place:
                waiver = code('accept: {JM401: {reason: "why", until: YYYY-MM-DD}}')
                yield f"- To accept: {waiver} on {_where(journey, one.of)}, {self.place(one.place)}"
        yield ""
        yield "</details>"

    def foot(self) -> Iterator[str]:
        sums = sorted({journey.here_log.checksum for journey in self.found.journeys if journey.here_log})
        data = f"data {', '.join(map(code, sums[:3]))}{' and more' if len(sums) > 3 else ''} · " if sums else ""
        yield f"<sub>{data}{self.found.privacy}</sub>" if self.found.measured else "<sub>nothing was measured</sub>"


def _folded(title: str, lines: Iterable[str], weight: int, short: str) -> _Part:
    return _Part([f"<details><summary>{title}</summary>", "", *lines, "", "</details>"], weight, short)


def _pictures(old: str, new: str) -> str:
    return " · ".join(f"[{name}]({url})" for name, url in (("before", old), ("after", new)) if url)


def _line(line: Line) -> str:
    words = _marked(line.words)
    return f"- **{line.sign}** {f'**Look twice:** {words}' if line.called else words}"


def _where(journey: JourneyDifference, of: str) -> str:
    return f"{code(journey.id, cell=True)} › {code(of, cell=True)}" if of else code(journey.id, cell=True)


def _marked(words: Iterable[str]) -> str:
    """Words of users as code spans; ours as they are."""
    return "".join(
        prose(word) if isinstance(word, Sentence) else code(word) if isinstance(word, Name) else word for word in words
    )


def _short(name: str) -> str:
    return name if len(name) <= _OLD else f"{name[: _OLD - 1]}…"
