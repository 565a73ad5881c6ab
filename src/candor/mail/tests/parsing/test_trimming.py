"""Reply trimming in the languages of our customers: how their mail programs quote, forward and sign."""

from __future__ import annotations

import pytest

from candor.mail.parsing import trim_reply

REPLY = "Thanks, that works.\nBest regards\nJo"
QUOTE = "> Hello Jo,\n> please try again.\n"
UNMARKED = "Hello Jo,\nplease try again.\n"

INTROS = [
    "On Mon, Feb 3, 2025 at 10:15 AM Ada Lovelace <ada@example.org> wrote:",
    "On 3 Feb 2025, at 10:15, Ada Lovelace wrote:",
    "On 2025-02-03 10:15, Ada Lovelace wrote:",
    "2025-02-03 10:15 GMT+01:00 Ada Lovelace <ada@example.org>:",
    "Am Mo., 3. Feb. 2025 um 10:15 Uhr schrieb Ada Lovelace <ada@example.org>:",
    "Am 03.02.25 um 10:15 schrieb Ada Lovelace:",
    "Am Montag, 3. Februar 2025, 10:15:00 MEZ hat Ada Lovelace <ada@example.org> Folgendes geschrieben:",
    "Ada Lovelace schrieb am 03.02.2025 um 10:15:",
    "Le lun. 3 févr. 2025 à 10:15, Ada Lovelace <ada@example.org> a écrit :",
    "Le 03/02/2025 à 10:15, Ada Lovelace a écrit :",
    "El lun, 3 feb 2025 a las 10:15, Ada Lovelace (<ada@example.org>) escribió:",
    "Il giorno lun 3 feb 2025 alle ore 10:15 Ada Lovelace <ada@example.org> ha scritto:",
    "Op ma 3 feb 2025 om 10:15 schreef Ada Lovelace <ada@example.org>:",
    "Op 3 feb. 2025 om 10:15 heeft Ada Lovelace <ada@example.org> het volgende geschreven:",
    "Em seg., 3 de fev. de 2025 às 10:15, Ada Lovelace <ada@example.org> escreveu:",
    "pon., 3 lut 2025 o 10:15 Ada Lovelace <ada@example.org> napisał(a):",
    "W dniu 03.02.2025 o 10:15, Ada Lovelace pisze:",
    "пн, 3 февр. 2025 г. в 10:15, Ada Lovelace <ada@example.org>:",
    "3 февраля 2025 г., 10:15, Ada Lovelace <ada@example.org> написал(а):",
    "03.02.2025 10:15, Ada Lovelace пишет:",
    "пн, 3 лют. 2025 р. о 10:15 Ada Lovelace <ada@example.org> пише:",
    "Den mån 3 feb. 2025 kl 10:15 skrev Ada Lovelace <ada@example.org>:",
    "man. 3. feb. 2025 kl. 10:15 skrev Ada Lovelace <ada@example.org>:",
    "Den 03/02/2025 kl. 10.15 skrev Ada Lovelace:",
]
FIELDS = [
    ("From", "Sent", "To", "Subject"),
    ("Von", "Gesendet", "An", "Betreff"),
    ("De ", "Envoyé ", "À ", "Objet "),
    ("De", "Enviado el", "Para", "Asunto"),
    ("Da", "Inviato", "A", "Oggetto"),
    ("Van", "Verzonden", "Aan", "Onderwerp"),
    ("De", "Enviado", "Para", "Assunto"),
    ("Od", "Wysłano", "Do", "Temat"),
    ("От", "Отправлено", "Кому", "Тема"),
    ("Від", "Надіслано", "Кому", "Тема"),
    ("Från", "Skickat", "Till", "Ämne"),
    ("Fra", "Sendt", "Til", "Emne"),
]
ORIGINALS = [
    "-----Original Message-----",
    "-----Ursprüngliche Nachricht-----",
    "-------- Weitergeleitete Nachricht --------",
    "-----Message d'origine-----",
    "-----Mensaje original-----",
    "-----Messaggio originale-----",
    "-----Oorspronkelijk bericht-----",
    "-----Mensagem original-----",
    "-----Oryginalna wiadomość-----",
    "-----Исходное сообщение-----",
    "-----Оригінальне повідомлення-----",
    "-----Ursprungligt meddelande-----",
    "-----Opprinnelig melding-----",
    "-----Oprindelig meddelelse-----",
    "---------- Forwarded message ---------",
    "---- On Mon, 03 Feb 2025 10:15:00 +0100 Ada Lovelace <ada@example.org> wrote ----",
]
SIGNATURES = [
    "Sent from my iPhone",
    "Get Outlook for Android<https://aka.ms/x>",
    "Von meinem iPhone gesendet",
    "Gesendet mit der GMX Mail App",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "Inviato da iPhone",
    "Verstuurd vanaf mijn iPhone",
    "Enviado do meu iPhone",
    "Wysłane z iPhone'a",
    "Отправлено с iPhone",
    "Надіслано з iPhone",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
]


def same(body: str, wanted: str) -> bool:
    return trim_reply(body)[0].split() == wanted.split()


@pytest.mark.parametrize("intro", INTROS)
def test_intros(intro: str) -> None:
    assert same(f"{REPLY}\n\n{intro}\n{QUOTE}", REPLY)
    assert same(f"{REPLY}\n\n{intro}\n\n{QUOTE}", REPLY)
    assert same(f"{REPLY}\n\n{intro}\n\n{UNMARKED}", REPLY)
    assert same(f"{REPLY}\n\n{intro.replace(' <', ' <' + chr(10))}\n\n{QUOTE}", REPLY)
    assert same(f"{intro}\n{QUOTE}\n{REPLY}", REPLY)


@pytest.mark.parametrize("fields", FIELDS)
@pytest.mark.parametrize("above", ["", "________________________________\n"])
@pytest.mark.parametrize("bold", ["", "*"])
def test_header_blocks(fields: tuple[str, str, str, str], above: str, bold: str) -> None:
    values = ("Ada Lovelace <ada@example.org>", "Monday, 3 February 2025 10:15", "Jo <jo@example.org>", "Re: Printer")
    block = "".join(f"{bold}{name}:{bold} {value}\n" for name, value in zip(fields, values, strict=True))
    assert same(f"{REPLY}\n\n{above}{block}\n{UNMARKED}", REPLY)


@pytest.mark.parametrize("line", ORIGINALS)
def test_original_messages(line: str) -> None:
    assert same(f"{REPLY}\n\n{line}\n{UNMARKED}", REPLY)


@pytest.mark.parametrize("signature", SIGNATURES)
def test_signatures_of_devices(signature: str) -> None:
    assert same(f"{REPLY}\n\n{signature}\n", REPLY)
    assert same(f"{REPLY}\n\n{signature}\n\n{INTROS[0]}\n{QUOTE}", REPLY)


def test_a_signature_after_two_dashes_is_folded_and_kept() -> None:
    visible, folded = trim_reply(f"{REPLY}\n-- \nJo Doe\nExample GmbH\n")
    assert visible == REPLY
    assert "Example GmbH" in folded


def test_answers_between_quoted_lines_keep_their_context() -> None:
    visible, folded = trim_reply(f"{INTROS[0]}\n> Does it work?\nYes.\n> And the other?\nNo.\n")
    assert visible == "> Does it work?\nYes.\n> And the other?\nNo."
    assert folded == INTROS[0]


def test_a_mail_that_only_forwards_is_shown_whole() -> None:
    body = "---------- Forwarded message ---------\nFrom: Ada <ada@example.org>\n\nHello"
    assert trim_reply(body) == (body, "")


@pytest.mark.parametrize(
    "body",
    [
        "From: Paris\nTo: Rome\nDate: 5 May\nPlease book.",
        "Name: Jo\nFrom: 5 May\nTo: 9 May\nReason: holiday",
        "Here is the log:\n10:15 started\n10:16 failed\nwhat now?",
        "I wrote to you on 3 May 2024:\nno answer yet.",
        "Wie ich am 3.5.2024 schrieb:\nkeine Antwort.",
        "Steps:\n1. open\n2. close\n--- done ---\nIt fails",
        "Our meeting on 03.02.2025 at 10:15:\nplease confirm.",
        "The message from my phone is broken.\nSent it twice.",
        "Sent from the warehouse yesterday, the parcel has not arrived.",
        "Mail from a customer:\nhe wants a refund",
        "Von meinem Konto wurde zweimal abgebucht.",
        "Envoyé hier, le colis n'est pas arrivé.",
        "Subject: printing\nThe printer is broken",
        "> only a quote",
        "> a quote\n\nand text",
    ],
)
def test_what_a_person_wrote_stays(body: str) -> None:
    assert trim_reply(body) == (body, "")
