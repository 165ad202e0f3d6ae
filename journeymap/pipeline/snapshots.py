"""Snapshots: found where events are named, read, made, and told of a journey."""

from pathlib import Path
from typing import Any, Unpack

from journeymap.asked import Asked
from journeymap.catalogue import joined, say
from journeymap.circumstances import ideas_of
from journeymap.finding import JourneymapError, fault
from journeymap.load import Loaded
from journeymap.plan import plan_of
from journeymap.redeemed import Redeemed
from journeymap.report import Report
from journeymap.revived import Revived
from journeymap.snapshot import MARK, MOST, Snapshot, parsed, rules_of, written
from journeymap.words import privacy_words

_HEAD = 256
_NOT_ASKED = ("persona", "segment", "since", "until", "as_of", "answers", "by", "quotes", "previous")
"""What only a log can answer."""
AGAIN = "make it again, where the events are: journeymap snapshot JOURNEY --events LOG -o {name}"


def snapshot_in(loaded: Loaded, base: Path, events: Any) -> Path | None:
    """The snapshot that is named in the place of a log, by the command line or the journey; None where it is no snapshot."""
    names, folder = (events, base) if events else (loaded.journey.events.from_, loaded.path.parent)
    if len(names) != 1:
        return None
    path = folder / names[0]
    return path if is_snapshot(path) else None


def is_snapshot(path: Path) -> bool:
    """Whether a file begins as a snapshot does."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except (OSError, ValueError):
        return False
    return head.lstrip().startswith(b"{") and MARK.split(b"\n")[1] in head


def read(path: Path) -> Snapshot:
    """A snapshot. Raises `JourneymapError` (JM550)."""
    try:
        if path.stat().st_size > MOST:
            raise ValueError("it is too large for one")  # noqa: TRY301  # told like all else that is wrong with it
        return parsed(path.read_bytes())
    except (OSError, ValueError) as error:
        why = (error.strerror or error) if isinstance(error, OSError) else error
        raise fault(
            "JM550", f"the snapshot cannot be used: {why}", AGAIN.format(name=path.name), file=str(path)
        ) from error


def asked_of(path: Path, **asked: Any) -> None:
    """That nothing is asked that a snapshot does not know. Raises `JourneymapError` (JM551)."""
    for name in _NOT_ASKED:
        if asked.get(name):
            raise _only_a_log(path, f"--{name.replace('_', '-')} asks about customers, and a snapshot has none")
    if asked.get("min_group") == 0:
        raise _only_a_log(path, "--no-privacy asks for exact numbers, and a snapshot has only those that may be told")


def _only_a_log(path: Path, why: str) -> JourneymapError:
    return fault("JM551", f"{path.name} is a snapshot: {why}", "name the log itself with --events", file=str(path))


def told_by(path: Path, loaded: Loaded) -> Report:
    """The report of a snapshot for a journey as it is now, without what is said about it. Raises `JourneymapError` (JM550, JM552)."""
    kept, journey, plan = read(path), loaded.journey, plan_of(loaded.journey)
    revived = Revived(kept, path.name, journey, plan)
    if not revived.fits:
        raise fault(
            "JM552",
            f"{path.name} was counted by other rules of what a case is: ends_at, leaves_after, new_case_after, or columns of events have changed since",
            AGAIN.format(name=path.name),
            file=loaded.document.file,
        )
    report = revived.report()
    redeemed = Redeemed(kept, report, journey, plan, revived.former, {*revived.ids.values()})
    snapshot = report.snapshot
    untold = (*(snapshot.untold if snapshot else ()), *redeemed.untold())
    source = say("from a snapshot of data up to {day}", day=(report.data.as_of or "")[:10])
    return report.model_copy(
        update={
            "judgements": redeemed.judgements(),
            "touchpoints": {
                name: found.model_copy(update={"ideas": tuple(ideas_of(journey, name, found.friction))})
                if found.friction and found.friction.rank
                else found
                for name, found in report.touchpoints.items()
            },
            "privacy": joined([privacy_words(kept.min_group), source]),
            "snapshot": snapshot.model_copy(update={"untold": untold}) if snapshot else None,
        }
    )


def taken(loaded: Loaded, report: Report, **asked: Unpack[Asked]) -> str:
    """The snapshot of a report, as its file. Raises `JourneymapError` (JM551, JM553)."""
    if report.snapshot is not None:
        raise fault("JM551", f"{report.snapshot.name} is a snapshot already", "name the log itself with --events")
    least = asked.get("min_group", 0)
    if report.data.customers < least:
        raise fault(
            "JM553", f"the log has fewer than {least} customers", "a snapshot of so few would tell of them; wait"
        )
    rules = rules_of(loaded.journey, plan_of(loaded.journey), {})
    # Words of the file are those of the file, and stay there.
    bare = {
        name: found.model_copy(update={"pains": (), "ideas": (), "quotes": ()})
        for name, found in report.touchpoints.items()
    }
    kept = report.model_copy(update={"touchpoints": bare})
    return written(Snapshot(min_group=least, rules=rules, promises=report.judgements, report=kept))
