"""What a token of the API may do: scopes, in one table. A scope never gives more than its owner's role has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.people.roles import permissions_of


class Scope(StrEnum):
    TICKETS_READ = "tickets:read"
    TICKETS_WRITE = "tickets:write"
    TICKETS_REDACT = "tickets:redact"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    ORGANISATIONS_READ = "organisations:read"
    ORGANISATIONS_WRITE = "organisations:write"
    ARTICLES_READ = "articles:read"
    ARTICLES_WRITE = "articles:write"
    ARTICLES_PUBLISH = "articles:publish"
    LEADS_READ = "leads:read"
    LEADS_WRITE = "leads:write"
    LEADS_EXPORT = "leads:export"
    LEADS_CONFIGURE = "leads:configure"
    SALES_MAIL_READ = "sales-mail:read"
    SALES_MAIL_WRITE = "sales-mail:write"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    QUOTES_READ = "quotes:read"
    QUOTES_WRITE = "quotes:write"
    INVOICES_READ = "invoices:read"
    INVOICES_WRITE = "invoices:write"
    INVOICES_EXPORT = "invoices:export"
    INVOICES_CONFIGURE = "invoices:configure"
    SUBSCRIPTIONS_READ = "subscriptions:read"
    SUBSCRIPTIONS_WRITE = "subscriptions:write"
    SUBSCRIPTIONS_CONFIGURE = "subscriptions:configure"
    FIGURES_READ = "figures:read"
    PRODUCTS_READ = "products:read"
    PRODUCTS_WRITE = "products:write"
    RELEASES_READ = "releases:read"
    RELEASES_WRITE = "releases:write"
    LICENCES_READ = "licences:read"
    LICENCES_WRITE = "licences:write"
    LICENCES_CONFIGURE = "licences:configure"
    NEWSLETTERS_READ = "newsletters:read"
    NEWSLETTERS_WRITE = "newsletters:write"
    NEWSLETTERS_SEND = "newsletters:send"
    REQUESTS_READ = "requests:read"
    REQUESTS_WRITE = "requests:write"
    RECIPIENTS_READ = "recipients:read"
    MY_DATA_READ = "my-data:read"
    MY_DATA_COPY = "my-data:copy"
    ANNOUNCEMENTS_READ = "announcements:read"
    ANNOUNCEMENTS_WRITE = "announcements:write"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a scope gives: of staff's permissions those listed (`needed` must be among them); customers their own."""

    words: Promise
    needed: str
    permissions: frozenset[str]
    is_for_customers: bool = True


_CUSTOMERS_ALONE = ""
"""No role has this permission: staff see what is held about themselves on the pages of the Customer Center."""
_SEES_CASES = frozenset({"helpdesk.ticket.view", "helpdesk.ticket.view_all_queues"})
_SEES_PEOPLE = frozenset({"people.person.view"})
_SEES_ORGANISATIONS = frozenset({"people.organisation.view"})
_READS_ARTICLES = frozenset({"knowledge.article.view"})
_WRITES_ARTICLES = _READS_ARTICLES | {"knowledge.article.write"}
_SEES_LEADS = frozenset({"business.lead.view"})
_SEES_QUOTES = frozenset({"business.quote.view"})
_SEES_INVOICES = frozenset({"business.invoice.view"})
_SEES_PRODUCTS = frozenset({"catalogue.product.view"})
_SEES_LICENCES = frozenset({"licences.licence.view"})
_SEES_SUBSCRIPTIONS = frozenset({"business.subscription.view"})
_SEES_NEWSLETTERS = frozenset({"newsletters.issue.view"})
_SEES_CUSTOMERS = _SEES_LEADS | _SEES_PEOPLE | _SEES_ORGANISATIONS

GRANTS: Mapping[Scope, Grant] = {
    Scope.TICKETS_READ: Grant(_("Read cases"), "helpdesk.ticket.view", _SEES_CASES),
    Scope.TICKETS_WRITE: Grant(
        _("Open, answer and change cases"),
        "helpdesk.ticket.work",
        _SEES_CASES | {"helpdesk.ticket.work", "helpdesk.time.work"},
    ),
    Scope.TICKETS_REDACT: Grant(
        _("Take words and files away from cases, for good"),
        "helpdesk.ticket.work",
        _SEES_CASES | {"helpdesk.ticket.work"},
        is_for_customers=False,
    ),
    Scope.PEOPLE_READ: Grant(_("Read people"), "people.person.view", _SEES_PEOPLE),
    Scope.PEOPLE_WRITE: Grant(
        _("Add and change people"), "people.person.change", _SEES_PEOPLE | {"people.person.change"}
    ),
    Scope.ORGANISATIONS_READ: Grant(
        _("Read organisations"), "people.organisation.view", _SEES_ORGANISATIONS, is_for_customers=False
    ),
    Scope.ORGANISATIONS_WRITE: Grant(
        _("Add and change organisations"),
        "people.organisation.change",
        _SEES_ORGANISATIONS | {"people.organisation.change"},
        is_for_customers=False,
    ),
    Scope.ARTICLES_READ: Grant(_("Read articles of the knowledge base"), "knowledge.article.view", _READS_ARTICLES),
    Scope.ARTICLES_WRITE: Grant(
        _("Write drafts of articles"), "knowledge.article.write", _WRITES_ARTICLES, is_for_customers=False
    ),
    Scope.ARTICLES_PUBLISH: Grant(
        _("Publish and withdraw articles, and arrange their categories"),
        "knowledge.article.publish",
        _WRITES_ARTICLES | {"knowledge.article.publish", "knowledge.category.change", "people.organisation.view"},
        is_for_customers=False,
    ),
    Scope.LEADS_READ: Grant(_("Read leads"), "business.lead.view", _SEES_LEADS, is_for_customers=False),
    Scope.LEADS_WRITE: Grant(
        _("Write leads down, change and decide them"),
        "business.lead.work",
        _SEES_LEADS | _SEES_PEOPLE | {"business.lead.work"},
        is_for_customers=False,
    ),
    Scope.LEADS_EXPORT: Grant(
        _("Take leads along as a file"),
        "people.person.export",
        _SEES_LEADS | _SEES_PEOPLE | {"people.person.export"},
        is_for_customers=False,
    ),
    Scope.LEADS_CONFIGURE: Grant(
        _("Set up the pipeline: its stages, and why leads are lost"),
        "business.pipeline.change",
        _SEES_LEADS | {"business.pipeline.change"},
        is_for_customers=False,
    ),
    Scope.SALES_MAIL_READ: Grant(
        _("Read mail to sales"), "business.mail.view", frozenset({"business.mail.view"}), is_for_customers=False
    ),
    Scope.SALES_MAIL_WRITE: Grant(
        _("Answer mail to sales, take and settle it, make leads of it"),
        "business.mail.work",
        _SEES_LEADS | _SEES_PEOPLE | {"business.mail.view", "business.mail.work", "business.lead.work"},
        is_for_customers=False,
    ),
    Scope.CUSTOMERS_READ: Grant(
        _("Read who looks after customers, their tags, follow-ups, segments, contact rights and saved views"),
        "business.lead.view",
        _SEES_CUSTOMERS,
        is_for_customers=False,
    ),
    Scope.CUSTOMERS_WRITE: Grant(
        _("Hand customers over, put tags on them, plan follow-ups, write segments, contact rights and saved views"),
        "business.lead.work",
        _SEES_CUSTOMERS | {"business.lead.work", "people.list_view.share"},
        is_for_customers=False,
    ),
    Scope.QUOTES_READ: Grant(_("Read quotes and orders"), "business.quote.view", _SEES_QUOTES, is_for_customers=False),
    Scope.QUOTES_WRITE: Grant(
        _("Write and send quotes, cancel orders"),
        "business.quote.work",
        _SEES_QUOTES | _SEES_PEOPLE | _SEES_PRODUCTS | {"business.quote.work"},
        is_for_customers=False,
    ),
    Scope.INVOICES_READ: Grant(
        _("Read invoices and dunning, fetch their papers"),
        "business.invoice.view",
        _SEES_INVOICES | _SEES_ORGANISATIONS,
        is_for_customers=False,
    ),
    Scope.INVOICES_WRITE: Grant(
        _("Write, issue and send invoices, write payments down, dun"),
        "business.invoice.work",
        _SEES_INVOICES | _SEES_QUOTES | _SEES_PEOPLE | _SEES_ORGANISATIONS | {"business.invoice.work"},
        is_for_customers=False,
    ),
    Scope.INVOICES_EXPORT: Grant(
        _("Take invoices along for the accountant, for DATEV too"),
        "business.invoice.export",
        _SEES_INVOICES | {"business.invoice.export"},
        is_for_customers=False,
    ),
    Scope.INVOICES_CONFIGURE: Grant(
        _("Set who we are on invoices, their numbers and tax, dunning, bookkeeping and VIES"),
        "business.invoice.configure",
        _SEES_INVOICES | {"business.invoice.configure"},
        is_for_customers=False,
    ),
    Scope.SUBSCRIPTIONS_READ: Grant(
        _("Read subscriptions and whom to ask about them"),
        "business.subscription.view",
        _SEES_SUBSCRIPTIONS,
        is_for_customers=False,
    ),
    Scope.SUBSCRIPTIONS_WRITE: Grant(
        _("Begin, change, renew and cancel subscriptions"),
        "business.subscription.work",
        _SEES_SUBSCRIPTIONS
        | _SEES_PEOPLE
        | _SEES_PRODUCTS
        | _SEES_LICENCES
        | {"business.subscription.work", "business.quote.work"},
        is_for_customers=False,
    ),
    Scope.SUBSCRIPTIONS_CONFIGURE: Grant(
        _("Set when customers are reminded of renewals"),
        "business.subscription.configure",
        _SEES_SUBSCRIPTIONS | _SEES_PRODUCTS | {"business.subscription.configure"},
        is_for_customers=False,
    ),
    Scope.FIGURES_READ: Grant(
        _("Read figures of sales: invoiced, paid, open, won and lost"),
        "business.figures.view",
        _SEES_INVOICES | _SEES_QUOTES | _SEES_LEADS | {"business.figures.view"},
        is_for_customers=False,
    ),
    Scope.PRODUCTS_READ: Grant(
        _("Read products and prices"), "catalogue.product.view", _SEES_PRODUCTS, is_for_customers=False
    ),
    Scope.PRODUCTS_WRITE: Grant(
        _("Write products, their editions and prices"),
        "catalogue.product.change",
        _SEES_PRODUCTS | {"catalogue.product.change"},
        is_for_customers=False,
    ),
    Scope.RELEASES_READ: Grant(
        _("Read releases, fetch their files, and read who downloaded them"),
        "catalogue.product.view",
        _SEES_PRODUCTS | _SEES_PEOPLE,
        is_for_customers=False,
    ),
    Scope.RELEASES_WRITE: Grant(
        _("Write, publish and withdraw releases, send their files, make links to them"),
        "catalogue.product.change",
        _SEES_PRODUCTS | _SEES_PEOPLE | {"catalogue.product.change"},
        is_for_customers=False,
    ),
    Scope.LICENCES_READ: Grant(
        _("Read licences and their machines"), "licences.licence.view", _SEES_LICENCES, is_for_customers=False
    ),
    Scope.LICENCES_WRITE: Grant(
        _("Issue, extend, transfer and revoke licences, read their keys"),
        "licences.licence.issue",
        _SEES_LICENCES | _SEES_PEOPLE | _SEES_PRODUCTS | {"licences.licence.issue"},
        is_for_customers=False,
    ),
    Scope.LICENCES_CONFIGURE: Grant(
        _("Set how licences work and who sees their keys"),
        "licences.settings.change",
        _SEES_LICENCES | _SEES_PRODUCTS | {"licences.settings.change"},
        is_for_customers=False,
    ),
    Scope.NEWSLETTERS_READ: Grant(
        _("Read newsletters, their figures, and by what right people get them"),
        "newsletters.issue.view",
        _SEES_NEWSLETTERS | _SEES_PEOPLE,
        is_for_customers=False,
    ),
    Scope.NEWSLETTERS_WRITE: Grant(
        _("Write newsletters, ask people to confirm that they want them, say what customers were told"),
        "newsletters.issue.write",
        _SEES_NEWSLETTERS | _SEES_LEADS | _SEES_INVOICES | {"newsletters.issue.write"},
        is_for_customers=False,
    ),
    Scope.NEWSLETTERS_SEND: Grant(
        _("Send newsletters and set up their lists"),
        "newsletters.issue.send",
        _SEES_NEWSLETTERS | {"newsletters.issue.send", "newsletters.list.change"},
        is_for_customers=False,
    ),
    Scope.REQUESTS_READ: Grant(
        _("Read requests of people about their data; customers read their own"),
        "privacy.office",
        frozenset({"privacy.office"}),
    ),
    Scope.REQUESTS_WRITE: Grant(
        _("Enter requests of people about their data; customers for themselves"),
        "privacy.office",
        frozenset({"privacy.office"}),
    ),
    Scope.RECIPIENTS_READ: Grant(
        _("Read who received data of people, and what they were told about it"),
        "privacy.office",
        _SEES_PEOPLE | {"privacy.office"},
        is_for_customers=False,
    ),
    Scope.MY_DATA_READ: Grant(_("Read everything that is held about oneself"), _CUSTOMERS_ALONE, frozenset()),
    Scope.MY_DATA_COPY: Grant(
        _("Fetch copies of everything that is held about oneself"), _CUSTOMERS_ALONE, frozenset()
    ),
    Scope.ANNOUNCEMENTS_READ: Grant(
        _("Read announcements and whom they did not reach"),
        "privacy.office",
        _SEES_PEOPLE | {"privacy.office"},
        is_for_customers=False,
    ),
    Scope.ANNOUNCEMENTS_WRITE: Grant(
        _("Announce new versions of the privacy notice and the terms, note who was told otherwise"),
        "privacy.office",
        _SEES_PEOPLE | {"privacy.office"},
        is_for_customers=False,
    ),
}


def scopes_open_to(role: str) -> list[Scope]:
    """The scopes that a token may have whose owner has this role; "" is a customer."""
    if not role:
        return [scope for scope, grant in GRANTS.items() if grant.is_for_customers]
    held = permissions_of(role)
    return [scope for scope, grant in GRANTS.items() if grant.needed in held]


def permissions_through(role: str, scopes: Iterable[str]) -> frozenset[str]:
    """What a token with these scopes may do today: the scopes still open to the role, and of its permissions theirs.

    Each scope stands among them as `api:` and its name, which the API's routes ask for; `api:token` has every token.
    """
    wanted = set(scopes)
    counting = [scope for scope in scopes_open_to(role) if scope.value in wanted]
    held = permissions_of(role) if role else frozenset()
    given = frozenset[str]().union(*(GRANTS[scope].permissions for scope in counting)) & held
    return given | {"api:token"} | {f"api:{scope.value}" for scope in counting}
