"""The page after the door of the Business Center: what sales has to do today."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from candor.business import queries_invoices, queries_quotes
from candor.business import queries_leads as queries
from candor.business.models.leads import WORK
from candor.business.queries_customers import my_follow_ups
from candor.business.words_leads import TASK_ICONS, state_of
from candor.kernel.http.request import Request
from candor.kernel.registries.panels import panels_at
from candor.ui.public import page

MOST = queries.MOST_ON_START


@require_safe
def start(request: Request) -> HttpResponse:
    """What I have to do, what is owed to us, which quotes run out, what is unfinished, who is new, who must be told.

    What else belongs here (mail that waits, renewals) comes as panels of the place "business.start".
    """
    actor = request.actor
    return page(
        request,
        "business/start.html",
        work=sorted([*queries.my_tasks(actor, MOST), *my_follow_ups(actor, MOST)], key=lambda task: task.due_on),
        panels=panels_at("business.start", actor, None),
        overdue=queries_invoices.overdue(actor, MOST),
        ending=queries_quotes.running_out(actor, MOST),
        quote_drafts=queries_quotes.my_drafts(actor, MOST),
        invoice_drafts=queries_invoices.drafts(actor, MOST) if actor.may("business.invoice.work") else [],
        fresh=[(row, *state_of(row)) for row in queries.new_leads(actor)],
        untold=queries.to_be_told(actor),
        most=MOST,
        today=queries.today(),
        may_work=actor.may(WORK),
        task_icons=TASK_ICONS,
    )
