"""What is held about people themselves: names, addresses, accounts, sessions."""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Lock,
    Log,
    Purpose,
    Recipient,
    Row,
    business,
    by_number,
    counts_from,
    declare,
    declare_store,
    keep_from,
    last_known_of,
    leads_also,
    link,
    personal,
    secret,
    technical,
    waits_for,
)
from candor.people.actions.tokens import ENDED_KEPT
from candor.people.models import (
    Account,
    ApiToken,
    AuthenticatorApp,
    ExternalIdentity,
    Identifier,
    IdentityProvider,
    KnownPlace,
    Membership,
    Organisation,
    OrganisationAddress,
    Passkey,
    Person,
    PersonName,
    PostalAddress,
    RecoveryCode,
    RoleRule,
    Session,
    SignInRules,
    StaffInvitation,
    StaffMember,
)
from candor.people.personal_data_exports import declare_exports
from candor.people.personal_data_list_views import declare_list_views
from candor.people.personal_data_records import declare_records
from candor.people.personal_data_registration import declare_registration
from candor.people.rules.arrivals import REMEMBERED

CONTACT = (Purpose.SUPPORT, Purpose.CONTRACT)

keep_from("customer", "The last case, contract or message of the person, or their last sign-in.")
counts_from("customer", "people.person", person="self", at="created_at")
counts_from("customer", "people.account", person="person", at="last_login")
counts_from("customer", "people.activity", person="person", at="happened_at")
waits_for("customer", "people.staffmember", person="account__person", at="left_at")
keep_from("account", "The account's last sign-in.")
keep_from("staff", "The day on which the member of staff left; of an invitation that came to nothing its end.")
waits_for("staff", "people.staffmember", person="account__person", at="left_at")
counts_from("staff", "people.staffinvitation", person="person", at="expires_at")
keep_from("session", "The session's last use; log-out ends it at once.")
keep_from("known-places", "The last sign-in from there.", period=REMEMBERED)
keep_from("api-token", "The token's end.", period=ENDED_KEPT)


def _contact(category: str, *, portable: bool = True) -> Column:
    """A value the person gave us to be reached or addressed by: it goes with its row."""
    return personal(
        category,
        purposes=CONTACT,
        erase=Erase.DELETE_ROW,
        portable=portable,
        recipients=[Recipient.MAIL_SERVER, Recipient.ORGANISATION, Recipient.PROGRAMS],
    )


def _of_account(category: str = "user.account", *, log: Log = Log.NO) -> Column:
    return personal(
        category, purposes=[Purpose.ACCOUNT], erase=Erase.DELETE_ROW, log=log, author=Author.SOFTWARE, lock=Lock.SHOW
    )


declare(
    Person,
    row=Row.SUBJECT,
    person="self",
    keep="customer",
    fields={
        "id": technical(),
        "ref": technical(),
        "name": _contact("user.name"),
        "language": _contact("user.demographic.language"),
        "time_zone": _contact("user.location"),
        "source": personal("user", purposes=CONTACT, erase=Erase.DELETE_ROW, author=Author.SOFTWARE),
        "note": personal("user.content", purposes=CONTACT, erase=Erase.DELETE_ROW, author=Author.STAFF),
        "claimed_organisation": _contact("user.job_title"),
        "created_at": personal("user.behavior", purposes=CONTACT, erase=Erase.DELETE_ROW, author=Author.SOFTWARE),
        "version": technical(),
        "merged_into": link(),
        "erased_at": technical(),
    },
)
declare(
    PersonName,
    row=Row.SUBJECT,
    person="person",
    keep="customer",
    fields={"id": technical(), "person": technical(), "kind": technical(), "text": _contact("user.name")},
)
declare(
    Identifier,
    row=Row.SUBJECT,
    person="person",
    keep="customer",
    fields={
        "id": technical(),
        "ref": technical(),
        "person": technical(),
        "kind": technical(),
        "value": _contact("user.contact", portable=False),
        "written": _contact("user.contact"),
        "label": _contact("user.contact"),
        "is_primary": technical(),
        "verified_at": _of_account(),
        "created_at": technical(),
    },
)
declare(
    PostalAddress,
    row=Row.SUBJECT,
    person="person",
    keep="customer",
    fields={
        "id": technical(),
        "ref": technical(),
        "person": technical(),
        "label": _contact("user.contact.address"),
        "lines": _contact("user.contact.address.street"),
        "postcode": _contact("user.contact.address.postal_code"),
        "city": _contact("user.contact.address.city"),
        "country": _contact("user.contact.address.country"),
    },
)
declare(
    Organisation,
    row=Row.NOBODY,
    fields={
        "id": technical(),
        "ref": technical(),
        "name": business(),
        "website": business(),
        "phone": business(),
        "address": business(),
        "country": business(),
        "vat_number": business(),
        "invoice_email": business(),
        "note": business(),
        "created_at": technical(),
        "version": technical(),
        "merged_into": technical(),
    },
)
declare(
    OrganisationAddress,
    row=Row.NOBODY,
    fields={
        **{name: technical() for name in ("id", "ref", "organisation", "kind")},
        **{name: business() for name in ("addition", "lines", "postcode", "city", "country")},
    },
)
declare(
    Membership,
    row=Row.SUBJECT,
    person="person",
    keep="customer",
    fields={
        "id": technical(),
        "person": technical(),
        "organisation": personal("user.job_title", purposes=CONTACT, erase=Erase.DELETE_ROW, author=Author.STAFF),
        "role": personal("user.account", purposes=CONTACT, erase=Erase.DELETE_ROW, author=Author.STAFF),
        "position": _contact("user.job_title"),
        "since": _of_account("user.job_title"),
        "ended_on": _of_account("user.job_title"),
        "contact_since": personal(
            "user.job_title", purposes=CONTACT, erase=Erase.DELETE_ROW, author=Author.STAFF, lock=Lock.SHOW
        ),
        "contact_by": personal(
            "user.unique_id",
            purposes=CONTACT,
            erase=Erase.NULL,
            export=Export.NO,
            log=Log.NO,
            author=Author.SOFTWARE,
        ),
    },
)
declare(
    Account,
    row=Row.SUBJECT,
    person="person",
    keep="account",
    since=last_known_of("last_login", "created_at"),
    fields={
        "id": technical(),
        "person": technical(),
        "password": secret("user.authorization.password"),
        "is_active": _of_account(),
        "epoch": technical(),
        "password_changed_at": _of_account(),
        "password_is_short": technical(),
        "last_login": _of_account("user.behavior"),
        "created_at": _of_account(),
        "notice_version": _of_account(),
    },
)
declare(
    StaffMember,
    row=Row.SUBJECT,
    person="account__person",
    keep="staff",
    fields={
        "id": technical(),
        "account": technical(),
        "role": personal("user.job_title", purposes=[Purpose.STAFF], erase=Erase.DELETE_ROW, author=Author.STAFF),
        "signature": personal("user.content", purposes=[Purpose.STAFF], erase=Erase.DELETE_ROW, portable=True),
        "started_on": personal("user.job_title", purposes=[Purpose.STAFF], erase=Erase.DELETE_ROW, author=Author.STAFF),
        "ends_on": personal("user.job_title", purposes=[Purpose.STAFF], erase=Erase.DELETE_ROW, author=Author.STAFF),
        "end_told_for": technical(),
        "left_at": personal("user.job_title", purposes=[Purpose.STAFF], erase=Erase.DELETE_ROW, author=Author.STAFF),
        "unread_notifications": technical(),
        "promised_calls": technical(),
    },
)
declare(
    StaffInvitation,
    row=Row.SUBJECT,
    person="person",
    keep="staff",
    fields={
        "id": technical(),
        "ref": technical(),
        "person": technical(),
        "role": personal("user.job_title", purposes=[Purpose.STAFF], erase=Erase.DELETE_ROW, author=Author.STAFF),
        "ends_on": personal("user.job_title", purposes=[Purpose.STAFF], erase=Erase.DELETE_ROW, author=Author.STAFF),
        "invited_at": personal("user.behavior", purposes=[Purpose.STAFF], erase=Erase.DELETE_ROW, author=Author.STAFF),
        "expires_at": technical(),
        "settled_at": personal(
            "user.behavior", purposes=[Purpose.STAFF], erase=Erase.DELETE_ROW, author=Author.SOFTWARE
        ),
    },
)
declare(
    Session,
    row=Row.SUBJECT,
    person="account__person",
    keep="session",
    since="last_seen_at",
    fields={
        "id": technical(),
        "digest": secret(),
        "account": technical(),
        "epoch": technical(),
        "data": personal(
            "user.account",
            purposes=[Purpose.ACCOUNT, Purpose.SECURITY],
            erase=Erase.DELETE_ROW,
            export=Export.NEVER,
            log=Log.NO,
            author=Author.SOFTWARE,
        ),
        "created_at": _of_account("user.behavior"),
        "signed_in_at": _of_account("user.behavior"),
        "last_seen_at": _of_account("user.behavior"),
        "device": _of_account("user.device"),
        "network": _of_account("user.device.ip_address"),
    },
)
declare(
    KnownPlace,
    row=Row.SUBJECT,
    person="account__person",
    keep="known-places",
    fields={
        "id": technical(),
        "account": technical(),
        "kind": technical(),
        "digest": secret("user.device"),
        "last_used_at": _of_account("user.behavior"),
    },
)
declare(
    ExternalIdentity,
    row=Row.SUBJECT,
    person="account__person",
    keep="account",
    since=last_known_of("account__last_login", "account__created_at"),
    fields={
        "id": technical(),
        "ref": technical(),
        "account": technical(),
        "issuer": _of_account(),
        "subject": personal(
            "user.unique_id",
            purposes=[Purpose.ACCOUNT],
            erase=Erase.DELETE_ROW,
            log=Log.NO,
            author=Author.OTHER,
            lock=Lock.SHOW,
            recipients=[Recipient.IDENTITY_PROVIDER],
        ),
        "linked_at": _of_account(),
        "last_used_at": _of_account("user.behavior"),
    },
)
declare(
    IdentityProvider,
    row=Row.NOBODY,
    fields={
        "id": technical(),
        "ref": technical(),
        "name": business(),
        "issuer": business(),
        "client_id": business(),
        "secret": business(),
        "domains": business(),
        "is_required": technical(),
        "is_active": technical(),
        "created_at": technical(),
    },
)
declare(
    RoleRule,
    row=Row.NOBODY,
    fields={
        "id": technical(),
        "ref": technical(),
        "provider": technical(),
        "kind": technical(),
        "value": business(),
        "role": technical(),
    },
)
declare(
    AuthenticatorApp,
    row=Row.SUBJECT,
    person="account__person",
    keep="account",
    since=last_known_of("account__last_login", "account__created_at"),
    fields={
        "id": technical(),
        "account": technical(),
        "secret": secret("user.authorization.credentials"),
        "last_step": technical(),
        "created_at": _of_account(),
        "confirmed_at": _of_account(),
    },
)
declare(
    Passkey,
    row=Row.SUBJECT,
    person="account__person",
    keep="account",
    since=last_known_of("account__last_login", "account__created_at"),
    fields={
        "id": technical(),
        "ref": technical(),
        "account": technical(),
        "name": personal("user.device", purposes=[Purpose.ACCOUNT], erase=Erase.DELETE_ROW),
        "credential_id": secret("user.authorization.credentials"),
        "public_key": secret("user.authorization.credentials"),
        "handle": technical(),
        "sign_count": technical(),
        "created_at": _of_account(),
        "last_used_at": _of_account("user.behavior"),
    },
)
declare(
    RecoveryCode,
    row=Row.SUBJECT,
    person="account__person",
    keep="account",
    since=last_known_of("account__last_login", "account__created_at"),
    fields={
        "id": technical(),
        "account": technical(),
        "digest": secret("user.authorization.credentials"),
        "created_at": _of_account(),
        "used_at": _of_account("user.behavior"),
    },
)
declare(
    ApiToken,
    row=Row.SUBJECT,
    person="account__person",
    keep="api-token",
    fields={
        "id": technical(),
        "ref": technical(),
        "account": technical(),
        "name": personal("user.content", purposes=[Purpose.ACCOUNT], erase=Erase.DELETE_ROW),
        "beginning": technical(),
        "digest": secret(),
        "scopes": _of_account(),
        "epoch": technical(),
        "created_at": _of_account("user.behavior"),
        "expires_at": _of_account(),
        "last_used_at": _of_account("user.behavior"),
        "revoked_at": _of_account("user.behavior"),
        "refused_at": _of_account("user.behavior"),
    },
)
declare(
    SignInRules,
    row=Row.NOBODY,
    fields={"id": technical(), "staff_second_factor": business(), "required_from": business(), "version": technical()},
)
declare_store(
    "sign-in-key", holds="The key that seals authenticator apps' secrets.", erase=Erase.NOTHING, paths=["sign-in.key"]
)
# Tokens are numbered by their purpose: some are a person's, those between the steps of signing in an account's.
leads_also(
    "kernel.token",
    by_number(
        "subject_id",
        only={
            "purpose": (
                "own-address:",
                "password-",
                "sign-in-was-not-me",
                "single-sign-on",
                "staff-invitation",
            )
        },
    ),
    by_number("subject_id", to="people.account", only={"purpose": ("passkey-", "sign-in-set-up", "sign-in-show")}),
)
leads_also("kernel.idempotentrequest", by_number("owner_id", to="people.apitoken"))
declare_records()
declare_registration()
declare_exports()
declare_list_views()
