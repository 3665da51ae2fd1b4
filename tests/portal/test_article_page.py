"""Promise: an article's page says everything about the article to people and to programs, at a fixed price."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from scicomm.core.worker import Worker
from scicomm.journals.models import Article
from scicomm.portal.actions import make_pages_old
from scicomm.portal.middleware.page_cache import STORE
from scicomm.portal.queries.generation import forget
from tests.factories.journals import jats, related, take
from tests.factories.newsroom import make_story
from tests.portal.schema_org import problems_in

DOI = "10.5555/band.1"
PAGE = f"/articles/{DOI}/"
BODY = """<sec id="s1"><title>引言</title><p>我们量了斑纹 <xref ref-type="bibr" rid="B1">1</xref>。</p>
<fig id="F1"><label>图 1</label><caption><title>斑纹</title></caption><graphic xlink:href="f1.png"/></fig></sec></body>
<back><ref-list><ref id="B1"><element-citation><article-title>Older bands</article-title><source>Nature</source>
<year>1999</year><pub-id pub-id-type="doi">10.5555/old</pub-id></element-citation></ref></ref-list></back>
<sub-article article-type="translation" xml:lang="en" id="T1"><front-stub><title-group><article-title>Band spacing</article-title>
</title-group></front-stub><body><p>Translated words.</p></body></sub-article>"""
FUNDING = """<funding-group><award-group><funding-source>示范基金</funding-source><award-id>42</award-id></award-group>
</funding-group>"""


def get(path: str, **headers: Any) -> Any:
    return Client().get(path, headers={"host": "localhost", **headers})


def full(**values: Any) -> bytes:
    """An article with a figure, a reference, a translation, a grant and a role."""
    text = jats(body="BODY", **values).decode().replace("<body>BODY</body></article>", f"<body>{BODY}</article>")
    text = text.replace("</permissions>", f"</permissions>{FUNDING}", 1)
    return text.replace("</name-alternatives>", "</name-alternatives><role>写作</role>", 1).encode()


def ld(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def metas(text: str, name: str) -> list[str]:
    return re.findall(rf'<meta name="{name}" content="([^"]*)"', text)


@pytest.fixture
def article(academy: Any) -> Article:
    return take(academy.north_lake, full()).article


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_holds_every_part_and_both_languages_as_pairs(article: Article, prefix: str) -> None:
    text = get(prefix + PAGE).content.decode()
    for words in (
        "条带", "Band spacing as an early signal", "草地变成裸地之前", "Before grassland turns bare", "图 1", "Older bands",
        "Translated words.", "示范基金 (42)", "写作", 'href="#part-1"', 'href="#j-F1" data-figure', 'id="j-B1"', "XML",
        'href="/authors/0000-0002-1825-0097/"' if not prefix else 'href="/en/authors/0000-0002-1825-0097/"',
    ):  # fmt: skip
        assert words in text, words
    assert " style=" not in text and text.count("<h1") == 1


def test_the_page_tells_reference_managers_about_itself_and_its_references(article: Article) -> None:
    text = get(PAGE).content.decode()
    assert metas(text, "citation_title") == ["条带间距可作为早期信号"]
    assert metas(text, "citation_author") == ["张伟", "Li, Na"]
    assert metas(text, "citation_publication_date") == ["2026/05/17"]
    assert metas(text, "citation_firstpage") == ["101"] and metas(text, "citation_xml_url")
    assert metas(text, "citation_pdf_url") == [], "no address for a file that is not there"
    assert "citation_doi=10.5555/old" in metas(text, "citation_reference")[0]
    assert metas(text, "DC.title.alternative") == ["Band spacing as an early signal"]
    assert '<meta property="og:type" content="article">' in text


def test_json_ld_is_schema_org_to_the_letter(article: Article) -> None:
    data = ld(get(PAGE).content.decode())
    assert problems_in(data) == []
    issue = data["isPartOf"]
    kinds = [issue["@type"], issue["isPartOf"]["@type"], issue["isPartOf"]["isPartOf"]["@type"]]
    assert kinds == ["PublicationIssue", "PublicationVolume", "Periodical"]
    assert data["funding"] == [
        {"@type": "MonetaryGrant", "identifier": "42", "funder": {"@type": "Organization", "name": "示范基金"}}
    ]
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"


def links_of(value: str) -> list[tuple[str, str]]:
    """Relation and target of each link of a header (RFC 8288)."""
    return [(found[2], found[1]) for found in re.finditer(r'<([^>]+)>; rel="([^"]+)"', value)]


def test_signposting_stands_in_headers_of_get_head_and_kept_pages_and_in_the_linkset(article: Article) -> None:
    make_pages_old()
    forget()
    STORE.clear()
    head = Client().head(PAGE, headers={"host": "localhost"})
    fresh, kept = get(PAGE), get(PAGE)
    assert len(STORE) == 1
    assert head["Link"] == fresh["Link"] == kept["Link"]
    assert Client().head(PAGE, headers={"host": "localhost"})["Link"] == fresh["Link"]
    links = links_of(fresh["Link"])
    rels = {rel for rel, _target in links}
    assert rels == {"author", "cite-as", "describedby", "item", "type", "license", "collection", "linkset"}
    assert ("cite-as", f"https://doi.org/{DOI}") in links
    assert ("author", "https://orcid.org/0000-0002-1825-0097") in links
    path = f"{PAGE}linkset.json"
    answer = get(path)
    assert answer["Content-Type"] == "application/linkset+json"
    page, *others = json.loads(answer.content)["linkset"]
    named = {(rel, target["href"]) for rel, targets in page.items() if rel != "anchor" for target in targets}
    assert named == {(rel, target) for rel, target in links if rel != "linkset"}
    assert {name for one in others for name in one} == {"anchor", "collection", "describes"}
    text = get(f"{PAGE}linkset.txt")
    assert text["Content-Type"] == "application/linkset"
    assert text.content.decode().count("anchor=") == len(named) + len(others)
    for one in others:
        back = get(one["anchor"].removeprefix("http://localhost:8000"))
        assert back.status_code == 200
        assert page["anchor"] in back["Link"], "a file names the page it belongs to"


@pytest.mark.parametrize(
    ("path", "media_type", "name"),
    [
        ("cite.ris", "application/x-research-info-systems; charset=utf-8", "10.5555_band.1.ris"),
        ("cite.bib", "application/x-bibtex; charset=utf-8", "10.5555_band.1.bib"),
        ("cite.json", "application/vnd.citationstyles.csl+json", "10.5555_band.1.json"),
        ("cite.txt?style=apa", "text/plain; charset=utf-8", "10.5555_band.1.txt"),
        ("article.xml", "application/xml", "10.5555_band.1.v1.xml"),
        ("versions/1.xml", "application/xml", "10.5555_band.1.v1.xml"),
    ],
)
def test_files_come_with_their_type_and_a_name(article: Article, path: str, media_type: str, name: str) -> None:
    answer = get(PAGE + path)
    assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
    assert name in answer["Content-Disposition"]
    assert answer.content == get(f"/en{PAGE}{path}").content or "txt" in path


def test_files_and_styles_that_are_not_there_are_refused(article: Article) -> None:
    for path in ("cite.doc", "linkset.xml", "versions/7.xml", "versions/7/"):
        assert get(PAGE + path).status_code == 404, path
    assert get(f"{PAGE}cite.txt?style=mla").status_code == 400
    assert get("/articles/10.5555/none/cite.ris").status_code == 404
    assert "GB" not in get(f"{PAGE}cite.txt").content.decode() and "[J]" in get(f"{PAGE}cite.txt").content.decode()


def test_a_doi_of_odd_letters_has_a_page_and_files(academy: Any) -> None:
    odd = "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"
    # Wiley's old DOIs; the reader refuses the angles, an older import may not have.
    article = take(academy.north_lake).article
    Article.objects.filter(pk=article.pk).update(doi=odd)
    path = Article.objects.get(doi=odd).get_absolute_url()
    answer = get(path)
    assert answer.status_code == 200 and problems_in(ld(answer.content.decode())) == []
    assert "3C1661" in dict(links_of(answer["Link"]))["cite-as"]
    assert get(f"{path}cite.ris").status_code == 200


def test_a_retraction_is_shouted_on_the_page_and_linked_both_ways(academy: Any) -> None:
    take(academy.north_lake, full())
    notice = jats(
        doi="10.5555/r", title_zh="撤稿声明", article_type="retraction", related=related("retracted-article", DOI)
    )
    take(academy.north_lake, notice)
    text = get(PAGE).content.decode()
    assert "banner--stop" in text and 'href="/articles/10.5555/r/"' in text
    data = ld(text)
    assert problems_in(data) == []
    assert data["creativeWorkStatus"] == "Retracted" and data["headline"].startswith("撤稿：")
    assert data["correction"][0]["datePublished"] == "2026-05-17"
    assert metas(text, "citation_title")[0].startswith("撤稿：")
    assert "撤稿" in get(f"{PAGE}cite.ris").content.decode()
    other = get("/articles/10.5555/r/").content.decode()
    assert f'href="{PAGE}"' in other
    assert ld(other)["about"][-1]["@id"] == f"https://doi.org/{DOI}"


def test_an_older_version_can_be_read_and_says_that_there_is_a_newer_one(academy: Any) -> None:
    take(academy.north_lake, title_zh="第一版的题目")
    take(academy.north_lake, title_zh="第二版的题目")
    text = get(PAGE).content.decode()
    assert f'href="{PAGE}versions/1/"' in text
    older = get(f"{PAGE}versions/1/").content.decode()
    assert "第一版的题目" in older.replace("<wbr>", "") and "banner--wait" in older
    assert 'name="robots" content="noindex"' in older and f'rel="canonical" href="http://localhost:8000{PAGE}"' in older
    newest = get(f"{PAGE}versions/2/")
    assert (newest.status_code, newest["Location"]) == (302, PAGE)
    assert "第一版" in get(f"{PAGE}versions/1.xml").content.decode()


def test_the_page_costs_six_queries_at_most_however_much_it_holds(
    academy: Any, django_assert_max_num_queries: Any
) -> None:
    article = take(academy.north_lake, full()).article
    for number in range(6):
        take(academy.north_lake, doi=f"10.5555/more.{number}", eissn="")
    take(
        academy.north_lake, jats(doi="10.5555/c", article_type="correction", related=related("corrected-article", DOI))
    )
    make_story(academy, state="published", title="斑纹先变", article=article)
    Worker().drain()
    make_pages_old()
    forget()
    get("/articles/10.5555/more.1/")
    STORE.clear()
    with django_assert_max_num_queries(6):
        answer = get(PAGE)
    assert "斑纹先变" in answer.content.decode() and "banner" in answer.content.decode()
    STORE.clear()
    with django_assert_max_num_queries(3):
        get(PAGE)
