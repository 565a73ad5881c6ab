"""What people write when they ask for a right of theirs, in English and German. Data of `scoring`, and nothing else.

Each pattern is matched within one sentence in lower case, umlauts and ß written out (ae, oe, ue, ss). What may stand
between two words is bounded, so that no sentence can keep a pattern busy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

ENOUGH = 3
"""So many points, and it is suggested."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern, the right that it speaks of ("" for none in particular), and how much it says."""

    kind: str
    points: int
    pattern: re.Pattern[str]


def _phrase(kind: str, points: int, pattern: str) -> Phrase:
    return Phrase(kind, points, re.compile(pattern))


NEAR = r"\W(?:[^\n]{0,50}?\W)?"
"""Up to some words between two others."""

_MINE = r"(?:mein\w{0,2}|my|all my|saemtliche[rn]?|alle|unsere\w?|our|gespeicherte[nr]?|any|the personal)"
_PERSONAL = r"(?:(?:personal|personenbezogene[nr]?|persoenliche[nr]?|private[n]?|customer)\s)?"
_DATA = r"(?:daten|data|information|informationen|angaben|datensaetze|kundenkonto|benutzerkonto|konto|account|profile?)"
MY_DATA = rf"{_MINE}\s(?:\w{{1,20}}\s)?{_PERSONAL}{_DATA}\b"
ANY_PERSONAL = r"(?:personal data|personal information|personenbezogene[nr]? daten|daten zu meiner person)"
OBJECT = rf"(?:{MY_DATA}|{ANY_PERSONAL}|data (?:that )?you (?:hold|have|keep|store)|me from your)"
ABOUT_ME = r"(?:ueber mich|zu meiner person|about me|on me|concerning me|betreffend mich|die mich betreffen)"
HELD = r"(?:gespeichert|speichern|verarbeiten|verarbeitet|haben|hold|held|store|stored|have|keep|process|collected)"
ERASE = r"(?:loeschen|loescht|loesche|loeschung|entfernen|vernichten|delete|erase|deletion|erasure|remove|removal)"
ARTICLE = r"\b(?:art\.?|artikel|article|articles)\s{0,2}"
LAW = r"(?:ds-?gvo|gdpr|datenschutz-?grundverordnung|general data protection regulation)"


def _article(kind: str, number: str, points: int = 3) -> Phrase:
    return _phrase(kind, points, rf"{ARTICLE}{number}\b(?:[^\n]{{0,40}}?)\b{LAW}\b|\b{LAW}\W{{1,3}}{ARTICLE}{number}\b")


ASKS: Sequence[Phrase] = (
    _article("access", "15"),
    _article("rectification", "16"),
    _article("erasure", "17"),
    _article("restriction", "18"),
    _article("portability", "20"),
    _article("objection", "21"),
    _article("withdrawal", "7"),
    _article("complaint", "77"),
    _phrase("access", 3, r"\bselbstauskunft\b|\bsubject access request\b|\bdsar\b|\bauskunftsersuchen\b"),
    _phrase("access", 3, rf"\bauskunft{NEAR}(?:{OBJECT}|{ABOUT_ME})"),
    _phrase("access", 3, rf"\b(?:welche|which|what)\s(?:\w{{1,20}}\s)?{_DATA}{NEAR}{HELD}\b{NEAR}{ABOUT_ME}"),
    _phrase("access", 3, rf"\b(?:welche|which|what)\s(?:\w{{1,20}}\s)?{_DATA}{NEAR}{ABOUT_ME}{NEAR}{HELD}\b"),
    _phrase("access", 3, rf"\b(?:copy of|kopie|access to|einsicht in){NEAR}(?:{MY_DATA}|{ANY_PERSONAL})"),
    _phrase("access", 2, r"\b34 bdsg\b|\bauskunftsrecht\b|\bright of access\b"),
    _phrase("erasure", 3, rf"\b{ERASE}{NEAR}{OBJECT}"),
    _phrase("erasure", 3, rf"\b{OBJECT}{NEAR}{ERASE}\b"),
    _phrase("erasure", 3, r"\brecht auf (?:loeschung|vergessenwerden)\b|\bright to (?:erasure|be forgotten)\b"),
    _phrase("erasure", 3, r"\bforget me\b|\bvergessen sie mich\b"),
    _phrase("rectification", 3, rf"\b(?:berichtigung|berichtigen|rectif\w{{1,8}}){NEAR}{OBJECT}"),
    _phrase("rectification", 3, rf"\b{OBJECT}{NEAR}(?:berichtig\w{{1,4}}|rectif\w{{1,8}})"),
    _phrase("restriction", 3, r"\beinschraenk\w{0,4} (?:sie )?(?:\w{1,12} )?(?:der |die )?verarbeitung\b"),
    _phrase("restriction", 3, rf"\brestrict\w{{0,5}}{NEAR}processing\b"),
    _phrase("portability", 3, r"\bdatenuebertragbarkeit\b|\bdata portability\b|\bmaschinenlesbare\w{0,2} format\b"),
    _phrase("portability", 2, r"\bmachine[- ]readable\b"),
    _phrase(
        "objection", 3, rf"\b(?:widerspreche|widerspruch){NEAR}(?:verarbeitung|nutzung|verwendung|werbung|weitergabe)"
    ),
    _phrase(
        "objection", 3, rf"\b(?:verarbeitung|nutzung|verwendung|werbung|weitergabe){NEAR}(?:widerspreche|widerspruch)"
    ),
    _phrase(
        "objection", 3, r"\b(?:i|we) (?:hereby )?object to (?:\w{1,12} ){0,3}(?:processing|use|marketing|advertising)\b"
    ),
    _phrase("objection", 3, r"\bstop (?:using|processing|selling) my (?:personal )?(?:data|information)\b"),
    _phrase("objection", 3, r"\bkeine (?:weitere )?werbung mehr\b|\bstop sending me (?:ads|advertising|marketing)\b"),
    _phrase("withdrawal", 3, rf"\b(?:widerrufe|widerruf|ziehe){NEAR}(?:einwilligung|zustimmung)"),
    _phrase("withdrawal", 3, rf"\b(?:einwilligung|zustimmung){NEAR}(?:widerrufe|zurueck)\b"),
    _phrase("withdrawal", 3, rf"\b(?:withdraw|revoke)\w{{0,3}}{NEAR}consent\b"),
    _phrase("complaint", 3, rf"\b(?:beschwerde|beschwere){NEAR}(?:datenschutz|{ANY_PERSONAL})"),
    _phrase("complaint", 3, rf"\b(?:complaint|complain){NEAR}(?:data protection|privacy|{ANY_PERSONAL})"),
    _phrase("", 3, rf"\b{LAW}[- ](?:request|anfrage|antrag|auskunft|ersuchen)\b|\bdata subject request\b"),
    _phrase("", 3, rf"\b(?:my|meine) (?:rechte|rights){NEAR}{LAW}\b"),
    _phrase("", 3, r"\bbetroffenenrechte?\b"),
    _phrase("", 1, rf"\b{LAW}\b"),
)
"""What asks. Of each right the best of a sentence counts."""

_HOW = (
    r"^\W*(?:how|where|why|when|can|could|does|do|did|will|would|is it|wie|wo|warum|wieso|wann|wird|werden|ist es|"
    r"muss ich)\b(?!\s(?:you|sie|i|ich)\b)"
)
_THINGS = (
    r"\b(?:backup|restore|wiederherstell|uninstall|deinstall|sync|synchron|import|export-?funktion|database|datenbank|"
    r"table|tabelle|folder|ordner|file|datei|draft|entwurf|test(?:daten|\sdata|\sprojekt|\sproject))"
)
_CANNOT = (
    r"\b(?:cannot|can't|cant|could not|couldn't|unable to|laesst sich nicht|lassen sich nicht|"
    r"kann (?:\w{1,12} )?nicht)\b"
)
_KEEP = (
    r"\b(?:do not|don't|dont|please not|bitte nicht|nicht) (?:\w{1,12} )?"
    r"(?:delete|erase|remove|loeschen|entfernen)\b"
)
_CONTRACTS = (
    r"\b(?:avv|auftragsverarbeitung\w{0,20}|data processing agreement|dpa|art\.? 28|"
    r"gdpr[- ]compliant|dsgvo[- ]konform)\b"
)

NOT_ASKING: Sequence[re.Pattern[str]] = tuple(
    re.compile(pattern)
    for pattern in (
        _HOW,
        r"\b(?:how (?:do|can|to)|wie (?:kann|loesche|entferne))\b",
        r"\b(?:accident|versehentlich|aus versehen|by mistake|lost|verloren|crash|abgestuerzt|error|fehlermeldung)",
        _THINGS,
        _CANNOT,
        r"\b(?:daten|data|konto|account) (?:noch |bitte )?(?:nicht|not)\b",
        _KEEP,
        _CONTRACTS,
    )
)
"""What a sentence says that asks how something works, tells of a fault, or speaks of things that are no person's."""

LESS = 2
"""So many points a sentence loses that says one of these."""
