from __future__ import annotations

import pytest

from candor.ui.lint import MOST_LINES, PACKAGE, findings


def test_our_own_templates_are_clean():
    found = findings(PACKAGE / "ui")
    assert not found, "\n" + "\n".join(map(str, found))


@pytest.mark.parametrize(
    "breach",
    [
        '<p style="color: red">',
        '{{ ui.rows("x", attrs={"style": "color: red"}) }}',
        "<style>p { color: red }</style>",
        '<button onclick="go()">',
        '<div hx-on:click="go()">',
        "<div hx-vals='js:{a: 1}'>",
        '<a href="javascript:go()">',
        '<div hx-trigger="keyup[key==1]">',
        """{{ ui.rows("x", attrs={"hx-trigger": "keyup[key==1]"}) }}""",
        '<a href="/" hx-push-url="true">',
        "{{ text|safe }}",
        "{{ Markup(text) }}",
        "{% autoescape false %}{% endautoescape %}",
        "<script>go()</script>",
        '<img src="//elsewhere.example/a.png" alt="">',
        '<img src="/a.png">',
        '<a href="/" target="_blank">',
        '<form method="post"><button>Send</button></form>',
        '{{ ui.post_button("Close case", url("tech:close", ref)) }}',
        '{% call ui.form(url("tech:reply", ref)) %}{% endcall %}',
        '{{ ui.buton("Close case") }}',
        '{{ ui.icon("no-such-icon") }}',
        '{{ ui.button("Close case", icon="no-such-icon") }}',
        "{% if %}",
        "\n" * (MOST_LINES + 1),
    ],
)
def test_each_breach_is_found(tmp_path, breach):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").write_text(breach)
    assert findings(tmp_path), f"not found: {breach}"


def test_comments_and_clean_markup_are_left_alone(tmp_path):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").write_text(
        '{# style="…" is not allowed #}\n'
        '<form method="post">{{ csrf_input }}<img src="/a.png" alt=""></form>\n'
        '{{ ui.post_button(_("Close case"), url("tech:close", ref), csrf_input, icon="check") }}\n'
        '{{ ui.when(ticket.opened_at, style="date") }}\n'
    )
    assert not findings(tmp_path)
