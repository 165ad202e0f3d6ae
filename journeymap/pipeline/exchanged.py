"""A journey, handed over to another format; and a journey file, made from one."""

from pathlib import Path

from journeymap import outputs
from journeymap.document import MAX_BYTES
from journeymap.exchange import READERS, WRITERS
from journeymap.exchanged import Exchanged
from journeymap.finding import JourneymapError, fault
from journeymap.load import Loaded, loads
from journeymap.project import Named, bytes_of


def exported(loaded: Loaded, form: str) -> Exchanged:
    """A journey in another format, and what that cannot hold."""
    return WRITERS[form](loaded.journey)


def imported(path: Path, form: str) -> Exchanged:
    """The text of a journey file made from a file in another format. Raises `JourneymapError` (JM009, JM81x)."""
    name = str(path)
    made = READERS[form](_text(path, name), name)
    try:
        loads(made.text.encode(), name)
    except JourneymapError as error:
        if any(finding.code != "JM006" for finding in error.findings):
            raise
        raise _too_large(name) from error
    return made


def keep(path: Path, text: str, *, force: bool) -> None:
    """Writes a journey file, whole or not at all; over another one only by force. Raises `JourneymapError` (JM802, JM817)."""
    if not force and (path.exists() or path.is_symlink()):
        raise fault(
            "JM817", "this file is there already", "name another one with -o, or add --force to lose it", file=str(path)
        )
    outputs.write(path, text.encode())


def _text(path: Path, name: str) -> str:
    data = bytes_of(Named(path, name))
    if len(data) > MAX_BYTES:
        raise _too_large(name)
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        cure = "save it again as text in UTF-8; a spreadsheet calls that 'CSV UTF-8'"
        raise fault("JM810", "the file is no text in UTF-8", cure, file=name) from None
    if "\0" in text:
        raise fault("JM810", "the file is no text", "name a .mmd, .md or .csv file", file=name)
    return text


def _too_large(name: str) -> JourneymapError:
    return fault("JM816", "the file is too large for one journey", "split it", file=name)
