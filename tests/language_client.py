"""An editor's side of the Language Server Protocol, as small as tests need it: JSON-RPC over the pipes of a process."""

import contextlib
import json
import os
import queue
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

PATIENCE = 120
"""Seconds until a server that says nothing is given up. No test depends on how fast it is."""


class Process:
    """A server that is a program of its own."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.to, self.back = self._process.stdin, self._process.stdout
        self._complaints: list[bytes] = []
        self._thread = threading.Thread(target=lambda: self._complaints.extend(self._process.stderr), daemon=True)
        self._thread.start()

    @property
    def complaints(self) -> str:
        return b"".join(self._complaints).decode()

    def end(self) -> None:
        """Waits until it has ended by itself, with 0."""
        try:
            code = self._process.wait(PATIENCE)
        finally:
            self._process.kill()
            self._process.wait()
            self._thread.join()
            self._process.stderr.close()
        assert code == 0, self.complaints


class Inside:
    """A server that is a function of this process: `serve(reader, writer)`."""

    complaints = ""

    def __init__(self, serve: Callable[[Any, Any], None]) -> None:
        (theirs, to), (back, mine) = os.pipe(), os.pipe()
        self.to, self.back = os.fdopen(to, "wb"), os.fdopen(back, "rb")
        self._streams = os.fdopen(theirs, "rb"), os.fdopen(mine, "wb")
        self._thread = threading.Thread(target=serve, args=self._streams, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Waits until it has ended by itself."""
        self.to.close()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        for stream in self._streams:
            stream.close()


class LanguageClient:
    """What an editor does with a running server. Use as a context: the server is shut down at the end, and must end by itself."""

    def __init__(self, server: Process | Inside, folder: Path, settings: Mapping[str, Any] | None = None) -> None:
        self.settings = dict(settings or {})
        self.capabilities: dict[str, Any] = {}
        self.encodings: list[str] | None = None
        """In what this editor counts, the best first; None is UTF-16."""
        self._server = server
        self._folder = folder
        self._heard: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._later: list[dict[str, Any]] = []
        """What was heard while something else was waited for."""
        self._number = 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        uri = self._folder.as_uri()
        hello = {
            "processId": None,
            "rootUri": uri,
            "workspaceFolders": [{"uri": uri, "name": "work"}],
            "capabilities": {
                "textDocument": {
                    "completion": {"completionItem": {"snippetSupport": True}},
                    "hover": {"contentFormat": ["markdown", "plaintext"]},
                    "publishDiagnostics": {},
                    "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
                },
                "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
            },
        }
        if self.encodings:
            hello["capabilities"]["general"] = {"positionEncodings": self.encodings}
        self.capabilities = self.request("initialize", hello)["capabilities"]
        self.notify("initialized", {})
        if self.settings:
            self.notify("workspace/didChangeConfiguration", {"settings": self.settings})
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.request("shutdown", None)
                self.notify("exit", None)
        finally:
            with contextlib.suppress(BrokenPipeError):
                self._server.to.close()
            self._server.end()
            self._thread.join()
            self._server.back.close()

    def request(self, method: str, params: Any) -> Any:
        """The server's answer. Raises `RuntimeError` with its word where it refuses."""
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params})
        answer = self._wait(lambda message: message.get("id") == number and "method" not in message)
        if "error" in answer:
            raise RuntimeError(answer["error"]["message"])
        return answer["result"]

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def open(self, uri: str, text: str, version: int = 1) -> list[dict[str, Any]]:
        """Opens a document; what the server has to say of it."""
        item = {"uri": uri, "languageId": "yaml", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return self.diagnostics(uri)

    def change(self, uri: str, text: str, version: int) -> list[dict[str, Any]]:
        """Puts another text in the place of a document's; what the server has to say of it."""
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        return self.diagnostics(uri)

    def close(self, uri: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def diagnostics(self, uri: str) -> list[dict[str, Any]]:
        """The next that is published of a document."""
        told = self._wait(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri
            )
        )
        found: list[dict[str, Any]] = told["params"]["diagnostics"]
        return found

    def at(self, method: str, uri: str, line: int, character: int) -> Any:
        """The answer to a question about a place: lines and UTF-16 units from 0."""
        place = {"line": line, "character": character}
        return self.request(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": place})

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0"} | message).encode()
        self._server.to.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._server.to.flush()

    def _wait(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        for number, message in enumerate(self._later):
            if wanted(message):
                return self._later.pop(number)
        while (message := self._heard.get(timeout=PATIENCE)) is not None:
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": self._answer(message)})
            elif wanted(message):
                return message
            else:
                self._later.append(message)
        raise RuntimeError(f"the server has ended: {self._server.complaints}")

    def _answer(self, message: dict[str, Any]) -> Any:
        """What an editor says to a server that asks."""
        if message["method"] == "workspace/configuration":
            return [self.settings.get(item["section"]) for item in message["params"]["items"]]
        return None

    def _listen(self) -> None:
        stream = self._server.back
        while header := stream.readline():
            size = int(header.removeprefix(b"Content-Length: "))
            while stream.readline().strip():
                pass
            self._heard.put(json.loads(stream.read(size)))
        self._heard.put(None)
