"""When files were saved, as the system tells it; and a look now and then, where it does not."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from pathlib import Path

from watchfiles import awatch

QUIET = 15
"""For how many milliseconds nothing more is saved when what was saved is looked at: an editor writes, renames and deletes in one go."""
MOST = 100
"""How many milliseconds at most are waited for such quiet."""
NOW_AND_THEN = 2.0
"""After how many seconds it is looked anyhow: not every file system tells."""


async def saves(folders: Callable[[], Sequence[Path]], closing: asyncio.Event) -> AsyncIterator[None]:
    """Yields at once, whenever something was saved in the folders, which may be others each time, and now and then; ends when it is closing."""
    while not closing.is_set():
        watched = await asyncio.to_thread(folders)
        yield None  # what was saved while nobody watched
        try:
            async with aclosing(_told(watched, closing)) as told:
                async for _ in told:
                    yield None
                    if await asyncio.to_thread(folders) != watched:
                        break
        except (OSError, RuntimeError):  # a folder is gone meanwhile, or the system watches no more of them
            await _passed(closing)


def _told(folders: Sequence[Path], closing: asyncio.Event) -> AsyncGenerator[object]:
    return awatch(
        *folders,
        watch_filter=None,
        step=QUIET,
        debounce=MOST,
        rust_timeout=round(1_000 * NOW_AND_THEN),
        yield_on_timeout=True,
        stop_event=closing,
        recursive=False,
    )


async def _passed(closing: asyncio.Event) -> None:
    """Waits until it is time to look again, or it is closing."""
    try:
        await asyncio.wait_for(closing.wait(), NOW_AND_THEN)
    except TimeoutError:
        return
