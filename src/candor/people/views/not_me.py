"""The link of a sign-in notice: somebody else was in the account."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from candor.kernel.http.request import Request
from candor.people.actions import arrivals
from candor.people.tasks import mail_reset_code
from candor.people.views.common import face_of, see
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: Request, secret: str) -> HttpResponse:
    """Looking changes nothing; the button signs out everywhere and goes on to a new password."""
    token = arrivals.was_not_me(secret)
    code_page = arrivals.throw_out(token, mailer=mail_reset_code) if token and request.method == "POST" else None
    if code_page is not None:
        return see(f"{face_of(request)}:new-password", code_page)
    status, is_open = (200, True) if token and request.method != "POST" else (410, False)
    return page(request, "people/not_me.html", status=status, is_open=is_open, secret=secret, face=face_of(request))
