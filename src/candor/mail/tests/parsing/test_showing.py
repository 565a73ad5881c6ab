"""HTML made ready for its frame: what is put in, left out, folded and numbered."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.mail.parsing.markup import cleaned, sanitise
from candor.mail.parsing.showing import MOST_LINKS, MOST_REMOTE, Own, Shown, remote_pictures, show

PICTURE = "data:image/png;base64,iVBORw=="


def shown(html: str, *, own: dict[str, Own] | None = None, fetched: dict[str, str] | None = None) -> Shown:
    return show(html, own=(own or {}).get, fetched=lambda url: (fetched or {}).get(url, ""))


def test_a_picture_of_the_mail_stands_in_it_and_a_large_one_is_a_link() -> None:
    own = {"a@x": Own(PICTURE), "b@x": Own("", "/customer/files/b/", 'scan "<1>".png')}

    found = shown('<p><img src="cid:a@x" alt="Logo"><img src="cid:b@x"><img src="cid:gone@x" alt="Map"></p>', own=own)

    assert f'<img src="{PICTURE}" alt="Logo">' in found.html
    assert '<a href="/customer/files/b/"' in found.html
    assert 'scan "&lt;1&gt;".png' in found.html
    assert '<img alt="Map">' in found.html
    assert (found.links, found.left_out) == (["/customer/files/b/"], 1)


def test_a_picture_from_elsewhere_is_left_out_until_it_was_fetched() -> None:
    mail = '<img src="https://a.example/x.png?a=1&amp;b=2"><img src="http://a.example/y.png" alt="y">'
    address = "https://a.example/x.png?a=1&b=2"

    before, after = shown(mail), shown(mail, fetched={address: PICTURE})

    assert before.remote == [address, "http://a.example/y.png"]
    assert "a.example" not in before.html
    assert f'src="{PICTURE}"' in after.html
    assert (before.left_out, after.left_out) == (2, 1)


@pytest.mark.parametrize("size", ['width="1"', "height='0'", 'width="1px" height="1px"', "width=2 height=300"])
def test_a_picture_of_one_point_is_never_asked_for(size: str) -> None:
    assert remote_pictures(sanitise(f'<img src="https://a.example/p.gif" {size}>') or "") == []


def test_the_same_picture_is_asked_for_once_and_never_too_many() -> None:
    many = "".join(f'<img src="https://a.example/{number % 100}.png">' for number in range(500))
    assert len(remote_pictures(many)) == MOST_REMOTE


@pytest.mark.parametrize(
    ("mail", "folded"),
    [
        ('<p>Yes</p><blockquote type="cite"><p>No?</p></blockquote>', ["No?"]),
        ('Yes<blockquote style="margin:0 0 0 .8ex;border-left:1px solid #ccc">No?</blockquote>Bye', ["No?"]),
        ('<blockquote type="cite">a<blockquote type="cite">b</blockquote>c</blockquote>d', ["abc"]),
        ('<blockquote type="cite">a</blockquote>b<blockquote type="cite">c</blockquote>', ["a", "c"]),
        ('<blockquote style="margin:0 0 0 40px;border:none;padding:0">an indent</blockquote>', []),
        ('<blockquote style="border-left:none">an indent</blockquote>', []),
        ("</blockquote><p>a</p><blockquote type=cite>b", ["b"]),
    ],
)
def test_what_is_quoted_is_folded_and_an_indent_is_not(mail: str, folded: list[str]) -> None:
    html = shown(sanitise(mail) or "").html
    inside = re.findall(r"<details><summary>…</summary>(.*?)</details>", html, re.DOTALL)
    assert [re.sub("<[^>]*>", "", part) for part in inside] == folded


def test_links_are_told_in_the_order_of_their_numbers_and_never_lead_into_the_desk() -> None:
    found = shown(
        '<a href="https://a.example/?x=1&amp;y=2">one</a><a name="x">no link</a><a href="mailto:kim@a.example">two</a>'
        '<a href="/tech/sign-out/">in</a><a href="//a.example/">in</a><a href="#x">in</a>'
        '<a href="data:text/html,x">in</a><a href="JAVASCRIPT:alert(1)">in</a>'
    )
    assert found.links == ["https://a.example/?x=1&y=2", "mailto:kim@a.example"]
    assert len(re.findall(r'<a [^>]*href="', found.html)) == 2
    assert len(shown('<a href="https://a.example/">x</a>' * 300).links) == MOST_LINKS


@pytest.mark.parametrize(
    ("mail", "has_colours"),
    [
        ("<p>plain</p>", False),
        ('<p style="border-color:red">plain</p>', False),
        ('<p style="color:#000">x</p>', True),
        ('<font color="navy">x</font>', True),
        ('<table bgcolor="#fff"><tr><td>x</td></tr></table>', True),
        ('<p style="margin:0;background-color:white">x</p>', True),
    ],
)
def test_a_mail_that_brings_colours_gets_white_paper(mail: str, has_colours: bool) -> None:
    assert shown(mail).has_colours is has_colours


@pytest.mark.parametrize(
    "style",
    ["width:url(https://a.example/a)", "width:u\\72l(https://a.example/a)", "border:image-set('https://a.example/a')"],
)
def test_a_style_that_names_something_elsewhere_goes_whole(style: str) -> None:
    assert "a.example" not in shown(f'<p style="{style};color:red">x</p>').html


PIECES = st.sampled_from(
    ["<p>", "</p>", "<blockquote type=cite>", "</blockquote>", "<img src='https://a.example/x' ", "<a href=x", ">", "<",
     "<svg>", "<math><mtext>", "<style>", "<script>", "</script>", "<!--", "-->", "onerror=alert(1) ", '"', "'", "&lt;",
     "<details>", "</details>", "<table><td>", "cid:x", "<img src=cid:x>", "text", "\x00", "<title>", "<noscript>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_is_stored_nothing_that_runs_or_loads_comes_out(html: str) -> None:
    found = shown(html, own={"x": Own(PICTURE)})

    names = {name.lower() for name in re.findall(r"<([a-zA-Z][^\s/>]*)", found.html)}
    assert not names & {"script", "style", "svg", "math", "iframe", "object", "form", "title", "noscript"}
    assert not re.search(r"<[^>]*\son\w+=", found.html)
    assert all(source == PICTURE for source in re.findall(r'src="([^"]*)"', found.html))
    assert found.html.count("<details") == found.html.count("</details>")


@given(st.lists(PIECES, max_size=30).map("".join))
def test_what_comes_out_reads_the_same_once_more(html: str) -> None:
    """Markup that means one thing to the cleaner and another to the next reader is how scripts get past (mXSS)."""
    once = shown(html, own={"x": Own(PICTURE)}).html.replace(' target="_blank"', "")
    assert cleaned(once, keep=None, schemes={"data"}) == once
