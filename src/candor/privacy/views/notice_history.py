"""Notice and terms in the privacy office: every version, what is different, who was told, who agreed."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from candor.kernel.http.request import Request
from candor.privacy.models import ConsentEvent, NoticeKind
from candor.privacy.queries import notice_history as queries
from candor.privacy.views.going import number as typed_number
from candor.ui.public import page


@require_safe
def versions(request: Request) -> HttpResponse:
    """Both documents with their versions."""
    language = (get_language() or "en").split("-")[0]
    documents = [(kind, queries.versions_of(request.actor, kind, language)) for kind in NoticeKind]
    return page(request, "privacy/tech/notice_versions.html", documents=documents)


@require_safe
def version(request: Request, kind: str, number: int) -> HttpResponse:
    """One version beside another, with the proof of who was told and who agreed."""
    if kind not in set(NoticeKind):
        raise Http404
    document, asked = NoticeKind(kind), request.GET.get("language", "")
    language = asked if asked in {"de", "en"} else (get_language() or "en").split("-")[0]
    found = queries.compared(document, number, typed_number(request, "with"), language)
    if found is None:
        raise Http404
    announcement = queries.announcement_of(request.actor, document, number)
    agreed: list[ConsentEvent] = []
    later = ""
    if announcement is not None and announcement.asks_anew:
        agreed, later = queries.agreed_since(request.actor, announcement, after=typed_number(request, "after"))
    return page(
        request, "privacy/tech/notice_version.html", document=document, found=found, announcement=announcement,
        agreed=agreed, later=later, language=language,
    )  # fmt: skip
