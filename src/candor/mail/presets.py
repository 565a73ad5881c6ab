"""What is known of a provider before anything is typed: where its mailboxes are read, and what it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.mail.models import Security, SignIn


@dataclass(frozen=True, slots=True)
class Preset:
    """`values` fill the empty form; `note` says what is to be done at the provider; `smtp` is how mail leaves there."""

    key: str
    name: str | Promise
    note: str | Promise
    smtp: str
    values: Mapping[str, Any]


PRESETS: tuple[Preset, ...] = (
    Preset(
        "gmail",
        "Gmail",
        _(
            "Google lets programs in by OAuth 2, or with an app password: switch on two-step verification in the "
            "Google account, then make an app password there. The user name is the whole address."
        ),
        "smtps://NAME%40gmail.com:APP-PASSWORD@smtp.gmail.com:465",
        {
            "host": "imap.gmail.com",
            "port": 993,
            "security": Security.TLS.value,
            "takes_plus_addresses": True,
            "trusted_relay": "mx.google.com",
        },
    ),
    Preset(
        "microsoft-365",
        "Microsoft 365",
        _(
            "Microsoft takes no password for IMAP any more: the mailbox is connected by OAuth 2. The user name is the "
            "whole address of the account, and IMAP has to be switched on for it in the Exchange admin centre."
        ),
        "smtp+starttls://NAME%40example.com@smtp.office365.com:587",
        {
            "host": "outlook.office365.com",
            "port": 993,
            "security": Security.TLS.value,
            "sign_in": SignIn.PROVIDER.value,
            "takes_plus_addresses": True,
            "trusted_relay": "-",
        },
    ),
    Preset(
        "own",
        _("Own server"),
        _(
            "Any server that speaks IMAP: Dovecot, Cyrus and others. Ask whoever runs it for the server's name; the "
            "user name is often the whole address. Its certificate must be valid for that name."
        ),
        "smtp+starttls://USER:PASSWORD@mail.example.com:587",
        {"port": 993, "security": Security.TLS.value},
    ),
)


def preset_of(key: str) -> Preset | None:
    return next((preset for preset in PRESETS if preset.key == key), None)
