"""How mail programs announce what they quote, in the languages of Candor's customers, as patterns over single lines.

Gathered from how Outlook, Gmail, Apple Mail, Thunderbird, Yahoo, GMX and telephones write: English, German, French,
Spanish, Italian, Dutch, Portuguese, Polish, Russian, Ukrainian, Swedish, Norwegian, Danish, and the announcing verbs of
some more.
"""

from __future__ import annotations

import re

# Header words of quoted mails, by what they name. Each is followed by a colon, in bold or not.
HEADER_WORDS = {
    "from": "from|von|absender|de|expéditeur|remitente|da|mittente|van|afzender|od|nadawca|от|від|от кого|от имени|från|fra|avsändare|afsender|avsender|remetente",
    "date": "sent|date|sent on|sent at|gesendet|gesendet am|datum|envoyé|envoyé le|envoyé par|enviado|enviado el|enviado em|enviada em|enviada|fecha|fecha de envío"
    "|inviato|data|verzonden|verstuurd|wysłano|data wysłania|отправлено|дата|надіслано|відправлено|skickat|skickade|sendt|dato|wysłane",
    "to": "to|an|empfänger|à|a|para|destinataire|destinatario|destinatário|aan|do|adresat|кому|till|til|naar",
    "copy": "cc|kopie|copie|copie à|cópia|kopia|копия|копія|kopi|bcc|cci|cco|dw|udw",
    "subject": "subject|betreff|objet|asunto|oggetto|onderwerp|assunto|temat|тема|ämne|emne|betr",
    "reply": "reply-to|reply to|antwort an|antworten an|répondre à|responder a|rispondi a|antwoord aan|odpowiedz do|ответить|svar til|svara till",
    "more": "importance|priority|wichtigkeit|attachments|anlagen|organization|organisation",
}
_HEADER = re.compile(
    r"^[\s*_]*(?:"
    + "|".join(f"(?P<{kind}>{words})" for kind, words in HEADER_WORDS.items())
    + r")[\s*_]*[:：](?P<rest>.*)$",
    re.IGNORECASE,
)

_ORIGINAL = re.compile(
    r"""original\ message|reply\ message|forwarded\ (?:message|mail|by)|original\ e?-?mail|original\ appointment
    |ursprüngliche\ (?:nachricht|mail|e-mail)|original-?\ ?nachricht|originalmail|weitergeleitete\ nachricht
    |message\ d['’]origine|message\ (?:original|initial|transféré|d['’]origine)|e-?mail\ d['’]origine|courriel\ original
    |mensaje\ (?:original|reenviado)|correo\ original|messaggio\ (?:originale|inoltrato)|messaggio\ d['’]origine
    |(?:oorspronkelijk|origineel|doorgestuurd)\ bericht|mensagem\ (?:original|encaminhada)
    |(?:oryginalna|pierwotna|przekazana)\ wiadomość|wiadomość\ (?:oryginalna|przekazana(?:\ dalej)?|pierwotna)|treść\ oryginalnej\ wiadomości
    |(?:исходное|оригинальное|пересылаемое|пересланное|первоначальное)\ (?:сообщение|письмо)
    |(?:оригінальне|переслане|вихідне|початкове)\ (?:повідомлення|лист)
    |(?:ursprungligt|originalt|vidarebefordrat)\ (?:meddelande|mejl|brev)|originalmeddelande
    |(?:opprinnelig|original|videresendt)\ (?:melding|e-post)|(?:oprindelig|original|videresendt)\ (?:meddelelse|besked|mail)
    |alkuperäinen\ viesti|eredeti\ üzenet|původní\ zpráva|pôvodná\ správa|mesaj\ original|orijinal\ mesaj|eredeti\ levél|原始邮件|原始郵件|元のメッセージ""",
    re.IGNORECASE | re.VERBOSE,
)
_RULED = re.compile(r"^[\s*_|>]*[-_=]{2,}\s*(?P<words>\S[^\n]{2,60}?)\s*[-_=]{2,}[\s*_]*$")
_FORWARD = re.compile(
    r"""^\s*(?:begin\ forwarded\ message|anfang\ der\ weitergeleiteten\ (?:nachricht|e-?mail)|début\ du\ message\ (?:réexpédié|transféré)
    |inicio\ del\ mensaje\ reenviado|inizio\ (?:del\ )?messaggio\ inoltrato|begin\ doorgestuurd\ bericht
    |início\ da\ mensagem\ (?:encaminhada|reencaminhada)|początek\ przekazywanej\ wiadomości
    |начало\ переадресованного\ (?:сообщения|письма)|початок\ переспрямованого\ повідомлення
    |vidarebefordrat\ (?:brev|mejl)|videresendt\ (?:melding|besked|e-post)|start\ på\ videresendt\ (?:besked|melding))\s*[:：]?\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_REPLY_ABOVE = re.compile(
    r"(?:reply|respond|write|type|answer)\b.{0,40}\b(?:above|over)\b.{0,20}\bline"
    r"|antwort\w*\b.{0,40}\b(?:über|oberhalb)\b.{0,20}\b(?:zeile|linie)"
    r"|répond\w*\b.{0,40}\bau-dessus\b.{0,20}\bligne",
    re.IGNORECASE,
)

_VERB = re.compile(
    r"""\b(?:wrote|writes|schrieb|schreibt|geschrieben|a\ écrit|à\ écrit|écrit|escribió|escribio|escribe|ha\ escrito|ha\ scritto|scrive|scrisse
    |schreef|geschreven|heeft\ geschreven|escreveu|escreve|napisał|napisała|pisze|написала?|пишет|писала?|написав|пише|писав|skrev|skriver
    |kirjoitti|napsala?|napísala?|a\ scris|írta|yazdı|έγραψε|написа|je\ napisao|va\ escriure|rašė|kirjutas|posted|said|répondu)\b
    |napisał\(a\)|написал\(а\)|写道|寫道|のメール|さんは書きました|님이\ 작성|viết""",
    re.IGNORECASE | re.VERBOSE,
)
_DATE = re.compile(
    r"\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}|\d{4}[-./年]\s?\d{1,2}|\b(?:19|20)\d\d\b|\d{1,2}[:.h]\d\d\b"
)
_ANGLE_ADDRESS = re.compile(r"<\s*(?:mailto:)?[^<>\s]+@[^<>\s]+>|\[mailto:[^\]\s]+\]")
_ADDRESS = re.compile(r"[^\s<>()]+@[^\s<>()]+\.[^\s<>()]+")
_STARTER = re.compile(
    r"^[\s*]*(?:on|am|le|el|il|op|em|no dia|a|w dniu|dnia|den|på|på den|kl|на|в|во|у|ter|ti|dne|dňa|at|il giorno|in data|el dia|a la\w?)\b[^\n]*\d"
    r"|^[\s*]*\d{1,4}[.:/年 -]|^[\s*]*(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|пн|вт|ср|чт|пт|сб|вс|нд|lun|mar|mer|jeu|ven|sam|dim)[a-zа-я]*[.,] ",
    re.IGNORECASE,
)
_QUOTE_PREFIX = re.compile(r"^(?:\s?>)+\s?")
INTRO_LINES = 5
_INTRO_CHARACTERS = 500

_DEVICES = (
    r"i-?phone|i-?pad|i-?pod|i-?os|apple watch|android|galaxy|samsung|huawei|htc|nokia|lumia|lg|moto\w*|xperia|pixel|nexus|oneplus|xiaomi|redmi"
    r"|blackberry|windows|mobile|mobil\w*|mobiltelefon|smart-?phone|handy|phone|telephone|téléphone|telefono|teléfono|telefon\w*|telefoon|tablet\w*"
    r"|móvil|movil|celular|cellulare|portable|cell|device|gerät|outlook|mailbox|airmail|spark|k-9|proton\w*|yahoo|gmail|gmx\w*|web\.de|aol|mail|mailspring|hey|fairemail|tutanota|tuta|телефон\w*|смартфон\w*|устройства|пристрою"
)
_SENT_FROM = re.compile(
    r"^[\s<(\[*_>.~-]*(?:"
    r"(?:sent|posted|written|typed|composed)\s+(?:from|via|with|by|using|on|through)\b"
    r"|get\s+\[?outlook\s+for\b|get\s+\[?\w+(?:\s\w+)?\s+for\s+(?:ios|android)"
    r"|(?:von|aus|mit)\s+(?:meinem|mein|meiner|der|unterwegs)\b.{0,60}\b(?:gesendet|geschickt|verschickt)"
    r"|(?:gesendet|versendet|geschickt)\s+(?:von|mit|über|aus|vom)\b"
    r"|diese\s+(?:nachricht|mail|e-mail)\s+wurde\s+(?:von|mit|vom)\b.{0,80}\b(?:gesendet|verschickt|geschickt)"
    r"|(?:envoyé|envoyée|télécharger|obtenir|provenance)\s+(?:depuis|de|à partir|avec|par|via|outlook)\b"
    r"|(?:enviado|enviada|mandado)\s+(?:desde|do|de|a partir|via|con|com|pelo)\b|obtener\s+outlook|obter\s+o\s+outlook"
    r"|(?:inviato|inviata|spedito)\s+(?:da|dal|con|tramite)\b|scarica\s+outlook"
    r"|(?:verzonden|verstuurd|gestuurd)\s+(?:vanaf|vanuit|met|via|van)\b|outlook\s+voor\s+(?:ios|android)"
    r"|(?:wysłano|wysłane|wysłana|pobierz)\s+(?:z|ze|za pomocą|przez|outlook)\b"
    r"|(?:отправлено|послано)\s+(?:с|со|из|через)\b|(?:надіслано|відправлено)\s+(?:з|із|зі|через)\b"
    r"|(?:skickat|skickades|hämta)\s+(?:från|med|via|outlook)\b|(?:sendt|hent)\s+(?:fra|med|via|outlook)\b"
    r"|lähetetty\b|odesláno\s+z|odoslané\s+z|trimis\s+d|iphone['’]?\w*\s+gönderildi|從我的|发自我的|發自我的|我的\s?iphone"
    r")",
    re.IGNORECASE,
)
_FROM_DEVICE = re.compile(
    r"^[\s<(\[*_-]*(?:\S+\s)?(?:from|via|von|de|da|van)\s+(?:my\s+|a\s+|the\s+|mein\w*\s+)?(?:" + _DEVICES + r")\b",
    re.IGNORECASE,
)
_DEVICE = re.compile(r"(?:\b|_)(?:" + _DEVICES + r")(?:\b|_)|iPhone", re.IGNORECASE)


def header_kind(line: str) -> tuple[str, str] | None:
    """What a line like `*Gesendet:* Montag ...` names (`date`) and its rest, or None for any other line."""
    match = _HEADER.match(line) if len(line) < 2_000 else None
    if match is None:
        return None
    kind = next(name for name in HEADER_WORDS if match[name] is not None)
    return kind, match["rest"].strip(" *_")


def announces_original(line: str) -> bool:
    """`-----Original Message-----`, `Begin forwarded message:`, `Reply above this line` and their like."""
    if len(line) > 200:
        return False
    if _FORWARD.match(line):
        return True
    ruled = _RULED.match(line)
    if ruled and _ORIGINAL.search(ruled["words"]):
        return True
    return bool(_REPLY_ABOVE.search(line)) and len(line) < 120


def announces_quote(text: str, *, quote_follows: bool) -> bool:
    """Is this (several lines joined) `On Monday, 5 May 2025, Ada Lovelace <ada@example.org> wrote:`?

    Two of verb, date and address make one; a verb alone only directly above a quote.
    """
    text = text.strip().rstrip("*_ ")
    if not text.endswith((":", "：")) or len(text) > _INTRO_CHARACTERS:
        return False
    verb, date, angle = (
        _VERB.search(text),
        _DATE.search(text),
        _ANGLE_ADDRESS.search(text),
    )
    if verb:
        return bool(date or angle or _ADDRESS.search(text) or (quote_follows and len(text) < 120))
    return bool(date and angle and text.rstrip(":： ").endswith((">", "]")))


def starts_intro(line: str) -> bool:
    return bool(_STARTER.match(line))


def without_quote_marks(line: str) -> str:
    return _QUOTE_PREFIX.sub("", line)


def is_quoted(line: str) -> bool:
    return line.lstrip(" ").startswith(">")


def is_device_signature(line: str) -> bool:
    """`Sent from my iPhone` and its like: a short line that names a device or a mail program."""
    line = line.strip()
    if not line or len(line) > 160:
        return False
    return bool(_SENT_FROM.match(line) and (_DEVICE.search(line) or len(line) < 40)) or bool(
        _FROM_DEVICE.match(line) and len(line) < 50
    )
