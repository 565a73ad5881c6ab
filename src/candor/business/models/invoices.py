from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from candor.business.models.bookkeeping import BookkeepingExport
from candor.business.rules.amounts import Off
from candor.business.rules.xrechnung import Form
from candor.kernel.ids import new_ref
from candor.kernel.models import StoredFile
from candor.kernel.registries import restricted
from candor.people.public import Organisation, Person

if TYPE_CHECKING:
    from datetime import date

    from candor.kernel.actor import Actor

VIEW, WORK = "business.invoice.view", "business.invoice.work"
EXPORT, CONFIGURE = "business.invoice.export", "business.invoice.configure"


class Amount(models.DecimalField):  # type: ignore[type-arg] # it takes none at run time
    """An amount in its currency: fifteen digits, which SQLite keeps exactly (`rules.amounts.LARGEST_AMOUNT`)."""

    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {"max_digits": 15, "decimal_places": 3, "default": Decimal(0), **kwargs}
        super().__init__(**options)


class InvoicingSettings(models.Model):
    """Who we are on invoices, and how they are numbered and paid. One row."""

    legal_name = models.CharField(max_length=200, blank=True)
    lines = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True)
    vat_id = models.CharField(max_length=20, blank=True)
    tax_number = models.CharField(max_length=30, blank=True)
    register = models.CharField(max_length=100, blank=True)
    contact = models.CharField(max_length=100, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    payment_days = models.PositiveSmallIntegerField(default=14)
    small_business = models.BooleanField(default=False)
    one_stop_shop = models.BooleanField(default=False)
    invoice_format = models.CharField(max_length=40, default="RE-{year}-{number}")
    correction_format = models.CharField(max_length=40, default="RK-{year}-{number}")
    public_form = models.CharField(max_length=8, default=Form.UBL, db_default=Form.UBL.value)
    """`rules.xrechnung.Form` of invoices to public bodies."""

    version = models.PositiveIntegerField(default=0)


class InvoiceKind(models.TextChoices):
    INVOICE = "invoice"
    CORRECTION = "correction"
    """A credit note (UNTDID 1001: 381): its amounts are positive and count against the invoice that it corrects."""


class Paper(models.Model):
    """What a draft and an invoice say alike: to whom, in which currency, for what time."""

    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=2)
    buyer_name = models.CharField(max_length=200)
    buyer_lines = models.TextField(blank=True)
    buyer_postcode = models.CharField(max_length=20, blank=True)
    buyer_city = models.CharField(max_length=100, blank=True)
    buyer_country = models.CharField(max_length=2)
    buyer_vat_id = models.CharField(max_length=20, blank=True)
    buyer_email = models.CharField(max_length=254, blank=True)
    buyer_reference = models.CharField(max_length=100, blank=True)
    """BT-10; for public bodies in Germany their Leitweg-ID."""
    order_reference = models.CharField(max_length=100, blank=True)
    """BT-13: the number of the buyer's own order."""
    supplied_from = models.DateField()
    supplied_until = models.DateField(null=True)
    """BT-72, or the period BT-73 to BT-74 where both are set."""
    note = models.TextField(blank=True)
    discount = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0), db_default=Decimal(0))
    """Off the whole paper before tax (BG-20), in percent; a paper has this or `reduction`, an amount."""
    reduction = Amount(db_default=Decimal(0))
    electronic = models.CharField(max_length=8, blank=True, default="", db_default="")
    """`rules.xrechnung.Form`; empty on a draft whose recipient decides, and on invoices from before there was any."""

    class Meta:
        abstract = True

    @property
    def off(self) -> Off:
        return Off(self.discount, self.reduction)


class InvoiceDraftQuerySet(models.QuerySet["InvoiceDraft"]):
    def visible_to(self, actor: Actor) -> InvoiceDraftQuerySet:
        """Staff whose role has to do with invoices; a restricted person's for the office alone."""
        if actor.is_the_house:
            return self
        return restricted.without_restricted(self.restricted_for(actor), actor)

    def restricted_for(self, actor: Actor) -> InvoiceDraftQuerySet:
        """Those that the actor would see, were nobody in them restricted."""
        return self if actor.is_staff and actor.may(VIEW) else self.none()


class InvoiceDraft(Paper):
    """An invoice while it can still be changed. It has no number; `lines` are `rules.invoices.Line` as JSON."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    kind = models.CharField(max_length=10, choices=InvoiceKind.choices, default=InvoiceKind.INVOICE)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="invoice_drafts")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="invoice_drafts")
    corrects = models.ForeignKey("Invoice", models.SET_NULL, null=True, related_name="+")
    payment_days = models.PositiveSmallIntegerField(default=14)
    lines = models.JSONField(default=list)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    submission_key = models.CharField(max_length=40, null=True, unique=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    objects = InvoiceDraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["buyer_email"], name="business_draft_by_address")]


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def visible_to(self, actor: Actor) -> InvoiceQuerySet:
        """Staff whose role has to do with invoices; customers their own, super customers their organisations'.

        A restricted customer sees their own all the same, whichever address stands on it.
        """
        if actor.is_the_house:
            return self
        shown = restricted.without_restricted(self.restricted_for(actor), actor)
        if not actor.is_customer:
            return shown
        return self.filter(Q(person=actor.id) | Q(pk__in=shown.order_by().values("pk")))

    def restricted_for(self, actor: Actor) -> InvoiceQuerySet:
        """Those that the actor would see, were nobody in them restricted."""
        if actor.is_customer:
            return self.billed_to(actor)
        return self if actor.is_staff and actor.may(VIEW) else self.none()

    def billed_to(self, actor: Actor) -> InvoiceQuerySet:
        """What the Customer Center shows, to staff who are customers somewhere, too: one's own and one's companies'."""
        return self.filter(Q(person=actor.id) | Q(organisation__in=actor.organisation_ids))

    def open(self) -> InvoiceQuerySet:
        """Invoices of which something is still to be paid."""
        return self.filter(is_settled=False)

    def overdue(self, today: date) -> InvoiceQuerySet:
        """Open ones whose day has passed."""
        return self.open().filter(due_on__lt=today)

    def settled(self) -> InvoiceQuerySet:
        return self.filter(is_settled=True, kind=InvoiceKind.INVOICE)

    def corrections(self) -> InvoiceQuerySet:
        return self.filter(kind=InvoiceKind.CORRECTION)


class Invoice(Paper):
    """An invoice, or the correction of one, as it was issued. The database itself refuses to change what it says.

    `seller` is who we were then (`rules.invoices.Seller`), `taxes` the groups (BG-23); both are JSON. What changes is
    what becomes of it: `paid` and `corrected` count against `gross`, `is_settled` once nothing is left to pay.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=InvoiceKind.choices)
    corrects = models.ForeignKey("self", models.SET_NULL, null=True, related_name="corrections")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="invoices", db_index=False)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="invoices", db_index=False)
    issued_on = models.DateField()
    due_on = models.DateField()
    seller = models.JSONField()
    taxes = models.JSONField()
    net = Amount()
    tax = Amount()
    gross = Amount()
    issued_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    issued_at = models.DateTimeField()
    draft_ref = models.CharField(max_length=16, unique=True)
    """The draft that it was: pressing "issue" twice finds the invoice that the first press made."""
    paid = Amount()
    corrected = Amount()
    is_settled = models.BooleanField(default=False)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    xml = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    ubl = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    booked_in = models.ForeignKey(BookkeepingExport, models.SET_NULL, null=True, related_name="+")

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-issued_on", "-id"], name="business_invoice_by_day"),
            models.Index(fields=["due_on", "id"], name="business_invoice_open", condition=models.Q(is_settled=False)),
            models.Index(fields=["person", "-issued_on", "-id"], name="business_invoice_of_person"),
            models.Index(fields=["organisation", "-issued_on", "-id"], name="business_invoice_of_company"),
            models.Index(fields=["buyer_email"], name="business_invoice_by_address"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_correction(self) -> bool:
        return self.kind == InvoiceKind.CORRECTION

    @property
    def allowance(self) -> Decimal:
        """What the discount on the whole takes off the lines (BT-107)."""
        return sum((Decimal(tax.get("allowance", 0)) for tax in self.taxes), Decimal(0))

    @property
    def electronic_file(self) -> StoredFile | None:
        """The XML that goes out."""
        return self.ubl if self.electronic == Form.UBL else self.xml

    @property
    def left(self) -> Decimal:
        """What is still to be paid; below nought where too much was."""
        return Decimal(0) if self.is_correction else self.gross - self.corrected - self.paid


class InvoiceLine(models.Model):
    """One line as it was issued. `unit` is a code of UN/ECE Recommendation 20."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveIntegerField()
    text = models.TextField()
    quantity = models.DecimalField(max_digits=11, decimal_places=4)
    unit = models.CharField(max_length=3)
    price = models.DecimalField(max_digits=13, decimal_places=4)
    discount = models.DecimalField(max_digits=5, decimal_places=2)
    reduction = Amount(db_default=Decimal(0))
    """An amount off the whole line; a line has a discount in percent or this."""
    category = models.CharField(max_length=2)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    reason = models.CharField(max_length=16, blank=True)
    net = Amount()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invoice", "position"], name="business_one_line_a_place")]
        ordering = ["position"]


class PaymentWay(models.TextChoices):
    TRANSFER = "transfer"
    CARD = "card"
    CASH = "cash"
    DEBIT = "debit"
    OTHER = "other"


class Payment(models.Model):
    """Money that came for an invoice; below nought what was paid back."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="payments")
    paid_on = models.DateField()
    amount = Amount()
    way = models.CharField(max_length=8, choices=PaymentWay.choices)
    reference = models.CharField(max_length=140, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()
    submission_key = models.CharField(max_length=40, null=True, unique=True)
    booked_in = models.ForeignKey(BookkeepingExport, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["paid_on"], name="business_payment_by_day")]
