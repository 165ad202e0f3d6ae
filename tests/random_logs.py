"""Random journeys with random logs and answers, by seed: small, and full of what real files bring.

The same seed always gives the same files. Local times inside a gap or an overlap of daylight saving are never written
without an offset.
"""

import contextlib
import csv
import gzip
import io
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

Row = dict[str, str | None]

IDS = ("browse", "check-stock", "pay", "hotline", "ready_sms", "collect", "cancel", "über", "a1", "x")
NAMES = ("view", "pay", "paid, twice", 'say "hi"', "NA", "null", "thử lại", "two\nlines", "View", "007", "end", "call")
CUSTOMERS = (
    "NA",
    "null",
    "007",
    "7",
    "7.0",
    "true",
    "O'Neil",
    'a "b"',
    "c,d",
    "two\nlines",
    "Linh ễ",
    "naïve",
    " x",
    "x",
    "X",
    "None",
    "nan",
    "-",
    "😀",
    "1e3",
)
CHANNELS: tuple[str | None, ...] = (None, "app", "web", "hotline", "store")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Ho_Chi_Minh", "UTC", "Asia/Kathmandu", "Pacific/Auckland")
BASES = (
    datetime(2026, 3, 27, tzinfo=UTC),
    datetime(2026, 10, 23, tzinfo=UTC),
    datetime(2026, 5, 13, tzinfo=UTC),
    datetime(1969, 12, 30, tzinfo=UTC),
)
PROPERTIES: dict[str, tuple[str | None, ...]] = {
    "result": ("in_stock", "low", "Low", "none", "in stock", "5", "true", None),
    "amount": ("5", "5.0", "7", "-3", "0", "1e1", "0.1", "ten", "NaN", "inf", None),
    "flag": ("true", "True", "FALSE", "false", "yes", "1", None),
}
CONDITIONS: dict[str, tuple[Any, ...]] = {
    "result": (
        "low",
        ["in_stock", "low"],
        {"starts_with": "in"},
        {"contains": "o"},
        {"starts_with": "in", "contains": "ock"},
        "none",
        [True, 5],
        {"contains": "_"},
    ),
    "amount": (5, [5, 7], {"min": 5}, {"max": 5}, {"min": 0, "max": 7}, 0.1, "5", {"min": -3.5}, [10, "ten"]),
    "flag": (True, False, "true", [True, "yes"], 1),
}
GAPS = (0, 0, 1, 30, 90, 600, 3_600, 40_000, 86_400, 200_000)
BAD_TIMES = ("03/04/2024", "soon", "2026-13-45", "2026-05-13T25:00:00Z", "NaN", "0", "2026-02-30 10:00Z")
FAR_TIMES = ("1970-01-01T00:00:00.000001Z", "0001-01-02T00:00:00Z", "9999-12-30T12:00:00Z", "2199-12-31T23:59:59Z")
ANSWERS_OFF = (
    None,
    None,
    "",
    "NaN",
    "inf",
    "-Infinity",
    "abc",
    "99",
    "-1",
    "11",
    "0",
    "6.5",
    "3.5",
    "4.0",
    "1e0",
    "n/a",
)
COMMENTS = (None, "", " ", "\t", "it was fine", "  ok ", "\u00a0", "-")
CHANNEL_TEXTS = (None, None, "", "app", "App", "web", "hotline", "store", "kiosk", "(none)")
TARGETS: dict[str, tuple[Any, ...]] = {
    "drop_off": ("10%", 0.5),
    "repeat": ("5%", 0.3),
    "return": ("20%",),
    "unplanned": ("30%", 0),
    "hand_off": ("5%", "50%"),
    "failure": ("10%", "60%"),
    "error": ("1%", "40%"),
    "time": ("5m", "1d", "30s"),
    "csat": ("50%", "80%"),
    "ces": (2.5, 4),
    "nps": (0, -20, 30),
}
BUDGET: dict[str, tuple[Any, ...]] = TARGETS | {
    "completion": ("40%", "5%"),
    "channel_switches": (0.5, 3),
    "contacts": (2, 6.5),
}
SIGNS = (
    "drop_off",
    "slow",
    "repeat",
    "return",
    "unplanned",
    "hand_off",
    "failure",
    "error",
    "low_csat",
    "high_effort",
)
FUNNELS = ("bought", "NA", "a | `b`", "käufe 1")
WINDOWS = ("1s", "30s", "90s", "10m", "1h", "1d", "2d", "3d", "1w")
WEIGHTS = ("1", "1", "2", "0.5", "3.25", "1.1", "0", "-1", None, "nan", "x")


@dataclass
class RandomLog:
    """A journey, its log and its answers, before they are written to files."""

    seed: int
    journey: dict[str, Any]
    columns: list[str]
    rows: list[Row] = field(default_factory=list)
    answers: dict[str, list[Row]] = field(default_factory=dict)
    persona: str | None = None
    """The persona whose customers are looked at."""
    segment: dict[str, list[str]] = field(default_factory=dict)
    """The segment that is looked at: columns, and the texts of which one must stand there."""
    by: str | None = None
    """The column by which funnels are broken down."""

    def yaml(self, paths: Mapping[str, str] | None = None) -> str:
        """The journey file, with where each survey's own file is."""
        document = json.loads(json.dumps(self.journey))
        for name in self.answers:
            document["surveys"][name]["from"] = (paths or {}).get(name, f"{name}.csv")
        return json.dumps(document, ensure_ascii=False, indent=1)


class Maker:
    """Makes one of them."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.many = self.chance(0.15)
        self.base = self.pick(BASES)
        self.pace = self.pick((1, 1, 1, 20))
        self.columns: list[str] = []
        self.clock = dict.fromkeys(CUSTOMERS, self.base)
        self.serial = 0
        self.shared: set[str] = set()

    def chance(self, probability: float) -> bool:
        """True so often."""
        return self.random.random() < probability

    def pick(self, items: Sequence[Any]) -> Any:
        """One of them."""
        return items[self.random.randrange(len(items))]

    def some(self, items: Sequence[Any], most: int) -> list[Any]:
        """A few of them, at least one."""
        return self.random.sample(list(items), self.random.randint(1, min(most, len(items))))

    # The journey

    def make(self) -> RandomLog:
        """The whole."""
        self.ids = self.some(IDS, 7) if not self.many else self.some(IDS, 3)
        self.events = self._events()
        self.surveys = self._surveys()
        touchpoints = {touchpoint_id: self._touchpoint(touchpoint_id) for touchpoint_id in self.ids}
        self._ask(touchpoints)
        document: dict[str, Any] = {"title": f"Random {self.seed}", "events": self.events}
        document["channels"] = {
            "app": {},
            "web": {"assisted": False},
            "hotline": {"assisted": self.chance(0.8)},
            "store": {"assisted": True},
        }
        if self.chance(0.2):
            document["channels"] = ["app", "web", "hotline", "store"]
        if self.surveys:
            document["surveys"] = self.surveys
        document |= self._bounds()
        cut = self.random.randint(1, len(self.ids))
        document["stages"] = {"one": {"touchpoints": {key: touchpoints[key] for key in self.ids[:cut]}}}
        if self.ids[cut:]:
            document["stages"]["two"] = {
                "title": "Second",
                "touchpoints": {key: touchpoints[key] for key in self.ids[cut:]},
            }
        self.touchpoints = touchpoints
        self._promise(document)
        persona, segment = self._who(document)
        rows = self._rows()
        answers = {name: self._answers(name) for name in self.surveys if name in self.own_files}
        if self.chance(0.8):
            document["funnels"] = {name: self._funnel() for name in self.some(FUNNELS, 3)}
        by = self.pick(("result", "flag")) if self.chance(0.4) else None
        return RandomLog(self.seed, document, self.columns, rows, answers, persona, segment, by)

    def _promise(self, document: dict[str, Any]) -> None:
        """Targets, a budget, and weights of one's own."""
        for stage in document["stages"].values():
            if self.chance(0.3):
                stage["targets"] = self._targets(TARGETS)
            for touchpoint in stage["touchpoints"].values():
                if self.chance(0.3):
                    touchpoint["targets"] = self._targets(TARGETS)
        if self.chance(0.5):
            document["budget"] = self._targets(BUDGET)
        if self.chance(0.4):
            document["weights"] = {sign: self._weight() for sign in self.some(SIGNS, 5)}

    def _targets(self, known: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
        return {measure: self.pick(known[measure]) for measure in self.some(list(known), 6)}

    def _funnel(self) -> dict[str, Any]:
        """Steps that repeat and overlap, windows whose ends are met exactly, exclusions that are steps too."""
        steps: list[Any] = []
        for _ in range(self.pick((2, 2, 3, 3, 4))):
            at = self.pick(self.ids) if self.chance(0.6) else self.some(self.ids, 3)
            step: Any = self.pick(steps) if steps and self.chance(0.2) else at
            if not isinstance(step, dict) and self.chance(0.25):
                step = {"at": step, "within": self.pick(WINDOWS)}
            steps.append(step)
        funnel: dict[str, Any] = {"steps": steps, "order": self.pick(("ordered", "ordered", "strict", "any"))}
        if self.chance(0.5):
            funnel["within"] = self.pick(WINDOWS)
        if self.chance(0.3):
            funnel["entry"] = "first"
        if self.chance(0.4):
            names = self.some(self.ids, 2)
            funnel["exclude"] = self.pick((names, {name: self._between(len(steps)) for name in names}))
        return funnel

    def _between(self, steps: int) -> Any:
        first, last = sorted(self.random.sample(range(1, steps + 1), 2))
        return self.pick(([first, last], {"first": first}, {"last": last}, {}))

    def _weight(self) -> dict[str, Any]:
        weight = {"tolerance": self.pick((0, "10%", "50%", 1)), "severity": self.pick((0, 0.3, 1))}
        if self.chance(0.3):
            del weight[self.pick(("tolerance", "severity"))]
        return weight

    def _who(self, document: dict[str, Any]) -> tuple[str | None, dict[str, list[str]]]:
        """Personas, and which customers are looked at."""
        columns = self.some(list(PROPERTIES), 2 if self.chance(0.2) else 1)
        if self.chance(0.5):
            linh = {column: self.pick(CONDITIONS[column]) for column in columns}
            document["personas"] = {"linh": {"is": "Linh", "segment": linh}, "minh": "Minh"}
        kind = self.random.random()
        persona = "linh" if "personas" in document and kind < 0.4 else None
        if kind < 0.85 and not (persona and self.chance(0.2)):
            return persona, {}
        column = self.pick(columns)
        known = [text for text in PROPERTIES[column] if text is not None]
        return persona, {column: self.some(known, 6)}

    def _events(self) -> dict[str, Any]:
        fancy = self.chance(0.4)
        names = (
            {"customer": "Who is it", "time": "at time", "name": "what"}
            if fancy
            else {"customer": "customer", "time": "time", "name": "event"}
        )
        self.names = names
        events: dict[str, Any] = dict(names) if fancy else {}
        self.columns = [*names.values(), *PROPERTIES]
        self.zone = self.pick(ZONES) if self.chance(0.6) else None
        if self.zone is not None:
            events["timezone"] = self.zone
        self.case = self.pick(("case", "order nr")) if self.chance(0.4) else None
        if self.case is not None:
            events["case"] = self.case
            self.columns.append(self.case)
        self.channel = "via" if self.chance(0.3) else None
        if self.channel is not None:
            events["channel"] = self.channel
            self.columns.append(self.channel)
        self.id = "id" if self.chance(0.4) else None
        if self.id is not None:
            events["id"] = self.id
            self.columns.append(self.id)
        self.order: list[str] = self.pick(
            ([], [], [names["time"]], ["seq"], ["seq", names["time"]], [names["time"], "seq"], ["seq", "sub"])
        )
        if self.order:
            events["order"] = self.order[0] if len(self.order) == 1 and self.chance(0.5) else self.order
            self.columns += [column for column in self.order if column != names["time"]]
        self.big = self.chance(0.1)
        self.untimed_ok = bool(self.order) and names["time"] not in self.order
        self.bad = self.pick((0, 0, 0.05, 0.2))
        if self.bad and self.chance(0.9):
            events["max_bad_rows"] = self.pick(("100%", 1.0, "60%"))
        if self.chance(0.4):
            events["as_of"] = self.written(
                self.base + timedelta(seconds=self.random.randint(-100_000, 2_500_000) * self.pace)
            )
        return events

    def _surveys(self) -> dict[str, Any]:
        surveys: dict[str, Any] = {}
        self.own_files: set[str] = set()
        scales = {
            "csat": self.pick(("1..5", "1..7", "0..10", "1..10")),
            "ces": self.pick(("1..5", "1..7")),
            "nps": "0..10",
        }
        for metric, scale in scales.items():
            for number in range(self.pick((0, 1, 1, 2))):
                name = metric if number == 0 else f"{metric}-too"
                survey: dict[str, Any] = {
                    "answer": f"{metric} score" if self.chance(0.3) else f"{metric}{number}",
                    "scale": scale,
                }
                if number or self.chance(0.3):
                    survey["metric"] = metric
                if metric == "ces":
                    survey["easy"] = int(self.pick(scales["ces"].split("..")))
                if metric == "csat" and self.chance(0.5):
                    survey["good"] = {
                        "1..5": ["4..5", "3..5"],
                        "1..7": ["6..7"],
                        "0..10": ["9..10", "8..10"],
                        "1..10": ["9..10"],
                    }[scales["csat"]][0]
                if self.chance(0.6):
                    self.own_files.add(name)
                    self._own_columns(survey)
                elif survey["answer"] not in self.columns:
                    self.columns.append(survey["answer"])
                if self.chance(0.25):
                    survey["weight"] = "weight"
                if self.chance(0.3):
                    column = self.pick(list(PROPERTIES))
                    survey["where"] = {column: self.pick(CONDITIONS[column])}
                if self.chance(0.3):
                    survey["comment"] = "said"
                if name not in self.own_files and "comment" in survey and "said" not in self.columns:
                    self.columns.append("said")
                if name not in self.own_files and "weight" in survey and "weight" not in self.columns:
                    self.columns.append("weight")
                surveys[name] = survey
        return surveys

    def _own_columns(self, survey: dict[str, Any]) -> None:
        if self.chance(0.5):
            survey["customer"] = "respondent"
        if self.chance(0.6):
            survey["time"] = "answered"
        if self.case is not None and self.chance(0.5):
            survey["case"] = "of case"

    def _touchpoint(self, touchpoint_id: str) -> dict[str, Any]:
        touchpoint: dict[str, Any] = {}
        if self.chance(0.9):
            touchpoint["match"] = self._match()
        if self.chance(0.4):
            touchpoint["signals"] = self._patterns()
        if self.chance(0.2):
            touchpoint["touchpoints"] = {"inside": {}}
        if self.chance(0.3):
            touchpoint["sla"] = self.pick(("5m", "1d", {"within": "1h", "share": "95%"}, {"within": "30s"}))
        if self.chance(0.25):
            touchpoint["optional"] = True
        if self.chance(0.2):
            touchpoint["repeatable"] = True
        channel = self.pick(CHANNELS)
        if channel is not None:
            touchpoint["channel"] = channel
        if self.chance(0.4):
            touchpoint["takes"] = self.pick(("30s", "5m", "1.5h", "PT5M", "1d"))
        if self.chance(0.2):
            touchpoint["title"] = f"At {touchpoint_id}"
        if self.chance(0.5):
            touchpoint["next"] = self._next()
        return touchpoint

    def _next(self) -> Any:
        targets = self.some(self.ids, 3)
        share = 0.9 / len(targets)
        return self.pick(
            (
                [],
                targets[0],
                targets,
                dict.fromkeys(targets, share),
                {target: f"{90 // len(targets)}%" for target in targets},
                {target: {"share": share, "within": "1d", "when": "in stock"} for target in targets},
                {target: {} for target in targets},
            )
        )

    def _match(self) -> Any:
        if self.chance(0.3):
            roles = {"start": self._patterns(), "done": self._patterns(), "fail": self._patterns()}
            if self.chance(0.2):
                del roles[self.pick(("done", "fail"))]
            return roles
        return self._patterns()

    def _patterns(self) -> Any:
        patterns = [self._pattern() for _ in range(self.pick((1, 1, 1, 2)))]
        return patterns if len(patterns) > 1 or self.chance(0.3) else patterns[0]

    def _pattern(self) -> Any:
        name = self.pick(NAMES)
        if self.chance(0.6):
            return name
        pattern: dict[str, Any] = {"event": name}
        if self.chance(0.9):
            columns = self.some(list(PROPERTIES), 2)
            pattern["where"] = {column: self.pick(CONDITIONS[column]) for column in columns}
        return pattern

    def _ask(self, touchpoints: dict[str, dict[str, Any]]) -> None:
        free: dict[str, list[str]] = {}
        for name, survey in self.surveys.items():
            free.setdefault(survey.get("metric", name), []).append(name)
        self.at_names: dict[str, list[str]] = {name: [] for name in self.surveys}
        for touchpoint_id, touchpoint in touchpoints.items():
            ask: dict[str, Any] = {}
            for names in free.values():
                if self.chance(0.5):
                    ask |= dict.fromkeys(self.some(names, 2))
            for name in list(ask):
                if self.chance(0.25):
                    ask[name] = self.pick((f"the {touchpoint_id}", [touchpoint_id, f"{touchpoint_id}, again"]))
                    self.at_names[name] += ask[name] if isinstance(ask[name], list) else [ask[name]]
            if ask:
                listed = [name if at is None else {name: at} for name, at in ask.items()]
                touchpoint["ask"] = self.pick((listed, {name: at or [] for name, at in ask.items()}))
        for name, survey in self.surveys.items():
            if self.at_names[name]:
                survey["at"] = "about"
                if name not in self.own_files and "about" not in self.columns:
                    self.columns.append("about")

    def _bounds(self) -> dict[str, Any]:
        bounds: dict[str, Any] = {}
        if self.chance(0.5):
            bounds["leaves_after"] = self.pick(("1h", "6h", "1d", "PT36H", "3d"))
        if self.chance(0.4):
            bounds["new_case_after"] = self.pick(("10m", "90s", "12h", "1d"))
        if self.chance(0.3):
            bounds["starts_at"] = self.pick((self.ids[0], self.some(self.ids, 2)))
        if self.chance(0.5):
            bounds["ignore"] = self.some((*NAMES, "noise"), 3)
        ends = self.some(self.ids, 3)
        if self.chance(0.6):
            half = self.random.randint(0, len(ends))
            bounds["ends_at"] = self.pick(
                (
                    ends[0],
                    ends,
                    {"won": ends[:half], "lost": ends[half:]},
                    {"lost": ends},
                    {"won": ends[0]},
                    {"lost": ends[0]},
                )
            )
        return bounds

    # The log

    def _rows(self) -> list[Row]:
        customers = self.some(CUSTOMERS, 8 if not self.many else 16)
        count = self.random.randint(90, 220) if self.many else self.random.randint(5, 80)
        names = self._names_known()
        rows: list[Row] = []
        while len(rows) < count:
            customer = self.pick(customers)
            if rows and self.chance(0.05):
                rows.append(self._again(self.pick(rows)))
            else:
                rows.append(
                    self._row(
                        customer, self.pick(names) if self.chance(0.85) else self.pick((*NAMES, "noise", "unheard of"))
                    )
                )
        if self.chance(0.05):
            self.pick(rows)[self.names["time"]] = self.pick(FAR_TIMES)
        self.random.shuffle(rows)
        self.customers = customers
        return rows

    def _names_known(self) -> list[str]:
        found: list[str] = []

        def look(value: Any, *, under_where: bool = False) -> None:
            if isinstance(value, str) and not under_where:
                found.append(value)
            elif isinstance(value, list):
                for item in value:
                    look(item)
            elif isinstance(value, dict):
                for key, item in value.items():
                    if key != "where":
                        look(item)

        for touchpoint in self.touchpoints.values():
            look(touchpoint.get("match", []))
            look(touchpoint.get("signals", []))
        return found or ["view"]

    def _row(self, customer: str, name: str) -> Row:
        self.clock[customer] += timedelta(
            seconds=self.pick(GAPS) * self.pace, microseconds=self.pick((0, 0, 0, 0, 250_000, 1))
        )
        row: Row = {
            self.names["customer"]: customer,
            self.names["time"]: self.written(self.clock[customer]),
            self.names["name"]: name,
        }
        for column, values in PROPERTIES.items():
            row[column] = self.pick(values)
        if self.case is not None:
            row[self.case] = self.pick(("1", "1", "2", "NA", "02", None if self.chance(0.3) else "1"))
        if self.id is not None:
            self.serial += 1
            row[self.id] = None if self.chance(0.05) else f"e{self.serial}"
            if self.chance(0.05) and customer not in self.shared:
                self.shared.add(customer)
                row[self.id] = "shared"
        for column in self.order:
            if column != self.names["time"]:
                row[column] = self._order_number()
        for name_of_survey, survey in self.surveys.items():
            if name_of_survey not in self.own_files:
                row[survey["answer"]] = self._answer(survey) if self.chance(0.6) else None
        if "weight" in self.columns:
            row["weight"] = self.pick(WEIGHTS)
        if "about" in self.columns:
            row["about"] = self._about()
        if self.channel is not None:
            row[self.channel] = self.pick(CHANNEL_TEXTS)
        if "said" in self.columns:
            row["said"] = self.pick(COMMENTS)
        if self.untimed_ok and self.chance(0.25):
            row[self.names["time"]] = self.pick((None, "", self.pick(BAD_TIMES)))
        if self.bad and self.chance(self.bad):
            self._spoil(row)
        return row

    def _order_number(self) -> str:
        number = self.random.randint(0, 30)
        if self.big:
            return str(1_790_000_000_000_000_000 + number)
        return str(self.pick((str(number), str(number), f"{number}.0", f"{number - 15}", f"{number}.5", f"{number}e0")))

    def _spoil(self, row: Row) -> None:
        columns = [self.names["customer"], self.names["name"], *(self.order or [self.names["time"]])]
        for column in self.some(columns, 2):
            row[column] = None if self.chance(0.5) else ""
        if self.chance(0.5):
            row[self.pick(self.order or [self.names["time"]])] = self.pick((*BAD_TIMES[:2], "nan", "1,5"))

    def _again(self, row: Row) -> Row:
        copy = dict(row)
        text = copy[self.names["time"]]
        if text and text.endswith("Z") and len(text) > 12 and self.chance(0.5):
            with contextlib.suppress(ValueError):
                moment = datetime.fromisoformat(text) + timedelta(hours=5, minutes=30)
                copy[self.names["time"]] = moment.replace(tzinfo=None).isoformat() + "+05:30"
        return copy

    def _about(self) -> str | None:
        found: str | None = self.pick(
            [*(name for names in self.at_names.values() for name in names), None, "something else"]
        )
        return found

    def _answer(self, survey: dict[str, Any]) -> str | None:
        if self.chance(0.2):
            off: str | None = self.pick(ANSWERS_OFF)
            return off
        low, high = (int(end) for end in survey["scale"].split(".."))
        return str(self.random.randint(low, high))

    def _answers(self, name: str) -> list[Row]:
        survey = self.surveys[name]
        times = [self.clock[customer] for customer in self.customers]
        span = (max(times) - self.base).total_seconds()
        rows: list[Row] = []
        for _ in range(self.random.randint(1, 120 if self.many else 40)):
            row: Row = {
                survey.get("customer", self.names["customer"]): self.pick(self.customers)
                if self.chance(0.9)
                else self.pick((None, "stranger"))
            }
            row[survey["answer"]] = self._answer(survey)
            if "time" in survey:
                moment = self.base + timedelta(seconds=self.random.randint(-1000, int(span) + 100_000))
                row["answered"] = self.written(moment) if self.chance(0.93) else self.pick((None, *BAD_TIMES[:2]))
            if "case" in survey:
                row["of case"] = self.pick(("1", "2", "NA", "02", "3", None))
            if "weight" in survey:
                row["weight"] = self.pick(WEIGHTS)
            if "at" in survey:
                row["about"] = self._about()
            if "comment" in survey:
                row["said"] = self.pick(COMMENTS)
            row |= {column: self.pick(PROPERTIES[column]) for column in survey.get("where", {})}
            rows.append(row)
        return rows

    # Times

    def written(self, moment: datetime) -> str:
        """A moment as one of the texts that may stand for it; sometimes only its day, where a zone is declared."""
        separator = self.pick("T ")
        zone = ZoneInfo(self.zone) if self.zone is not None else None
        if zone is not None and self.chance(0.6):
            local = moment.astimezone(zone).replace(tzinfo=None)
            if self.chance(0.1):
                local = local.replace(hour=0, minute=0, second=0, microsecond=0)
                if certain(local, zone):
                    return local.date().isoformat()
            elif certain(local, zone):
                return self._digits(local, separator)
        if self.chance(0.5):
            return self._digits(moment.astimezone(UTC).replace(tzinfo=None), separator) + "Z"
        minutes = self.pick((-480, -210, 0, 60, 120, 345, 420, 780))
        local = moment.astimezone(UTC).replace(tzinfo=None) + timedelta(minutes=minutes)
        sign = "-" if minutes < 0 else "+"
        hours, rest = f"{abs(minutes) // 60:02}", f"{abs(minutes) % 60:02}"
        forms = [f"{hours}:{rest}", f"{hours}:{rest}", f"{hours}{rest}", hours if rest == "00" else f"{hours}:{rest}"]
        return f"{self._digits(local, separator)}{sign}{self.pick(forms)}"

    def _digits(self, local: datetime, separator: str) -> str:
        text = local.isoformat(sep=separator)
        if local.microsecond:
            return text.rstrip("0") if self.chance(0.5) else text
        if local.second == 0 and self.chance(0.5):
            return text[:-3]
        return text


def certain(local: datetime, zone: ZoneInfo) -> bool:
    """Whether a local time is exactly one moment: in no gap and no overlap."""
    offsets = {local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) == 1


def random_log(seed: int) -> RandomLog:
    """The journey, log and answers of a seed."""
    return Maker(seed).make()


random_logs = st.integers(min_value=0, max_value=2**31 - 1).map(random_log)
"""For hypothesis."""


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> Path:
    """The rows as CSV; gzipped where the name says so."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([row.get(column) or "" for column in columns])
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def write_jsonl(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> Path:
    """The rows as JSON Lines; after the first row, a missing value is left away in every other one."""
    with path.open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows):
            kept = {column: row.get(column) for column in columns if number % 2 == 0 or row.get(column) is not None}
            file.write(json.dumps(kept, ensure_ascii=number % 3 == 0) + "\n")
    return path


def write_xes(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> Path:
    """The rows as XES, seven a trace; a column is an attribute, and in every other event one without a value is left away."""
    traces = ["<log>"]
    for number, row in enumerate(rows):
        cells = [(column, row.get(column)) for column in columns if number % 2 == 0 or row.get(column) is not None]
        values = [f" value={quoteattr(text)}" if text is not None else "" for _, text in cells]
        event = "".join(
            f"<string key={quoteattr(column)}{value}/>" for (column, _), value in zip(cells, values, strict=True)
        )
        traces.append(
            f"{'<trace>' if number % 7 == 0 else ''}<event>{event}</event>{'</trace>' if number % 7 == 6 else ''}"
        )
    end = "</trace></log>" if rows and len(rows) % 7 else "</log>"
    path.write_text("\n".join([*traces, end]), encoding="utf-8")
    return path


def columns_of(rows: Sequence[Row]) -> list[str]:
    """All columns that rows have, in the order in which they come."""
    return list(dict.fromkeys(column for row in rows for column in row))
