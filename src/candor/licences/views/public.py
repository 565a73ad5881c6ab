"""What is public about licences: how to verify one, with which keys, and the program that does it."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from candor.licences.keys import verify_licence
from candor.licences.models import SigningKey
from candor.licences.refusals import SENTENCES
from candor.ui.public import page


@require_safe
def licences(request: HttpRequest) -> HttpResponse:
    """The public keys, what they are good for, and what a program is told."""
    keys = SigningKey.objects.order_by("-id")
    return page(request, "licences/public/licences.html", keys=keys, sentences=list(SENTENCES.items()))


@require_safe
def verifier(_request: HttpRequest) -> HttpResponse:
    """The stand-alone verifier, as it is used here."""
    answer = HttpResponse(Path(verify_licence.__file__).read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify_licence.py"'
    return answer
