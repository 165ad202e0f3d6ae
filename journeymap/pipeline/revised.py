"""The journey files of two revisions, or of two folders, side by side.

JM009  there is no journey to compare
JM823  one of two folders is not there
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from journeymap.difference import Side
from journeymap.document import MAX_BYTES, read
from journeymap.finding import JourneymapError, fault
from journeymap.pipeline.marked import lay
from journeymap.project import Named, bytes_of
from journeymap.revisions import Tree, forked_from, tree_at, tree_today
from journeymap.translation import language_of
from journeymap.units import shown

WORKING_TREE = "working tree"
_PARTED = "..."


@dataclass(frozen=True, slots=True)
class Revision:
    """One side: what it is called, where its files lie while they are read, and where they stand or stood."""

    side: Side
    root: Path
    top: Path
    """The folder that data files are looked up from: the one of the repository, whatever the revision."""
    journeys: tuple[str, ...]
    """The paths of the journey files, with `/` between folders, sorted."""
    files: Mapping[str, bytes] = field(repr=False)
    submodules: tuple[str, ...] = ()


@contextmanager
def revisions(base: str, here: str | None, paths: Sequence[Path]) -> Iterator[tuple[Revision, Revision]]:
    """Both sides, base first; their files can be read while this is open.

    Both are folders where two are named that are there; else both are revisions of the repository that the working directory is of, and where `here`
    is not said it is what lies in the folder today. `main...` is where today's history parted from `main`. Journeys are looked for in `paths`, in the
    working directory if none are said.

    Raises `JourneymapError`: JM009, JM823, and JM82x where there is no such revision or git cannot be asked.
    """
    with ExitStack() as stack:
        if here is not None and (Path(base).is_dir() or Path(here).is_dir()) and _both_folders(base, here):
            yield _sound((_folder(Path(base), paths), _folder(Path(here), paths)), paths)
            return
        start = _start(paths)
        base, here, name = _parted(start, base, here)
        old = tree_at(start, base)
        new = tree_today(start) if here is None else tree_at(start, here)
        inside = _inside(new.top, paths)
        sides = Side(name=name, commit=old.commit), Side(name=here or WORKING_TREE, commit=new.commit)
        found = [
            _laid(stack, side, tree, inside, today=tree is new and here is None)
            for side, tree in zip(sides, (old, new), strict=True)
        ]
        yield _sound((found[0], found[1]), paths)


def _sound(found: tuple[Revision, Revision], paths: Sequence[Path]) -> tuple[Revision, Revision]:
    """Both sides. Raises `JourneymapError` (JM009) where there is no journey on either."""
    if not any(side.journeys for side in found):
        place = str(paths[0]) if paths else "."
        cure = "name a folder with journeys: --path journeys"
        raise fault("JM009", "there is no journey on either side", cure, file=place)
    return found


def _both_folders(base: str, here: str) -> bool:
    """Whether both are folders. One alone is a slip where either is written as no revision is: with a dot or a slash first, or a slash last."""
    written = any(name.startswith((".", "/", "~")) or name.endswith("/") for name in (base, here))
    for name in (base, here):
        if written and not Path(name).is_dir():
            raise fault("JM823", f"there is no folder {shown(name)}", "name two folders, or two revisions", file=name)
    return Path(base).is_dir() and Path(here).is_dir()


def _start(paths: Sequence[Path]) -> Path:
    """A folder of the repository that is meant: where the first of the paths is, as far as that is there; else the working directory."""
    place = (paths[0] if paths else Path()).absolute()
    return next(each for each in (place, *place.parents) if each.is_dir())


def _parted(start: Path, base: str, here: str | None) -> tuple[str, str | None, str]:
    """Base and head as revisions, and what the base is called."""
    one, dots, other = base.partition(_PARTED)
    if not dots or here is not None:
        return base, here, base
    return forked_from(start, one, other or "HEAD"), other or None, one


def _inside(top: Path, paths: Sequence[Path]) -> dict[str, bool]:
    """The paths in the repository that are looked at, `.` for all of it; each with whether it was named. Raises `JourneymapError` (JM009)."""
    named: dict[str, bool] = {}
    for path in paths or (Path(),):
        real = path.absolute().parent.resolve() / path.name if path.name else path.resolve()
        if not real.is_relative_to(top):
            raise fault("JM009", "this is not in the repository", f"name a path in {shown(top.name)}", file=str(path))
        named[real.relative_to(top).as_posix()] = bool(paths)
    return named


def _laid(stack: ExitStack, side: Side, tree: Tree, inside: Mapping[str, bool], *, today: bool) -> Revision:
    root = tree.top
    if not today:
        root = Path(stack.enter_context(TemporaryDirectory(prefix="journeymap-")))
        # The folder is a project of its own: nothing outside of it is read.
        (root / ".git").mkdir()
        lay(root, tree.files)
    journeys = [
        name
        for name, data in tree.files.items()
        if _is_meant(name, inside) and _is_journey(root / name, name, data, inside)
    ]
    modules = tuple(name for name in tree.submodules if _is_meant(name, inside))
    return Revision(side, root, tree.top, tuple(sorted(journeys)), tree.files, modules)


def _is_meant(name: str, inside: Mapping[str, bool]) -> bool:
    """Whether a file is one of the places, or in one of them and not hidden there."""
    if name in inside:
        return True
    below = [
        name if place == "." else name.removeprefix(f"{place}/")
        for place in inside
        if place == "." or name.startswith(f"{place}/")
    ]
    return any(not any(part.startswith(".") for part in rest.split("/")) for rest in below)


def _is_journey(path: Path, name: str, data: bytes, inside: Mapping[str, bool]) -> bool:
    """Whether a file is a journey, be it a faulty one: it is named, or it has stages. Translations are told with what they are of."""
    if language_of(path) is not None:
        return False
    if inside.get(name):
        return True
    # A repository may hold thousands of other YAML files.
    if b"stages" not in data:
        return False
    try:
        value = read(data, name).value
    except JourneymapError:
        return any(line.startswith((b"stages:", b"\xef\xbb\xbfstages:")) for line in data.splitlines())
    return isinstance(value, dict) and isinstance(value.get("stages"), dict)


def _folder(folder: Path, paths: Sequence[Path]) -> Revision:
    """A folder as a side of its own; `paths` are looked for in it."""
    files = {
        path.relative_to(folder).as_posix(): bytes_of(Named(path, str(path)))
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".yaml", ".yml") and path.is_file() and path.stat().st_size <= MAX_BYTES
    }
    inside = {path.as_posix(): True for path in paths} or {".": False}
    journeys = [
        name
        for name, data in files.items()
        if _is_meant(name, inside) and _is_journey(folder / name, name, data, inside)
    ]
    return Revision(Side(name=folder.as_posix(), commit=""), folder, folder.resolve(), tuple(journeys), files)
