"""Addresses of this slice in the tech face. A verb has its own address and takes POST only."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import route, staff
from candor.mail.views import addresses, grants, mail_texts, mailboxes, monitor, retrying, signing

WATCHES = staff("mail.monitor.view")
SEES_PEOPLE = staff("people.person.view")
REPLAYS = staff("mail.quarantine.replay")
CONFIGURES = staff("mail.mailbox.change")
# What holds a password is changed by somebody who has just given their own.
CONFIGURES_FRESH = staff("mail.mailbox.change", fresh=True)

MAILBOX = "configuration/mail/<slug:ref>"
SIGNING_KEY = "configuration/mail/signing/<slug:ref>"
MAIL_TEXTS = "configuration/mail/templates/"
MAIL_TEXT = f"{MAIL_TEXTS}<str:letter>/<slug:language>/"
QUARANTINED = "mail/quarantine/<slug:ref>"

urlpatterns: list[URLPattern] = [
    route("configuration/mail/", mailboxes.mailboxes, name="mailboxes", policy=CONFIGURES),
    route("configuration/mail/new/", mailboxes.new_mailbox, name="new-mailbox", policy=CONFIGURES_FRESH),
    route("configuration/mail/back/", grants.come_back, name="mail-grant-back", policy=CONFIGURES),
    route("configuration/mail/signing/", signing.signing, name="mail-signing", policy=CONFIGURES),
    route("configuration/mail/signing/keys/", signing.make_key, name="mail-signing-make", policy=CONFIGURES_FRESH),
    route(f"{SIGNING_KEY}/use/", signing.use_key, name="mail-signing-use", policy=CONFIGURES_FRESH),
    route(f"{SIGNING_KEY}/end/", signing.stop_signing, name="mail-signing-end", policy=CONFIGURES_FRESH),
    route(MAIL_TEXTS, mail_texts.mail_texts, name="mail-texts", policy=CONFIGURES),
    route(MAIL_TEXT, mail_texts.mail_text, name="mail-text", policy=CONFIGURES),
    route(f"{MAIL_TEXT}preview/", mail_texts.preview, name="mail-text-preview", policy=CONFIGURES),
    route(f"{MAIL_TEXT}frame/", mail_texts.frame, name="mail-text-frame", policy=CONFIGURES),
    route(f"{MAIL_TEXT}original/", mail_texts.reset, name="mail-text-reset", policy=CONFIGURES),
    route(f"{MAIL_TEXT}test/", mail_texts.send_test, name="mail-text-test", policy=CONFIGURES),
    route(f"{MAILBOX}/provider/", grants.grant, name="mail-grant", policy=CONFIGURES_FRESH),
    route(f"{MAILBOX}/departure/", grants.leave, name="mail-grant-departure", policy=CONFIGURES_FRESH),
    route(f"{MAILBOX}/disconnection/", grants.disconnect, name="mail-grant-disconnection", policy=CONFIGURES_FRESH),
    route(f"{MAILBOX}/", mailboxes.mailbox, name="mailbox", policy=CONFIGURES_FRESH),
    route(f"{MAILBOX}/test/", mailboxes.test_mailbox, name="mailbox-test", policy=CONFIGURES),
    route(f"{MAILBOX}/pause/", mailboxes.pause_mailbox, name="mailbox-pause", policy=CONFIGURES),
    route(f"{MAILBOX}/resumption/", mailboxes.resume_mailbox, name="mailbox-resume", policy=CONFIGURES),
    route(f"{MAILBOX}/deletion/", mailboxes.delete_mailbox, name="mailbox-delete", policy=CONFIGURES_FRESH),
    route("mail/", monitor.monitor, name="mail", policy=WATCHES),
    route("mail/test/", monitor.send_test_mail, name="mail-test", policy=CONFIGURES),
    route("mail/received/", monitor.received, name="mail-received", policy=WATCHES),
    route("mail/outbox/retry/", retrying.try_domain_now, name="mail-retry", policy=REPLAYS),
    route("mail/outbox/<slug:ref>/retry/", retrying.try_mail_now, name="outbox-retry", policy=REPLAYS),
    route("mail/outbox/<slug:ref>/html/", monitor.outbox_html, name="outbox-html", policy=WATCHES),
    route("mail/outbox/<slug:ref>/", monitor.outbox_message, name="outbox-message", policy=WATCHES),
    route("mail/addresses/", addresses.dead_addresses, name="dead-addresses", policy=WATCHES),
    route("mail/addresses/<slug:ref>/again/", addresses.write_again, name="dead-address-revive", policy=SEES_PEOPLE),
    route("mail/quarantine/", monitor.quarantine, name="quarantine", policy=WATCHES),
    route(f"{QUARANTINED}/", monitor.quarantined_message, name="quarantined", policy=REPLAYS),
    route(f"{QUARANTINED}/replay/", monitor.replay, name="quarantine-replay", policy=REPLAYS),
    route(f"{QUARANTINED}/release/", monitor.let_through, name="quarantine-release", policy=REPLAYS),
]
