"""Plan arithmetic by stage: how far planned journeys get, and where they leave, before any data.

What it answers is what `measures.stages` counts: a passage is to a stage where the journey has not been before. So the walk is followed from new stage
to new stage, knowing where it has been as far as it can get there again.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from journeymap.model import Journey
from journeymap.outlook import Ways, beginning, expected_visits, ways_at_targets
from journeymap.plan import Plan

Pair = tuple[int, int]
_State = tuple[frozenset[int], int]
"""The stages where the journey has been and may come again, and the one that it came to last."""
_MOST_STATES = 200
_NOTHING = 1e-12


@dataclass(slots=True)
class StageOutlook:
    """Shares (0-1) of planned journeys, by the numbers of stages."""

    began: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    moved: dict[Pair, float] = field(default_factory=lambda: defaultdict(float))
    """From a stage to one where the journey has not been before. It ends in the stage that it came to last."""
    won: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    lost: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    left: dict[int, float] = field(default_factory=lambda: defaultdict(float))

    def reached(self, stage: int) -> float:
        """The share that comes to a stage."""
        return self.began[stage] + sum(share for (_, to), share in self.moved.items() if to == stage)


def stage_outlook_of(journey: Journey, plan: Plan) -> StageOutlook | None:
    """The outlook by stage: starts alike, promised shares kept, and where none is promised as many leaving as the targets of drop-off allow.

    None where the plan leads back and forth between so many stages that nobody could follow it.
    """
    walk = _Walk(plan, ways_at_targets(journey, plan))
    return walk.found if walk.followed() else None


class _Walk:
    """Planned journeys, followed from new stage to new stage."""

    def __init__(self, plan: Plan, ways: dict[int, Ways]) -> None:
        self.found = StageOutlook()
        self._plan = plan
        self._lost = {number: sum(ways[number].get(end, 0.0) for end in plan.lost) for number in ways}
        self._left = {
            number: 0.0 if number in plan.ends else max(0.0, 1 - sum(targets.values()))
            for number, targets in ways.items()
        }
        # At a lost end nobody gets any further: who goes there leaves from where they are.
        self._ways = {
            number: {to: share for to, share in targets.items() if to not in plan.lost and share > 0}
            for number, targets in ways.items()
        }
        self._again = self._reachable()

    def _reachable(self) -> dict[int, frozenset[int]]:
        """The stages that a walk may come to from each stage, however far away."""
        stages = self._plan.stages
        found: dict[int, set[int]] = {stage: set() for stage in stages}
        for number, targets in self._ways.items():
            found[stages[number]] |= {stages[to] for to in targets}
        for middle, beyond in found.items():
            for reached in found.values():
                if middle in reached:
                    reached.update(beyond)
        return {stage: frozenset(reached) for stage, reached in found.items()}

    def followed(self) -> bool:
        """Follow all journeys to their ends; False where that is too much."""
        stages = self._plan.stages
        waiting: dict[_State, dict[int, float]] = {}
        for number, share in enumerate(beginning(self._plan)):
            if share:
                stage = stages[number]
                self.found.began[stage] += share
                waiting.setdefault((frozenset({stage}), stage), {})[number] = share
        while waiting:
            if len(waiting) > _MOST_STATES:
                return False
            coming: dict[_State, dict[int, float]] = {}
            for state, arriving in waiting.items():
                for number, share in self._inside(state, arriving).items():
                    to = stages[number]
                    self.found.moved[state[1], to] += share
                    been = frozenset((state[0] | {to}) & self._again[to]) | {to}
                    entry = coming.setdefault((been, to), {})
                    entry[number] = entry.get(number, 0.0) + share
            waiting = coming
        return True

    def _inside(self, state: _State, arriving: dict[int, float]) -> dict[int, float]:
        """What happens until a new stage is come to: who ends where; and who comes to which touchpoint of a new one."""
        been, newest = state
        stages, plan, found = self._plan.stages, self._plan, self.found
        begin = [arriving.get(number, 0.0) for number in range(len(stages))]
        ways = {number: targets if stages[number] in been else {} for number, targets in self._ways.items()}
        onward: dict[int, float] = {}
        for number, visits in enumerate(expected_visits(begin, ways)):
            stage = stages[number]
            if visits <= _NOTHING:
                continue
            if stage not in been:
                onward[number] = visits
                continue
            ends = {
                "won": visits if number in plan.won else 0.0,
                "lost": visits if number in plan.lost else visits * self._lost[number],
                "left": visits * self._left[number],
            }
            for ending, share in ends.items():
                if share > _NOTHING:
                    getattr(found, ending)[newest] += share
        return onward
