"""How far customers get in funnels, how long it takes, and where those go who get no further."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from journeymap.attempts import Attempts, attempts_of
from journeymap.binding import NO_TIME
from journeymap.chunk import Chunk
from journeymap.moments import Moments, moments_of
from journeymap.plan import Plan, Question
from journeymap.sorting import Ints, changes, is_constant
from journeymap.steps import passed
from journeymap.tally import Pile, Tally

WHOLE = 0
"""In place of a step's number: from the first step to the last."""


@dataclass(frozen=True)
class Funnels(Tally):
    """Customers by (funnel, depth, kind) in `depths`, and by (funnel, depth, next touchpoint or -1) in `then`, for those who got no further.

    By funnel: customers whose attempts are all `void`, customers who may still get on (`open`). By touchpoint: visits without a time (`untimed`).
    `spans` has the label `label(plan, funnel, step)`: the time from the step before, or from first to last under `WHOLE`.
    """

    depths: Counter[tuple[int, int, int]]
    then: Counter[tuple[int, int, int]]
    void: Ints
    open: Ints
    untimed: Ints
    spans: Pile


def label(plan: Plan, funnel: int, step: int) -> int:
    """The label of a duration. Steps count from 1."""
    return funnel * (1 + max(len(question.steps) for question in plan.questions)) + step


def measure(chunk: Chunk) -> Funnels:
    """Answers every funnel."""
    questions = chunk.plan.questions
    moments = {timed: moments_of(chunk, timed=timed) for timed in {question.timed for question in questions}}
    parts = [_answer(moments[question.timed], number, question) for number, question in enumerate(questions)]
    nothing, nowhere = np.zeros(len(questions), dtype=np.int64), np.zeros(len(chunk.plan.ids), dtype=np.int64)
    rows = chunk.steps.rows
    untimed = rows.touchpoint[rows.time == NO_TIME] if questions else nowhere[:0]
    empty = Pile(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    return sum(
        parts,
        Funnels(Counter(), Counter(), nothing, nothing, np.bincount(untimed, minlength=len(nowhere)), empty),
    )


def _answer(moments: Moments, number: int, question: Question) -> Funnels:
    """One funnel, in the place of its number."""
    attempts = attempts_of(moments, question)
    counting = attempts.counting(moments)
    depth = attempts.depth[counting]
    short = counting[depth < len(question.steps)]
    then = moments.then(attempts.when[short, attempts.depth[short] - 1])
    kind = _kinds(moments, question, attempts.when[counting, 0])
    new = changes(moments.whose[attempts.when[:, 0]])
    customer = np.cumsum(new) - 1
    may = np.zeros(int(np.count_nonzero(new)), dtype=bool)
    may[customer[attempts.open & ~attempts.void]] = True
    here = np.arange(len(moments.chunk.plan.questions)) == number
    return Funnels(
        depths=Counter({(number, *cell): count for cell, count in _counted(depth, kind)}),
        then=Counter({(number, *cell): count for cell, count in _counted(attempts.depth[short], then)}),
        void=here * (len(may) - len(counting)),
        open=here * int(np.count_nonzero(may[customer[short]])),
        untimed=np.zeros(len(moments.chunk.plan.ids), dtype=np.int64),
        spans=_spans(moments, number, attempts, counting),
    )


def _counted(one: Ints, other: Ints) -> list[tuple[tuple[int, int], int]]:
    """How often each pair of numbers occurs."""
    low = int(other.min(initial=0))
    wide = int(other.max(initial=0)) - low + 1
    pairs, counts = np.unique(one * wide + (other - low), return_counts=True)
    return [
        ((pair // wide, pair % wide + low), count) for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True)
    ]


def _kinds(moments: Moments, question: Question, begun: Ints) -> Ints:
    """The kind of each beginning: of several at one moment the first in the order of the texts."""
    if is_constant(moments.kind) or not len(begun):
        return moments.kind[: len(begun)]
    first = np.flatnonzero(moments.at(question.entries))
    order = np.lexsort((moments.kind[first], moments.number[first]))
    found: Ints = moments.kind[first][order][np.searchsorted(moments.number[first], begun)]
    return found


def _spans(moments: Moments, number: int, attempts: Attempts, counting: Ints) -> Pile:
    """How long the attempts that count took from each step to the next, and in all where they got to the last."""
    plan, width = moments.chunk.plan, attempts.when.shape[1]
    labels, micros = [], []
    for step, before in (*((step, step - 1) for step in range(2, width + 1)), (WHOLE, 1)):
        rows = counting[attempts.depth[counting] >= (step or width)]
        when = attempts.when[rows]
        took = passed(moments.when[when[:, before - 1]], moments.when[when[:, (step or width) - 1]])
        took = took[took != NO_TIME]
        labels.append(np.full(len(took), label(plan, number, step)))
        micros.append(took)
    return Pile(np.concatenate(labels), np.concatenate(micros))
