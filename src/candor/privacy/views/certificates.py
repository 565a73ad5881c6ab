"""The certificate of an erasure, by the link of the last mail: for people who have no account any more."""

from __future__ import annotations

import json
from pathlib import Path

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from candor.kernel.http.request import Request
from candor.privacy.certificates import verify_certificate
from candor.privacy.certificates.links import open_link
from candor.privacy.models import Erasure
from candor.ui.public import page


@require_safe
def certificate(request: Request, secret: str) -> HttpResponse:
    """What was done, in words, and the files to keep; or that it is still being done."""
    found = open_link(secret)
    if found is None:
        return page(request, "privacy/public/certificate_gone.html", status=410)
    shown = [(row, _words(row), _key(row)) for row in found.done]
    return page(request, "privacy/public/certificate.html", found=found, shown=shown, secret=secret)


@require_safe
def certificate_file(request: Request, secret: str, of: str) -> HttpResponse:
    """The signed file itself."""
    found = open_link(secret)
    row = next((row for row in found.done if row.ref == of), None) if found is not None else None
    if row is None:
        raise Http404
    answer = HttpResponse(row.certificate, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="erasure-{row.ref}.json"'
    return answer


@require_safe
def verifier(request: Request) -> HttpResponse:
    """The script that verifies a certificate without us: Python 3 and nothing else."""
    answer = HttpResponse(Path(verify_certificate.__file__).read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify_certificate.py"'
    return answer


def _words(row: Erasure) -> list[str]:
    texts = json.loads(row.certificate)["text"]
    words: list[str] = texts.get(get_language() or "en") or texts["en"]
    return words


def _key(row: Erasure) -> str:
    return str(json.loads(row.certificate)["public_key"])
