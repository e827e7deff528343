"""The page itself: hand-written files beside this module, served under a strict policy."""

from pathlib import Path

from trato.simulator.http import Response

_FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


def page(name: str) -> Response:
    """Return one of the page's files, or 404."""
    files = {path.name: path for path in _FOLDER.iterdir()}
    path = files.get(name)
    if path is None or path.suffix not in _TYPES:
        return Response(status=404, body=b"", content_type="text/plain")
    return Response(
        body=path.read_bytes(),
        content_type=_TYPES[path.suffix],
        headers={**_HEADERS, "content-security-policy": POLICY},
    )


def file(content: bytes | memoryview, mime_type: str) -> Response:
    """Return a file of a chat; only what cannot run is shown, the rest is saved."""
    family = mime_type.partition("/")[0]
    is_shown = family in ("audio", "image", "video") and "svg" not in mime_type
    headers = {**_HEADERS, "content-security-policy": "default-src 'none'; sandbox"}
    headers["content-disposition"] = "inline" if is_shown else "attachment"
    return Response(body=content, content_type=mime_type, headers=headers)
