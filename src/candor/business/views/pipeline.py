"""System Configuration: the stages that leads go through, and the reasons why they are lost."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.business.actions import pipeline as actions
from candor.business.forms_leads import NameForm
from candor.business.models import LostReason, Stage
from candor.kernel.http.request import Request
from candor.ui.public import page

MODELS: dict[str, type[Stage] | type[LostReason]] = {"stages": Stage, "reasons": LostReason}
PLACES = {"up": -1, "down": 1}


@require_safe
def pipeline(request: Request) -> HttpResponse:
    """The stages in their order, and the reasons."""
    return _page(request, {})


@require_POST
def add(request: Request, kind: str) -> HttpResponse:
    """Add a stage or a reason at the end."""
    _model(kind)
    form = NameForm(request.POST, auto_id=f"{kind}_%s")
    if form.is_valid():
        try:
            act = actions.add_stage if kind == "stages" else actions.add_reason
            act(form.cleaned_data["name"], by=request.actor)
        except actions.TooMany as error:
            form.add_error("name", _("There is room for %(most)s. Take one away first.") % {"most": error.most})
        else:
            return _back()
    return _page(request, {kind: form}, 422)


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: Request, kind: str, one: str) -> HttpResponse:
    """Call it otherwise."""
    row = _one(kind, one)
    form = NameForm(request.POST or None, initial={"name": row.name})
    form.is_bound = request.method == "POST"
    if form.is_valid():
        actions.rename(row, form.cleaned_data["name"], by=request.actor)
        return _back()
    status = 422 if form.is_bound else 200
    return page(request, "business/leads/stage.html", status=status, row=row, kind=kind, form=form)


@require_POST
def move(request: Request, kind: str, one: str, way: str) -> HttpResponse:
    """Move it up or down by one place."""
    if way not in PLACES:
        raise Http404
    actions.move(_one(kind, one), PLACES[way], by=request.actor)
    return _back()


@require_POST
def remove(request: Request, kind: str, one: str) -> HttpResponse:
    """Take it away."""
    row = _one(kind, one)
    try:
        if isinstance(row, Stage):
            actions.remove_stage(row, by=request.actor)
        else:
            actions.remove_reason(row, by=request.actor)
    except actions.StillNeeded:
        messages.error(request, _("The last stage stays: leads need one to stand in."))
    else:
        messages.success(request, _("“%(name)s” is taken away.") % {"name": row.name})
    return _back()


def _page(request: Request, wrong: dict[str, NameForm], status: int = 200) -> HttpResponse:
    form = {kind: wrong.get(kind) or NameForm(auto_id=f"{kind}_%s") for kind in MODELS}
    return page(
        request,
        "business/leads/pipeline.html",
        status=status,
        stages=list(Stage.objects.all()),
        reasons=list(LostReason.objects.all()),
        form=form,
    )


def _model(kind: str) -> type[Stage] | type[LostReason]:
    if kind not in MODELS:
        raise Http404
    return MODELS[kind]


def _one(kind: str, ref: str) -> Stage | LostReason:
    row = _model(kind).objects.filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("tech:pipeline"), status=303)
