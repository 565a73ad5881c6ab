"""What is held about people who want an account, and by which domains organisations are recognised."""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Log,
    Purpose,
    Row,
    business,
    by_address,
    by_number,
    declare,
    keep_from,
    leads_also,
    personal,
    technical,
)
from candor.people.actions.colleagues import LIVES as INVITATION_LIVES
from candor.people.actions.registration import LIVES as REGISTRATION_LIVES
from candor.people.models import (
    ColleagueInvitation,
    OrganisationDomain,
    Registration,
    RegistrationRules,
    SuperRequest,
)


def _typed(category: str) -> Column:
    """What somebody typed who may be anybody: it goes with its row, after a day at the latest."""
    return personal(category, purposes=[Purpose.ACCOUNT], erase=Erase.DELETE_ROW, log=Log.NO)


def declare_registration() -> None:
    keep_from("registration", "The form's sending.", period=REGISTRATION_LIVES)
    keep_from("colleague-invitation", "The invitation's sending.", period=INVITATION_LIVES)
    leads_also(
        "kernel.token",
        by_number("subject_id", to="people.registration", only={"purpose": ("registration",)}),
        by_number("subject_id", to="people.colleagueinvitation", only={"purpose": ("colleague",)}),
    )
    declare(
        Registration,
        row=Row.SHARED,
        person=[by_address("email")],
        keep="registration",
        fields={
            "id": technical(),
            "key": technical(),
            "email": _typed("user.contact.email"),
            "name": _typed("user.name"),
            "organisation": _typed("user.job_title"),
            "language": _typed("user.demographic.language"),
            "time_zone": _typed("user.location"),
            "notice_version": technical(),
            "created_at": _typed("user.behavior"),
            "expires_at": technical(),
        },
    )
    declare(
        RegistrationRules,
        row=Row.NOBODY,
        fields={"id": technical(), "who": business(), "joins_by_domain": business(), "version": technical()},
    )
    declare(
        OrganisationDomain,
        row=Row.NOBODY,
        fields={
            "id": technical(),
            "ref": technical(),
            "organisation": technical(),
            "domain": business(),
            "created_at": technical(),
        },
    )
    declare(
        ColleagueInvitation,
        row=Row.SHARED,
        person=["by", by_address("email")],
        keep="colleague-invitation",
        fields={
            "id": technical(),
            "ref": technical(),
            "organisation": technical(),
            "email": personal(
                "user.contact.email",
                purposes=[Purpose.ACCOUNT],
                erase=Erase.DELETE_ROW,
                log=Log.NO,
                author=Author.OTHER,
            ),
            "by": technical(),
            "language": technical(),
            "invited_at": _typed("user.behavior"),
            "expires_at": technical(),
        },
    )
    declare(
        SuperRequest,
        row=Row.SUBJECT,
        person="membership__person",
        keep="customer",
        fields={
            "id": technical(),
            "ref": technical(),
            "membership": technical(),
            "asked_at": _typed("user.behavior"),
            "settled_at": _typed("user.behavior"),
            "outcome": _typed("user.account"),
        },
    )
