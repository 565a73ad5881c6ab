"""Letters that ask for a right, and letters that only speak of data. A wrong suggestion costs a click, a missed request
a month: what is in doubt and names the law is suggested, what asks how a program works is not.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candor.privacy.recognising import recognise

ASKS = [
    ("access", "Auskunft nach Art. 15 DSGVO", "Sehr geehrte Damen und Herren, bitte um Erledigung."),
    ("access", "Auskunft", "Ich verlange Auskunft über die zu meiner Person gespeicherten Daten."),
    ("access", "Frage", "Welche Daten haben Sie über mich gespeichert?"),
    ("access", "Question", "Hello, which personal data do you hold about me? Regards"),
    ("access", "Subject access request", "Please find my request below."),
    ("access", "Data", "Could you send me a copy of all my personal data, please?"),
    ("access", "Datenschutz", "Könnte ich bitte Auskunft über meine gespeicherten Daten bekommen?"),
    ("erasure", "Account", "Please delete my data. I no longer use the product."),
    ("erasure", "Kündigung", "Hiermit kündige ich. Bitte löschen Sie meine Daten."),
    ("erasure", "", "Löschen Sie bitte umgehend alle personenbezogenen Daten, die Sie von mir haben."),
    ("erasure", "Closing", "Can you erase all my personal information from your systems?"),
    ("erasure", "Bitte", "Ich möchte, dass mein Kundenkonto gelöscht wird und verlange die Löschung meiner Daten."),
    ("erasure", "GDPR", "I make use of my right to be forgotten."),
    ("erasure", "Antrag", "gemäß Artikel 17 DSGVO bitte ich um Erledigung"),
    ("rectification", "Adresse", "Ich bitte um Berichtigung meiner Daten nach Art. 16 DSGVO."),
    ("rectification", "Wrong", "I ask for rectification of my personal data: my name is spelt wrongly."),
    ("restriction", "Antrag", "Bitte schränken Sie die Verarbeitung meiner Daten ein (Art. 18 DSGVO)."),
    ("restriction", "GDPR", "I ask you to restrict the processing of my details."),
    ("portability", "Export", "Ich bitte um meine Daten nach Art. 20 DSGVO (Datenübertragbarkeit)."),
    ("objection", "Werbung", "Ich widerspreche der Nutzung meiner Daten für Werbung."),
    ("objection", "Stop", "I object to the processing of my data for marketing."),
    ("withdrawal", "Newsletter", "Hiermit widerrufe ich meine Einwilligung."),
    ("withdrawal", "Consent", "I withdraw my consent to the newsletter."),
    ("complaint", "Beschwerde", "Das ist eine Beschwerde über Ihren Umgang mit dem Datenschutz."),
    ("", "GDPR request", "See subject. Please confirm receipt."),
    ("", "DSGVO-Anfrage", "Bitte bestätigen Sie den Eingang."),
]

WORDS = ["delete", "my", "data", "art.", "15", "dsgvo", "which", "über", "mich", "\n", ".", "a"]

DOES_NOT = [
    ("Printer", "The printer does not print. Can you help?"),
    ("Datenverlust", "Das Update hat alles überschrieben, meine Daten sind weg. Können Sie sie wiederherstellen?"),
    ("Backup", "How do I delete my data from the backup folder?"),
    ("Löschen", "Wie kann ich meine Daten im Testprojekt löschen?"),
    ("Help", "I accidentally deleted my data and want it back."),
    ("Uninstall", "Does uninstalling the program delete my data?"),
    ("AVV", "Wir brauchen von Ihnen einen Auftragsverarbeitungsvertrag (AVV) nach Art. 28 DSGVO."),
    ("Compliance", "Is your product GDPR-compliant? Our data protection officer would like to know."),
    ("Bug", "I cannot delete my account data table, it shows an error."),
    ("Wichtig", "Bitte löschen Sie meine Daten nicht, ich brauche den Zugang noch."),
    ("Rechnung", "Bitte berichtigen Sie die Rechnung 4711: die Menge stimmt nicht."),
    ("Auskunft", "Können Sie mir Auskunft geben, wann das Paket kommt?"),
    ("Import", "The import has a copy of the file. Which columns do you store?"),
    ("Widerspruch", "Es gibt einen Widerspruch zwischen Handbuch und Programm."),
    ("Umzug", "Unsere Adresse hat sich geändert. Bitte aktualisieren Sie sie."),
    ("", ""),
]


def test_what_asks_for_a_right_is_recognised() -> None:
    wrong = {}
    for kind, subject, text in ASKS:
        found = recognise(subject, text)
        if found is None or found.kind != kind:
            wrong[f"{subject} | {text}"] = (kind, found)
    assert not wrong


def test_what_only_speaks_of_data_is_not() -> None:
    wrong = {f"{subject} | {text}": found for subject, text in DOES_NOT if (found := recognise(subject, text))}
    assert not wrong


def test_a_request_below_a_long_letter_is_found() -> None:
    story = "The printer prints stripes and nobody knows why. " * 60
    found = recognise("Printer", f"{story}\n\nBesides, please delete my data when you are done.")
    assert found is not None
    assert found.kind == "erasure"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=400))
def test_no_words_break_it(words: list[str]) -> None:
    recognise(" ".join(words[:10]), " ".join(words))


@pytest.mark.parametrize("piece", ["delete my data ", "auskunft welche daten ", "art. 15 ", "widerspruch a "])
def test_hostile_letters_take_no_time(piece: str) -> None:
    """The bound is loose on purpose: a pattern that backtracks takes minutes, not a second."""
    began = time.process_time()
    recognise("", piece.replace(" ", "-") * 20_000)
    recognise("", piece * 20_000)
    assert time.process_time() - began < 2
