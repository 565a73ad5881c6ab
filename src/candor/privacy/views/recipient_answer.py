"""The page behind the link of a notice: a recipient answers without a password. Opening it changes nothing.

It shows what is asked and nothing of the person: that stands in the mail, and links are forwarded and logged.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from candor.kernel.http.limits import allow
from candor.kernel.http.networks import network_of
from candor.kernel.http.request import Request
from candor.people.public import Refused
from candor.privacy.actions import recipient_tasks as actions
from candor.privacy.forms_recipients import RecipientAnswerForm
from candor.privacy.notices_to_recipients import what_is_asked
from candor.privacy.rules.recipient_states import TaskState
from candor.privacy.views.going import see
from candor.ui.public import page

PAGE, GONE = "privacy/public/recipient_answer.html", "privacy/public/recipient_gone.html"
MOST_ANSWERS = 60
HOUR = timedelta(hours=1)
STATES = {"done": TaskState.CONFIRMED, "not": TaskState.REFUSED}


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, secret: str) -> HttpResponse:
    """Say that it is done, or what is kept and why."""
    found = actions.task_behind(secret)
    if found is None:
        return page(request, GONE, status=410)
    form = RecipientAnswerForm(request.POST or None)
    form.is_bound = request.method == "POST"
    shown = {"task": found.task, "wanted": what_is_asked(found.task), "secret": secret}
    if not form.is_bound or not form.is_valid():
        return page(request, PAGE, status=422 if form.is_bound else 200, form=form, **shown)
    if not allow(("recipients", "answer", network_of(request)), MOST_ANSWERS, HOUR):
        return page(request, GONE, status=429)
    try:
        actions.answer_by_link(found, STATES[form.cleaned_data["answer"]], form.cleaned_data["words"], by=request.actor)
    except Refused:
        return page(request, GONE, status=410)
    return see("public:recipient-thanks")


@require_safe
def thanks(request: Request) -> HttpResponse:
    """Thanks, in the same words for everybody."""
    return page(request, "privacy/public/recipient_thanks.html")
