"""Customer journeys as code: declared in YAML, drawn as annotated maps, measured against event logs and survey answers."""

__version__ = "0.1.0"
