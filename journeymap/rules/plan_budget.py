"""JM204: a plan that cannot meet its own budget.

What: the declared shares, targets and times, added up along the paths, miss the journey's budget: already as planned (an error), or only
if touchpoints use up what their `drop_off` targets allow (a warning where `next` promises no shares, else a hint).
Why: a budget that the plan itself breaks will be broken by every month of data, and nobody can be blamed.
Before: `budget: {completion: 80%}`, and `next` lets 70 % through
After: the shares, the targets and the budget agree
"""

from collections.abc import Iterator

from journeymap.amounts import number, percent, span
from journeymap.finding import Finding, Level
from journeymap.language.promise import Budget
from journeymap.outlook import Outlook, outlook_of
from journeymap.rule import Declared

CODE = "JM204"


def judge(case: Declared) -> Iterator[Finding]:
    """At most one finding for each measure of the budget."""
    budget = case.journey.budget
    if budget == Budget():
        return
    outlook = outlook_of(case.seen, case.plan)
    for measure, level, message, help in (*_completion(budget, outlook), *_length(budget, outlook)):
        yield case.say(CODE, level, ("budget", measure), message, help)


Fault = tuple[str, Level, str, str]


def _completion(budget: Budget, outlook: Outlook) -> Iterator[Fault]:
    wanted = budget.completion
    if wanted is None:
        return
    asked = f"the budget asks for {percent(wanted, 1)}"
    if outlook.completion < wanted:
        message = f"by the plan {percent(outlook.completion, 1)} complete, {asked}"
        yield "completion", Level.ERROR, message, "raise the shares under next, or lower the budget"
    elif outlook.at_targets < wanted:
        message = f"if every touchpoint only just meets its drop_off target, {percent(outlook.at_targets, 1)} complete; {asked}"
        yield "completion", Level.WARNING, message, "tighten the drop_off targets, or lower the budget"
    elif outlook.at_worst < wanted:
        worst = percent(outlook.at_worst, 1)
        message = f"the drop_off targets allow for {worst} to complete, less than next promises; {asked}"
        yield "completion", Level.HINT, message, "tighten the drop_off targets to what next promises"


def _length(budget: Budget, outlook: Outlook) -> Iterator[Fault]:
    if budget.contacts is not None and outlook.contacts > budget.contacts:
        message = f"by the plan a case has {number(outlook.contacts)} contacts, the budget asks for {budget.contacts:g} at most"
        yield "contacts", Level.WARNING, message, "take a step away, or raise the budget"
    if budget.time is not None and outlook.seconds is not None and outlook.seconds > budget.time.total_seconds():
        wanted = span(budget.time.total_seconds())
        message = f"by the plan a case takes {span(outlook.seconds)} on average, the budget asks for {wanted} at most"
        yield "time", Level.WARNING, message, "promise shorter times under takes, or raise the budget"
