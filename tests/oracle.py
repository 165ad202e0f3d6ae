"""The measures a second time: slow, obvious, from the definitions of `docs/measures.md`, by loops over plain dicts.

Nothing here is shared with the product but the reading of the journey file. Values are exact (`Fraction`, whole
microseconds) until the end, where they are rounded as the report rounds them.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache, partial
from itertools import pairwise
from statistics import NormalDist
from typing import Any
from zoneinfo import ZoneInfo

from journeymap.language.observation import Condition, Funnel, Pattern, Survey
from journeymap.language.touchpoint import Touchpoint
from journeymap.model import Journey
from tests import oracle_answers, oracle_engagement, oracle_retention, oracle_stages
from tests.oracle_chain import chain_figures, walks_of
from tests.oracle_conformance import conformance_of, net_of
from tests.oracle_funnels import Conversion, Walk, convert, in_order
from tests.oracle_impact import impact_of, ranks

Row = Mapping[str, str | None]
Figures = dict[str, Any]

Z95 = NormalDist().inv_cdf(0.975)
MICROSECONDS = 1_000_000
FEWEST = 30
"""Below so many visits or answers, friction says nothing."""
REASONS = ("no customer", "no name", "no time", "bad time", "no order", "bad order")
LATE = "after as_of"
OUTSIDE = "outside the segment"
SIGNALS = {
    "drop-off": (Fraction(5, 100), Fraction(10, 10)),
    "slow": (Fraction(10, 100), Fraction(5, 10)),
    "repeat": (Fraction(5, 100), Fraction(6, 10)),
    "return": (Fraction(5, 100), Fraction(6, 10)),
    "unplanned": (Fraction(5, 100), Fraction(4, 10)),
    "hand-off": (Fraction(3, 100), Fraction(7, 10)),
    "failure": (Fraction(1, 100), Fraction(8, 10)),
    "error": (Fraction(1, 100), Fraction(8, 10)),
    "low CSAT": (Fraction(15, 100), Fraction(6, 10)),
    "high effort": (Fraction(15, 100), Fraction(6, 10)),
}
"""Tolerance and severity of each sign of friction."""
FELT = ("low CSAT", "high effort")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RefusedError(Exception):
    """The run has to stop: too many bad rows, or times without a zone."""


# Values of a row -----------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)


def text_of(row: Row, column: str | None) -> str | None:
    """The text in a column, None where there is none."""
    return (row.get(column) or None) if column is not None else None


def number_of(text: str | None) -> Fraction | None:
    """The number that a text is; None for anything else, NaN and infinities too."""
    if text is None or not _NUMBER.fullmatch(text):
        return None
    return Fraction(text)


def exact(value: float) -> Fraction:
    """A number of the journey file as it is written there: 0.1 is a tenth."""
    return Fraction(repr(value))


def micros(moment: datetime) -> int:
    """Microseconds since 1970, UTC."""
    span = moment - EPOCH
    return (span.days * 86_400 + span.seconds) * MICROSECONDS + span.microseconds


def span_micros(span: timedelta) -> int:
    """A time span in microseconds."""
    return (span.days * 86_400 + span.seconds) * MICROSECONDS + span.microseconds


def time_of(text: str | None, zone: str | None) -> int | None:
    """The moment that a text names, None if there is none to read. Refused where a zone is needed and none declared."""
    found = _TIME.fullmatch(text) if text is not None else None
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    clock = (int(hour or 0), int(minute or 0), int(second or 0), int(((fraction or "") + "000000")[:6]))
    midnight = clock == (24, 0, 0, 0)
    try:
        local = datetime(int(year), int(month), int(day), *((0, 0, 0, 0) if midnight else clock))  # noqa: DTZ001
        local += timedelta(days=midnight)
        if offset == "Z":
            return micros(local.replace(tzinfo=UTC))
        if offset is not None:
            away = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:].lstrip(":") or 0))
            return micros((local - (away if offset[0] == "+" else -away)).replace(tzinfo=UTC))
        if zone is not None:
            return micros(local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))
    except (ValueError, OverflowError):
        return None
    raise RefusedError("a time without an offset, and no zone is declared")


def iso(moment: int | None) -> str | None:
    """ISO 8601 in UTC with Z; a fraction only if there is one."""
    if moment is None:
        return None
    return (EPOCH + timedelta(microseconds=moment)).isoformat().replace("+00:00", "Z")


def meets(row: Row, where: Mapping[str, Condition]) -> bool:
    """Whether a row's properties meet all conditions. A missing property meets none."""
    for column, condition in where.items():
        text = text_of(row, column)
        if text is None:
            return False
        number = number_of(text)
        if condition.one_of and not any(_equals(text, number, value) for value in condition.one_of):
            return False
        if condition.min is not None and (number is None or number < exact(condition.min)):
            return False
        if condition.max is not None and (number is None or number > exact(condition.max)):
            return False
        if condition.starts_with is not None and not text.startswith(condition.starts_with):
            return False
        if condition.contains is not None and condition.contains not in text:
            return False
    return True


def _equals(text: str, number: Fraction | None, value: object) -> bool:
    if isinstance(value, bool):
        return text.lower() == str(value).lower()
    if isinstance(value, int | float):
        return number is not None and number == exact(value)
    return text == value


def humanised(identifier: str) -> str:
    """An id as words."""
    words = identifier.replace("-", " ").replace("_", " ")
    return words[0].upper() + words[1:]


# The design ----------------------------------------------------------------------------------------------------------


@dataclass
class Design:
    """The designed graph, by ids."""

    ids: list[str]
    touchpoints: dict[str, Touchpoint]
    won: set[str]
    lost: set[str]
    following: dict[str, set[str]]

    @property
    def ends(self) -> set[str]:
        """Where the journey is over."""
        return self.won | self.lost


def design_of(journey: Journey) -> Design:
    """What the journey designs: its ends, and what may follow each touchpoint."""
    touchpoints: dict[str, Touchpoint] = {}
    for stage in journey.stages.values():
        touchpoints.update(stage.touchpoints)
    ids = list(touchpoints)
    lost = {end for end in journey.ends_at.lost if end in touchpoints}
    won = {end for end in journey.ends_at.won if end in touchpoints}
    if not journey.ends_at.won:
        candidates = [touchpoint_id for touchpoint_id in ids if touchpoint_id not in lost]
        won = set(candidates[-1:])
    following: dict[str, set[str]] = {}
    for position, touchpoint_id in enumerate(ids):
        touchpoint = touchpoints[touchpoint_id]
        targets: set[str] = set()
        if touchpoint.next is not None:
            targets = {target for target in touchpoint.next if target in touchpoints}
        elif touchpoint_id not in won | lost:
            for later in ids[position + 1 :]:
                targets.add(later)
                if not touchpoints[later].optional:
                    break
        if touchpoint.repeatable:
            targets.add(touchpoint_id)
        following[touchpoint_id] = targets
    return Design(ids, touchpoints, won, lost, following)


# Rows to steps -------------------------------------------------------------------------------------------------------


@dataclass
class Event:
    """A row of the log that was not left out."""

    row: Row
    customer: str
    name: str
    case: str | None
    time: int | None
    order: tuple[Fraction, ...]
    touchpoint: str | None = None
    role: str | None = None
    number: int = 0
    """Of its touchpoint in the design; after all of them where it has none."""
    trouble: set[str] = field(default_factory=set)
    """The touchpoints of which it is a signal."""
    signs: list["Event"] = field(default_factory=list)
    """The signals that belong to this step."""
    hits: int = 0
    """How many touchpoints match it."""
    channel: int = -1
    """The place of its own channel among the known ones, -1 where it names none, after all of them where it is unknown."""
    inner: list["Event"] = field(default_factory=list)
    """The steps after it, at the same composite, that are one visit with it."""

    @property
    def place(self) -> tuple[Any, ...]:
        """What puts the rows of a customer, or of a case, in order."""
        roles = {"start": 0, "done": 1, "fail": 2, None: 3}
        return (self.order, self.known_time, self.number, roles[self.role], self.channel)

    @property
    def known_time(self) -> tuple[int, int]:
        """For comparing: no time stands first."""
        return (0, 0) if self.time is None else (1, self.time)


@dataclass
class Case:
    """One walk of a customer."""

    customer: str
    steps: list[Event]
    outcome: str = ""


@dataclass
class Read:
    """The rows, and what became of each."""

    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    unreadable_kept: int = 0
    without_time: int = 0
    duplicates_dropped: int = 0
    events: list[Event] = field(default_factory=list)
    ignored: int = 0
    outside: int = 0
    as_of: int | None = None
    unbound: Counter[str] = field(default_factory=Counter)

    @property
    def steps(self) -> list[Event]:
        """Visits."""
        return [event for event in self.events if event.role == "start"]


def read(journey: Journey, design: Design, rows: Sequence[Row]) -> Read:
    """Every row as an event bound to its touchpoint, or counted as what it is instead."""
    known = journey.events
    order_columns = known.order or (known.time,)
    result = Read(rows=len(rows))
    closed = time_of(known.as_of, known.timezone)
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        time_text = text_of(row, known.time)
        time = time_of(time_text, known.timezone)
        identity = text_of(row, known.id)
        if identity is not None:
            key = (identity, text_of(row, known.customer), text_of(row, known.name), time, text_of(row, known.case))
            if key in seen:
                result.duplicates_dropped += 1
                continue
            seen.add(key)
        reason = _reason(journey, row, order_columns, time)
        if reason is None and closed is not None and time is not None and time > closed:
            reason = LATE
        if reason is not None:
            result.left_out[reason] += 1
            continue
        order = tuple(
            Fraction(time or 0) if column == known.time else (number_of(text_of(row, column)) or Fraction(0))
            for column in order_columns
        )
        customer, name = text_of(row, known.customer) or "", text_of(row, known.name) or ""
        event = Event(row, customer, name, text_of(row, known.case), time, order)
        event.channel = _channel_place(journey, design, text_of(row, known.channel))
        _bind(design, event)
        result.events.append(event)
    bad = sum(result.left_out[reason] for reason in REASONS)
    if rows and Fraction(bad, len(rows)) > exact(known.max_bad_rows):
        raise RefusedError(f"{bad} of {len(rows)} rows are bad")
    result.as_of = max((event.time for event in result.events if event.time is not None), default=None)
    if closed is not None:
        result.as_of = closed
    return result


def _channel_place(journey: Journey, design: Design, name: str | None) -> int:
    known = list(journey.channels)
    known += [
        touchpoint.channel
        for touchpoint in design.touchpoints.values()
        if touchpoint.channel is not None and touchpoint.channel not in known
    ]
    known = list(dict.fromkeys(known))
    return -1 if name is None else known.index(name) if name in known else len(known)


def choose(journey: Journey, read: Read, wanted: Sequence[Mapping[str, Condition]]) -> None:
    """Leaves out all customers but those whose first step meets everything that is wanted."""
    members: set[str] = set()
    walkers = grouped(read.steps, lambda step: step.customer)
    for customer, steps in walkers.items():

        def place(step: Event) -> tuple[Any, ...]:
            if journey.events.case is not None:
                return (step.known_time, step.order, step.number)
            return (step.order, step.known_time, step.number)

        first = min(place(step) for step in steps)
        if any(place(step) == first and all(meets(step.row, where) for where in wanted) for step in steps):
            members.add(customer)
    if not members:
        raise RefusedError("nobody is of this segment")
    kept = [event for event in read.events if event.customer in members]
    read.left_out[OUTSIDE] += len(read.events) - len(kept)
    read.left_out += Counter()
    read.outside = len(walkers) - len(members)
    read.events = kept


def count_rows(journey: Journey, read: Read) -> None:
    """What became of the rows that are left."""
    for event in read.events:
        text = text_of(event.row, journey.events.time)
        if text is None:
            read.without_time += 1
        elif event.time is None:
            read.unreadable_kept += 1
        if event.touchpoint is None and not event.trouble:
            if event.name in journey.ignore:
                read.ignored += 1
            else:
                read.unbound[event.name] += 1


def _reason(journey: Journey, row: Row, order_columns: Sequence[str], time: int | None) -> str | None:
    known = journey.events
    others = [text_of(row, column) for column in order_columns if column != known.time]
    reasons = {
        "no customer": text_of(row, known.customer) is None,
        "no name": text_of(row, known.name) is None,
        "no time": known.time in order_columns and text_of(row, known.time) is None,
        "bad time": known.time in order_columns and text_of(row, known.time) is not None and time is None,
        "no order": any(text is None for text in others),
        "bad order": any(text is not None and number_of(text) is None for text in others),
    }
    return next((reason for reason in REASONS if reasons[reason]), None)


def _bind(design: Design, event: Event) -> None:
    event.number = len(design.ids)
    for number, touchpoint_id in enumerate(design.ids):
        role = _role(design.touchpoints[touchpoint_id], event)
        if role is not None:
            event.hits += 1
            if event.touchpoint is None:
                event.touchpoint, event.role, event.number = touchpoint_id, role, number
    if event.touchpoint is None:
        for touchpoint_id in design.ids:
            for pattern in design.touchpoints[touchpoint_id].signals:
                if event.name == pattern.event and meets(event.row, pattern.where):
                    event.trouble.add(touchpoint_id)


def _role(touchpoint: Touchpoint, event: Event) -> str | None:
    if touchpoint.match is None:
        return None
    roles: dict[str, tuple[Pattern, ...]] = {
        "start": touchpoint.match.start,
        "done": touchpoint.match.done,
        "fail": touchpoint.match.fail,
    }
    for role, patterns in roles.items():
        for pattern in patterns:
            if event.name == pattern.event and meets(event.row, pattern.where):
                return role
    return None


# Steps to cases ------------------------------------------------------------------------------------------------------


def cases_of(journey: Journey, design: Design, steps: Sequence[Event], as_of: int | None) -> list[Case]:
    """The customers' walks, each with how it ended."""
    cases: list[Case] = []
    for customer, of_customer in grouped(steps, lambda step: step.customer).items():
        if journey.events.case is not None:
            for of_case in grouped(of_customer, lambda step: step.case).values():
                cases += [Case(customer, sorted(of_case, key=lambda step: step.place))]
        else:
            before: Event | None = None
            for step in sorted(of_customer, key=lambda step: step.place):
                if before is None or _over(design, before, step) or _silent(journey, before, step):
                    cases.append(Case(customer, []))
                cases[-1].steps.append(step)
                before = step
    for case in cases:
        case.outcome = _outcome(journey, design, case, as_of)
        case.steps = _visits(design, case.steps)
    return cases


def _over(design: Design, before: Event, step: Event) -> bool:
    """Whether a case ended with a step; inside of a composite it goes on."""
    return before.touchpoint in design.ends and not _inside(design, before, step)


def _inside(design: Design, before: Event, step: Event) -> bool:
    return before.touchpoint == step.touchpoint and bool(design.touchpoints[str(step.touchpoint)].touchpoints)


def _visits(design: Design, steps: Sequence[Event]) -> list[Event]:
    """The steps of a case, those in a row at one composite as one."""
    visits: list[Event] = []
    for step in steps:
        if visits and _inside(design, visits[-1], step):
            visits[-1].inner.append(step)
        else:
            visits.append(step)
    return visits


def trouble_of(journey: Journey, log: Read, cases: Sequence[Case]) -> int:
    """Hangs every signal on the visit that it belongs to; how many belong to none."""
    unattached = 0
    visit_of = {id(one): step for case in cases for step in case.steps for one in (step, *step.inner)}
    for event in log.events:
        if not event.trouble:
            continue
        before = [
            step
            for step in log.steps
            if step.customer == event.customer
            and (journey.events.case is None or step.case == event.case)
            and step.touchpoint in event.trouble
            and step.place <= event.place
        ]
        if before:
            visit_of[id(max(before, key=lambda step: step.place))].signs.append(event)
        else:
            unattached += 1
    return unattached


def _silent(journey: Journey, before: Event, step: Event) -> bool:
    if journey.new_case_after is None or before.time is None or step.time is None:
        return False
    return step.time - before.time > span_micros(journey.new_case_after)


def _outcome(journey: Journey, design: Design, case: Case, as_of: int | None) -> str:
    visited = {step.touchpoint for step in case.steps}
    times = [step.time for step in case.steps if step.time is not None]
    if visited & design.won:
        return "won"
    if visited & design.lost:
        return "lost"
    if times and as_of is not None and as_of - max(times) <= span_micros(journey.leaves_after):
        return "open"
    return "left"


def grouped(items: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    """Items by key, in the order in which they come."""
    groups: dict[Any, list[Any]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


# Answers -------------------------------------------------------------------------------------------------------------


@dataclass
class Answer:
    """An answer that counts, at its touchpoint."""

    survey: str
    touchpoint: str
    value: Fraction
    weight: Fraction
    visit: Event | None
    """The step that it belongs to, if it does not name its touchpoint itself."""
    time: int | None
    comment: str


@dataclass
class Asked:
    """What became of a survey's rows."""

    rows: int = 0
    comments: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    unattached: int = 0
    answers: list[Answer] = field(default_factory=list)


def asked(
    journey: Journey,
    design: Design,
    name: str,
    log: Read,
    cases: Sequence[Case],
    file_rows: Sequence[Row],
    members: set[str] | None = None,
) -> Asked:
    """The answers to one survey."""
    survey = journey.surveys[name]
    named: dict[str, str] = {}
    unnamed: set[str] = set()
    for touchpoint_id in design.ids:
        if name in design.touchpoints[touchpoint_id].ask:
            names = design.touchpoints[touchpoint_id].ask[name]
            for at in names:
                named.setdefault(at, touchpoint_id)
            if not names:
                unnamed.add(touchpoint_id)
    result = Asked()
    visits = [one for case in cases for step in case.steps for one in (step, *step.inner) if step.touchpoint in unnamed]
    if survey.from_:
        for row in file_rows:
            if members is not None and text_of(row, survey.customer or journey.events.customer) not in members:
                continue
            time = time_of(text_of(row, survey.time), journey.events.timezone)
            _take(result, name, journey, row, time, named, partial(_by_time, journey, survey, row, visits))
    else:
        own = [event.role == "start" and event.touchpoint in unnamed for event in log.events]
        # First the rows that are such a visit themselves: of visits that are equal in all, the others take what comes from elsewhere.
        taken: set[int] = set()
        for first in (True, False):
            for event in (event for event, mine in zip(log.events, own, strict=True) if mine is first):
                find = partial(_in_the_log, journey, log, event, unnamed, taken)
                _take(result, name, journey, event.row, event.time, named, find)
            taken = {id(answer.visit) for answer in result.answers if answer.visit is not None}
    return result


def _take(
    result: Asked,
    name: str,
    journey: Journey,
    row: Row,
    time: int | None,
    named: Mapping[str, str],
    find: Callable[[], Event | None],
) -> None:
    """Counts one row as what it is."""
    survey = journey.surveys[name]
    if not meets(row, survey.where):
        return
    result.rows += 1
    comment = text_of(row, survey.comment) or ""
    comment = comment if comment.strip(" \t\n\f\r") else ""
    result.comments += bool(comment)
    text = text_of(row, survey.answer)
    value = number_of(text)
    weight = Fraction(1) if survey.weight is None else number_of(text_of(row, survey.weight))
    if text is None:
        result.left_out["blank"] += 1
    elif value is None:
        result.left_out["not a number"] += 1
    elif not exact(survey.scale.low) <= value <= exact(survey.scale.high):
        result.left_out["off the scale"] += 1
    elif weight is None or weight <= 0:
        result.left_out["no weight"] += 1
    else:
        at = text_of(row, survey.at)
        visit = None if at is not None and at in named else find()
        touchpoint = visit.touchpoint if visit is not None else named.get(at or "")
        lacking = _lacking(journey, survey, row) if touchpoint is None else None
        if lacking is not None:
            result.left_out[lacking] += 1
        elif touchpoint is None:
            result.unattached += 1
        else:
            result.answers.append(Answer(name, touchpoint, value, weight, visit, time, comment))


def _lacking(journey: Journey, survey: Survey, row: Row) -> str | None:
    """What an answer of a file of its own would need to find its visit, and has not."""
    if not survey.from_:
        return None
    if text_of(row, survey.customer or journey.events.customer) is None:
        return "no customer"
    if survey.time is not None and text_of(row, survey.time) is None:
        return "no time"
    if survey.time is not None and time_of(text_of(row, survey.time), journey.events.timezone) is None:
        return "bad time"
    return None


def _by_time(journey: Journey, survey: Survey, row: Row, visits: Sequence[Event]) -> Event | None:
    """The visit to which an answer of a file of its own belongs."""
    customer = text_of(row, survey.customer or journey.events.customer)
    found = [visit for visit in visits if visit.customer == customer]
    if survey.case is not None:
        found = [visit for visit in found if visit.case == text_of(row, survey.case)]
    if survey.time is not None:
        time = time_of(text_of(row, survey.time), journey.events.timezone)
        found = [visit for visit in found if time is not None and visit.time is not None and visit.time <= time]
        found.sort(key=lambda visit: (visit.known_time, visit.order, visit.number, visit.channel))
    elif survey.case is not None or journey.events.case is None:
        found.sort(key=lambda visit: visit.place)
    else:
        found.sort(key=lambda visit: (visit.known_time, visit.order, visit.number, visit.channel))
    return found[-1] if found else None


def _in_the_log(journey: Journey, log: Read, event: Event, unnamed: set[str], taken: set[int]) -> Event | None:
    """The visit to which an answer in the log belongs: its own, else the one before it."""
    found: list[Event] = []
    for other in log.events:
        same = other.customer == event.customer and (journey.events.case is None or other.case == event.case)
        if (
            same
            and other.role == "start"
            and other.touchpoint in unnamed
            and (other is event or other.place <= event.place)
        ):
            found.append(other)
    if event in found:
        return event
    return max(found, key=lambda step: (step.place, id(step) not in taken)) if found else None


# Statistics ----------------------------------------------------------------------------------------------------------


def wilson(count: float | Fraction, of: float | Fraction, z: float = Z95) -> tuple[float, float]:
    """The Wilson interval of a share."""
    p, n = float(count) / float(of), float(of)
    middle = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low = 0.0 if p == 0 else (middle - half) / (1 + z * z / n)
    high = 1.0 if p == 1 else (middle + half) / (1 + z * z / n)
    return max(0.0, low), min(1.0, high)


@cache
def student_t(quantile: float, df: float) -> float:
    """The quantile (above 1/2) of Student's t by bisection on its distribution function."""
    low, high = 0.0, 1.0
    while _t_tail(high, df) > 1 - quantile:
        high *= 2
    while low < (middle := (low + high) / 2) < high:
        if _t_tail(middle, df) > 1 - quantile:
            low = middle
        else:
            high = middle
    return middle


def _t_tail(t: float, df: float) -> float:
    """P(T > t): with t = sqrt(df) tan(a), the density is proportional to cos(a)^(df - 1)."""
    log_constant = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - math.log(math.pi) / 2
    x = df / (df + t * t)
    if x < 0.3:
        total, term = 0.0, 1.0
        for k in range(200):
            total += term / (df / 2 + k)
            term *= (k + 0.5) / (k + 1) * x
        return float(0.5 * math.exp(log_constant) * x ** (df / 2) * total)
    end = math.atan(t / math.sqrt(df))
    parts = 1000
    width = end / parts
    total = 0.0
    for k in range(parts + 1):
        total += (1 if k in (0, parts) else 4 if k % 2 else 2) * math.cos(k * width) ** (df - 1)
    return 0.5 - math.exp(log_constant) * total * width / 3


def mean_interval(n: float, mean: float, variance: float) -> tuple[float, float] | None:
    """Student's t interval of a mean, from the variance of the sample (n - 1)."""
    if n <= 1:
        return None
    half = student_t(0.975, float(n) - 1) * math.sqrt(float(variance) / float(n))
    return mean - half, mean + half


def nps_interval(promoters: float, detractors: float, n: float) -> tuple[float, float]:
    """The adjusted Wald interval of an NPS, in points."""
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = Z95 * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
    return max(-100.0, 100 * (p - d - half)), min(100.0, 100 * (p - d + half))


def quantile(values: Sequence[Fraction], q: Fraction) -> Fraction:
    """Linear between order statistics."""
    ordered = sorted(values)
    position = q * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def median_ranks(n: int) -> tuple[int, int] | None:
    """The ranks (from 1) of the order statistics that hold the median with 95 % confidence."""
    rank = 0
    while sum(math.comb(n, k) for k in range(rank + 1)) * 40 <= 2**n:
        rank += 1
    return (rank, n + 1 - rank) if rank >= 1 else None


# The shapes of the report --------------------------------------------------------------------------------------------


def real(value: float | Fraction) -> float:
    """At most six decimals."""
    return round(float(value), 6)


def rate(count: int, of: int) -> Figures | None:
    """A share, None where nothing could show it."""
    if of == 0:
        return None
    low, high = wilson(count, of)
    return {"value": real(Fraction(count, of)), "count": count, "of": of, "low": real(low), "high": real(high)}


def mean_of(values: Sequence[Fraction], bounds: tuple[Fraction, Fraction] | None = None) -> Figures | None:
    """A mean with its interval, clipped to a scale where there is one."""
    if not values:
        return None
    low, high = _mean_bounds(values, [Fraction(1)] * len(values), bounds)
    return {"value": real(sum(values) / len(values)), "n": len(values), "low": low, "high": high}


def _mean_bounds(
    values: Sequence[Fraction], weights: Sequence[Fraction], bounds: tuple[Fraction, Fraction] | None
) -> tuple[float | None, float | None]:
    mean, n = weighted_mean(values, weights), effective(weights)
    if n <= 1:
        return None, None
    variance = weighted_mean([(value - mean) ** 2 for value in values], weights) * n / (n - 1)
    interval = mean_interval(float(n), float(mean), float(variance))
    if interval is None:
        return None, None
    low, high = interval
    if bounds is not None:
        low, high = max(low, float(bounds[0])), min(high, float(bounds[1]))
    return real(low), real(high)


def weighted_mean(values: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    """The mean with weights."""
    return sum((value * weight for value, weight in zip(values, weights, strict=True)), Fraction(0)) / sum(weights)


def effective(weights: Sequence[Fraction]) -> Fraction:
    """The effective number of people."""
    return Fraction(sum(weights) ** 2) / sum(weight**2 for weight in weights)


def times(spans: Sequence[int]) -> Figures | None:
    """Microseconds as the report shows them, in seconds."""
    if not spans:
        return None
    seconds = sorted(Fraction(span, MICROSECONDS) for span in spans)
    ranks = median_ranks(len(seconds))
    return {
        "n": len(seconds),
        "median_seconds": real(quantile(seconds, Fraction(1, 2))),
        "low": real(seconds[ranks[0] - 1]) if ranks else None,
        "high": real(seconds[ranks[1] - 1]) if ranks else None,
        "p90_seconds": real(quantile(seconds, Fraction(9, 10))),
    }


# Scores --------------------------------------------------------------------------------------------------------------


def metric_of(name: str, survey: Survey) -> str | None:
    """csat, ces or nps: as the survey says, else as it is called."""
    if survey.metric is not None:
        return str(survey.metric.value)
    return name if name in ("csat", "ces", "nps") else None


def good_of(survey: Survey) -> tuple[Fraction, Fraction]:
    """Which answers count as satisfied."""
    if survey.good is not None:
        return exact(survey.good.low), exact(survey.good.high)
    return exact(survey.scale.high) - 1, exact(survey.scale.high)


def plain(value: Fraction) -> str:
    """A number of a scale as people write it."""
    return f"{float(value):g}"


def groups_of(metric: str, survey: Survey, values: Sequence[Fraction]) -> tuple[dict[str, int], list[str]]:
    """How many answers each group has, and the group of each answer."""
    low, high = exact(survey.scale.low), exact(survey.scale.high)
    groups: list[str] = []
    for value in values:
        if metric == "csat":
            good = good_of(survey)
            groups.append("good" if good[0] <= value <= good[1] else "other")
        elif metric == "nps":
            groups.append("promoters" if value >= 9 else "detractors" if value <= 6 else "passives")
        else:
            middle = (low + high) / 2
            below_is_easy = survey.easy is not None and exact(survey.easy) < middle
            groups.append("middle" if value == middle else "easy" if (value < middle) == below_is_easy else "hard")
    names = {
        "csat": ("good", "other"),
        "ces": ("easy", "middle", "hard"),
        "nps": ("promoters", "passives", "detractors"),
    }[metric]
    return {name: groups.count(name) for name in names}, groups


def score(name: str, metric: str, survey: Survey, answers: Sequence[Answer], visits: int) -> Figures | None:
    """What the answers at one touchpoint say."""
    if not answers:
        return None
    values = [answer.value for answer in answers]
    ones = [Fraction(1)] * len(values)
    weights = [answer.weight for answer in answers]
    counts, groups = groups_of(metric, survey, values)
    bounds = (exact(survey.scale.low), exact(survey.scale.high))
    value, low, high = _headline(metric, values, groups, weights, bounds)
    good = good_of(survey)
    direction = {
        "csat": f"{plain(good[0])}..{plain(good[1])} = satisfied",
        "ces": f"{plain(exact(survey.easy or 0))} = easy",
        "nps": "9..10 = promoter, 0..6 = detractor",
    }[metric]
    return {
        "survey": name,
        "metric": metric,
        "scale": f"{plain(bounds[0])}..{plain(bounds[1])}",
        "direction": direction,
        "value": value,
        "n": len(values),
        "low": low,
        "high": high,
        "mean": mean_of(values, bounds) if metric == "csat" else None,
        "counts": counts,
        "low_effort": rate(counts["easy"], len(values)) if metric == "ces" else None,
        "answers_per_visit": real(Fraction(len(values), visits)) if visits else None,
        "unweighted": _headline(metric, values, groups, ones, bounds)[0] if survey.weight is not None else None,
        "effective_n": real(effective(weights)) if survey.weight is not None else None,
    }


def _headline(
    metric: str,
    values: Sequence[Fraction],
    groups: Sequence[str],
    weights: Sequence[Fraction],
    bounds: tuple[Fraction, Fraction],
) -> tuple[float, float | None, float | None]:
    n = effective(weights)

    def share(group: str) -> Fraction:
        return weighted_mean([Fraction(other == group) for other in groups], weights)

    if metric == "csat":
        low, high = wilson(share("good") * n, n)
        return real(share("good")), real(low), real(high)
    if metric == "nps":
        low, high = nps_interval(float(share("promoters") * n), float(share("detractors") * n), float(n))
        return real(100 * (share("promoters") - share("detractors"))), real(low), real(high)
    return real(weighted_mean(values, weights)), *_mean_bounds(values, weights, bounds)


# The whole -----------------------------------------------------------------------------------------------------------


@dataclass
class Visit:
    """A step, the ones around it in its case, and what followed."""

    step: Event
    before: Event | None
    next: Event | None
    case: Case
    earlier: list[Event]
    followed_by: str = ""

    @property
    def gap(self) -> int | None:
        """Microseconds to the next step, where both have a time."""
        if self.next is None or self.next.time is None or self.step.time is None:
            return None
        return self.next.time - self.step.time

    @property
    def dwell(self) -> int | None:
        """The same, where it can be true."""
        return self.gap if self.gap is not None and self.gap >= 0 else None


def oracle(
    journey: Journey,
    event_rows: Sequence[Row],
    answer_rows: Mapping[str, Sequence[Row]],
    wanted: Sequence[Mapping[str, Condition]] = (),
    by: str | None = None,
) -> Figures:
    """The numbers of the report, without privacy. `answer_rows` are those of surveys with files of their own; `wanted` is
    what a customer's first step must meet, `by` the column by which funnels are broken down.
    """
    design = design_of(journey)
    log = read(journey, design, event_rows)
    begin = min((event.time for event in log.events if event.time is not None), default=None)
    if wanted:
        choose(journey, log, wanted)
    count_rows(journey, log)
    members = {event.customer for event in log.events} if wanted else None
    times_known = [event.time for event in log.events if event.time is not None]
    cases = cases_of(journey, design, log.steps, log.as_of)
    unattached = trouble_of(journey, log, cases)
    visits = visits_of(design, cases)
    surveys = {
        name: asked(journey, design, name, log, cases, answer_rows.get(name, ()), members) for name in journey.surveys
    }
    contacts = {touchpoint_id: contact_of(journey, design, touchpoint_id, log) for touchpoint_id in design.ids}
    seen = Seen(journey, design, visits, contacts, surveys, cases)
    touchpoints = {touchpoint_id: touchpoint_figures(seen, touchpoint_id) for touchpoint_id in design.ids}
    add_friction(seen, touchpoints)
    add_circumstances(seen, touchpoints)
    transitions = transitions_of(design, visits)
    return {
        "data": data_of(journey, log, cases, visits, surveys, times_known) | {"signals_unattached": unattached},
        "cases": cases_figures(journey, design, cases),
        "completion": rate(*completion_of(cases)),
        "starts": _counted(case.steps[0].touchpoint for case in cases),
        "ends": _counted(case.steps[-1].touchpoint for case in cases),
        "touchpoints": touchpoints,
        "transitions": transitions,
        "variants": variants_of(cases),
        "graph": {
            "never_visited": [
                touchpoint_id for touchpoint_id in design.ids if touchpoints[touchpoint_id]["visits"] == 0
            ],
            "unplanned": sum(transition["count"] for transition in transitions if not transition["planned"]),
        },
        "judgements": judgements_of(seen),
        "retention": oracle_retention.retention_of(journey, log.steps, begin, log.as_of),
        "engagement": oracle_engagement.engagement_of(journey, design, log, cases),
        "answers": oracle_answers.answers_of(seen, begin, log.as_of),
        "conformance": conformance_figures(journey, design, cases),
        "chain": chain_of(design, cases, visits),
        "funnels": funnels_of(journey, design, cases, log.as_of, by),
        "stages": stages_of(journey, design, cases),
    }


def stages_of(journey: Journey, design: Design, cases: Sequence[Case]) -> Figures:
    """How far cases get."""
    stages = {
        stage_id: {name: touchpoint.match is not None for name, touchpoint in stage.touchpoints.items()}
        for stage_id, stage in journey.stages.items()
    }
    walks = [([str(s.touchpoint) for s in case.steps], [s.time for s in case.steps], case.outcome) for case in cases]
    return oracle_stages.stages_of(stages, design.lost, walks, rate, times)


def conformance_figures(journey: Journey, design: Design, cases: Sequence[Case]) -> Figures | None:
    """How far cases walk as designed."""
    starts = {start for start in journey.starts_at if start in design.ids} or {design.ids[0]}
    unseen = {one for one in design.ids if design.touchpoints[one].match is None}
    net = net_of(design.ids, design.following, starts, design.ends, unseen)
    walks = [(case.customer, [str(step.touchpoint) for step in case.steps], case.outcome == "open") for case in cases]
    return conformance_of(net, walks, mean_of, rate)


def chain_of(design: Design, cases: Sequence[Case], visits: Sequence[Visit]) -> Figures | None:
    """The finished cases as an absorbing chain."""
    walks = [(case.customer, [str(step.touchpoint) for step in case.steps], case.outcome) for case in cases]
    ways = grouped(
        (visit for visit in visits if visit.dwell is not None),
        lambda visit: (visit.step.touchpoint, visit.next.touchpoint),
    )
    dwell = {
        way: Fraction(sum(visit.dwell for visit in timed), MICROSECONDS * len(timed)) for way, timed in ways.items()
    }
    return chain_figures(design.ids, walks_of(walks, design.won, design.lost), dwell, real)


@dataclass
class Seen:
    """All that was seen."""

    journey: Journey
    design: Design
    visits: list[Visit]
    contacts: dict[str, "ContactCounts | None"]
    surveys: dict[str, Asked]
    cases: list[Case]

    def at(self, touchpoint_id: str) -> list[Visit]:
        """The visits of a touchpoint."""
        return [visit for visit in self.visits if visit.step.touchpoint == touchpoint_id]


def channel_of(journey: Journey, design: Design, step: Event) -> str | None:
    """The channel of a step: as its row says, else as its touchpoint does."""
    known = [*journey.channels, *(touchpoint.channel for touchpoint in design.touchpoints.values())]
    said = text_of(step.row, journey.events.channel)
    if said is not None:
        return said if said in known else "(other)"
    return design.touchpoints[str(step.touchpoint)].channel


def _counted(items: Iterable[Any]) -> dict[str, int]:
    return dict(Counter(items))


def completion_of(cases: Sequence[Case]) -> tuple[int, int]:
    """Won cases of those that are over."""
    return sum(case.outcome == "won" for case in cases), sum(case.outcome != "open" for case in cases)


def visits_of(design: Design, cases: Sequence[Case]) -> list[Visit]:
    """Every step with what followed it."""
    visits = []
    for case in cases:
        for position, step in enumerate(case.steps):
            before = case.steps[position - 1] if position > 0 else None
            after = case.steps[position + 1] if position + 1 < len(case.steps) else None
            visit = Visit(step, before, after, case, case.steps[:position])
            if after is not None:
                visit.followed_by = (
                    "went_on" if after.touchpoint in design.following[str(step.touchpoint)] else "elsewhere"
                )
            elif case.outcome == "open" and step.touchpoint not in design.ends:
                visit.followed_by = "open"
            else:
                visit.followed_by = "left"
            visits.append(visit)
    return visits


def data_of(
    journey: Journey,
    log: Read,
    cases: Sequence[Case],
    visits: Sequence[Visit],
    surveys: Mapping[str, Asked],
    times_known: Sequence[int],
) -> Figures:
    """What was read, and what became of it."""
    pairs = [(visit.step, visit.next) for visit in visits if visit.next is not None]
    same = [
        one
        for one, two in pairs
        if one.order == two.order and one.time == two.time and one.touchpoint == two.touchpoint
    ]
    return {
        "rows": log.rows,
        "steps": len(visits),
        "inner_steps": sum(len(visit.step.inner) for visit in visits),
        "signal_rows": sum(bool(event.trouble) for event in log.events),
        "contact_rows": sum(event.role in ("done", "fail") for event in log.events),
        "ignored": log.ignored,
        "unbound": sum(log.unbound.values()),
        "unbound_names": dict(log.unbound),
        "left_out": dict(log.left_out),
        "rows_without_time": log.without_time,
        "unreadable_times_kept": log.unreadable_kept,
        "ambiguous": sum(event.hits > 1 for event in log.events),
        "ties": sum(one.order == two.order for one, two in pairs),
        "clock_faults": sum(visit.gap is not None and visit.gap < 0 for visit in visits),
        "duplicates_dropped": log.duplicates_dropped,
        "duplicates_kept": len(same),
        "customers": len({case.customer for case in cases}),
        "customers_outside": log.outside or None,
        "cases": len(cases),
        "first": iso(min(times_known, default=None)),
        "last": iso(max(times_known, default=None)),
        "as_of": iso(log.as_of),
        "answers": {
            name: {
                "rows": survey.rows,
                "counted": len(survey.answers),
                "left_out": dict(survey.left_out),
                "unattached": survey.unattached,
                "comments": survey.comments if journey.surveys[name].comment is not None else None,
            }
            for name, survey in surveys.items()
        },
    }


def switches_of(journey: Journey, design: Design, case: Case) -> Fraction:
    """How often a case changes its channel."""
    channels = [channel_of(journey, design, step) for step in case.steps]
    return Fraction(sum(1 for one, two in pairwise(channels) if one and two and one != two))


def won_spans(cases: Sequence[Case]) -> list[int]:
    """From the first to the last step of won cases."""
    spans = []
    for case in cases:
        first, last = case.steps[0].time, case.steps[-1].time
        if case.outcome == "won" and first is not None and last is not None and last >= first:
            spans.append(last - first)
    return spans


def cases_figures(journey: Journey, design: Design, cases: Sequence[Case]) -> Figures:
    """How cases ended, how long the won ones took, and what a case is made of."""
    outcomes = Counter(case.outcome for case in cases)
    return {
        "total": len(cases),
        **{outcome: outcomes[outcome] for outcome in ("won", "lost", "left", "open")},
        "time": times(won_spans(cases)),
        "contacts": mean_of([Fraction(len(case.steps)) for case in cases]),
        "channel_switches": mean_of([switches_of(journey, design, case) for case in cases]),
    }


def transitions_of(design: Design, visits: Sequence[Visit]) -> list[Figures]:
    """Neighbouring steps of a case, by touchpoints."""
    result = []
    pairs = grouped(
        (visit for visit in visits if visit.next is not None),
        lambda visit: (visit.step.touchpoint, visit.next.touchpoint),
    )
    for (source, target), members in pairs.items():
        seconds = [Fraction(visit.dwell, MICROSECONDS) for visit in members if visit.dwell is not None]
        result.append(
            {
                "from": source,
                "to": target,
                "count": len(members),
                "customers": len({visit.step.customer for visit in members}),
                "median_seconds": real(quantile(seconds, Fraction(1, 2))) if seconds else None,
                "p90_seconds": real(quantile(seconds, Fraction(9, 10))) if seconds else None,
                "planned": target in design.following[source],
                "late": late_of(design, source, target, seconds),
            }
        )
    return result


def late_of(design: Design, source: str, target: str, seconds: Sequence[Fraction]) -> Figures | None:
    """Of those who took a way that is promised within a time, how many took longer."""
    way = (design.touchpoints[source].next or {}).get(target)
    if way is None or way.within is None or target not in design.following[source]:
        return None
    return rate(sum(span * MICROSECONDS > span_micros(way.within) for span in seconds), len(seconds))


def add_circumstances(seen: Seen, touchpoints: dict[str, Figures]) -> None:
    """Where there is friction, what others did instead, and what those said who were not content. Random journeys have no ideas."""
    for touchpoint_id, figures in touchpoints.items():
        figures |= {"instead": [], "ideas": [], "quotes": []}
        if figures["friction"] is None or not figures["friction"]["rank"]:
            continue
        strayed = [visit for visit in seen.at(touchpoint_id) if visit.followed_by in ("elsewhere", "left")]
        ways = Counter(visit.next.touchpoint if visit.next else "(left)" for visit in strayed)
        order = [*seen.design.ids, "(left)"]
        if touchpoint_id not in seen.design.ends:
            most = sorted(ways, key=lambda way: (-ways[way], order.index(str(way))))[:3]
            figures["instead"] = [{"to": way, "share": rate(ways[way], len(strayed))} for way in most]
        for name, found in seen.surveys.items():
            metric, survey = metric_of(name, seen.journey.surveys[name]), seen.journey.surveys[name]
            here = [answer for answer in found.answers if answer.touchpoint == touchpoint_id] if metric else []
            _, groups = groups_of(str(metric), survey, [answer.value for answer in here]) if here else ({}, [])
            bad = [
                one.comment for one, group in zip(here, groups, strict=True) if group in ("other", "hard", "detractors")
            ]
            figures["quotes"] += oracle_answers.quotes_of(bad)


def variants_of(cases: Sequence[Case]) -> Figures:
    """All paths, the most walked first."""
    paths = Counter(tuple(str(step.touchpoint) for step in case.steps) for case in cases)
    top = sorted(paths.items(), key=lambda item: (-item[1], item[0]))
    return {"total": len(paths), "top": [{"path": list(path), "cases": count} for path, count in top], "other": 0}


@dataclass
class ContactCounts:
    """Contacts of one touchpoint: how they ended."""

    done: int = 0
    failed: int = 0
    spans: list[int] = field(default_factory=list)
    unclosed: int = 0
    unopened: int = 0


def contact_of(journey: Journey, design: Design, touchpoint_id: str, log: Read) -> ContactCounts | None:
    """In the order of the rows, each that ends a contact closes the latest visit before it that is not closed yet."""
    match = design.touchpoints[touchpoint_id].match
    if match is None or not (match.done or match.fail) or design.touchpoints[touchpoint_id].touchpoints:
        return None
    result = ContactCounts()
    here = [event for event in log.events if event.touchpoint == touchpoint_id]
    for events in grouped(
        here, lambda event: (event.customer, event.case if journey.events.case is not None else None)
    ).values():
        unclosed: list[Event] = []
        for event in sorted(events, key=lambda event: event.place):
            if event.role == "start":
                unclosed.append(event)
            elif not unclosed:
                result.unopened += 1
            else:
                visit = unclosed.pop()
                if event.role == "fail":
                    result.failed += 1
                else:
                    result.done += 1
                    if event.time is not None and visit.time is not None and event.time >= visit.time:
                        result.spans.append(event.time - visit.time)
        result.unclosed += len(unclosed)
    return result


def repeats_of(seen: Seen, touchpoint_id: str) -> list[Visit]:
    """The visits that come at once after another one of the same touchpoint, which is not designed."""
    if touchpoint_id in seen.design.following[touchpoint_id]:
        return []
    return [v for v in seen.at(touchpoint_id) if v.before is not None and v.before.touchpoint == touchpoint_id]


def returns_of(seen: Seen, touchpoint_id: str) -> list[Visit]:
    """The visits of a touchpoint that was visited before, but not just before, from where no way here is designed."""
    return [
        visit
        for visit in seen.at(touchpoint_id)
        if visit.before is not None
        and visit.before.touchpoint != touchpoint_id
        and touchpoint_id not in seen.design.following[str(visit.before.touchpoint)]
        and any(step.touchpoint == touchpoint_id for step in visit.earlier)
    ]


def errors_of(seen: Seen, touchpoint_id: str) -> tuple[int, int] | None:
    """Visits with a signal of trouble, of all."""
    touchpoint = seen.design.touchpoints[touchpoint_id]
    if not touchpoint.signals or touchpoint.match is None:
        return None
    here = seen.at(touchpoint_id)
    return sum(bool(visit.step.signs) for visit in here), len(here)


def sla_of(seen: Seen, touchpoint_id: str) -> tuple[int, int] | None:
    """Contacts that took no longer than was agreed, of all whose time is known."""
    touchpoint, contact = seen.design.touchpoints[touchpoint_id], seen.contacts[touchpoint_id]
    if touchpoint.sla is None:
        return None
    if contact is not None and touchpoint.match is not None and touchpoint.match.done:
        spans = contact.spans
    else:
        spans = [visit.dwell for visit in seen.at(touchpoint_id) if visit.dwell is not None]
    return sum(span <= span_micros(touchpoint.sla.within) for span in spans), len(spans)


def going_of(seen: Seen, touchpoint_id: str) -> tuple[int, int, int]:
    """Visits that go on to another touchpoint which is not designed, not straight back; that are handed to a person; that go on at all."""
    unplanned = handed = going = 0
    assisted = {name for name, channel in seen.journey.channels.items() if channel.assisted}
    for visit in seen.at(touchpoint_id):
        if visit.next is None:
            continue
        going += 1
        if visit.next.touchpoint == touchpoint_id:
            continue
        designed = visit.next.touchpoint in seen.design.following[touchpoint_id]
        straight_back = visit.before is not None and visit.before.touchpoint == visit.next.touchpoint
        unplanned += not designed and not straight_back
        declared = seen.design.touchpoints[str(visit.next.touchpoint)].channel
        as_designed = designed and (declared is None or declared in assisted)
        handed += channel_of(seen.journey, seen.design, visit.next) in assisted and not as_designed
    return unplanned, handed, going


def touchpoint_figures(seen: Seen, touchpoint_id: str) -> Figures:
    """What was seen at one touchpoint."""
    journey, design, contact = seen.journey, seen.design, seen.contacts[touchpoint_id]
    here, errors, sla = seen.at(touchpoint_id), errors_of(seen, touchpoint_id), sla_of(seen, touchpoint_id)
    followed = Counter(visit.followed_by for visit in here)
    touchpoint = design.touchpoints[touchpoint_id]
    match = touchpoint.match
    figures: Figures = {
        "title": touchpoint.title or humanised(touchpoint_id),
        "stage": next(
            stage.title or humanised(key) for key, stage in journey.stages.items() if touchpoint_id in stage.touchpoints
        ),
        "pains": [pain.text for pain in touchpoint.pains],
        "visits": len(here),
        "customers": len({visit.step.customer for visit in here}),
        "cases": len({id(visit.case) for visit in here}),
        **{way: followed[way] for way in ("went_on", "elsewhere", "left", "open")},
        "drop_off": rate(followed["left"], len(here) - followed["open"]) if touchpoint_id not in design.ends else None,
        "dwell": times([visit.dwell for visit in here if visit.dwell is not None]),
        "repeats": rate(len(repeats_of(seen, touchpoint_id)), len(here)),
        "returns": rate(len(returns_of(seen, touchpoint_id)), len(here)),
        "errors": rate(*errors) if errors else None,
        "sla": rate(*sla) if sla and match is not None else None,
        "channels": _counted(channel_of(journey, design, visit.step) or "(none)" for visit in here)
        if journey.events.channel is not None
        else {},
        "csat": None,
        "ces": None,
        "nps": None,
        "contact": None,
        "friction": None,
    }
    for name in journey.surveys:
        if name in design.touchpoints[touchpoint_id].ask:
            metric = metric_of(name, journey.surveys[name])
            answers = [answer for answer in seen.surveys[name].answers if answer.touchpoint == touchpoint_id]
            if metric is not None and figures[metric] is None:
                figures[metric] = score(name, metric, journey.surveys[name], answers, len(here))
    if match is None:
        figures |= dict.fromkeys(("visits", "customers", "cases", "went_on", "elsewhere", "left", "open"))
    if contact is not None and match is not None:
        figures["contact"] = {
            "failure": rate(contact.failed, contact.done + contact.failed) if match.done and match.fail else None,
            "duration": times(contact.spans),
            "unclosed": contact.unclosed,
            "unopened": contact.unopened,
        }
    return figures


# Funnels -------------------------------------------------------------------------------------------------------------


def funnels_of(
    journey: Journey, design: Design, cases: Sequence[Case], as_of: int | None, by: str | None
) -> dict[str, Figures]:
    """Every funnel, answered by `oracle_funnels`."""
    walks = []
    for of_customer in grouped(cases, lambda case: case.customer).values():
        steps = sorted((step for case in of_customer for step in case.steps), key=lambda step: step.place)
        trails = [
            [(step.time, step.order, str(step.touchpoint), _says(step, by)) for step in trail]
            for trail in grouped(steps, lambda step: step.case).values()
        ]
        heard = [one.time for step in steps for one in (step, *step.inner) if one.time is not None]
        walks.append(Walk(in_order(trails), max(heard, default=None)))
    silence = span_micros(journey.leaves_after)
    return {
        name: funnel_figures(design, funnel, by, convert(funnel, walks, design.ids, as_of, silence))
        for name, funnel in journey.funnels.items()
    }


def _says(step: Event, by: str | None) -> str | None:
    """What a visit says in a column; where its first rows are equal, the first in the order of the texts."""
    texts = [text_of(one.row, by) for one in (step, *step.inner) if one.place == step.place]
    return min((text for text in texts if text is not None), default=None)


def funnel_figures(design: Design, funnel: Funnel, by: str | None, found: Conversion) -> Figures:
    """The answer to a funnel in the shape of the report."""
    size, strange = len(funnel.steps), funnel.order == "any"
    dark = [
        number
        for number, step in enumerate(funnel.steps, 1)
        if all(design.touchpoints[at].match is None for at in step.at) or number in found.timeless
    ]
    seen = size if strange or not dark else dark[0] - 1
    reached = [sum(depth >= step for depth in found.depths) for step in range(1, size + 1)]
    steps = []
    for number, count in enumerate(reached, 1):
        seconds = [Fraction(span, MICROSECONDS) for span in found.spans.get(number, [])]
        known = 1 < number <= seen
        steps.append(
            {
                "customers": count if number <= seen else None,
                "share_of_previous": rate(count, reached[number - 2]) if known else None,
                "share_of_first": rate(count, reached[0]) if known else None,
                "mean_seconds": mean_of(seconds),
                "median_seconds": real(quantile(seconds, Fraction(1, 2))) if seconds else None,
                "then": _counted(name or "(nothing)" for name in found.then.get(number, [])) if number < seen else {},
            }
        )
    groups: dict[str, list[int | None]] = {}
    for value, depths in grouped(found.groups, lambda pair: pair[0]).items() if by is not None else ():
        counts = [sum(depth >= step for _, depth in depths) for step in range(1, size + 1)]
        groups[f"says {value}" if value is not None else "says nothing"] = [*counts[:seen], *[None] * (size - seen)]
    return {
        "by": groups,
        "steps": steps,
        "time": times(found.spans.get(0, [])),
        "void": found.voided,
        "open": found.open,
        "untimed": found.untimed,
        "unseen": dark,
    }


# Friction ------------------------------------------------------------------------------------------------------------


def signs_of(seen: Seen, touchpoint_id: str, figures: Figures) -> dict[str, tuple[int, int]]:
    """Each sign of friction that could be seen, as count and of."""
    touchpoint, contact = seen.design.touchpoints[touchpoint_id], seen.contacts[touchpoint_id]
    signs: dict[str, tuple[int, int]] = {}
    if figures["drop_off"] is not None:
        signs["drop-off"] = (figures["drop_off"]["count"], figures["drop_off"]["of"])
    if touchpoint.takes is not None:
        spans = [visit.dwell for visit in seen.at(touchpoint_id) if visit.dwell is not None]
        signs["slow"] = (sum(span > span_micros(touchpoint.takes) for span in spans), len(spans))
    for sign, key in (("repeat", "repeats"), ("return", "returns"), ("error", "errors")):
        if figures[key] is not None:
            signs[sign] = (figures[key]["count"], figures[key]["of"])
    unplanned, handed, going = going_of(seen, touchpoint_id)
    signs["unplanned"] = (unplanned, going)
    if any(channel.assisted for channel in seen.journey.channels.values()):
        signs["hand-off"] = (handed, going)
    if contact is not None and touchpoint.match is not None and touchpoint.match.done and touchpoint.match.fail:
        signs["failure"] = (contact.failed, contact.done + contact.failed)
    if figures["csat"] is not None:
        signs["low CSAT"] = (figures["csat"]["counts"]["other"], figures["csat"]["n"])
    if figures["ces"] is not None:
        signs["high effort"] = (figures["ces"]["counts"]["hard"], figures["ces"]["n"])
    return {sign: signs[sign] for sign in SIGNALS if sign in signs and signs[sign][1] >= FEWEST}


def weights_of(journey: Journey) -> dict[str, tuple[Fraction, Fraction]]:
    """Tolerance and severity of each sign, as the journey says, else as usual."""
    said = journey.weights.model_dump(by_alias=True)
    result = {}
    for sign, (tolerance, severity) in SIGNALS.items():
        weight = said[sign.lower().replace("-", "_").replace(" ", "_")]
        result[sign] = (
            tolerance if weight["tolerance"] is None else exact(weight["tolerance"]),
            severity if weight["severity"] is None else exact(weight["severity"]),
        )
    return result


def add_friction(seen: Seen, touchpoints: dict[str, Figures]) -> None:
    """The friction of every touchpoint with a sign that enough visits or answers could show."""
    weights = weights_of(seen.journey)
    signs = {touchpoint_id: signs_of(seen, touchpoint_id, figures) for touchpoint_id, figures in touchpoints.items()}
    cells = sum(len(of_touchpoint) for of_touchpoint in signs.values())
    if not cells:
        return
    z = NormalDist().inv_cdf(1 - 0.025 / cells)
    affected: dict[str, float] = {}
    for touchpoint_id, of_touchpoint in signs.items():
        if of_touchpoint:
            friction, affected[touchpoint_id] = friction_of(
                of_touchpoint, touchpoints[touchpoint_id]["visits"] or 0, z, weights
            )
            touchpoints[touchpoint_id]["friction"] = friction
    gains: dict[str, float] = {}
    for touchpoint_id in affected:
        friction = touchpoints[touchpoint_id]["friction"]
        friction["impact"] = impact_at(seen, touchpoint_id, friction, weights["drop-off"][0])
        if friction["impact"] is not None:
            gains[touchpoint_id] = friction["impact"]["gains"][-1]["completions"]
    painful = {touchpoint_id: visits for touchpoint_id, visits in affected.items() if visits > 0}
    for rank, touchpoint_id in enumerate(ranks(gains, painful), start=1):
        touchpoints[touchpoint_id]["friction"]["rank"] = rank


def impact_at(seen: Seen, touchpoint_id: str, friction: Figures, tolerance: Fraction) -> Figures | None:
    """What fixing a touchpoint that more than is normal leave is associated with."""
    if not any(sign["signal"] == "drop-off" and sign["contribution"] > 0 for sign in friction["signals"]):
        return None
    design = seen.design
    walks = [(case.customer, [str(step.touchpoint) for step in case.steps], case.outcome) for case in seen.cases]
    finished = walks_of(walks, design.won, design.lost)
    found: Figures | None = (
        impact_of(finished, touchpoint_id, design.following[touchpoint_id], tolerance, real) if finished else None
    )
    return found


def friction_of(
    signs: Mapping[str, tuple[int, int]], visits: int, z: float, weights: Mapping[str, tuple[Fraction, Fraction]]
) -> tuple[Figures, float]:
    """The score of one touchpoint and what it is made of; and its visits affected, not rounded."""
    parts: dict[str, float] = {}
    bounds: dict[str, float] = {}
    for sign, (count, of) in signs.items():
        tolerance, severity = (float(number) for number in weights[sign])
        bounds[sign] = wilson(count, of, z)[0]
        # Where everything is normal, nothing is beyond it.
        parts[sign] = severity * max(0.0, (bounds[sign] - tolerance) / (1 - tolerance)) if tolerance < 1 else 0.0
    logs = {sign: math.log(1 - part) for sign, part in parts.items()}
    total = sum(logs.values())
    acts = any(part > 0 for sign, part in parts.items() if sign not in FELT)
    feels = any(part > 0 for sign, part in parts.items() if sign in FELT)
    affected = sum(parts.values()) * visits
    figures = {
        "score": real(100 * (1 - math.prod(1 - part for part in parts.values()))),
        "rank": None,
        "impact": None,
        "affected": real(affected),
        "word": "confirmed" if acts and feels else "silent" if acts else "felt" if feels else "fine",
        "signals": [
            {
                "signal": sign,
                "share": rate(count, of),
                "tolerance": real(weights[sign][0]),
                "severity": real(weights[sign][1]),
                "bound": real(bounds[sign]),
                "contribution": real(logs[sign] / total) if total else 0.0,
            }
            for sign, (count, of) in signs.items()
        ],
        "not_measured": [sign for sign in SIGNALS if sign not in signs],
    }
    return figures, affected


# Promises ------------------------------------------------------------------------------------------------------------

SHARES = ("drop_off", "repeat", "return", "unplanned", "hand_off", "failure", "error", "sla")


@dataclass
class Promised:
    """A promise: its place, what it is about, of which touchpoints, and what was promised."""

    ref: list[str]
    about: str
    of: str
    measure: str
    value: float
    where: list[str]


def promises_of(seen: Seen) -> list[Promised]:
    """All of them: the budget, then by stage its targets and those of its touchpoints."""
    journey = seen.journey

    def among(targets: Any, ref: list[str], about: str, of: str, where: list[str]) -> list[Promised]:
        said = {key: value for key, value in targets.model_dump(by_alias=True).items() if value is not None}
        numbers = {key: value.total_seconds() if key == "time" else value for key, value in said.items()}
        return [Promised([*ref, key], about, of, key, value, where) for key, value in numbers.items()]

    result = among(journey.budget, ["budget"], "journey", "", seen.design.ids)
    for stage_id, stage in journey.stages.items():
        place = ["stages", stage_id]
        result += among(stage.targets, [*place, "targets"], "stage", stage_id, list(stage.touchpoints))
        for touchpoint_id, touchpoint in stage.touchpoints.items():
            here = [*place, "touchpoints", touchpoint_id]
            result += among(touchpoint.targets, [*here, "targets"], "touchpoint", touchpoint_id, [touchpoint_id])
            if touchpoint.sla is not None:
                share = touchpoint.sla.share
                result.append(Promised([*here, "sla"], "touchpoint", touchpoint_id, "sla", share, [touchpoint_id]))
    return result


def share_of(seen: Seen, measure: str, touchpoint_id: str) -> tuple[int, int]:
    """A measure of a touchpoint as count and of; nothing of nothing where it cannot show it."""
    design, here, contact = seen.design, seen.at(touchpoint_id), seen.contacts[touchpoint_id]
    touchpoint = design.touchpoints[touchpoint_id]
    nothing = (0, 0)
    if measure == "drop_off":
        if touchpoint_id in design.ends:
            return nothing
        ways = Counter(visit.followed_by for visit in here)
        return ways["left"], len(here) - ways["open"]
    if measure == "repeat":
        return len(repeats_of(seen, touchpoint_id)), len(here)
    if measure == "return":
        return len(returns_of(seen, touchpoint_id)), len(here)
    unplanned, handed, going = going_of(seen, touchpoint_id)
    if measure == "unplanned":
        return unplanned, going
    if measure == "hand_off":
        return (handed, going) if any(channel.assisted for channel in seen.journey.channels.values()) else nothing
    if measure == "failure":
        if contact is None or touchpoint.match is None or not (touchpoint.match.done and touchpoint.match.fail):
            return nothing
        return contact.failed, contact.done + contact.failed
    return (errors_of if measure == "error" else sla_of)(seen, touchpoint_id) or nothing


def judgements_of(seen: Seen) -> list[Figures]:
    """Every promise, and what became of it."""
    promises = promises_of(seen)
    return [judgement_of(seen, promise, len(promises)) for promise in promises]


def beyond_chance(promise: Promised, value: float, n: int, tail: float, more: bool) -> bool:
    """Whether so bad a share, or a worse one, is as rare as the tail of its interval where the promise is just kept: by the terms of the binomial."""
    if promise.measure not in (*SHARES, "completion"):
        return True
    share, count = Fraction(repr(promise.value)), round(value * n)
    share, count = (1 - share, n - count) if more else (share, count)
    chance = sum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(count, n + 1))
    return chance <= Fraction(tail)


def judgement_of(seen: Seen, promise: Promised, together: int) -> Figures:
    """A promise held against an interval that is wide enough for all of them together."""
    value, n, low, high, more = observed(seen, promise, 0.025 / together)
    verdict = "too few"
    if n >= FEWEST and low is not None and high is not None:
        verdict = "undecided"
        if (low >= promise.value) if more else (high <= promise.value):
            verdict = "ok"
        elif (high < promise.value) if more else (low > promise.value):
            verdict = (
                "broken" if value is None or beyond_chance(promise, value, n, 0.025 / together, more) else "undecided"
            )
    return {
        "ref": promise.ref,
        "about": promise.about,
        "of": promise.of,
        "measure": promise.measure,
        "promised": real(promise.value),
        "verdict": verdict,
        "value": None if value is None else real(value),
        "n": n,
        "low": None if low is None else real(low),
        "high": None if high is None else real(high),
    }


Observed = tuple[float | None, int, float | None, float | None, bool]
"""Value, n, both ends of the interval, whether more is better."""


def observed(seen: Seen, promise: Promised, tail: float) -> Observed:
    """What was seen of a promise's measure."""
    if promise.measure in ("csat", "ces", "nps"):
        return observed_score(seen, promise, tail)
    z = NormalDist().inv_cdf(1 - tail)
    if promise.measure == "completion" or promise.measure in SHARES:
        pairs = [share_of(seen, promise.measure, one) for one in promise.where if promise.measure in SHARES]
        count, of = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        if promise.measure == "completion":
            count, of = completion_of(seen.cases)
        more = promise.measure in ("completion", "sla")
        return (count / of, of, *wilson(count, of, z), more) if of else (None, 0, None, None, more)
    if promise.measure == "time":
        spans = won_spans(seen.cases)
        if promise.about != "journey":
            spans = [visit.dwell for one in promise.where for visit in seen.at(one) if visit.dwell is not None]
        return observed_median(sorted(Fraction(span, MICROSECONDS) for span in spans), tail)
    counts = [Fraction(len(case.steps)) for case in seen.cases]
    if promise.measure == "channel_switches":
        counts = [switches_of(seen.journey, seen.design, case) for case in seen.cases]
    if len(counts) < 2:
        return None, 0, None, None, False
    mean = sum(counts) / len(counts)
    variance = sum((count - mean) ** 2 for count in counts) / (len(counts) - 1)
    low, high = wide_mean(len(counts), mean, variance, tail)
    return float(mean), len(counts), low, high, False


def wide_mean(n: float, mean: Fraction, variance: Fraction, tail: float) -> tuple[float, float]:
    """Student's interval with a tail of one's own."""
    half = student_t(1 - tail, float(n) - 1) * math.sqrt(float(variance) / float(n))
    return float(mean) - half, float(mean) + half


def observed_median(seconds: Sequence[Fraction], tail: float) -> Observed:
    """The median of sorted seconds, between order statistics."""
    if not seconds:
        return None, 0, None, None, False
    n = len(seconds)
    rank = 0
    while sum(math.comb(n, k) for k in range(rank + 1)) <= Fraction(tail) * 2**n:
        rank += 1
    middle = float(quantile(seconds, Fraction(1, 2)))
    if rank == 0:
        return middle, n, None, None, False
    return middle, n, float(seconds[rank - 1]), float(seconds[n - rank]), False


def observed_score(seen: Seen, promise: Promised, tail: float) -> Observed:
    """The first survey of the metric that has answers at these touchpoints."""
    for name, survey in seen.journey.surveys.items():
        if metric_of(name, survey) != promise.measure:
            continue
        answers = [answer for answer in seen.surveys[name].answers if answer.touchpoint in promise.where]
        if answers:
            easy_is_high = survey.easy is not None and exact(survey.easy) == exact(survey.scale.high)
            more = promise.measure != "ces" or easy_is_high
            return (*corrected_score(promise.measure, survey, answers, tail), more)
    return None, 0, None, None, True


def corrected_score(
    metric: str, survey: Survey, answers: Sequence[Answer], tail: float
) -> tuple[float, int, float | None, float | None]:
    """The headline of a survey with a tail of one's own."""
    values, weights = [answer.value for answer in answers], [answer.weight for answer in answers]
    _, groups = groups_of(metric, survey, values)
    n, z = effective(weights), NormalDist().inv_cdf(1 - tail)

    def share(group: str) -> Fraction:
        return weighted_mean([Fraction(other == group) for other in groups], weights)

    if metric == "csat":
        return float(share("good")), len(values), *wilson(share("good") * n, n, z)
    if metric == "nps":
        p, d = (float((share(group) * n + Fraction(3, 4)) / (n + 3)) for group in ("promoters", "detractors"))
        half = z * math.sqrt((p + d - (p - d) ** 2) / (float(n) + 3))
        score = float(100 * (share("promoters") - share("detractors")))
        return score, len(values), max(-100.0, 100 * (p - d - half)), min(100.0, 100 * (p - d + half))
    mean = weighted_mean(values, weights)
    if n <= 1:
        return float(mean), len(values), None, None
    variance = weighted_mean([(value - mean) ** 2 for value in values], weights) * n / (n - 1)
    low, high = wide_mean(float(n), mean, variance, tail)
    bounds = float(exact(survey.scale.low)), float(exact(survey.scale.high))
    return float(mean), len(values), max(low, bounds[0]), min(high, bounds[1])
