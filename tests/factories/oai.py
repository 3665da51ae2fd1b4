"""Asks the OAI-PMH server in tests and checks each answer: against the schema, and for what the schema leaves open."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from lxml import etree

from scicomm.journals.actions import Outcome, take_in
from scicomm.journals.rules.oai.formats import JATS, OAI_DC
from scicomm.journals.rules.reading import read_file
from scicomm.organisation.models import Unit
from tests.conftest import SAMPLES

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The fifteen elements of the Dublin Core Metadata Element Set 1.1: nothing else may stand in oai_dc.
DC_ELEMENTS = frozenset(
    DC + name
    for name in [
        *("contributor", "coverage", "creator", "date", "description", "format", "identifier", "language"),
        *("publisher", "relation", "rights", "source", "subject", "title", "type"),
    ]
)
_NAMESPACE = r"[A-Za-z][A-Za-z0-9\-]*(\.[A-Za-z][A-Za-z0-9\-]*)+"
IDENTIFIER = re.compile(rf"oai:{_NAMESPACE}:[A-Za-z0-9\-_.!~*'();/?:@&=+$,%]+")


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(SAMPLES) / "schemas" / "OAI-PMH.xsd"))


def checked(content: bytes) -> Any:
    """The root of an answer that fits the schema of the protocol and the guidelines; fails where it does not."""
    root = etree.fromstring(content)
    assert schema().validate(root), f"{schema().error_log}\n{content[:2000]!r}"
    for document in root.iterfind(f".//{OAI}metadata/*"):
        _check_document(document)
    for document in root.iterfind(f".//{OAI}setDescription/*"):
        _check_document(document)
    for header in root.iter(f"{OAI}header"):
        assert IDENTIFIER.fullmatch(header.findtext(f"{OAI}identifier")), header.findtext(f"{OAI}identifier")
        assert len(header.findtext(f"{OAI}datestamp")) == 20
        gone = header.get("status") == "deleted"
        assert gone == (header.getparent().find(f"{OAI}metadata") is None) or header.getparent().tag != f"{OAI}record"
    return root


def _check_document(document: Any) -> None:
    space = etree.QName(document).namespace
    location = document.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", "")
    if space == OAI_DC.namespace:
        assert document.tag == f"{{{space}}}dc" and location.startswith(space)
        assert {child.tag for child in document} <= DC_ELEMENTS
        for child in document:
            assert child.text and child.text.strip() and not len(child) and set(child.attrib) <= {XML_LANG}
        return
    assert space == JATS.namespace, space
    assert etree.QName(document).localname == "article"


def ask(client: Client | None = None, *, method: str = "get", **arguments: str) -> Any:
    """The checked answer to a request; `since` stands for `from`, which Python keeps to itself."""
    if "since" in arguments:
        arguments["from"] = arguments.pop("since")
    return checked(raw(urlencode(arguments), client=client, method=method).content)


def raw(query: str, *, client: Client | None = None, method: str = "get") -> Any:
    client = client or Client()
    if method == "post":
        return client.post("/oai/", query, content_type="application/x-www-form-urlencoded")
    return client.get(f"/oai/?{query}")


def code_of(root: Any) -> str:
    """The codes of an answer's errors, joined; empty for an answer without."""
    return " ".join(error.get("code") for error in root.iterfind(f"{OAI}error"))


def identifiers(root: Any) -> list[str]:
    return [found.text for found in root.iter(f"{OAI}identifier") if found.getparent().tag == f"{OAI}header"]


def token(root: Any) -> Any:
    return root.find(f".//{OAI}resumptionToken")


def harvested(verb: str = "ListRecords", prefix: str = "oai_dc", **arguments: str) -> list[Any]:
    """All answers of a list, from its beginning to its end."""
    answers = [ask(verb=verb, metadataPrefix=prefix, **arguments)]
    while (found := token(answers[-1])) is not None and found.text:
        answers.append(ask(verb=verb, resumptionToken=found.text))
    return answers


def take_samples(unit: Unit) -> list[Outcome]:
    """Every article of the samples, taken in under a unit."""
    paths = sorted((Path(SAMPLES) / "jats").glob("*.xml"))
    return take_in([read_file(path) for path in paths], default_unit=unit)
