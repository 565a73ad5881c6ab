"""What a list needs beside its words: whether it goes to customers, and its form for other sites."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candor.kernel.http.request import Request
from candor.newsletters import access
from candor.newsletters.actions.free_downloads import counted_since
from candor.newsletters.actions.lists import set_customers
from candor.newsletters.actions.selling import notice_of
from candor.newsletters.foreign_forms import form_for_elsewhere
from candor.newsletters.forms_settings import CustomersForm
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def customers(request: Request, ref: str) -> HttpResponse:
    """Whether it goes to those who bought something similar."""
    found, language = access.list_for(request.actor, ref), get_language() or "en"
    form = CustomersForm(language, found, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        told = {"notice": notice_of(found, language), "free_downloads": counted_since() is not None}
        told["told_elsewhere"] = found.told_elsewhere.exists()
        return page(request, "newsletters/business/customers.html", status=status, found=found, form=form, **told)
    given = form.cleaned_data
    set_customers(found, given["products"], is_on=given["for_customers"], by=request.actor)
    messages.success(request, _("Saved. Customers are told of it with their next order; only then it goes to them."))
    return HttpResponseRedirect(reverse("business:newsletter-lists"), status=303)


@require_safe
def foreign_form(request: Request, ref: str) -> HttpResponse:
    """The HTML to be copied into another site, in both languages."""
    found = access.list_for(request.actor, ref)
    forms = [(name, code, form_for_elsewhere(found, code)) for code, name in settings.LANGUAGES]
    return page(request, "newsletters/business/foreign_form.html", found=found, forms=forms)
