"""Recognising other services' sign-in codes and address confirmations.

Whoever signs up somewhere with the address of a help desk makes that service write to it. Could they then read the
mail as a case, they would have proven that a company's address is theirs (the "ticket trick"). Such mail is written by
machines, so a person who asks about a code of theirs is not taken for one.
"""

from __future__ import annotations

import re

from candor.mail.parsing import ParsedMessage
from candor.mail.rules.addresses import is_machine_name

_CODE_WORDS = (
    r"(?:verification|confirmation|security|sign[- ]?in|log[- ]?in|access|one[- ]?time|activation|authentication|auth|"
    r"single[- ]use|temporary|2fa|two[- ]factor|two[- ]step|verify|invitation)"
    r"[- ]?(?:code|pin|password|passcode|link|key)"
    r"|passcode|magic link|otp\b|one[- ]time password"
    r"|(?:bestätigungs|sicherheits|anmelde|einmal|verifizierungs|zugangs|aktivierungs|freigabe)"
    r"-?(?:code|link|passwort|kennwort|pin)"
    r"|code de (?:vérification|confirmation|sécurité|connexion)"
    r"|código de (?:verificación|confirmación|seguridad|acceso)"
    r"|codice di (?:verifica|conferma|sicurezza|accesso)"
    r"|verificatiecode|bevestigingscode|kod weryfikacyjny|bekräftelsekod"
)
_ORDERS = (
    r"(?:confirm|verify|validate|activate) (?:your|this|the|that) (?:new )?"
    r"(?:e-?mail|account|address|registration|sign-?up|subscription|identity|domain)"
    r"|(?:verify|confirm) (?:it'?s|that it'?s) you|complete your (?:sign-?up|registration)"
    r"|bestätigen sie (?:bitte )?(?:ihre|die|diese) (?:neue )?(?:e-?mail|registrierung|anmeldung|adresse)"
    r"|confirme[zr]? (?:votre|tu|su) (?:adresse|e-?mail|correo|compte|cuenta)"
    r"|conferma (?:il tuo|la tua) (?:indirizzo|e-?mail|account)"
    r"|bevestig (?:je|uw) (?:e-?mail|account)|potwierdź (?:swój )?(?:adres|e-?mail|konto)"
)
_TOPICS = (
    r"confirming (?:your|this|the) (?:e-?mail|account|address)"
    r"|(?:e-?mail|address|account) (?:verification|confirmation)"
    r"|(?:reset|set|change) (?:your|the) password|password reset|passwort zurücksetzen"
    r"|sign in to your account|log in to your account|your (?:sign|log)[- ]?in (?:link|request)"
    r"|(?:e-?mail|adresse|konto|registrierung)\S* (?:bestätigen|verifizieren|aktivieren)"
)
_ASKS = re.compile(f"{_CODE_WORDS}|{_ORDERS}|{_TOPICS}", re.IGNORECASE)
_COMMANDS = re.compile(rf"^(?:\[[^\]]*\]\s*|[\w ]{{0,30}}:\s*)?(?:please\s+)?(?:{_ORDERS})", re.IGNORECASE)
"""A subject that begins with the order to confirm something: persons ask, services order."""

_CODE = re.compile(r"(?<![\w-])(?:\d{4,8}|\d{3}[- ]\d{3}|[A-Z0-9]{4}-[A-Z0-9]{4})(?![\w-])")
_SECRET_LINK = re.compile(
    r"https?://\S*(?:verif|confirm|activat|token=|code=|magic|signin|sign-in|login|invite|reset|validat)\S*",
    re.IGNORECASE,
)
_REPLY = re.compile(r"^\s*(?:re|aw|sv|antw|fwd?|wg)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_READ = 4_000
"""Characters of the text that are looked at: such mails say what they want at their beginning."""


def is_verification(parsed: ParsedMessage) -> bool:
    """Does it hand a code or link to whoever reads this address?"""
    text = parsed.text[:_READ]
    hands_over = bool(_CODE.search(f"{parsed.subject}\n{text}") or _SECRET_LINK.search(text))
    if _is_from_machine(parsed):
        return bool(_ASKS.search(parsed.subject)) or (hands_over and bool(_ASKS.search(text)))
    return hands_over and bool(_COMMANDS.search(parsed.subject)) and not _REPLY.search(parsed.subject)


def _is_from_machine(parsed: ParsedMessage) -> bool:
    if parsed.auto_submitted or parsed.list_headers:
        return True
    return parsed.from_ is not None and is_machine_name(parsed.from_.address)
