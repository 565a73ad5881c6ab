"""The register of breaches: recorded, decided about, told to the authority and to clients, closed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel import clock, instance
from candor.kernel.http.request import Request
from candor.people.public import Refused
from candor.privacy import access
from candor.privacy.actions import breach_clients
from candor.privacy.actions import breaches as actions
from candor.privacy.forms_breaches import BreachForm, ClientForm, ClientToldForm, NoticeForm, RiskForm, initial_of
from candor.privacy.models import Breach, BreachClient, BreachRisk
from candor.privacy.queries import breaches as queries
from candor.privacy.queries.owners_entries import said_by_owner
from candor.privacy.views.going import see
from candor.ui.public import page

EDITOR, ONE = "privacy/tech/breach_form.html", "privacy/tech/breach.html"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def breaches(request: Request) -> HttpResponse:
    """The running ones with their clocks; or the closed ones."""
    closed = "closed" in request.GET
    found = queries.breaches_page(request.actor, after=request.GET.get("after", "")[:16], closed=closed)
    return page(request, "privacy/tech/breaches.html", found=found, closed=closed)


@get_or_post
def new_breach(request: Request) -> HttpResponse:
    """Write down what happened: little is enough at first."""
    form = BreachForm(request.POST or None, initial={"version": 0, "noticed_at": clock.now()})
    if request.method != "POST" or not form.is_valid():
        return _editor(request, form, None, _status(request))
    breach = actions.record_breach(form.words, by=request.actor)
    messages.success(request, _("The breach is recorded. The clock runs."))
    return see("tech:privacy-breach", breach.ref)


@require_safe
def breach(request: Request, ref: str) -> HttpResponse:
    """The file: what is known, the clock, and every step that is left."""
    return _page(request, access.breach(request.actor, ref))


@get_or_post
def change(request: Request, ref: str) -> HttpResponse:
    """More is known by now."""
    found = access.breach(request.actor, ref)
    form = BreachForm(request.POST or None, initial=initial_of(found))
    if request.method != "POST" or not form.is_valid():
        return _editor(request, form, found, _status(request))
    try:
        actions.change_breach(found, form.cleaned_data["version"], form.words, by=request.actor)
    except actions.BreachChanged as conflict:
        return _overtaken(request, form, conflict.present)
    except Refused as refusal:
        return _editor(request, form, found, 409, refused=str(refusal.reason))
    messages.success(request, _("Saved."))
    return see("tech:privacy-breach", ref)


@require_POST
def risk(request: Request, ref: str) -> HttpResponse:
    """Whether authority and people are told, and why."""
    found, form = access.breach(request.actor, ref), RiskForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, risk_form=form)
    try:
        actions.decide_risk(found, form.decision, by=request.actor)
    except Refused as refusal:
        return _page(request, found, 409, refused=str(refusal.reason), risk_form=form)
    messages.success(request, _("The decision is noted with its reasons."))
    return see("tech:privacy-breach", ref)


@require_POST
def notice(request: Request, ref: str) -> HttpResponse:
    """The authority was told, for the first time or with more."""
    found, form = access.breach(request.actor, ref), NoticeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, notice_form=form)
    try:
        actions.note_notice(found, form.notice, by=request.actor)
    except Refused as refusal:
        form.add_error("delay_reasons", str(refusal.reason))
        return _page(request, found, 409, notice_form=form)
    messages.success(request, _("The notice is noted. What follows later is noted as a further one."))
    return see("tech:privacy-breach", ref)


@require_POST
def client(request: Request, ref: str) -> HttpResponse:
    """A client's data is concerned: it is told by mail."""
    found, form = access.breach(request.actor, ref), ClientForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, client_form=form)
    breach_clients.tell_client(found, form.organisation, by=request.actor)
    messages.success(request, _("The client stands in the file. This page shows what became of the mail to it."))
    return see("tech:privacy-breach", ref)


@require_POST
def client_told(request: Request, ref: str, row: str) -> HttpResponse:
    """The client knows: by telephone, or it confirmed."""
    found, form = access.breach(request.actor, ref), ClientToldForm(request.POST, auto_id=f"{row}_%s")
    listed = BreachClient.objects.filter(breach=found, ref=row).first()
    if listed is None:
        raise Http404
    if not form.is_valid():
        return _page(request, found, 422, wrong={row: form})
    breach_clients.note_client_told(listed, form.cleaned_data["on"], form.cleaned_data["how"], by=request.actor)
    messages.success(request, _("It is noted that the client knows."))
    return see("tech:privacy-breach", ref)


@require_POST
def close(request: Request, ref: str) -> HttpResponse:
    """Everything is done."""
    found = access.breach(request.actor, ref)
    try:
        actions.close_breach(found, by=request.actor)
    except Refused as refusal:
        return _page(request, found, 409, refused=str(refusal.reason))
    messages.success(request, _("The breach is closed. Its file stays as long as the law lets it be asked for."))
    return see("tech:privacy-breach", ref)


@require_safe
def draft(request: Request, ref: str) -> HttpResponse:
    """The notice to the authority with the fields of Art. 33(3), to print or to copy into its form."""
    found = access.breach(request.actor, ref)
    language = request.GET.get("language", "")
    with translation.override(language if language in {"de", "en"} else get_language()):
        return page(request, "privacy/tech/breach_draft.html", found=found, **_for_authority(found))


@require_safe
def printed(request: Request, ref: str) -> HttpResponse:
    """The whole file on paper: what Art. 33(5) asks to be documented."""
    found = access.breach(request.actor, ref)
    return page(
        request,
        "privacy/tech/breach_print.html",
        found=found,
        figures=queries.figures_of(found),
        searches=queries.searches_of(found),
        clients=queries.clients_of(found),
        history=queries.history_of(found),
        **_for_authority(found),
    )


def _for_authority(found: Breach) -> dict[str, Any]:
    said = said_by_owner()
    return {"said": said, "house": instance.current(), "notices": queries.notices_of(found), "now": clock.now()}


def _page(request: Request, found: Breach, status: int = 200, **more: Any) -> HttpResponse:
    """With the forms that were wrong."""
    wrong: dict[str, ClientToldForm] = more.pop("wrong", {})
    standing = queries.standing_of(found)
    decided = {"risk": found.risk, "reasons": found.risk_reasons, "untold": found.untold_reasons}
    context = {
        "refused": "",
        "risk_form": RiskForm(initial={} if found.risk == BreachRisk.OPEN else decided),
        "notice_form": NoticeForm(initial={"sent_at": clock.now(), "delay_reasons": found.delay_reasons}),
        "client_form": ClientForm(),
        "clients": [(row, wrong.get(row.ref) or ClientToldForm(auto_id=f"{row.ref}_%s")) for row in standing.clients],
        "notices": standing.notices,
        "figures": standing.figures,
        "missing": [] if found.closed_at else queries.what_is_missing(found, standing),
        "history": queries.history_of(found),
        "now": clock.now(),
        **more,
    }
    return page(request, ONE, status=status, found=found, **context)


def _editor(request: Request, form: BreachForm, found: Breach | None, status: int, **more: Any) -> HttpResponse:
    return page(request, EDITOR, status=status, form=form, found=found, **{"theirs": (), "refused": "", **more})


def _overtaken(request: Request, form: BreachForm, present: Breach) -> HttpResponse:
    """Somebody else saved first: both texts are shown, and sending again overwrites knowingly."""
    theirs = [
        (form.fields[name].label, form[name].value(), getattr(present, name))
        for name in form.fields
        if name != "version" and form.cleaned_data[name] != getattr(present, name)
    ]
    form.data = {**request.POST.dict(), "version": str(present.version)}
    return _editor(request, form, present, 409, theirs=theirs)


def _status(request: Request) -> int:
    return 422 if request.method == "POST" else 200
