"""JATS articles written for tests, and the short way from them into the database."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from scicomm.journals.actions import IngestResult, ingest_article
from scicomm.journals.rules.jats import read_article
from scicomm.organisation.models import Unit


def jats(
    doi: str = "10.5555/band.1",
    *,
    title_zh: str = "条带间距可作为早期信号",
    title_en: str = "Band spacing as an early signal",
    abstract_zh: str = "草地变成裸地之前，斑纹会先变。",
    abstract_en: str = "Before grassland turns bare, its pattern changes.",
    body: str = "<sec><title>引言</title><p>我们量了十一年的斑纹。</p></sec>",
    back: str = "",
    related: str = "",
    article_type: str = "research-article",
    orcid: str = "0000-0002-1825-0097",
    eissn: str = "2050-084X",
    journal: str = "湿地学报",
    heading: str = "生态学",
    keywords: str = "草地,条带",
    language: str = "zh",
) -> bytes:
    """A small bilingual article. `related`, `body` and `back` are raw XML; all else is escaped."""
    words = "".join(f"<kwd>{escape(word)}</kwd>" for word in keywords.split(",") if word)
    issn = f'<issn pub-type="epub">{eissn}</issn>' if eissn else ""
    return f"""<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="{article_type}" xml:lang="{language}">
<front><journal-meta><journal-title-group><journal-title>{escape(journal)}</journal-title></journal-title-group>{issn}
<publisher><publisher-name>示范出版社</publisher-name></publisher></journal-meta>
<article-meta><article-id pub-id-type="doi">{escape(doi)}</article-id>
<article-categories><subj-group subj-group-type="heading"><subject>{escape(heading)}</subject></subj-group></article-categories>
<title-group><article-title>{escape(title_zh)}</article-title>{_english_title(title_en)}</title-group>
<contrib-group><contrib contrib-type="author" corresp="yes">
<contrib-id contrib-id-type="orcid">https://orcid.org/{orcid}</contrib-id>
<name-alternatives><name name-style="eastern" xml:lang="zh"><surname>张</surname><given-names>伟</given-names></name>
<name name-style="western" xml:lang="en"><surname>Zhang</surname><given-names>Wei</given-names></name></name-alternatives>
</contrib>
<contrib contrib-type="author"><name><surname>Li</surname><given-names>Na</given-names></name></contrib></contrib-group>
<pub-date date-type="pub" publication-format="electronic"><day>17</day><month>05</month><year>2026</year></pub-date>
<volume>12</volume><issue>3</issue><fpage>101</fpage><lpage>110</lpage>
<permissions><license xlink:href="https://creativecommons.org/licenses/by/4.0/">
<license-p>CC BY</license-p></license></permissions>
{related}{_abstracts(abstract_zh, abstract_en)}<kwd-group xml:lang="zh">{words}</kwd-group></article-meta></front>
<body>{body}</body>{back}</article>""".encode()


def _english_title(title: str) -> str:
    words = f"<trans-title>{escape(title)}</trans-title>"
    return f'<trans-title-group xml:lang="en">{words}</trans-title-group>' if title else ""


def _abstracts(chinese: str, english: str) -> str:
    first = f"<abstract><p>{escape(chinese)}</p></abstract>" if chinese else ""
    return first + (f'<trans-abstract xml:lang="en"><p>{escape(english)}</p></trans-abstract>' if english else "")


def related(kind: str, doi: str) -> str:
    """A related-article element."""
    return f'<related-article related-article-type="{kind}" ext-link-type="doi" xlink:href="{doi}"/>'


def take(unit: Unit, source: bytes | None = None, name: str = "a.xml", user: Any = None, **values: Any) -> IngestResult:
    """Take in an article written by `jats(**values)`, or the given source."""
    data = jats(**values) if source is None else source
    return ingest_article(read_article(data, name=name), data, name, default_unit=unit, acting_user=user)
