"""What sales' operations are sent, and what has to be there for them beside the objects of the route matrix."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from candor.business.actions.bookkeeping import bookkeeping, change_bookkeeping
from candor.business.actions.dunning import claim_of, dunning
from candor.business.models import (
    BilledWork,
    DunningLetter,
    DunningState,
    Invoice,
    Lead,
    Segment,
    Subscription,
    VatCheckSettings,
)
from candor.business.queries_leads import today
from candor.business.tests.stories_invoices import issued
from candor.catalogue.actions.releases import withdraw
from candor.catalogue.models import Edition, ReleaseFile
from candor.catalogue.tests.stories_releases import released
from candor.helpdesk.models import Ticket
from candor.helpdesk.tests.stories import ticket_of
from candor.helpdesk.tests.stories_times import worked
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.tests.test_picture_files import png
from candor.licences.actions.issuing import NewLicence, issue_licence
from candor.licences.actions.restoring import make_receipt
from candor.licences.models import Licence
from candor.newsletters.actions.lists import set_customers
from candor.newsletters.models import CollectionNotice, MailingList
from candor.people.models import Identifier, Import, Organisation, Person
from candor.privacy.actions.notices import NoticeText, publish_shipped_versions, publish_version
from candor.privacy.models import NoticeKind
from tests.api.calls import BYTES, Call
from tests.architecture.objects import COMMON, OWN, World
from tests.cast import make_person

BOOKS = {"adviser": 29_098, "client": 55_003, "chart": "03", "account_length": 4, "year_begins": 1, "accounts": {}}
DRAFTED = {"subject_en": "Version 3", "body_en": "It is near."}
LIST = {"name_en": "Tips", "name_de": "Tipps", "purpose_en": "how to do it", "purpose_de": "wie man es macht"}
LATER = "2037-05-04"
PRICES = "sku,price\nARC-5,1090.00\n"
SELLER = {
    "legal_name": "Lindwurm GmbH", "lines": "Kai 1", "postcode": "24103", "city": "Kiel", "country": "DE",
    "vat_id": "DE136695976", "invoice_format": "R-{year}-{number}",
}  # fmt: skip

WRITES: Mapping[str, Call] = {
    "record_contact_right": Call(
        {"channel": "mail", "ground": "consent", "given_on": "2026-05-04", "proof": "A form."}, "clara"
    ),
    "end_contact_right": Call(who="clara"),
    "save_one_segment": Call({"name": "In Kiel", "about": "people", "conditions": {"all": []}}, "clara"),
    "change_one_segment": Call({"conditions": {"any": [{"field": "country", "is": "DE"}]}}, "clara", needs_match=True),
    "forget_one_segment": Call(who="clara"),
    "save_one_view": Call({"list": "leads", "name": "Nobody's", "filters": {"show": "nobodys"}}, "clara"),
    "change_one_view": Call({"name": "Too late", "offered_to": "shared"}, "adam"),
    "remove_one_view": Call(who="adam"),
    "tell_of_source": Call(who="clara"),
    "note_told_of_source": Call(who="clara"),
    "export_invoices": Call({"since": "<today>", "until": "<today>"}, "mara"),
    "export_to_datev": Call({"since": "<today>", "until": "<today>", "reason": "VAT return"}, "mara"),
    "ask_vies_again": Call(who="clara"),
    "propose_due_letters": Call(who="clara"),
    "propose_one_letter": Call(who="clara"),
    "send_letter": Call({"total": "<claim>"}, "clara"),
    "note_letter_posted": Call(who="clara"),
    "drop_proposed_letter": Call(who="clara"),
    "pause_dunning": Call({"reason": "disputed"}, "clara"),
    "resume_dunning": Call(who="clara"),
    "begin_one_subscription": Call({"person": "<kim>", "edition": "<edition>", "currency": "EUR"}, "clara"),
    "change_one_subscription": Call({"price": "49.90", "renews_itself": True}, "clara", needs_match=True),
    "renew_subscription": Call({"renews_on": "<renewal>", "is_paid": True}, "clara"),
    "take_renewal_back": Call(who="clara"),
    "plan_subscription_quantity": Call({"quantity": 12, "counts_from": "<soon>"}, "clara"),
    "keep_subscription_quantity": Call(who="clara"),
    "cancel_subscription": Call({"reason": "They close."}, "clara"),
    "undo_subscription_cancellation": Call(who="clara"),
    "quote_subscription_renewal": Call(who="clara"),
    "answer_sales_mail": Call({"text": "Ten seats are 990.00 euros a year."}, "clara"),
    "take_sales_mail": Call(who="clara"),
    "give_sales_mail_back": Call(who="clara"),
    "settle_sales_mail": Call(who="clara"),
    "open_sales_mail_again": Call(who="clara"),
    "make_lead_of_sales_mail": Call(who="clara"),
    "add_lead_stage": Call({"name": "Trial runs"}, "mara"),
    "change_lead_stage": Call({"name": "Trial runs", "position": 2}, "mara"),
    "remove_lead_stage": Call(who="mara"),
    "add_lost_reason": Call({"name": "No budget"}, "mara"),
    "rename_lost_reason": Call({"name": "No budget this year"}, "mara"),
    "remove_lost_reason": Call(who="mara"),
    "carry_web_cancellation_out": Call({"number": "<subscription>"}, "clara"),
    "settle_web_cancellation": Call({"note": "No contract with us."}, "clara"),
    "invoice_work_of_person": Call({"work": ["<work>"]}, "clara"),
    "invoice_work_of_organisation": Call({"work": ["<work of company>"]}, "clara"),
    "free_credited_work": Call({"invoice": "<credited>", "work": ["<charged>"]}, "clara"),
    "write_product_down": Call({"names": {"en": "Scanner"}, "kind": "software"}, "clara"),
    "change_one_product": Call({"names": {"de": "Archiv"}}, "clara", needs_match=True),
    "retire_one_product": Call(who="clara"),
    "bring_one_product_back": Call(who="clara"),
    "add_one_edition": Call({"name": "Office", "sku": "ARC-50", "seats": 50}, "clara"),
    "change_one_edition": Call({"seats": 6, "features": ["Search", "Scan"]}, "clara", needs_match=True),
    "retire_one_edition": Call(who="clara"),
    "bring_one_edition_back": Call(who="clara"),
    "raise_one_edition": Call(who="clara"),
    "begin_price_list": Call({"name": "Prices of 2037", "currency": "USD"}, "clara"),
    "change_one_price_list": Call({"valid_until": LATER}, "clara", needs_match=True),
    "retire_one_price_list": Call(who="clara"),
    "bring_one_price_list_back": Call(who="clara"),
    "write_release_down": Call({"number": "9.9", "released_on": LATER, "notes": {"en": "New."}}, "clara"),
    "change_one_release": Call({"audience": "customers"}, "clara", needs_match=True),
    "publish_release": Call(who="clara"),
    "withdraw_release": Call(who="clara"),
    "offer_release_again": Call(who="clara"),
    "tell_of_release": Call(who="clara"),
    "add_release_file": Call(BYTES, "clara", query="?name=letter.pdf&platform=linux"),
    "remove_release_file": Call(who="clara"),
    "choose_restoring": Call({"restore_by": "receipt"}, "clara"),
    "take_choice_back": Call(who="clara"),
    "restore_kept_licence": Call({"person": "<kim>"}, "clara"),
    "restore_licence_by_receipt": Call({"code": "<receipt>", "person": "<kim>"}, "clara"),
    "activate_offline": Call({"key": "<key>", "machine": "board-7 4711", "label": "Office"}, "clara"),
    "export_leads": Call({"reason": "Letters about opening hours"}, "mara"),
    "change_licence_settings": Call({"days_valid": 60}, "mara", needs_match=True),
    "set_edition_rule": Call({"shows": "never"}, "mara"),
    "preview_prices": Call({"text": PRICES}, "clara"),
    "take_prices": Call({"text": PRICES}, "clara", needs_match=True),
    "make_download_link": Call({"person": "<kim>"}, "clara"),
    "change_invoicing_settings": Call(SELLER, "adam", needs_match=True),
    "change_dunning_settings": Call(
        {"levels": [{"days": 7}, {"days": 21, "fee": "5.00"}], "interest_business": "9.12"}, "adam", needs_match=True
    ),
    "change_bookkeeping_settings": Call({"accounts": {"paid-transfer": "1800"}}, "adam", needs_match=True),
    "set_vat_check_settings": Call({"is_on": False}, "adam"),
    "change_reminder_settings": Call({"is_reminding": True, "steps": [60, 0, -14]}, "mara", needs_match=True),
    "set_product_reminders": Call({"way": "own", "steps": [45]}, "mara"),
    "announce_version": Call({"document": "terms", "version": 2, "banner_until": "<soon>"}, "paula"),
    "note_told_otherwise": Call({"on": "2026-01-05", "how": "By letter"}, "paula"),
    "note_client_passed_on": Call({"on": "2026-01-05"}, "paula"),
    "set_newsletter_customers": Call({"for_customers": False, "products": []}, "mara"),
    "enter_told_words": Call(
        {"place": "Shop", "language": "en", "words": "We write to you. " * 5, "used_from": "2026-01-02"}, "mara"
    ),
    "end_told_words": Call(who="mara"),
    "say_told_customer": Call(
        {"words": "<words>", "product": "<similar>", "day": "<before>", "objected": True, "sure": True}, "clara"
    ),
    "save_newsletter_template": Call({"name": "Monthly"}, "clara"),
    "remove_newsletter_template": Call(who="clara"),
    "add_newsletter_picture": Call(png(), "clara", query="?name=lamp.png"),
    "remove_newsletter_picture": Call(who="clara"),
    "choose_newsletter_audience": Call({"segment": "<segment>"}, "clara"),
    "make_newsletter_list": Call(LIST, "mara"),
    "change_newsletter_list": Call({"is_public": False}, "mara", needs_match=True),
    "retire_newsletter_list": Call(who="mara"),
    "offer_newsletter_list": Call(who="mara"),
    "ask_for_newsletter_sign_up": Call({"email": "rolf@sand.example", "lists": ["<list>"]}, "clara"),
    "write_newsletter_issue": Call({"list": "<list>", **DRAFTED}, "clara"),
    "change_newsletter_issue": Call(DRAFTED, "clara", needs_match=True),
    "throw_newsletter_issue_away": Call(who="clara"),
    "try_newsletter_issue": Call(who="clara"),
    "send_newsletter_issue": Call({"domain_pace": 60}, "mara"),
    "draft_newsletter_issue_again": Call(who="mara"),
    "pause_newsletter_issue": Call(who="mara"),
    "resume_newsletter_issue": Call(who="mara"),
    "cancel_newsletter_issue": Call(who="mara"),
}

READS: Mapping[str, Call] = {
    "preview_datev": Call(query="?since=2026-10-01&until=2026-10-31"),
    "find_kept_licences": Call(query="?q=Otto"),
}
"""Reads that cannot do without a question."""

CHANGES_NOTHING = frozenset(
    {
        "propose_due_letters", "propose_one_letter", "note_letter_posted", "resume_dunning", "take_renewal_back",
        "keep_subscription_quantity", "undo_subscription_cancellation", "bring_one_product_back",
        "bring_one_edition_back", "preview_prices", "raise_one_edition", "bring_one_price_list_back", "publish_release",
        "offer_release_again", "take_choice_back", "offer_newsletter_list", "try_newsletter_issue",
        "open_sales_mail_again", "give_sales_mail_back",
        "draft_newsletter_issue_again", "pause_newsletter_issue", "resume_newsletter_issue", "cancel_newsletter_issue",
    }
)  # fmt: skip
"""As things stand there is nothing to do: nothing is retired, cancelled, withdrawn or on its way, no letter is due."""


def made_for_programs(world: World) -> dict[tuple[str, str], Mapping[str, str]]:
    """A file that may be taken away, and the set-ups without which an operation is a conflict."""
    VatCheckSettings.objects.update_or_create(pk=1, defaults={"is_on": True})
    Organisation.objects.filter(pk__in=[row.pk for row in world.organisations.values()]).update(
        vat_number="DE136695976"
    )
    change_bookkeeping(bookkeeping().version, BOOKS, by=SYSTEM)
    DunningLetter.objects.update(state=DunningState.PROPOSED, sent_at=None, by_mail=False)
    Lead.objects.update(origin=Import.objects.first(), notice_due_on=today() + timedelta(days=9))
    Identifier.objects.filter(person__account__staff__isnull=False).update(verified_at=clock.now())
    publish_shipped_versions()
    publish_version(NoticeKind.TERMS, {"en": NoticeText("More", "New."), "de": NoticeText("Mehr", "Neu.")}, by=SYSTEM)
    withdrawn = released("0.9", by=SYSTEM, edition=Edition.objects.get(sku="ARC-5"))
    withdraw(withdrawn, by=SYSTEM)
    similar = Edition.objects.get(sku="ARC-5").product
    set_customers(MailingList.objects.get(name_en="News"), [similar.ref], is_on=True, by=SYSTEM)
    return {("release-files", "download"): {COMMON: ReleaseFile.objects.get(release=withdrawn).ref}}


def words_for_things(world: World) -> dict[str, str]:
    """What the words in angle brackets stand for, as far as sales' calls name them."""
    letter = DunningLetter.objects.select_related("invoice").get(invoice__person=world.subjects[OWN])
    kims = Licence.objects.filter(person=world.subjects[OWN]).order_by("pk")[0]
    return {
        "<subscription>": Subscription.objects.get(person=world.subjects[OWN]).number,
        "<renewal>": Subscription.objects.get(person=world.subjects[OWN]).renews_on.isoformat(),
        "<claim>": str(claim_of(letter.invoice, letter.level, dunning()).total),
        "<similar>": Edition.objects.get(sku="ARC-5").product.ref,
        "<words>": CollectionNotice.objects.earliest("id").ref,
        "<before>": (letter.invoice.issued_on - timedelta(days=1)).isoformat(),
        "<segment>": Segment.objects.order_by("pk")[0].ref,
        "<list>": MailingList.objects.get(name_en="News").ref,
        "<key>": kims.keys.latest("pk").text,
        "<receipt>": receipt(world),
        "<work>": work_of(world, None),
        "<work of company>": work_of(world, world.organisations[OWN]),
        "<credited>": credited(world).ref,
        "<charged>": CHARGED,
    }


CHARGED = "chargedwork00000"


def credited(world: World) -> Invoice:
    """An invoice of Kim's that a credit note took back, with a record of work on it."""
    invoice = issued(world.subjects[OWN])
    Invoice.objects.filter(pk=invoice.pk).update(corrected=invoice.gross)
    BilledWork.objects.create(record=CHARGED, invoice=invoice, is_invoiced=True, position=1)
    return invoice


def work_of(world: World, company: Organisation | None) -> str:
    """The key of charged work for Kim alone, or for the company."""
    technician = world.people["anna"]
    assert technician is not None
    ticket = ticket_of(world.subjects[OWN], subject="Charged")
    Ticket.objects.filter(pk=ticket.pk).update(organisation=company)
    record = worked(ticket, technician)
    return f"{record.ref}.{record.version}"


def receipt(_world: World) -> str:
    """The code that restores a licence whose holder was erased."""
    holder = Person.objects.filter(name="Wanda Fort").first() or make_person("Wanda Fort", "wanda@fort.example")
    edition = Edition.objects.get(sku="ARC-5")
    licence = issue_licence(NewLicence(edition, holder, seats=5, submission_key="licence-of-a-receipt"), by=SYSTEM)
    code = make_receipt(licence, by=SYSTEM)
    Licence.objects.filter(pk=licence.pk).update(person=None)
    return code
