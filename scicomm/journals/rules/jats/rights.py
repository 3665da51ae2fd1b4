"""Licence, copyright, funding and links to other articles and other forms of this one."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from scicomm.journals.rules.jats.identifiers import doi, file_reference, ror, web_address
from scicomm.journals.rules.jats.model.rights import Award, Copyright, Licence, RelatedArticle, SelfUri
from scicomm.journals.rules.jats.wording import XLINK_HREF, all_text, first_text, plain

_ALI = "{http://www.niso.org/schemas/ali/1.0/}"
_CREATIVE = re.compile(
    r"creativecommons\.org/(?:licenses/(?P<kind>by(?:-nc)?(?:-nd|-sa)?)|publicdomain/(?P<free>zero|mark))"
    r"(?:/(?P<version>\d\.\d))?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\bCC[ -](?P<kind>BY(?:-NC)?(?:-ND|-SA)?)\b(?:[ -](?P<version>\d\.\d))?|\b(?P<zero>CC0|public domain)\b",
    re.IGNORECASE,
)
_OPEN_WORDS = re.compile(
    r"creative commons|open[- ]access|acesso aberto|acceso abierto|开放获取|知识共享", re.IGNORECASE
)


def licence(meta: Element) -> Licence | None:
    """The first licence with an address, else the first with words; None when the file has none."""
    best: Licence | None = None
    for element in meta.iterfind("permissions/license"):
        one = _licence(element)
        if one.url:
            return one
        best = best or one
    if best is None and meta.find(f"permissions/{_ALI}free_to_read") is not None:
        return Licence("", "", "", is_open=True)
    return best


def _licence(element: Element) -> Licence:
    text = plain(element)
    addresses = [element.get(XLINK_HREF), *(one.text for one in element.iter(f"{_ALI}license_ref"))]
    addresses += [one.get(XLINK_HREF) or one.text for one in element.iter("ext-link", "uri")]
    links = [found for one in addresses if (found := web_address(one))]
    url = next((one for one in links if _CREATIVE.search(one)), links[0] if links else "")
    code = licence_code(url) or licence_code(text)
    stated = (element.get("license-type") or "").lower()
    is_open = bool(code) or stated in {"open-access", "open", "creative-commons"} or bool(_OPEN_WORDS.search(text))
    return Licence(url, text, code, is_open)


def licence_code(text: str) -> str:
    """``cc-by-4.0``, ``cc0-1.0``... from an address or from words; empty when it is no Creative Commons licence."""
    match = _CREATIVE.search(text)
    if match is not None:
        kind = {"zero": "cc0", "mark": "public-domain"}.get((match["free"] or "").lower()) or f"cc-{match['kind']}"
        return f"{kind.lower()}-{match['version']}" if match["version"] else kind.lower()
    match = _NAMED.search(text)
    if match is None:
        return ""
    kind = "cc0" if match["zero"] else f"cc-{match['kind']}"
    return f"{kind.lower()}-{match['version']}" if match["version"] else kind.lower()


def copyright_of(meta: Element) -> Copyright:
    """Statement, year and holder; NLM 2.3 has them directly in ``article-meta``."""
    return Copyright(
        statement=first_text(meta.iter("copyright-statement")),
        year=first_text(meta.iter("copyright-year")),
        holder=first_text(meta.iter("copyright-holder")),
    )


def funding(meta: Element) -> tuple[tuple[Award, ...], str]:
    """Awards and the funding statement; NLM contract numbers count as awards without a group."""
    awards: list[Award] = []
    for element in meta.iterfind("funding-group/award-group"):
        sources = list(element.iter("funding-source"))
        awards.append(
            Award(
                funder=next((text for one in sources if (text := _funder_name(one))), ""),
                funder_id=next((found for one in sources if (found := _funder_id(one))), ""),
                numbers=tuple(text for one in element.iter("award-id") if (text := all_text(one))),
                recipients=tuple(text for one in element.iter("principal-award-recipient") if (text := _person(one))),
            )
        )
    for element in meta.iterfind("contract-num"):
        awards.append(Award(first_text(meta.iterfind("contract-sponsor")), numbers=(all_text(element),)))
    statements = [text for one in meta.iterfind("funding-group/funding-statement") if (text := plain(one))]
    return tuple(awards), " ".join(statements)


def _funder_name(element: Element) -> str:
    institution = next(element.iter("institution"), None)
    return plain(institution if institution is not None else element)


def _funder_id(element: Element) -> str:
    for one in [element, *element.iter("institution-id")]:
        stated = one.get(XLINK_HREF) or (one.text if one.tag == "institution-id" else "")
        if found := ror(stated):
            return found
        if found := doi((stated or "").removeprefix("FundRef:").strip()):
            return f"https://doi.org/{found}"
    return ""


def _person(element: Element) -> str:
    family, given = all_text(next(element.iter("surname"), None)), all_text(next(element.iter("given-names"), None))
    return f"{given} {family}".strip() or plain(element)


def related_articles(meta: Element) -> tuple[RelatedArticle, ...]:
    """Links to other articles with their kind; corrections and retractions are told by it."""
    found: list[RelatedArticle] = []
    for element in meta.iterfind(".//related-article"):
        href = (element.get(XLINK_HREF) or "").strip()
        text = plain(element)
        found.append(
            RelatedArticle(
                kind=(element.get("related-article-type") or "").lower(),
                doi=doi(href) or doi(text),
                href=web_address(href, element.get("ext-link-type") or ""),
                text=text,
            )
        )
    return tuple(found)


def self_uris(meta: Element) -> tuple[SelfUri, ...]:
    """Other forms of this article (its PDF, say) as the file names them."""
    return tuple(
        SelfUri(href, element.get("content-type") or "")
        for element in meta.iterfind("self-uri")
        if (href := file_reference(element.get(XLINK_HREF) or all_text(element)))
    )
