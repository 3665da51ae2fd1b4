"""Promise: each record fits its schema, and no source, however odd, breaks an answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection

from scicomm.journals.models import Article, ArticleVersion, Journal
from scicomm.journals.queries import oai as reads
from scicomm.journals.rules.oai.formats import jats_of
from scicomm.journals.tasks import look_at_forms
from tests.factories.journals import jats, take
from tests.factories.oai import DC, OAI, XML_LANG, ask, code_of, identifiers, raw
from tests.journals.oai_articles import oai_id, texts

pytestmark = [pytest.mark.django_db, pytest.mark.samples, pytest.mark.usefixtures("oai_namespace")]


# -------------------------------------------------------------------------------------------------- records


def test_dublin_core_gives_both_languages_and_jats_the_source(academy: Any) -> None:
    take(academy.north_lake)
    record = ask(verb="GetRecord", identifier=oai_id("10.5555/band.1"), metadataPrefix="oai_dc")
    titles = {found.get(XML_LANG): found.text for found in record.iter(f"{DC}title")}
    assert titles == {"zh": "条带间距可作为早期信号", "en": "Band spacing as an early signal"}
    assert texts(record, "creator") == ["张伟", "Li, Na"]
    assert texts(record, "date") == ["2026-05-17"]
    assert {"草地", "条带", "生物学"} & set(texts(record, "subject")) >= {"草地", "条带"}
    assert "https://doi.org/10.5555/band.1" in texts(record, "identifier")
    assert texts(record, "source") == ["湿地学报 12(3): 101–110", "ISSN 2050-084X"]
    assert "https://creativecommons.org/licenses/by/4.0/" in texts(record, "rights")
    assert [found.text for found in record.iter(f"{OAI}setSpec")][:4] == [
        f"journal:{Journal.objects.get().slug}", "unit:academy", "unit:north", "unit:north-lake",
    ]  # fmt: skip
    source = ask(verb="GetRecord", identifier=oai_id("10.5555/band.1"), metadataPrefix="jats")
    assert "我们量了十一年的斑纹。" in "".join(source.itertext())
    assert source.find(".//{*}article").get("article-type") == "research-article"


def test_a_source_with_doctype_named_characters_and_undeclared_prefixes_is_given_whole(academy: Any) -> None:
    body = jats(body="<p>&alpha;&nbsp;<!-- kept --><?pi kept?><mml:math/></p>")
    body = body.replace(b'xmlns:xlink="http://www.w3.org/1999/xlink" ', b"")
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.3//EN" "x.dtd">\n'
    take(academy.top, head + body)
    root = ask(verb="GetRecord", identifier=oai_id("10.5555/band.1"), metadataPrefix="jats")
    text = raw(
        urlencode({"verb": "GetRecord", "identifier": oai_id("10.5555/band.1"), "metadataPrefix": "jats"})
    ).content
    assert "α\u00a0" in "".join(root.itertext())
    assert b"<!-- kept --><?pi kept?>" in text and b"DOCTYPE" not in text


@pytest.mark.parametrize(
    "source",
    [b"", b"<article>", b"\xff\xfe", b"<!DOCTYPE a [<!ENTITY b 'c'>]><article/>", b"<article>&nonsense;</article>", b"<a/><b/>",
     b"<article>\x01</article>", b"<article>&#1;</article>"],
)  # fmt: skip
def test_a_source_that_cannot_be_given_breaks_no_answer_and_is_reported(source: bytes, academy: Any) -> None:
    take(academy.top)
    take(academy.top, doi="10.5555/band.2")
    assert jats_of(source) is None
    ArticleVersion.objects.filter(article__doi="10.5555/band.1").update(source=source)
    asked = {"verb": "GetRecord", "identifier": oai_id("10.5555/band.1")}
    for looked in (False, True):
        assert identifiers(ask(verb="ListRecords", metadataPrefix="jats")) == [oai_id("10.5555/band.2")]
        assert code_of(ask(**asked, metadataPrefix="jats")) == "cannotDisseminateFormat"
        formats = ask(verb="ListMetadataFormats", identifier=oai_id("10.5555/band.1"))
        assert [found.text for found in formats.iter(f"{OAI}metadataPrefix")] == ["oai_dc"]
        (health,) = reads.oai_health()
        assert (health.living, health.jats) == ((2, 1) if looked else (2, 2))
        look_at_forms()
    assert [problem.code for problem in health.problems] == ["bad-source"]
    assert health.problems[0].dois == ("10.5555/band.1",)
    assert len(identifiers(ask(verb="ListRecords", metadataPrefix="oai_dc"))) == 2


def test_characters_that_xml_forbids_break_no_answer(academy: Any) -> None:
    take(academy.top)
    dirty = "坏\x00\x0b\x1f\ud800\ufffe<字>&"
    if connection.vendor == "postgresql":
        dirty = dirty.replace("\x00", "").replace("\ud800", "")
    dirty = dirty.replace("\ud800", "")
    Article.everything.update(title_zh=dirty, keywords_zh=[dirty.replace("\x00", "")])
    Journal.objects.update(title_zh=dirty)
    root = ask(verb="ListRecords", metadataPrefix="oai_dc")
    assert any(text.startswith("坏\ufffd") and text.endswith("<字>&") for text in texts(root, "title"))
    ask(verb="ListSets")
