"""What all bands of a drop-off map have in common: which stages they hold, how wide a stage is, and how high a case."""

from journeymap.drawing.sankey import BAR, width_of_falls
from journeymap.drawing.vector import WIDEST
from journeymap.passing import Passages, Passing, Ribbon, Stop
from journeymap.pieces.frame import MARGIN

_MOST = 7
"""Stages side by side at most."""
LEFT, END = MARGIN + 8, 128
"""Px left of the first stage, and from the beginning of the last bar to the right edge."""
_WIDEST_STAGE, _LEAST_SHEET = 236, 420
_HIGHEST, LEAST = 200, 1.6
"""Px of all cases together, and of a ribbon that is drawn at all."""
_FALLS = (Passing.LEAVES, Passing.OPEN, Passing.BACK)
"""From the innermost bend to the outermost."""


class Sheet:
    """What all bands have in common: their stages, the width of a stage, and the px of a case."""

    def __init__(self, found: Passages, *, measured: bool) -> None:
        self.found, self.measured = found, measured
        stops = found.stops
        count = max(1, -(-len(stops) // _MOST))
        per = max(1, -(-len(stops) // count))
        self.bands = [stops[start : start + per] for start in range(0, len(stops), per)]
        self.stage = min(_WIDEST_STAGE, (WIDEST - LEFT - END) // per // 2 * 2)
        self.width = max(_LEAST_SHEET, LEFT + per * self.stage + END)
        self.place = {stop.id: number for number, stop in enumerate(stops)}
        self.unit = self._unit()

    def falls(self, stop: Stop) -> list[Ribbon]:
        """What goes down from a stage, the innermost first."""
        mine = [ribbon for ribbon in self.found.ribbons if ribbon.source == stop.id and self.is_fall(ribbon)]
        return sorted(mine, key=lambda ribbon: _FALLS.index(ribbon.kind))

    def is_fall(self, ribbon: Ribbon) -> bool:
        """Whether a ribbon goes down: it ends, or goes to a stage that stands before."""
        if not ribbon.source or ribbon.kind not in _FALLS:
            return False
        return not ribbon.target or self.place[ribbon.target] <= self.place[ribbon.source]

    def is_tab(self, ribbon: Ribbon) -> bool:
        """Whether a ribbon comes from nowhere on the picture: it begins, or comes from a later stage."""
        begins = not ribbon.source and self.place[ribbon.target] > 0
        return begins or (bool(ribbon.source and ribbon.target) and self.is_fall(ribbon))

    def size(self, ribbon: Ribbon) -> float:
        """Px."""
        return max(LEAST, self.unit * max(0.0, min(1.0, ribbon.weight)))

    def _unit(self) -> float:
        """Px of all cases: as many as leave room for what goes down beside each stage."""
        unit = float(_HIGHEST)
        for number, stop in enumerate(self.found.stops):
            falls = self.falls(stop)
            weight = sum(max(0.0, ribbon.weight) for ribbon in falls)
            following = self.found.stops[number + 1 : number + 2]
            share = 0.5 if any(after.detour for after in following) else 0.86
            room = (self.stage - BAR) * share - width_of_falls(LEAST for _ in falls)
            if weight:
                unit = min(unit, room / weight)
        return max(unit, 24.0)
