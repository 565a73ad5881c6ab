"""A view's conditions in words, for the head of its page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext

from candor.helpdesk.queries.filtering import KINDS, References
from candor.helpdesk.rules.filters import Condition, Definition
from candor.helpdesk.words import CHANNEL_WORDS, KIND_WORDS, PRIORITY_WORDS, STAGE_WORDS, STATUS_WORDS
from candor.helpdesk.words_lists import (
    ASSIGNEE_WORDS,
    DUE_WORDS,
    FIELD_WORDS,
    FOLLOWER_WORDS,
    OP_WORDS,
    SPAN_WORDS,
    USUAL_OP_WORDS,
)

VALUE_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "stage": STAGE_WORDS,
    "status": STATUS_WORDS,
    "assignee": ASSIGNEE_WORDS,
    "follower": FOLLOWER_WORDS,
    "priority": {str(key): text for key, text in PRIORITY_WORDS.items()},
    "kind": KIND_WORDS,
    "channel": CHANNEL_WORDS,
    "due": DUE_WORDS,
    "created": SPAN_WORDS,
    "changed": SPAN_WORDS,
}


def told(definition: Definition, known: References) -> list[str]:
    """Each condition as a short phrase: "Status is Open or New". What the looker may not see is not named."""
    return [phrase for condition in definition.conditions if (phrase := _phrase(condition, known))]


def _phrase(condition: Condition, known: References) -> str:
    values = [text for value in condition.values if (text := _value(condition.field, value, known))]
    if not values:
        return ""
    either = f" {pgettext('between values', 'or')} "
    op = OP_WORDS.get(condition.field, USUAL_OP_WORDS)[condition.op]
    return f"{FIELD_WORDS[condition.field]} {op} {either.join(values)}"


def _value(name: str, value: str, known: References) -> str:
    words = VALUE_WORDS.get(name, {})
    if value in words:
        return str(words[value])
    if name in KINDS:
        found = known.get(name, value)
        return found.name if found is not None else ""
    return f"“{value}”"
