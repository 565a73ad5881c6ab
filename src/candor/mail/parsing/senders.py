"""Addresses behind which nobody reads, and among them those under which mail servers themselves write."""

from __future__ import annotations

import re

from candor.mail.parsing.model import Mailbox
from candor.mail.parsing.phrases import alternatives, wordings

_MAIL_SYSTEM = wordings("mail_systems")
_MAIL_SYSTEM_NAME = wordings("mail_system_names")
_MACHINE = wordings("machines")
_REPORT_SUBJECT = re.compile(rf"^\W*{alternatives('report_subjects')}", re.I)


def is_mail_system(mailbox: Mailbox) -> bool:
    """Does a mail server write under this address or name: mailer-daemon, postmaster, Mail Delivery Subsystem?"""
    return bool(_MAIL_SYSTEM.fullmatch(_local_part(mailbox)) or _MAIL_SYSTEM_NAME.search(mailbox.name[:200]))


def is_machine(mailbox: Mailbox) -> bool:
    """Is there nobody to read an answer: a mail server, no-reply, a list's manager, a notifier?"""
    return is_mail_system(mailbox) or bool(_MACHINE.fullmatch(_local_part(mailbox)))


def has_report_subject(subject: str) -> bool:
    """Is this a subject that only mail servers write?"""
    return bool(_REPORT_SUBJECT.match(subject[:200]))


def _local_part(mailbox: Mailbox) -> str:
    return (mailbox.address.rpartition("@")[0] or mailbox.address).strip('"')[:200]
