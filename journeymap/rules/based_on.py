"""JM125: a journey that is based on nothing.

What: `based_on` names a file that is not there, leads out of the project, is no journey, or is not of the current state; or it stands in a
journey that is itself of the current state.
Why: a future journey is read against the one it changes; without that, nobody can see what is new.
Before: `state: future` and `based_on: chekout.yaml`
After: `state: future` and `based_on: checkout.yaml`
"""

from collections.abc import Iterator

from journeymap.document import read
from journeymap.finding import Finding, JourneymapError, Level
from journeymap.project import Named, bytes_of, inside, root_of
from journeymap.rule import Declared
from journeymap.units import Misfit
from journeymap.words import quoted

CODE = "JM125"


def judge(case: Declared) -> Iterator[Finding]:
    """At most one finding."""
    name = case.journey.based_on
    if name is None:
        return
    if case.journey.state == "current":
        message = "a journey of the current state changes none"
        cure = "write state: future or state: draft, or delete based_on"
        yield case.say(CODE, Level.WARNING, ("based_on",), message, cure, key=True)
        return
    try:
        state = _state_of(name, case)
    except Misfit as misfit:
        yield case.say(CODE, Level.ERROR, ("based_on",), misfit.what, misfit.cure)
        return
    if state != "current":
        message = f"{quoted(name)} is not of the current state, but {quoted(state)}"
        yield case.say(CODE, Level.WARNING, ("based_on",), message, "name the journey as it is today")


def _state_of(name: str, case: Declared) -> str:
    """The state that another journey says it is of. Raises `Misfit` where there is none."""
    path = case.loaded.path
    other = inside(name, Named(path, case.loaded.own.file), root_of(path))
    if other.path.resolve() == path.resolve():
        raise Misfit(f"{quoted(name)} is this file itself", "name the journey that this one changes")
    try:
        value = read(bytes_of(other), other.name).value
    except JourneymapError as error:
        raise Misfit(f"{quoted(name)} cannot be read", f"run journeymap check {other.name}") from error
    if not isinstance(value, dict) or "stages" not in value:
        raise Misfit(f"{quoted(name)} is no journey", "name a file with stages: in it")
    return str(value.get("state", "current"))
