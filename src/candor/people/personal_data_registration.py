"""What is held about people who want an account, and by which domains organisations are recognised."""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
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
from candor.people.actions.address_changes import End
from candor.people.actions.colleagues import LIVES as INVITATION_LIVES
from candor.people.actions.registration import LIVES as REGISTRATION_LIVES
from candor.people.models import (
    AddressChange,
    ColleagueInvitation,
    OrganisationDomain,
    Registration,
    RegistrationRules,
    SuperRequest,
)
from candor.people.rules.address_changes import KEPT as ADDRESS_KEPT


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
    _declare_address_changes()
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


def _declare_address_changes() -> None:
    keep_from("address-change", "The day on which the new address was asked for.", period=ADDRESS_KEPT)
    leads_also("kernel.token", by_number("subject_id", to="people.addresschange", only={"purpose": tuple(End)}))
    officer = personal(
        "user.unique_id",
        purposes=[Purpose.ACCOUNT],
        erase=Erase.NULL,
        export=Export.NO,
        log=Log.NO,
        author=Author.SOFTWARE,
    )
    declare(
        AddressChange,
        row=Row.SHARED,
        person=["person", by_address("email"), by_address("written"), by_address("old")],
        keep="address-change",
        fields={
            **{name: technical() for name in ("id", "ref", "person", "replaces", "expires_at")},
            **{name: _typed("user.contact.email") for name in ("email", "written", "old")},
            "label": _typed("user.contact"),
            "asked_by": officer,
            "decided_by": officer,
            **{
                name: _typed("user.behavior")
                for name in (
                    "asked_at", "new_confirmed_at", "old_confirmed_at", "is_lost", "proof", "decided_at",
                    "takes_effect_at", "stopped_at", "done_at",
                )
            },
        },
    )  # fmt: skip
