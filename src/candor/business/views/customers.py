"""The lists of people and organisations in the Business Center, with filters and segments."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.business import access_customers as access
from candor.business import queries_customers as queries
from candor.business.actions.segments import SegmentExists, forget_segment, save_segment
from candor.business.choosing import filters_in
from candor.business.forms_customers import SegmentForm
from candor.business.lists import ORGANISATIONS, PEOPLE
from candor.business.models import Segment
from candor.business.models.leads import WORK
from candor.business.rules.segments import About, Group, How, Node, NotASegment, conditions_of, read
from candor.business.segment_fields import ME, NOBODY, RENEWALS, YES, YES_OR_NO
from candor.catalogue.public import products_to_choose
from candor.kernel.http.request import Request
from candor.people.public import countries, saved_views, staff_people
from candor.ui.public import fragment, is_htmx, page

LIST = "business/customers/list.html"


@require_safe
def customers(request: Request, about: str) -> HttpResponse:
    """People or organisations by name, as the filters or a segment choose them."""
    return _list(request, About(about))


@require_safe
def segments(request: Request) -> HttpResponse:
    """All saved choices."""
    rows = [(row, _address(row.about, {"segment": row.ref})) for row in queries.segments(request.actor)]
    return page(request, "business/customers/segments.html", rows=rows, may_work=request.actor.may(WORK))


@require_POST
def save(request: Request, about: str) -> HttpResponse:
    """Save the filters that the list shows under a name."""
    form, node = SegmentForm(request.POST), filters_in(request.POST, About(about))
    kept = {name: request.POST.get(name, "") for name in queries.FIELDS}
    if not form.is_valid():
        messages.error(request, _("Give the segment a name of at most 60 characters."))
        return _see(_address(about, kept))
    try:
        row = save_segment(form.cleaned_data["name"], About(about), node, by=request.actor)
    except SegmentExists:
        messages.error(request, _("Another segment has this name. Choose another one."))
        return _see(_address(about, kept))
    messages.success(request, _("The segment is saved."))
    return _see(_address(about, {"segment": row.ref}))


@require_POST
def forget(request: Request, segment: str) -> HttpResponse:
    forget_segment(access.changeable_segment(request, segment), by=request.actor)
    messages.success(request, _("The segment is forgotten."))
    return _see(reverse("business:segments"))


def _list(request: Request, about: About) -> HttpResponse:
    typed = request.GET.get("q", "")[:100].strip()
    segment = (
        Segment.objects.visible_to(request.actor).filter(about=about, ref=request.GET.get("segment", "")[:16]).first()
    )
    node = _of_segment(segment, about) if segment is not None else filters_in(request.GET, about)
    listing = queries.customers(
        request.actor, about, node or Group(How.ANY, ()), typed=typed, after=request.GET.get("after", "")[:16]
    )
    chosen = {each.field: each.value for each in conditions_of(node) or []} if node is not None else {}
    kept = {"segment": segment.ref} if segment is not None else chosen
    shown: dict[str, Any] = {
        "about": str(about),
        "listing": listing,
        "typed": typed,
        "chosen": chosen,
        "segment": segment,
        "is_broken": node is None,
        "older": _address(about, {**kept, "after": listing.older}) if listing.older else "",
        "newer": _address(about, kept) if request.GET.get("after") else "",
        "here": reverse(f"business:{about}"),
        "taken": urlencode({**({"q": typed} if typed else {}), **kept}),
    }
    if is_htmx(request):
        return fragment(request, f"{LIST}#list", **shown)
    counted = queries.bounded_count(request.actor, about, node) if segment is not None and node is not None else None
    return page(request, LIST, **shown, **_around(request, about, chosen, kept, counted))


def _around(
    request: Request, about: About, chosen: dict[str, str], kept: dict[str, str], counted: int | None
) -> dict[str, Any]:
    """Chips, choices, saved views and what a segment counts."""
    language = get_language() or "en"
    return {
        "chips": _chips(about, chosen),
        "owners": [(ME, _("Me")), (NOBODY, _("Nobody yet")), *((row.ref, row.name) for row in staff_people(WORK))],
        "tags": [(tag.ref, tag.name) for tag in queries.tags_to_choose()],
        "countries": [(code, name) for code, name in countries(language) if code],
        "yes_or_no": list(YES_OR_NO.items()),
        "products": products_to_choose(language),
        "renewals": list(RENEWALS.items()),
        "segments": [
            (row.name, _address(about, {"segment": row.ref})) for row in queries.segments(request.actor, about)
        ],
        **saved_views(request, PEOPLE if about is About.PEOPLE else ORGANISATIONS, kept),
        "counted": _count_words(counted) if counted is not None else "",
        "may_work": request.actor.may(WORK),
    }


def _chips(about: About, chosen: dict[str, str]) -> list[dict[str, Any]]:
    quick: list[tuple[str, dict[str, str]]] = [
        (_("All"), {}),
        (_("Looked after by me"), {"owner": ME}),
        (_("Nobody looks after them"), {"owner": NOBODY}),
        (_("Customers"), {"customer": YES}),
        (_("With an open lead"), {"open_lead": YES}),
    ]
    return [{"label": label, "url": _address(about, fits), "current": chosen == fits} for label, fits in quick]


def _count_words(number: int) -> str:
    if number > queries.COUNTED:
        return _("more than 1,000")
    return ngettext("%(num)d entry", "%(num)d entries", number) % {"num": number}


def _of_segment(segment: Segment, about: About) -> Node | None:
    """What was saved; None where it asks for something that is there no longer."""
    try:
        return read(segment.conditions, about)
    except NotASegment:
        return None


def _address(about: str, query: dict[str, str]) -> str:
    asked = {name: text for name, text in query.items() if text}
    return reverse(f"business:{about}") + (f"?{urlencode(asked)}" if asked else "")


def _see(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=303)
