"""What a declaration adds up to, in a few lines: `check -v`."""

from collections.abc import Iterator

from journeymap.amounts import number, percent, span, times
from journeymap.claims import evidence_coverage
from journeymap.markup import clean
from journeymap.outlook import funnel_outlook, outlook_of
from journeymap.preface import asked_of
from journeymap.rule import Declared
from journeymap.translation import coverage


def summed_up(case: Declared) -> str:
    """Lines about a journey: its plan, how much of it is known, and how far it is translated."""
    rows = [*_plan(case), *_funnels(case), *_evidence(case), *_translations(case)]
    wide = max(len(label) for label, _ in rows)
    head = f"{clean(case.loaded.document.file)}: {clean(case.journey.title)}\n"
    return head + "".join(f"  {label:<{wide}}  {told}\n" for label, told in rows)


def _plan(case: Declared) -> Iterator[tuple[str, str]]:
    journey, outlook = case.journey, outlook_of(case.seen, case.plan)
    stages = times(len(journey.stages), "stage")
    yield "design", f"{stages}, {times(len(case.plan.ids), 'touchpoint')}, {times(len(case.plan.edges), 'way')}"
    notes = []
    if outlook.at_targets < outlook.completion:
        notes.append(f"{percent(outlook.at_targets, 1)} if every touchpoint only just meets its drop_off target")
    if outlook.at_worst < outlook.at_targets:
        notes.append(f"{percent(outlook.at_worst, 1)} if they use up their targets, whatever next promises")
    if journey.budget.completion is not None:
        notes.append(f"budget {percent(journey.budget.completion, 1)}")
    yield "planned completion", _with(percent(outlook.completion, 1), notes)
    asked = journey.budget.contacts
    yield (
        "planned contacts",
        _with(f"{number(outlook.contacts)} a case", [f"budget {asked:g}"] if asked is not None else []),
    )
    wanted = journey.budget.time
    budget = [f"budget {span(wanted.total_seconds())}"] if wanted is not None else []
    time = (
        "not all touchpoints say how long they take"
        if outlook.seconds is None
        else f"{span(outlook.seconds)} on average"
    )
    yield "planned time", _with(time, budget)
    if outlook.assumed:
        yield (
            "assumed",
            f"shares are divided evenly at {', '.join(outlook.assumed)}: next does not say how many go which way",
        )


def _evidence(case: Declared) -> Iterator[tuple[str, str]]:
    known, total = evidence_coverage(case.journey)
    if total:
        told = f"{known} of {total} emotions, pains and quotes say where they are known from"
        yield "evidence", f"{told} ({percent(known / total)})"


def _funnels(case: Declared) -> Iterator[tuple[str, str]]:
    """The planned share of each funnel that the plan can answer."""
    for name, funnel in case.seen.funnels.items():
        if funnel.order == "ordered":
            share = funnel_outlook(case.seen, case.plan, funnel)[-1]
            yield f"funnel: {clean(name)}", _with(f"{percent(share, 1)} of all journeys by the plan", asked_of(funnel))


def _translations(case: Declared) -> Iterator[tuple[str, str]]:
    for found in coverage(case.loaded.own, case.translations):
        done = found.of - len(found.missing)
        yield (
            f"translated: {found.lang}",
            f"{done} of {times(found.of, 'text')} ({percent(done / found.of if found.of else 1)})",
        )


def _with(told: str, notes: list[str]) -> str:
    return f"{told} ({'; '.join(notes)})" if notes else told
