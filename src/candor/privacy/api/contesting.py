"""What a program says is wrong about a record, cleaned by the form of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import Field

from candor.kernel.api.forms import cleaned
from candor.kernel.api.schemas import Input
from candor.kernel.http.problems import not_valid
from candor.privacy.correcting import PREFIX, Writable, wrong_of
from candor.privacy.forms_rights import ContestForm

Words = Annotated[str, Field(max_length=4_000)]


class SaidWrong(Input):
    """What is wrong about a record, and what it should say, in words or by its fields."""

    wrong: Words = ""
    should: Words = ""
    fields: Annotated[dict[str, Words], Field(max_length=20)] = Field(
        default={}, description="New values by field, where the record can be written by itself; others stay."
    )


def wrong_by(form_of: type[ContestForm], held: Writable | None, said: SaidWrong, *, at: str = "") -> dict[str, Any]:
    """The words of `Wrong`, as the page's form takes them. Raises Problem; `at` stands before the fields' names."""
    typed = _typed(held, said.fields, at)
    named = {name: f"{at}fields.{name.removeprefix(PREFIX)}" for name in typed}
    form = form_of({**typed, "wrong": said.wrong, "should": said.should}, held=held)
    clean = cleaned(form, {"wrong": f"{at}wrong", "should": f"{at}should", **named})
    return wrong_of(clean, held, form.wished())


def _typed(held: Writable | None, fields: Mapping[str, str], at: str) -> dict[str, str]:
    """The fields of the form, with what stands there where nothing else is said."""
    present = dict(held.present) if held is not None else {}
    unknown = [name for name in fields if name not in present]
    if unknown:
        raise not_valid(*((f"{at}fields.{name}", _("This field cannot be written.")) for name in unknown))
    return {f"{PREFIX}{name}": fields.get(name, value) for name, value in present.items()}
