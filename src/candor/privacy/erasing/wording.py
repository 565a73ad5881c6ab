"""What kinds of records are called where people read of them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from candor.kernel.registries.personal_data import tables

SEARCH, FILES = "search", "files"

# By the retention key of the map; a new key is shown by its own name until it has words here.
KIND_WORDS: Mapping[str, object] = {
    "account": _("Accounts and how one signs in"),
    "access-log": _("The log of who looked at whom"),
    "api-token": _("Tokens for programs"),
    "article-feedback": _("Opinions on articles"),
    "audit": _("The log of what was done"),
    "book": _("Books"),
    "case": _("Cases and the letters in them"),
    "colleague-invitation": _("Invitations of colleagues"),
    "commercial-letter": _("Commercial letters"),
    "customer": _("The person's details and what was noted about them"),
    "download": _("Downloads"),
    "draft": _("Drafts and uploads"),
    FILES: _("Files"),
    "idempotency": _("Answers of the API"),
    "known-places": _("Places of sign-in"),
    "lead": _("Enquiries and what came of them"),
    "mail-memory": _("What we remember of mails"),
    "missed-search": _("Searches that found nothing"),
    "newsletter-sign-up": _("Sign-ups for newsletters"),
    "notification": _("Notifications"),
    "outbox": _("Mails that we sent"),
    "presence": _("Who is looking at what"),
    "rate-limits": _("Counters against abuse"),
    "raw-mail": _("Mails as they came in"),
    "registration": _("Registrations"),
    "release-news": _("News of releases"),
    "reply-token": _("Addresses for replies"),
    "request-file": _("Files of privacy requests"),
    "sales-mail": _("Mail with sales"),
    SEARCH: _("Entries of the search"),
    "session": _("Sessions"),
    "staff": _("Work here"),
    "suppression": _("Addresses that get no advertising"),
    "tokens": _("Links and codes that were mailed"),
    "voucher": _("Vouchers"),
    "with-owner": _("Files"),
}


def kind_of(store: str, place: str) -> str:
    """The kind of record that a place of the map belongs to."""
    table = tables().get(place)
    if table is not None:
        return FILES if table.keep == "with-owner" else table.keep
    return SEARCH if store == "search-index" else FILES if place == FILES else store


def what_it_is(kind: str) -> str:
    """Its name in the language of the moment."""
    return str(KIND_WORDS.get(kind, kind))
