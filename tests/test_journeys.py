"""The journeys of the repository are sound, for the program and for editors."""

import json
from pathlib import Path

import pytest
from journeymap.document import read
from journeymap.finding import Level
from journeymap.pipeline.declared import check
from journeymap.pipeline.drawn import draw
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[1]
JOURNEYS = sorted((ROOT / "journeys").glob("*.yaml"))
SCHEMA = json.loads((ROOT / "schemas" / "journey.schema.json").read_text(encoding="utf-8"))


def test_there_are_journeys() -> None:
    assert {"airport", "click-and-collect", "online-order"} <= {path.stem for path in JOURNEYS}


@pytest.mark.parametrize("path", JOURNEYS, ids=lambda path: path.stem)
def test_a_journey_has_no_finding_above_hint(path: Path) -> None:
    assert [finding for finding in check(path)[1] if finding.level is not Level.HINT] == []


@pytest.mark.parametrize("path", JOURNEYS, ids=lambda path: path.stem)
def test_a_journey_fits_the_schema_that_editors_use(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schemas/journey.schema.json\n")
    found = [
        f"{error.json_path}: {error.message}"
        for error in Draft202012Validator(SCHEMA).iter_errors(read(text.encode(), path.name).value)
    ]
    assert found == []


def test_the_schema_can_refuse() -> None:
    text = (ROOT / "journeys" / "airport.yaml").read_text(encoding="utf-8").replace("        ask:", "        asks:")
    errors = list(Draft202012Validator(SCHEMA).iter_errors(read(text.encode(), "airport.yaml").value))
    assert len(errors) == text.count("        asks:") > 0


@pytest.mark.parametrize("path", JOURNEYS, ids=lambda path: path.stem)
def test_a_journey_can_be_drawn(path: Path) -> None:
    loaded = check(path)[0]
    drawn = draw(loaded, form="gv")
    assert drawn.startswith("digraph")
    assert drawn == draw(loaded, form="gv")
