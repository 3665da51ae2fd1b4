"""How a story reads: long sentences, hard words nobody explains, headlines too long for where they will stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from scicomm.newsroom.rules.checks.findings import Finding, Severity
from scicomm.newsroom.rules.checks.texts import Passage, is_chinese, sentences

# A sentence of more is hard to follow aloud: GB/T style guides and plain-language guides agree within a few.
LONGEST_CHINESE, LONGEST_ENGLISH = 80, 35
# Where a headline is cut, in characters: WeChat's own limit for titles (draft/add, 32); what result lists and mail programs show.
HEADLINES: dict[str, dict[str, int]] = {
    "zh-hans": {"wechat": 32, "search": 30, "mail": 25},
    "en": {"search": 60, "mail": 50},
}
_MOST_TERMS, _MOST_SENTENCES = 8, 5
_EXPLAINED_AFTER = re.compile(
    r"^\s*(?:[（(][^）)]{2,}[）)]|[，,]?\s*(?:即|也就是|是指|指的是|是一种|是一类|意思是|又称|俗称|——)"
    r"|,? (?:that is|which (?:is|are|means)|i\.e\.|or )|,? (?:a|an|the) (?:kind|type|form|sort|measure) of"
    r"| (?:is|are) (?:a|an|the) )"
)
_EXPLAINED_BEFORE = re.compile(r"(?:所谓|称为|叫做|叫作|被称为|名为|called|known as|termed|dubbed)\s*[“\"‘'「]?$")
_QUOTED = re.compile(r"[“\"「]([^”\"」]{1,20})[”\"」]")


def readability_findings(
    passages: Sequence[Passage],
    language: str,
    *,
    is_common: Callable[[str], bool],
    words_of: Callable[[str], Iterable[str]],
    explained: Collection[str] = (),
) -> list[Finding]:
    """`is_common` tells whether a word is common in the language, `words_of` cuts a text into words, `explained` are the
    terms that the story explains in blocks of their own, and names."""
    return [*_headlines(passages, language), *_long(passages), *_hard(passages, is_common, words_of, explained)]


def _headlines(passages: Sequence[Passage], language: str) -> list[Finding]:
    title = next((passage for passage in passages if passage.kind == "title"), None)
    if title is None:
        return []
    return [
        Finding(
            f"headline-{place}", Severity.WARNING, title.block, title.text, {"length": len(title.text), "most": most}
        )
        for place, most in HEADLINES.get(language, {}).items()
        if len(title.text) > most
    ]


def length_of(sentence: str) -> int:
    """Characters of a Chinese sentence without its marks, words of an English one."""
    if is_chinese(sentence):
        return len(re.sub(r"[\s，。！？；：、“”‘’（）《》—…·]", "", sentence))
    return len(re.findall(r"[A-Za-z0-9][\w'’.-]*", sentence))


def _long(passages: Sequence[Passage]) -> list[Finding]:
    found = []
    for passage in passages:
        for sentence in sentences(passage.text):
            most = LONGEST_CHINESE if is_chinese(sentence) else LONGEST_ENGLISH
            length = length_of(sentence)
            if length > most:
                found.append(
                    Finding(
                        "sentence-long", Severity.WARNING, passage.block, sentence, {"length": length, "most": most}
                    )
                )
    return sorted(found, key=lambda one: -int(one.values["length"]))[:_MOST_SENTENCES]


def _hard(
    passages: Sequence[Passage],
    is_common: Callable[[str], bool],
    words_of: Callable[[str], Iterable[str]],
    explained: Collection[str],
) -> list[Finding]:
    """Words that are rare in the language and explained nowhere: not beside any of their places, not in quotation marks with a
    definition, not in a glossary block."""
    whole = "\n".join(passage.text for passage in passages)
    known = {term.lower() for term in explained}
    findings: dict[str, Finding] = {}
    for passage in passages:
        for word in words_of(passage.text):
            plain = word.lower()
            if plain in findings or plain in known or not _is_term(word, whole) or is_common(plain):
                continue
            if any(plain in term or term in plain for term in known) or _is_explained(word, whole):
                known.add(plain)
                continue
            findings[plain] = Finding("term-hard", Severity.WARNING, passage.block, word, {"term": word})
    return list(findings.values())[:_MOST_TERMS]


def _is_term(word: str, whole: str) -> bool:
    """Whether a word could be a term: Chinese of two or more characters, or a Latin word of some length that is no name."""
    if re.fullmatch(r"[一-鿿]{2,}", word):
        return True
    return bool(re.fullmatch(r"[a-z][a-z-]{5,}", word)) and word.capitalize() not in whole


def _is_explained(word: str, whole: str) -> bool:
    for place in re.finditer(re.escape(word), whole):
        if _EXPLAINED_AFTER.match(whole[place.end() : place.end() + 40]):
            return True
        if _EXPLAINED_BEFORE.search(whole[max(place.start() - 12, 0) : place.start()]):
            return True
    return False
