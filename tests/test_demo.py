"""What the project drew of itself is what it draws today; and the demo finds what was planted, and nothing else."""

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest
from journeymap.pipeline.declared import sound
from journeymap.pipeline.drawn import draw
from journeymap.pipeline.made_up import make_up
from journeymap.pipeline.measured import measure
from journeymap.pipeline.paged import paged
from journeymap.report import Report
from journeymap.schema import schema_text
from journeymap.views import VIEWS

ROOT = Path(__file__).parents[1]
JOURNEY = ROOT / "journeys" / "click-and-collect.yaml"
PICTURES = {"flow": ROOT / "docs" / "click-and-collect.svg", "grid": ROOT / "docs" / "click-and-collect-grid.svg"}
MAKEFILE = (ROOT / "Makefile").read_text()
CUSTOMERS = int(re.search(r"^CUSTOMERS \?= (\d+)$", MAKEFILE, re.MULTILINE)[1])
SEED = int(re.search(r"--seed (\d+)", MAKEFILE)[1])
PLANTS = re.findall(r"--plant (\S+)", MAKEFILE)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("demo")
    loaded = sound(JOURNEY)
    make_up(loaded, folder, customers=CUSTOMERS, seed=SEED, plants=PLANTS)
    return measure(loaded, events=["events.csv"], answers=["answers.csv"], base=folder)


@pytest.mark.parametrize("style", PICTURES)
def test_the_pictures_of_the_readme_are_what_the_demo_draws(style: str, report: Report) -> None:
    drawn = draw(sound(JOURNEY), report, style=style)
    if "JOURNEYMAP_ACCEPT" in os.environ:
        PICTURES[style].write_text(drawn)
    assert drawn == PICTURES[style].read_text()


def test_the_demo_finds_what_was_planted(report: Report) -> None:
    assert PLANTS == ["pay:drop=0.2", "check-stock:slow=5", "hotline:ces=+2"]
    main = {
        name: max(found.friction.signals, key=lambda signal: signal.contribution).signal
        for name, found in report.touchpoints.items()
        if found.friction and found.friction.rank
    }
    assert main == {"check-stock": "slow", "pay": "drop-off", "hotline": "high effort"}


def test_without_plants_nothing_is_broken(tmp_path: Path) -> None:
    loaded = sound(JOURNEY)
    make_up(loaded, tmp_path, customers=CUSTOMERS, seed=SEED, form="parquet")
    quiet = measure(loaded, events=["events.parquet"], answers=["answers.parquet"], base=tmp_path)
    assert [found.ref for found in quiet.judgements if found.verdict == "broken"] == []


def test_its_page_fits_in_400_kilobytes(report: Report) -> None:
    assert 100_000 < len(paged(sound(JOURNEY), report).encode()) < 400_000


def test_the_json_report_fits_its_schema(report: Report) -> None:
    schema = json.loads((ROOT / "schemas" / "report.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    written = json.loads(VIEWS["json"](report))
    jsonschema.Draft7Validator(schema).validate(written)
    written["cases"].pop("total")
    with pytest.raises(jsonschema.ValidationError, match="'total' is a required property"):
        jsonschema.Draft7Validator(schema).validate(written)


@pytest.mark.parametrize("name", ["journey", "report"])
def test_the_schemas_are_written_from_the_models(name: str) -> None:
    assert (ROOT / "schemas" / f"{name}.schema.json").read_text() == schema_text(name)
