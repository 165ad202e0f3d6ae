"""What `check` says, in an editor: the Language Server Protocol over standard input and output.

The only door to pygls: everything here turns the protocol's words into ours and back.
"""

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from journeymap import __version__
from journeymap.finding import Finding, Level, Location
from journeymap.lines import Span
from journeymap.navigate import Symbol
from journeymap.pipeline.edited import Edited
from journeymap.positions import Position, Positions

_SEVERITY = {
    Level.ERROR: types.DiagnosticSeverity.Error,
    Level.WARNING: types.DiagnosticSeverity.Warning,
    Level.HINT: types.DiagnosticSeverity.Information,  # editors hide what they call a hint from the list of problems
}


class _Open:
    """An open file, and its places as this editor counts them."""

    def __init__(self, server: LanguageServer, uri: str) -> None:
        document = server.workspace.get_text_document(uri)
        self.uri = uri
        self.version = document.version
        text = document.source.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
        path = Path(to_fs_path(uri) or "untitled.yaml").absolute()
        self.edited = Edited(path, text, datetime.now().astimezone().date())
        self.encoding = str(getattr(server.workspace.position_encoding, "value", server.workspace.position_encoding))
        self.positions = Positions(text, self.encoding)

    def offset(self, place: types.Position) -> int:
        """A place as an offset in the text."""
        return self.positions.offset((place.line, place.character))

    def range(self, span: Span) -> types.Range:
        """A part of the text."""
        return _range(self.positions.position(span[0]), self.positions.position(span[1]))

    def diagnostic(self, finding: Finding) -> types.Diagnostic:
        """A finding; one that has its place in another file stands at the top of this one, and names its place."""
        place, message = finding.location, finding.message
        if place is None or not self._is_here(finding):
            message = f"{place}: {message}" if place else message
            place = Location(str(self.edited.path), 1)
        return types.Diagnostic(
            _range(*self.positions.place(place.line, place.column, place.width)),
            f"{message}\n{finding.help}" if finding.help else message,
            severity=_SEVERITY[finding.level],
            code=finding.code,
            source="journeymap",
        )

    def location(self, place: Location) -> types.Location:
        """A place in this file or in another."""
        if place.file == str(self.edited.path):
            return types.Location(self.uri, _range(*self.positions.place(place.line, place.column, place.width)))
        line = place.excerpt[-1] if place.excerpt else ""
        found = Positions(line, self.encoding).place(1, place.column, place.width)
        (_, start), (_, end) = found
        return types.Location(from_fs_path(place.file) or "", _range((place.line - 1, start), (place.line - 1, end)))

    def mending(self, asked: types.Range) -> list[types.CodeAction]:
        """The corrections of the findings that touch a range of the text."""
        found = [finding for finding in self.edited.findings if finding.edits]
        told = [(finding, self.diagnostic(finding)) for finding in found if self._is_here(finding)]
        return [
            types.CodeAction(
                f"{finding.code}: {finding.help}",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic],
                is_preferred=finding.safe,
                edit=types.WorkspaceEdit(
                    {
                        self.uri: [
                            types.TextEdit(self.range((edit.start, edit.end)), edit.text) for edit in finding.edits
                        ]
                    }
                ),
            )
            for finding, diagnostic in told
            if diagnostic.range.start.line <= asked.end.line and asked.start.line <= diagnostic.range.end.line
        ]

    def _is_here(self, finding: Finding) -> bool:
        return finding.location is not None and finding.location.file == str(self.edited.path)

    def symbol(self, symbol: Symbol) -> types.DocumentSymbol:
        """A stage or a touchpoint."""
        return types.DocumentSymbol(
            symbol.name,
            types.SymbolKind.Event if symbol.ref[-2] == "touchpoints" else types.SymbolKind.Namespace,
            self.range(symbol.whole),
            self.range(symbol.span),
            detail=symbol.detail,
            children=[self.symbol(inner) for inner in symbol.inside],
        )


def _range(start: Position, end: Position) -> types.Range:
    return types.Range(types.Position(*start), types.Position(*end))


def serve(reader: BinaryIO | None = None, writer: BinaryIO | None = None) -> None:
    """Serves one editor until it says goodbye, over standard input and output if nothing else is given."""
    _server().start_io(reader, writer)


def _server() -> LanguageServer:
    server = LanguageServer(
        "journeymap",
        __version__,
        # Whole texts only: pygls cuts lines where Python does (U+2028, form feeds), editors do not.
        text_document_sync_kind=types.TextDocumentSyncKind.Full,
    )
    _publishing(server)
    _helping(server)
    return server


def _publishing(server: LanguageServer) -> None:
    """Findings, whenever a text changes."""

    def publish(uri: str) -> None:
        file = _Open(server, uri)
        found = [file.diagnostic(finding) for finding in file.edited.findings] if file.edited.is_ours else []
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version=file.version))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(_: types.DidSaveTextDocumentParams) -> None:
        for uri in list(server.workspace.text_documents):  # what is saved may be what the others include
            publish(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))


def _helping(server: LanguageServer) -> None:
    """What an editor asks for."""

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params: types.DefinitionParams) -> list[types.Location]:
        file = _Open(server, params.text_document.uri)
        return [file.location(place) for place in file.edited.definitions(file.offset(params.position))]

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        file = _Open(server, params.text_document.uri)
        page = file.edited.manual(file.offset(params.position)) if file.edited.is_ours else ""
        return types.Hover(types.MarkupContent(types.MarkupKind.PlainText, page)) if page else None

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions([types.CodeActionKind.QuickFix]))
    def mending(params: types.CodeActionParams) -> list[types.CodeAction]:
        file = _Open(server, params.text_document.uri)
        return file.mending(params.range) if file.edited.is_ours else []

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outline(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        file = _Open(server, params.text_document.uri)
        return [file.symbol(symbol) for symbol in file.edited.symbols()]

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[" ", "[", "{", ","]))
    def completion(params: types.CompletionParams) -> list[types.CompletionItem]:
        file = _Open(server, params.text_document.uri)
        span, found = file.edited.offers(file.offset(params.position))
        return [
            types.CompletionItem(
                offer.name,
                kind=types.CompletionItemKind.Reference,
                detail=offer.detail or None,
                text_edit=types.TextEdit(file.range(span), offer.name),
            )
            for offer in found
        ]
