"""Handing lists out: asked for, watched, fetched once, withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.files import serve
from candor.kernel.http.request import Request
from candor.kernel.jobs import was_given_up
from candor.people import access
from candor.people.actions import exporting
from candor.people.actions.identifiers import Refused
from candor.people.choosing import LONGEST_CHOICE, choice_in
from candor.people.forms.exporting import ExportForm
from candor.people.models import Export, ExportKind, ExportState
from candor.people.queries.exports import exports_list
from candor.people.rules.import_columns import COLUMN_NAMES, Column
from candor.people.views.common import see_address
from candor.people.views.forms import sent
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def exports(request: Request) -> HttpResponse:
    return page(request, "people/tech/exports.html", exports=list(exports_list(request.actor)))


@get_or_post
def export_people(request: Request) -> HttpResponse:
    """Which people, which columns, and why."""
    return _ask(request, ExportKind.PEOPLE)


@get_or_post
def export_organisations(request: Request) -> HttpResponse:
    return _ask(request, ExportKind.ORGANISATIONS)


@require_safe
def export(request: Request, ref: str) -> HttpResponse:
    """How far it is; once it is made, the button that fetches it."""
    row = access.own_export(request.actor, ref)
    under_way = row.state == ExportState.ASKED
    return page(
        request,
        "people/tech/export.html",
        row=row,
        under_way=under_way,
        failed=under_way and was_given_up(exporting.job_key(row)),
        columns=[COLUMN_NAMES[Column(name)] for name in row.columns],
    )


@require_POST
def fetch(request: Request, ref: str) -> HttpResponseBase:
    """Hand the file out, once."""
    row = access.own_export(request.actor, ref)
    try:
        answer = serve(exporting.fetch_export(row, by=request.actor), made_here=True)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return see_address(_page_of(row))
    exporting.forget_file(row)  # its bytes stay open for the answer
    return answer


@require_POST
def withdraw(request: Request, ref: str) -> HttpResponse:
    """Give it up, made or not."""
    row = access.own_export(request.actor, ref)
    exporting.withdraw_export(row, by=request.actor)
    return see_address(_page_of(row))


def _ask(request: Request, kind: ExportKind) -> HttpResponse:
    typed = (request.POST.get("typed", "") or request.GET.get("q", ""))[:100].strip()
    query = (request.POST.get("choice", "") or _without_search(request))[:LONGEST_CHOICE]
    form = ExportForm(
        request.POST or None, kind=kind, typed=typed, chosen=choice_in(kind, query, request.actor), query=query
    )
    form.is_bound = request.method == "POST"
    asked: list[Export] = []

    def act(clean: dict[str, Any]) -> None:
        wanted = exporting.Wanted(
            kind, clean["columns"], form.sought, clean["reason"], clean["file_format"], form.chosen
        )
        asked.append(exporting.ask_for_export(wanted, by=request.actor))

    if sent(request, form, act):
        return see_address(_page_of(asked[0]))
    status = 422 if request.method == "POST" else 200
    is_about_people = kind == ExportKind.PEOPLE
    return page(
        request, "people/tech/export_new.html", status=status, form=form, is_about_people=is_about_people
    )  # fmt: skip


def _without_search(request: Request) -> str:
    """What the address of the list says beside the words of the search."""
    query = request.GET.copy()
    query.pop("q", None)
    return query.urlencode()


def _page_of(row: Export) -> str:
    return reverse("tech:export", args=[row.ref])
