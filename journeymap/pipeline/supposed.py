"""What if some drop-offs were fixed: asked of a log, or of the plan."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Unpack

from journeymap import supposing
from journeymap.asked import Asked
from journeymap.fixes import parse_fixes
from journeymap.intake import Watch, unwatched
from journeymap.load import Loaded
from journeymap.pipeline.measured import counted, privacy_of, told_of
from journeymap.plan import plan_of
from journeymap.supposing import WhatIf


def suppose(
    loaded: Loaded,
    fixes: Sequence[str],
    *,
    data: bool = True,
    base: Path | None = None,
    watch: Watch = unwatched,
    **asked: Unpack[Asked],
) -> WhatIf:
    """What `fixes`, like `pay:drop=50%`, are associated with; without `data` what they add up to in the plan. Other arguments are those of `measured.measure`.

    Raises `JourneymapError`: JM807 where a fix cannot be understood, JM808 where nothing can be told of it, JM5xx where the data cannot be used.
    """
    found = parse_fixes(fixes, loaded.journey)
    if not data:
        said: dict[str, Any] = {"persona": asked.get("persona")}
        return supposing.planned(loaded.journey, plan_of(loaded.journey), found, said)
    # What customers answer changes nothing of where they go: it is not read, whether or not it is at hand.
    silent = replace(loaded, journey=loaded.journey.model_copy(update={"surveys": {}}))
    asked["answers"] = ()
    figures, _, _, request = counted(silent, plan_of(silent.journey), base, watch=watch, **asked)
    return supposing.measured(figures, found, {**told_of(loaded, request), "privacy": privacy_of(request, {})})
