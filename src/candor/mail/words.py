"""The words that people read for the states of mail: what happened, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.mail.models import AlarmAbout, MailAlarm, OutboxState, RawState, Reason, Trouble
from candor.mail.rules.grants import Alarm


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happened, and what to do."""

    what: Promise
    do: Promise


TROUBLES: Mapping[str, Explanation] = {
    Trouble.NO_HOST.value: Explanation(
        _("No server of this name was found."),
        _("Check the spelling of the server's name."),
    ),
    Trouble.REFUSED.value: Explanation(
        _("The server answers, but not on this port."),
        _("Check the port: usually 993 with TLS, 143 with STARTTLS."),
    ),
    Trouble.TOO_SLOW.value: Explanation(
        _("The server did not answer in time."),
        _("Check the name and port, and whether a firewall lets this machine reach the server."),
    ),
    Trouble.BAD_CERTIFICATE.value: Explanation(
        _("The server's certificate is not valid for this name, has run out, or is not signed by a known authority."),
        _("Use the name that the certificate is made for, or have the certificate renewed."),
    ),
    Trouble.NO_TLS.value: Explanation(
        _("The server does not speak this kind of encryption on this port."),
        _("Try the other one: TLS from the start is port 993, STARTTLS is port 143."),
    ),
    Trouble.WRONG_SIGN_IN.value: Explanation(
        _("The server refused the user name or the password."),
        _("Type the password again. Some providers ask for an app password, or for IMAP to be switched on first."),
    ),
    Trouble.NO_FOLDER.value: Explanation(
        _("There is no folder of this name."),
        _("The inbox is called INBOX. Other folders are spelled as the server spells them."),
    ),
    Trouble.NO_RIGHT.value: Explanation(
        _("The folder is there, but this user may not read it."),
        _("Give the user the right to read the folder and its messages, at the provider or on the server."),
    ),
    Trouble.NO_PASSWORDS.value: Explanation(
        _("The server takes no password."),
        _("Choose an encrypted connection. If it is encrypted already, the provider lets programs in by OAuth 2 only."),
    ),
    Trouble.CUT_OFF.value: Explanation(
        _("The server ended the connection."),
        _("Candor tries again by itself. If it goes on, ask whoever runs the server."),
    ),
    Trouble.NOT_IMAP.value: Explanation(
        _("What answers there does not speak IMAP."),
        _("Check the port, and the kind of encryption."),
    ),
    Trouble.NO_KEY.value: Explanation(
        _("The password cannot be read: the key file mail.key was lost or replaced."),
        _("Type the password again."),
    ),
    Trouble.DISK_FULL.value: Explanation(
        _("There is no room left on this machine."),
        _("Make room. The mail waits on its server, nothing is lost."),
    ),
    Trouble.NO_PERMISSION.value: Explanation(
        _("The mailbox's provider does not let Candor in."),
        _("Connect the mailbox with its provider, on the mailbox's page."),
    ),
    Trouble.NO_PROVIDER.value: Explanation(
        _("The provider that lets Candor into the mailbox does not answer."),
        _("Candor asks it again every minute. If it goes on, check whether this machine reaches the provider."),
    ),
    Trouble.TOKEN_REFUSED.value: Explanation(
        _("The mail server did not accept the permission that the provider gave."),
        _("Check that IMAP is switched on for the mailbox, and that the user name is the account that was connected."),
    ),
    Trouble.OTHER.value: Explanation(
        _("The mailbox could not be read."),
        _("Candor tries again by itself. The log of the worker says more."),
    ),
}

GRANT_ALARMS: Mapping[str, Explanation] = {
    Alarm.NOT_GIVEN.value: Explanation(
        _("The mailbox is not connected with its provider yet."),
        _("Connect it. Until then its mail waits on its server."),
    ),
    Alarm.WITHDRAWN.value: Explanation(
        _("The provider has withdrawn the permission to read the mailbox."),
        _("Connect it again. Usual reasons: a new password, a decision of the provider's administrator, long silence."),
    ),
    Alarm.APP_REFUSED.value: Explanation(
        _("The provider refuses the app by which Candor asks."),
        _("Its client secret has run out, or the app was changed. Make a new secret there and save it here."),
    ),
    Alarm.NO_ANSWER.value: Explanation(
        _("The permission could not be renewed: the provider does not answer."),
        _("Candor asks it again every minute. If it goes on, check whether this machine reaches the provider."),
    ),
    Alarm.NO_KEY.value: Explanation(
        _("The permission cannot be read: the key file mail.key was lost or replaced."),
        _("Save the client secret anew and connect the mailbox again."),
    ),
    Alarm.NOT_LASTING.value: Explanation(
        _("The provider gave a permission that cannot be renewed."),
        _("Allow lasting access (offline_access) for the app there, then connect the mailbox again."),
    ),
    Alarm.ENDS.value: Explanation(
        _("The permission to read the mailbox ends soon."),
        _("Connect it again before that day."),
    ),
    Alarm.SECRET_ENDS.value: Explanation(
        _("The client secret of the app ends soon."),
        _("Make a new one at the provider and save it here before that day."),
    ),
}

REASONS: Mapping[str, Explanation] = {
    Reason.UNREADABLE.value: Explanation(
        _("It could not be read."),
        _("It is damaged, or built to do damage. Look at its text; trying again helps after an update only."),
    ),
    Reason.TOO_LARGE.value: Explanation(
        _("It is too large to be taken in."),
        _("It still lies on its server. Open it there."),
    ),
    Reason.BREAKS_READING.value: Explanation(
        _("Reading it failed several times without an end."),
        _("Look at its text. Trying again is safe."),
    ),
    Reason.HANDLING_FAILED.value: Explanation(
        _("An error came up while it was handled."),
        _("Try again; if it stays, tell whoever looks after this installation."),
    ),
    Reason.NOBODY_TOOK_IT.value: Explanation(
        _("No part of Candor takes mail of this mailbox."),
        _("Choose what the mailbox feeds, then try again."),
    ),
    Reason.NO_SENDER.value: Explanation(
        _("It has no sender's address that could be answered."),
        _("Look at its text and write to the person by hand if it matters."),
    ),
    Reason.OUR_OWN.value: Explanation(
        _("It comes from an address of ours, or is a mail of ours that came back."),
        _("Usually a forward that leads in a circle. Let it through only if a person wrote it."),
    ),
    Reason.UNKNOWN_REPORT.value: Explanation(
        _("It reports about a mail that Candor did not send."),
        _("Often an answer to spam that was sent in your name. Let it through if a person wrote it."),
    ),
    Reason.VERIFICATION.value: Explanation(
        _("It looks like a sign-in code or address confirmation of another service."),
        _("Whoever reads it can claim your address there. Let it through only if you know what it is for."),
    ),
    Reason.NOT_ALLOWED.value: Explanation(
        _("Its sender may not be written down here any more."),
        _("The person was erased or has objected. Ask the privacy officer."),
    ),
}

OUTBOX_STATES: Mapping[str, Promise] = {
    OutboxState.QUEUED.value: pgettext_lazy("mail", "Waiting"),
    OutboxState.SENDING.value: pgettext_lazy("mail", "Being sent"),
    OutboxState.DEFERRED.value: pgettext_lazy("mail", "Tried, will try again"),
    OutboxState.SENT.value: pgettext_lazy("mail", "Sent"),
    OutboxState.BOUNCED.value: pgettext_lazy("mail", "Came back"),
    OutboxState.FAILED.value: pgettext_lazy("mail", "Not sent"),
    OutboxState.KEPT.value: pgettext_lazy("mail", "Kept here, this is a demo"),
}

OUTBOX_SHAPES: Mapping[str, str] = {
    OutboxState.QUEUED.value: "waiting",
    OutboxState.SENDING.value: "active",
    OutboxState.DEFERRED.value: "hold",
    OutboxState.SENT.value: "solved",
    OutboxState.BOUNCED.value: "failed",
    OutboxState.FAILED.value: "failed",
    OutboxState.KEPT.value: "closed",
}
"""The shape of each state in the look (`ui.status`)."""

OUTBOX_ERRORS: Mapping[str, Promise] = {
    "no-connection": _("The mail server cannot be reached."),
    "wrong-sign-in": _("The mail server refused the user name or password."),
    "bad-certificate": _("The mail server's certificate is not valid."),
    "no-tls": _("The mail server offers no encryption."),
    "no-permission": _("The provider does not let Candor send."),
    "cut-off": _("The mail server ended the connection."),
    "recipient": _("The recipient's address was refused."),
    "refused": _("The mail server refused the mail."),
    "returned": _("It came back from the recipient's server."),
    "address-dead": _("The recipient's address does not exist any more."),
    "expired": _("It could not be delivered for five days."),
    "not-allowed": _("This address may not be written to."),
    "no-right": _("Advertising: the right to send it did not stand any more."),
    "dead-address": _("Nothing was sent: the address is known not to exist. Its owner can confirm it."),
    "no-address": _("There is no usable address."),
    "restored": _(
        "It waited when a backup was made that was restored. Whether it left since, nobody knows: you decide."
    ),
    "infected": _("Nothing was sent: a file with it carries harmful software."),
    "not-looked-at": _("It waits: a file with it cannot be checked for harmful software at present."),
    "not-checkable": _("It waits: a file with it is too large to be checked for harmful software."),
}

RAW_STATES: Mapping[str, Promise] = {
    RawState.STORED.value: _("Kept, not yet handled"),
    RawState.HANDLED.value: _("Handled"),
    RawState.DUPLICATE.value: _("A second copy"),
    RawState.QUARANTINED.value: _("In quarantine"),
}

RAW_SHAPES: Mapping[str, str] = {
    RawState.STORED.value: "waiting",
    RawState.HANDLED.value: "solved",
    RawState.DUPLICATE.value: "closed",
    RawState.QUARANTINED.value: "hold",
}

BECAME: Mapping[str, Promise] = {
    "case": _("A new case"),
    "reply": _("A reply in a case"),
    "note": _("A note in a case"),
    "report": _("A delivery report"),
    "sales": _("Sales mail"),
    "sales-reply": _("A reply to sales"),
}

_SETTING = _("Check the setting “smtp”: scheme, name and port. Usual are smtps on port 465, smtp+starttls on 587.")

SENDING_TROUBLES: Mapping[str, Explanation] = {
    "no-host": Explanation(_("No server of this name was found."), _SETTING),
    "refused": Explanation(_("The server answers, but not on this port."), _SETTING),
    "too-slow": Explanation(
        _("The server did not answer in time."),
        _("Check the name and port, and whether a firewall lets this machine send mail: many block it at first."),
    ),
    "no-connection": Explanation(_("What answers there does not speak SMTP as expected."), _SETTING),
    "cut-off": Explanation(
        _("The server ended the connection."),
        _("Candor tries again by itself. If it goes on, ask whoever runs the server."),
    ),
    "bad-certificate": Explanation(
        _("The server's certificate is not valid for this name, has run out, or is not signed by a known authority."),
        _("Use the name that the certificate is made for, or have the certificate renewed."),
    ),
    "no-tls": Explanation(_("The server does not speak this kind of encryption on this port."), _SETTING),
    "wrong-sign-in": Explanation(
        _("The server refused the user name or the password."),
        _("Check both in the setting “smtp”; write @ as %40 there. Some providers ask for an app password."),
    ),
    "no-permission": Explanation(
        _("The mailbox's provider does not let Candor in."),
        _("Connect the mailbox with its provider, on the mailbox's page."),
    ),
    "sender": Explanation(
        _("The server does not let Candor send from this address."),
        _("Allow the account of the setting “smtp” to send as this address, or sign in there as its owner."),
    ),
}
"""What keeps mail from leaving, found by a test while a person waits."""

SENDING_REMEDY = _(
    "Check the setting “smtp”, and whether that server works. Candor tries again by itself, for five days."
)


def explanation_of(alarm: MailAlarm) -> Explanation:
    """What is wrong, and what to do about it."""
    if alarm.about == AlarmAbout.MAILBOX:
        return TROUBLES.get(alarm.trouble, TROUBLES[Trouble.OTHER.value])
    return Explanation(OUTBOX_ERRORS.get(alarm.trouble, OUTBOX_ERRORS["no-connection"]), SENDING_REMEDY)
