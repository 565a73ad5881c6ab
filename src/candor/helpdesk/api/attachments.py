"""Programs send files, put them into messages, and fetch those of tickets that they may read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from candor.helpdesk import access, letters
from candor.helpdesk.actions import uploads
from candor.helpdesk.api.operations import ATTACHMENTS, READ, WRITE
from candor.helpdesk.api.schemas import FileOut, UploadOut
from candor.helpdesk.api.tickets import note_look
from candor.helpdesk.content import file_response
from candor.kernel.api.headers import answer_with
from candor.kernel.api.operations import Received
from candor.kernel.api.schemas import BYTES, CONTENT, FileName, PathRef
from candor.kernel.files import CHUNK, FileTooLarge, take_back, write_file
from candor.kernel.http.problems import ROOT, Problem, not_valid
from candor.kernel.models import StoredFile


def receive(request: Any) -> Received:
    """Take the file in, to disk and not to memory, before the transaction. Raises Problem for one too large."""
    try:
        file = write_file("files", request.GET.get("name", ""), request.content_type, _chunks(request))
    except FileTooLarge as refusal:
        raise Problem("too-large", _too_large(refusal.most)) from None
    request.received_file = file
    return Received(file.sha256, lambda: _forget_unless_kept(file))


@ATTACHMENTS.write(
    "POST",
    "attachments",
    scope=WRITE,
    response=UploadOut,
    status=201,
    summary="Send a file",
    is_one=False,
    receive=receive,
    requestBody=CONTENT,
)
def upload(request: HttpRequest, name: FileName) -> UploadOut:
    """Send a file as the whole content of the request; its Content-Type is the file's.

    Name its reference in `attachments` of a message within a day. Until then only the owner of the token can use it.
    """
    asking: Any = request
    kept = uploads.keep_upload(asking.received_file, by=asking.actor)
    answer_with(request, "Location", f"{ROOT}attachments/{kept.file.ref}")
    return UploadOut(**file_out(kept.file).model_dump(), expires_at=kept.created_at + uploads.KEPT)


@ATTACHMENTS.read(
    "attachments/{slug:ref}",
    scope=READ,
    response=None,
    summary="Fetch a file",
    problems=("infected", "not-checkable", "not-looked-at"),
    answers={200: {"description": "The file", "content": {"*/*": BYTES}}},
)
def download(request: HttpRequest, ref: PathRef) -> HttpResponseBase:
    """A file of a message that the owner of the token may read, streamed."""
    asking: Any = request
    if asking.actor.is_customer:
        return file_response(letters.attachment_for(letters.reader(asking.actor), ref).file)
    held = access.readable_attachment(asking.actor, ref)
    note_look(request, held.message.ticket)
    return file_response(held.file)


def files_for(request: Any, refs: Sequence[str]) -> list[StoredFile]:
    """The files behind the references, in their order. Raises Problem for one that is not the owner's to use."""
    found = uploads.uploads_of(request.actor, refs)
    if len(found) < len(set(refs)) or len(set(refs)) < len(refs):
        raise not_valid(("attachments", _("There is no file of this reference that waits for its message.")))
    return found


def file_out(file: StoredFile) -> FileOut:
    return FileOut(ref=file.ref, name=file.name, size=file.size, content_type=file.content_type)


def _forget_unless_kept(file: StoredFile) -> None:
    """Remove the bytes when no row came to point at them: refused, rolled back, or sent a second time."""
    if not StoredFile.objects.filter(storage_key=file.storage_key).exists():
        take_back(file)


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk


def _too_large(most: int) -> str:
    return _("A file is larger than %(limit)s MB and was not taken in.") % {"limit": most // 1_000_000}
