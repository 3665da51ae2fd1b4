"""What Chinese journals add to JATS: CN numbers, classification, document codes, and pairs wrapped by language.

The Chinese tag set (GB/T 40959-2021) is a profile of JATS whose multilingual groups wrap the language forms of one thing and
whose journals carry a CN number (GB/T 9999.1-2018). Files in the wild write the same facts in several ways; all of them are
read here. The table of what is read, and where it is kept, stands in docs/how-to/mark-up-chinese-articles.md.
"""

from __future__ import annotations

import re
import unicodedata

from lxml.etree import _Element as Element

from scicomm.journals.rules.jats.wording import all_text

# Groups of JATS itself, whose readers know them.
_KNOWN_GROUPS = frozenset(
    ["alternatives", "name-alternatives", "aff-alternatives", "collab-alternatives", "citation-alternatives"]
)
_CN = re.compile(r"(?:CN\s*-?\s*)?(\d{2}-\d{4})\s*(?:/\s*([A-Z]{1,2}\d{0,2}))?", re.IGNORECASE)
_CLC = re.compile(r"[A-Z][A-Z0-9.+\-:=()\"/]{0,29}")
_CN_KINDS = frozenset(["cn", "cn-number", "cssn", "国内统一刊号", "国内统一连续出版物号"])
_CLC_KINDS = frozenset(["clc", "clc-number", "chinese-library-classification", "中图分类号", "中图法分类号"])
_CODE_KINDS = frozenset(["document-code", "document-type-code", "文献标识码", "文献标志码"])


def lift_language_groups(front: Element | None) -> None:
    """Put the members of every unknown `…-alternatives` group in its place: each form carries its own language.

    The groups that the readers know stay. A group without members of the same kind loses nothing: its text moves along.
    """
    if front is None:
        return
    for group in list(front.iter("{*}*")):
        tag = group.tag if isinstance(group.tag, str) else ""
        parent = group.getparent()
        if not tag.endswith("-alternatives") or tag in _KNOWN_GROUPS or parent is None:
            continue
        place = parent.index(group)
        for offset, member in enumerate(list(group)):
            parent.insert(place + offset, member)
        parent.remove(group)


def cn_number(journal_meta: Element | None) -> str:
    """The CN number of a journal, as `CN 11-1234/Q`, wherever the file names it; empty when there is none that fits."""
    if journal_meta is None:
        return ""
    for element in journal_meta.iter("issn", "journal-id", "cn", "custom-meta"):
        if element.tag == "cn" or _kind(element) in _CN_KINDS:
            value = element.find("meta-value") if element.tag == "custom-meta" else element
            found = _CN.fullmatch(_plain(value))
            if found:
                return f"CN {found[1]}" + (f"/{found[2].upper()}" if found[2] else "")
    return ""


def classification(article_meta: Element) -> dict[str, list[str]]:
    """`clc`: numbers of the Chinese Library Classification; `document_code`: A to E as Chinese journals print it."""
    clc: list[str] = []
    codes: list[str] = []
    for element in article_meta.iter("subj-group", "article-id", "custom-meta"):
        wanted = clc if _kind(element) in _CLC_KINDS else codes if _kind(element) in _CODE_KINDS else None
        if wanted is None:
            continue
        inner = {"subj-group": "subject", "custom-meta": "meta-value"}.get(element.tag)
        for value in element.iterfind(inner) if inner else [element]:
            wanted.extend(part for part in re.split(r"[;,；，\s]+", _plain(value)) if part)
    found = {
        "clc": [one for one in clc if _CLC.fullmatch(one)],
        "document_code": [one for one in codes if re.fullmatch(r"[A-E]", one)],
    }
    return {key: list(dict.fromkeys(values)) for key, values in found.items() if values}


def is_classification(kind: str) -> bool:
    """Whether a heading group holds codes and no words for readers."""
    return kind.strip().lower() in _CLC_KINDS | _CODE_KINDS


def _kind(element: Element) -> str:
    """What an element says it holds, by whichever attribute or name its tag set uses."""
    if element.tag == "custom-meta":
        return all_text(element.find("meta-name")).strip().lower()
    names = ("pub-type", "publication-format", "journal-id-type", "subj-group-type", "pub-id-type", "content-type")
    return next((value.strip().lower() for name in names if (value := element.get(name))), "")


def _plain(element: Element | None) -> str:
    return unicodedata.normalize("NFKC", all_text(element)).strip() if element is not None else ""
