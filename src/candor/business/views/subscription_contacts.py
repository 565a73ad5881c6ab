"""The yearly list of contacts of active customers: whom sales asks about support and upgrades (mission G4)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from candor.business.actions.yearly_contacts import contact_file
from candor.business.forms_subscriptions import ReasonForm
from candor.business.models import ContactListExport
from candor.business.models.subscriptions import EXPORT
from candor.business.queries_leads import today
from candor.business.queries_subscriptions import yearly_contacts
from candor.business.taken_out import name_of_contacts
from candor.business.views.subscriptions import shown_rows
from candor.kernel.access_log import looked_at_each
from candor.kernel.file_names import content_disposition
from candor.kernel.http.request import Request
from candor.people.public import Person, role_of
from candor.ui.public import page

MOST_EXPORTS = 5


@require_safe
def contacts(request: Request) -> HttpResponse:
    """The list, by renewal."""
    return _shown(request, ReasonForm())


@require_POST
def take_out(request: Request) -> HttpResponse:
    """The whole list as a file."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, 422)
    content = contact_file(form.cleaned_data["reason"], by=request.actor, role=role_of(request))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition(name_of_contacts(today()), disposition="attachment")
    answer["Cache-Control"] = "no-store"
    return answer


def _shown(request: Request, form: ReasonForm, status: int = 200) -> HttpResponse:
    after = request.GET.get("after", "")[:16]
    found, older = yearly_contacts(request.actor, after)
    shown = Person.objects.filter(pk__in=[contact.person.pk for contact in found if contact.person is not None])
    looked_at_each(shown, by=request.actor, role=role_of(request))
    address = reverse("business:subscription-contacts")
    return page(
        request,
        "business/subscriptions/contacts.html",
        status=status,
        rows=list(zip(found, shown_rows([contact.subscription for contact in found]), strict=True)),
        form=form,
        exports=ContactListExport.objects.select_related("by").order_by("-taken_at", "-id")[:MOST_EXPORTS],
        may_export=request.actor.may(EXPORT),
        older=f"{address}?after={older}" if older else "",
        newer=address if after else "",
    )
