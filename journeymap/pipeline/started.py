"""A project that works at once: a journey, editor settings, CI and made-up data. Nothing that is there already is touched.

To add a file: put it into `journeymap/starter/` and name it in `_FILES`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from journeymap import __version__, outputs
from journeymap.finding import fault
from journeymap.load import loads
from journeymap.markup import clean, prose
from journeymap.model import humanise
from journeymap.pipeline.made_up import make_up
from journeymap.schema import schema_text
from journeymap.yaml_text import yaml_text

JOURNEY = Path("journeys/first.yaml")
DATA = (Path("data/events.csv"), Path("data/answers.csv"))
CI = {"github": Path(".github/workflows/journeymap.yml"), "gitlab": Path(".gitlab-ci.yml")}
_SCHEMA = Path("schemas/journey.schema.json")
_EDITOR = {Path(".vscode/settings.json"): "settings.json", Path(".vscode/extensions.json"): "extensions.json"}
_FIRST = {Path(".gitignore"): "gitignore", Path("README.md"): "README.md"}
_CUSTOMERS, _SEED, _PLANTS = 1_000, 1, ("pay:drop=0.25", "basket:slow=4", "hotline:ces=+2")


@dataclass(frozen=True)
class Started:
    """What was written and what was there already, as paths in the project's folder."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    has_first: bool
    """Whether the first journey was written; a project that has journeys already needs none."""
    note: str = ""
    """Why something was not written that was asked for."""


def start(directory: Path, *, title: str | None = None, ci: str | None = "github") -> Started:
    """Writes what is missing of a project. `title` is the first journey's, made from the folder's name if not said.

    Raises `JourneymapError`: JM830 where a first journey is there already, JM831 where there is nothing to add, JM802.
    """
    if _is_there(directory / JOURNEY):
        cure = "go on with it, or name another folder; nothing was written"
        raise fault("JM830", "there is a first journey already", cure, file=str(directory / JOURNEY))
    above = _repository_above(directory)
    note = f"no file for CI: its place is the top of the repository, {clean(str(above))}" if ci and above else ""
    first = not _has_journeys(directory)
    title = title or _title(directory)
    texts = _texts(title, None if above else ci, first=first)
    written, kept = _missing(directory, texts)
    for path in written:
        outputs.write(directory / path, texts[path].encode())
    if first:
        more, there = _begin(directory, title)
        written, kept = [*more, *written], kept + there
    if not written:
        cure = "go on with: journeymap check journeys"
        raise fault("JM831", "there is nothing to add: all files are there already", cure, file=str(directory))
    return Started(tuple(written), tuple(kept), first, note)


def _begin(directory: Path, title: str) -> tuple[list[Path], list[Path]]:
    """The first journey and its data: what was written of them, and what was there.

    The journey comes last: where the data cannot be written, the same command goes on from there.
    """
    text = _starter("first.yaml").replace("@TITLE@\n", yaml_text({"title": title}))
    missing, there = _missing(directory, DATA)
    if not there:
        loaded = loads(text.encode(), str(JOURNEY))
        make_up(loaded, directory / "data", customers=_CUSTOMERS, seed=_SEED, plants=_PLANTS)
    outputs.write(directory / JOURNEY, text.encode())
    return [JOURNEY, *([] if there else missing)], there


def _texts(title: str, ci: str | None, *, first: bool) -> dict[Path, str]:
    """The text of every other file."""
    names = _EDITOR | (_FIRST if first else {}) | ({CI[ci]: f"{ci}.yml"} if ci else {})
    texts = {path: _starter(name) for path, name in names.items()}
    return {_SCHEMA: schema_text("journey")} | {
        path: text.replace("@VERSION@", __version__).replace("@HEADING@", prose(title)) for path, text in texts.items()
    }


def _starter(name: str) -> str:
    return (files("journeymap") / "starter" / name).read_text(encoding="utf-8")


def _missing(directory: Path, paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Those paths at which nothing is, and the others."""
    there = {path: _is_there(directory / path) for path in paths}
    return [path for path in there if not there[path]], [path for path in there if there[path]]


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _has_journeys(directory: Path) -> bool:
    return any(path.suffix in (".yaml", ".yml") for path in (directory / "journeys").rglob("*"))


def _repository_above(directory: Path) -> Path | None:
    """The folder around this one that is a repository's, if this one is not."""
    folder = directory.resolve()
    if (folder / ".git").exists():
        return None
    return next((above for above in folder.parents if (above / ".git").exists()), None)


def _title(directory: Path) -> str:
    """A journey's title from the name of its folder, whatever that is."""
    name = " ".join(clean(directory.resolve().name).split())[:60]
    return humanise(name) if any(char.isalnum() for char in name) else "My first journey"
