"""Addresses of sales in the public face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.business.views import cancelling, enquiry
from candor.business.views import quotes_customer as quotes
from candor.kernel.http.routes import anyone, route, visitor

urlpatterns: list[URLPattern] = [
    route("enquiry/", enquiry.enquiry, name="enquiry", policy=visitor()),
    route("enquiry/sent/", enquiry.enquiry_sent, name="enquiry-sent", policy=anyone()),
    route("cancel-contract/", cancelling.cancel_contract, name="cancel-contract", policy=visitor()),
    route(
        "cancel-contract/received/<str:secret>/", cancelling.receipt, name="cancel-contract-receipt", policy=visitor()
    ),
    route(
        "cancel-contract/received/<str:secret>/file/",
        cancelling.receipt_file,
        name="cancel-contract-file",
        policy=visitor(),
    ),
    route("quotes/<str:secret>/", quotes.linked, name="quote", policy=visitor()),
    route("quotes/<str:secret>/paper/", quotes.linked_paper, name="quote-paper", policy=visitor()),
    route("quotes/<str:secret>/acceptance/", quotes.accept_linked, name="quote-accept", policy=visitor()),
    route("quotes/<str:secret>/refusal/", quotes.decline_linked, name="quote-decline", policy=visitor()),
]
