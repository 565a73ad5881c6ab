"""By what right newsletters go to somebody: what stood on a day, and every line of the ledger that proves it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from candor.kernel import clock
from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.newsletters import access
from candor.newsletters.forms_rights import DayForm, end_of
from candor.newsletters.queries_rights import names_of_topics
from candor.people.public import role_of
from candor.privacy.public import consents_of, rights_at, suppressed_among
from candor.ui.public import page


@require_safe
def of_person(request: Request, ref: str) -> HttpResponse:
    """The ledger, and replayed to the end of a day. The look is noted."""
    person = access.person_for(request.actor, ref)
    looked_at(person.pk, about=person, by=request.actor, role=role_of(request))
    form = DayForm(request.GET or None)
    day = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    moment = end_of(day) if day is not None else clock.now()
    standing, events = list(rights_at(person.pk, moment).values()), consents_of(person.pk, by=request.actor)
    return page(
        request,
        "newsletters/business/rights.html",
        found=person,
        form=form,
        day=day,
        standing=standing,
        events=events,
        names=names_of_topics({event.topic for event in [*standing, *events]}),
        stopped=suppressed_among({event.address for event in events}),
    )
