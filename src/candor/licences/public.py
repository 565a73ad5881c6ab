"""What other slices may use of licences: issuing one for a line of an order, and what it becomes."""

from __future__ import annotations

from candor.licences.actions.activating import Machine, activate
from candor.licences.actions.changing import extend_maintenance, extend_paid
from candor.licences.actions.issuing import MayNotBeUsed, NewLicence, issue_licence
from candor.licences.models import Licence

__all__ = [
    "Licence",
    "Machine",
    "MayNotBeUsed",
    "NewLicence",
    "activate",
    "extend_maintenance",
    "extend_paid",
    "issue_licence",
]
