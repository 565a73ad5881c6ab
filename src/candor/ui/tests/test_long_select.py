"""A select of hundreds of options is drawn as Django draws it, only sooner."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.utils.translation import gettext_lazy as _

from candor.ui.django_forms import LongSelect

CHOICES = [("", _("None")), ("a", "A > B & <i>"), ('"b"', "quoted"), ("Europe/Berlin", "Europe/Berlin")]


@pytest.mark.parametrize("chosen", [None, "", "a", '"b"', "Europe/Berlin", "unknown", "<script>"])
@pytest.mark.parametrize("attrs", [{}, {"id": "id_zone", "required": True, "class": "input"}])
def test_it_looks_as_djangos_own(chosen: Any, attrs: dict[str, Any]) -> None:
    plain = forms.Select(choices=CHOICES).render("zone", chosen, attrs)
    ours = LongSelect(choices=CHOICES).render("zone", chosen, attrs)
    assert told(ours) == told(plain)


def told(html: str) -> str:
    """Without line breaks and blanks between the tags; the order of attributes does not matter."""
    opening, _, rest = " ".join(html.split()).replace("> <", "><").partition(">")
    return " ".join(sorted(opening.split())) + rest.replace("&#34;", "&quot;")
