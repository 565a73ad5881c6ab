"""The mails about accounts: what each is for, and what its words may hold."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.mail_texts import MailClass, Placeholder, Reader, Shape, declare

NAME = Placeholder("name", _("Name of the recipient"), "Robin Sommer")
ORGANISATION = Placeholder("organisation", _("Name of the organisation"), "Nordlicht GmbH")
CODE = Placeholder("code", _("The code"), "ABCD-EFGH", Shape.SECRET)
NEW_ADDRESS = Placeholder("new", _("The new e-mail address"), "robin@sommer.example")
COUNTS_FROM = Placeholder("day", _("Day from which it counts"), pgettext_lazy("sample", "4 May 2026"))
CONTACT = Placeholder("contact", _("Address of the contact form"), "https://desk.example/contact/", Shape.LINK)


def _link(label: Promise, path: str) -> Placeholder:
    return Placeholder("link", label, f"https://desk.example/{path}", Shape.LINK)


declare(
    "people/mail/reset_code",
    _("Code for a new password"),
    _("Somebody asks for a new password."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(
        NAME,
        CODE,
    ),
    required=("code",),
)
declare(
    "people/mail/address_new",
    _("New e-mail address: its mailbox is asked"),
    _("A new e-mail address is to be added; goes there."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(
        NAME,
        _link(_("Address that agrees"), "new-address/"),
    ),
    required=("link",),
)
declare(
    "people/mail/address_known",
    _("New e-mail address: the known mailbox is asked"),
    _("A new e-mail address is to be added; goes to the address known so far."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(
        NAME,
        NEW_ADDRESS,
        _link(_("Address that agrees or stops it"), "known-address/"),
    ),
    required=("link", "new"),
)
declare(
    "people/mail/address_will_count",
    _("New e-mail address without the known mailbox"),
    _("An officer has made sure who asks; goes to the address known so far, which can stop it."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        NEW_ADDRESS,
        COUNTS_FROM,
        _link(_("Address that stops it"), "known-address/"),
    ),
    required=("link", "new", "day"),
)
declare(
    "people/mail/address_counts_from",
    _("New e-mail address: from when it counts"),
    _("An officer has made sure who asks; goes to the new address."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        NEW_ADDRESS,
        COUNTS_FROM,
    ),
    required=("day",),
)
declare(
    "people/mail/address_changed",
    _("New e-mail address counts"),
    _("A new e-mail address counts from now on; goes to both addresses."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        NEW_ADDRESS,
    ),
    required=("new",),
)
declare(
    "people/mail/address_added",
    _("E-mail address added"),
    _("An e-mail address was added; goes to the address known so far."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(NAME,),
)
declare(
    "people/mail/address_joined",
    _("Two records put together"),
    _("Two records of a person became one, and one of them signs in; goes to the address of the other one."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(NAME,),
)
declare(
    "people/mail/password_changed",
    _("Password changed"),
    _("A password was changed."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(NAME,),
)
declare(
    "people/mail/new_sign_in",
    _("Sign-in from a new place"),
    _("Somebody signed in from a device or network that the account did not know."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        _link(_("Address that says “It was not me”"), "not-me/"),
        Placeholder("device", _("Browser and system"), "Firefox, Linux"),
        Placeholder("at", _("Moment of the sign-in"), "04.05.26, 14:02"),
    ),
    required=("link",),
)
declare(
    "people/mail/identity_linked",
    _("Account connected with a provider"),
    _("A provider lets its users into the account from now on."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        Placeholder("provider", _("Name of the provider"), "Nordlicht ID"),
    ),
    required=("provider",),
)
declare(
    "people/mail/app_added",
    _("Authenticator app added"),
    _("An authenticator app was added to an account."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(NAME,),
)
declare(
    "people/mail/app_removed",
    _("Authenticator app removed"),
    _("The person removed their authenticator app."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(NAME,),
)
declare(
    "people/mail/passkey_added",
    _("Passkey added"),
    _("A passkey was added to an account."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(NAME,),
)
declare(
    "people/mail/passkey_removed",
    _("Passkey removed"),
    _("The person removed a passkey."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(NAME,),
)
declare(
    "people/mail/factors_removed",
    _("Second factors removed by us"),
    _("Somebody of ours removed all second factors of an account."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(NAME,),
)
declare(
    "people/mail/recovery_code_used",
    _("Recovery code used"),
    _("A recovery code opened an account."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        Placeholder("left", _("How many codes are left"), "7"),
    ),
)
declare(
    "people/mail/recovery_codes_made",
    _("New recovery codes"),
    _("Recovery codes were made anew."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(NAME,),
)
declare(
    "people/mail/token_created",
    _("Token for programs"),
    _("A token was made with which a program may act for the person."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(NAME,),
)
declare(
    "people/mail/registration_link",
    _("Confirmation of a registration"),
    _("A visitor registers. The mail holds nothing that was typed there."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(_link(_("Address that confirms"), "register/…/"),),
    required=("link",),
)
declare(
    "people/mail/registration_has_account",
    _("Registration by somebody who has an account"),
    _("A visitor registers with an address that has an account."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(
        Placeholder("sign_in", _("Address of the sign-in page"), "https://desk.example/customer/sign-in/", Shape.LINK),
        Placeholder("reset", _("Address for a new password"), "https://desk.example/customer/reset/", Shape.LINK),
        CONTACT,
    ),
    required=("sign_in",),
)
declare(
    "people/mail/registration_not_invited",
    _("Registration that is not open"),
    _("A visitor registers, and only invited organisations may."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(CONTACT,),
    required=("contact",),
)
declare(
    "people/mail/registration_no_way",
    _("Registration that does not work"),
    _("A visitor registers with an address that cannot be used for it."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(CONTACT,),
    required=("contact",),
)
declare(
    "people/mail/colleague_invitation",
    _("Invitation of a colleague"),
    _("A super customer invites a colleague."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        ORGANISATION,
        _link(_("Address that accepts"), "join/…/"),
    ),
    required=(
        "link",
        "organisation",
    ),
)
declare(
    "people/mail/colleague_no_way",
    _("Invitation that does not work"),
    _("A super customer invites an address that several people share."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.ANSWER,
    placeholders=(
        ORGANISATION,
        CONTACT,
    ),
    required=("contact",),
)
declare(
    "people/mail/membership_ended",
    _("Place in an organisation ended"),
    _("A super customer ended a colleague’s place in the organisation."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        ORGANISATION,
    ),
    required=("organisation",),
)
declare(
    "people/mail/super_asked",
    _("Wish to become super customer"),
    _("A colleague asks super customers to become one, too."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        ORGANISATION,
        _link(_("Address to decide"), "customer/colleagues/"),
    ),
    required=(
        "link",
        "organisation",
    ),
)
declare(
    "people/mail/super_granted",
    _("Wish granted"),
    _("Somebody became super customer."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        ORGANISATION,
        _link(_("Address of the cases"), "customer/cases/"),
    ),
    required=("organisation",),
)
declare(
    "people/mail/super_declined",
    _("Wish declined"),
    _("Somebody did not become super customer."),
    reader=Reader.CUSTOMERS,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        ORGANISATION,
    ),
    required=("organisation",),
)
declare(
    "people/mail/staff_invitation",
    _("Invitation to the Tech Center"),
    _("Somebody is invited to work here."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        _link(_("Address that accepts"), "tech/invitation/…/"),
        Placeholder("days", _("How long it works"), pgettext_lazy("sample", "7 days")),
    ),
    required=("link",),
)
declare(
    "people/mail/role_changed",
    _("Role changed"),
    _("Somebody of ours has another role."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        Placeholder("role", _("Name of the role"), _("Technician")),
    ),
    required=("role",),
)
declare(
    "people/mail/contract_ends",
    _("Account that ends soon"),
    _("The contract of somebody of ours ends; goes to administrators."),
    reader=Reader.STAFF,
    kind=MailClass.CONTRACT,
    placeholders=(
        NAME,
        Placeholder("who", _("Whose account ends"), "Max Sommer"),
        Placeholder("last_day", _("The last day"), pgettext_lazy("sample", "4 May 2026")),
        _link(_("Address that extends it"), "tech/extend/…/"),
    ),
    required=(
        "who",
        "last_day",
    ),
)
