"""What other slices may ask the privacy engine. The actions of the list are for founding a company (the demo)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from markupsafe import Markup

from candor.privacy.account_manager.slots import KeptBack, register_kept_back
from candor.privacy.actions.affected import list_by_hand as list_affected
from candor.privacy.actions.affected import write_letter as write_breach_letter
from candor.privacy.actions.agreements import Terms, record_agreement
from candor.privacy.actions.breaches import (
    BreachWords,
    NoticeSent,
    RiskDecision,
    close_breach,
    decide_risk,
    note_notice,
    record_breach,
)
from candor.privacy.actions.consents import (
    Consent,
    consent_text,
    note_consent,
    note_objection,
    note_sale,
    note_sale_undone,
    note_taken_back,
    note_withdrawal,
)
from candor.privacy.actions.consents import Shown as ShownConsent
from candor.privacy.actions.contests import correct as correct_contest
from candor.privacy.actions.contests import corrected_by_hand as contest_corrected_by_hand
from candor.privacy.actions.contests import enter as enter_contest
from candor.privacy.actions.copying import CopyWanted, ask_for_copy
from candor.privacy.actions.disclosures import Disclosed, note_disclosure, note_handed_out
from candor.privacy.actions.erasures import plan as plan_request
from candor.privacy.actions.holds import Target, set_hold
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.actions.own_requests import Wrong as OwnWrong
from candor.privacy.actions.own_requests import contest as contest_own
from candor.privacy.actions.own_requests import want_copy as want_own_copy
from candor.privacy.actions.owners_entries import write_entries
from candor.privacy.actions.recipient_tasks import note_answer as note_recipients_answer
from candor.privacy.actions.recipients import RecipientWords, add_recipient
from candor.privacy.actions.recipients import enter_known as enter_known_recipient
from candor.privacy.actions.redactions import (
    NothingToRedact,
    Spot,
    begin_redaction,
    redact_everywhere,
    take_span_away,
)
from candor.privacy.actions.removals import Removal, remove_everywhere, take_file_away
from candor.privacy.actions.request_signs import Written, look_for_request
from candor.privacy.actions.requests import (
    NewRequest,
    Refusal,
    Settlement,
    answer_identity,
    ask_identity,
)
from candor.privacy.actions.requests import (
    extend as extend_request,
)
from candor.privacy.actions.requests import (
    identify as identify_requester,
)
from candor.privacy.actions.requests import (
    receive as receive_request,
)
from candor.privacy.actions.requests import (
    settle as settle_request,
)
from candor.privacy.actions.rule_packs import adopt_shipped_rules
from candor.privacy.actions.suppressions import NotFresh, lift_after_opt_in, suppress, take_suppression_back
from candor.privacy.asking_anew import register_renewal
from candor.privacy.choices import register_choice
from candor.privacy.clients import register_clients
from candor.privacy.contracts import register_contracts
from candor.privacy.disclosure_sources import register_source as register_disclosures
from candor.privacy.documents import generated as generated_documents
from candor.privacy.due import register_due
from candor.privacy.erasing import Asked
from candor.privacy.forms_removal import FileForm
from candor.privacy.fresh_start import register_fresh_start
from candor.privacy.holdable import Shown, register_holdable
from candor.privacy.identifiers_on_file import register_second
from candor.privacy.leaving import note_leaving, register_leaving
from candor.privacy.ledger import LedgerBroken, LedgerBusy
from candor.privacy.models import (
    Breach,
    BreachRisk,
    ConsentDeed,
    ConsentEvent,
    ConsentText,
    ConsentWay,
    DisclosureGround,
    DisclosureWay,
    HoldReason,
    IdentityProof,
    LockGround,
    NoticeKind,
    NoticeVersion,
    NoticeWay,
    Reach,
    Recipient,
    RecipientKind,
    RecipientTask,
    Redaction,
    Redacts,
    RemovalReason,
    RequestChannel,
    RequestKind,
    SubjectRequest,
    SuppressionReason,
)
from candor.privacy.queries.consents import consents_at, consents_of, rights_at
from candor.privacy.queries.deadlines import RequestClock, clock_of
from candor.privacy.queries.registers import held_objects, held_organisations, held_people, review_dates
from candor.privacy.queries.request_signs import open_sign, signs_of
from candor.privacy.queries.requests import requests_of_person
from candor.privacy.redacting import PLACEHOLDER, Variants, redacted, speaks_of, variants_of_span
from candor.privacy.redacting.about import (
    RemovedFile,
    ShownPlace,
    files_removed_from,
    last_redaction_of,
    redacted_rows,
    removed_from,
)
from candor.privacy.redacting.copies import copies_of, holders_of
from candor.privacy.redacting.places import Place, places_of
from candor.privacy.rules.deciding import Client, Contract, Right, Standing, Word
from candor.privacy.rules.identity import is_same as is_same_identifier
from candor.privacy.rules.recipient_states import TaskState
from candor.privacy.rules.request_states import State as RequestState
from candor.privacy.suppressing import suppressed_among
from candor.privacy.taken_out import Log as ExportLog
from candor.privacy.taken_out import TakenOut, lists_of, people_in
from candor.privacy.taken_out import latest as files_taken_out
from candor.privacy.taken_out import register_log as register_export_log
from candor.privacy.views.things import Thing, make_thing_a_request, thing_is_no_request
from candor.privacy.words_asking import LOOKS_LIKE

__all__ = [
    "LOOKS_LIKE",
    "PLACEHOLDER",
    "Asked",
    "Breach",
    "BreachRisk",
    "BreachWords",
    "Client",
    "Consent",
    "ConsentDeed",
    "ConsentEvent",
    "ConsentText",
    "ConsentWay",
    "Contract",
    "CopyWanted",
    "Disclosed",
    "DisclosureGround",
    "DisclosureWay",
    "ExportLog",
    "FileForm",
    "HoldReason",
    "IdentityProof",
    "KeptBack",
    "LedgerBroken",
    "LedgerBusy",
    "LockGround",
    "NewLock",
    "NewRequest",
    "NotFresh",
    "NothingToRedact",
    "NoticeSent",
    "NoticeWay",
    "OwnWrong",
    "Place",
    "Reach",
    "Recipient",
    "RecipientKind",
    "RecipientTask",
    "RecipientWords",
    "Redaction",
    "Redacts",
    "Refusal",
    "Removal",
    "RemovalReason",
    "RemovedFile",
    "RequestChannel",
    "RequestClock",
    "RequestKind",
    "RequestState",
    "Right",
    "RiskDecision",
    "Settlement",
    "Shown",
    "ShownConsent",
    "ShownPlace",
    "Spot",
    "Standing",
    "SubjectRequest",
    "SuppressionReason",
    "TakenOut",
    "Target",
    "TaskState",
    "Terms",
    "Thing",
    "Variants",
    "Word",
    "Written",
    "add_recipient",
    "adopt_shipped_rules",
    "answer_identity",
    "ask_for_copy",
    "ask_identity",
    "begin_redaction",
    "clock_of",
    "close_breach",
    "consent_text",
    "consents_at",
    "consents_of",
    "contest_corrected_by_hand",
    "contest_own",
    "copies_of",
    "correct_contest",
    "current_notice_version",
    "current_terms_version",
    "decide_risk",
    "enter_contest",
    "enter_known_recipient",
    "extend_request",
    "files_removed_from",
    "files_taken_out",
    "generated_documents",
    "held_objects",
    "held_organisations",
    "held_people",
    "holders_of",
    "identify_requester",
    "is_same_identifier",
    "last_redaction_of",
    "lift_after_opt_in",
    "list_affected",
    "lists_of",
    "lock_person",
    "look_for_request",
    "make_thing_a_request",
    "markup_of",
    "note_consent",
    "note_disclosure",
    "note_handed_out",
    "note_leaving",
    "note_notice",
    "note_objection",
    "note_recipients_answer",
    "note_sale",
    "note_sale_undone",
    "note_taken_back",
    "note_withdrawal",
    "notice_version_at",
    "open_sign",
    "people_in",
    "places_of",
    "plan_request",
    "receive_request",
    "record_agreement",
    "record_breach",
    "redact_everywhere",
    "redacted",
    "redacted_rows",
    "register_choice",
    "register_clients",
    "register_contracts",
    "register_disclosures",
    "register_due",
    "register_export_log",
    "register_fresh_start",
    "register_holdable",
    "register_kept_back",
    "register_leaving",
    "register_renewal",
    "register_second",
    "remove_everywhere",
    "removed_from",
    "requests_of_person",
    "review_dates",
    "rights_at",
    "set_hold",
    "settle_request",
    "signs_of",
    "speaks_of",
    "suppress",
    "suppressed_among",
    "take_file_away",
    "take_span_away",
    "take_suppression_back",
    "thing_is_no_request",
    "variants_of_span",
    "want_own_copy",
    "write_breach_letter",
    "write_entries",
]


def current_notice_version() -> str:
    """The number of the privacy notice that is linked today, to be recorded with what a form brings in; "" if none."""
    return _version(NoticeVersion.objects.filter(kind=NoticeKind.NOTICE))


def notice_version_at(moment: datetime) -> str:
    """The number of the privacy notice that was linked at the moment, for what was told then; "" if none was."""
    return _version(NoticeVersion.objects.filter(kind=NoticeKind.NOTICE, published_at__lte=moment))


def current_terms_version() -> str:
    """The number of the terms of use that are linked today, to be recorded with what is offered; "" if none."""
    return _version(NoticeVersion.objects.filter(kind=NoticeKind.TERMS))


def markup_of(text: str) -> Markup:
    """Markdown of ours as clean HTML. What makes it is loaded with the first text: the worker never needs it."""
    from candor.privacy.markdown import as_markup

    return as_markup(text)


def _version(rows: QuerySet[NoticeVersion]) -> str:
    number = rows.order_by("-version").values_list("version", flat=True).first()
    return "" if number is None else str(number)
