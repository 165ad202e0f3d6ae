"""The door to HiGHS, which solves sums in whole numbers (Huangfu and Hall 2018, Parallelizing the dual revised simplex method)."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from journeymap.sums import Sums

Ints = npt.NDArray[np.int64]
_OPTIONS = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_max_nodes": 2_000}
"""Where so many branches do not decide it, nothing is found: the same on every machine, as a limit of time is not."""

_WHOLE = 1e-6
"""So near to a whole number is one."""


class Solver:
    """Finds numbers that fit all that is known of them.

    First in fractions: sums of a table mostly have whole vertices, the next question starts from the last answer, and where there is no answer in fractions
    there is none. Only what comes out broken is asked again in whole numbers.
    """

    def __init__(self, sums: Sums) -> None:
        self._low, self._high = np.array(sums.low), np.array(sums.high)
        sizes = [len(factors) for factors, _, _ in sums.rows]
        self._starts = np.cumsum([0, *sizes])
        self._places = np.array([place for factors, _, _ in sums.rows for place in factors], dtype=np.int32)
        self._factors = np.array([factor for factors, _, _ in sums.rows for factor in factors.values()])
        self._least, self._most = (np.array([row[side] for row in sums.rows]) for side in (1, 2))
        self._free = self._low < self._high
        self._column = np.cumsum(self._free) - 1

    def solve(self, costs: Mapping[int, float], within: Mapping[int, tuple[int, int]] | None = None) -> Ints | None:
        """Numbers that fit, at the least costs by place; with other bounds where they are given. None where there are none."""
        within = within or {}
        if any(low > high for low, high in within.values()):
            return None
        tried = self._tried(self._broken, costs, within)
        if tried is None:
            return None
        if np.abs(tried - np.rint(tried)).max() > _WHOLE or not self._fits(np.rint(tried).astype(np.int64), within):
            tried = self._tried(self._whole, costs, within)
        found = None if tried is None else np.rint(tried).astype(np.int64)
        return found if found is not None and self._fits(found, within) else None

    @cached_property
    def _broken(self) -> Any:
        return self._solver(whole=False)

    @cached_property
    def _whole(self) -> Any:
        return self._solver(whole=True)

    def _solver(self, *, whole: bool) -> Any:
        """The problem without the numbers that are known: mostly they are nearly all."""
        row = np.repeat(np.arange(len(self._least)), np.diff(self._starts))
        told = np.where(self._free[self._places], 0, self._factors * self._low[self._places])
        known = np.bincount(row, told, len(self._least)).astype(float)
        open_ = self._free[self._places]
        sizes = np.bincount(row[open_], minlength=len(self._least))
        kept, low = sizes > 0, self._low.astype(float)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = int(self._free.sum()), int(kept.sum())
        lp.col_cost_ = np.zeros(lp.num_col_)
        lp.col_lower_, lp.col_upper_ = low[self._free], self._high[self._free].astype(float)
        lp.row_lower_ = (self._least - known)[kept]
        lp.row_upper_ = (self._most - known)[kept]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *sizes[kept]]).astype(np.int32)
        lp.a_matrix_.index_ = self._column[self._places[open_]].astype(np.int32)
        lp.a_matrix_.value_ = self._factors[open_].astype(float)
        if whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
        # `highspy.Highs` prints who it is before it can be told not to.
        solver = highspy._core._Highs()  # noqa: SLF001
        for option, value in _OPTIONS.items():
            solver.setOptionValue(option, value)
        solver.passModel(lp)
        return solver

    def _tried(
        self, solver: Any, costs: Mapping[int, float], within: Mapping[int, tuple[int, int]]
    ) -> npt.NDArray[np.float64] | None:
        """What a solver finds; None where it says that there is nothing."""
        found = self._low.astype(float)
        if not self._free.any():
            return found
        columns = {place: int(self._column[place]) for place in (*costs, *within) if self._free[place]}
        for place in costs.keys() & columns:
            solver.changeColCost(columns[place], float(costs[place]))
        for place in within.keys() & columns:
            solver.changeColBounds(columns[place], *map(float, within[place]))
        solver.run()
        fits = solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if fits:
            found[self._free] = solver.getSolution().col_value
        for place in costs.keys() & columns:
            solver.changeColCost(columns[place], 0.0)
        for place in within.keys() & columns:
            solver.changeColBounds(columns[place], float(self._low[place]), float(self._high[place]))
        return found if fits else None

    def _fits(self, found: Ints, within: Mapping[int, tuple[int, int]]) -> bool:
        """Whether numbers fit exactly: what a solver in floating point finds is only a proposal."""
        low, high = self._low.copy(), self._high.copy()
        for place, limits in within.items():
            low[place], high[place] = limits
        totals = np.add.reduceat(self._factors * found[self._places], self._starts[:-1])
        return bool(
            ((low <= found) & (found <= high)).all() and ((self._least <= totals) & (totals <= self._most)).all()
        )
