"""One JATS file read from bytes to a ParsedArticle; the parts are read by the files beside this one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from lxml.etree import _Element as Element

from scicomm.journals.rules.jats import chinese, dates, front, people, rights
from scicomm.journals.rules.jats.model.article import JatsNote, ParsedArticle, SubArticle
from scicomm.journals.rules.jats.model.text import Abstract, FullText, RichText
from scicomm.journals.rules.jats.references import references_of
from scicomm.journals.rules.jats.refusal import JatsReason, JatsRefused
from scicomm.journals.rules.jats.render import element_html, full_text
from scicomm.journals.rules.jats.source import MAX_BYTES, SafeTree, drop_namespace, parse, read_bytes
from scicomm.journals.rules.jats.wording import XML_LANG, all_text, language_of, language_tag, line_of

_TEXT_PARTS = ("body", "back", "floats-group", "floats-wrap")


def read_article(data: bytes, *, name: str, max_bytes: int = MAX_BYTES) -> ParsedArticle:
    """Read one JATS or NLM article (NLM 2.3 to JATS 1.4, archiving or publishing).

    ``name`` is what refusals call the file. Nothing outside ``data`` is read: no DTD, no entity, no network. Raises
    JatsRefused with file, line and reason for whatever cannot be read; doubts that do not stop are in ``notes``.
    """
    tree = _unwrapped(parse(data, name=name, max_bytes=max_bytes))
    if tree.root.tag != "article":
        raise JatsRefused(name, line_of(tree.root), JatsReason.NOT_JATS, detail=str(tree.root.tag)[:80])
    chinese.lift_language_groups(tree.root.find("front"))
    meta = tree.root.find("front/article-meta")
    if meta is None:
        raise JatsRefused(name, line_of(tree.root), JatsReason.NO_METADATA)
    line = line_of(meta)
    if not front.article_ids(meta).get("doi"):
        wrong = meta.find("article-id[@pub-id-type='doi']")
        raise JatsRefused(name, line_of(wrong) if wrong is not None else line, JatsReason.NO_DOI)
    language = front.main_language(tree.root, meta)
    titles, subtitles = front.titles(meta, language)
    if not titles:
        raise JatsRefused(name, line, JatsReason.NO_TITLE)
    return _article(tree, meta, language, titles, subtitles)


def _unwrapped(tree: SafeTree) -> SafeTree:
    """The one article inside the answer of an archive (OAI-PMH, PubMed Central, a publisher's API), or the tree as it is.

    An article within an article is part of it; with two articles side by side nobody knows which is meant.
    """
    if tree.root.tag == "article":
        return tree
    every = tree.root.iter("{*}article")
    found = [one for one in every if next(one.iterancestors("{*}article"), None) is None]
    if len(found) != 1:
        return tree
    (article,) = found
    return SafeTree(drop_namespace(article), article.get("dtd-version") or tree.version)


def read_article_file(path: Path, *, max_bytes: int = MAX_BYTES, name: str = "") -> ParsedArticle:
    """The same from a file; a file above ``max_bytes`` is refused by its size before it is opened."""
    shown = name or path.name
    return read_article(read_bytes(path, max_bytes=max_bytes, name=shown), name=shown, max_bytes=max_bytes)


def _article(
    tree: SafeTree, meta: Element, language: str, titles: dict[str, RichText], subtitles: dict[str, str]
) -> ParsedArticle:
    root = tree.root
    unknown: Counter[str] = Counter()
    subs = tuple(_sub_article(one, language, unknown) for one in root if one.tag in ("sub-article", "response"))
    journal, notes = front.journal(root, language)
    dated, date_notes = _dated(meta)
    affiliations, keys = people.affiliations_of(meta, language)
    reader = people.ContributorReader(meta, language, keys)
    contributors = reader.read()
    worded, keywords = front.abstracts(meta, language), front.keywords(meta, language)
    _complete_pairs([one for one in subs if one.kind == "translation"], titles, worded[0], worded[1], keywords)
    references = references_of([one for one in root if one.tag in _TEXT_PARTS])
    full = full_text(root, references, unknown)
    return ParsedArticle(
        language=language,
        article_type=root.get("article-type") or "",
        jats_version=tree.version,
        titles={key: one.text for key, one in titles.items()},
        titles_html={key: one.html for key, one in titles.items()},
        subtitles=subtitles,
        abstracts=worded[0],
        plain_summaries=worded[1],
        other_abstracts=worded[2],
        keywords=keywords,
        subjects=front.subjects(meta, language),
        contributors=contributors,
        affiliations=affiliations,
        journal=journal,
        references=references,
        full_text=full,
        sub_articles=subs,
        notes=_notes(meta, [full, *(one.full_text for one in subs)], notes, date_notes, reader.notes),
        unknown_elements=unknown,
        **_place(meta),
        **dated,
        **_terms(meta),
    )


def _complete_pairs(
    translations: list[SubArticle],
    titles: dict[str, RichText],
    abstracts: dict[str, Abstract],
    summaries: dict[str, Abstract],
    keywords: dict[str, tuple[str, ...]],
) -> None:
    """Metadata of translations fill the missing languages; what the article itself says goes first."""
    for sub in translations:
        if sub.title.text:
            titles.setdefault(sub.language, sub.title)
        abstracts.update({key: one for key, one in sub.abstracts.items() if key not in abstracts})
        summaries.update({key: one for key, one in sub.plain_summaries.items() if key not in summaries})
        keywords.update({key: one for key, one in sub.keywords.items() if key not in keywords})


def _place(meta: Element) -> dict[str, Any]:
    """Identifiers and where in the journal the article stands."""
    ids = front.article_ids(meta)
    return {
        "doi": ids["doi"],
        "ids": ids,
        "volume": all_text(meta.find("volume")),
        "issue": all_text(meta.find("issue")),
        "first_page": all_text(meta.find("fpage")),
        "last_page": all_text(meta.find("lpage")),
        "elocation": all_text(meta.find("elocation-id")),
    }


def _dated(meta: Element) -> tuple[dict[str, Any], list[JatsNote]]:
    found, notes = dates.article_dates(meta)
    return {
        "dates": found,
        "received": dates.first_of(found, "received"),
        "accepted": dates.first_of(found, "accepted"),
        "published": dates.published_on(found),
    }, notes


def _terms(meta: Element) -> dict[str, Any]:
    """Rights, money, letters and links."""
    awards, statement = rights.funding(meta)
    return {
        "correspondence": tuple(text for one in meta.iter("corresp") if (text := all_text(one))),
        "author_notes_html": "".join(element_html(one, level=3) for one in meta.iterfind("author-notes")),
        "licence": rights.licence(meta),
        "copyright": rights.copyright_of(meta),
        "awards": awards,
        "funding_statement": statement,
        "related": rights.related_articles(meta),
        "self_uris": rights.self_uris(meta),
        "classification": chinese.classification(meta),
    }


def _notes(meta: Element, texts: list[FullText], *groups: list[JatsNote]) -> tuple[JatsNote, ...]:
    found = [note for group in groups for note in group]
    if meta.find("permissions/license") is None:
        found.append(JatsNote("licence-missing", line_of(meta), ""))
    if meta.find("pub-date") is None and meta.find("pub-history") is None:
        found.append(JatsNote("date-missing", line_of(meta), ""))
    if lost := sum(text.conservation.lost for text in texts):
        found.append(JatsNote("text-lost", line_of(meta), str(lost)))
    return tuple(sorted(found, key=lambda note: note.line))


def _sub_article(element: Element, outer: str, unknown: Counter[str]) -> SubArticle:
    """A translation, letter or reply; its front is a stub that leaves out what the article says already."""
    meta = element.find("front-stub")
    if meta is None:
        meta = element.find("front/article-meta")
    stated = language_tag(element.get(XML_LANG))
    references = references_of([one for one in element if one.tag in _TEXT_PARTS])
    text = full_text(element, references, unknown)
    kind = element.get("article-type") or element.get("response-type") or element.tag
    if meta is None:
        language = stated or outer
        return SubArticle(kind, language, "", RichText("", ""), (), {}, {}, {}, text, references)
    language = stated or language_of(all_text(meta.find("title-group/article-title")), inherited=outer)
    titles, _ = front.titles(meta, language)
    _, keys = people.affiliations_of(meta, language)
    abstracts, summaries, _ = front.abstracts(meta, language)
    return SubArticle(
        kind=kind,
        language=language,
        doi=front.article_ids(meta).get("doi", ""),
        title=titles.get(language) or next(iter(titles.values()), RichText("", "")),
        contributors=people.ContributorReader(meta, language, keys).read(),
        abstracts=abstracts,
        plain_summaries=summaries,
        keywords=front.keywords(meta, language),
        full_text=text,
        references=references,
    )
