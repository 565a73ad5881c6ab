"""Invented content for the gallery and its sample pages, in English alone: it is a workbench, not a product page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest

from candor.kernel import clock
from candor.ui.assets import asset_url
from candor.ui.charts import Chart, Series
from candor.ui.faces import Brand, Link, NavigationItem, Person, Shell
from candor.ui.jinja import macro_names

PAGES = {
    "cases": "tech",
    "case": "tech",
    "my-cases": "customer",
    "my-case": "customer",
    "welcome": "public",
    "contact": "public",
    "sign-in": "bare",
    "print": "print",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A chip or a tab."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class File:
    """An attachment; `preview_url` where it is a picture."""

    name: str
    size: int
    url: str = "#"
    preview_url: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the case list."""

    number: str
    subject: str
    who: str
    status: str
    status_text: str
    at: datetime
    due_at: datetime | None = None
    priority: str = "normal"
    priority_text: str = ""
    assignee: str = ""
    unread: bool = False
    note: str = ""
    count: int = 1


class EnquiryForm(forms.Form):
    """A Django form with one field of every kind."""

    name = forms.CharField(max_length=80)
    email = forms.EmailField(label="E-mail", help_text="We answer to this address.")
    topic = forms.ChoiceField(choices=[("", "Choose one"), ("question", "A question"), ("problem", "A problem")])
    urgency = forms.ChoiceField(choices=[("today", "Today"), ("week", "This week")], widget=forms.RadioSelect)
    text = forms.CharField(label="What happened", widget=forms.Textarea(attrs={"rows": 4}))
    copy = forms.BooleanField(label="Send me a copy", required=False)


def shell(request: HttpRequest, name: str) -> Shell:
    """The shell of a sample page: that of a software company called Lindwurm."""
    person = Person("Anna Berg", "anna@lindwurm.example", details_url="#")
    return Shell(
        brand=Brand("Lindwurm Software", _hue(request)),
        navigation=_places(PAGES.get(name, "tech")),
        person=None if PAGES.get(name) in {"public", "bare"} else person,
        search_url="#",
        create_url="/ui/pages/contact/",
        create_label="New case",
        sign_in_url="/ui/pages/sign-in/",
        sign_out_url="#",
        footer=(Link("Privacy notice", "#"), Link("Terms", "#"), Link("Imprint", "#")),
        languages=(
            Link("English", "?language=en", current=True, code="en"),
            Link("Deutsch", "?language=de", code="de"),
        ),
    )


def components() -> dict[str, Any]:
    """What the gallery's templates draw."""
    now = clock.now()
    return {
        "now": now,
        "samples": {name: name.replace("-", " ").capitalize() for name in PAGES},
        "ago": lambda **by: now - timedelta(**by),
        "ahead": lambda **by: now + timedelta(**by),
        "cases": _cases(now),
        "filters": [
            Item("Mine", "#", current=True, count=7),
            Item("Unassigned", "#", count=4),
            Item("Due today", "#", count=3),
            Item("Waiting for customer", "#", count=12),
            Item("All open", "#", count=128),
        ],
        "files": [
            File("router-log.txt", 18_204),
            File("Screenshot 2026-11-20.png", 1_402_331, preview_url=asset_url("favicon.svg")),
        ],
        "letter": LETTER,
        "reply": REPLY,
        "quoted": "On Thursday Anna Berg wrote:\nWhich version do you see under Help → About?",
        "modes": [
            {
                "value": "reply",
                "label": "Reply",
                "url": "#",
                "submit": "Send reply",
                "icon": "send",
                "also": [("solved", "Send and solve")],
            },
            {"value": "note", "label": "Internal note", "url": "#", "submit": "Add note", "icon": "lock"},
        ],
        "enquiry": EnquiryForm(),
        "wrong_enquiry": EnquiryForm({"name": "", "email": "kim@nordlicht", "topic": "problem", "text": "It stops."}),
        "bars": _chart(("Came in", (310, 298, 342, 401)), ("Solved", (290, 305, 330, 388))),
        "lines": _chart(("Hours", (6, 5, 7, 4)), is_lines=True),
        "macros": sorted(macro_names()),
    }


LETTER = """Hello,

since this morning the import stops after about 2,000 rows with "connection reset". Yesterday it went through.

Log and picture are attached; the file itself is at https://files.nordlicht.example/import/2026-11-20.csv (88 MB).

Kind regards
Kim Jansen"""

REPLY = """Hello Kim,

thank you for the log, it shows the cause: release 4.2.1 closes idle connections after 30 seconds. Please set \
import.keepalive to 10 under Settings → Import and start it once more; the rows already read are skipped.

A corrected release comes on Monday.

Anna Berg"""


def _chart(*named: tuple[str, tuple[int, ...]], is_lines: bool = False) -> Chart:
    months = ("January", "February", "March", "April")
    series = [Series(name, values, [str(value) for value in values]) for name, values in named]
    return Chart([month[:3] for month in months], months, series, str, is_lines)


def _hue(request: HttpRequest) -> int:
    asked = request.GET.get("hue", "")
    return int(asked) % 360 if asked.isdecimal() and len(asked) < 4 else Brand().hue


def _places(face: str) -> tuple[NavigationItem, ...]:
    if face == "tech":
        return (
            NavigationItem("start", "Start", "#start", "house"),
            NavigationItem("cases", "Cases", "/ui/pages/cases/", "inbox", badge=7, current=True),
            NavigationItem("people", "People", "#people", "users"),
            NavigationItem("organisations", "Organisations", "#organisations", "building-2"),
            NavigationItem("jobs", "Jobs", "#jobs", "list-checks"),
            NavigationItem("mail", "Mail", "#mail", "mails", badge=2),
            NavigationItem("system", "System Configuration", "#system", "sliders-horizontal"),
        )
    if face == "customer":
        return (
            NavigationItem("cases", "My cases", "/ui/pages/my-cases/", "inbox", badge=1, current=True),
            NavigationItem("ask", "Ask us", "/ui/pages/contact/", "message-square"),
            NavigationItem("details", "My details", "#details", "circle-user"),
        )
    return (
        NavigationItem("welcome", "Welcome", "/ui/pages/welcome/", "house", current=True),
        NavigationItem("contact", "Contact us", "/ui/pages/contact/", "message-square"),
    )


def _cases(now: datetime) -> list[Case]:
    def ago(**by: float) -> datetime:
        return now - timedelta(**by)

    anna, boris = "Anna Berg", "Boris Tal"
    return [
        Case(
            "10482",
            "Import stops after 2,000 rows",
            "Kim Jansen, Nordlicht GmbH",
            "open",
            "Open",
            ago(minutes=6),
            now + timedelta(minutes=25),
            "urgent",
            "Urgent",
            anna,
            unread=True,
            count=3,
        ),
        Case(
            "10479",
            "Invoice 2026-1178 names the old company",
            "Lee Olsen, Nordlicht GmbH",
            "open",
            "Open",
            ago(hours=1),
            ago(hours=2),
            "high",
            "High",
            anna,
            unread=True,
            count=2,
        ),
        Case(
            "10481",
            "Can two people share one licence?",
            "Sam Peters, Hafen AG",
            "new",
            "New",
            ago(minutes=40),
            unread=True,
        ),
        Case(
            "10476",
            "Anmeldung nach dem Umzug des Servers nicht möglich",
            "Jana Krüger, Stadtwerke Ahlen",
            "waiting",
            "Waiting for customer",
            ago(hours=4),
            None,
            assignee=boris,
            count=5,
        ),
        Case(
            "10470",
            "Export to Excel loses leading zeros in the customer number column",
            "Tom Iversen",
            "hold",
            "Waiting for other",
            ago(days=1, hours=2),
            now + timedelta(days=1),
            assignee=anna,
            note="with the vendor",
            count=8,
        ),
        Case(
            "10466",
            "Please delete the account of our former trainee",
            "Mia Lindqvist, Fjord AS",
            "scheduled",
            "Scheduled until 1 Dec",
            ago(days=2),
            now + timedelta(days=9),
            assignee=boris,
        ),
        Case(
            "10461",
            "Dark colours in the report viewer",
            "Ole Brandt",
            "solved",
            "Solved",
            ago(days=3),
            assignee=anna,
            count=4,
        ),
        Case(
            "10455",
            "Where do I find the release notes?",
            "Ines Ferreira, Porto Lda",
            "closed",
            "Closed",
            ago(days=6),
            assignee=boris,
            count=2,
        ),
    ]
