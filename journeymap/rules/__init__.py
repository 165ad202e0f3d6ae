"""What is judged: one friction or fault, one file, one code (and its neighbours); the file's docstring is the code's manual page.

To add one: write a module here with `CODE`, a docstring (what, why, before, after) and `judge`, and name it in the table it belongs to:
`DECLARATION` is asked before any data, `MEASURES` when there is a report.
"""

from collections.abc import Iterable, Sequence
from types import ModuleType

from journeymap import ignores, waivers
from journeymap.finding import Finding, Level
from journeymap.rule import Declared, Judged
from journeymap.rules import (
    based_on,
    channel_switch,
    contradiction,
    dead_end,
    deviations,
    double_match,
    drop_off,
    ended_waiver,
    errors,
    failures,
    former_id,
    funnel,
    funnel_path,
    hand_off,
    hard_target,
    high_effort,
    late_way,
    low_csat,
    memory,
    never_visited,
    no_evidence,
    no_owner,
    nobody,
    outdated_translation,
    persona_gap,
    plan_budget,
    promised_path,
    promises,
    renamed,
    repeats,
    returns,
    review_overdue,
    shares,
    silent,
    slow,
    snapshot,
    stray_translation,
    survey_scale,
    targets,
    turning,
    unbound,
    unknown_id,
    unplanned,
    unplanned_path,
    unreachable,
    unseen_moment,
    untranslated,
)

DECLARATION: tuple[ModuleType, ...] = (
    unknown_id,
    survey_scale,
    targets,
    hard_target,
    double_match,
    funnel,
    contradiction,
    based_on,
    ended_waiver,
    no_owner,
    review_overdue,
    unseen_moment,
    no_evidence,
    renamed,
    former_id,
    untranslated,
    stray_translation,
    outdated_translation,
    shares,
    unreachable,
    dead_end,
    plan_budget,
    funnel_path,
)
_OF_THE_GRAPH = (unreachable.CODE, dead_end.CODE, plan_budget.CODE, funnel_path.CODE)
FRICTION: tuple[ModuleType, ...] = (
    drop_off,
    slow,
    repeats,
    returns,
    unplanned,
    hand_off,
    failures,
    errors,
    low_csat,
    high_effort,
)
FRICTION_CODES = frozenset(rule.CODE for rule in FRICTION)
MEASURES: tuple[ModuleType, ...] = (
    *FRICTION,
    silent,
    persona_gap,
    turning,
    late_way,
    unplanned_path,
    promised_path,
    deviations,
    channel_switch,
    memory,
    never_visited,
    nobody,
    unbound,
    promises,
    snapshot,
)
SILENCERS: tuple[ModuleType, ...] = (ignores, waivers)
"""What silences findings, and tells of what it silences in vain: it has codes and pages as rules have, and is asked after them."""
_PAGES = (*DECLARATION, *SILENCERS, *MEASURES)


def judge_declaration(case: Declared) -> list[Finding]:
    """What is to be said about a journey before any data, in the order of the file."""
    found = [finding for rule in DECLARATION for finding in rule.judge(case)]
    # A misspelt id tears the graph: what the graph's rules say then is only its echo.
    torn = any(finding.code == unknown_id.CODE and "next" in finding.ref for finding in found)
    return _ordered(finding for finding in found if not (torn and finding.code in _OF_THE_GRAPH))


def judge_measures(case: Judged) -> list[Finding]:
    """What is to be said about a measured journey: broken promises first, then friction by rank, then the rest in the order of the file."""
    rank = {
        name: found.friction.rank
        for name, found in case.report.touchpoints.items()
        if found.friction and found.friction.rank
    }
    weight = {Level.ERROR: 0, Level.WARNING: 1, Level.HINT: 2}
    found = _ordered(finding for rule in MEASURES for finding in rule.judge(case))
    return sorted(
        found, key=lambda finding: (weight[finding.level], _rank(finding, rank), finding.code not in FRICTION_CODES)
    )


def _rank(finding: Finding, rank: dict[str, int]) -> int:
    place = str(finding.ref[3]) if len(finding.ref) > 3 and finding.ref[0] == "stages" else ""
    return rank.get(place, len(rank) + 1)


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: finding.place)


def manual(code: str) -> str | None:
    """The manual page of a rule's code; None if there is none."""
    for rule in _PAGES:
        if code in _codes_of(rule):
            return (rule.__doc__ or "").strip()
    return None


def codes() -> Sequence[str]:
    """The codes of all rules, sorted."""
    return sorted({code for rule in _PAGES for code in _codes_of(rule)})


def declared_codes(case: Declared) -> tuple[str, ...]:
    """The codes that can be said of a declaration: those that need a day or another revision only where there is one."""
    rules = [rule for rule in DECLARATION if getattr(case, getattr(rule, "NEEDS", "journey")) is not None]
    return tuple(code for rule in (*rules, *SILENCERS) for code in _codes_of(rule))


def _codes_of(rule: ModuleType) -> list[str]:
    head = (rule.__doc__ or "").strip().partition("\n")[0]
    return [word.removesuffix(":") for word in head.split() if word.startswith("JM") and word.endswith(":")]
