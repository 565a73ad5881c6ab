"""Licences in the Business Center: the list, one licence, issuing one by hand."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.licences import access, queries
from candor.licences.actions.issuing import MayNotBeUsed, NewLicence, issue_licence
from candor.licences.forms import ExtendForm, NewLicenceForm, VersionForm
from candor.licences.keys.writing import in_lines
from candor.licences.models import ISSUE, VIEW, Licence
from candor.licences.words import ENTRIES, REASONS, links_to, status_of
from candor.people.public import (
    ListPlace,
    Person,
    callers,
    organisations_of,
    primary_email,
    primary_emails,
    register_list,
    role_of,
    saved_views,
)
from candor.ui.public import fragment, is_htmx, page

LONGEST_WORDS = 100
LICENCES = register_list(
    ListPlace(
        "licences",
        gettext_lazy("Licences"),
        "business:licences",
        VIEW,
        {"show": queries.VIEWS.__contains__, "q": lambda text: len(text) <= LONGEST_WORDS},
        "all",
    )
)


@require_safe
def licences(request: Request) -> HttpResponse:
    """Licences as a list, with filters."""
    view, text = request.GET.get("show", ""), request.GET.get("q", "").strip()[:LONGEST_WORDS]
    view = view if view in queries.VIEWS else "all"
    found = queries.listing(request.actor, view, text, request.GET.get("after", "")[:16])
    language = get_language() or "en"
    return page(
        request,
        "licences/business/list.html",
        view=view,
        text=text,
        rows=[(row, row.edition.name_in(language), *status_of(row)) for row in found.rows],
        chips=_chips(view),
        older=_address({"show": view, "q": text, "after": found.older}) if found.older else "",
        newer=_address({"show": view, "q": text}) if "after" in request.GET else "",
        may_issue=request.actor.may(ISSUE),
        **saved_views(request, LICENCES, {"show": view, "q": text}),
    )


@require_safe
def licence(request: Request, ref: str) -> HttpResponse:
    """One licence: what it gives, its keys, its machines, what happened."""
    return licence_page(request, access.readable_licence(request.actor, ref))


@require_safe
def of_person(request: Request, ref: str) -> HttpResponse:
    """The licences of a person: the panel beside them fetches the list."""
    found = access.person_meant(request.actor, ref)
    if found is None:
        raise Http404
    looked_at(found.pk, about=found, by=request.actor, role=role_of(request))
    links = links_to(queries.licences_of_person(request.actor, found.pk))
    if is_htmx(request):
        return fragment(request, "licences/business/of_person.html#list", found=found, links=links)
    return page(request, "licences/business/of_person.html", found=found, links=links)


@require_safe
def key_file(request: Request, ref: str, revision: int) -> HttpResponse:
    """A version of the key as a file."""
    found = access.workable_licence(request.actor, ref)
    access.note_look(request, found)
    return as_file(access.key_of(found, revision).text, found)


@require_http_methods(["GET", "HEAD", "POST"])
def new_licence(request: Request) -> HttpResponse:
    """Issue one by hand: for whom, which edition, on which terms."""
    typed = request.POST if request.method == "POST" else request.GET
    person = access.person_meant(request.actor, typed.get("person", ""))
    edition = access.edition_meant(request.actor, typed.get("edition", ""))
    shown: dict[str, Any] = {"whom": person, "edition": edition, **people_found(request)}
    if person is None or edition is None:
        editions = queries.licensed_editions(request.actor) if person is not None else []
        status = 400 if request.method == "POST" else 200  # what was chosen on the page before is not there
        return page(request, "licences/business/new.html", status=status, editions=_named(editions), **shown)
    organisation = organisations_of([person.pk]).get(person.pk)
    form = NewLicenceForm(person, organisation, edition, request.POST if request.method == "POST" else None)
    if form.is_valid():
        clean = form.cleaned_data
        held_by = organisation if clean["holder"] else None
        terms = form.terms.as_columns() | {"features": clean["features"]}
        new = NewLicence(edition, person, held_by, submission_key=clean["key"], **terms)
        try:
            made = issue_licence(new, by=request.actor)
        except MayNotBeUsed:
            form.add_error(None, _("This person’s data is restricted. Ask the privacy office."))
        else:
            messages.success(request, _("The licence is issued."))
            return see(made)
    shown["edition_name"] = edition.name_in(get_language() or "en")
    return page(request, "licences/business/new.html", status=422 if form.is_bound else 200, form=form, **shown)


def licence_page(request: Request, found: Licence, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a licence; a form that was refused is given by its name and stands open."""
    access.note_look(request, found)
    shape, words = status_of(found)
    may_issue = request.actor.may(ISSUE)
    keys = queries.keys_of(found) if may_issue else []
    own = {"extending": ExtendForm(found, auto_id="extend_%s"), "replacing": VersionForm({"version": found.version})}
    return page(
        request,
        "licences/business/licence.html",
        status=status,
        found=found,
        edition=found.edition.name_in(get_language() or "en"),
        shape=shape,
        state=words,
        reason=REASONS.get(found.revoke_reason, ""),
        email=primary_email(found.person) if found.person is not None else "",
        keys=keys,
        machines=queries.machines_of(found),
        entries=[(entry, ENTRIES[entry.kind]) for entry in queries.entries_of(found)],
        choice=queries.choice_of(found),
        may_issue=may_issue,
        wrong=next(iter(forms), ""),
        **(own | forms),
    )


def people_found(request: Request) -> dict[str, Any]:
    """People whose name, address or number begins with what was typed."""
    typed = request.GET.get("who", "")
    people = callers(typed, by=request.actor)
    ids = [person.pk for person in people]
    emails, organisations = primary_emails(ids), organisations_of(ids)
    return {
        "typed": typed,
        "people": [(person, emails.get(person.pk, ""), organisations.get(person.pk)) for person in people],
    }


def as_file(key: str, licence: Licence) -> HttpResponse:
    """A key to be saved: a name that says what it is, and nobody's."""
    answer = HttpResponse("\n".join(in_lines(key)) + "\n", content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="licence-{licence.number}.txt"'
    answer["Cache-Control"] = "no-store"
    return answer


def see(licence: Licence) -> HttpResponse:
    """To the page of the licence, after something was done."""
    return HttpResponseRedirect(reverse("business:licence", args=[licence.ref]), status=303)


def companion(person: Person) -> Any:
    """The organisation that could hold a licence in this person's place."""
    return organisations_of([person.pk]).get(person.pk)


def _named(editions: list[Any]) -> list[tuple[Any, str]]:
    language = get_language() or "en"
    return [(edition, edition.name_in(language)) for edition in editions]


def _chips(view: str) -> list[dict[str, Any]]:
    words = {
        "all": pgettext("licences", "All"),
        "ending": pgettext("licences", "Ending soon"),
        "revoked": pgettext("licences", "Revoked"),
        "unheld": pgettext("licences", "Held by nobody"),
    }
    return [
        {"label": text, "url": _address({"show": name}), "current": name == view} for name, text in words.items()
    ]  # fmt: skip


def _address(query: dict[str, str]) -> str:
    return f"{reverse('business:licences')}?{urlencode({name: text for name, text in query.items() if text})}"
