"""Addresses by which requests come into the Privacy office, and by which it learns who asks."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import route, staff
from candor.privacy.views import identity, letters, new_request

works_there = staff("privacy.office")
decides_there = staff("privacy.office", fresh=True)

REQUESTS = "privacy-office/requests/"
REQUEST = f"{REQUESTS}<slug:ref>/"
IDENTITY = f"{REQUEST}identity/"
LETTERS = f"{REQUEST}letters/"
LETTER = "privacy-office/letters-by-post/<slug:ref>/"

urlpatterns: list[URLPattern] = [
    route(f"{REQUESTS}new/", new_request.new_request, name="privacy-new-request", policy=works_there),
    route(f"{REQUEST}folder/", new_request.folder, name="privacy-request-folder", policy=decides_there),
    route(LETTERS, letters.letters, name="privacy-letters", policy=works_there),
    route(f"{LETTERS}print/", letters.print_mail, name="privacy-print-letter", policy=works_there),
    route(LETTER, letters.letter, name="privacy-letter", policy=works_there),
    route(f"{LETTER}pdf/", letters.pdf, name="privacy-letter-pdf", policy=works_there),
    route(f"{LETTER}posting/", letters.posted, name="privacy-letter-posted", policy=works_there),
    route(f"{LETTER}unsent/", letters.unsent, name="privacy-letter-unsent", policy=works_there),
    route(IDENTITY, identity.identity, name="privacy-identity", policy=works_there),
    route(f"{IDENTITY}mail/", identity.mail, name="privacy-identity-mail", policy=works_there),
    route(f"{IDENTITY}call/", identity.call, name="privacy-identity-call", policy=works_there),
    route(f"{IDENTITY}letter/", identity.letter, name="privacy-identity-letter", policy=works_there),
    route(f"{IDENTITY}paper/", identity.paper, name="privacy-identity-paper", policy=works_there),
    route(f"{IDENTITY}code/", identity.code, name="privacy-identity-code", policy=works_there),
    route(f"{IDENTITY}second/", identity.second, name="privacy-identity-second", policy=works_there),
]
