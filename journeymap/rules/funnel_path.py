"""JM205: a funnel that no designed path walks.

What: from one step of a funnel no path of the design leads to the next; or, with `order: strict`, none that goes there straight.
Why: only customers who leave the design are counted as converted.
Before: `steps: [pay, browse]`, and nothing leads back from `pay`
After: `steps: [browse, pay]`, or `order: any`
"""

from collections.abc import Iterator, Sequence

from journeymap.finding import Finding, Level
from journeymap.graph import after
from journeymap.language.observation import FunnelStep
from journeymap.plan import Plan
from journeymap.rule import Declared
from journeymap.words import quoted

CODE = "JM205"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each step that cannot be reached from the one before."""
    for name, funnel in case.journey.funnels.items():
        if funnel.order == "any":
            continue
        strict = funnel.order == "strict"
        for number, (before, step) in enumerate(zip(funnel.steps, funnel.steps[1:], strict=False), 1):
            here, there = _numbers(case.plan, before), _numbers(case.plan, step)
            if here and there and not after(case.plan, here, straight=strict).intersection(there):
                way, cure = _told(strict=strict)
                message = f"{way} from {_words(before)} to {_words(step)}"
                yield case.say(CODE, Level.WARNING, ("funnels", name, "steps", number), message, cure)


def _numbers(plan: Plan, step: FunnelStep) -> Sequence[int]:
    """The touchpoints of a step, and those inside of them."""
    return [
        number for number, at in enumerate(plan.ids) if any(at == name or at.startswith(f"{name}.") for name in step.at)
    ]


def _words(step: FunnelStep) -> str:
    return " or ".join(quoted(name) for name in step.at)


def _told(*, strict: bool) -> tuple[str, str]:
    if strict:
        return "no designed way leads straight", "name what comes in between as a step, or take order: strict away"
    return "no designed path leads", "put the steps in the order of the design, or write order: any"
