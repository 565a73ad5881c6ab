"""How a copy of somebody's data speaks of people, accounts and what is noted about both."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.models import AccessLogEntry
from candor.kernel.registries.telling import Chapter, Telling, chapter, everything, tell, telling_of
from candor.people import models
from candor.people.roles import ROLE_NAMES
from candor.people.sources import SOURCE_NAMES

ME, ACCOUNT, WORK, RECORDS = "me", "account", "work", "records"
ROLES = {role.value: name for role, name in ROLE_NAMES.items()}
PLACES = {"member": _("member"), "super": _("looks after the organisation's cases")}

chapter(
    Chapter(
        ACCOUNT,
        20,
        _("Your account"),
        _("How you sign in, from where, and what you allowed. Passwords, keys and codes are in no copy."),
        group="me",
    )
)
chapter(Chapter(WORK, 60, _("Your work here"), _("What is held about you as a member of our staff.")))

_looks = telling_of(AccessLogEntry._meta.db_table)
tell(AccessLogEntry, replace(_looks, values={**_looks.values, "actor_role": ROLES}))
tell(models.Organisation, Telling(called="name"))
tell(
    models.Person,
    Telling(
        ME,
        10,
        _("Person"),
        columns={
            "source": _("How we came to know you"),
            "note": _("Our note on you"),
            "claimed_organisation": _("Organisation that you named"),
            "created_at": _("Known since"),
        },
        values={"source": SOURCE_NAMES},
        heads=("name",),
    ),
)
tell(models.PersonName, Telling(ME, 20, _("Name"), columns={"text": _("Name")}, heads=("text",)))
tell(
    models.Identifier,
    Telling(
        ME,
        30,
        _("Address or number"),
        columns={"value": _("As we compare it")},
        heads=("written",),
        left_out=("value",),
    ),
)
tell(models.PostalAddress, Telling(ME, 40, _("Postal address"), heads=("label",)))
tell(
    models.Membership,
    Telling(
        ME,
        50,
        _("Place in an organisation"),
        columns={"contact_since": _("Contact for the contract since")},
        values={"role": PLACES},
        heads=("organisation_id",),
        seen=everything,
    ),
)
tell(models.SuperRequest, Telling(ME, 60, _("Request to look after cases"), columns={"outcome": _("Outcome")}))
tell(
    models.Account,
    Telling(ACCOUNT, 10, _("Account")),
)
tell(
    models.ExternalIdentity,
    Telling(
        ACCOUNT,
        20,
        _("Sign-in through another provider"),
        columns={"issuer": _("Provider"), "subject": _("Your number there")},
        heads=("issuer",),
        seen=everything,
    ),
)
tell(models.Passkey, Telling(ACCOUNT, 30, _("Passkey"), heads=("name",)))
tell(models.AuthenticatorApp, Telling(ACCOUNT, 40, _("Authenticator app")))
tell(models.RecoveryCode, Telling(ACCOUNT, 50, _("Recovery code")))
tell(
    models.ApiToken,
    Telling(ACCOUNT, 60, _("Token for programs"), columns={"refused_at": _("Last refused")}, heads=("name",)),
)
tell(models.Session, Telling(ACCOUNT, 70, _("Session"), heads=("device",)))
tell(models.KnownPlace, Telling(ACCOUNT, 80, _("Device or network from which you signed in")))
tell(models.Registration, Telling(ACCOUNT, 90, _("Registration"), heads=("email",)))
tell(
    models.ColleagueInvitation,
    Telling(ACCOUNT, 100, _("Invitation of a colleague"), heads=("email",), seen=everything),
)
tell(
    models.AddressChange,
    Telling(
        ACCOUNT,
        110,
        _("New e-mail address"),
        columns={
            "email": _("As we compare it"),
            "old": _("Address known so far"),
            "new_confirmed_at": _("The new mailbox agreed"),
            "old_confirmed_at": _("The mailbox known so far agreed"),
            "is_lost": _("The mailbox known so far is lost"),
            "proof": _("How we made sure who asks"),
            "decided_at": _("Decided"),
            "takes_effect_at": _("Counts from"),
            "stopped_at": _("Stopped"),
            "done_at": _("Counts since"),
        },
        values={
            "proof": {
                "call-back": _("Called back on a number on file"),
                "letter": _("A code by letter to an address on file"),
                "second": _("A second thing on file, such as an invoice number"),
                "known": _("Known in person"),
            }
        },
        heads=("written",),
        left_out=("email",),
        seen=everything,
    ),
)
tell(
    models.StaffMember,
    Telling(WORK, 10, _("Member of staff"), values={"role": ROLES}, heads=("role",), seen=everything),
)
tell(
    models.StaffInvitation,
    Telling(WORK, 20, _("Invitation to work here"), values={"role": ROLES}, heads=("role",), seen=everything),
)
tell(
    models.ListView,
    Telling(
        WORK,
        30,
        _("List that you saved"),
        columns={"place": _("Which list"), "asked": _("What it shows")},
        heads=("name",),
        left_out=("owner_id",),
        seen=everything,
        called="name",
    ),
)
tell(
    models.Activity,
    Telling(
        RECORDS,
        10,
        pgettext_lazy("copy", "Noted"),
        values={"kind": {"call": _("Call"), "meeting": _("Meeting"), "note": _("Note")}},
        heads=("happened_at",),
        group=ME,
    ),
)
tell(
    models.ImportedRow,
    Telling(
        RECORDS,
        40,
        _("Row of a list that we took in"),
        columns={"source_id": _("Number of the list"), "at": _("Taken in")},
        heads=("at",),
        seen=everything,
        group=ME,
    ),
)
tell(models.Merge, Telling(RECORDS, 50, _("Two records of you became one"), heads=("begun_at",), group=ME))
tell(
    models.Export,
    Telling(
        WORK,
        90,
        _("List that you took out"),
        columns={"typed": _("Searched for"), "choice_words": _("Chosen")},
        heads=("asked_at",),
        seen=everything,
    ),
)
