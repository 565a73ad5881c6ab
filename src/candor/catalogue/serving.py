"""Handing out large files: whole or from where a download broke off, in chunks, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import http_date

from candor.catalogue.rules.releases import NotThere, Part, part_asked_for
from candor.kernel.file_names import content_disposition
from candor.kernel.files import CHUNK, has_bytes, open_file
from candor.kernel.http.conditional import has_it, not_modified
from candor.kernel.models import StoredFile


def is_beginning(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is the beginning of a download: neither a look at its head nor a later part of it."""
    if request.method != "GET" or response.status_code not in {200, 206}:
        return False
    return response.status_code == 200 or response.headers["Content-Range"].startswith("bytes 0-")


def hand_out(file: StoredFile, request: HttpRequest) -> HttpResponseBase:
    """The file, or the part of it that was asked for (RFC 9110, sections 13 and 14), for saving alone.

    Its SHA-256 is its strong tag: a part is only sent to who has the beginning of the very same file. No scanner looks
    at it: staff made it, and what it reads whole ends far below the size of a release. 404 where the bytes are gone.
    """
    tag = f'"{file.sha256}"'
    if has_it(request, tag):
        return not_modified(tag)
    if not has_bytes(file.storage_key):
        raise Http404
    try:
        part = _part(request, file, tag)
    except NotThere:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}", "Accept-Ranges": "bytes"})
    response = _answer(request, file, part or Part(0, file.size - 1))
    if part is not None:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {part.first}-{part.last}/{file.size}"
    response.headers["ETag"] = tag
    return response


def _answer(request: HttpRequest, file: StoredFile, part: Part) -> HttpResponse | StreamingHttpResponse:
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Length": str(part.length),
        "Content-Disposition": content_disposition(file.name),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "bytes",
        "Last-Modified": http_date(file.created_at.timestamp()),
    }
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    return StreamingHttpResponse(_chunks(file, part), headers=headers)


def _part(request: HttpRequest, file: StoredFile, tag: str) -> Part | None:
    """The part to send; None for the whole file, also where If-Range names another state of it (section 13.1.5)."""
    wanted, condition = request.headers.get("Range"), request.headers.get("If-Range")
    if wanted is None or request.method != "GET":
        return None
    if condition is not None and condition not in {tag, http_date(file.created_at.timestamp())}:
        return None
    return part_asked_for(wanted, file.size)


def _chunks(file: StoredFile, part: Part) -> Iterator[bytes]:
    left = part.length
    with open_file(file) as stream:
        stream.seek(part.first)
        while left and (chunk := stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
