"""Numbers as people read them. Fixed rounding, no locale: the same words everywhere."""

from journeymap.quantities import Difference, FrictionScore, Gain, Rate, Score
from journeymap.report import Judgement
from journeymap.units import Scale, parse_scale, shown

TOO_FEW = "too few"
NONE = "-"


def percent(share: float, digits: int = 0) -> str:
    """A share (0-1) as `14 %`, with more digits `14.2 %`; never 0 or 100 where it is not."""
    text = f"{100 * share:.{digits}f}"
    if digits == 0 and text in ("0", "100") and share not in (0, 1):
        text = "under 1" if text == "0" else "over 99"
    return f"{text} %"


def percents(low: float, high: float, digits: int = 0) -> str:
    """An interval of shares as `11-18 %`."""
    return f"{100 * low:.{digits}f}-{100 * high:.{digits}f} %"


def number(value: float, digits: int = 1) -> str:
    """`2.6`, `1,240`."""
    return f"{value:,.{digits}f}" if digits else f"{round(value):,}"


def count(value: int) -> str:
    """`12,345`."""
    return f"{value:,}"


def short(value: float) -> str:
    """A count in at most four characters where it can be: `870`, `13.6k`, `1.2M`."""
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if value >= 0.9995 * size:
            scaled = value / size
            return f"{scaled:.1f}{unit}" if scaled < 99.95 else f"{scaled:.0f}{unit}"
    return f"{value:.0f}"


def span(seconds: float) -> str:
    """A time span in the unit that fits: `45 s`, `4 min`, `1.5 h`, `3.2 days`."""
    for unit, size, limit in (("s", 1, 90), ("min", 60, 90), ("h", 3_600, 48)):
        if seconds < limit * size:
            return f"{_trim(seconds / size)} {unit}"
    return f"{_trim(seconds / 86_400)} days"


def _trim(value: float) -> str:
    return f"{value:.0f}" if value >= 10 or value == round(value) else f"{value:.1f}"


def signed(value: float, digits: int = 0) -> str:
    """A number with its sign: `+42`, `-7`, `0`."""
    text = f"{value:+.{digits}f}"
    return text.lstrip("+-") if float(text) == 0 else text


def quoted(text: str) -> str:
    """A name from data in a message: short and without control characters."""
    return shown(text)


def times(value: int, one: str, many: str = "") -> str:
    """`1 visit`, `2 visits`."""
    return f"{count(value)} {one if value == 1 else many or one + 's'}"


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
    return (
        f"{score.low:.1f}-{score.high:.1f}" if score.metric == "ces" else f"{signed(score.low)} to {signed(score.high)}"
    )


def people(score: Score) -> str:
    """How many answered, and with weights how many that is worth: `n=120`, `n=120 (effective 96.4)`."""
    effective = f" (effective {number(score.effective_n)})" if score.effective_n is not None else ""
    return f"n={count(score.n)}{effective}"


def figure_words(score: Score) -> str:
    """A score's value alone: `78 %`, `4.3`, `+40`."""
    if score.metric == "ces":
        return f"{score.value:.1f}"
    return percent(score.value) if score.metric == "csat" else signed(score.value)


def ces_words(score: Score) -> str:
    """A CES mean with the word that says which way is good: `ease 4.3 of 5` where the high end is easy, else `effort 2.6 of 7`."""
    scale: Scale = parse_scale(score.scale)
    easy_is_high = score.direction == f"{scale.high:g} = easy"
    return f"{'ease' if easy_is_high else 'effort'} {figure_words(score)} of {scale.high:g}"


SHARES = frozenset(
    {"drop_off", "repeat", "return", "unplanned", "hand_off", "failure", "error", "csat", "completion", "sla"}
)
"""The promises that are shares."""
_MEASURES = {"time": "median time to the goal", "nps": "NPS", "csat": "CSAT", "ces": "CES"}
_PROMISED = {
    "hand_off": "hand-off",
    "unplanned": "unplanned ways on",
    "failure": "failed contacts",
    "error": "signals of trouble",
    "sla": "share within the SLA",
}


def measure_words(measure: str) -> str:
    """What a target is about: `drop_off` as `drop-off`, `csat` as `CSAT`."""
    return _MEASURES.get(measure, measure.replace("_", "-" if measure == "drop_off" else " "))


def promised_words(promise: Judgement) -> str:
    """What a promise that was judged is about: `time` at a touchpoint is that to the next step."""
    return measured_words(promise.measure, promise.about)


def measured_words(measure: str, about: str) -> str:
    """What a measure of a journey, a stage or a touchpoint is called."""
    if measure == "time" and about != "journey":
        return "median time to the next step"
    return _PROMISED.get(measure, measure_words(measure))


def promise_words(promise: Judgement, value: float, digits: int = 0) -> str:
    """A value in the unit of its promise."""
    if promise.measure in SHARES:
        return percent(value, digits)
    if promise.measure == "time":
        return span(value)
    return signed(value) if promise.measure == "nps" else number(value)


def rate_words(share: Rate) -> str:
    """A share with its interval."""
    return f"{percent(share.value, 1)} ({percents(share.low, share.high, 1)})"


def points(found: Difference) -> str:
    """A difference of two shares in points of percent with its interval: `+24 points (+6 to +40)`."""
    return f"{signed(100 * found.value)} points ({signed(100 * found.low)} to {signed(100 * found.high)})"


SIGNAL_WORDS = {
    "drop-off": "leave",
    "slow": "wait longer than promised",
    "repeat": "have to do it again",
    "return": "come back",
    "unplanned": "go on elsewhere",
    "hand-off": "need a person",
    "failure": "of contacts fail",
    "error": "show a signal of trouble",
    "low CSAT": "not satisfied",
    "high effort": "find it hard",
}
"""A sign of friction as a verb: `14 % leave`."""


def more(value: float) -> str:
    """A number of cases that is worked out and not counted: whole from ten on, else with one decimal."""
    return number(value, 0 if abs(value) >= 9.95 else 1)


def gain_words(found: Gain) -> str:
    """Completions gained with their interval: `210 more completions (160-260)`."""
    interval = f" ({more(found.low)}-{more(found.high)})" if found.low is not None and found.high is not None else ""
    return f"{more(found.completions)} more completions{interval}"


def fix_words(friction: FrictionScore | None) -> str:
    """What fixing a touchpoint is associated with, in a line; nothing where no completions are."""
    if friction is None or friction.impact is None or not friction.impact.gains[-1].completions:
        return ""
    return f"fixing its drop-off is associated with {gain_words(friction.impact.gains[-1])} of {count(friction.impact.cases)}"


def gains_nothing(friction: FrictionScore) -> bool:
    """Whether no completions are associated with fixing a touchpoint: no more leave there than is normal, or nobody completes from there on."""
    if friction.impact is not None:
        return not friction.impact.gains[-1].completions
    return not any(signal.signal == "drop-off" and signal.contribution > 0 for signal in friction.signals)


def impact_words(friction: FrictionScore) -> str:
    """What fixing a touchpoint at which there is something to gain is associated with: whole, half and a quarter."""
    if friction.impact is None:
        return "How many completions are associated with it is not known: too few cases went on from here as designed and finished."
    whole, *parts = reversed(friction.impact.gains)
    told = [
        f"{name} of it with {gain_words(part).replace(' more completions', '')}"
        for name, part in zip(("half", "a quarter"), parts, strict=True)
    ]
    return (
        f"Fixing its drop-off is associated with {gain_words(whole)} of {count(friction.impact.cases)} finished cases; "
        f"{', '.join(told)}."
    )
