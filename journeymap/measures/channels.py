"""On which channels visits are, and who has to go on to a person."""

from dataclasses import dataclass

import numpy as np

from journeymap.chunk import Chunk
from journeymap.plan import Plan
from journeymap.sorting import Ints, counts_of_different
from journeymap.steps import Steps
from journeymap.tally import Tally


@dataclass(frozen=True)
class Channels(Tally):
    """`steps` and `customers` by touchpoint and channel, one row each: no channel, those of the plan, unknown ones; `hand_offs` by touchpoint.

    Where the log names no channels, `steps` and `customers` stay 0: nobody asks for them, and they are a sort of all steps.
    """

    steps: Ints
    customers: Ints
    hand_offs: Ints


def measure(chunk: Chunk) -> Channels:
    """Counts visits by channel."""
    steps, plan = chunk.steps, chunk.plan
    width = len(plan.channel_names) + 2
    shape = (len(plan.ids), width)
    handed = _hand_offs(steps, plan) if plan.assisted else np.zeros(0, dtype=np.int64)
    cell = steps.touchpoint.astype(np.int64) * width + steps.channel + 1 if plan.logged else handed[:0]
    customer = steps.rows.customer[: len(cell)]
    return Channels(
        steps=np.bincount(cell, minlength=shape[0] * width).reshape(shape),
        customers=counts_of_different((customer, cell), shape[0] * width).reshape(shape),
        hand_offs=np.bincount(steps.touchpoint[handed], minlength=len(plan.ids)),
    )


def _hand_offs(steps: Steps, plan: Plan) -> Ints:
    """The steps that another touchpoint follows on an assisted channel that the design does not foresee: neither the way nor the channel there."""
    here, there = steps.moves, steps.moves + 1
    assisted = list(plan.assisted)
    declared = np.array(plan.channels)[steps.touchpoint[there]]
    foreseen = steps.planned & ((declared < 0) | np.isin(declared, assisted))
    needed = np.isin(steps.channel[there], assisted) & (steps.touchpoint[here] != steps.touchpoint[there])
    handed: Ints = here[needed & ~foreseen]
    return handed
