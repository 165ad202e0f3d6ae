"""Comments that silence: what they silence, and what is wrong with those that do not."""

from datetime import date
from pathlib import Path

import pytest
from journeymap.finding import Finding
from journeymap.pipeline.declared import check, sound
from journeymap.pipeline.measured import measure
from journeymap.views import VIEWS

JOURNEY = """title: T
stages:
  s:
    touchpoints:
      a: {{next: c}}
{above}
      b: {{does: wait}}{beside}
      c: {{}}
owner: o
"""
STRANDED = (7, "JM202", "no designed path leads to 'b'")


def said(tmp_path: Path, above: str = "", beside: str = "") -> list[tuple[int, str, str]]:
    path = tmp_path / "t.yaml"
    path.write_text(JOURNEY.format(above=above, beside=beside))
    return [told(finding) for finding in check(path)[1]]


def told(finding: Finding) -> tuple[int, str, str]:
    assert finding.location is not None
    return finding.location.line, finding.code, finding.message


def test_without_a_comment_it_is_said(tmp_path: Path) -> None:
    assert said(tmp_path) == [STRANDED]


@pytest.mark.parametrize(
    ("above", "beside"),
    [
        ("", "  # journeymap: ignore JM202 -- opens in May"),
        ("      # journeymap: ignore JM202 -- opens in May", ""),
        ("", "  #journeymap:ignore JM202 -- opens in May"),
    ],
)
def test_a_comment_beside_or_above_silences(above: str, beside: str, tmp_path: Path) -> None:
    assert said(tmp_path, above, beside) == []


@pytest.mark.parametrize(
    ("above", "beside", "findings"),
    [
        ("", "  # journeymap: ignore JM202", [(7, "JM130", "JM202 is ignored without a reason")]),
        ("", "  # journeymap: ignore -- why", [STRANDED, (7, "JM130", "it is not said what to ignore")]),
        (
            "      # journeymap: ignore JM203 -- why",
            "",
            [(6, "JM130", "nothing here is JM203: this ignore is not needed"), STRANDED],
        ),
        (
            "",
            "  # journeymap: ignore JM202, JM203 -- why",
            [(7, "JM130", "nothing here is JM203: this ignore is not needed")],
        ),
        # What only data can tell is not judged here.
        ("", "  # journeymap: ignore JM202, JM310 -- why", []),
        # Nor what only a day or another revision can tell.
        ("", "  # journeymap: ignore JM202, JM131, JM141, JM160 -- why", []),
        (
            "",
            "  # journeymap: ignore JM2020 -- why",
            [STRANDED, (7, "JM130", "'JM2020' is no code that can be ignored")],
        ),
        (
            "",
            "  # journeymap: ignore X9 -- why",
            [STRANDED, (7, "JM130", "'X9' is no code that can be ignored")],
        ),
    ],
)
def test_what_is_wrong_with_an_ignore(
    above: str, beside: str, findings: list[tuple[int, str, str]], tmp_path: Path
) -> None:
    assert sorted(said(tmp_path, above, beside)) == sorted(findings)


def test_errors_cannot_be_ignored(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(
        "title: T\nstages: {s: {touchpoints: {a: {next: [b]}}}}  # journeymap: ignore JM110 -- later\nowner: o\n"
    )
    assert [told(finding) for finding in check(path)[1]] == [
        (2, "JM110", "there is no touchpoint 'b'"),
        (2, "JM130", "JM110 is an error here, and errors cannot be ignored"),
    ]


def test_a_text_is_no_comment(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text("title: '# journeymap: ignore JM202 -- no'\nstages: {s: {touchpoints: {a: {}}}}\nowner: o\n")
    assert check(path)[1] == []


def test_what_data_shows_can_be_ignored_too(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(
        "title: T\nevents: {timezone: UTC, as_of: 2026-02-01}\nleaves_after: 1d\nstages:\n  s:\n    touchpoints:\n"
        "      a: {match: a}  # journeymap: ignore JM301, JM302 -- a trial\n      b: {match: b}\n"
    )
    rows = [
        f"c{number},2026-01-0{day},{name}"
        for number in range(200)
        for day, name in ((1, "a"), (2, "b"))[: 1 + number % 2]
    ]
    (tmp_path / "log.csv").write_text("\n".join(["customer,time,event", *rows]) + "\n")
    report = measure(sound(tmp_path / "t.yaml"), events=["log.csv"], base=tmp_path)
    assert [(finding["code"], finding["line"]) for finding in report.findings] == [("JM130", 7)]
    assert report.findings[0]["message"] == "nothing here is JM302: this ignore is not needed"
    assert "nothing here is JM302" in VIEWS["text"](report)


def test_a_day_and_another_revision_make_more_codes_needless(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(
        "title: T  # journeymap: ignore JM141, JM160 -- why\nowner: o\nstages: {s: {touchpoints: {a: {}}}}\n"
    )
    needless = [
        (1, "JM130", "nothing here is JM141: this ignore is not needed"),
        (1, "JM130", "nothing here is JM160: this ignore is not needed"),
    ]
    assert [told(finding) for finding in check(path)[1]] == []
    assert [told(finding) for finding in check(path, today=date(2026, 7, 31))[1]] == needless[:1]
    assert [told(finding) for finding in check(path, today=date(2026, 7, 31), base={})[1]] == needless


def test_a_waiver_goes_before_an_ignore(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    waiver = "accept: {JM202: {reason: r, until: 2099-12-31}}"
    path.write_text(
        JOURNEY.format(above="", beside="  # journeymap: ignore JM202 -- why").replace("{does: wait}", f"{{{waiver}}}")
    )
    assert [told(finding) for finding in check(path)[1]] == [
        (7, "JM130", "nothing here is JM202: this ignore is not needed")
    ]
