"""Customers ask for themselves by their programs, and follow what they asked for: the actions of their own pages.

What cannot be taken back is not done on a token's word: an erasure that is asked for here is planned by the privacy
office, and whoever wants it done at once looks at its preview in the account, signed in anew.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import Field

from candor.kernel.api.forms import cleaned
from candor.kernel.api.schemas import Input, Output, PathRef
from candor.kernel.http.problems import Problem, not_valid
from candor.people.public import Person
from candor.privacy import access_own as access
from candor.privacy.actions import own_requests as actions
from candor.privacy.api.contesting import SaidWrong, wrong_by
from candor.privacy.api.operations import REQUESTS
from candor.privacy.certificates.links import link_for
from candor.privacy.correcting import writable
from candor.privacy.forms_rights import ContestForm, ReplyForm
from candor.privacy.models import Erasure, LockGround, RequestKind, SubjectRequest
from candor.privacy.queries import own_requests as queries
from candor.privacy.queries.items import name_of_item
from candor.privacy.rights import words_of
from candor.privacy.rules.deciding import Right
from candor.privacy.rules.request_states import State, may_become
from candor.privacy.views.unwritten import UNWRITTEN

READ, WRITE = "requests:read", "requests:write"
ONE = "privacy-requests/{slug:mine}"


class WrongIn(SaidWrong):
    """A record that is wrong, as the list of one's own data names it, and what its fields should say."""

    place: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,100}$")]
    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,100}$")]


class OwnWishes(Input):
    """What a customer may say about a request of their own, by its kind."""

    item: WrongIn | None = Field(None, description="`rectification`: what is wrong. Without it, `said` tells it.")
    ground: Literal["", "accuracy", "unlawful", "claims", "objection"] = Field(
        "", description="`restriction`: on which ground of Art. 18(1) GDPR. With one the data is locked at once."
    )
    about: Literal["", "advertising", "everything"] = Field(
        "", description="`objection`: `advertising`, `withdrawal`: `everything`. It ends at once, for all addresses."
    )


class Happened(Output):
    text: str
    at: datetime


class ContestOut(Output):
    """Something that was called wrong. `written` is what stands in its fields since the correction was granted."""

    what: str
    wrong: str
    should: str
    outcome: str
    answer: str
    written: dict[str, str] | None


class PartOut(Output):
    """What carries a request out: an erasure, the end of a use."""

    ref: str
    right: str
    state: str
    done_at: datetime | None
    certificate: str = Field(description="Where the signed certificate stands, once it is done; needs no token.")


class RefusedOut(Output):
    what: str
    ground: str
    until: date | None


class Progress(Output):
    """How a request of one's own goes on, as its page tells it."""

    stands: str
    may_withdraw: bool
    question: str = Field(description="What we ask to be sure who it is; empty where nothing is open.")
    steps: list[Happened]
    contests: list[ContestOut]
    copies: list[str] = Field(description="References of copies.")
    carried_out: list[PartOut]
    refused: list[RefusedOut]


class AnswerIn(Input):
    said: Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"\S")]


@REQUESTS.read(f"{ONE}/progress", scope=READ, response=Progress, summary="Follow one's own privacy request")
def read_request_progress(request: HttpRequest, mine: PathRef) -> Progress:
    """Its steps, what was called wrong and decided, copies, what was done, what was refused. For the customer's own."""
    asking: Any = request
    row = access.request_of(asking.actor, mine)
    parts = queries.parts_of(row)
    asks = row.stands is State.IDENTITY_PENDING
    return Progress(
        stands=queries.told_of(row).stands,
        may_withdraw=may_become(row.stands, State.WITHDRAWN, is_complaint=row.is_complaint),
        question=queries.question_to(row) if asks else "",
        steps=[Happened(text=step.text, at=step.at) for step in queries.happened_to(row)],
        contests=[_contest(one) for one in parts["contests"]],
        copies=[one.ref for one in parts["copies"]],
        carried_out=[_part(one.row, row) for one in parts["erasures"]],
        refused=[RefusedOut(what=one.what, ground=one.ground, until=one.until) for one in parts["refused"]],
    )


@REQUESTS.write(
    "POST",
    f"{ONE}/withdrawal",
    scope=WRITE,
    status=204,
    summary="Take one's own privacy request back",
    takes_body=False,
)
def withdraw_own_request(request: HttpRequest, mine: PathRef) -> None:
    """While nothing of it was carried out. Doing it twice changes nothing."""
    asking: Any = request
    actions.withdraw(access.request_of(asking.actor, mine), by=asking.actor)


@REQUESTS.write(
    "POST",
    f"{ONE}/reply",
    scope=WRITE,
    status=204,
    summary="Answer who one is",
    example={"said": "Yes, it is me."},
)
def answer_own_request(request: HttpRequest, mine: PathRef, payload: AnswerIn) -> None:
    """The answer to our question; the token is the proof."""
    asking: Any = request
    said = cleaned(ReplyForm(payload.model_dump()))["said"]
    actions.answer_question(access.request_of(asking.actor, mine), asking.person, said, by=asking.actor)


def ask_for_oneself(request: Any, kind: RequestKind, said: str, wishes: OwnWishes) -> SubjectRequest:
    """Enter it, and carry out at once what the pages would. Raises Problem for what does not belong to the kind."""
    _refuse_unfit(kind, wishes)
    person, by = request.person, request.actor
    if kind in {RequestKind.ACCESS, RequestKind.PORTABILITY}:
        return actions.want_copy(person, kind, said, by=by)
    if kind is RequestKind.RECTIFICATION:
        return actions.contest(person, _wrong(person, said, wishes.item), by=by)
    try:
        if wishes.about:
            right = Right.WITHDRAWAL if kind is RequestKind.WITHDRAWAL else Right.MARKETING
            return actions.end_use(person, right, said, by=by)
        if wishes.ground:
            return actions.restrict(person, LockGround(wishes.ground), said, by=by)
    except UNWRITTEN:
        raise Problem("busy", headers={"Retry-After": "5"}) from None
    return actions.ask(person, kind, said, by=by)


def _refuse_unfit(kind: RequestKind, wishes: OwnWishes) -> None:
    about = {RequestKind.OBJECTION: "advertising", RequestKind.WITHDRAWAL: "everything"}.get(kind, "")
    wrong = {
        "item": wishes.item is not None and kind is not RequestKind.RECTIFICATION,
        "ground": bool(wishes.ground) and kind is not RequestKind.RESTRICTION,
        "about": wishes.about not in {"", about},
    }
    if any(wrong.values()):
        text = _("This does not belong to a request of this kind.")
        raise not_valid(*((field, text) for field, is_wrong in wrong.items() if is_wrong))


def _wrong(person: Person, said: str, item: WrongIn | None) -> actions.Wrong:
    """As the page's form takes it. Raises Problem for a record that is not theirs, and for what the form refuses."""
    if item is None:
        if not said.strip():
            raise not_valid(("said", _("Say what is wrong, and what it should say.")))
        return actions.Wrong(said, said)
    what = name_of_item(person, item.place, item.key)
    if not what:
        raise not_valid(("item", _("There is none of this reference.")))
    held = writable(person, item.place, item.key)
    wrong = wrong_by(ContestForm, held, item, at="item.")
    return actions.Wrong(**wrong, place=item.place, key=item.key, what=what)


def _contest(one: Any) -> ContestOut:
    same = ("what", "wrong", "should", "outcome", "answer", "written")
    return ContestOut(**{name: getattr(one, name) for name in same})


def _part(done: Erasure, row: SubjectRequest) -> PartOut:
    where = link_for(row)[0] if done.certificate else ""
    words = str(words_of(done.right).name)
    return PartOut(ref=done.ref, right=words, state=done.state, done_at=done.done_at, certificate=where)
