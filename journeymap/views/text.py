"""The report in a few lines for a terminal: the verdict, and where it is worst."""

from collections.abc import Iterator
from typing import Any

from journeymap.amounts import times
from journeymap.catalogue import again, say
from journeymap.markup import clean
from journeymap.quantities import FrictionScore
from journeymap.report import Report
from journeymap.verdict import verdict
from journeymap.words import fix_words

MOST = 3


def view(report: Report) -> str:
    """The verdict and the main finding of at most three touchpoints, each with what to do about it."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    # Not at the beginning of a line: what runs in CI may take `::` there for a command.
    yield say("Journey: {title}", title=clean(report.title))
    if report.persona is not None or report.segment:
        who = [say("persona {id}", id=clean(report.persona))] if report.persona is not None else []
        yield say("Only {whom}", whom=": ".join([*who, clean(again(report.segment))]))
    yield clean(verdict(report))
    worst = _worst(report)
    for number, finding in enumerate(worst, 1):
        yield ""
        yield f"{number}. {clean(again(finding['message']))}"
        if told := fix_words(_friction_at(report, finding)):
            yield f"   {say('{fix} finished cases', fix=told)}"
        yield f"   {clean(again(finding['help']))} ({finding['code']}, {clean(finding['file'])}:{finding['line']})"
    more = len(report.findings) - len(worst)
    if more:
        yield ""
        yield say("{findings} in the whole report.", findings=times(more, "more finding"))
    if report.waived:
        yield ""
        yield say("{findings} accepted for a while.", findings=times(len(report.waived), "finding"))


def _friction_at(report: Report, finding: dict[str, Any]) -> FrictionScore | None:
    """The friction that a finding of drop-off is about."""
    named = [report.touchpoints[name] for name in finding["ref"][3:4] if name in report.touchpoints]
    leaves = any(evidence["measure"] == "drop-off" for evidence in finding["evidence"])
    return named[0].friction if named and leaves else None


def _worst(report: Report) -> list[dict[str, Any]]:
    """The main finding of the touchpoints with the most friction; where there is none, what else was found."""
    ranked = sorted(
        (found.friction.rank, name, found.friction)
        for name, found in report.touchpoints.items()
        if found.friction and found.friction.rank
    )
    main = [finding for _, name, friction in ranked if (finding := _main(report, name, friction))]
    return main[:MOST] or list(report.findings[:MOST])


def _main(report: Report, name: str, friction: FrictionScore) -> dict[str, Any] | None:
    """What weighs most at a touchpoint; None where the journey ignores it on purpose."""
    signal = max(friction.signals, key=lambda signal: signal.contribution).signal
    for finding in report.findings:
        if finding["ref"][3:4] == [name] and [evidence["measure"] for evidence in finding["evidence"]] == [signal]:
            return finding
    return None
