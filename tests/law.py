"""The articles of Regulation (EU) 2016/679 (GDPR, DSGVO) that our texts may cite, as the Official Journal has them.

Each with its heading in both languages, its parts as they exist (`3: "a-h"` is paragraph 3 with points a to h, `0` is
an article without numbered paragraphs), and the beginnings of English words of which a text that cites it has to have
one: a citation that strayed to another article speaks of something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """One article: headings, last points by paragraph ("" for none), and what texts that cite it speak of."""

    english: str
    german: str
    parts: Mapping[int, str]
    about: str


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """What a text cites: an article, and where it says so, paragraph and point."""

    article: int
    paragraph: int = 0
    point: str = ""

    def __str__(self) -> str:
        paragraph = f"({self.paragraph})" if self.paragraph else ""
        return f"Art. {self.article}{paragraph}{f'({self.point})' if self.point else ''}"


def _parts(last: int, **points: str) -> dict[int, str]:
    """Paragraphs 1 to `last`; `p3="h"` says that paragraph 3 has points a to h."""
    return {number: points.get(f"p{number}", "") for number in range(1, last + 1)} or {0: ""}


GDPR: Mapping[int, Article] = {
    5: Article(
        "Principles relating to processing of personal data",
        "Grundsätze für die Verarbeitung personenbezogener Daten",
        _parts(2, p1="f"),
        "need|longer|purpose|account|time",
    ),
    6: Article(
        "Lawfulness of processing",
        "Rechtmäßigkeit der Verarbeitung",
        _parts(4, p1="f", p3="b", p4="e"),
        "consent|contract|interest|basis|ground|allow|agree|request|the law asks",
    ),
    7: Article("Conditions for consent", "Bedingungen für die Einwilligung", _parts(4), "consent"),
    12: Article(
        "Transparent information, communication and modalities for the exercise of the rights of the data subject",
        "Transparente Information, Kommunikation und Modalitäten für die Ausübung der Rechte der betroffenen Person",
        _parts(8, p5="b"),
        "month|time|answer|refus|cannot|could not|certain who|who asks|who they are|kept|asked for|letter",
    ),
    13: Article(
        "Information to be provided where personal data are collected from the data subject",
        "Informationspflicht bei Erhebung von personenbezogenen Daten bei der betroffenen Person",
        _parts(4, p1="f", p2="f"),
        "told|notice|inform|tell",
    ),
    14: Article(
        "Information to be provided where personal data have not been obtained from the data subject",
        "Informationspflicht, wenn die personenbezogenen Daten nicht bei der betroffenen Person erhoben wurden",
        _parts(5, p1="f", p2="g", p3="c", p5="d"),
        "told|tell|source|where|from",
    ),
    15: Article(
        "Right of access by the data subject",
        "Auskunftsrecht der betroffenen Person",
        _parts(4, p1="h"),
        "copy|access|hold|held|mask|right to all|went",
    ),
    16: Article("Right to rectification", "Recht auf Berichtigung", {0: ""}, "rectif|correct|wrong|put right"),
    17: Article(
        "Right to erasure (‘right to be forgotten’)",
        "Recht auf Löschung („Recht auf Vergessenwerden“)",
        _parts(3, p1="f", p3="e"),
        "eras|delet|kept|keep|stays",
    ),
    18: Article(
        "Right to restriction of processing",
        "Recht auf Einschränkung der Verarbeitung",
        _parts(3, p1="d"),
        "restrict|lock|used|checked|wrong|deletion|erasure|examined|claim|do not need|reasons",
    ),
    19: Article(
        "Notification obligation regarding rectification or erasure of personal data or restriction of processing",
        "Mitteilungspflicht im Zusammenhang mit der Berichtigung oder Löschung personenbezogener Daten oder der "
        "Einschränkung der Verarbeitung",
        {0: ""},
        "recipient|told|tell|receiv|went|confirm|an authority will ask",
    ),
    20: Article(
        "Right to data portability",
        "Recht auf Datenübertragbarkeit",
        _parts(4, p1="b"),
        "portab|take|taken|program|copy",
    ),
    21: Article(
        "Right to object",
        "Widerspruchsrecht",
        _parts(6),
        "object|advertis|interest|contact|outweigh|needed|grounds|wrong",
    ),
    22: Article(
        "Automated individual decision-making, including profiling",
        "Automatisierte Entscheidungen im Einzelfall einschließlich Profiling",
        _parts(4, p2="c"),
        "automat|decision",
    ),
    26: Article("Joint controllers", "Gemeinsam Verantwortliche", _parts(3), "joint"),
    28: Article(
        "Processor",
        "Auftragsverarbeiter",
        _parts(10, p3="h"),
        "client|behalf|organisation|decides|instruct|process it for",
    ),
    30: Article(
        "Records of processing activities",
        "Verzeichnis von Verarbeitungstätigkeiten",
        _parts(5, p1="g", p2="d"),
        "record|what is held|who outside",
    ),
    32: Article("Security of processing", "Sicherheit der Verarbeitung", _parts(4, p1="d"), "secur|protect|measure"),
    33: Article(
        "Notification of a personal data breach to the supervisory authority",
        "Meldung von Verletzungen des Schutzes personenbezogener Daten an die Aufsichtsbehörde",
        _parts(5, p3="d"),
        "breach|authority|notice|happened|know|follow|delay|people|lead to|register|consequences|measures|officer|"
        "hours",
    ),
    34: Article(
        "Communication of a personal data breach to the data subject",
        "Benachrichtigung der von einer Verletzung des Schutzes personenbezogener Daten betroffenen Person",
        _parts(4, p3="c"),
        "breach|people|told|tell|letter|encrypted|happened|plain words",
    ),
    37: Article(
        "Designation of the data protection officer",
        "Benennung eines Datenschutzbeauftragten",
        _parts(7, p1="c"),
        "officer",
    ),
    38: Article(
        "Position of the data protection officer", "Stellung des Datenschutzbeauftragten", _parts(6), "officer"
    ),
    44: Article(
        "General principle for transfers",
        "Allgemeine Grundsätze der Datenübermittlung",
        {0: ""},
        "transfer|countr|outside",
    ),
    45: Article(
        "Transfers on the basis of an adequacy decision",
        "Datenübermittlung auf der Grundlage eines Angemessenheitsbeschlusses",
        _parts(9, p2="c"),
        "adequa|transfer|countr",
    ),
    46: Article(
        "Transfers subject to appropriate safeguards",
        "Datenübermittlung vorbehaltlich geeigneter Garantien",
        _parts(5, p2="f", p3="b"),
        "safeguard|transfer|clause|countr",
    ),
    49: Article(
        "Derogations for specific situations",
        "Ausnahmen für bestimmte Fälle",
        _parts(6, p1="g"),
        "transfer|countr|outside",
    ),
    77: Article(
        "Right to lodge a complaint with a supervisory authority",
        "Recht auf Beschwerde bei einer Aufsichtsbehörde",
        _parts(2),
        "complain|supervisory|authority",
    ),
    79: Article(
        "Right to an effective judicial remedy against a controller or processor",
        "Recht auf wirksamen gerichtlichen Rechtsbehelf gegen Verantwortliche oder Auftragsverarbeiter",
        _parts(2),
        "court",
    ),
}

OTHER_LAW = re.compile(r"(?i)^[^.;:]{0,40}(directive|richtlinie|\bEC\b|\bEG\b|EEC|1182/71|UStG|MwStSystRL|VAT)")
FURTHER = re.compile(
    r"(?:, ?| and | und | to | bis )(?:(\d+)(?!\d* ?(?:Abs|months|Monat|hours))|\((\d+)\)|\(([a-z])\)|([a-z])\b)"
)
ONE = re.compile(
    r"Art\. ?(\d+)(?:\((\d+)\)| Abs\. (\d+))?(?:\(([a-z])\)| (?:Buchst\. )?([a-z])\b(?=[,.;)]| DSGVO| und| mit))?"
)


def citations(text: str, *, is_german: bool) -> Iterator[Citation]:
    """Every citation of the GDPR in a text, those of a list one by one. Other laws are left out."""
    for found in ONE.finditer(text):
        rest = text[found.end() :]
        if OTHER_LAW.match(rest):
            continue
        last = Citation(
            int(found[1]), int(found[2] or found[3] or 0), found[4] or found[5] or ""
        )  # fmt: skip
        yield last
        while more := FURTHER.match(rest):
            number, paragraph, point, bare = more.groups()
            if bare and not (is_german and last.point):
                break
            last = _further(last, number, paragraph, point or bare, is_german=is_german)
            yield last
            rest = rest[more.end() :]


def exists(cited: Citation) -> bool:
    """Whether the regulation has this article, paragraph and point."""
    article = GDPR.get(cited.article)
    if article is None:
        return False
    if not cited.paragraph:
        return not cited.point
    points = article.parts.get(cited.paragraph)
    return points is not None and cited.point <= points


def _further(last: Citation, number: str, paragraph: str, point: str, *, is_german: bool) -> Citation:
    """What follows in a list: in German the bare number after a paragraph is another paragraph."""
    if point:
        return Citation(last.article, last.paragraph, point)
    if paragraph or (is_german and last.paragraph):
        return Citation(last.article, int(paragraph or number))
    return Citation(int(number))
