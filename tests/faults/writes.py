"""Every place where people write, with a form as a person sends it: what the stories of bad input go through.

A route that takes POST and is missing here is sent an empty form (a verb such as "Take case" needs none); one whose
form has fields belongs into WRITES. `people` and the objects behind the addresses are those of the route matrix.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, CSRF_SESSION_KEY
from django.test import Client
from django.urls import URLPattern
from django.utils.crypto import get_random_string

from candor.business.rules.terms import Span, Unit, after
from candor.helpdesk.models import Event
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.check import all_routes
from candor.kernel.models import Instance
from candor.people.actions.second_factors import start_app
from candor.people.actions.second_step import Pending, after_first_proof
from candor.people.models import Session
from candor.people.queries.second_factors import new_app_of
from candor.privacy.actions.notices import publish_shipped_versions
from candor.privacy.erasing import Asked, plan_erasure
from candor.privacy.models import Erasure
from candor.ui.public import Stamp
from tests.architecture.objects import ADAMS, COMMON, MAKERS, OTHERS, OWN, World, addresses_of, make_world
from tests.cast import PASSWORD, actor, signed_in

Form = Mapping[str, Any]
STAMPED = {
    "public:download-form", "public:contact", "public:cancel-contract", "public:enquiry", "public:register",
    "public:newsletters", "public:your-data",
}  # fmt: skip
SALES_RINGS = (
    "lead-enquired", "lead-handed", "follow-up-due", "quote-accepted", "quote-declined", "renewal-accepted",
    "renewal-declined",
)  # fmt: skip
COMING_DAY = (clock.now() + timedelta(days=90)).date().isoformat()


@dataclass(frozen=True)
class Write:
    """One form: who sends it, what they send, the fields into which they type, and those left out."""

    who: str
    form: Form = field(default_factory=dict)
    typed: tuple[str, ...] = ()
    unticked: tuple[str, ...] = ()

    @property
    def fields(self) -> set[str]:
        """All names that the form knows."""
        return {*self.form, *self.typed, *self.unticked}


@dataclass(frozen=True)
class Place:
    """A write with its address in this test's world. `name` is the route's, with its face."""

    name: str
    url: str
    write: Write


def _details(name: str = "Kim Jansen", **more: str) -> dict[str, str]:
    return {"version": "0", "name": name, "language": "en", "time_zone": "Europe/Berlin", **more}


ADDRESS = {"label": "Invoices", "lines": "Kai 1", "postcode": "24103", "city": "Kiel", "country": "DE"}
ADDRESS_TYPED = ("label", "lines", "postcode", "city", "country")
PHONE = {"phone": "+49 431 5550100", "label": "Mobile"}
NEWSLETTER_LIST = {
    "name_en": "Tips", "name_de": "Tipps", "purpose_en": "how to", "purpose_de": "wie", "version": "0",
}  # fmt: skip
NEWSLETTER = {
    "list": "", "subject_en": "Version 3", "body_en": "It comes.", "subject_de": "", "body_de": "",
    "key": "key-of-this-form", "version": "0",
}  # fmt: skip
INVOICE = {
    "person": "", "organisation": "", "key": "key-of-this-form", "buyer_name": "Fjord AS", "buyer_lines": "Kai 2",
    "buyer_postcode": "24103", "buyer_city": "Kiel", "buyer_country": "DE", "buyer_vat_id": "", "buyer_email": "",
    "buyer_reference": "", "order_reference": "4711", "currency": "EUR", "language": "en",
    "supplied_from": "2026-01-05", "supplied_until": "", "payment_days": "14", "note": "Thank you.", "more": "yes",
    "electronic": "ubl", "discount": "", "reduction": "2",
    "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-text": "Seats", "lines-0-quantity": "2",
    "lines-0-unit": "C62", "lines-0-price": "9.90", "lines-0-discount": "", "lines-0-reduction": "5",
    "lines-0-tax": "service-standard", "lines-0-work": "0f3kq8z1v7n2m5ax",
}  # fmt: skip
INVOICE_TYPED = tuple(name for name in INVOICE if not name.endswith("_FORMS"))
TIME = {
    "kind": "done", "work": "", "duration": "1:30", "quantity": "", "price": "95", "day": "2026-03-02", "worker": "",
    "note": "Set up the export.", "is_billable": "on", "asks": "on",
}  # fmt: skip
TIME_TYPED = tuple(name for name in TIME if name not in {"is_billable", "asks"})
TIME_WORD = {"version": "0", "name": "Kim Jansen", "reason": "Later, please."}
CHOSEN_WORK = {"work": "0f3kq8z1v7n2m5ax.0"}
INVOICING = {
    "version": "0", "legal_name": "Lindwurm GmbH", "lines": "Kai 1", "postcode": "24103", "city": "Kiel",
    "country": "DE", "vat_id": "DE136695976", "tax_number": "", "register": "HRB 1", "contact": "Clara", "email": "",
    "phone": "", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX", "payment_days": "14",
    "invoice_format": "RE-{year}-{number}", "correction_format": "RK-{year}-{number}",
    "public_form": "cii",
}  # fmt: skip
BOOKKEEPING = {
    "version": "0", "adviser": "29098", "client": "55003", "chart": "03", "account_length": "4", "year_begins": "1",
    "revenue-19": "8400", "revenue-7": "8300", "revenue-exempt": "8100", "revenue-small-business": "8195",
    "revenue-reverse-charge": "8336", "revenue-intra-community": "8125", "revenue-export": "8120",
    "revenue-outside": "8338", "revenue-one-stop-shop": "8320", "debtors": "10000", "paid-transfer": "1200",
    "paid-debit": "1200", "paid-card": "1360", "paid-cash": "1000", "paid-other": "1360",
}  # fmt: skip
DUNNING = {
    "version": "0", "currency": "EUR", "pay_within_days": "10", "interest_private": "6.27",
    "interest_business": "10.27",
    "days_1": "7", "days_2": "21", "fee_2": "2.50", "days_3": "35", "fee_3": "2.50",
    **{f"title_{number}_{code}": "Reminder" for number in (1, 2, 3) for code in ("de", "en")},
    **{f"text_{number}_{code}": "Please pay {total}." for number in (1, 2, 3) for code in ("de", "en")},
}  # fmt: skip
ORGANISATION = {
    "version": "0", "name": "Deich KG", "website": "https://deich.example", "phone": "+49 431 5550101",
    "address": "Deich 1", "country": "DE", "vat_number": "DE123456788", "note": "Pays late.",
    "invoice_email": "invoices@deich.example",
}  # fmt: skip
PLACE = {
    "kind": "billing", "addition": "Accounts payable", "lines": "Kai 1", "postcode": "24103", "city": "Kiel",
    "country": "DE",
}  # fmt: skip
QUOTE = {
    "subject": "Ten seats", "currency": "EUR", "valid_until": COMING_DAY, "note": "Gladly.", "discount": "5",
    "reduction": "",
}  # fmt: skip
LINE = {
    "text": "Seat", "quantity": "10", "unit": "C62", "price": "99.50", "discount": "5", "reduction": "",
    "tax": "service-standard", "edition": "",
}  # fmt: skip
ACCEPTED = {"name": "Kim Jansen", "agrees": "on"}
DECLINED = {"name": "Kim Jansen", "reason": "Too many seats."}
SUBSCRIPTION = {
    "person": "", "key": "key-of-this-form", "of_company": "on", "edition": "", "quantity": "2", "currency": "EUR",
    "starts_on": "2026-01-05", "term_count": "1", "term_unit": "year", "price": "90", "renews_itself": "on",
    "notice_count": "1", "notice_unit": "month",
}  # fmt: skip
NEXT_YEAR = after(clock.now().date(), Span(1, Unit.YEAR))
LAST_DAY = (NEXT_YEAR - timedelta(days=1)).isoformat()
DECLARED = {"kind": "ordinary", "wished_on": "", "reason": "We close our office."}
REMINDING = {
    "version": "0", "is_reminding": "on", "steps": "60, 30, 7", "makes_quotes": "on", "quote_days": "45",
    "cancelling": "on",
}  # fmt: skip
FOLLOW_UP = {"kind": "other", "text": "Ask again", "due_on": COMING_DAY, "assignee": ""}
SPAN = {"span": "own", "since": "2026-01-01", "until": "2026-06-30"}
LIST_VIEW = {"name": "Still open", "show": "open"}
FILTERS = {
    "name": "North",
    "owner": "me",
    "tag": "",
    "country": "DE",
    "open_lead": "",
    "customer": "yes",
    "contact": "",
    "product": "",
    "renewal": "",
}
PRODUCT = {"name_en": "Archive", "name_de": "Archiv", "description_en": "Keeps it.", "description_de": ""}
RELEASE = {
    "number": "4.9", "released_on": "2026-06-01", "channel": "stable", "audience": "open", "notes_en": "- Search",
    "notes_de": "- Suche",
}  # fmt: skip
DOWNLOAD = {"name": "Robin Fern", "email": "robin@fern.example", "website": "", "stamp": "", "wants_news": "on"}
EDITION = {"name": "Team", "sku": "ARC-5", "seats": "5", "features": "Search", "maintenance_years": "1"}
PRICE_LIST = {
    "name": "Prices 2027", "currency": "EUR", "meaning": "net", "valid_from": "2027-01-01", "valid_until": "",
    "is_default": "on",
}  # fmt: skip
PRICES = "sku;price\nARC-5;1090.00\n"
ARTICLE_CATEGORY = {
    "name_en": "Printing", "name_de": "Drucken",
    "description_en": "Paper and ink", "description_de": "Papier und Tinte",
}  # fmt: skip
MAILBOX = {
    "name": "Billing", "address": "billing@lindwurm.example", "destination": "usual", "host": "mail.lindwurm.example",
    "security": "tls", "port": "993", "user": "billing", "sign_in": "password", "password": "a-mail-password",
    "folder": "INBOX", "trusted_relay": "mx.lindwurm.example",
    "further_addresses": "invoices@lindwurm.example", "save_anyway": "on",
}  # fmt: skip
MAILBOX_TYPED = (
    *("name", "address", "destination", "host", "security", "port", "user", "sign_in", "folder", "further_addresses"),
    "trusted_relay",
)
MAIL_TEXT = {
    "subject": "Your code",
    "body": "Hello {name}, this is the code:\n\n    {code}",
    "version": "0",
    "key": "abcdefgh1234",
}
MAILBOX_UNTICKED = ("takes_plus_addresses", "takes_old_mail")
GRANT = {
    "provider": "other", "client_id": "candor", "secret": "a-client-secret", "secret_until": "2037-05-04", "tenant": "",
    "authorise_url": "https://login.hafen.example/authorise", "token_url": "https://login.hafen.example/token",
    "scope": "imap offline_access",
}  # fmt: skip
GRANT_TYPED = tuple(name for name in GRANT if name != "secret")
PROVIDER = {
    "name": "Hafen-ID", "issuer": "https://login.hafen.example", "client_id": "candor", "secret": "a-client-secret",
    "domains": "lindwurm.example",
}  # fmt: skip
PROVIDER_KNOWN = {name: value for name, value in PROVIDER.items() if name != "issuer"}
"""The issuer is said once; the page of a provider that is set up shows it, and takes none."""

PROVIDER_TYPED = ("name", "issuer", "client_id", "domains")
TERMS = {
    "version": "0", "begins_on": "2026-01-05", "ends_on": "", "at_end": "return", "days_kept": "60",
    "contact_name": "Ms Lee", "contact_address": "privacy@klient.example", "contact_language": "de",
    "file_mark": "AV 12",
}  # fmt: skip
TERMS_TYPED = ("version", "begins_on", "days_kept", "contact_name", "contact_address", "file_mark")
BREACH = {
    "version": "0", "title": "Laptop stolen", "what_happened": "From a car in Kiel.", "noticed_at": "2026-01-05T10:00",
    "began_at": "", "people_kinds": "Customers", "people_number": "3", "record_kinds": "Names", "records_number": "",
    "consequences": "", "measures": "Locked from afar", "delay_reasons": "Nobody at work", "is_clients_alone": "",
}  # fmt: skip
BREACH_TYPED = tuple(name for name in BREACH if name != "is_clients_alone")
ACCESS_LOG = {
    "person": "kim@nordlicht.example", "staff": "", "begins_on": "2026-01-05", "ends_on": "2026-01-06", "reason": "",
}  # fmt: skip
RECIPIENT = {
    "version": "0", "name": "Paketring AG", "kind": "parcels", "purpose": "Parcels", "groups": "me", "country": "DE",
    "transfer": "", "contact_name": "Ms Lee", "address": "privacy@paketring.example", "postal_address": "Ring 1",
    "language": "de", "feeds_from": "",
}  # fmt: skip
DISCLOSURE = {
    "recipient": "0123456789abcdef", "on": "2026-01-05", "what": "Address for a parcel", "purpose": "Parcels",
    "groups": "me", "ground": "contract", "way": "portal", "people": "sam@hafen.example", "file": "",
}  # fmt: skip
NOTICE = {
    "sent_at": "2026-01-06T10:00", "way": "portal", "file_mark": "LDI 7", "text": "As drafted", "delay_reasons": "None",
}  # fmt: skip
TEMPLATE = {"version": "", "name": "Log file", "place": "mine", "text_en": "Hello {first_name}", "text_de": ""}
TEMPLATE_TYPED = ("version", "name", "place", "text_en", "text_de")
MACRO = {
    "version": "", "name": "Put off", "place": "mine", "template": "", "note": "Later", "status": "", "priority": "",
    "category": "", "to_queue": "", "assignee": "", "follow_up_days": "",
    "tags_on": "labels, 8.4", "tags_off": "call back",
}  # fmt: skip
MACRO_TYPED = tuple(MACRO)
TOKEN = {"name": "Accounting", "scopes": "tickets:read", "days": "90"}
TERMS_OF_LICENCE = {
    "seats": "5", "activation_limit": "2", "maintenance_until": "2028-01-05", "expires_on": "",
    "features": "chat\nsla",
}  # fmt: skip
LETTER = {"body": "It still stops.\nSince noon.", "key": "key-of-this-form"}

VIEW = {
    "name": "Urgent ones", "audience": "mine", "match": "all", "sort": "due", "way": "up", "step": "save",
    "use": "text", "text_op": "is", "text": "export", "column_1": "number",
}  # fmt: skip
VIEW_TYPED = ("name", "audience", "match", "sort", "way", "text_op", "text", "column_1", "for_queue")

REFUSED_REQUEST = {
    "outcome": "refused", "answer": "We are sorry",
    **{f"{name}_{number}": text for number in range(1, 5)
       for name, text in {"what": "Invoices", "ground": "The law keeps them", "until": "2034-12-31"}.items()},
}  # fmt: skip

WRITES: Mapping[str, Write] = {
    "public:contact": Write(
        "stranger",
        {
            "name": "Ines Falk", "email": "ines@falk.example", "phone": "+49 431 5550102", "category": "",
            "subject": "Cannot activate", "text": "The key is refused.", "website": "",
        },
        ("name", "email", "phone", "category", "subject", "text", "website", "stamp"),
    ),
    "public:contact-suggestions": Write(
        "stranger", {"subject": "Cannot print", "text": "The printer stops."}, ("subject", "text")
    ),
    "public:contact-solved": Write("stranger", {"solved_by": "0123456789abcdef"}, ("solved_by", "stamp")),
    "customer:new-case-suggestions": Write(
        "kim", {"subject": "Cannot print", "body": "The printer stops."}, ("subject", "body")
    ),
    "customer:new-case-solved": Write("kim", {"solved_by": "0123456789abcdef", "key": ""}, ("solved_by", "key")),
    "tech:ticket-article-link": Write("adam", {"article": "0123456789abcdef"}, ("article",)),
    "tech:ticket-make-article": Write(
        "adam",
        {
            "title": "Set up a printer", "body": "Open the settings.", "language": "en", "visibility": "public",
            "key": "key-of-this-form",
        },
        ("title", "body", "key"),
    ),
    "public:help-missed": Write("stranger", {"q": "labels for the old printer"}, ("q",)),
    "public:help-feedback": Write(
        "stranger", {"helped": "no", "number": "1", "words": "No picture.", "website": ""}, ("words", "number", "stamp")
    ),
    "customer:help-missed": Write("kim", {"q": "labels for the old printer"}, ("q",)),
    "customer:help-feedback": Write(
        "kim", {"helped": "yes", "number": "1", "words": "", "website": ""}, ("words", "number", "stamp")
    ),
    "public:newsletters": Write(
        "stranger",
        {"lists": "", "email": "ines@falk.example", "website": ""},
        ("lists", "email", "website", "stamp"),
    ),
    "business:new-newsletter-list": Write("mara", NEWSLETTER_LIST, (*NEWSLETTER_LIST, "is_public")),
    "business:newsletter-list": Write("mara", NEWSLETTER_LIST, (*NEWSLETTER_LIST, "is_public")),
    "business:new-newsletter": Write("clara", NEWSLETTER, tuple(NEWSLETTER)),
    "business:newsletter-change": Write("clara", NEWSLETTER, tuple(NEWSLETTER)),
    "business:newsletter-preview": Write(
        "clara",
        {**NEWSLETTER, "issue": "", "language": "en", "scheme": "light", "width": "desk"},
        ("list", "issue", "subject_en", "body_en", "subject_de", "body_de", "language", "scheme", "width"),
    ),
    "business:newsletter-pictures": Write("clara", {}, ("files",)),
    "business:newsletter-list-customers": Write(
        "mara", {"for_customers": "", "products": ""}, ("for_customers", "products")
    ),
    "business:newsletter-list-told": Write(
        "mara",
        {"place": "Order form", "language": "en", "words": "We write to you. " * 5, "used_from": "2026-01-02"},
        ("place", "language", "words", "used_from"),
    ),
    "business:newsletter-invoice": Write(
        "clara",
        {"notice": "", "product": "", "day": "2026-01-02", "objected": "", "sure": "on"},
        ("notice", "product", "day", "objected", "sure"),
    ),
    "business:newsletter-free-downloads": Write("adam", {"knows": "on"}, ("knows",)),
    "business:newsletter-save-template": Write("clara", {"name": "Monthly"}, ("name",)),
    "business:newsletter-audience": Write("clara", {"segment": ""}, ("segment",)),
    "public:newsletters-choices": Write("stranger", {"lists": "", "language": "de"}, ("lists", "language")),
    "public:newsletters-elsewhere": Write(
        "stranger",
        {"email": "ines@falk.example", "agrees": "yes", "words": "0" * 32, "language": "de", "website": ""},
        ("email",),
    ),
    "customer:newsletters-language": Write("kim", {"language": "de"}, ("language",)),
    "tech:privacy-new-breach": Write("paula", BREACH, BREACH_TYPED, ("is_clients_alone",)),
    "tech:privacy-change-breach": Write("paula", BREACH, BREACH_TYPED, ("is_clients_alone",)),
    "tech:privacy-breach-risk": Write(
        "paula", {"risk": "risk", "reasons": "Names", "untold": ""}, ("risk", "reasons", "untold")
    ),
    "tech:privacy-breach-notice": Write("paula", NOTICE, tuple(NOTICE)),
    "tech:privacy-breach-client": Write("paula", {"client": "nobody"}, ("client",)),
    "tech:privacy-breach-client-told": Write("paula", {"on": "2026-01-05", "how": "By telephone"}, ("on", "how")),
    "tech:privacy-close-breach": Write("paula"),
    "tech:privacy-breach-search": Write(
        "paula",
        {"way": "tables", "kinds": "customer", "which": "", "begins_at": "", "ends_at": "2026-01-05T10:00", "add": "y"},
        ("way", "kinds", "which", "begins_at", "ends_at"),
    ),
    "tech:privacy-breach-listed": Write("paula", {"people": "sam@hafen.example"}, ("people",)),
    "tech:privacy-affected-told": Write("paula", {"on": "2026-01-05", "how": "By letter"}, ("on", "how")),
    "tech:privacy-affected-removal": Write("paula"),
    "tech:privacy-breach-letter": Write(
        "paula", {"version": "0", "german": "Ein Rechner fehlt.", "english": "A laptop is gone."},
        ("version", "german", "english"),
    ),
    "tech:privacy-breach-send": Write("paula"),
    "tech:privacy-new-recipient": Write("paula", RECIPIENT, tuple(RECIPIENT), ("is_processor", "gets_everything")),
    "tech:privacy-change-recipient": Write("paula", RECIPIENT, tuple(RECIPIENT), ("is_processor", "gets_everything")),
    "tech:privacy-end-recipient": Write("paula"),
    "tech:privacy-new-disclosure": Write("paula", DISCLOSURE, tuple(DISCLOSURE)),
    "tech:privacy-mail-recipient": Write("paula", {"details": "24103"}, ("details",)),
    "tech:privacy-recipient-told": Write("paula", {"on": "2026-01-05", "how": "By letter"}, ("on", "how")),
    "tech:privacy-recipient-answered": Write(
        "paula", {"state": "excused", "words": "The firm is dissolved"}, ("state", "words")
    ),
    "public:recipient-answer": Write("stranger", {"answer": "not", "words": "The law keeps it"}, ("answer", "words")),
    "tech:privacy-access-log": Write(
        "paula",
        ACCESS_LOG,
        ("person", "staff", "begins_on", "ends_on", "reason"),
    ),
    "tech:privacy-announcements": Write(
        "paula",
        {"version": "terms-1", "banner_until": COMING_DAY, "asks_anew": ""},
        ("version", "banner_until", "asks_anew"),
    ),
    "tech:privacy-announcement-told": Write("paula", {"on": "2026-01-05", "how": "By letter"}, ("on", "how")),
    "tech:privacy-announcement-passed-on": Write("paula", {"on": "2026-01-05"}, ("on",)),
    "business:newsletter-send": Write("mara", {"send_at": "", "domain_pace": "600"}, ("send_at", "domain_pace")),
    "public:cancel-contract": Write(
        "stranger",
        {
            "kind": "extraordinary", "reason": "It never worked.", "name": "Ines Falk", "email": "ines@falk.example",
            "contract": "Support", "wished_on": COMING_DAY, "website": "",
        },
        ("kind", "reason", "name", "email", "contract", "wished_on", "website", "stamp"),
    ),
    "public:enquiry": Write(
        "stranger",
        {
            "name": "Ines Falk", "email": "ines@falk.example", "phone": "+49 431 5550102", "company": "Falk Bau",
            "text": "Ten seats for the workshop.", "website": "",
        },
        ("name", "email", "phone", "company", "text", "website", "stamp", "further", "told"),
    ),
    "public:register": Write(
        "stranger",
        {
            "name": "Ines Falk", "email": "ines@falk.example", "organisation": "Falk Bau", "language": "en",
            "time_zone": "Europe/Berlin", "website": "",
        },
        ("name", "email", "organisation", "language", "time_zone", "website", "stamp"),
    ),
    "public:confirm-registration": Write(
        "stranger",
        {"name": "Ines Falk", "organisation": "Falk Bau", "password": "horses-and-batteries"},
        ("name", "organisation", "password"),
    ),
    "public:join": Write(
        "stranger", {"name": "Jo Neu", "password": "horses-and-batteries"}, ("name", "password")
    ),
    "customer:invite-colleague": Write(
        "lee", {"email": "neu.hier@fjord.example", "language": "de"}, ("email", "language")
    ),
    "tech:opening-words": Write(
        "adam",
        {
            "version": "0", "step": "save", "heading_en": "Ahoy", "text_en": "Ask us.", "heading_de": "Moin",
            "text_de": "Fragen Sie uns.",
        },
        ("version", "step", "heading_en", "text_en", "heading_de", "text_de"),
    ),
    "tech:registration-rules": Write(
        "adam", {"version": "0", "who": "domains"}, ("version", "who"), ("joins_by_domain",)
    ),
    "tech:add-domain": Write("anna", {"domain": "nordlicht.example"}, ("domain",)),
    "public:set-up": Write(
        "stranger",
        {
            "organisation_name": "Lindwurm", "language": "en", "time_zone": "Europe/Berlin", "name": "Adam Kern",
            "email": "first@lindwurm.example", "password": "horses-and-batteries",
        },
        ("organisation_name", "language", "time_zone", "name", "email", "password"),
    ),
    "customer:sign-in": Write(
        "stranger",
        {"email": "mallory@elsewhere.example", "password": PASSWORD},
        ("email", "password", "next", "typed"),
    ),
    "customer:reset-password": Write("stranger", {"email": "kim@nordlicht.example"}, ("email",)),
    "customer:new-password": Write(
        "stranger", {"code": "ABCD-EFGH", "password": "horses-and-batteries"}, ("code", "password")
    ),
    "tech:accept-invitation": Write("stranger", {"password": "horses-and-batteries"}, ("password",)),
    "customer:confirm-password": Write("mallory", {"password": PASSWORD}, ("password", "next", "typed")),
    "customer:passkey": Write("stranger", {"credential": "{}"}, ("credential", "next", "typed")),
    "customer:step-code": Write("stranger", {"code": "k7f2-9xqm-4t2p"}, ("code", "next", "typed")),
    "customer:me-app": Write("kim", {"code": "123456"}, ("code",)),
    "customer:me-add-passkey": Write("kim", {"name": "Blue key", "credential": "{}"}, ("name", "credential")),
    "customer:me-rename-passkey": Write("kim", {"name": "Blue key"}, ("name",)),
    "customer:new-case": Write(
        "kim",
        {"subject": "Printing", "body": "It prints nothing.", "category": "", "key": "key-of-this-form", "follows": ""},
        ("subject", "body", "category", "key"),
    ),
    "customer:new-case-draft": Write("kim", {"body": "It prints"}, ("body",)),
    "customer:reply": Write("kim", LETTER, ("body", "key")),
    "customer:close": Write("kim", {"remark": "Thank you, the driver it was."}, ("remark",)),
    "customer:letter-settings": Write("kim", {"answers": "daily"}, ("answers", "colleagues")),
    "customer:draft": Write("kim", {"body": "It still"}, ("body",)),
    "customer:me-change": Write("kim", _details(), ("version", "name", "language", "time_zone")),
    "customer:me-add-email": Write(
        "kim", {"email": "kim@home.example", "replaces": "on"}, ("email", "replaces")
    ),
    "public:agree-to-new-address": Write("stranger", {"is_lost": "on"}, ("is_lost",)),
    "tech:privacy-let-address-pass": Write("paula", {"proof": "call-back"}, ("proof",)),
    "customer:me-change-password": Write(
        "kim", {"present": PASSWORD, "password": "horses-and-batteries"}, ("present", "password")
    ),
    "customer:me-new-token": Write("kim", TOKEN, tuple(TOKEN)),
    "customer:me-add-phone": Write("kim", PHONE, ("phone", "label")),
    "customer:me-add-address": Write("kim", ADDRESS, ADDRESS_TYPED),
    "customer:me-change-address": Write("kim", ADDRESS, ADDRESS_TYPED),
    "public:preference": Write("kim", {"name": "scheme", "value": "dark", "next": "/"}, ("name", "value", "next")),
    "tech:confirm-password": Write("anna", {"password": PASSWORD}, ("password", "next", "typed")),
    "tech:me-new-token": Write("anna", TOKEN, tuple(TOKEN)),
    "tech:me-change-signature": Write("anna", {"signature": "Kind regards\nAnna"}, ("signature",)),
    "tech:new-ticket": Write(
        "anna",
        {
            "person": "", "name": "Rolf Sand", "phone": "+49 431 5550103", "email": "rolf@sand.example",
            "subject": "Calls about prints", "text": "Nothing comes out.", "kind": "question", "priority": "2",
            "category": "", "queue": "", "key": "key-of-this-form",
        },
        ("name", "phone", "email", "subject", "text", "kind", "priority", "category", "queue", "key"),
    ),
    "tech:ticket-reply": Write("anna", LETTER, ("body", "key", "version", "then", "copy", "view", "kept")),
    "tech:ticket-reply-later": Write(
        "anna",
        {**LETTER, "moment": COMING_DAY + "T10:00"},
        ("body", "key", "version", "then", "copy", "view", "kept", "preset", "moment"),
    ),
    "tech:later-reply": Write("boris", {"body": "Dear Kim", "moment": COMING_DAY + "T10:00"}, ("body", "moment")),
    "tech:ticket-note": Write("anna", LETTER, ("body", "key", "version", "then", "copy", "view", "kept")),
    "tech:ticket-draft": Write("anna", {"body": "Dear Kim"}, ("body", "version", "then")),
    "tech:ticket-rename": Write("anna", {"subject": "The import stops"}, ("subject", "version")),
    "tech:ticket-assign": Write("anna", {"assignee": ""}, ("assignee", "version")),
    "tech:ticket-move": Write("anna", {"queue": ""}, ("queue", "version")),
    "tech:ticket-prioritise": Write("anna", {"priority": "3"}, ("priority", "version")),
    "tech:ticket-kind": Write("anna", {"kind": "question"}, ("kind", "version")),
    "tech:ticket-categorise": Write("anna", {"category": ""}, ("category", "version")),
    "tech:ticket-schedule": Write("anna", {"moment": "2037-05-04T10:00"}, ("moment", "version")),
    "tech:ticket-follow-up": Write("anna", {"due": "2037-05-04T10:00"}, ("due", "version")),
    "tech:ticket-link": Write("anna", {"number": "1", "kind": "relates"}, ("number", "kind")),
    "tech:ticket-children": Write("anna", {"numbers": "1"}, ("numbers",)),
    "tech:ticket-merge": Write(
        "anna",
        {"into": "", "version": "", "target_version": "", "confirmed": "on"},
        ("into", "version", "target_version"),
        ("keeps_informed",),
    ),
    "tech:ticket-split": Write(
        "anna",
        {"message": "", "subject": "The import", "requester": "", "email": "", "version": ""},
        ("message", "subject", "requester", "email", "version"),
    ),
    "tech:message-redact": Write("anna", {"span": "The printer"}, ("span",)),
    "tech:message-take-away": Write("anna", {"span": "The printer"}, ("span",)),
    "tech:message-remove-file": Write("anna", {"file": "", "reason": "identity"}, ("file", "reason")),
    "tech:message-file-gone": Write("anna", {"file": "", "reason": "identity"}, ("file", "reason")),
    "tech:ticket-answer-children": Write(
        "anna", {"body": "It works again, {first_name}.", "key": "key-of-this-form"}, ("body", "key"), ("solves",)
    ),
    "tech:ticket-answer-preview": Write("anna", {"body": "It works again."}, ("body",)),
    "tech:ticket-templates": Write("anna", {"body": "Dear Kim"}, ("body",)),
    "tech:ticket-insert": Write("anna", {"template": "", "body": "Dear Kim"}, ("template", "body")),
    "tech:ticket-macro": Write("anna", {"version": "0"}, ("version",)),
    "tech:new-template": Write("anna", TEMPLATE, TEMPLATE_TYPED),
    "tech:template": Write("adam", {**TEMPLATE, "place": "everybody"}, TEMPLATE_TYPED),
    "tech:template-preview": Write("anna", {"text_en": "Hello {first_name}"}, ("text_en",)),
    "tech:after-sending": Write("anna", {"after_sending": "next"}, ("after_sending",)),
    "tech:new-macro": Write("anna", MACRO, MACRO_TYPED),
    "tech:macro": Write("adam", {**MACRO, "place": "everybody"}, MACRO_TYPED),
    "tech:queue-signature": Write(
        "adam", {"signature": "{our_name}"}, ("signature", "signature_en", "signature_de")
    ),
    "tech:mail-retry": Write("adam", {"domain": "nordlicht.example"}, ("domain",)),
    "tech:queue-sender": Write("adam", {"name": "Lindwurm Support"}, ("address", "name"), ("shows_writer",)),
    "tech:ticket-followers": Write("anna", {"person": ""}, ("person",)),
    "tech:ticket-copies": Write("anna", {"name": "Rolf Sand", "address": "rolf@sand.example"}, ("name", "address")),
    "tech:ticket-presence": Write("anna", {"known": "1", "state": "1."}, ("known", "state"), ("writing", "leaving")),
    "tech:ticket-calls": Write(
        "anna",
        {"number": "+49 431 5550106", "at": "2037-05-04T10:00", "note": "About the export", "caller": ""},
        ("number", "at", "note", "caller"),
    ),
    "tech:ticket-time-add": Write("mara", {**TIME, "key": "key-of-this-form"}, (*TIME_TYPED, "key"), ("is_internal",)),
    "tech:time-change": Write("mara", {**TIME, "version": "0"}, (*TIME_TYPED, "version"), ("is_internal",)),
    "tech:time-settings": Write(
        "adam",
        {"version": "0", "round_to": "15", "authorises": "above", "above": "60"},
        ("version", "round_to", "authorises", "above"),
    ),
    "customer:time-authorise": Write("kim", TIME_WORD, tuple(TIME_WORD)),
    "customer:time-decline": Write("kim", TIME_WORD, tuple(TIME_WORD)),
    "business:work-invoice-person": Write("clara", CHOSEN_WORK, tuple(CHOSEN_WORK)),
    "business:work-invoice-organisation": Write("clara", CHOSEN_WORK, tuple(CHOSEN_WORK)),
    "business:work-export": Write("mara", {"since": "2026-01-01", "until": COMING_DAY}, ("since", "until")),
    "business:invoice-free-work": Write("clara", {"work": "1"}, ("work",)),
    "tech:call-move": Write("anna", {"at": "2037-05-04T10:00"}, ("at",)),
    "tech:call-not-reached": Write("anna", {"at": "2037-05-04T10:00"}, ("at",)),
    "tech:call-case": Write("anna", {"number": "+49 431 5550107", "person": ""}, ("number", "person")),
    "tech:ticket-bin": Write("anna", {"reason": "spam"}, ("reason", "version", "view")),
    "tech:ticket-purge": Write("adam", {"number": "1"}, ("number",)),
    "business:notification-settings": Write(
        "clara",
        {**dict.fromkeys(SALES_RINGS, "bell"), "quiet_from": "20:00", "quiet_until": "07:00"},
        (*SALES_RINGS, "quiet_from", "quiet_until"),
    ),
    "tech:notification-settings": Write(
        "anna",
        {**dict.fromkeys(Event.values, "bell"), "quiet_from": "20:00", "quiet_until": "07:00"},
        (*Event.values, "quiet_from", "quiet_until"),
    ),
    "tech:queues": Write("adam", {"name": "Billing"}, ("name",)),
    "tech:queue": Write(
        "adam",
        {"name": "Front desk", "is_open_to_all": "yes", "default_assignee": "", "follow_up_hours": "8",
         "reopens_for_days": "30"},
        ("name", "is_open_to_all", "members", "default_assignee", "follow_up_hours", "reopens_for_days"),
        ("is_default", "keeps_words_inside"),
    ),
    "tech:categories": Write("adam", {"name": "Licences", "parent": ""}, ("name", "parent")),
    "tech:category": Write(
        "adam",
        {"name": "Licences", "parent": "", "queue": ""},
        ("name", "parent", "queue"),
        ("is_offered_to_customers",),
    ),
    "tech:ticket-tag": Write("anna", {"names": "urgent, printer"}, ("names", "version")),
    "tech:ticket-untag": Write("anna", {"tag": ""}, ("tag", "version")),
    "tech:new-view": Write("adam", VIEW, VIEW_TYPED),
    "tech:view-change": Write("adam", VIEW, VIEW_TYPED),
    "tech:view-move": Write("adam", {"way": "up"}, ("way",)),
    "tech:bulks": Write("adam", {"verb": "take", "case": "0.0", "list": "/tech/cases/"}, ("list", "view")),
    "tech:bulk": Write(
        "adam",
        {
            "assignee": "nobody", "queue": "", "status": "", "priority": "3", "category": "", "kind": "",
            "add_tags": "mass", "remove_tags": "urgent",
        },
        ("assignee", "queue", "status", "priority", "category", "kind", "add_tags", "remove_tags", "list"),
        ("no_category",),
    ),
    "tech:tag": Write("adam", {"name": "urgent"}, ("name",)),
    "tech:tag-merge": Write("adam", {"into": "printer"}, ("into",)),
    "tech:new-person": Write(
        "anna",
        {
            "name": "Rolf Sand", "email": "rolf@sand.example", "phone": "+49 431 5550103", "language": "en",
            "organisation": "Sand und Sohn", "note": "Calls often.",
        },
        ("name", "email", "phone", "language", "organisation", "note"),
    ),
    "tech:person-change": Write("anna", _details(note="Calls often."), ("version", "name", "language", "note")),
    "tech:set-up-import": Write(
        "adam",
        {
            "source_name": "Kontakte GmbH", "received_on": "2026-01-05", "basis": "6(1)(f)", "on_known": "fill",
            "encoding": "utf-8", "delimiter": ",", "column-0": "name", "column-1": "email", "becomes": "",
        },
        ("source_name", "received_on", "basis", "on_known", "becomes", "encoding", "delimiter", "column-0", "column-1"),
    ),
    "tech:export-people": Write(
        "adam",
        {
            "typed": "", "choice": "", "which": "all", "columns": "name", "file_format": "vcf",
            "reason": "A letter to all",
        },
        ("typed", "choice", "which", "file_format", "reason"),
    ),
    "tech:export-organisations": Write(
        "adam",
        {
            "typed": "", "choice": "", "which": "all", "columns": "organisation", "file_format": "",
            "reason": "A letter to all",
        },
        ("typed", "choice", "which", "file_format", "reason"),
    ),
    "tech:new-article": Write(
        "anna",
        {"language": "en", "category": "", "title": "Printers", "summary": "", "body": "", "key": "key-of-this-form"},
        ("language", "category", "title", "summary", "body", "key", "revision"),
    ),
    "tech:article-preview": Write("anna", {"body": "Open the **settings**."}, ("body",)),
    "tech:article-text": Write(
        "anna", {"title": "Printers", "summary": "", "body": "Words.", "revision": ""}, ("title", "revision")
    ),
    "tech:article-publish": Write("mara", {"what_changed": "Clearer"}, ("what_changed", "revision")),
    "tech:article-settle": Write(
        "mara",
        {"visibility": "public", "category": "", "owner": "", "organisations": "", "top_position": "", "is_faq": "on"},
        ("visibility", "category", "owner", "organisations", "review_on", "top_position", "version"),
    ),
    "tech:article-categories": Write(
        "mara", {"parent": "", **ARTICLE_CATEGORY}, ("parent", "version", *ARTICLE_CATEGORY)
    ),
    "tech:article-category": Write(
        "mara", {"parent": "", **ARTICLE_CATEGORY}, ("parent", "version", *ARTICLE_CATEGORY)
    ),
    "tech:sales-answer": Write("clara", {"text": "Ten seats.", "key": "key-of-this-form"}, ("text", "key")),
    "tech:sales-mail-remove-file": Write("clara", {"file": "", "reason": "identity"}, ("file", "reason")),
    "tech:sales-mail-file-gone": Write("clara", {"file": "", "reason": "identity"}, ("file", "reason")),
    "tech:sales-mail-redact": Write("clara", {"span": "How much"}, ("span",)),
    "business:new-lead": Write(
        "clara",
        {
            "name": "Ole Lund", "email": "ole@fjord.example", "phone": "+49 431 5550102", "organisation": "Fjord AS",
            "interest": "Ten seats", "owner": "", "value": "1200.50", "currency": "EUR", "key": "key-of-this-form",
        },
        ("name", "email", "phone", "organisation", "interest", "owner", "value", "currency", "key", "person"),
    ),
    "business:lead-change": Write(
        "clara",
        {"version": "0", "interest": "Twelve seats", "owner": "", "value": "99.90", "currency": "EUR"},
        ("version", "interest", "owner", "value", "currency"),
    ),
    "business:lead-move": Write("clara", {"stage": ""}, ("stage", "from")),
    "business:lead-win": Write("clara", {"organisation": "Fjord AS"}, ("organisation",)),
    "business:lead-lose": Write("clara", {"reason": "", "text": "Bought in spring."}, ("reason", "text")),
    "business:lead-note": Write("clara", {"kind": "call", "text": "Wants a demo."}, ("kind", "text")),
    "business:lead-plan": Write(
        "clara",
        {"kind": "call", "text": "Ask again", "due_on": COMING_DAY, "assignee": ""},
        ("kind", "text", "due_on", "assignee"),
    ),
    "business:person-plan": Write("clara", FOLLOW_UP, tuple(FOLLOW_UP)),
    "business:organisation-plan": Write("clara", FOLLOW_UP, tuple(FOLLOW_UP)),
    "business:person-change-care": Write("clara", {"owner": "", "tags": "north, port"}, ("owner", "tags")),
    "business:organisation-change-care": Write("clara", {"owner": "", "tags": "north, port"}, ("owner", "tags")),
    "business:person-save-segment": Write("clara", FILTERS, tuple(FILTERS)),
    "business:organisation-save-segment": Write("clara", FILTERS, tuple(FILTERS)),
    "business:figures-file": Write("mara", SPAN, tuple(SPAN)),
    "business:view-save": Write("mara", LIST_VIEW, ("name",), unticked=("is_shared",)),
    "business:view-change": Write("mara", {"name": "Later", "is_shared": "on"}, ("name", "is_shared")),
    "business:follow-up-done": Write("clara", {"from": ""}, ("from",)),
    "business:lead-grant": Write(
        "clara",
        {"channel": "mail", "ground": "consent", "given_on": "2026-01-05", "proof": "A form."},
        ("channel", "ground", "given_on", "proof"),
    ),
    "business:new-quote": Write(
        "clara",
        {
            "name": "Ole Lund", "email": "ole@fjord.example", "organisation": "Fjord AS", "key": "key-of-this-form",
            **QUOTE,
        },
        ("name", "email", "organisation", "key", "person", *QUOTE),
    ),
    "business:quote-terms": Write("clara", {**QUOTE, "version": "2"}, ("version", *QUOTE)),
    "business:quote-add-line": Write("clara", {**LINE, "version": "2"}, ("version", *LINE)),
    "business:quote-line": Write("clara", {**LINE, "version": "2"}, ("version", *LINE)),
    "business:quote-remove-line": Write("clara", {"version": "2"}, ("version",)),
    "business:quote-raise-line": Write("clara", {"version": "2"}, ("version",)),
    "business:quote-accept": Write("clara", ACCEPTED, tuple(ACCEPTED)),
    "business:quote-decline": Write("clara", DECLINED, tuple(DECLINED)),
    "business:order-cancel": Write("clara", {"reason": "Ordered twice."}, ("reason",)),
    "business:new-subscription": Write("clara", SUBSCRIPTION, (*SUBSCRIPTION, "order", "line", "licence")),
    "business:subscription-renew": Write(
        "clara",
        {"renews_on": NEXT_YEAR.isoformat(), "quantity": "3", "is_paid": "on"},
        ("renews_on", "quantity"),
    ),
    "business:subscription-change": Write(
        "clara",
        {"version": "0", "price": "90", "notice_count": "1", "notice_unit": "month", "licence": "", "owner": ""},
        ("version", "price", "notice_count", "notice_unit", "licence", "owner"),
        unticked=("renews_itself",),
    ),
    "business:subscription-quantity": Write(
        "clara", {"quantity": "5", "counts_from": COMING_DAY}, ("quantity", "counts_from")
    ),
    "business:subscription-cancel": Write(
        "clara", {"ends_on": COMING_DAY, "reason": "They close.", "tells": "on"}, ("ends_on", "reason")
    ),
    "business:subscription-contacts-file": Write("mara", {"reason": "Support once a year"}, ("reason",)),
    "tech:reminding": Write(
        "mara", REMINDING, ("steps", "quote_days", "cancelling", "version"), unticked=("sends_quotes",)
    ),
    "tech:reminding-product": Write(
        "mara", {"version": "0", "way": "own", "steps": "30, 7"}, ("version", "way", "steps")
    ),
    "business:declaration-carry-out": Write(
        "clara", {"subscription": "", "number": "S2026-0001", "ends_on": COMING_DAY},
        ("subscription", "number", "ends_on"),
    ),
    "business:person-debtor-account": Write("mara", {"number": "10042"}, ("number",)),
    "business:organisation-debtor-account": Write("mara", {"number": "10043"}, ("number",)),
    "business:declaration-settle": Write("clara", {"note": "No contract with us."}, ("note",)),
    "customer:subscription-cancel": Write("kim", DECLARED, tuple(DECLARED)),
    "customer:subscription-confirm": Write("kim", {**DECLARED, "last_day": LAST_DAY}, (*DECLARED, "last_day")),
    "customer:quote-accept": Write("kim", ACCEPTED, (*ACCEPTED, "further", "told")),
    "customer:quote-decline": Write("kim", DECLINED, tuple(DECLINED)),
    "public:quote-accept": Write("stranger", ACCEPTED, (*ACCEPTED, "further", "told")),
    "public:quote-decline": Write("stranger", DECLINED, tuple(DECLINED)),
    "business:new-product": Write(
        "clara",
        {"kind": "software", "unit": "C62", "key": "key-of-this-form", **PRODUCT},
        ("kind", "unit", "key", "version", *PRODUCT),
    ),
    "business:product-change": Write(
        "clara", {"kind": "service", "unit": "HUR", "version": "0", **PRODUCT}, ("kind", "unit", "version", *PRODUCT)
    ),
    "business:new-edition": Write("clara", {**EDITION, "sku": "ARC-10"}, tuple(EDITION)),
    "business:edition-change": Write("clara", {**EDITION, "version": "0"}, ("version", *EDITION)),
    "business:new-release": Write("clara", {**RELEASE, "key": "key-of-this-form"}, ("key", "version", *RELEASE)),
    "business:release-change": Write("clara", {**RELEASE, "version": "1"}, ("version", *RELEASE)),
    "business:release-file-add": Write("clara", {"platform": "linux"}, ("platform",), ("file",)),
    "public:download-form": Write(
        "stranger", DOWNLOAD, ("name", "email", "website", "stamp", "further", "told"), ("wants_news",)
    ),
    "public:download-link-take": Write("stranger", {}, ("further", "told")),
    "public:release-news-stop": Write("stranger", {"List-Unsubscribe": "One-Click"}),
    "business:new-price-list": Write("clara", {**PRICE_LIST, "key": "key-of-this-form"}, ("key", *PRICE_LIST)),
    "business:price-list-change": Write("clara", {**PRICE_LIST, "version": "1"}, ("version", *PRICE_LIST)),
    "business:price-list": Write("clara", {"version": "1"}, ("version",)),
    "business:price-list-preview": Write("clara", {"text": PRICES}, ("text",)),
    "business:price-list-take": Write("clara", {"text": PRICES}, ("text",)),
    "business:new-licence": Write(
        "clara", {"person": "", "edition": "", "key": "key-of-this-form", "holder": "", **TERMS_OF_LICENCE},
        ("person", "edition", "key", "holder", *TERMS_OF_LICENCE), ("is_named",),
    ),
    "business:licence-change": Write(
        "clara", {"version": "0", **TERMS_OF_LICENCE}, ("version", *TERMS_OF_LICENCE), ("is_named",)
    ),
    "business:licence-extend": Write("clara", {"until": "2031-01-05"}, ("until",)),
    "business:licence-transfer": Write("clara", {"person": "", "holder": ""}, ("person", "holder")),
    "business:licence-replace-key": Write("clara", {"version": "0"}, ("version",)),
    "business:licence-revoke": Write("clara", {"reason": "unpaid"}, ("reason",)),
    "business:licence-choose": Write("clara", {"restore_by": "name", "years": "5"}, ("restore_by", "years")),
    "business:restore-licence": Write("clara", {"person": "", "code": "ABCDE-FGHJK"}, ("person", "code")),
    "business:restore-kept": Write("clara", {"person": ""}, ("person",)),
    "customer:right-copy": Write("kim", {"right": "access"}, ("right",)),
    "customer:right-correction": Write(
        "kim",
        {"place": "", "key": "", "wrong": "I never shouted.", "should": "She asked twice."},
        ("place", "key", "wrong", "should"),
        ("restrict",),
    ),
    "customer:right-erasure-send": Write(
        "kim", {"plan": "", "understood": "on", "said": "I am done here."}, ("plan", "said")
    ),
    "customer:right-restriction": Write("kim", {"ground": "claims", "said": "I sue them."}, ("ground", "said")),
    "customer:right-objection": Write("kim", {"said": "I am well known."}, ("said",), ("restrict",)),
    "customer:right-complaint": Write("kim", {"said": "Nobody answered."}, ("said",)),
    "customer:request-reply": Write("kim", {"said": "Yes, it is me."}, ("said",)),
    "tech:privacy-take-contest-off": Write("paula"),
    "tech:privacy-answer-corrections": Write("paula"),
    "tech:privacy-enter-correction": Write(
        "paula",
        {"place": "", "key": "", "wrong": "The street", "should": "Kai 2"},
        ("place", "key", "wrong", "should"),
    ),
    "tech:privacy-print-letter": Write("paula", {"mail": "4711"}, ("mail",)),
    "tech:privacy-letter": Write(
        "paula",
        {"version": "0", "address": "Rita Frage\nKai 1\n24103 Kiel", "enclosures": "Copy"},
        ("version", "address", "enclosures"),
    ),
    "tech:privacy-letter-posted": Write("paula", {"posted_on": "2026-01-05"}, ("posted_on",)),
    "tech:privacy-letter-unsent": Write("paula", {"why": "No address is known"}, ("why",)),
    "tech:privacy-identity-paper": Write("paula", {"code": "ABCD-EFGH"}, ("code",)),
    "tech:privacy-contest": Write(
        "paula", {"outcome": "stated", "answer": "Their view stands beside it."}, ("outcome", "answer")
    ),
    "customer:licence-choose": Write("kim", {"restore_by": "name", "years": "5"}, ("restore_by", "years")),
    "customer:restore-licence": Write("kim", {"code": "ABCDE-FGHJK"}, ("code",)),
    "tech:licence-settings": Write(
        "mara", {"version": "0", "shown_from_seats": "3", "days_valid": "30"},
        ("version", "shown_from_seats", "days_valid"),
    ),
    "tech:licence-edition": Write("mara", {"shows": "always"}, ("shows",)),
    "business:new-invoice": Write("clara", INVOICE, (*INVOICE_TYPED, "version")),
    "business:invoice-draft-change": Write("clara", {**INVOICE, "version": "0"}, (*INVOICE_TYPED, "version")),
    "business:invoice-issue": Write("clara", {"version": "0"}, ("version",)),
    "business:invoice-pay": Write(
        "clara",
        {"key": "key-of-this-form", "paid_on": "2026-02-03", "amount": "10.50", "way": "cash", "reference": "Till 2"},
        ("key", "paid_on", "amount", "way", "reference"),
    ),
    "business:invoice-export": Write("mara", {"since": "2026-01-01", "until": COMING_DAY}, ("since", "until")),
    "tech:invoicing-logo": Write("adam", {}, ("logo",)),
    "tech:invoicing": Write("adam", INVOICING, tuple(INVOICING), unticked=("small_business", "one_stop_shop")),
    "tech:dunning": Write("adam", DUNNING, tuple(DUNNING), unticked=("flat_fee", "proposes", "sends")),
    "business:dunning-pause": Write(
        "clara", {"reason": "disputed", "until": COMING_DAY, "note": "Counts anew."}, ("reason", "until", "note")
    ),
    "business:dunning-send": Write("clara", {"letter": "4711/1/593.81"}, ("letter",)),
    "business:letter-send": Write("clara", {"total": "593.81"}, ("total",)),
    "business:bookkeeping-export": Write(
        "mara",
        {"since": "2026-01-01", "until": "2026-12-31", "reason": "VAT return", "again": "on"},
        ("since", "until", "reason"),
        unticked=("again",),
    ),
    "tech:bookkeeping": Write("adam", BOOKKEEPING, tuple(BOOKKEEPING)),
    "tech:vat-checks": Write("adam", {"is_on": "on"}, ("is_on",), unticked=("is_on",)),
    "business:lead-export": Write(
        "mara",
        {"show": "open", "stage": "", "source": "", "reason": "A talk with the board"},
        ("show", "stage", "source", "reason"),
    ),
    "business:task-done": Write("clara", {"from": ""}, ("from",)),
    "tech:pipeline-add": Write("mara", {"name": "Trial runs"}, ("name",)),
    "tech:pipeline-rename": Write("mara", {"name": "On trial"}, ("name",)),
    "tech:person-note-activity": Write(
        "anna",
        {"kind": "call", "text": "Asked for an offer.", "happened_at": "2026-01-05T10:00"},
        ("kind", "text", "happened_at"),
    ),
    "tech:organisation-note-activity": Write(
        "anna",
        {"kind": "call", "text": "They move in May.", "happened_at": "2026-01-05T10:00"},
        ("kind", "text", "happened_at"),
    ),
    "tech:person-add-name": Write("anna", {"kind": "former", "text": "Kim Meyer"}, ("kind", "text")),
    "tech:person-add-email": Write(
        "anna", {"email": "kim@home.example", "label": "Home"}, ("email", "label", "replaces")
    ),
    "tech:person-add-phone": Write("anna", PHONE, ("phone", "label")),
    "tech:person-add-address": Write("anna", ADDRESS, ADDRESS_TYPED),
    "tech:person-change-address": Write("anna", ADDRESS, ADDRESS_TYPED),
    "tech:new-organisation": Write("anna", ORGANISATION, tuple(ORGANISATION)),
    "tech:change-organisation": Write("anna", ORGANISATION, tuple(ORGANISATION)),
    "tech:organisation-add-address": Write("anna", PLACE, tuple(PLACE)),
    "tech:organisation-change-address": Write("anna", PLACE, tuple(PLACE)),
    "tech:add-member": Write(
        "anna",
        {"email": "neu@nordlicht.example", "name": "Neu Hier", "position": "Buying", "role": "member"},
        ("email", "name", "position", "role"),
    ),
    "tech:organisation-settings": Write(
        "adam",
        {
            "version": "0", "organisation_name": "Lindwurm", "brand_hue": "210", "language": "en",
            "time_zone": "Europe/Berlin", "postal_address": "Turm 1", "contact_email": "we@lindwurm.example",
            "contact_phone": "+49 431 5550104",
        },
        ("version", "organisation_name", "brand_hue", "language", "postal_address", "contact_email", "contact_phone"),
    ),
    "tech:privacy-erasure-text": Write("paula", {"words": "the old man", "reach": "here"}, ("words", "reach")),
    "tech:privacy-erasure-unmark": Write(
        "paula", {"words": "the old man", "place": "", "key": ""}, ("words", "place", "key")
    ),
    "tech:privacy-erasure-grounds": Write("paula", {"items": "0", "text": "A claim is pending"}, ("text",)),
    "tech:privacy-take-back-grounds": Write("paula", {"ground": "none"}, ("ground",)),
    "tech:privacy-company-asked": Write("paula", {"how": "phone"}, ("how",)),
    "public:your-data": Write(
        "stranger",
        {"kind": "erasure", "name": "Ines Falk", "email": "ines@falk.example", "said": "All of it.", "website": ""},
        ("kind", "name", "email", "said", "website", "stamp"),
    ),
    "tech:privacy-new-request": Write(
        "paula",
        {
            "kind": "access", "channel": "phone", "received_on": "2026-01-05", "which": "", "name": "Ines Falk",
            "address": "ines@falk.example", "postal_address": "Kai 1, 24103 Kiel", "said": "Everything.",
        },
        ("kind", "channel", "received_on", "which", "name", "address", "postal_address", "said"),
    ),
    "tech:privacy-identity-mail": Write("paula", {"person": "nobody", "entry": "none"}, ("person", "entry")),
    "tech:privacy-identity-call": Write(
        "paula",
        {"person": "nobody", "entry": "none", "outcome": "yes", "note": "At noon"},
        ("person", "entry", "outcome", "note"),
    ),
    "tech:privacy-identity-letter": Write("paula", {"person": "nobody", "entry": "none"}, ("person", "entry")),
    "tech:privacy-identity-code": Write("paula", {"code": "ABCD-EFGH"}, ("code",)),
    "tech:privacy-identity-second": Write(
        "paula", {"person": "nobody", "kind": "helpdesk.case", "value": "4711"}, ("person", "kind", "value")
    ),
    "tech:ticket-privacy-request": Write(
        "anna", {"kind": "erasure", "received_on": "2026-01-05", "said": ""}, ("kind", "received_on", "said")
    ),
    "tech:ticket-no-privacy-request": Write("anna", {"sign": "nothing"}, ("sign",)),
    "tech:sales-privacy-request": Write(
        "clara", {"kind": "erasure", "received_on": "2026-01-05", "said": ""}, ("kind", "received_on", "said")
    ),
    "tech:sales-no-privacy-request": Write("clara", {"sign": "nothing"}, ("sign",)),
    "tech:privacy-name-contact": Write("paula", {"person": "nobody"}, ("person",)),
    "tech:privacy-new-client": Write("paula", TERMS | {"instruction": "Delete nothing"}, (*TERMS_TYPED, "instruction")),
    "tech:privacy-change-client": Write("paula", TERMS, TERMS_TYPED),
    "tech:privacy-instruct": Write("paula", {"text": "Delete", "given_on": "2026-01-05"}, ("text", "given_on")),
    "tech:privacy-end-client": Write("paula", {"last_day": COMING_DAY}, ("last_day",)),
    "tech:privacy-client-told": Write("paula", {"how": "phone"}, ("how",)),
    "tech:privacy-client-answer": Write(
        "paula",
        {"word": "keep", "until": COMING_DAY, "said_by": "Ms Lee", "said_on": "2026-01-05"},
        ("until", "said_by", "said_on"),
    ),
    "tech:privacy-new-hold": Write(
        "paula",
        {
            "kind": "person", "which": "kim@nordlicht.example", "reason": "claim", "note": "4 O 12/26",
            "review_on": COMING_DAY,
        },
        ("which", "note", "review_on"),
    ),
    "tech:privacy-owners-entries": Write(
        "paula",
        {
            "version": "0", "controller": "Lindwurm, Turm 1", "representative": "none", "joint_controllers": "none",
            "officer": "Paula Roth", "hosting": "Rechenhaus, Kiel", "transfers": "none", "measures": "Keys",
            "authority": "ULD, Kiel",
        },
        (
            "version", "controller", "representative", "joint_controllers", "officer", "hosting", "transfers",
            "measures", "authority",
        ),
    ),
    "tech:account-manager": Write(
        "adam", {"version": "0", "groups": ["me", "cases"], "details": ["ends"]}, ("version",),
        ("customer", "group", "find"),
    ),
    "tech:account-manager-preview": Write(
        "adam", {"version": "0", "groups": ["me"], "details": ["ends"], "find": "Kim"}, ("version", "find"),
        ("customer", "group"),
    ),
    "tech:privacy-review-hold": Write("paula", {"review_on": COMING_DAY}, ("review_on",)),
    "tech:privacy-suppressions": Write("paula", {"address": "kim@nordlicht.example"}, ("address",)),
    "tech:privacy-new-suppression": Write(
        "paula", {"address": "sam@hafen.example", "reason": "objection"}, ("address", "reason")
    ),
    "tech:privacy-new-lock": Write(
        "paula",
        {"which": "kim@nordlicht.example", "ground": "accuracy", "note": "The invoice address is an old one."},
        ("which", "note"),
    ),
    "tech:privacy-new-copy": Write(
        "paula",
        {
            "which": "kim@nordlicht.example", "received_on": "2026-01-05", "language": "de",
            "reason": "Asked by their lawyer", "unmasked": "on",
        },
        ("which", "received_on", "language", "reason"),
    ),
    "tech:privacy-plan-erasure": Write(
        "paula",
        {
            "right": "erasure", "which": "kim@nordlicht.example", "reason": "asked by letter",
            "received_on": "2026-01-05",
        },
        ("which", "reason", "received_on"),
    ),
    "tech:privacy-confirm-erasure": Write("paula", {"plan": "", "name": "Otto Alt"}, ("plan", "name")),
    "tech:privacy-question-request": Write("paula", {"words": "Which invoice did you pay last?"}, ("words",)),
    "tech:privacy-extend-request": Write("paula", {"reason": "Many cases have to be read"}, ("reason",)),
    "tech:privacy-note-request": Write("paula", {"words": "She rang again"}, ("words",)),
    "tech:privacy-plan-request": Write("paula", {"right": "erasure"}),
    "tech:privacy-copy-request": Write("paula", {"language": "de"}),
    "tech:privacy-lock-request": Write("paula", {"ground": "accuracy"}),
    "tech:privacy-answer-request": Write(
        "paula", REFUSED_REQUEST, tuple(name for name in REFUSED_REQUEST if name != "outcome")
    ),
    "tech:privacy-told-of-lock": Write("paula", {"told_how": "letter"}, ("told_how",)),
    "tech:retention-settings": Write(
        "adam",
        {"version": "0", "share": "5", "floor": "50", "days_before": "30", "erases_untold": "on"},
        ("version", "share", "floor", "days_before"),
        ("erases_untold",),
    ),
    "tech:backup-key-keep": Write("adam", {"carried": ""}, ("typed",)),
    "tech:restore-settle": Write("adam", {"matter": "missing-ledger"}, ("matter",)),
    "tech:adopt-rules": Write("adam", {"stamp": "1.0.0"}, ("stamp",)),
    "tech:sign-in-rules": Write(
        "adam",
        {"version": "0", "staff_second_factor": "required", "required_from": "2037-05-04"},
        ("version", "staff_second_factor", "required_from"),
    ),
    "tech:invite-staff": Write(
        "adam",
        {"name": "Ivo Neu", "email": "ivo.neu@lindwurm.example", "role": "sales", "ends_on": "2037-05-04"},
        ("name", "email", "role", "ends_on"),
    ),
    "tech:change-role": Write("adam", {"role": "manager"}, ("role",)),
    "tech:new-identity-provider": Write("adam", PROVIDER, PROVIDER_TYPED, ("is_required", "is_active")),
    "tech:identity-provider": Write("adam", PROVIDER_KNOWN, tuple(PROVIDER_KNOWN)[:2], ("is_required", "is_active")),
    "tech:add-role-rule": Write(
        "adam", {"kind": "domain", "value": "nordlicht.example", "role": "sales"}, ("kind", "value", "role")
    ),
    "tech:change-last-day": Write("adam", {"ends_on": "2037-05-04"}, ("ends_on",)),
    "tech:new-mailbox": Write("adam", MAILBOX, MAILBOX_TYPED, MAILBOX_UNTICKED),
    "tech:mailbox": Write("adam", MAILBOX, MAILBOX_TYPED, MAILBOX_UNTICKED),
    "tech:mail-grant": Write("adam", GRANT, GRANT_TYPED),
    "tech:mail-text": Write("adam", MAIL_TEXT, tuple(MAIL_TEXT)),
    "tech:mail-text-preview": Write("adam", MAIL_TEXT, ("subject", "body")),
    "tech:mail-text-test": Write("adam", MAIL_TEXT, tuple(MAIL_TEXT)),
    "tech:mail-signing-make": Write("adam", {"domain": "lindwurm.example"}, ("domain",)),
}  # fmt: skip

SECRETS = {"password", "present", "secret", "credential"}
"""Never shown again, so they do not come back with the form."""

SWITCHES_FACE = {"customer:sign-out", "tech:sign-out"}


class Made(dict[tuple[str, str], Mapping[str, str]]):
    """What stands behind the variable parts of routes, each made when it is first asked for."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __missing__(self, part: tuple[str, str]) -> Mapping[str, str]:
        self[part] = MAKERS[part](self._world)
        return self[part]


class Site:
    """A world, and a browser for each of its people. What an address needs is made when the address is asked for."""

    def __init__(self) -> None:
        publish_shipped_versions()
        Instance.objects.create(organisation_name="Lindwurm")
        self.world: World = make_world()
        self.routes = [(name_of(pattern, entry), entry) for pattern, entry in all_routes()]
        self._patterns = {name_of(pattern, entry): pattern for pattern, entry in all_routes()}
        self.made = Made(self.world)
        self._browsers: dict[str, Client] = {}

    def place(self, name: str) -> Place:
        addresses = addresses_of(self._patterns[name], self.made)
        url = next(addresses[relation] for relation in (OWN, ADAMS, COMMON) if relation in addresses)
        return Place(name, url, self._ready(name))

    def places(self) -> list[Place]:
        """All writes with fields, in the order of WRITES."""
        return [self.place(name) for name in WRITES]

    def every_post(self) -> list[Place]:
        """All writes of the pages, those without fields included; those of programs are walked in `tests.api`."""
        pages = [name for name, _ in self.routes if not name.startswith("api:")]
        return [self.place(name) for name in pages if name not in SWITCHES_FACE]

    def browser(self, who: str) -> Client:
        """The same window for the same person, still signed in."""
        if who not in self._browsers:
            person = self.world.people[who]
            self._browsers[who] = Client() if person is None else signed_in(person)
            self._browsers[who].raise_request_exception = False
        return self._browsers[who]

    def make_everything(self) -> None:
        """Everything behind every address, and a window for everybody, now: what a test makes is gone after it."""
        for part in MAKERS:
            _ = self.made[part]
        for who in self.world.people:
            self.browser(who)
        for session in Session.objects.all():  # each has seen a form: no page writes the first one's token
            session.data[CSRF_SESSION_KEY] = get_random_string(CSRF_SECRET_LENGTH, CSRF_ALLOWED_CHARS)
            session.save(update_fields=["data"])

    @contextmanager
    def windows_as_they_were(self) -> Iterator[None]:
        """After the block, everybody's window has the cookie that it had before."""
        before = {who: browser.cookies.copy() for who, browser in self._browsers.items()}
        yield
        for who, cookies in before.items():
            self._browsers[who].cookies = cookies

    def post(self, place: Place, form: Form, **options: Any) -> Any:
        return self.browser(place.write.who).post(place.url, form, **options)

    def _ready(self, name: str) -> Write:
        """The form with what only this world knows."""
        write = WRITES.get(name)
        if write is not None and write.form.get("list") == "":
            write = Write(write.who, {**write.form, "list": self.made["lists", "ref"][COMMON]}, write.typed)
        if write is None:
            return Write("kim" if name.startswith("customer:") else "adam", unticked=("version",))
        if name in STAMPED or name.endswith(":help-feedback"):
            chosen = {"lists": self.made["lists", "ref"][COMMON]} if "lists" in write.form else {}
            return Write(write.who, {**write.form, "stamp": stamp(), **chosen}, write.typed)
        if name in {"business:new-licence", "business:licence-transfer", "business:restore-licence"}:
            who = {"person": self.world.subjects[OTHERS].ref, "edition": self.made["editions", "ref"][COMMON]}
            known = {field: who[field] for field in write.form if field in who}
            return Write(write.who, {**write.form, **known}, write.typed, write.unticked)
        if name in {"tech:privacy-confirm-erasure", "customer:right-erasure-send"}:
            return Write(write.who, {**write.form, "plan": self._plan_for(name).plan_hash}, write.typed)
        if name == "customer:me-app" and new_app_of(self.world.subjects[OWN].account) is None:
            start_app(self.world.subjects[OWN].account, by=SYSTEM)
        if name == "customer:step-code":
            return Write(write.who, {**write.form, "step": self._step()}, write.typed)
        return write

    def _plan_for(self, name: str) -> Erasure:
        """The plan that the officer confirms, or what Kim looked at before she asks for it."""
        if name == "tech:privacy-confirm-erasure":
            return Erasure.objects.get(ref=self.made["erasures", "ref"][COMMON])
        kim = self.world.subjects[OWN]
        return plan_erasure(kim, Asked(is_preview=True), by=actor(kim))

    def _step(self) -> str:
        """A sign-in of Sam's, who has a passkey, that waits for the second factor."""
        _ = self.made["passkeys", "entry"]
        pending = after_first_proof(self.world.subjects[OTHERS].account)
        assert isinstance(pending, Pending)
        return pending.secret


FACES = {"tech", "business", "customer", "api"}


def name_of(pattern: str, entry: URLPattern) -> str:
    face = pattern.partition("/")[0]
    return f"{face if face in FACES else 'public'}:{entry.name}"


def stamp() -> str:
    """The stamp of a public form drawn half a minute ago."""
    with clock.later(seconds=-30):
        return str(Stamp.new())


@contextmanager
def undone(browser: Client) -> Iterator[None]:
    """Whatever is done in the block, the next one begins with the same rows and the same cookie."""
    cookies = browser.cookies.copy()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    browser.cookies = cookies
