"""A journey's log, made up."""

from collections.abc import Sequence
from pathlib import Path

from journeymap import outputs
from journeymap.engine import DuckDB
from journeymap.load import Loaded
from journeymap.simulate import parse_plant, simulate
from journeymap.simulate_data import write


def make_up(
    loaded: Loaded, directory: Path, *, customers: int, seed: int, plants: Sequence[str] = (), form: str = "csv"
) -> list[Path]:
    """Writes made-up events and answers that follow a journey's plan; returns the paths. Raises `JourneymapError` (JM80x)."""
    journey = loaded.journey
    made = simulate(journey, customers=customers, seed=seed, plants=[parse_plant(text, journey) for text in plants])
    if form != "parquet":
        return write(made, directory, form)
    tables = {
        directory / f"{name}.parquet": table for name, table in (("events", made.events), ("answers", made.answers))
    }
    with DuckDB() as engine:
        for path, table in tables.items():
            outputs.write(path, engine.parquet(table.columns, table.rows))
    return list(tables)
