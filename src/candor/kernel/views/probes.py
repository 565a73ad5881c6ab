"""Does this process live, and can the house serve?"""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse

from candor.kernel import readiness
from candor.kernel.http.request import Request


def livez(request: Request) -> HttpResponse:
    """Tell that this process answers. Asks nothing else, so that a busy database gets no process killed."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: Request) -> JsonResponse:
    """200 when migrated and every part answers, else 503; says of each part what is missing."""
    parts = readiness.parts()
    is_ready = all(state == readiness.READY for state in parts.values())
    response = JsonResponse({"ready": is_ready, "parts": parts}, status=200 if is_ready else 503)
    if not is_ready:
        response.headers["Retry-After"] = "2"
        # An answer, no failure: `candor up` asks several times while the parts start. Django's own mark.
        response._has_been_logged = True  # type: ignore[attr-defined] # Django sets it by setattr
    return response
