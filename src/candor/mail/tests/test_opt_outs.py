"""Answers to advertising: which of them ask us to stop, and which somebody has to read."""

from __future__ import annotations

import pytest

from candor.mail.rules.opt_outs import asks_to_stop, says_no_more


@pytest.mark.parametrize(
    ("subject", "text", "stops"),
    [
        ("Re: News", "unsubscribe", True),
        ("Re: News", "Bitte abmelden, danke", True),
        ("Unsubscribe", "", True),
        ("Unsubscribe", "How do I install it?", False),
        ("Re: News", "I will not stop using it. " * 20, False),
        ("Re: News", "STOP", True),
        ("Re: News", "How can I stop the import?", False),
        ("Re: News", "I could not stop laughing.", False),
        ("Re: News", "Please take me off this list.", True),
        ("Re: News", "Please stop sending me this.", True),
        ("Re: News", "no more emails please", True),
        ("Re: News", "Bitte melden Sie mich vom Newsletter ab.", True),
        ("Re: News", "Hiermit bestelle ich Ihren Newsletter ab.", True),
        ("Re: News", "Tragen Sie mich bitte aus.", True),
        ("Re: News", "Nehmen Sie mich aus dem Verteiler!", True),
        ("Re: News", "Bitte keine weiteren E-Mails", True),
        ("Re: News", "Ich widerspreche der Zusendung von Werbung.", True),
        ("AW: Abmelden", "", True),
        ("Re: News", "Ich widerrufe meine Bestellung vom 4. Mai.", False),
        ("Re: Archive 4.2", "No more news, please", True),
        ("Re: Archive 4.2", "Bitte keine Neuigkeiten mehr", True),
        ("Re: Archive 4.2", "Are there any news on the scanner?", False),
        ("Re: News", "Kann ich das Abo kündigen?", False),
        ("Re: News", "Wir melden uns, sobald wir bestellen.", False),
    ],
)
def test_an_answer_that_asks_to_stop(subject: str, text: str, stops: bool) -> None:
    assert asks_to_stop(subject, text) is stops


def test_an_answer_that_says_more_than_that_is_read_by_somebody() -> None:
    assert says_no_more("Bitte abmelden, danke")
    assert says_no_more("")
    assert not says_no_more("Unsubscribe me and delete my data")
    assert not says_no_more("Bitte abmelden. Und wann kommt die Rechnung?")
