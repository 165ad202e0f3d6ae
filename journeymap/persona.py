"""The persona that somebody asks for."""

from journeymap.finding import Finding, JourneymapError, Level, fault
from journeymap.language.people import Persona
from journeymap.load import Loaded
from journeymap.suggest import suggest
from journeymap.units import shown


def persona_of(loaded: Loaded, name: str) -> Persona:
    """The persona of an id. Raises `JourneymapError` (JM153) where there is none."""
    personas = loaded.journey.personas
    if name in personas:
        return personas[name]
    close = suggest(name, personas)
    known = f"there are: {', '.join(personas)}" if personas else "declare her under personas:"
    message, cure = f"there is no persona {shown(name)}", f"did you mean '{close}'?" if close else known
    if not personas:
        raise fault("JM153", message, cure, file=loaded.document.file)
    raise JourneymapError(Finding("JM153", Level.ERROR, message, cure, location=loaded.locate(("personas",), key=True)))
