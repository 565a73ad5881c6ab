"""Who received one's own data, by name, and what they were told since (Art. 15(1)(c), 19 sentence 2)."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from candor.kernel.http.request import Request
from candor.people.public import Person
from candor.privacy.queries.received import received_by, told_for
from candor.ui.public import page


@require_safe
def my_recipients(request: Request) -> HttpResponse:
    """All of them, with the day, what went there, and what for."""
    numbers = {request.person.pk, *Person.objects.filter(merged_into=request.person).values_list("pk", flat=True)}
    return page(request, "privacy/customer/recipients.html", received=received_by(numbers), notices=told_for(numbers))
