"""Promise: what a JATS file says about itself is read completely, in both languages, from NLM 2.3 to JATS 1.4."""

from __future__ import annotations

from pathlib import Path

import pytest

from scicomm.journals.rules.jats import JatsReason, JatsRefused, ParsedArticle, read_article, read_article_file
from scicomm.journals.rules.jats.identifiers import doi, doi_within, issn, orcid
from scicomm.journals.rules.jats.model.dates import PartialDate
from tests.conftest import SAMPLES
from tests.factories.journals import jats

PAIR = Path(__file__).parent / "data" / "pair.xml"


@pytest.fixture(scope="module")
def pair() -> ParsedArticle:
    return read_article_file(PAIR)


def test_titles_abstracts_and_keywords_come_as_zh_en_pairs(pair: ParsedArticle) -> None:
    assert pair.language == "zh"
    assert pair.titles["zh"] == "青藏高原湿地 CO2 通量的变化"
    assert pair.titles_html["en"] == "Changes of CO<sub>2</sub> flux in wetlands of the Tibetan Plateau"
    assert pair.subtitles == {"zh": "十年观测", "en": "Ten years of observation"}
    assert pair.abstracts["zh"].text == "湿地是重要的碳汇。"
    assert "<i>重要</i>" in pair.abstracts["zh"].html
    assert pair.abstracts["en"].html.count("<h3>Background</h3>") == 1
    assert pair.plain_summaries["zh"].text.startswith("湿地像海绵")
    assert pair.keywords == {"zh": ("湿地", "碳汇"), "en": ("wetland", "carbon sink")}


def test_a_translation_inside_the_file_completes_the_languages(pair: ParsedArticle) -> None:
    (translation,) = pair.sub_articles
    assert (translation.kind, translation.language) == ("translation", "fr")
    assert translation.full_text.body_html == "<p>Bonjour.</p>"
    assert pair.titles["fr"] == "Les zones humides"


def test_chinese_names_read_family_name_first_in_every_script(pair: ParsedArticle) -> None:
    zhang, ouyang, li, group, member = pair.contributors
    assert (zhang.display("zh"), zhang.display("en")) == ("张伟", "Wei Zhang")
    assert ouyang.display() == "欧阳明"
    assert li.display() == "Li Na"
    assert (group.group_name, group.display()) == ("湿地观测组", "湿地观测组")
    assert (member.display(), member.member_of) == ("Ann Smith", "湿地观测组")


def test_identifiers_are_checked_and_the_wrong_ones_noted(pair: ParsedArticle) -> None:
    assert pair.doi == "10.12345/wetland.2024.001"
    assert pair.contributors[0].orcid == "0000-0002-1825-0097"
    assert pair.contributors[1].orcid == ""
    assert pair.journal.issns == {"print": "0378-5955", "electronic": "2050-084X"}
    assert {note.code for note in pair.notes} == {"orcid-invalid", "issn-invalid", "date-invalid"}
    assert all(note.line > 1 for note in pair.notes)


def test_affiliations_roles_and_letters_find_their_people(pair: ParsedArticle) -> None:
    zhang, ouyang = pair.contributors[:2]
    assert (zhang.affiliations, ouyang.affiliations) == (("a1",), ("a1", "a2"))
    assert zhang.corresponding
    assert zhang.equal_contribution
    assert zhang.emails == ("zhangwei@wetland.example.cn",)
    assert ouyang.emails == ()
    assert zhang.roles[0].credit == "writing-original-draft"
    first, second = pair.affiliations
    assert first.texts == {"zh": "湿地研究所, 北京 100101", "en": "Institute of Wetlands, Beijing, China"}
    assert first.ror == "https://ror.org/034t30j35"
    assert (second.city, second.country_code) == ("西宁", "CN")


def test_dates_keep_their_precision_and_the_electronic_one_counts(pair: ParsedArticle) -> None:
    assert pair.published == PartialDate(2024, 5, 17)
    assert pair.received is not None
    assert pair.received.iso == "2024-01-02"
    assert pair.accepted is not None
    assert (pair.accepted.iso, pair.accepted.precision) == ("2024-02", "month")


def test_rights_money_relations_and_place_are_read(pair: ParsedArticle) -> None:
    assert pair.licence is not None
    assert (pair.licence.code, pair.licence.is_open) == ("cc-by-nc-nd-4.0", True)
    assert pair.copyright.year == "2024"
    assert (pair.awards[0].funder, pair.awards[0].numbers) == ("国家自然科学基金", ("42000001",))
    assert pair.awards[0].funder_id == "https://doi.org/10.13039/501100001809"
    assert (pair.related[0].kind, pair.related[0].doi) == ("corrected-article", "10.12345/old.1")
    assert pair.self_uris[0].href == "a.pdf"
    assert (pair.volume, pair.issue, pair.first_page, pair.last_page) == ("12", "3", "101", "110")
    assert pair.subjects[0].path == ("地球科学", "湿地")
    assert pair.journal.titles == {"zh": "湿地学报", "en": "Journal of Wetlands"}
    assert pair.jats_version == "1.3"


def test_references_are_fields_and_text(pair: ParsedArticle) -> None:
    first, second = pair.references
    assert first.authors == ("王磊", "Smith J")
    assert (first.label, first.doi, first.year, first.source) == ("1", "10.11821/dlxb1", "2020", "地理学报")
    assert first.text == "王磊, Smith J. 湿地碳. 地理学报. 2020; 75 (2): 1–9. doi: 10.11821/DLXB1"
    assert second.doi == "10.1038/abc-1"
    assert first.list_title == "参考文献"


@pytest.mark.parametrize("wrapped", ["", ' xmlns="https://jats.nlm.nih.gov/ns/archiving/1.4/"'])
def test_a_namespace_on_all_elements_changes_nothing(wrapped: str) -> None:
    data = PAIR.read_text(encoding="utf-8").replace("<article ", f"<article{wrapped} ", 1).encode()
    assert read_article(data, name="a.xml") == read_article_file(PAIR, name="a.xml")


def test_nlm_2_3_without_groups_and_language_is_read() -> None:
    data = (
        "<article><front><journal-meta><journal-title>Old Journal</journal-title></journal-meta><article-meta>"
        "<article-id pub-id-type='doi'>10.1000/x</article-id><title-group><article-title>一篇没有语言标记的中文论文"
        "</article-title></title-group><copyright-year>1999</copyright-year></article-meta></front></article>"
    ).encode()
    article = read_article(data, name="old.xml")
    assert article.titles == {"zh": "一篇没有语言标记的中文论文"}
    assert article.journal.titles == {"en": "Old Journal"}
    assert article.copyright.year == "1999"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://doi.org/10.1000/ABC", "10.1000/abc"),
        ("doi: 10.1000/a(b)c", "10.1000/a(b)c"),
        ("10.1000%2Fx", "10.1000/x"),
        ("11.1000/x", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_doi_has_one_spelling(value: str | None, expected: str) -> None:
    assert doi(value) == expected


def test_check_digits_decide() -> None:
    assert orcid("http://orcid.org/0000-0002-1694-233X") == "0000-0002-1694-233X"
    assert orcid("0000-0002-1694-2330") == ""
    assert issn("2050-084x") == "2050-084X"
    assert issn("2050-0841") == ""
    assert doi_within("see (10.1000/abc(1)2).") == "10.1000/abc(1)2"


def _samples(folder: str) -> list[Path]:
    return sorted((SAMPLES / folder).glob("*.xml"))


@pytest.mark.samples
@pytest.mark.skipif(not _samples("jats"), reason="no samples here")
def test_every_real_article_is_read_without_losing_a_character() -> None:
    for path in _samples("jats"):
        article = read_article_file(path)
        whole = [article.full_text, *(sub.full_text for sub in article.sub_articles)]
        assert [part.conservation.lost for part in whole] == [0] * len(whole), path.name
        account = article.conservation
        assert account.html - account.added == account.source - sum(account.omitted.values()), path.name
        assert not article.unknown_elements, path.name
        assert article.references, path.name
        assert article.contributors, path.name
        assert (article.published is not None) == (b"<pub-date" in path.read_bytes()), path.name


REFUSED = {
    "test_author_contributions": (JatsReason.NO_METADATA, 1),
    "test_clinical_trials": (JatsReason.XML_BROKEN, 12),
    "test_rewrite_subject_group": (JatsReason.NO_DOI, 1),
    "xmlio_output_convert_xlink": (JatsReason.NO_METADATA, 1),
    "samplepub-oasis-table1": (JatsReason.NO_DOI, 29),
    "samplesmall-pub1": (JatsReason.NO_DOI, 21),
}


@pytest.mark.samples
@pytest.mark.skipif(not _samples("jats-edge"), reason="no samples here")
def test_odd_files_are_read_or_refused_with_line_and_reason() -> None:
    refused = {}
    for path in _samples("jats-edge"):
        try:
            article = read_article_file(path)
        except JatsRefused as refusal:
            key = next((name for name in REFUSED if name in path.name), path.name)
            refused[key] = (refusal.reason_code, refusal.line)
            assert refusal.file == path.name
        else:
            assert article.conservation.lost == 0, path.name
    assert refused == REFUSED


def _with_references(references: str) -> ParsedArticle:
    return read_article(jats(back=f"<back><ref-list>{references}</ref-list></back>"), name="a.xml")


def test_a_mixed_citation_without_marks_of_its_own_is_written_out() -> None:
    """Springer, BioMed Central and early PLOS tag every field and leave the punctuation to the page."""
    found = _with_references(
        """<ref id="r1"><mixed-citation publication-type="book"><name><surname>Bremer</surname><given-names>H</given-names>
        </name><name><surname>Robert</surname><suffix>Christian P.</suffix></name><person-group person-group-type="editor">
        Ingraham JL, Low KB</person-group><article-title>Cell <italic>growth</italic></article-title><source>Escherichia</source>
        <year>1987</year><date-in-citation><year>2023</year><month>03</month><day>07</day></date-in-citation><pub-id
        pub-id-type="pmid">9023339</pub-id></mixed-citation></ref>
        <ref id="r2"><mixed-citation><name><surname>Li</surname></name>, <source>A</source>, <year>2020</year>.</mixed-citation>
        </ref>"""
    ).references
    assert (
        found[0].text
        == "Bremer H, Robert Christian P. Cell growth. Ingraham JL, Low KB. Escherichia. 1987. 2023-03-07. "
        "PMID: 9023339"
    )
    assert "Cell <i>growth</i>. Ingraham" in found[0].html
    assert found[0].authors == ("Bremer H", "Robert Christian P.")
    assert found[1].text == "Li, A, 2020."


def test_the_article_inside_an_archives_answer_is_read() -> None:
    bare = jats().partition(b"<article")
    article = b"<article" + bare[2]
    expected = read_article(article, name="a.xml")
    wrapped = b"<response><records>" + article + b"</records></response>"
    assert read_article(wrapped, name="a.xml") == expected
    spaced = article.replace(b"<article", b'<article xmlns="https://jats.nlm.nih.gov/ns/archiving/1.4/"', 1)
    oai = b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><record><metadata>%s</metadata></record></OAI-PMH>'
    assert read_article(oai % spaced, name="a.xml") == expected
    with pytest.raises(JatsRefused) as refused:
        read_article(b"<set>" + article + article + b"</set>", name="a.xml")
    assert refused.value.reason_code == JatsReason.NOT_JATS


def test_what_chinese_journals_add_is_read_however_it_is_written() -> None:
    """GB/T 40959: language forms in groups of their own, a CN number, the Chinese Library Classification, a document code."""
    text = jats(title_en="").decode()
    text = text.replace("<article-title>条带间距可作为早期信号</article-title>", GROUPED_TITLES)
    text = text.replace("</journal-title-group>", "</journal-title-group>" + '<issn pub-type="cn">CN11－1234/q</issn>')
    text = text.replace("</article-categories>", CODES + "</article-categories>")
    found = read_article(text.encode(), name="a.xml")
    assert found.titles == {"zh": "条带间距", "en": "Band spacing"}
    assert found.journal.cn_number == "CN 11-1234/Q"
    assert found.journal.issns == {"electronic": "2050-084X"}
    assert found.classification == {"clc": ["Q948.1", "X171"], "document_code": ["A"]}
    assert [group.path for group in found.subjects] == [("生态学",)]
    assert not [note for note in found.notes if note.code == "issn-invalid"]


GROUPED_TITLES = (
    '<title-alternatives><article-title xml:lang="zh">条带间距</article-title>'
    '<article-title xml:lang="en">Band spacing</article-title></title-alternatives>'
)
CODES = (
    '<subj-group subj-group-type="clc"><subject>Q948.1；X171</subject></subj-group>'
    '<subj-group subj-group-type="文献标志码"><subject>Ａ</subject></subj-group>'
)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<cn>11-1234/TP</cn>", "CN 11-1234/TP"),
        ('<journal-id journal-id-type="CN">CN 11-1234</journal-id>', "CN 11-1234"),
        ("<custom-meta-group><custom-meta><meta-name>国内统一刊号</meta-name><meta-value>CN 31-1234/R</meta-value>"
         "</custom-meta></custom-meta-group>", "CN 31-1234/R"),
        ('<issn pub-type="cn">1234-5678</issn>', ""),
    ],
)  # fmt: skip
def test_a_cn_number_is_found_in_each_of_its_places(markup: str, expected: str) -> None:
    text = jats().decode().replace("</journal-title-group>", "</journal-title-group>" + markup)
    assert read_article(text.encode(), name="a.xml").journal.cn_number == expected
