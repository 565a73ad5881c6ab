"""What people read when something cannot be answered: what happened, what was kept, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.kernel.http import problems
from candor.kernel.registries.restricted import Restricted
from candor.ui.faces import Shell
from candor.ui.pages import is_htmx, page, page_in


@dataclass(frozen=True, slots=True)
class Words:
    """The title of an error page and the sentence below it."""

    title: str | Promise
    text: str | Promise


WORDS: dict[str, Words] = {
    "not-found": Words(
        _("There is nothing at this address"),
        _("It may have been moved or removed, or it is not meant for this sign-in. Check the address, or go on below."),
    ),
    "restricted": Words(
        _("This person's data is restricted"),
        _("It is stored and may not be used at present (Art. 18 GDPR). Ask the privacy office if you need it."),
    ),
    "forbidden": Words(
        _("This is not open to you"),
        _("Your role does not include it. Ask an administrator of your organisation if you need it."),
    ),
    "closed-in-sandbox": Words(
        _("This stays closed in the sandbox"),
        _("Everybody enters here as the same people, so passwords, staff and connections cannot be changed."),
    ),
    "cross-site": Words(
        _("This request came from another site"),
        _("Nothing was changed. Open the page here and send the form again."),
    ),
    "stale-form": Words(
        _("This form is no longer valid"),
        _("Nothing was changed. You may have signed in again elsewhere: go back, reload the page and send it again."),
    ),
    "signed-out": Words(
        _("You have been signed out"),
        _("What you typed is still on the page. Sign in again in another window, then send it."),
    ),
    "bad-address": Words(_("This address cannot be read"), _("Check it for characters that do not belong there.")),
    "bad-request": Words(_("This request cannot be read"), _("Nothing was changed. Go back and try again.")),
    "too-large": Words(
        _("That is too large to send"),
        _("Nothing was changed. Send smaller or fewer files; the form says how large they may be."),
    ),
    "infected": Words(
        _("The file is kept back: it carries harmful software"),
        _("Nobody can fetch it. It stays stored until it is removed. Ask whoever sent it for a clean one."),
    ),
    "not-checkable": Words(
        _("The file is too large to be checked"),
        _(
            "Files are handed out only after a check for harmful software, and it takes none of this size. The file is "
            "kept. Tell whoever runs this site."
        ),
    ),
    "not-looked-at": Words(
        _("The file has not been checked"),
        _(
            "Files are handed out only after a check for harmful software, and it does not answer at present. The file "
            "is kept. Try again in a few minutes."
        ),
    ),
    "too-many": Words(_("That was too often"), _("Nothing was changed. Wait a few minutes and try again.")),
    "busy": Words(
        _("The database is busy or full"),
        _("Nothing was changed, and nothing that was saved is lost. Go back and try again in a moment."),
    ),
    "restoring": Words(
        _("We are restoring a backup"),
        _("Nothing can be read or written until everything is in its place again. Please come back later."),
    ),
    "upgrading": Words(
        _("We are bringing in a new version"),
        _("This takes a few minutes. What you were about to send was not sent; go back then, and send it again."),
    ),
    "failed": Words(
        _("Something went wrong on our side"),
        _("Nothing was saved from this step. Try again; if it happens again, tell whoever runs this site the time."),
    ),
}


def error(request: HttpRequest, *, status: int, kind: str, found: str = "") -> HttpResponse:
    """The page for an error; for the API its document.

    HTMX gets the status and the sentence alone, which it shows as a toast. `found` is a scanner's word for what is
    in a file.
    """
    called = _("The scanner calls it “%(name)s”.") % {"name": found} if found else ""
    if problems.is_api(request):
        name = problems.kind_of(kind, status)
        detail = f"{problems.KINDS[name].detail} {called}" if called else ""
        return problems.answer(request, problems.Problem(name, detail))
    words = WORDS[kind]
    if is_htmx(request):
        sentence = f"{words.title}. {words.text} {called}".strip()
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    # The face's shell asks the database; a bare one does where that may have failed or nobody knows yet who asks.
    draw = partial(page_in, Shell()) if status >= 500 or not hasattr(request, "actor") else page
    return draw(request, "ui/error.html", status=status, words=words, called=called, code=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return error(request, status=400, kind="bad-request")


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return error(request, status=403, kind="forbidden")


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    is_told = isinstance(exception, Restricted) and not problems.is_api(request)
    return error(request, status=404, kind="restricted" if is_told else "not-found")


def server_error(request: HttpRequest) -> HttpResponse:
    return error(request, status=500, kind="failed")
