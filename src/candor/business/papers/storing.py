"""Having the papers of an issued invoice made by a process of its own, and keeping them."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import translation

from candor.business.letterhead import logo
from candor.business.models import Invoice
from candor.business.papers.facts import PaperFacts, PaperLine, PaperTax, Party
from candor.business.papers.passing import facts_as_json
from candor.business.papers.showing import shown
from candor.business.rules.amounts import WITH_THREE, rounded
from candor.business.rules.vat import VATEX, Reason
from candor.business.rules.xrechnung import Form
from candor.business.words_invoices import REASONS
from candor.kernel.files import make_file, take_back
from candor.kernel.models import StoredFile
from candor.kernel.papers.running import papers_by

MAKER = "candor.business.papers.making"
TYPES = {"pdf": "application/pdf", "xml": "application/xml", "ubl": "application/xml"}
NAMES = {"pdf": "{number}.pdf", "xml": "{number}.xml", "ubl": "{number}-ubl.xml"}


def store_papers(number: int) -> None:
    """Make the papers of the invoice and keep them; where they are, nothing happens."""
    invoice = Invoice.objects.filter(pk=number).first()
    if invoice is None or invoice.pdf_id is not None:
        return
    made = papers_made(asked_of(invoice))
    files = {
        kind: make_file("files", NAMES[kind].format(number=invoice.number), TYPES[kind], [made[kind]]) for kind in made
    }
    if not _kept(invoice, files):
        for file in files.values():
            take_back(file)


def asked_of(invoice: Invoice) -> dict[str, Any]:
    """What the maker of papers has to know."""
    facts = facts_of(invoice)
    return {
        "facts": facts_as_json(facts),
        "shown": shown(facts, invoice.issued_at),
        "with_xml": invoice.currency not in WITH_THREE,  # BR-DEC: EN 16931 has no amounts with three decimals
        "is_xrechnung": invoice.electronic in {Form.UBL, Form.CII},
    }


def facts_of(invoice: Invoice) -> PaperFacts:
    """What the invoice says, as plain values."""
    corrected = invoice.corrects
    with translation.override(invoice.language):
        taxes = tuple(_tax(said) for said in invoice.taxes)
    return PaperFacts(
        number=invoice.number,
        is_correction=invoice.is_correction,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        currency=invoice.currency,
        language=invoice.language,
        seller=_seller(invoice.seller),
        buyer=_buyer(invoice),
        lines=tuple(
            PaperLine(
                line.text,
                line.quantity,
                line.unit,
                line.price,
                line.discount,
                line.category,
                line.percent,
                rounded(line.net, invoice.currency),
                rounded(line.reduction, invoice.currency),
            )
            for line in invoice.lines.all()
        ),
        taxes=taxes,
        net=rounded(invoice.net, invoice.currency),
        tax=rounded(invoice.tax, invoice.currency),
        gross=rounded(invoice.gross, invoice.currency),
        supplied_from=invoice.supplied_from,
        supplied_until=invoice.supplied_until,
        buyer_reference=invoice.buyer_reference,
        order_reference=invoice.order_reference,
        note=invoice.note,
        corrects=corrected.number if corrected is not None else "",
        corrects_on=corrected.issued_on if corrected is not None else None,
        discount=invoice.discount,
    )


def _seller(said: dict[str, str]) -> Party:
    return Party(name=said["legal_name"], **{name: said[name] for name in said if name != "legal_name"})


def _buyer(invoice: Invoice) -> Party:
    return Party(
        name=invoice.buyer_name,
        country=invoice.buyer_country,
        lines=invoice.buyer_lines,
        postcode=invoice.buyer_postcode,
        city=invoice.buyer_city,
        vat_id=invoice.buyer_vat_id,
        email=invoice.buyer_email,
    )


def _tax(said: dict[str, str]) -> PaperTax:
    """A tax group with why nothing is charged, in words of the language of the moment."""
    reason = Reason(said["reason"]) if said["reason"] else None
    return PaperTax(
        category=said["category"],
        percent=Decimal(said["percent"]),
        net=Decimal(said["net"]),
        tax=Decimal(said["tax"]),
        reason=str(REASONS[reason]) if reason is not None else "",
        code=VATEX.get(reason, "") if reason is not None else "",
        allowance=Decimal(said.get("allowance", 0)),
    )


def papers_made(asked: dict[str, Any]) -> dict[str, bytes]:
    """Have papers made that show what is `shown`, under the mark that we have now."""
    kind, content = logo()
    return papers_by(MAKER, {**asked, "shown": {**asked["shown"], "logo": list(content), "logo_kind": kind}})


def logo_made(kind: str, content: bytes) -> bytes:
    """The picture that a mark becomes, once it has been printed as a trial."""
    return papers_by(MAKER, {"kind": kind, "logo": base64.b64encode(content).decode()})["logo"]


@transaction.atomic
def _kept(invoice: Invoice, files: dict[str, StoredFile]) -> bool:
    """Whether these are the papers from now on; another run of the job may have been quicker."""
    for file in files.values():
        file.save(force_insert=True)
    if Invoice.objects.filter(pk=invoice.pk, pdf=None).update(**files):
        return True
    transaction.set_rollback(True)
    return False
