"""The gallery: every style of an example, and a page that shows them and asks for nothing else."""

import re
from pathlib import Path

import pytest
from docs import gallery
from journeymap.styles import STYLES

ROOT = Path(__file__).parents[1]


def test_a_page_with_every_style(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gallery, "CUSTOMERS", 300)
    page = gallery.build(tmp_path, [ROOT / "journeys" / "click-and-collect.yaml"]).read_text(encoding="utf-8")
    shown = re.findall(r'<img src="([^"]+)"', page)
    assert shown == [
        f"click-and-collect-{kind}/click-and-collect-{style}.svg"
        for kind in ("declared", "made-up")
        for style in STYLES
    ]
    for picture in shown:
        assert (tmp_path / picture).read_text(encoding="utf-8").startswith("<svg ")
    told = re.findall(r'<a href="([^"]+\.md)">', page)
    assert [(tmp_path / table).read_text(encoding="utf-8").splitlines()[0] for table in told] == [
        "# Buy online, collect in store"
    ] * 2
    assert re.findall(r"(?i)https?:|<script|@import", page) == []
    assert "default-src 'none'" in page


def test_a_journey_with_its_log_at_hand_is_drawn_as_measured(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("customer,time,event\n")
    text = "title: T\nevents: {from: log.csv, timezone: UTC}\nstages: {s: {touchpoints: {a: {match: a}}}}\n"
    (tmp_path / "shop.yaml").write_text(text)
    found = gallery.examples(tmp_path / "shop.yaml", tmp_path)
    assert [(each.name, each.told, each.options) for each in found] == [("shop", "measured on its own log", ())]


def test_what_fails_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        gallery.run("map", tmp_path / "none.yaml", "--all", "-o", tmp_path)
