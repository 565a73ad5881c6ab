"""Invoices in the Business Center: the list, one invoice, those of a person; and what an accountant takes along."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from candor.business import access_invoices as access
from candor.business import queries_invoices as queries
from candor.business.actions.exporting_invoices import file_for_accountant
from candor.business.forms_dunning import PauseForm
from candor.business.forms_payments import PaymentForm, PeriodForm
from candor.business.forms_work import MOST as MOST_WORK
from candor.business.lists import INVOICES
from candor.business.models import Invoice
from candor.business.models.invoices import EXPORT, WORK
from candor.business.queries_dunning import state_of as dunned_of
from candor.business.queries_leads import today
from candor.business.words_dunning import REASONS as REASONS_TO_PAUSE
from candor.business.words_dunning import STATES, TITLES
from candor.business.words_invoices import KINDS, REASONS, WAYS, links_to, quantity, state_of_invoice
from candor.business.words_xrechnung import FORMS, files_of
from candor.kernel.access_log import looked_at
from candor.kernel.file_names import content_disposition
from candor.kernel.files import serve
from candor.kernel.http.request import Request
from candor.kernel.registries.panels import panels_at
from candor.people.public import Person, role_of, saved_views
from candor.ui.public import fragment, is_htmx, page


@require_safe
def invoices(request: Request) -> HttpResponse:
    """Invoices as a list, with filters; drafts above it."""
    view = request.GET.get("show", "")
    view = view if view in queries.VIEWS else "all"
    found = queries.listing(request.actor, view, request.GET.get("after", "")[:16])
    return page(
        request,
        "business/invoices/list.html",
        rows=[(row, *state_of_invoice(row, today())) for row in found.rows],
        drafts=queries.drafts(request.actor) if view == "all" and not request.GET.get("after") else [],
        kinds=KINDS,
        chips=_chips(view),
        older=_address({"show": view, "after": found.older}) if found.older else "",
        newer=_address({"show": view}) if request.GET.get("after") else "",
        may_work=request.actor.may(WORK),
        may_export=request.actor.may(EXPORT),
        **saved_views(request, INVOICES, {"show": view}),
    )


@require_safe
def invoice(request: Request, ref: str) -> HttpResponse:
    """One invoice: what it says, what was paid, what corrects it."""
    return invoice_page(request, access.readable_invoice(request.actor, ref))


@require_safe
def paper(request: Request, ref: str, kind: str) -> HttpResponseBase:
    """The PDF or the XML, to be saved."""
    found = access.readable_invoice(request.actor, ref)
    access.note_look(request, found)
    return serve(access.paper_of(request.actor, ref, kind), made_here=True)


@require_safe
def of_person(request: Request, ref: str) -> HttpResponse:
    """The invoices of a person: the panel beside them fetches the list."""
    found = Person.objects.visible_to(request.actor).filter(ref=ref).first()
    if found is None:
        raise Http404
    looked_at(found.pk, about=found, by=request.actor, role=role_of(request))
    shown: dict[str, Any] = {"found": found, "links": links_to(queries.invoices_of(request.actor, person=found.pk))}
    shown["may_work"] = request.actor.may(WORK)
    if is_htmx(request):
        return fragment(request, "business/invoices/of_person.html#list", **shown)
    return page(request, "business/invoices/of_person.html", **shown)


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request) -> HttpResponse:
    """The invoices of a period as a CSV file, for the accountant."""
    form = PeriodForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "business/invoices/export.html", status=422 if form.is_bound else 200, form=form)
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    content = file_for_accountant(since, until, by=request.actor, role=role_of(request))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"invoices-{since:%Y%m%d}-{until:%Y%m%d}.csv"
    response.headers["Content-Disposition"] = content_disposition(name, disposition="attachment")
    return response


def invoice_page(
    request: Request,
    found: Invoice,
    status: int = 200,
    paying: PaymentForm | None = None,
    pausing: PauseForm | None = None,
) -> HttpResponse:
    """The page of an invoice; the form that was refused stands open."""
    access.note_look(request, found)
    shape, words = state_of_invoice(found, today())
    return page(
        request,
        "business/invoices/invoice.html",
        status=status,
        found=found,
        shape=shape,
        state=words,
        kind=KINDS[found.kind],
        files=files_of(found),
        form=FORMS.get(found.electronic, ""),
        lines=list(found.lines.all()[: queries.MOST_SHOWN_LINES + 1]),
        most=queries.MOST_SHOWN_LINES,
        payments=list(found.payments.select_related("by").order_by("-paid_on", "-id")[: queries.PAGE]),
        corrections=list(found.corrections.order_by("id")[: queries.PAGE]),
        groups=[_group(tax) for tax in found.taxes],
        words={"quantity": quantity, "ways": WAYS},
        paying=paying or PaymentForm(left=found.left),
        wrong=paying is not None,
        **_dunning(found),
        pausing=pausing or PauseForm(),
        wrong_pause=pausing is not None,
        may_work=request.actor.may(WORK),
        work=_work(found),
        panels=panels_at("business.invoice", request.actor, found),
    )


def _work(found: Invoice) -> list[tuple[str, str]]:
    """The lines that charge work of cases: the number of the row and words, as check boxes take them."""
    rows = found.work.order_by("position", "id")[:MOST_WORK]
    return [(str(row.pk), _("Line %(n)s") % {"n": row.position or "–"}) for row in rows]


def _dunning(found: Invoice) -> dict[str, Any]:
    """Letters and what comes next, of an invoice that is open or was dunned for; for what more than its sum came."""
    if found.is_correction or (found.is_settled and not found.letters.exists()):
        return {"dunned": None, "over": ""}
    letters = list(found.letters.all())
    asked = max((one.fee + one.interest for one in letters if one.sent_at), default=Decimal(0))
    is_asked = -found.left <= asked
    return {
        "dunned": dunned_of(found, today()),
        "letters": [(one, TITLES[one.level], *STATES[one.state]) for one in letters],
        "titles": TITLES,
        "states": STATES,
        "reasons": REASONS_TO_PAUSE,
        "over": _("Paid for fees and interest") if is_asked else _("Paid too much"),
    }


def _group(tax: dict[str, str]) -> tuple[Decimal, object, Decimal, Decimal]:
    reason = REASONS[tax["reason"]] if tax["reason"] else ""
    return Decimal(tax["percent"]), reason, Decimal(tax["net"]), Decimal(tax["tax"])


def _chips(view: str) -> list[dict[str, Any]]:
    words = {
        "all": pgettext("invoices", "All"),
        "open": pgettext("invoices", "Open"),
        "overdue": pgettext("invoices", "Overdue"),
        "paid": pgettext("invoices", "Paid"),
        "corrections": pgettext("invoices", "Credit notes"),
    }
    return [{"label": text, "url": _address({"show": name}), "current": name == view} for name, text in words.items()]


def _address(query: dict[str, str]) -> str:
    return f"{reverse('business:invoices')}?{urlencode(query)}"
