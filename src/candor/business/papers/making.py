"""Makes the papers of one invoice in a process of its own: what is asked comes on standard input, the papers go out.

The libraries for XML and PDF are large, and a page with ten thousand lines takes memory: neither is to be carried by
the processes that answer people. Run as a module; `papers.storing` is the only one who does.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from candor.kernel.papers.typesetting import answer, pdf_of

TEMPLATE = Path(__file__).with_name("invoice.typ")
LOGO = Path(__file__).with_name("logo.typ")
SHARP = 600
"""Dots an inch of the picture that a drawing becomes."""
LEVEL = "EN 16931"


def papers_of(asked: Mapping[str, Any]) -> dict[str, bytes]:
    """The papers by kind: the PDF always; the XML (`xml`) where the currency allows for one.

    An XRechnung has both syntaxes (`xml` is CII, and `ubl`), so that a portal that refuses one gets the other.
    """
    from candor.business.papers.passing import facts_from

    pdf = pdf_of(TEMPLATE, asked["shown"])
    if not asked["with_xml"]:
        return {"pdf": pdf}
    from drafthorse.pdf import attach_xml

    from candor.business.papers.cii import XRECHNUNG, xml_of
    from candor.business.papers.ubl import ubl_of

    facts = facts_from(asked["facts"])
    title = asked["shown"]["title"]
    said = {"author": facts.seller.name, "title": title, "subject": title, "creator": "Candor", "keywords": ""}
    xml = xml_of(facts)
    inside = bytes(attach_xml(pdf, xml, level=LEVEL, metadata=said, lang=facts.language))
    if not asked["is_xrechnung"]:
        return {"pdf": inside, "xml": xml}
    return {"pdf": inside, "xml": xml_of(facts, guideline=XRECHNUNG), "ubl": ubl_of(facts)}


def logo_of(asked: Mapping[str, Any]) -> dict[str, bytes]:
    """The mark as a picture; a drawing becomes one. That it can stand in a PDF/A is tried."""
    import typst

    def printed(kind: str, content: bytes, **how: Any) -> bytes:
        said = json.dumps({"kind": kind, "logo": list(content)})
        return bytes(typst.compile(LOGO.read_bytes(), sys_inputs={"said": said}, **how))

    kind, content = asked["kind"], base64.b64decode(asked["logo"])
    if kind == "svg":
        kind, content = "png", printed(kind, content, format="png", ppi=SHARP)
    printed(kind, content, format="pdf", pdf_standards=["a-3b"])
    return {"logo": content}


if __name__ == "__main__":
    answer(lambda asked: logo_of(asked) if "logo" in asked else papers_of(asked))
