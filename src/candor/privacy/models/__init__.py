"""What the privacy engine keeps."""

from candor.privacy.models.account_manager import AccountManagerSettings
from candor.privacy.models.agreements import KEEP_AGREEMENTS, AtEnd, Instruction, ProcessingAgreement
from candor.privacy.models.announcements import UNREACHED, Announcement, Reached, ToldClient, ToldPerson
from candor.privacy.models.archives import Archive
from candor.privacy.models.breaches import (
    BY_HAND,
    Affected,
    AffectedSearch,
    Breach,
    BreachClient,
    BreachNotice,
    BreachRisk,
    FoundBy,
    LetterFate,
    NoticeWay,
)
from candor.privacy.models.client_requests import (
    WORDS_ABOUT_A_COPY,
    WORDS_ABOUT_AN_ERASURE,
    ClientRequest,
    ClientWord,
)
from candor.privacy.models.consents import ConsentDeed, ConsentEvent, ConsentText, ConsentWay
from candor.privacy.models.contests import MOST_IN_A_REQUEST, Contest, ContestOutcome
from candor.privacy.models.copies import STILL_KEPT, UNFINISHED, Copy, CopyState
from candor.privacy.models.disclosures import DisclosedPerson, Disclosure, DisclosureGround, DisclosureWay
from candor.privacy.models.erasures import UNDER_WAY, Doing, Erasure, ErasurePiece, ErasureState, PieceState, Trouble
from candor.privacy.models.grounds import CompellingGround
from candor.privacy.models.holds import Hold, HoldReason
from candor.privacy.models.identity_checks import IdentityCheck
from candor.privacy.models.ledger import LedgerLease
from candor.privacy.models.locks import OF_THE_PERSON, Lock, LockGround, ToldHow
from candor.privacy.models.log_reads import LogRead
from candor.privacy.models.notices import NoticeKind, NoticeVersion
from candor.privacy.models.owners_entries import OwnersEntries
from candor.privacy.models.paper_letters import PaperLetter
from candor.privacy.models.recipient_tasks import TASK_WORDS, RecipientTask, TaskRight
from candor.privacy.models.recipients import Recipient, RecipientKind
from candor.privacy.models.redactions import RedactedRow, Redaction, Redacts, RemovalReason
from candor.privacy.models.replacements import Replacement
from candor.privacy.models.request_letters import RequestLetter
from candor.privacy.models.request_signs import RequestSign
from candor.privacy.models.requests import (
    STATE_WORDS,
    IdentityProof,
    RefusedItem,
    RequestChannel,
    RequestKind,
    RequestStep,
    StepKind,
    SubjectRequest,
)
from candor.privacy.models.retention import (
    OPEN_STATES,
    Brake,
    InactivityNotice,
    RetentionLine,
    RetentionMark,
    RetentionRun,
    RetentionSettings,
    RunState,
)
from candor.privacy.models.rule_packs import AdoptedPack
from candor.privacy.models.suppressions import Reach, Suppression, SuppressionReason

__all__ = [
    "BY_HAND",
    "KEEP_AGREEMENTS",
    "MOST_IN_A_REQUEST",
    "OF_THE_PERSON",
    "OPEN_STATES",
    "STATE_WORDS",
    "STILL_KEPT",
    "TASK_WORDS",
    "UNDER_WAY",
    "UNFINISHED",
    "UNREACHED",
    "WORDS_ABOUT_AN_ERASURE",
    "WORDS_ABOUT_A_COPY",
    "AccountManagerSettings",
    "AdoptedPack",
    "Affected",
    "AffectedSearch",
    "Announcement",
    "Archive",
    "AtEnd",
    "Brake",
    "Breach",
    "BreachClient",
    "BreachNotice",
    "BreachRisk",
    "ClientRequest",
    "ClientWord",
    "CompellingGround",
    "ConsentDeed",
    "ConsentEvent",
    "ConsentText",
    "ConsentWay",
    "Contest",
    "ContestOutcome",
    "Copy",
    "CopyState",
    "DisclosedPerson",
    "Disclosure",
    "DisclosureGround",
    "DisclosureWay",
    "Doing",
    "Erasure",
    "ErasurePiece",
    "ErasureState",
    "FoundBy",
    "Hold",
    "HoldReason",
    "IdentityCheck",
    "IdentityProof",
    "InactivityNotice",
    "Instruction",
    "LedgerLease",
    "LetterFate",
    "Lock",
    "LockGround",
    "LogRead",
    "NoticeKind",
    "NoticeVersion",
    "NoticeWay",
    "OwnersEntries",
    "PaperLetter",
    "PieceState",
    "ProcessingAgreement",
    "Reach",
    "Reached",
    "Recipient",
    "RecipientKind",
    "RecipientTask",
    "RedactedRow",
    "Redaction",
    "Redacts",
    "RefusedItem",
    "RemovalReason",
    "Replacement",
    "RequestChannel",
    "RequestKind",
    "RequestLetter",
    "RequestSign",
    "RequestStep",
    "RetentionLine",
    "RetentionMark",
    "RetentionRun",
    "RetentionSettings",
    "RunState",
    "StepKind",
    "SubjectRequest",
    "Suppression",
    "SuppressionReason",
    "TaskRight",
    "ToldClient",
    "ToldHow",
    "ToldPerson",
    "Trouble",
]
