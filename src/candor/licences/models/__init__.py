"""Tables of licences: what was issued to whom, on which machines it counts, and what can restore it."""

from candor.licences.models.activations import Activation, EndedBy
from candor.licences.models.licences import (
    CONFIGURE,
    ISSUE,
    VIEW,
    EntryKind,
    Licence,
    LicenceEntry,
    LicenceKey,
    RevokeReason,
)
from candor.licences.models.restoring import Restoration, RestoreBy
from candor.licences.models.settings import EditionRule, LicenceSettings, Shows
from candor.licences.models.signing import SigningKey

__all__ = [
    "CONFIGURE",
    "ISSUE",
    "VIEW",
    "Activation",
    "EditionRule",
    "EndedBy",
    "EntryKind",
    "Licence",
    "LicenceEntry",
    "LicenceKey",
    "LicenceSettings",
    "Restoration",
    "RestoreBy",
    "RevokeReason",
    "Shows",
    "SigningKey",
]
