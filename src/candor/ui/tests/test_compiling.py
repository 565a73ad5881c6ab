"""Macros called straight draw, and refuse, what Jinja's macros draw and refuse."""

from __future__ import annotations

import pytest
from django.utils import translation
from jinja2 import UndefinedError
from markupsafe import Markup

from candor.ui.compiling import straightened
from candor.ui.pages import environment

MACROS = """
{% macro said(text, mark="!", loud=False) %}<p>{{ text }}{% if loud %}{{ mark }}{% endif %}</p>{% endmacro %}
{% macro framed(title) %}<div>{{ title }}:{{ caller() }}</div>{% endmacro %}
"""


def macro(name: str) -> object:
    return getattr(environment().from_string(MACROS).module, name)


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (("<b>",), {}),
        (("a", "?"), {}),
        (("a",), {"loud": True}),
        ((), {"text": Markup("<i>safe</i>"), "loud": 1}),
        (("a", "?", True), {}),
    ],
)
def test_they_draw_the_same(args: tuple[object, ...], named: dict[str, object]) -> None:
    original = macro("said")
    drawn = straightened(original)(*args, **named)  # type: ignore[arg-type] # a Macro
    assert drawn == original(*args, **named)  # type: ignore[operator] # a Macro
    assert isinstance(drawn, Markup)


@pytest.mark.parametrize(
    ("args", "named"),
    [((1, 2, 3, 4), {}), (("a",), {"text": "b"}), ((), {"text": "a", "nothing": 1}), (("a",), {"caller": str})],
)
def test_they_refuse_the_same(args: tuple[object, ...], named: dict[str, object]) -> None:
    original = macro("said")
    with pytest.raises(TypeError) as wanted:
        original(*args, **named)  # type: ignore[operator] # a Macro
    with pytest.raises(TypeError) as told:
        straightened(original)(*args, **named)  # type: ignore[arg-type] # a Macro
    assert str(told.value) == str(wanted.value)


def test_a_body_that_is_missing_is_an_error() -> None:
    assert straightened(macro("framed"))("A", caller=lambda: "b") == "<div>A:b</div>"  # type: ignore[arg-type] # a Macro
    with pytest.raises(UndefinedError):
        straightened(macro("framed"))("A")  # type: ignore[arg-type] # a Macro


def drawn(source: str, **context: object) -> str:
    return environment().from_string(source).render(context)


def test_what_a_template_calls_so_itself_is_its_own() -> None:
    assert drawn("{% macro icon(name) %}<{{ name }}>{% endmacro %}{{ icon('x') }}") == "<x>"
    assert drawn("{% for when in [word] %}{{ when('x') }}{% endfor %}", word=lambda name: f"<{name}>") == "&lt;x&gt;"


def test_values_are_escaped_and_drawn_ones_are_not() -> None:
    assert (
        drawn("{{ word }}|{{ safe }}|{{ number }}", word="<&>", safe=Markup("<b>"), number=3) == "&lt;&amp;&gt;|<b>|3"
    )
    assert drawn("{{ _('Tag: %(name)s', name=word) }}", word="<b>") == "Tag: &lt;b&gt;"
    assert '<svg class="icon"' in drawn("{{ ui.icon('x') }}{% for _n in [1] %}{{ ui.key('k') }}{% endfor %}")


def test_texts_follow_the_language() -> None:
    for language, word in (("en", "Cases"), ("de", "Fälle"), ("en", "Cases")):
        with translation.override(language):
            assert drawn("{{ _('Cases') }}") == word


def test_a_dictionary_s_methods_stay_methods() -> None:
    assert (
        drawn("{{ d.size }} {% for k, v in d.items() %}{{ k }}{% endfor %}", d={"size": 1, "items": 2}) == "1 sizeitems"
    )
