"""A live page of journeys, for this machine only: what `map` draws and `check` says, whenever a file is saved.

The only door to Starlette and uvicorn, which serve it, and to watchfiles, which tells of saved files.
"""

from journeymap.preview.serving import Serving, listen

__all__ = ["Serving", "listen"]
