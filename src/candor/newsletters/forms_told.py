"""What staff may send about customers who were told outside of Candor who writes to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from candor.business.public import Invoice
from candor.catalogue.public import products_to_choose
from candor.kernel import clock, instance
from candor.newsletters.actions.selling_by_invoice import Told, ToldWords
from candor.newsletters.models import CollectionNotice, SimilarProduct
from candor.people.public import OneLine, SeveralLines
from candor.ui.public import DayInput

FIRST_DAY = date(2000, 1, 1)
SHORTEST, LONGEST = 40, 2_000


class WordsForm(forms.Form):
    """Which words stand where customers give their address, and since when."""

    place = OneLine(
        label=_("Where customers read or hear it"),
        max_length=120,
        help_text=_("For example: order form of 2026, page 2, above the signature."),
    )
    language = forms.ChoiceField(label=_("Language of the words"), choices=settings.LANGUAGES)
    words = SeveralLines(
        label=_("The words, exactly as they stand there"),
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text=_(
            "They say who writes, about what, by which newsletter, and that one can object at any time at no cost but"
            " the transmission at basic rates (§ 7(3) no. 4 UWG). They go into the ledger of consents as they are."
        ),
    )
    used_from = forms.DateField(label=_("They have stood there since"), widget=DayInput())

    def clean_used_from(self) -> date:
        day: date = self.cleaned_data["used_from"]
        if not FIRST_DAY <= day <= _today():
            raise forms.ValidationError(_("Choose the day since when they have stood there, today at the latest."))
        return day

    @property
    def said(self) -> ToldWords:
        return ToldWords(**self.cleaned_data)


class ToldForm(forms.Form):
    """For which product the invoice is, and on which day its customer read which words."""

    notice = forms.ChoiceField(label=_("What they read or heard, and where"), widget=forms.RadioSelect)
    product = forms.ChoiceField(label=_("What the invoice is for"))
    day = forms.DateField(label=_("When they gave their address and were told"), widget=DayInput())
    objected = forms.BooleanField(
        label=_("They objected then"),
        required=False,
        help_text=_("It goes into the ledger, and they are not written to because of any sale."),
    )
    sure = forms.BooleanField(
        label=_("I have the order before me: it is for this product, and these very words stood there"),
        error_messages={"required": _("Look at the order first: you would have to prove this.")},
    )

    def __init__(self, invoice: Invoice, notices: Sequence[CollectionNotice], language: str, data: Any = None) -> None:
        super().__init__(data)
        self._notices, self._issued_on = {each.ref: each for each in notices}, invoice.issued_on
        chosen: Any = self.fields["notice"]
        chosen.choices = [(each.ref, f"{each.list.name_in(language)} · {each.place}: {each.words}") for each in notices]
        ties = SimilarProduct.objects.filter(list__in={each.list_id for each in notices})
        self._ties = {(tie.list_id, tie.product.ref): tie.product for tie in ties.select_related("product")}
        tied = {ref for _list, ref in self._ties}
        chosen = self.fields["product"]
        chosen.choices = [("", "–"), *((ref, name) for ref, name in products_to_choose(language) if ref in tied)]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        notice, day = self._notices.get(clean.get("notice", "")), clean.get("day")
        product = self._ties.get((notice.list_id, clean.get("product", ""))) if notice is not None else None
        if notice is not None and clean.get("product") and product is None:
            self.add_error("product", _("This newsletter advertises nothing that is similar to this product."))
        if day is not None and day > self._issued_on:
            self.add_error("day", _("They have to be told before the invoice, where they give their address."))
        elif notice is not None and day is not None and not notice.stood_on(day):
            self.add_error("day", _("These words did not stand there on that day."))
        return clean

    @property
    def told(self) -> Told:
        """What was said, once it is valid."""
        clean = self.cleaned_data
        notice = self._notices[clean["notice"]]
        return Told(notice, self._ties[notice.list_id, clean["product"]], clean["day"], clean["objected"])


def _today() -> date:
    return clock.today(instance.current().time_zone)
