"""Roles of staff as sets of permissions, in one table. A permission is `slice.object.verb`; a role is what work needs.

Sales sees no case texts, and technicians see prices only in a role of their own (mission B10): each role holds what its
purpose needs, nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    TECHNICIAN = "technician"
    TECHNICIAN_WITH_PRICES = "tech-with-prices"
    SALES = "sales"
    MANAGER = "manager"
    PRIVACY_OFFICER = "privacy-officer"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: Mapping[Role, Promise] = {
    Role.TECHNICIAN: _("Technician"),
    Role.TECHNICIAN_WITH_PRICES: _("Technician who sees prices"),
    Role.SALES: _("Sales"),
    Role.MANAGER: _("Manager"),
    Role.PRIVACY_OFFICER: _("Privacy officer"),
    Role.ADMINISTRATOR: _("Administrator"),
}

_SEES_PEOPLE = frozenset({"people.person.view", "people.organisation.view"})
_KEEPS_PEOPLE = _SEES_PEOPLE | {"people.person.change", "people.organisation.change"}
_WORKS_CASES = frozenset({"helpdesk.ticket.view", "helpdesk.ticket.work", "helpdesk.time.work"})
_SELLS = frozenset(
    {
        "business.mail.view",
        "business.mail.work",
        "business.lead.view",
        "business.lead.work",
        "business.quote.view",
        "business.quote.work",
        "business.subscription.view",
        "business.subscription.work",
        "catalogue.product.view",
        "catalogue.product.change",
        "licences.licence.view",
        "licences.licence.issue",
        "newsletters.issue.view",
        "newsletters.issue.write",
    }
)
_BILLS = frozenset({"business.invoice.view", "business.invoice.work"})
_READS_ARTICLES = frozenset({"knowledge.article.view"})
_WRITES_ARTICLES = _READS_ARTICLES | {"knowledge.article.write"}
_TECHNICIAN = _KEEPS_PEOPLE | _WORKS_CASES | _WRITES_ARTICLES | {"licences.licence.view"}
_SEES_PRICES = frozenset({"business.invoice.view", "business.subscription.view", "catalogue.product.view"})
_MANAGER = (
    _TECHNICIAN
    | _SELLS
    | _BILLS
    | {
        "business.invoice.export",
        "business.figures.view",
        "business.subscription.export",
        "business.subscription.configure",
        "people.person.import",
        "people.person.export",
        "business.pipeline.change",
        "licences.settings.change",
        "newsletters.issue.send",
        "newsletters.list.change",
        "tech.configure",
        "helpdesk.ticket.view_all_queues",
        "helpdesk.queue.change",
        "helpdesk.category.change",
        "helpdesk.reply.change",
        "helpdesk.tag.change",
        "helpdesk.view.share",
        "knowledge.article.publish",
        "knowledge.category.change",
        "kernel.job.view",
        "mail.monitor.view",
        "people.list_view.share",
        "people.staff.view",
        "reports.view",
    }
)

PERMISSIONS: Mapping[Role, frozenset[str]] = {
    Role.TECHNICIAN: _TECHNICIAN | {"tech.enter"},
    Role.TECHNICIAN_WITH_PRICES: _TECHNICIAN | _SEES_PRICES | {"tech.enter"},
    Role.SALES: _KEEPS_PEOPLE
    | _SELLS
    | _BILLS
    | _READS_ARTICLES
    | {"tech.enter", "business.enter", "people.person.import"},
    Role.MANAGER: _MANAGER | {"tech.enter", "business.enter", "reports.enter"},
    Role.PRIVACY_OFFICER: _SEES_PEOPLE
    | _READS_ARTICLES
    | {
        "tech.enter",
        "business.enter",
        "reports.enter",
        "business.mail.view",
        "business.lead.view",
        "business.invoice.view",
        "business.quote.view",
        "business.subscription.view",
        "licences.licence.view",
        "newsletters.issue.view",
        "privacy.office",
        "privacy.preview.view",
        "privacy.rules.change",
        "tech.configure",
        "helpdesk.ticket.view",
        "helpdesk.ticket.view_all_queues",
    },
    Role.ADMINISTRATOR: _MANAGER
    | {
        "tech.enter",
        "business.enter",
        "reports.enter",
        "business.invoice.configure",
        "helpdesk.ticket.purge",
        "instance.configure",
        "kernel.job.retry",
        "mail.mailbox.change",
        "mail.quarantine.replay",
        "people.staff.change",
        "privacy.preview.view",
        "privacy.rules.change",
    },
}


def permissions_of(role: str) -> frozenset[str]:
    """The permissions of a role by its stored name; none for a role that no longer exists."""
    try:
        return PERMISSIONS[Role(role)]
    except ValueError:
        return frozenset()
