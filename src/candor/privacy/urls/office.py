"""Addresses of the Privacy office in the tech face."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import route, staff
from candor.kernel.registries.personal_data import Purpose
from candor.privacy.models import KEEP_AGREEMENTS
from candor.privacy.views import (
    account_manager,
    address_changes,
    affected,
    agreements,
    announcements,
    breaches,
    carrying_out,
    client_requests,
    contests,
    copies,
    corrections,
    disclosures,
    erasure_grounds,
    erasure_texts,
    erasures,
    holds,
    locks,
    log_reads,
    notice_history,
    office,
    recipient_tasks,
    recipients,
    record,
    redactions,
    replacements,
    requests,
    retention,
    suppressions,
)

works_there = staff("privacy.office")
decides_there = staff("privacy.office", fresh=True)
sees_what_they_see = staff("privacy.office", also_for=Purpose)
keeps_agreements = staff(*KEEP_AGREEMENTS)

OFFICE = "privacy-office/"
HOLD = f"{OFFICE}holds/<slug:ref>/"
LOCK = f"{OFFICE}locks/<slug:ref>/"
RUNS = f"{OFFICE}retention/"
RUN = f"{RUNS}<slug:ref>/"
COPY = f"{OFFICE}copies/<slug:ref>/"
ERASURES = f"{OFFICE}erasures/"
ERASURE = f"{ERASURES}<slug:ref>/"
COMPANY = f"{OFFICE}companies/<slug:ref>/"
CLIENT = f"{OFFICE}clients/<slug:ref>/"
ANNOUNCEMENT = f"{OFFICE}announcements/<slug:ref>/"
REQUESTS = f"{OFFICE}requests/"
REQUEST = f"{REQUESTS}<slug:ref>/"
SEEN = "people/<slug:ref>/account-manager/"
BREACHES = f"{OFFICE}breaches/"
BREACH = f"{BREACHES}<slug:ref>/"
AFFECTED = f"{BREACH}people/"
ADDRESSES = f"{OFFICE}new-addresses/"
ADDRESS = f"{ADDRESSES}<slug:ref>/"
RECIPIENTS = f"{OFFICE}recipients/"
RECIPIENT = f"{RECIPIENTS}<slug:ref>/"
RECIPIENT_TASKS = f"{OFFICE}recipient-tasks/"
RECIPIENT_TASK = f"{RECIPIENT_TASKS}<slug:ref>/"
CONTEST = f"{OFFICE}contests/<slug:ref>/"
CLIENT_REQUEST = f"{OFFICE}client-requests/<slug:ref>/"

urlpatterns: list[URLPattern] = [
    route(OFFICE, office.office, name="privacy-office", policy=works_there),
    route(f"{OFFICE}due/print/", office.due_print, name="privacy-due-print", policy=works_there),
    route(REQUESTS, requests.requests, name="privacy-requests", policy=works_there),
    route(REQUEST, requests.one, name="privacy-request", policy=works_there),
    route(f"{REQUEST}question/", requests.question, name="privacy-question-request", policy=works_there),
    route(f"{REQUEST}extension/", requests.extend, name="privacy-extend-request", policy=works_there),
    route(f"{REQUEST}notes/", requests.note, name="privacy-note-request", policy=works_there),
    route(f"{REQUEST}plan/", carrying_out.plan, name="privacy-plan-request", policy=works_there),
    route(f"{REQUEST}copy/", carrying_out.copy, name="privacy-copy-request", policy=decides_there),
    route(f"{REQUEST}lock/", carrying_out.lock, name="privacy-lock-request", policy=works_there),
    route(f"{REQUEST}answer/", requests.answer, name="privacy-answer-request", policy=decides_there),
    route(ADDRESSES, address_changes.changes, name="privacy-new-addresses", policy=works_there),
    route(ADDRESS, address_changes.one, name="privacy-new-address", policy=works_there),
    route(f"{ADDRESS}decision/", address_changes.decide, name="privacy-let-address-pass", policy=decides_there),
    route(f"{ADDRESS}stop/", address_changes.stop, name="privacy-stop-address", policy=works_there),
    route(f"{OFFICE}record/", record.record, name="privacy-record", policy=works_there),
    route(f"{OFFICE}record/print/", record.printed, name="privacy-record-print", policy=works_there),
    route(f"{OFFICE}record/files/<slug:document>/", record.download, name="privacy-record-file", policy=works_there),
    route(SEEN, account_manager.seen_overview, name="privacy-seen-by-customer", policy=sees_what_they_see),
    route(f"{SEEN}<slug:group>/", account_manager.seen_group, name="privacy-seen-group", policy=sees_what_they_see),
    route(
        f"{SEEN}<slug:group>/<slug:kind>/",
        account_manager.seen_kind,
        name="privacy-seen-kind",
        policy=sees_what_they_see,
    ),
    route(f"{OFFICE}holds/", holds.holds, name="privacy-holds", policy=works_there),
    route(f"{OFFICE}holds/new/", holds.new_hold, name="privacy-new-hold", policy=works_there),
    route(HOLD, holds.hold, name="privacy-hold", policy=works_there),
    route(f"{HOLD}review/", holds.review, name="privacy-review-hold", policy=works_there),
    route(f"{HOLD}lift/", holds.lift, name="privacy-lift-hold", policy=decides_there),
    route(f"{OFFICE}locks/", locks.locks, name="privacy-locks", policy=works_there),
    route(f"{OFFICE}locks/new/", locks.new_lock, name="privacy-new-lock", policy=works_there),
    route(RUNS, retention.runs, name="privacy-retention-runs", policy=works_there),
    route(f"{RUNS}dry-run/", retention.start_dry, name="privacy-retention-dry-run", policy=works_there),
    route(RUN, retention.run, name="privacy-retention-run", policy=works_there),
    route(f"{RUN}confirmation/", retention.confirm, name="privacy-retention-confirm", policy=decides_there),
    route(f"{RUN}stop/", retention.stop, name="privacy-retention-stop", policy=works_there),
    route(LOCK, locks.lock, name="privacy-lock", policy=works_there),
    route(f"{LOCK}told/", locks.told, name="privacy-told-of-lock", policy=works_there),
    route(f"{LOCK}lift/", locks.lift, name="privacy-lift-lock", policy=decides_there),
    route(f"{OFFICE}copies/", copies.copies, name="privacy-copies", policy=works_there),
    route(f"{OFFICE}copies/new/", copies.new_copy, name="privacy-new-copy", policy=decides_there),
    route(COPY, copies.copy, name="privacy-copy", policy=works_there),
    route(f"{COPY}fetch/", copies.fetch, name="privacy-fetch-copy", policy=decides_there),
    route(f"{COPY}withdrawal/", copies.withdraw, name="privacy-withdraw-copy", policy=works_there),
    route(ERASURES, erasures.erasures, name="privacy-erasures", policy=works_there),
    route(f"{ERASURES}new/", erasures.plan, name="privacy-plan-erasure", policy=works_there),
    route(ERASURE, erasures.erasure, name="privacy-erasure", policy=works_there),
    route(f"{ERASURE}confirmation/", erasures.confirm, name="privacy-confirm-erasure", policy=decides_there),
    route(f"{ERASURE}again/", erasures.try_again, name="privacy-retry-erasure", policy=decides_there),
    route(f"{ERASURE}withdrawal/", erasures.drop, name="privacy-drop-erasure", policy=works_there),
    route(f"{ERASURE}certificate/", erasures.certificate, name="privacy-erasure-certificate", policy=works_there),
    route(f"{ERASURE}texts/", erasure_texts.texts, name="privacy-erasure-texts", policy=works_there),
    route(f"{ERASURE}texts/<int:number>/", erasure_texts.text, name="privacy-erasure-text", policy=works_there),
    route(f"{ERASURE}marks/removal/", erasure_texts.take_back, name="privacy-erasure-unmark", policy=works_there),
    route(f"{ERASURE}grounds/", erasure_grounds.grounds, name="privacy-erasure-grounds", policy=works_there),
    route(
        f"{ERASURE}grounds/removal/", erasure_grounds.take_back, name="privacy-take-back-grounds", policy=works_there
    ),
    route(f"{COMPANY}asked/", replacements.asked, name="privacy-company-asked", policy=works_there),
    route(f"{COMPANY}contact/", replacements.contact, name="privacy-name-contact", policy=works_there),
    route(f"{OFFICE}clients/", agreements.clients, name="privacy-clients", policy=keeps_agreements),
    route(
        "organisations/<slug:ref>/agreement/",
        agreements.new_agreement,
        name="privacy-new-client",
        policy=keeps_agreements,
    ),
    route(CLIENT, agreements.client, name="privacy-client", policy=keeps_agreements),
    route(f"{CLIENT}terms/", agreements.change, name="privacy-change-client", policy=keeps_agreements),
    route(f"{CLIENT}instructions/", agreements.instruct, name="privacy-instruct", policy=keeps_agreements),
    route(f"{CLIENT}end/", agreements.end, name="privacy-end-client", policy=keeps_agreements),
    route(f"{CLIENT}returned/", agreements.returned, name="privacy-client-returned", policy=keeps_agreements),
    route(f"{CLIENT_REQUEST}mail/", client_requests.mail, name="privacy-mail-client", policy=works_there),
    route(f"{CLIENT_REQUEST}passed/", client_requests.passed, name="privacy-client-told", policy=works_there),
    route(f"{CLIENT_REQUEST}answer/", client_requests.answer, name="privacy-client-answer", policy=works_there),
    route(f"{OFFICE}announcements/", announcements.announcements, name="privacy-announcements", policy=works_there),
    route(ANNOUNCEMENT, announcements.announcement, name="privacy-announcement", policy=works_there),
    route(
        f"{ANNOUNCEMENT}people/<slug:reader>/", announcements.told, name="privacy-announcement-told", policy=works_there
    ),
    route(
        f"{ANNOUNCEMENT}clients/<slug:client>/",
        announcements.passed_on,
        name="privacy-announcement-passed-on",
        policy=works_there,
    ),
    route(CONTEST, contests.contest, name="privacy-contest", policy=decides_there),
    route(f"{CONTEST}removal/", corrections.take_off, name="privacy-take-contest-off", policy=works_there),
    route(f"{REQUEST}corrections/", corrections.corrections, name="privacy-corrections", policy=works_there),
    route(f"{REQUEST}corrections/new/", corrections.enter, name="privacy-enter-correction", policy=works_there),
    route(f"{REQUEST}corrections/answer/", corrections.answer, name="privacy-answer-corrections", policy=decides_there),
    route(f"{OFFICE}redactions/", redactions.redactions, name="privacy-redactions", policy=works_there),
    route(f"{OFFICE}suppressions/", suppressions.suppressions, name="privacy-suppressions", policy=works_there),
    route(
        f"{OFFICE}suppressions/new/", suppressions.new_suppression, name="privacy-new-suppression", policy=works_there
    ),
    route(BREACHES, breaches.breaches, name="privacy-breaches", policy=works_there),
    route(f"{BREACHES}new/", breaches.new_breach, name="privacy-new-breach", policy=works_there),
    route(BREACH, breaches.breach, name="privacy-breach", policy=works_there),
    route(f"{BREACH}facts/", breaches.change, name="privacy-change-breach", policy=works_there),
    route(f"{BREACH}risk/", breaches.risk, name="privacy-breach-risk", policy=decides_there),
    route(f"{BREACH}notices/", breaches.notice, name="privacy-breach-notice", policy=works_there),
    route(f"{BREACH}draft/", breaches.draft, name="privacy-breach-draft", policy=works_there),
    route(f"{BREACH}print/", breaches.printed, name="privacy-breach-print", policy=works_there),
    route(f"{BREACH}clients/", breaches.client, name="privacy-breach-client", policy=works_there),
    route(
        f"{BREACH}breach-clients/<slug:row>/told/",
        breaches.client_told,
        name="privacy-breach-client-told",
        policy=works_there,
    ),
    route(f"{BREACH}closure/", breaches.close, name="privacy-close-breach", policy=decides_there),
    route(AFFECTED, affected.people, name="privacy-breach-people", policy=works_there),
    route(f"{AFFECTED}search/", affected.search, name="privacy-breach-search", policy=works_there),
    route(f"{AFFECTED}listed/", affected.listed, name="privacy-breach-listed", policy=works_there),
    route(f"{BREACH}affected/<slug:row>/told/", affected.told, name="privacy-affected-told", policy=works_there),
    route(
        f"{BREACH}affected/<slug:row>/removal/", affected.unlist, name="privacy-affected-removal", policy=works_there
    ),
    route(f"{BREACH}letter/", affected.letter, name="privacy-breach-letter", policy=works_there),
    route(f"{BREACH}letters/", affected.send, name="privacy-breach-send", policy=decides_there),
    route(f"{BREACH}letters/print/", affected.letters_print, name="privacy-breach-letters-print", policy=works_there),
    route(f"{OFFICE}access-log/", log_reads.access_log, name="privacy-access-log", policy=works_there),
    route(f"{OFFICE}access-log/<slug:ref>/", log_reads.read, name="privacy-access-log-read", policy=works_there),
    route(f"{OFFICE}notices/", notice_history.versions, name="privacy-notice-versions", policy=works_there),
    route(
        f"{OFFICE}notices/<slug:kind>/<int:number>/",
        notice_history.version,
        name="privacy-notice-history",
        policy=works_there,
    ),
    route(RECIPIENTS, recipients.recipients, name="privacy-recipients", policy=works_there),
    route(f"{RECIPIENTS}new/", recipients.new_recipient, name="privacy-new-recipient", policy=works_there),
    route(RECIPIENT, recipients.recipient, name="privacy-recipient", policy=works_there),
    route(f"{RECIPIENT}facts/", recipients.change, name="privacy-change-recipient", policy=works_there),
    route(f"{RECIPIENT}end/", recipients.end, name="privacy-end-recipient", policy=works_there),
    route(f"{OFFICE}disclosures/", disclosures.disclosures, name="privacy-disclosures", policy=works_there),
    route(f"{OFFICE}disclosures/new/", disclosures.new_disclosure, name="privacy-new-disclosure", policy=works_there),
    route(f"{OFFICE}disclosures/files/", disclosures.files, name="privacy-files-taken-out", policy=works_there),
    route(f"{OFFICE}disclosures/<slug:ref>/", disclosures.disclosure, name="privacy-disclosure", policy=works_there),
    route(RECIPIENT_TASKS, recipient_tasks.tasks, name="privacy-recipient-tasks", policy=works_there),
    route(RECIPIENT_TASK, recipient_tasks.task, name="privacy-recipient-task", policy=works_there),
    route(f"{RECIPIENT_TASK}letter/", recipient_tasks.letter, name="privacy-recipient-letter", policy=works_there),
    route(f"{RECIPIENT_TASK}mail/", recipient_tasks.mail, name="privacy-mail-recipient", policy=works_there),
    route(f"{RECIPIENT_TASK}told/", recipient_tasks.told, name="privacy-recipient-told", policy=works_there),
    route(f"{RECIPIENT_TASK}answer/", recipient_tasks.answer, name="privacy-recipient-answered", policy=works_there),
]
