"""Scores, rates, promises and friction in words."""

from decimal import Decimal
from typing import TYPE_CHECKING

from journeymap.amounts import apart, count, number, percent, percents, signed, span
from journeymap.catalogue import mark, numeral, say, sayable
from journeymap.quantities import Difference, FrictionScore, Gain, Rate, Score
from journeymap.units import Scale, parse_scale, shown

if TYPE_CHECKING:  # the report's numbers are not needed to speak of a plan
    from journeymap.report import Judgement

HIDDEN_WAYS = mark("Ways of too few customers are not shown.")
"""How many there are would help to find out which."""


def quoted(text: str) -> str:
    """A name from data in a message: short and without control characters."""
    return shown(text)


@sayable
def score_words(score: Score) -> str:
    """A score with its direction and interval: `78 % (75-81 %)`, `ease 4.3 of 5 (4.2-4.4)`, `effort 2.6 of 7 (2.4-2.8)`, `+40 (37 to 42)`."""
    tell = {"csat": lambda: percent(score.value), "ces": lambda: ces_words(score)}
    words = tell.get(score.metric, lambda: signed(score.value))()
    interval = interval_words(score)
    return f"{words} ({interval})" if interval else words


def interval_words(score: Score) -> str:
    """The interval of a score: `75-81 %`, `4.2-4.4`, `+37 to +42`; empty where it has none."""
    if score.low is None or score.high is None:
        return ""
    if score.metric == "csat":
        return percents(score.low, score.high)
    if score.metric == "ces":
        digits = apart(score.low, score.high, 1)
        return f"{number(score.low, digits)}-{number(score.high, digits)}"
    digits = apart(score.low, score.high, 0)
    return say("{low} to {high}", low=signed(score.low, digits), high=signed(score.high, digits))


def people(score: Score) -> str:
    """How many answered, and with weights how many that is worth: `n=120`, `n=120 (effective 96.4)`."""
    effective = say("effective {n}", n=number(score.effective_n)) if score.effective_n is not None else ""
    return f"n={count(score.n)} ({effective})" if effective else f"n={count(score.n)}"


def figure_words(score: Score) -> str:
    """A score's value alone: `78 %`, `4.3`, `+40`."""
    if score.metric == "ces":
        return number(score.value)
    return percent(score.value) if score.metric == "csat" else signed(score.value)


def ces_words(score: Score) -> str:
    """A CES mean with the word that says which way is good: `ease 4.3 of 5` where the high end is easy, else `effort 2.6 of 7`."""
    scale: Scale = parse_scale(score.scale)
    easy_is_high = score.direction == f"{scale.high:g} = easy"
    words = mark("ease {value} of {top}") if easy_is_high else mark("effort {value} of {top}")
    return say(words, value=figure_words(score), top=f"{scale.high:g}")


SHARES = frozenset(
    {"drop_off", "repeat", "return", "unplanned", "hand_off", "failure", "error", "csat", "completion", "sla"}
)
"""The promises that are shares."""
_MEASURES = {
    "time": mark("median time to the goal"),
    "nps": "NPS",
    "csat": "CSAT",
    "ces": "CES",
    "drop_off": mark("drop-off"),
    "completion": mark("completion"),
    "contacts": mark("contacts"),
    "channel_switches": mark("channel switches"),
    "repeat": mark("repeat"),
    "return": mark("return"),
}
_PROMISED = {
    "hand_off": mark("hand-off"),
    "unplanned": mark("unplanned ways on"),
    "failure": mark("failed contacts"),
    "error": mark("signals of trouble"),
    "sla": mark("share within the SLA"),
}


def privacy_words(min_group: int) -> str:
    """What is hidden."""
    if not min_group:
        return say("nothing is hidden: for the analyst's own use")
    return say("groups of fewer than {n} are hidden", n=count(min_group))


@sayable
def measure_words(measure: str) -> str:
    """What a target is about: `drop_off` as `drop-off`, `csat` as `CSAT`."""
    return say(_MEASURES.get(measure, measure.replace("_", " ")))


@sayable
def promised_words(promise: "Judgement") -> str:
    """What a promise that was judged is about: `time` at a touchpoint is that to the next step."""
    return measured_words(promise.measure, promise.about)


def measured_words(measure: str, about: str) -> str:
    """What a measure of a journey, a stage or a touchpoint is called."""
    if measure == "time" and about != "journey":
        return say("median time to the next step")
    return say(_PROMISED[measure]) if measure in _PROMISED else measure_words(measure)


@sayable
def promise_words(promise: "Judgement", value: float, digits: int = 0) -> str:
    """A value in the unit of its promise."""
    if promise.measure in SHARES:
        return percent(value, digits)
    if promise.measure == "time":
        return span(value)
    return signed(value) if promise.measure == "nps" else number(value)


@sayable
def rate_words(share: Rate) -> str:
    """A share with its interval."""
    return f"{percent(share.value, 1)} ({percents(share.low, share.high, 1)})"


@sayable
def points(found: Difference) -> str:
    """A difference of two shares in points of percent with its interval: `+24 points (+6 to +40)`."""
    low, high = signed(100 * found.low), signed(100 * found.high)
    return say("{difference} points ({low} to {high})", difference=signed(100 * found.value), low=low, high=high)


SIGNAL_WORDS = {
    "drop-off": mark("leave"),
    "slow": mark("wait longer than promised"),
    "repeat": mark("have to do it again"),
    "return": mark("come back"),
    "unplanned": mark("go on elsewhere"),
    "hand-off": mark("need a person"),
    "failure": mark("of contacts fail"),
    "error": mark("show a signal of trouble"),
    "low CSAT": mark("not satisfied"),
    "high effort": mark("find it hard"),
}
"""A sign of friction as a verb: `14 % leave`."""


@sayable
def more(value: float) -> str:
    """A number of cases that is worked out and not counted: whole from ten on, else with one decimal."""
    return number(value, 0 if abs(value) >= 9.95 else 1)


@sayable
def _gain(found: Gain) -> str:
    interval = f" ({more(found.low)}-{more(found.high)})" if found.low is not None and found.high is not None else ""
    return f"{more(found.completions)}{interval}"


@sayable
def gain_words(found: Gain) -> str:
    """Completions gained with their interval: `210 more completions (160-260)`."""
    if found.low is None or found.high is None:
        return say("{n} more completions", n=more(found.completions))
    interval = {"low": more(found.low), "high": more(found.high)}
    return say("{n} more completions ({low}-{high})", n=more(found.completions), **interval)


@sayable
def fix_words(friction: FrictionScore | None) -> str:
    """What fixing a touchpoint is associated with, in a line; nothing where no completions are."""
    if friction is None or friction.impact is None or not friction.impact.gains[-1].completions:
        return ""
    told = gain_words(friction.impact.gains[-1])
    return say(
        "fixing its drop-off is associated with {gain} of {cases}", gain=told, cases=count(friction.impact.cases)
    )


def gains_nothing(friction: FrictionScore) -> bool:
    """Whether no completions are associated with fixing a touchpoint: no more leave there than is normal, or nobody completes from there on."""
    if friction.impact is not None:
        return not friction.impact.gains[-1].completions
    return not any(signal.signal == "drop-off" and signal.contribution > 0 for signal in friction.signals)


@sayable
def impact_words(friction: FrictionScore) -> str:
    """What fixing a touchpoint at which there is something to gain is associated with: whole, half and a quarter."""
    if friction.impact is None:
        return say(
            "How many completions are associated with it is not known: too few cases went on from here as designed and finished."
        )
    quarter, half, whole = friction.impact.gains
    return say(
        "Fixing its drop-off is associated with {gain} of {cases} finished cases; half of it with {half}, a quarter of it with {quarter}.",
        gain=gain_words(whole),
        cases=count(friction.impact.cases),
        half=_gain(half),
        quarter=_gain(quarter),
    )


_NAMED = (mark("(none)"), mark("(other)"), mark("(nothing)"))


@sayable
def channel_words(name: str) -> str:
    """A name from data; what stands for no name, or for all other ones, in words."""
    return say(name) if name in _NAMED else name


@sayable
def period_words(period: str) -> str:
    """A month or a week: `2026-05`, `2026-W21`."""
    year, _, part = period.partition("-")
    if part.startswith("W"):
        return say("{year}-W{week}", year=year, week=part[1:])
    return say("{year}-{month}", year=year, month=part)


def plain(value: float) -> str:
    """A number as somebody wrote it, without needless decimals: `4`, `2.5`."""
    return numeral(f"{Decimal(f'{value:g}'):f}")


_GOOD = (mark("satisfied"), mark("easy"), mark("promoter"), mark("detractor"))


@sayable
def direction_words(direction: str) -> str:
    """Which way of a scale is good: `4..5 = satisfied`."""
    told = (part.partition(" = ") for part in direction.split(", "))
    return ", ".join(f"{values}{equals}{say(word) if word in _GOOD else word}" for values, equals, word in told)
