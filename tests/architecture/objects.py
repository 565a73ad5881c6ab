"""Something real behind every address: for each variable part of a route the objects of several people.

A route's variable part is known by the word before it in the pattern: `cases/<ref>` is made by MAKERS["cases", "ref"],
`<kind>/<entry>` by MAKERS["kind", "entry"]. A maker gives one value per relation; a new route whose parts have no
maker fails `test_route_matrix.py`, and this is the place to add it.

Relations, as Kim sees them: OWN is Kim's, COLLEAGUES belongs to Lee of the same organisation, OTHERS to Sam of another
one, INTERNAL is a visitor's case in the closed queue, NOTE hangs on an internal note of Kim's case, COMMON is nobody's,
ADAMS is for Adam's eyes alone.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core import signing

from candor.business.actions import declaring
from candor.business.actions.leads import NewLead, make_lead
from candor.business.actions.quote_steps import LINK as QUOTE_LINK
from candor.business.actions.quote_steps import Answer, accept_quote, send_quote
from candor.business.actions.quotes import Terms as QuoteTerms
from candor.business.actions.quotes import begin_quote, set_lines
from candor.business.actions.seller import invoicing
from candor.business.actions.subscriptions import Deal, NewSubscription, begin_subscription
from candor.business.lists import INVOICES
from candor.business.models import (
    CancelKind,
    ContactRight,
    Correspondence,
    DecidedBy,
    Declaration,
    DunningLetter,
    DunningState,
    FollowUp,
    Invoice,
    InvoiceDraft,
    InvoicingSettings,
    Lead,
    LeadTask,
    LostReason,
    Order,
    Quote,
    QuoteVersion,
    SalesFile,
    SalesMail,
    Segment,
    Stage,
    Subscription,
)
from candor.business.rules.quotes import QuoteLine
from candor.business.rules.terms import Span, Unit
from candor.business.tests.stories_invoices import drafted, issued
from candor.catalogue.actions.downloading import LINK as DOWNLOAD_LINK
from candor.catalogue.actions.downloading import Wanted, ask_for_download
from candor.catalogue.actions.news import signed as signed_for_news
from candor.catalogue.actions.news import subscribe
from candor.catalogue.actions.news_again import secret_to_undo as secret_to_undo_news
from candor.catalogue.actions.news_by_mail import CONFIRMATION as NEWS_CONFIRMATION
from candor.catalogue.models import Audience as ReleaseAudience
from candor.catalogue.models import Edition, PriceList, Release, ReleaseFile, ReleaseSubscription, TaxClass
from candor.catalogue.public import (
    EditionDetails,
    PriceListDetails,
    ProductDetails,
    add_edition,
    create_price_list,
    create_product,
    set_prices,
)
from candor.catalogue.tests.stories_releases import released
from candor.helpdesk.actions.binning import move_to_bin
from candor.helpdesk.actions.bulk.choosing import choose
from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.tagging import named
from candor.helpdesk.actions.times import NewTime, write_time
from candor.helpdesk.actions.views import ViewDetails, delete_view, save_view
from candor.helpdesk.models import (
    Attachment,
    Audience,
    BinReason,
    Bulk,
    CallBack,
    Category,
    GroupAnswer,
    LaterReply,
    Macro,
    Message,
    Notification,
    Part,
    Participant,
    Queue,
    QueueMember,
    ReplyTemplate,
    ReplyText,
    SavedView,
    Standing,
    Ticket,
    TicketLink,
    TimeKind,
    TimeRecord,
)
from candor.helpdesk.models.messages import MessageKind
from candor.helpdesk.rules.filters import Definition
from candor.helpdesk.views.public import RECEIPT
from candor.kernel import clock, instance, tokens
from candor.kernel.actor import ANONYMOUS, SYSTEM, Actor, Channel
from candor.kernel.files import store_file
from candor.kernel.models import Job
from candor.knowledge.actions.categories import CategoryDetails, create_category
from candor.knowledge.actions.files import add_files
from candor.knowledge.actions.publishing import publish as publish_article
from candor.knowledge.actions.writing import NewArticle, Words, create_article, save_draft
from candor.knowledge.models import Article, ArticleCategory, ArticleFeedback, MissedSearch
from candor.licences.actions.activating import Machine, activate
from candor.licences.actions.issuing import NewLicence, issue_licence
from candor.licences.actions.restoring import keep_name
from candor.licences.models import Licence, Restoration
from candor.mail.models import DeadAddress, Mailbox, MailGrant, OutboxMessage, RawMessage, SigningKey
from candor.mail.sealing import seal
from candor.newsletters import links as newsletter_links
from candor.newsletters.actions.issuing import begin_issue, schedule_issue
from candor.newsletters.actions.lists import add_list
from candor.newsletters.actions.selling_by_invoice import ToldWords, enter_words
from candor.newsletters.actions.signing_up import CONFIRMATION as NEWSLETTERS
from candor.newsletters.actions.subscribing import Ended, subscribe_own
from candor.newsletters.actions.templates import save_as_template
from candor.newsletters.actions.undoing import secret_to_undo
from candor.newsletters.actions.writing import IssueWords, write_issue
from candor.newsletters.models import CollectionNotice, Issue, IssuePicture, IssueTemplate, MailingList, SignUp
from candor.newsletters.models import Subscription as Reader
from candor.people.actions.address_changes import End
from candor.people.actions.arrivals import NOT_ME
from candor.people.actions.colleagues import INVITATION as JOIN
from candor.people.actions.importing import keep_list
from candor.people.actions.list_views import save_list_view
from candor.people.actions.registration import CONFIRMATION
from candor.people.actions.reset import REQUEST
from candor.people.actions.staff import INVITATION
from candor.people.actions.tokens import NewToken, create_token
from candor.people.models import (
    Account,
    Activity,
    AddressChange,
    ColleagueInvitation,
    Export,
    ExternalIdentity,
    Identifier,
    IdentifierKind,
    IdentityProvider,
    Import,
    Merge,
    Organisation,
    OrganisationAddress,
    OrganisationDomain,
    OrganisationPair,
    Passkey,
    Person,
    PersonName,
    PersonPair,
    PostalAddress,
    Registration,
    RoleRule,
    Session,
    StaffInvitation,
    SuperRequest,
)
from candor.people.models.list_views import OfferedTo
from candor.people.public import organisations_of
from candor.people.roles import Role
from candor.people.scopes import Scope
from candor.privacy.actions.agreements import Terms, record_agreement
from candor.privacy.actions.announcing import Change, announce
from candor.privacy.actions.asking import PROOF, ask_for_mailbox
from candor.privacy.actions.breaches import BreachWords, record_breach
from candor.privacy.actions.contests import enter as enter_contest
from candor.privacy.actions.copying import CopyWanted, ask_for_copy
from candor.privacy.actions.disclosures import Disclosed, note_disclosure
from candor.privacy.actions.holds import Target, set_hold
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.actions.log_reads import LogQuestion, read_log
from candor.privacy.actions.notices import publish_shipped_versions
from candor.privacy.actions.own_requests import Wrong, contest
from candor.privacy.actions.recipients import RecipientWords, add_recipient
from candor.privacy.actions.requests import NewRequest, receive
from candor.privacy.certificates.links import link_for
from candor.privacy.erasing import Asked, plan_erasure
from candor.privacy.models import (
    Affected,
    Announcement,
    Breach,
    BreachClient,
    ClientRequest,
    Contest,
    Copy,
    Disclosure,
    DisclosureGround,
    DisclosureWay,
    Erasure,
    Hold,
    HoldReason,
    IdentityProof,
    Lock,
    LockGround,
    LogRead,
    NoticeKind,
    PaperLetter,
    ProcessingAgreement,
    Recipient,
    RecipientKind,
    RecipientTask,
    Replacement,
    RequestChannel,
    RequestKind,
    RetentionRun,
    RunState,
    SubjectRequest,
    ToldClient,
    ToldPerson,
)
from candor.privacy.notices_to_recipients import ANSWER
from candor.privacy.queries.rule_packs import rules_in_force
from candor.privacy.retaining.running import fingerprint
from candor.ui.assets import asset_url
from tests.cast import actor, make_customer, make_person, make_staff

OWN, COLLEAGUES, OTHERS, INTERNAL, NOTE, COMMON = "own", "colleague's", "other's", "internal", "note", "common"
ADAMS = "adam's"
DAY = timedelta(days=1)
DRAWING = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""A picture of one point."""

VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class World:
    """The people who knock, by name (None has not signed in), and whose objects stand behind the doors."""

    people: Mapping[str, Person | None]
    subjects: Mapping[str, Person]
    tickets: Mapping[str, Ticket]
    organisations: Mapping[str, Organisation]

    def actor(self, name: str) -> Actor:
        """Who this person acts as."""
        person = self.people[name]
        return actor(person) if person else ANONYMOUS


def make_world() -> World:
    """The cast, all at once, with a case of each subject."""
    nordlicht = Organisation.objects.create(name="Nordlicht GmbH", created_at=clock.now())
    hafen = Organisation.objects.create(name="Hafen AG", created_at=clock.now())
    people = {
        "stranger": None,
        "kim": make_customer("Kim Jansen", "kim@nordlicht.example", nordlicht),
        "lee": make_customer("Lee Olsen", "lee@nordlicht.example", nordlicht, role="super"),
        "sam": make_customer("Sam Peters", "sam@hafen.example", hafen),
        "mallory": make_customer("Mallory Quick", "mallory@elsewhere.example", None),
        "anna": make_staff("Anna Berg", Role.TECHNICIAN, "anna@lindwurm.example"),
        "boris": make_staff("Boris Tal", Role.TECHNICIAN, "boris@lindwurm.example"),
        "clara": make_staff("Clara Wolff", Role.SALES, "clara@lindwurm.example"),
        "mara": make_staff("Mara Stern", Role.MANAGER, "mara@lindwurm.example"),
        "paula": make_staff("Paula Roth", Role.PRIVACY_OFFICER, "paula@lindwurm.example"),
        "adam": make_staff("Adam Kern", Role.ADMINISTRATOR, "adam@lindwurm.example"),
        "ended contractor": _ended_contractor(),
    }
    visitor = make_customer("Olga Vidal", "olga@visitors.example", None)
    subjects = {OWN: people["kim"], COLLEAGUES: people["lee"], OTHERS: people["sam"], INTERNAL: visitor}
    security = Queue.objects.create(name="Security", is_open_to_all=False)
    QueueMember.objects.create(queue=security, person=people["boris"])
    tickets = {
        OWN: _ticket(people["kim"], organisation=nordlicht),
        COLLEAGUES: _ticket(people["lee"], organisation=nordlicht),
        OTHERS: _ticket(people["sam"], organisation=hafen),
        INTERNAL: _ticket(visitor, queue=security),
    }
    return World(people, subjects, tickets, {OWN: nordlicht, COLLEAGUES: nordlicht, OTHERS: hafen})


def _ended_contractor() -> Person:
    person = make_staff("Ines Ende", Role.TECHNICIAN, "ines@contractors.example")
    person.account.staff.ends_on = date(2026, 2, 1)
    person.account.staff.save()
    return person


def _ticket(requester: Person, **more: Any) -> Ticket:
    new = NewTicket(requester=requester, subject="The export stops", text="It stops.", channel=Channel.PHONE, **more)
    return open_ticket(new, by=SYSTEM)


# Makers: from the world to one value per relation.


def _refs(rows: Mapping[str, Any]) -> dict[str, str]:
    return {relation: row.ref for relation, row in rows.items()}


def _messages(world: World) -> dict[str, str]:
    written = {relation: _message(ticket, MessageKind.FROM_CUSTOMER) for relation, ticket in world.tickets.items()}
    messages = {**written, NOTE: _message(world.tickets[OWN], MessageKind.INTERNAL)}
    for message in messages.values():
        _attached(message)
        _came_by_mail(message)
    return _refs(messages)


def _came_by_mail(message: Message | SalesMail) -> None:
    RawMessage.objects.create(
        file=store_file("mail-raw", "message.eml", "message/rfc822", [b"Subject: Hello\r\n\r\nHello"]),
        way="pipe",
        state="handled",
        became_kind=message._meta.label_lower,
        became_id=message.pk,
        received_at=clock.now(),
    )


def _message(ticket: Ticket, kind: str) -> Message:
    now = clock.now()
    return Message.objects.create(
        ticket=ticket, kind=kind, channel="mail", text="Hello", html="<p>Hello</p>", written_at=now, created_at=now
    )


def _files(world: World) -> dict[str, str]:
    refs = {
        relation: _attached(_message(ticket, MessageKind.FROM_CUSTOMER)) for relation, ticket in world.tickets.items()
    }
    return {**refs, NOTE: _attached(_message(world.tickets[OWN], MessageKind.INTERNAL))}


def _copy(ticket: Ticket) -> Participant:
    return Participant.objects.create(
        ticket=ticket,
        part=Part.COPY,
        standing=Standing.SUGGESTED,
        address="copied@elsewhere.example",
        since=clock.now(),
    )


def _call(world: World, ticket: Ticket) -> CallBack:
    return CallBack.objects.create(
        ticket=ticket, caller=world.people["boris"], number="+49 431 5550105", at=clock.now() + DAY,
        created_at=clock.now(),
    )  # fmt: skip


def _later(world: World, ticket: Ticket) -> LaterReply:
    return LaterReply.objects.create(
        ticket=ticket, author=world.people["boris"], text="Good morning.", send_at=clock.now() + DAY,
        created_at=clock.now(),
    )  # fmt: skip


def _binned(world: World) -> dict[str, str]:
    """A visitor's case in the bin, of a queue that all technicians see."""
    ticket = _ticket(world.subjects[INTERNAL])
    move_to_bin(ticket, BinReason.SPAM, by=SYSTEM)
    return {COMMON: ticket.ref}


def _notification(world: World) -> dict[str, str]:
    """A line of the administrator's own bell: everybody else's knock finds nothing."""
    row = Notification.objects.create(
        person=world.people["adam"], ticket=world.tickets[OWN], tally={"assigned": 1}, reason="assignee",
        since=clock.now(), last_at=clock.now(),
    )  # fmt: skip
    return {ADAMS: row.ref}


def _attached(message: Message) -> str:
    file = store_file("files", "drawing.gif", "image/gif", [DRAWING])
    Attachment.objects.create(message=message, file=file)
    return file.ref


def _names(world: World) -> dict[str, str]:
    return {
        relation: str(PersonName.objects.create(person=person, kind=PersonName.Kind.FORMER, text="Was").pk)
        for relation, person in world.subjects.items()
    }


def _addresses(world: World) -> dict[str, str]:
    return _refs(
        {
            relation: PostalAddress.objects.create(person=person, lines="Kai 1", city="Kiel", country="DE")
            for relation, person in world.subjects.items()
        }
    )


def _places(world: World) -> dict[str, str]:
    return _refs(
        {
            relation: OrganisationAddress.objects.create(
                organisation=organisation, kind="billing", lines="Kai 1", city="Kiel", country="DE"
            )
            for relation, organisation in world.organisations.items()
        }
    )


def _identifiers(world: World) -> dict[str, str]:
    """The second address of each subject: pages and the API name it differently, and mean the same."""
    return _refs(
        {
            relation: Identifier.objects.get_or_create(
                person=person, kind=IdentifierKind.EMAIL, value=f"second{person.pk}@x.example",
                defaults={
                    "written": f"second{person.pk}@x.example", "created_at": clock.now(), "verified_at": clock.now(),
                },
            )[0]
            for relation, person in world.subjects.items()
        }
    )  # fmt: skip


def _passkeys(world: World) -> dict[str, str]:
    return _refs(
        {
            relation: Passkey.objects.create(
                account=person.account, name="Telephone", credential_id=f"{person.pk:08}", public_key="",
                created_at=clock.now(),
            )
            for relation, person in world.subjects.items()
        }
    )  # fmt: skip


def _invitation(_world: World) -> StaffInvitation:
    return StaffInvitation.objects.create(
        person=make_person("Ivo Neu", "ivo@lindwurm.example"), role=Role.SALES, invited_at=clock.now(),
        expires_at=clock.now() + DAY,
    )  # fmt: skip


def _invitation_secret(world: World) -> dict[str, str]:
    row = _invitation(world)
    entry = row.person.identifiers.get()
    return {COMMON: tokens.issue_link(INVITATION, row.person_id, lives=DAY, invitation=row.pk, identifier=entry.pk)}


def _reset_secret(world: World) -> dict[str, str]:
    person = world.subjects[OWN]
    entry = person.identifiers.order_by("pk")[0]
    return {COMMON: tokens.issue_link(REQUEST, person.pk, lives=DAY, identifier=entry.pk)}


def _registration_secret(_world: World) -> dict[str, str]:
    now = clock.now()
    row, _is_new = Registration.objects.get_or_create(
        key="a-form",
        defaults={"email": "neu@fjord.example", "name": "Neu Hier", "created_at": now, "expires_at": now + DAY},
    )
    return {COMMON: tokens.issue_link(CONFIRMATION, row.pk, lives=DAY)}


def _address_change(_world: World) -> AddressChange:
    """Of somebody whom nobody else finds, whose old mailbox is lost."""
    person = make_person("Nele Neu", "nele@alt.example")
    now = clock.now()
    return AddressChange.objects.create(
        person=person, email="nele@neu.example", written="nele@neu.example", old="nele@alt.example", asked_at=now,
        expires_at=now + DAY, new_confirmed_at=now, is_lost=True,
    )  # fmt: skip


def _address_link(end: End) -> Callable[[World], dict[str, str]]:
    return lambda world: {COMMON: tokens.issue_link(end, _address_change(world).pk, lives=DAY)}


def _domains(world: World) -> dict[str, str]:
    """A mail domain of each organisation; those of one stand behind the same address."""
    return _refs(
        {
            relation: OrganisationDomain.objects.get_or_create(
                domain=f"own{organisation.pk}.example",
                defaults={"organisation": organisation, "created_at": clock.now()},
            )[0]
            for relation, organisation in world.organisations.items()
        }
    )


def _colleague_invitations(world: World) -> dict[str, str]:
    """An open offer of each organisation; those of one stand behind the same address."""
    return _refs(
        {
            relation: _offer(organisation, world.subjects[relation], f"neu{organisation.pk}@fjord.example")
            for relation, organisation in world.organisations.items()
        }
    )


def _offer(organisation: Organisation, by: Person, email: str) -> ColleagueInvitation:
    now = clock.now()
    return ColleagueInvitation.objects.get_or_create(
        organisation=organisation, email=email, defaults={"by": by, "invited_at": now, "expires_at": now + DAY}
    )[0]


def _super_requests(world: World) -> dict[str, str]:
    """Kim and Sam would like to become super customers."""
    wishes = {
        relation: SuperRequest.objects.get_or_create(
            membership=world.subjects[relation].memberships.get(), defaults={"asked_at": clock.now()}
        )[0]
        for relation in (OWN, OTHERS)
    }
    return _refs({**wishes, COLLEAGUES: wishes[OWN]})


def _join_secret(world: World) -> dict[str, str]:
    offer = _offer(world.organisations[OWN], world.subjects[COLLEAGUES], "joins@fjord.example")
    return {COMMON: tokens.issue_link(JOIN, offer.pk, lives=DAY)}


def _provider(_world: World) -> IdentityProvider:
    """At an address that Candor never calls, so that a press of its button ends at once."""
    provider, _is_new = IdentityProvider.objects.get_or_create(
        issuer="https://127.0.0.1",
        defaults={"name": "Lindwurm-ID", "client_id": "candor", "created_at": clock.now()},
    )
    return provider


def _rule(world: World) -> RoleRule:
    return RoleRule.objects.create(provider=_provider(world), kind="group", value="support", role=Role.TECHNICIAN)


def _identity(world: World) -> dict[str, str]:
    return _refs(
        {
            relation: ExternalIdentity.objects.create(
                account=person.account, issuer="https://login.lindwurm.example", subject=person.ref,
                linked_at=clock.now(),
            )
            for relation, person in world.subjects.items()
        }
    )  # fmt: skip


def _session(world: World) -> dict[str, str]:
    now = clock.now()
    return {
        relation: str(
            Session.objects.create(
                digest=person.ref, account=person.account, epoch=0, created_at=now, signed_in_at=now, last_seen_at=now
            ).pk
        )
        for relation, person in world.subjects.items()
    }


def _merge(world: World) -> Merge:
    """A merge that cannot be taken back: what is tried at this door leaves the world as it is."""
    former = make_person("Kim J.")
    return Merge.objects.create(
        person=world.subjects[OWN], former_person=former, state="settled", begun_at=clock.now(), undo_until=clock.now()
    )


def _person_pair(_world: World) -> PersonPair:
    first, second = make_person("Kim Jonson"), make_person("Kim Johnson")
    return PersonPair.objects.create(first=first, second=second, reason="near-name", found_at=clock.now())


def _organisation_pair(world: World) -> OrganisationPair:
    first, second = sorted({world.organisations[OWN].pk, world.organisations[OTHERS].pk})
    return OrganisationPair.objects.create(
        first_id=first, second_id=second, reason="near-name", found_at=clock.now()
    )  # fmt: skip


def _activities(world: World) -> dict[str, str]:
    return _refs(
        {
            relation: Activity.objects.create(
                person=person, kind="call", text="Asked for an offer.", happened_at=clock.now(), created_at=clock.now()
            )
            for relation, person in world.subjects.items()
        }
    )


def _notes(world: World) -> dict[str, str]:
    now = clock.now()
    return _refs(
        {
            relation: Activity.objects.create(
                organisation=organisation, kind="call", text="They move.", happened_at=now, created_at=now
            )
            for relation, organisation in world.organisations.items()
        }
    )


def _follow_up(world: World) -> FollowUp:
    return FollowUp.objects.create(
        person=world.subjects[OTHERS], kind="call", text="Ask again", due_on=clock.now().date(), created_at=clock.now()
    )


def _list_view(world: World) -> dict[str, str]:
    """Adam's own."""
    return {ADAMS: save_list_view(INVOICES, "Late", {"show": "overdue"}, OfferedTo.MINE, by=world.actor("adam")).ref}


def _segment(_world: World) -> Segment:
    return Segment.objects.get_or_create(
        name="North", about="people", defaults={"conditions": {"all": []}, "created_at": clock.now()}
    )[0]


def _correspondence(world: World) -> Correspondence:
    now = clock.now()
    return Correspondence.objects.create(
        person=world.subjects[OTHERS], subject="Ten more seats", waits_since=now, last_at=now, created_at=now
    )


def _sales_mail(world: World) -> SalesMail:
    """It came by mail, with a file."""
    now = clock.now()
    mail = SalesMail.objects.create(
        correspondence=_correspondence(world), text="How much?", html="<p>How much?</p>", written_at=now, created_at=now
    )
    file = store_file("files", "seats.txt", "text/plain", [b"ten"])
    SalesFile.objects.create(mail=mail, file=file)
    _came_by_mail(mail)
    return mail


def _sales_file(world: World) -> dict[str, str]:
    return {COMMON: SalesFile.objects.get(mail=_sales_mail(world)).file.ref}


def _lead(world: World) -> Lead:
    """With a task and a right to approach its person."""
    now, person = clock.now(), world.subjects[OTHERS]
    lead = make_lead(NewLead(person, "Ten seats", submission_key="lead-of-the-matrix"), by=SYSTEM)
    LeadTask.objects.get_or_create(
        lead=lead, text="Call back", kind="call", defaults={"due_on": now.date(), "created_at": now}
    )
    ContactRight.objects.get_or_create(
        person=person, channel="phone", ground="consent", given_on=now.date(), proof="A form.",
        defaults={"recorded_at": now},
    )  # fmt: skip
    return lead


def _lead_task(world: World) -> LeadTask:
    return LeadTask.objects.filter(lead=_lead(world))[0]


def _right(world: World) -> ContactRight:
    return ContactRight.objects.filter(person=_lead(world).person)[0]


def _rights(world: World) -> dict[str, str]:
    """A right to write to each of the subjects."""
    return _refs(
        {
            relation: ContactRight.objects.get_or_create(
                person=person, channel="mail", ground="consent", given_on=clock.now().date(), proof="A letter.",
                defaults={"recorded_at": clock.now()},
            )[0]
            for relation, person in world.subjects.items()
        }
    )  # fmt: skip


def _invoices(world: World) -> dict[str, str]:
    """One of each person, with its papers."""
    return _refs({relation: _invoice_of(person) for relation, person in world.subjects.items()})


def _invoice_of(person: Person) -> Invoice:
    found = Invoice.objects.filter(person=person, corrects=None).first()
    if found is None:
        found = issued(person, organisations_of([person.pk]).get(person.pk))
        file = store_file("files", "invoice.pdf", "application/pdf", [b"%PDF"])
        Invoice.objects.filter(pk=found.pk).update(pdf=file)
        _reminder_of(found)
    return found


def _reminder_of(invoice: Invoice) -> None:
    """Its first letter, which went out."""
    file = store_file("files", "reminder.pdf", "application/pdf", [b"%PDF"])
    day = invoice.issued_on
    DunningLetter.objects.create(
        invoice=invoice, level=1, state=DunningState.SENT, left=invoice.gross, total=invoice.gross, written_on=day,
        pay_by=day, pdf=file, sent_at=clock.now(), by_mail=True,
    )  # fmt: skip


def _times(world: World) -> dict[str, str]:
    """An estimate of each case that its customer is asked about."""
    return _refs({relation: _estimate(ticket) for relation, ticket in world.tickets.items()})


def _estimate(ticket: Ticket) -> TimeRecord:
    day = clock.now().date()
    new = NewTime(TimeKind.ESTIMATE, day, None, "Look for the fault.", minutes=90, asks=True)
    return write_time(ticket, new, by=SYSTEM, key=f"time-of-{ticket.ref}")


def _invoice_draft(world: World) -> InvoiceDraft:
    return InvoiceDraft.objects.first() or drafted(world.subjects[OTHERS])


def _lost_reason(world: World) -> LostReason:
    _stage(world)
    return LostReason.objects.latest("position")


def _stage(world: World) -> Stage:
    _lead(world)
    return Stage.objects.latest("position")


def _quote(person: Person) -> Quote:
    """Sent to the person, with one line."""
    if not invoicing().country:
        InvoicingSettings.objects.update_or_create(pk=invoicing().pk, defaults={"country": "DE"})
    terms = QuoteTerms("Ten seats", "EUR", clock.now().date() + 30 * DAY)
    quote = begin_quote(person, terms, f"quote-of-{person.ref}", by=SYSTEM)
    if quote.state == "draft":
        quote.refresh_from_db()
        set_lines(quote, quote.version, [QuoteLine("Seat", Decimal(10), Decimal("99.50"))], by=SYSTEM)
        sent = send_quote(quote, by=SYSTEM)
        file = store_file("files", "quote.pdf", "application/pdf", [b"%PDF"])
        QuoteVersion.objects.filter(pk=sent.pk).update(pdf=file)
        quote.refresh_from_db()
    return quote


def _quotes(world: World) -> dict[str, str]:
    return _refs({relation: _quote(person) for relation, person in world.subjects.items()})


def _quote_link(world: World) -> str:
    version = QuoteVersion.objects.get(quote=_quote(world.subjects[OTHERS]), number=1)
    return tokens.issue_link(QUOTE_LINK, version.pk, lives=30 * DAY)


def _order(world: World) -> Order:
    """Of a quote to Lee, who accepted it."""
    quote = _quote(world.subjects[COLLEAGUES])
    version = QuoteVersion.objects.select_related("quote").get(quote=quote, number=1)
    return accept_quote(version, Answer("Lee", DecidedBy.LINK), by=ANONYMOUS)


def _subscription(world: World, person: Person) -> Subscription:
    """Of support, by the person for themselves; one for each of them."""
    deal = Deal("EUR", Span(1, Unit.YEAR), Span(0, Unit.MONTH), renews_itself=False, price=Decimal(100))
    key = f"subscription-of-{person.ref}"[:40]
    new = NewSubscription(person, None, _edition(world), 2, clock.now().date(), deal, key=key)
    return begin_subscription(new, by=SYSTEM)


def _declaration(world: World) -> Declaration:
    """Of somebody unknown, and so one that waits."""
    _subscriptions(world)
    said = declaring.Said(
        CancelKind.ORDINARY, "Ole Fern", "ole@fern.example", "Support", key="declaration-of-the-matrix"
    )
    return declaring.receive_declaration(said, by=ANONYMOUS)


def _subscriptions(world: World) -> dict[str, str]:
    return _refs({relation: _subscription(world, person) for relation, person in world.subjects.items()})


def _licences(world: World) -> dict[str, Licence]:
    """One of each subject's own, with a key, a machine, and a name kept to restore it by."""
    return {relation: _licence(world, person, f"licence-of-{relation}") for relation, person in world.subjects.items()}


def _licence(world: World, person: Person, key: str) -> Licence:
    edition = Edition.objects.filter(sku="ARC-5").first() or _edition(world)
    licence = issue_licence(NewLicence(edition, person, seats=5, submission_key=key), by=SYSTEM)
    if not licence.machines.exists():
        activate(licence.keys.latest("pk").text, Machine("machine of the matrix", "Reception"), by=SYSTEM)
    return licence


def _release(world: World) -> Release:
    """By form, with one file."""
    found = Release.objects.filter(audience=ReleaseAudience.FORM).first()
    return found or released(audience=ReleaseAudience.FORM, by=SYSTEM, edition=_edition(world))


def _release_file(world: World) -> ReleaseFile:
    return ReleaseFile.objects.get(release=_release(world))


def _free_file(world: World) -> ReleaseFile:
    first = _release(world)
    found = Release.objects.filter(audience=ReleaseAudience.OPEN).first()
    release = found or released("1.0", by=SYSTEM, edition=first.product.editions.all()[0])
    return ReleaseFile.objects.filter(release=release)[0]


def _download_link(world: World) -> str:
    kim = world.subjects[OWN]
    wanted = Wanted(kim.name, "kim@nordlicht.example", wants_news=True, submission_key="download-of-the-matrix")
    request = ask_for_download(_release(world), wanted, by=ANONYMOUS)
    return tokens.issue_link(DOWNLOAD_LINK, request.pk, lives=DAY)


def _release_news(world: World) -> ReleaseSubscription:
    return subscribe(_release(world).product, world.subjects[OTHERS], "en", by=SYSTEM)


def _news_key(world: World) -> str:
    return signed_for_news(_release_news(world).ref)


def _news_confirmation(world: World) -> str:
    kim = Identifier.objects.get(value="kim@nordlicht.example")
    product = _release(world).product_id
    return tokens.issue_link(NEWS_CONFIRMATION, kim.pk, lives=DAY, product=product, language="en", notice="")


def _news_undo(world: World) -> str:
    return secret_to_undo_news(_release_news(world))


def _machines(world: World) -> dict[str, str]:
    return {relation: licence.machines.get().ref for relation, licence in _licences(world).items()}


def _kept_name(world: World) -> Restoration:
    known = Restoration.objects.standing().filter(licence__submission_key="licence-of-the-erased").first()
    if known is not None:
        return known
    licence = _licence(world, make_person("Otto Fern", "otto@fern.example"), "licence-of-the-erased")
    row = keep_name(licence, clock.now().date() + 900 * DAY, by=SYSTEM)
    Licence.objects.filter(pk=licence.pk).update(person=None)
    return row


def _edition(_world: World) -> Edition:
    """With a product of its own."""
    key = "product-of-the-matrix"
    product = create_product(ProductDetails({"en": ("Archive", "Keeps what you scan.")}), key, by=SYSTEM)
    return add_edition(product, EditionDetails("Team", "ARC-5", 5, "Search"), by=SYSTEM)


def _price_list(world: World) -> PriceList:
    """In which the edition has a price."""
    row = create_price_list(PriceListDetails("Prices", "EUR", date(2026, 1, 1)), "list-of-the-matrix", by=SYSTEM)
    set_prices(row, {_edition(world): (Decimal("990.00"), TaxClass.STANDARD)}, by=SYSTEM)
    row.refresh_from_db()
    return row


def _article(world: World) -> Article:
    """Published for all in one language, with a draft of its next version and a file."""
    article = create_article(NewArticle({"en": Words("Set up a printer", "", "Open the settings.")}), by=SYSTEM)
    text = article.texts.get()
    publish_article(text, by=SYSTEM)
    save_draft(text, Words("Set up any printer", "", "Open the settings first."), by=SYSTEM)
    add_files(article, [store_file("files", "menu.gif", "image/gif", [DRAWING])], by=SYSTEM)
    article.refresh_from_db()
    return article


def _article_file(world: World) -> dict[str, str]:
    return {COMMON: _article(world).files.get().file.ref}


def _article_category(_world: World) -> ArticleCategory:
    return create_category(CategoryDetails({"en": ("Printing", "")}), by=SYSTEM)


def _import(_world: World) -> Import:
    file = store_file("files", "people.csv", "text/csv", [b"Name,Email\r\nOle Lund,ole@fjord.example\r\n"])
    row = keep_list(file, by=SYSTEM)
    row.error_file = store_file("files", "errors.csv", "text/csv", [b"Name,Email,Reason\r\n"])
    row.save()
    return row


def _export(world: World) -> dict[str, str]:
    """Adam's, and over: an export is for whoever asked for it alone."""
    row = Export.objects.create(
        kind="people",
        columns=["name"],
        reason="A letter to all",
        state="fetched",
        by=world.people["adam"],
        asked_at=clock.now(),
        until=clock.now(),
    )
    return {ADAMS: row.ref}  # fmt: skip


def _mailbox(_world: World) -> Mailbox:
    mailbox = Mailbox.objects.create(
        name="Support", address="support@lindwurm.example", host="mail.lindwurm.example", user="support",
        password="", created_at=clock.now(),
    )  # fmt: skip
    MailGrant.objects.create(mailbox=mailbox, client_id="candor-at-work")
    return mailbox


def _signing_key(_world: World) -> SigningKey:
    return SigningKey.objects.create(
        domain="lindwurm.example", selector="candor1", private_key=seal("a key"), public_key="AAAA", made_at=clock.now()
    )


def _dead_addresses(world: World) -> dict[str, str]:
    made = {}
    for relation, person in world.subjects.items():
        email = Identifier.objects.filter(person=person, kind=IdentifierKind.EMAIL).order_by("id")[0].value
        made[relation] = DeadAddress.objects.get_or_create(address=email, defaults={"since": clock.now()})[0].ref
    return made


def _outgoing(_world: World) -> OutboxMessage:
    now = clock.now()
    return OutboxMessage.objects.create(
        from_address="support@lindwurm.example", to_address="kim@nordlicht.example", subject="Hello", text="Hello",
        html="<p>Hello</p>", message_id="<a@lindwurm.example>", template="reply", template_class="answer",
        language="en", about_kind="helpdesk.message", about_id=1, next_at=now, created_at=now,
    )  # fmt: skip


def _quarantined(_world: World) -> RawMessage:
    return RawMessage.objects.create(way="pipe", state="quarantined", reason="no-sender", received_at=clock.now())


def _failed_job(_world: World) -> dict[str, str]:
    now = clock.now()
    job = Job.objects.create(task="x.y", state="failed", run_at=now, created_at=now, finished_at=now)
    return {COMMON: str(job.pk)}


def _category(_world: World) -> Category:
    return Category.objects.create(name="Invoices")


def _linked(world: World) -> dict[str, str]:
    """A link of each case to another one that the same people see."""
    now, links = clock.now(), {}
    for relation, ticket in world.tickets.items():
        other = _ticket(ticket.requester, queue=ticket.queue, organisation=ticket.organisation)
        links[relation] = TicketLink.objects.create(ticket=ticket, other=other, kind="relates", created_at=now)
    return _refs(links)


def _children(world: World) -> dict[str, str]:
    children = {}
    for relation, ticket in world.tickets.items():
        child = _ticket(ticket.requester, queue=ticket.queue, organisation=ticket.organisation)
        Ticket.objects.filter(pk=child.pk).update(parent=ticket)
        children[relation] = child
    return _refs(children)


def _group_answers(world: World) -> dict[str, str]:
    now = clock.now()
    return _refs(
        {
            relation: GroupAnswer.objects.create(parent=ticket, text="It works again.", created_at=now)
            for relation, ticket in world.tickets.items()
        }
    )


def _template(_world: World) -> ReplyTemplate:
    template = ReplyTemplate.objects.create(name="Log file")
    ReplyText.objects.create(template=template, language="en", text="Hello {first_name}, please send us the log file.")
    return template


def _macro(world: World) -> Macro:
    return Macro.objects.create(name="Ask for the log file", template=_template(world), priority=3)


def _shared_view(world: World) -> SavedView:
    return _view_of("mara", world, Audience.SHARED)


def _view_of(name: str, world: World, audience: Audience = Audience.MINE) -> SavedView:
    return save_view(ViewDetails("Urgent", audience, Definition()), by=world.actor(name))


def _deleted_view(world: World) -> dict[str, str]:
    view = save_view(ViewDetails("Gone", Audience.MINE, Definition()), by=world.actor("adam"))
    delete_view(view, by=world.actor("adam"))
    return {ADAMS: view.ref}


def _bulk(world: World) -> Bulk:
    """Adam's: a bulk is its owner's alone."""
    return choose([(ticket.ref, 0) for ticket in world.tickets.values()], by=world.actor("adam"))


def _hold(world: World) -> Hold:
    target = Target(object_kind="helpdesk.ticket", object_id=world.tickets[OWN].pk)
    review_on = clock.now().date() + 90 * DAY
    return set_hold(target, HoldReason.CLAIM, review_on, by=world.actor("paula"), note="4 O 12/26")


def _lock(world: World) -> Lock:
    """On somebody behind no other door: whoever is locked is found by nobody but the privacy office."""
    person = make_person("Ulla Still", "ulla@still.example")
    return lock_person(person, NewLock(LockGround.ACCURACY), by=world.actor("paula"))


def _retention_run(_world: World) -> RetentionRun:
    return RetentionRun.objects.create(
        state=RunState.WAITING, as_of=clock.now().date(), rules=fingerprint(rules_in_force()), share=5, floor=50,
        asked_at=clock.now(),
    )  # fmt: skip


def _data_copy(world: World) -> Copy:
    return ask_for_copy(CopyWanted(world.subjects[OTHERS], "en"), by=world.actor("paula"))


def _own_copies(world: World) -> dict[str, str]:
    """Asked for by each of the subjects of their own data."""
    wanted = {relation: CopyWanted(person, "en") for relation, person in world.subjects.items()}
    return _refs({relation: ask_for_copy(one, by=actor(one.person)) for relation, one in wanted.items()})


def _rectification(_world: World) -> SubjectRequest:
    """By telephone, of somebody whom the office knows."""
    person = make_person("Rolf Falsch", "rolf@falsch.example")
    new = NewRequest(
        RequestKind.RECTIFICATION, RequestChannel.PHONE, "My name is wrong", person=person, identity=IdentityProof.KNOWN
    )  # fmt: skip
    return receive(new, by=SYSTEM)


def _entered(world: World) -> Contest:
    """What somebody of the office wrote down."""
    return enter_contest(_rectification(world), Wrong("My name", "Rolf"), by=SYSTEM)


def _contest(world: World) -> Contest:
    """Of somebody's, which the office decides about."""
    lee = world.subjects[COLLEAGUES]
    wrong = Wrong("My name", "Lee", "people_person", str(lee.pk), "Person")
    return Contest.objects.get(request=contest(lee, wrong, by=actor(lee)))


def _paper_letter(_world: World) -> PaperLetter:
    """About a request of somebody without an e-mail address."""
    new = NewRequest(
        RequestKind.ACCESS, RequestChannel.LETTER, "Everything", "Ines Falk", postal_address="Kai 1\n24103 Kiel"
    )
    return PaperLetter.objects.get(request=receive(new, by=SYSTEM))


def _erasure(world: World) -> Erasure:
    """Of somebody behind no other door."""
    person = make_person("Otto Alt", "otto@alt.example")
    case = open_ticket(NewTicket(requester=person, subject="Broken", text="Hello", channel=Channel.PHONE), by=SYSTEM)
    note = _message(case, MessageKind.INTERNAL)
    Message.objects.filter(pk=note.pk).update(author=world.people["anna"], text="Otto rang, the old man", html="")
    return plan_erasure(person, Asked(reason="by letter"), by=world.actor("paula"))


def _replacement(_world: World) -> Replacement:
    """Of a request that was carried out: the company is still to answer."""
    company = Organisation.objects.create(name="Alt & Co", created_at=clock.now())
    erasure = Erasure.objects.create(
        subject_number=10**9, subject_ref="gone", right="objection", received_on=clock.now().date(), state="done",
        planned_at=clock.now(), begun_at=clock.now(),
    )  # fmt: skip
    return Replacement.objects.create(
        erasure=erasure, subject_number=10**9, organisation=company, begun_at=clock.now(),
        answer_by=clock.now().date() + 9 * DAY,
    )  # fmt: skip


def _agreement(world: World) -> ProcessingAgreement:
    """Of a client to whom nobody belongs."""
    client = Organisation.objects.create(name="Klient & Co", created_at=clock.now())
    return record_agreement(client, Terms(clock.now().date()), "Keep it safe", by=world.actor("paula"))


def _subject_request(_world: World) -> SubjectRequest:
    """Of somebody whom nobody else finds, whose identity is certain."""
    person = make_person("Rita Frage", "rita@frage.example")
    new = NewRequest(
        RequestKind.ERASURE, RequestChannel.MAIL, "Erase me", person=person, identity=IdentityProof.MAILBOX
    )  # fmt: skip
    return receive(new, by=SYSTEM)


def _client_request(_world: World) -> ClientRequest:
    """Of a request that was carried out but for what a client decides about."""
    client = Organisation.objects.create(name="Klient & Co", created_at=clock.now())
    erasure = Erasure.objects.create(
        subject_number=10**9 + 1, subject_ref="gone", right="objection", received_on=clock.now().date(), state="done",
        planned_at=clock.now(), begun_at=clock.now(),
    )  # fmt: skip
    return ClientRequest.objects.create(
        erasure=erasure, subject_number=10**9 + 1, organisation=client, begun_at=clock.now()
    )


def _unknown_request(_world: World) -> SubjectRequest:
    """Of somebody who called: nobody is certain yet who it was."""
    return receive(
        NewRequest(RequestKind.ACCESS, RequestChannel.PHONE, name="Ines Falk", address="ines@falk.example"), by=SYSTEM
    )


def _own_requests(world: World) -> dict[str, str]:
    return _refs(
        {
            relation: receive(
                NewRequest(
                    RequestKind.ACCESS, RequestChannel.ACCOUNT, said=relation, person=world.subjects[relation],
                    identity=IdentityProof.LOGIN,
                ),
                by=SYSTEM,
            )
            for relation in (OWN, COLLEAGUES, OTHERS)
        }
    )  # fmt: skip


def _proof_secret(world: World) -> dict[str, str]:
    """What was mailed to an address that was typed into the public form."""
    check = ask_for_mailbox(_unknown_request(world), "ines@falk.example", by=SYSTEM)
    return {COMMON: tokens.issue_link(PROOF, check.pk, lives=DAY)}


def _certificate_secret(world: World) -> dict[str, str]:
    """What the last mail to somebody without an account holds."""
    request = _unknown_request(world)
    Erasure.objects.create(
        subject_number=10**9 + 1, subject_ref="gone", right="erasure", received_on=clock.now().date(),
        state="done", planned_at=clock.now(), begun_at=clock.now(), request=request,
        certificate=json.dumps({"text": {"en": ["Certificate"]}, "public_key": "00"}),
    )  # fmt: skip
    return {COMMON: link_for(request)[0].rstrip("/").rpartition("/")[2]}


def _others_text(_world: World) -> dict[str, str]:
    """Of the erasure that is planned: what Anna wrote about Otto."""
    erasure = Erasure.objects.exclude(state="done").latest("pk")
    note = Message.objects.get(text="Otto rang, the old man")
    return {COMMON: str(erasure.pieces.get(place=Message._meta.db_table, key=str(note.pk)).pk)}


def _common(make: Callable[[World], Any]) -> Callable[[World], dict[str, str]]:
    return lambda world: {COMMON: make(world).ref}


def _always(value: str) -> Callable[[World], dict[str, str]]:
    return lambda _world: {COMMON: value}


def _staff(world: World) -> dict[str, str]:
    people = world.people
    return _refs({COMMON: people["clara"]}) if people["clara"] else {}


def _tokens(world: World) -> dict[str, str]:
    made = {}
    for relation, person in world.subjects.items():
        account = Account.objects.get(person=person)
        token, _text = create_token(account, NewToken("A program", [Scope.TICKETS_READ]), by=actor(person))
        made[relation] = token.ref
    return made


_ASSET = asset_url("candor.css").split("/")


def _shelved_article(world: World) -> Article:
    """The same, on a shelf of the help centre."""
    article = _article(world)
    Article.objects.filter(pk=article.pk).update(category=_article_category(world))
    article.refresh_from_db()
    return article


def _shelf(world: World) -> dict[str, str]:
    category = _shelved_article(world).category
    return {COMMON: category.ref if category else ""}


def _words_on_article(world: World) -> ArticleFeedback:
    text = _article(world).texts.get()
    return ArticleFeedback.objects.create(text=text, has_helped=False, words="No picture.", given_at=clock.now())


def _missed(_world: World) -> dict[str, str]:
    row, _is_new = MissedSearch.objects.get_or_create(day=clock.now().date(), language="en", text="labels")
    return {COMMON: str(row.pk)}


def _newsletter_list(_world: World) -> MailingList:
    words = {"name_en": "News", "name_de": "Neues", "purpose_en": "what is new", "purpose_de": "was es Neues gibt"}
    known = MailingList.objects.filter(name_en="News").first()
    return known or add_list({**words, "is_public": True}, by=SYSTEM)


def _newsletter_words(world: World) -> CollectionNotice:
    """Ended by an earlier visit they are entered anew."""
    said = ToldWords("Order form", "en", "We write to you. " * 5, date(2026, 1, 1))
    known = CollectionNotice.objects.filter(used_until=None).first()
    return known or enter_words(_newsletter_list(world), said, by=SYSTEM)


def _newsletter(world: World) -> Issue:
    words = IssueWords("Version 2", "It is here.")
    return write_issue(_newsletter_list(world), words, key="issue-of-the-walk", by=SYSTEM)


def _newsletter_template(world: World) -> IssueTemplate:
    return save_as_template(_newsletter(world), "Of the walk", by=SYSTEM)


def _past_newsletter(world: World) -> Issue:
    words = IssueWords("Version 1", "It was here.")
    issue = write_issue(_newsletter_list(world), words, key="issue-of-the-past", by=SYSTEM)
    issue = Issue.objects.select_related("list").get(pk=issue.pk)
    if issue.is_open:
        schedule_issue(issue, None, 600, by=SYSTEM)
        begin_issue(issue)
    return issue


def _picture_of(issue: Issue) -> str:
    file = store_file("files", "lamp.gif", "image/gif", [DRAWING])
    IssuePicture.objects.create(issue=issue, file=file, created_at=clock.now())
    return file.ref


def _newsletter_reader(world: World) -> Identifier:
    reader = Identifier.objects.select_related("person").get(person=world.subjects[OWN], is_primary=True, kind="email")
    subscribe_own(_newsletter_list(world), reader, "en", by=SYSTEM)
    return reader


def _newsletter_subscription(world: World) -> str:
    reader = _newsletter_reader(world)
    return Reader.objects.get(identifier=reader, list=_newsletter_list(world)).ref


def _newsletter_key(world: World) -> str:
    return newsletter_links.key_for(_newsletter_reader(world).pk, _newsletter_list(world).pk)


def _newsletter_undo(world: World) -> str:
    return secret_to_undo(_newsletter_reader(world), Ended((), suppressed=False))


def _newsletter_sign_up(world: World) -> str:
    row = SignUp.objects.create(
        key="sign-up-of-the-walk",
        email="ines@falk.example",
        language="en",
        texts={_newsletter_list(world).ref: 0},
        created_at=clock.now(),
        expires_at=clock.now() + DAY,
    )
    return tokens.issue_link(NEWSLETTERS, row.pk, lives=DAY)


def _announcement(_world: World) -> Announcement:
    known = Announcement.objects.first()
    if known is not None:
        return known
    publish_shipped_versions()
    until = clock.now().date() + timedelta(days=30)
    return announce(Change(NoticeKind.NOTICE, 1, until), by=SYSTEM)


def _told_people(world: World) -> dict[str, str]:
    told = {"taken_at": clock.now(), "reached": "bounced"}
    person = world.subjects[OWN]
    row, _is_new = ToldPerson.objects.get_or_create(person=person, announcement=_announcement(world), defaults=told)
    return {COMMON: row.ref}


def _told_client(world: World) -> dict[str, str]:
    row, _is_new = ToldClient.objects.get_or_create(
        announcement=_announcement(world),
        organisation=world.organisations[OWN],
        defaults={"asked_at": clock.now()},
    )
    return {COMMON: row.ref}


def _breach(world: World) -> Breach:
    """Running; one for all addresses below it."""
    known = Breach.objects.first()
    words = BreachWords("Laptop stolen", "From a car in Kiel.", clock.now())
    return known or record_breach(words, by=world.actor("paula"))


def _affected(world: World) -> Affected:
    """Somebody to whom nobody has written yet."""
    known = {"breach": _breach(world), "subject_number": world.subjects[OWN].pk}
    return Affected.objects.get_or_create(**known, defaults={"listed_at": clock.now()})[0]


def _breach_client(world: World) -> BreachClient:
    known = {"breach": _breach(world), "organisation": world.organisations[OWN]}
    return BreachClient.objects.get_or_create(**known, defaults={"listed_at": clock.now()})[0]


def _recipient(world: World) -> Recipient:
    """One for all addresses below it."""
    words = RecipientWords("Paketring AG", RecipientKind.PARCELS, "Parcels", "DE", address="privacy@paketring.example")
    return Recipient.objects.first() or add_recipient(words, by=world.actor("paula"))


def _disclosure(world: World) -> Disclosure:
    said = Disclosed("Address for a parcel", "Parcels", DisclosureGround.CONTRACT, DisclosureWay.PORTAL)
    known = Disclosure.objects.first()
    return known or note_disclosure(_recipient(world), [world.subjects[OWN].pk], said, by=world.actor("paula"))


def _recipient_task(world: World) -> RecipientTask:
    """Of which nobody has heard yet."""
    known = {"recipient": _recipient(world), "subject_number": world.subjects[OWN].pk}
    return RecipientTask.objects.get_or_create(
        **known, defaults={"right": "rectification", "opened_at": clock.now(), "answer_by": clock.now().date()}
    )[0]


def _recipients_answer(world: World) -> str:
    return tokens.issue_link(ANSWER, _recipient_task(world).pk, lives=DAY)


def _log_read(world: World) -> LogRead:
    """Of Paula's, who alone may open it."""
    day = clock.now().date()
    question = LogQuestion(day, day, world.subjects[OWN].pk)
    return read_log(question, by=world.actor("paula"), role="privacy-officer")


MAKERS: Mapping[tuple[str, str], Callable[[World], dict[str, str]]] = {
    ("sandbox", "role"): _always("technician"),
    ("cases", "ref"): lambda world: _refs(world.tickets),
    ("messages", "ref"): _messages,
    ("attachments", "ref"): _files,
    ("files", "ref"): _files,
    ("tickets", "ref"): lambda world: _refs(world.tickets),
    ("identifiers", "entry"): _identifiers,
    ("tokens", "ref"): _tokens,
    ("copies", "key"): lambda world: _refs({relation: _copy(ticket) for relation, ticket in world.tickets.items()}),
    ("bin", "ref"): _binned,
    ("calls", "ref"): lambda world: _refs(
        {relation: _call(world, ticket) for relation, ticket in world.tickets.items()}
    ),
    ("later-replies", "ref"): lambda world: _refs(
        {relation: _later(world, ticket) for relation, ticket in world.tickets.items()}
    ),
    ("notifications", "ref"): _notification,
    ("queues", "ref"): lambda _world: {COMMON: Queue.objects.order_by("pk")[0].ref},
    ("categories", "ref"): _common(_category),
    ("views", "ref"): _common(_shared_view),
    ("views", "own"): lambda world: {ADAMS: _view_of("adam", world).ref},
    ("views", "gone"): _deleted_view,
    ("bulk", "ref"): lambda world: {ADAMS: _bulk(world).ref},
    ("tags", "ref"): _common(lambda _world: named("urgent invoice")),
    ("people", "ref"): lambda world: _refs(world.subjects),
    ("links", "link"): _linked,
    ("children", "child"): _children,
    ("answers", "answer"): _group_answers,
    ("templates", "template"): _common(_template),
    ("macros", "macro"): _common(_macro),
    ("names", "number"): _names,
    ("addresses", "entry"): _addresses,
    ("postal-addresses", "entry"): _places,
    ("me", "kind"): _always("email"),
    ("ref", "kind"): _always("email"),
    ("kind", "entry"): _identifiers,
    ("passkeys", "entry"): _passkeys,
    ("organisations", "ref"): lambda world: _refs(world.organisations),
    ("members", "person_ref"): lambda world: _refs(world.subjects),
    ("merge", "person_ref"): lambda world: _refs(world.subjects),
    ("merge", "organisation_ref"): lambda world: _refs(world.organisations),
    ("merges", "ref"): _common(_merge),
    ("imports", "ref"): _common(_import),
    ("exports", "ref"): _export,
    ("activities", "entry"): _activities,
    ("articles", "ref"): _common(_article),
    ("texts", "language"): _always("en"),
    ("article-files", "file"): _article_file,
    ("article-categories", "ref"): _common(_article_category),
    ("sales-mail", "ref"): _common(_correspondence),
    ("mails", "mail"): _common(_sales_mail),
    ("attachments", "held"): _sales_file,
    ("sales-mail-files", "ref"): _sales_file,
    ("lead-stages", "one"): _common(_stage),
    ("lead-lost-reasons", "one"): _common(_lost_reason),
    ("quotes", "ref"): _quotes,
    ("quotes", "secret"): lambda world: {COMMON: _quote_link(world)},
    ("lines", "place"): _always("1"),
    ("lists", "ref"): _common(_newsletter_list),
    ("newsletters", "ref"): _common(_newsletter_list),
    ("told", "ref"): _common(_newsletter_words),
    ("readers", "reader"): lambda world: {OWN: _newsletter_subscription(world)},
    ("issues", "ref"): _common(_newsletter),
    ("elsewhere", "ref"): _common(_newsletter_list),
    ("templates", "ready"): _common(_newsletter_template),
    ("announcements", "ref"): _common(_announcement),
    ("breaches", "ref"): _common(_breach),
    ("affected", "row"): _common(_affected),
    ("breach-clients", "row"): _common(_breach_client),
    ("recipients", "ref"): _common(_recipient),
    ("disclosures", "ref"): _common(_disclosure),
    ("recipient-tasks", "ref"): _common(_recipient_task),
    ("answer", "secret"): lambda world: {COMMON: _recipients_answer(world)},
    ("access-log", "ref"): _common(_log_read),
    ("notices", "kind"): _always("notice"),
    ("kind", "number"): _always("1"),
    ("people", "reader"): _told_people,
    ("clients", "client"): _told_client,
    ("archive", "ref"): _common(_past_newsletter),
    ("pictures", "file"): lambda world: {COMMON: _picture_of(_newsletter(world))},
    ("shown", "file"): lambda world: {COMMON: _picture_of(_past_newsletter(world))},
    ("frame", "language"): _always("en"),
    ("language", "scheme"): _always("light"),
    ("sign-ups", "secret"): lambda world: {COMMON: _newsletter_sign_up(world)},
    ("mine", "key"): lambda world: {COMMON: _newsletter_key(world)},
    ("one-click", "key"): lambda world: {COMMON: _newsletter_key(world)},
    ("ended", "secret"): lambda world: {COMMON: _newsletter_undo(world)},
    ("orders", "ref"): _common(_order),
    ("subscriptions", "ref"): _subscriptions,
    ("cancellations", "ref"): _common(_declaration),
    ("received", "secret"): lambda world: {COMMON: declaring.receipt_link(_declaration(world))},
    ("products", "product"): lambda world: {COMMON: _edition(world).product.ref},
    ("editions", "edition"): _common(_edition),
    ("unreached", "reader"): _told_people,
    ("products", "ref"): lambda world: {COMMON: _edition(world).product.ref},
    ("editions", "ref"): _common(_edition),
    ("licences", "ref"): lambda world: _refs(_licences(world)),
    ("keys", "revision"): _always("1"),
    ("machines", "machine"): _machines,
    ("kept", "kept"): _common(_kept_name),
    ("kept-licences", "kept"): _common(_kept_name),
    ("price-lists", "ref"): _common(_price_list),
    ("releases", "ref"): _common(_release),
    ("files", "download"): _common(_release_file),
    ("release-files", "download"): _common(_release_file),
    ("files", "free"): _common(_free_file),
    ("links", "secret"): lambda world: {COMMON: _download_link(world)},
    ("news", "key"): lambda world: {COMMON: _news_key(world)},
    ("confirm", "secret"): lambda world: {COMMON: _news_confirmation(world)},
    ("stopped", "secret"): lambda world: {COMMON: _news_undo(world)},
    ("leads", "ref"): _common(_lead),
    ("invoices", "ref"): _invoices,
    ("invoice-drafts", "ref"): _common(_invoice_draft),
    ("papers", "kind"): _always("pdf"),
    ("times", "time"): _times,
    ("reminders", "level"): _always("1"),
    ("tasks", "task"): _common(_lead_task),
    ("rights", "right"): _common(_right),
    ("contact-rights", "right"): _rights,
    ("notes", "entry"): _notes,
    ("follow-ups", "follow_up"): _common(_follow_up),
    ("segments", "segment"): _common(_segment),
    ("views", "view"): _list_view,
    ("saved-views", "view"): _list_view,
    ("lists", "place"): _always("invoices"),
    ("figures", "name"): _always("invoiced"),
    ("pipeline", "kind"): _always("stages"),
    ("kind", "one"): _common(_stage),
    ("move", "way"): _always("up"),
    ("duplicates", "ref"): _common(_person_pair),
    ("organisation-duplicates", "ref"): _common(_organisation_pair),
    ("staff", "ref"): _staff,
    ("invitations", "ref"): _common(_invitation),
    ("mail", "ref"): _common(_mailbox),
    ("signing", "ref"): _common(_signing_key),
    ("templates", "letter"): _always("people.reset_code"),
    ("letter", "language"): _always("de"),
    ("outbox", "ref"): _common(_outgoing),
    ("addresses", "ref"): _dead_addresses,
    ("quarantine", "ref"): _common(_quarantined),
    ("jobs", "number"): _failed_job,
    ("reset-password", "secret"): _reset_secret,
    ("not-me", "secret"): lambda world: {COMMON: tokens.issue_link(NOT_ME, world.subjects[OWN].pk, lives=DAY)},
    ("single-sign-on", "ref"): _common(_provider),
    ("rules", "rule_ref"): _common(_rule),
    ("identities", "ref"): _identity,
    ("sessions", "number"): _session,
    ("invitation", "secret"): _invitation_secret,
    ("confirmation", "secret"): _registration_secret,
    ("new-address", "secret"): _address_link(End.NEW),
    ("known-address", "secret"): _address_link(End.OLD),
    ("new-addresses", "ref"): _common(_address_change),
    ("domains", "domain"): _domains,
    ("invitations", "entry"): _colleague_invitations,
    ("requests", "request_ref"): _super_requests,
    ("join", "secret"): _join_secret,
    ("set-up", "secret"): lambda _world: {COMMON: tokens.issue_link(instance.SET_UP, None, lives=DAY)},
    ("sent", "receipt"): _always(signing.dumps(4711, salt=RECEIPT)),
    ("versions", "number"): _always("1"),
    ("static", "digest"): _always(_ASSET[2]),
    ("digest", "name"): _always("/".join(_ASSET[3:])),
    ("pages", "name"): _always("case"),
    ("privacy", "country"): _always("de"),
    ("my-data", "group"): _always("me"),
    ("account-manager", "group"): _always("me"),
    ("group", "kind"): _always("people_person"),
    ("holds", "ref"): _common(_hold),
    ("locks", "ref"): _common(_lock),
    ("retention", "ref"): _common(_retention_run),
    ("copies", "ref"): _common(_data_copy),
    ("erasures", "ref"): _common(_erasure),
    ("copies", "own"): _own_copies,
    ("requests", "mine"): _own_requests,
    ("contests", "ref"): _common(_contest),
    ("letters-by-post", "ref"): _common(_paper_letter),
    ("privacy-letters", "ref"): _common(_paper_letter),
    ("companies", "ref"): _common(_replacement),
    ("clients", "ref"): _common(_agreement),
    ("articles", "article"): _common(_article),
    ("categories", "shelf"): _shelf,
    ("files", "held"): _article_file,
    ("article-feedback", "said"): _common(_words_on_article),
    ("article-searches", "missed"): _missed,
    ("client-requests", "ref"): _common(_client_request),
    ("requests", "ref"): _common(_subject_request),
    ("privacy-requests", "ref"): _own_requests,
    ("privacy-requests", "mine"): _own_requests,
    ("privacy-requests", "contested"): _common(_rectification),
    ("privacy-corrections", "ref"): _common(_entered),
    ("held", "kind"): _always("people_person"),
    ("privacy-copies", "own"): _own_copies,
    ("proof", "secret"): _proof_secret,
    ("certificate", "secret"): _certificate_secret,
    ("texts", "number"): _others_text,
    ("files", "of"): lambda _world: {COMMON: Erasure.objects.exclude(request=None).latest("pk").ref},
    ("files", "document"): lambda _world: {COMMON: "record-of-processing"},
}


def parts_of(pattern: str) -> list[tuple[str, str]]:
    """The variable parts of a pattern as MAKERS knows them: the word before, the name of the part."""
    words = [VARIABLE.sub(r"<\1>", word).strip("<>") for word in pattern.split("/")]
    is_variable = [bool(VARIABLE.fullmatch(word)) for word in pattern.split("/")]
    return [(words[place - 1], word) for place, word in enumerate(words) if is_variable[place]]


def addresses_of(pattern: str, made: Mapping[tuple[str, str], Mapping[str, str]]) -> dict[str, str]:
    """The real addresses behind a pattern, by relation. Parts that are nobody's go with every relation."""
    parts = parts_of(pattern)
    own_relations = [set(made[part]) for part in parts if COMMON not in made[part]]
    relations = set.intersection(*own_relations) if own_relations else {COMMON}
    return {relation: f"/{_filled(pattern, parts, made, relation)}" for relation in sorted(relations)}


def _filled(
    pattern: str, parts: list[tuple[str, str]], made: Mapping[tuple[str, str], Mapping[str, str]], relation: str
) -> str:
    values = [made[part].get(relation) or made[part][COMMON] for part in parts]
    return VARIABLE.sub(lambda _: values.pop(0), pattern)
