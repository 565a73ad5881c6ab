"""Who else is at a case, asked by its page every ten seconds while it is visible."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from candor.helpdesk.access import readable_ticket
from candor.helpdesk.actions import presence as actions
from candor.helpdesk.forms.presence import PresenceForm
from candor.helpdesk.rules.presence import state_word
from candor.kernel.http.request import Request
from candor.ui.public import fragment


@require_POST
def presence(request: Request, ref: str) -> HttpResponse:
    """Be at the case, and hear who else is and whether something new came. 204 where the page shows that already."""
    case = readable_ticket(request.actor, ref)
    form = PresenceForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    clean = form.cleaned_data
    if clean["leaving"]:
        actions.leave(case, by=request.actor)
        return HttpResponse(status=204)
    present = actions.note_presence(case, request.person, is_writing=clean["writing"])
    state = state_word([(row.person_id, row.is_writing) for row in present], case.message_count)
    if state == clean["state"]:
        return HttpResponse(status=204)
    return fragment(
        request,
        "helpdesk/tech/_presence.html#presence",
        ticket=case,
        present=[(row.person.name, row.is_writing) for row in present],
        state=state,
        known=clean["known"] or 0,
        newer=max(0, case.message_count - (clean["known"] or 0)) if clean["known"] is not None else 0,
    )
