"""Promise: whatever article comes in, its deposit package is valid by Crossref's own schema, and nothing of it is made up."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from lxml import etree

from scicomm.journals.models import Article
from scicomm.journals.queries.deposit_articles import articles_to_deposit, deposit_article, fingerprint
from scicomm.journals.rules.crossref import check
from scicomm.journals.rules.crossref.package import build_package
from scicomm.journals.rules.crossref.parts import (
    DepositAbstract,
    DepositArticle,
    DepositCitation,
    DepositFunder,
    DepositJournal,
    Depositor,
    DepositPerson,
    DepositPlace,
    DepositRelation,
    DepositTitle,
    DepositUpdate,
)
from scicomm.journals.rules.crossref.reasons import DepositReason
from scicomm.journals.rules.jats.model.dates import PartialDate
from tests.conftest import SAMPLES
from tests.factories.journals import related, take

SCHEMAS = SAMPLES / "schemas" / "crossref"
needs_samples = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="no samples here")
DEPOSITOR = Depositor("湖泊所期刊部", "doi@lake.example", "示范科学院")
SPACES = {"c": "http://www.crossref.org/schema/5.4.0", "j": "http://www.ncbi.nlm.nih.gov/JATS1"}
JOURNAL = DepositJournal("Lake Letters", ("湖泊快报",), (), "", "2050-084X", "zh")
PLAIN = DepositArticle(
    doi="10.5555/lake.1",
    address="https://kepu.example.cn/articles/10.5555/lake.1/",
    journal=JOURNAL,
    titles=(DepositTitle("A lake", "en"),),
    language="en",
    dates={"online": PartialDate(2026, 5, 17)},
)


@cache
def official() -> etree.XMLSchema:
    return check.official_schema(str(SCHEMAS))


def package(*articles: DepositArticle) -> Any:
    built = build_package(articles, DEPOSITOR, batch_id="scicomm-test-1", timestamp=20260517120000000)
    assert check.form_problems(built) == {}
    return etree.fromstring(built)


def valid(*articles: DepositArticle) -> Any:
    """The package of articles, accepted by our own check and by the official schema where it is there."""
    tree = package(*articles)
    if SCHEMAS.is_dir():
        assert official().validate(tree), str(official().error_log)[:2000]
    return tree


def texts(tree: Any, path: str) -> list[str]:
    return [
        "".join(node.itertext()) if hasattr(node, "itertext") else str(node)
        for node in tree.xpath(path, namespaces=SPACES)
    ]


@needs_samples
@pytest.mark.django_db
def test_every_sample_makes_a_package_that_crossrefs_schema_takes(academy: Any) -> None:
    for path in sorted((SAMPLES / "jats").glob("*.xml")):
        take(academy.north_lake, path.read_bytes(), path.name)
    rows = articles_to_deposit(Article.objects.values_list("pk", flat=True))
    assert len(rows) == 42
    made = [deposit_article(row, None) for row in rows]
    stops = {one.doi: [str(said.code) for said in check.problems(one, []) if said.stops] for one in made}
    # A preprint's file names no ISSN: said before it is sent, though the schema would let it through.
    assert {doi: codes for doi, codes in stops.items() if codes} == {"10.1101/2023.10.24.563872": ["no-issn"]}
    tree = valid(*made)
    assert len(texts(tree, "//c:journal_article")) == 42
    # References, abstracts and people of the files are there, not only titles.
    assert len(texts(tree, "//c:citation")) > 1700
    assert len(texts(tree, "//c:journal_article[j:abstract]")) >= 30
    assert len(texts(tree, "//c:citation[@type='journal_article']")) > 1300
    assert all(
        texts(tree, f"//c:journal_article[c:doi_data/c:doi='{one.doi}']//c:surname") for one in made if one.people
    )


def hard(**values: Any) -> DepositArticle:
    return replace(PLAIN, **values)


def test_bilingual_or_missing_affiliations_never_stop_a_deposit() -> None:
    both = DepositPlace(("Institute of Lakes", "湖泊研究所"), "https://ror.org/05qbk4x57", "Nanjing, China")
    people = (
        DepositPerson(family="Zhang", given="Wei", other_names=("张伟",), orcid="0000-0002-1825-0097", places=(both,)),
        DepositPerson(
            family="李", given="娜", family_first=True, language="zh", places=(DepositPlace(("湖泊研究所",)),)
        ),
        DepositPerson(family="Plato", places=(DepositPlace(()), DepositPlace(("", " "), "", "x"))),
        DepositPerson(
            other_names=("欧阳修远",), language="zh", places=(DepositPlace((), "https://ror.org/05qbk4x57"),)
        ),
        DepositPerson(group="湖泊观测网协作组", places=(both,)),
        DepositPerson(role="translator", family="Wang", given="Fang"),
    )
    tree = valid(hard(people=people))
    assert texts(tree, "//c:person_name[1]/c:name") == ["张伟"]
    assert texts(tree, "//c:person_name[1]//c:institution_name") == ["Institute of Lakes", "湖泊研究所"]
    assert texts(tree, "//c:person_name[1]//c:institution_id") == ["https://ror.org/05qbk4x57"]
    assert texts(tree, "//c:contributors/*/@sequence") == ["first"] + ["additional"] * 5
    assert texts(tree, "//c:organization") == ["湖泊观测网协作组"]
    assert texts(tree, "//c:person_name[c:surname='Plato']/c:given_name") == []


def test_titles_stand_in_both_languages_with_formulas_faces_and_odd_characters() -> None:
    english = DepositTitle(
        "<b>CO<sub>2</sub></b> &amp; <math><msup><mi>x</mi><mn>2</mn></msup></math> 🐟 <script>x()</script>\x07\ud83d",
        "en",
        "A <i>sub</i>title",
    )
    chinese = DepositTitle("二氧化碳与<math><mfrac><mi>a</mi></mfrac></math>", "zh")
    tree = valid(hard(titles=(chinese, english), language="zh"))
    assert texts(tree, "//c:titles/c:title") == ["CO2 & x2 🐟 x()"]
    assert texts(tree, "//c:original_language_title") == ["二氧化碳与a"]
    assert texts(tree, "//c:original_language_title/@language") == ["zh"]
    assert len(tree.findall(".//{http://www.w3.org/1998/Math/MathML}msup")) == 1
    # An English article's Chinese title is a title of its own, not the original.
    other = valid(hard(titles=(DepositTitle("Fish", "en"), DepositTitle("鱼", "zh")), language="en"))
    assert texts(other, "//c:titles/c:title") == ["Fish", "鱼"]


def test_abstracts_keep_sections_and_words() -> None:
    html = (
        "Loose <i>words</i>.<section><h3>Methods</h3><p>We <a href='x'>measured</a> 11<sup>th</sup>.</p>"
        "<ul><li>one</li></ul></section><h3>End</h3>"
    )
    tree = valid(
        hard(
            abstracts=(
                DepositAbstract(html, "en"),
                DepositAbstract("湖水变清。", "zh"),
                DepositAbstract("<p> </p>", "fr"),
            )
        )
    )
    assert texts(tree, "//j:abstract[1]/j:p") == ["Loose words."]
    assert texts(tree, "//j:abstract[1]/j:sec/j:title") == ["Methods"]
    assert texts(tree, "//j:abstract[1]/j:sec/j:p") == ["We measured 11th.", "one", "End"]
    assert texts(tree, "//j:abstract/@xml:lang") == ["en", "zh"]


def test_everything_else_a_package_can_hold_is_valid_together() -> None:
    cited = tuple(
        DepositCitation(
            f"r{number % 290}",
            f"第{number}条 <文献> & more",
            "journal_article",
            f"10.5555/c{number}" if number % 2 else "",
        )
        for number in range(300)
    )
    full = hard(
        dates={"online": PartialDate(2026, 5), "print": PartialDate(2026)},
        accepted=PartialDate(2026, 2, 28), volume="12", issue="增刊1", first_page="101", last_page="110", number="e12",
        publisher_ids={"pii": "S-1"}, licence="https://creativecommons.org/licenses/by/4.0/", open_access=True,
        funders=(DepositFunder("国家基金", "https://doi.org/10.13039/501100001809", ("4217", "")), DepositFunder("", "", ("9",))),
        relations=(DepositRelation("isTranslationOf", "10.5555/zh.1", intra=True), DepositRelation("hasComment", "nonsense")),
        archives=("CLOCKSS",), files={"application/pdf": "https://kepu.example.cn/a.pdf"}, citations=cited,
        updates=(DepositUpdate("10.5555/lake.0", "retraction", "2026-05-17"),),
    )  # fmt: skip
    marked = replace(full, doi="10.5555/lake.2", crossmark_policy="10.5555/policy", crossmark_domain="kepu.example.cn")
    tree = valid(full, marked)
    assert len(texts(tree, "//c:journal")) == 1, "two articles of one issue share the journal element"
    assert len(set(texts(tree, "//c:journal_article[1]//c:citation/@key"))) == 300
    assert texts(tree, "//c:update/@type") == ["retraction"]
    assert texts(tree, "//c:journal_article[1]/c:publication_date[@media_type='online']/c:day") == []
    assert "10.5555/lake.0" in texts(tree, "//c:journal_article[1]//*[local-name()='inter_work_relation']")
    # Nothing optional at all is as valid.
    valid(PLAIN)


def test_what_cannot_be_deposited_is_said_with_its_field_and_before_it_is_sent() -> None:
    bad = hard(
        doi="10.5555.1/x", titles=(), journal=DepositJournal(""), address="kepu", dates={"online": PartialDate(26)},
        people=(DepositPerson(family="???"),),
    )  # fmt: skip
    codes = [remark.code for remark in check.problems(bad, ["10.5555"])]
    R = DepositReason
    assert codes == [R.NO_TITLE, R.NO_JOURNAL_TITLE, R.NO_ISSN, R.DOI_FORM, R.ADDRESS_FORM, R.YEAR_RANGE, R.NAME_FORM]
    other = check.problems(hard(doi="10.9999/x"), ["10.5555", "10.5556"])
    assert "10.9999" in other[0].message
    assert "10.5555, 10.5556" in other[0].message
    built = build_package(
        [hard(archives=("Shoebox",))], replace(DEPOSITOR, email="nobody"), batch_id="scicomm-1", timestamp=1
    )
    found = check.form_problems(built)
    assert "Shoebox" in found["10.5555/lake.1"][0].message
    assert "nobody" in found[""][0].message
    assert not {remark for remarks in found.values() for remark in remarks if "{" in remark.message}


@pytest.mark.django_db
def test_the_file_gives_names_and_pages_and_the_rows_give_notices(academy: Any) -> None:
    article = take(academy.north_lake).article
    notice = take(
        academy.north_lake,
        doi="10.5555/band.2",
        article_type="retraction",
        related=related("retracted-article", article.doi),
    ).article
    made = {row.doi: deposit_article(row, None) for row in articles_to_deposit([article.pk, notice.pk])}
    paper = made[article.doi]
    assert (paper.people[0].family, paper.people[0].given, paper.people[0].other_names) == ("Zhang", "Wei", ("张伟",))
    assert (paper.first_page, paper.last_page, paper.number) == ("101", "110", "")
    assert paper.dates == {"online": PartialDate(2026, 5, 17)}
    assert paper.address.endswith("/articles/10.5555/band.1/")
    assert made[notice.doi].updates == (DepositUpdate(article.doi, "retraction", "2026-05-17"),)
    valid(*made.values())
    # The hash of the content changes with the content, and with nothing else.
    again = {row.doi: deposit_article(row, None) for row in articles_to_deposit([article.pk])}[article.doi]
    assert fingerprint(again) == fingerprint(paper)
    assert fingerprint(replace(paper, volume="13")) != fingerprint(paper)


@needs_samples
def test_our_own_schema_is_no_wider_than_crossrefs() -> None:
    """Damage one thing at a time: whatever the official schema refuses, our own check must have refused or said too."""
    damages = [
        ("<doi>10.5555/lake.1</doi>", "<doi>10.55/lake.1</doi>"), ("media_type=\"online\"", "media_type=\"paper\""),
        ("<year>2026</year>", "<year>20266</year>"), ("<month>05</month>", "<month>55</month>"),
        ("<title>A lake</title>", ""), ("<issn media_type=\"electronic\">2050-084X", "<issn media_type=\"electronic\">2050"),
        ("publication_type=\"full_text\"", "publication_type=\"novel\""), ("<registrant>", "<registrar/><registrant>"),
        ("<resource>https:", "<resource>gopher:"), ("version=\"5.4.0\"", "version=\"4.0\""),
    ]  # fmt: skip
    built = build_package([PLAIN], DEPOSITOR, batch_id="scicomm-1", timestamp=1).decode()
    for old, new in damages:
        assert old in built, old
        broken = built.replace(old, new, 1).encode()
        assert not official().validate(etree.fromstring(broken)), f"the official schema takes {new}"
        assert check.form_problems(broken), f"our own check takes {new}"
