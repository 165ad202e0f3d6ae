"""JUnit XML: a suite for each file, a case for each finding; a file with nothing to say is one case that passes.

Errors are failures. Warnings and hints are skipped cases: GitLab and GitHub's report actions show those with their text, without failing;
of a case that passes they show nothing but its name. GitLab compares cases by class and name between branches and ignores all but the first
of two alike, so names hold no line and are counted where they are equal.
"""

import re
import xml.etree.ElementTree as ET  # it only writes
from collections import Counter
from collections.abc import Sequence

from journeymap.finding import Finding, Level
from journeymap.formats.common import path, place
from journeymap.lint import text
from journeymap.markup import clean

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, not even escaped."""


def view(findings: Sequence[Finding], files: Sequence[str]) -> str:
    """A document with one `testsuites`."""
    told: dict[str, list[Finding]] = {path(file): [] for file in files}
    for finding in findings:
        told.setdefault(path(place(finding, files).file), []).append(finding)
    root = ET.Element("testsuites", {"name": "journeymap check"})
    root.extend(_suite(_lawful(name), found) for name, found in told.items())
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    written = ET.tostring(root, encoding="unicode").replace(
        "##", "#&#35;"
    )  # `##[` is a command to a CI runner that it is printed to
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'


def _suite(name: str, findings: Sequence[Finding]) -> ET.Element:
    failed = sum(finding.level is Level.ERROR for finding in findings)
    counts = {
        "tests": max(len(findings), 1),
        "failures": failed,
        "errors": 0,
        "skipped": len(findings) - failed,
    }
    suite = ET.Element("testsuite", {"name": name, **{key: str(value) for key, value in counts.items()}})
    seen: Counter[str] = Counter()
    for finding in findings:
        title = _lawful(f"{finding.code}: {clean(finding.message)}")
        seen[title] += 1
        counted = title if seen[title] == 1 else f"{title} ({seen[title]})"
        suite.append(_case(name, counted, finding))
    if not findings:
        ET.SubElement(suite, "testcase", {"classname": name, "name": "nothing to say"})
    return suite


def _case(file: str, name: str, finding: Finding) -> ET.Element:
    case = ET.Element("testcase", {"classname": file, "name": name})
    kind = "failure" if finding.level is Level.ERROR else "skipped"
    outcome = ET.SubElement(case, kind, {"type": finding.code, "message": _lawful(clean(finding.message))})
    outcome.text = _lawful(text([finding]))
    return case


def _lawful(words: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", words)
