"""A password by code: for those who forgot theirs, and for records that never had one."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.kernel.models import Token
from candor.people import limits
from candor.people.actions import reset
from candor.people.actions.identifiers import Refused
from candor.people.forms.sign_in import AskForCodeForm, NewPasswordForm
from candor.people.tasks import mail_reset_code
from candor.people.views.common import face_of, see
from candor.people.views.entering import enter
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_code(request: Request) -> HttpResponse:
    """Ask for an address; whatever it is, the next page says the same."""
    face = face_of(request)
    form = AskForCodeForm(request.POST if request.method == "POST" else None)
    status = 200 if request.method != "POST" else 422
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if limits.may_ask_for_code(email.casefold(), network_of(request)):
            return see(f"{face}:new-password", reset.ask_for_code(email, mailer=mail_reset_code))
        form.add_error(None, _("That was too often. Use a code that we have sent, or wait an hour."))
        status = 429
    return page(request, "people/ask_for_code.html", status=status, form=form, face=face)


@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: Request, secret: str) -> HttpResponse:
    """Take the code and the password chosen; then the person is signed in, by way of the second step."""
    wanted = reset.find_request(secret)
    if wanted is None:
        return _page(request, secret, None, status=410)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, secret, form)
    if not form.is_valid():
        return _page(request, secret, form, status=422)
    return _set_password(request, secret, wanted, form)


def _set_password(request: Request, secret: str, wanted: Token, form: NewPasswordForm) -> HttpResponse:
    if not limits.may_type_code(secret, network_of(request)):
        form.add_error(None, _("That was too often. Wait a quarter of an hour, or ask for a new code."))
        return _page(request, secret, form, status=429)
    try:
        account = reset.set_password_by_code(wanted, form.cleaned_data["code"], form.cleaned_data["password"])
    except Refused as refusal:
        form.add_error("code" if refusal.reason is reset.WRONG_CODE else "password", str(refusal.reason))
        return _page(request, secret, form, status=422)
    return enter(request, account)


def _page(request: Request, secret: str, form: NewPasswordForm | None, *, status: int = 200) -> HttpResponse:
    face = face_of(request)
    return page(request, "people/new_password.html", status=status, form=form, face=face, secret=secret)
