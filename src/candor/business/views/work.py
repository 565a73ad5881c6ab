"""Work to invoice: whose work waits, the records of one customer, the draft of them, and a file for accounting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.business import access_invoices as access
from candor.business.actions.drafts import NobodyToBill
from candor.business.actions.exporting_work import file_of_work
from candor.business.actions.invoicing_work import NotCredited, SeveralCurrencies, WorkTaken, free_work, invoice_work
from candor.business.forms_payments import PeriodForm
from candor.business.forms_work import FreeForm, WorkForm, key_in
from candor.business.models.invoices import EXPORT, WORK
from candor.business.queries_work import sums_of, waiting_customers, work_of
from candor.kernel.access_log import looked_at
from candor.kernel.file_names import content_disposition
from candor.kernel.http.request import Request
from candor.kernel.ids import new_ref
from candor.people.public import Organisation, Person, role_of
from candor.ui.public import page


@require_safe
def waiting(request: Request) -> HttpResponse:
    """Whose work waits to be invoiced, the oldest first."""
    rows = waiting_customers(request.actor)
    return page(request, "business/work/list.html", rows=rows, may_export=request.actor.may(EXPORT))


@require_safe
def of_person(request: Request, ref: str) -> HttpResponse:
    """What waits of a person who belongs to no company."""
    return _shown(request, access.billed_person(request.actor, ref))


@require_safe
def of_organisation(request: Request, ref: str) -> HttpResponse:
    """What waits of an organisation."""
    return _shown(request, access.billed_organisation(request.actor, ref))


@require_POST
def invoice_person(request: Request, ref: str) -> HttpResponse:
    """Begin an invoice of what was ticked."""
    return _invoice(request, access.billed_person(request.actor, ref))


@require_POST
def invoice_organisation(request: Request, ref: str) -> HttpResponse:
    """Begin an invoice of what was ticked."""
    return _invoice(request, access.billed_organisation(request.actor, ref))


@require_POST
def free(request: Request, ref: str) -> HttpResponse:
    """What a credit note took back may be charged again."""
    found = access.workable_invoice(request.actor, ref)
    form = FreeForm(list(found.work.values_list("pk", flat=True)), request.POST)
    try:
        count = free_work(found, form.cleaned_data["work"] if form.is_valid() else [], by=request.actor)
    except NotCredited:
        messages.error(request, _("Issue a credit note first: what stands on an invoice is not charged again."))
    else:
        words = ngettext("%(num)d record can be invoiced again.", "%(num)d records can be invoiced again.", count)
        messages.success(request, words % {"num": count})
    return HttpResponseRedirect(reverse("business:invoice", args=[found.ref]), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request) -> HttpResponse:
    """The work of a period as a CSV file."""
    form = PeriodForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "business/work/export.html", status=422 if form.is_bound else 200, form=form)
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    content = file_of_work(since, until, by=request.actor, role=role_of(request))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"work-{since:%Y%m%d}-{until:%Y%m%d}.csv"
    response.headers["Content-Disposition"] = content_disposition(name, disposition="attachment")
    return response


def _invoice(request: Request, customer: Person | Organisation) -> HttpResponse:
    form = WorkForm(request.POST)
    if not form.is_valid():
        return _shown(request, customer, 422, problem=_problem(form))
    try:
        draft = invoice_work(customer, form.cleaned_data["work"], by=request.actor, key=key_in(request.POST))
    except WorkTaken:
        words = _("Some of it was changed or invoiced in the meantime. This is what waits now: choose again.")
        return _shown(request, customer, 409, problem=words)
    except SeveralCurrencies:
        return _shown(request, customer, 422, problem=_("An invoice has one currency. Choose work of one currency."))
    except NobodyToBill:
        return _shown(request, customer, 422, problem=_("This person’s data is restricted. Ask the privacy office."))
    messages.success(request, _("The draft is begun. Look it over, then issue it."))
    return HttpResponseRedirect(reverse("business:invoice-draft", args=[draft.ref]), status=303)


def _problem(form: WorkForm) -> str:
    return " ".join(str(words) for words in form.errors.get("work", ())) or _("Send the form again.")


def _shown(request: Request, customer: Person | Organisation, status: int = 200, *, problem: str = "") -> HttpResponse:
    is_person = isinstance(customer, Person)
    if is_person:
        looked_at(customer.pk, about=customer, by=request.actor, role=role_of(request))
    rows = work_of(request.actor, customer)
    return page(
        request,
        "business/work/customer.html",
        status=status,
        customer=customer,
        rows=rows,
        choices=[(row.key, row.words, row.about) for row in rows],
        sums=sums_of(rows),
        problem=problem,
        chosen=request.POST.getlist("work") if request.method == "POST" else [row.key for row in rows],
        route="business:work-invoice-person" if is_person else "business:work-invoice-organisation",
        key=new_ref(),
        may_work=request.actor.may(WORK),
    )
