"""The words by which the strength of a claim is told, in English and Chinese.

Levels follow the coding of Sumner et al. (BMJ 2014;349:g7015), who compared press releases with papers: a relation named, a cause
under a condition ("may"), a possible cause ("can"), a cause without condition. Hedges: Hyland, Hedging in Scientific Research
Articles (1998). The Chinese lists are our own, after the same categories.
"""

from __future__ import annotations

import re

_I = re.IGNORECASE

CAUSAL = (
    re.compile(
        r"\b(?:caus(?:es?|ed|ing)|lead(?:s|ing)? to|led to|result(?:s|ed|ing)? in|trigger(?:s|ed|ing)?|induc(?:es?|ed|ing)"
        r"|prevent(?:s|ed|ing)?|cur(?:es?|ed|ing)|protect(?:s|ed|ing)? (?:\w+ ){0,2}against|driv(?:es?|ing)|drove"
        r"|kill(?:s|ed|ing)?|eliminat(?:es?|ed|ing)|revers(?:es?|ed|ing)|halt(?:s|ed|ing)?|boost(?:s|ed|ing)?"
        r"|mak(?:es?|ing) (?:\w+ ){1,4}(?:more|less|\w+er|possible)|responsible for|due to|because of|thanks to"
        r"|brings? about|gives? rise to|suppress(?:es|ed)?|inhibit(?:s|ed)?|promot(?:es?|ed))\b"
        # Verbs of direction are causes only with an object ("reduces the risk", not "the risk reduced by half"), and as
        # verbs ("lowers the risk", not "a lower risk").
        r"|(?<!\ba )(?<!\ban )(?<!\bthe )(?<!\bwith )(?<!\bof )(?<!\band )"
        r"\b(?:(?:increas|reduc|decreas|improv|enhanc)(?:es?|ed|ing)|(?:slow|strengthen|weaken|extend|shorten|delay|worsen)"
        r"(?:s|ed|ing)?|(?:lower|rais)(?:s|es|ed|ing))"
        r"\s+(?!in\b|by\b|with\b|from\b|to\b|over\b|as\b|and\b|when\b|after\b|during\b|among\b|than\b|of\b|significantly\b)"
        r"(?=[A-Za-z])",
        _I,
    ),
    re.compile(
        r"导致|引起|引发|造成|致使|促使|使(?!用|命|者|馆|劲)|让(?!步|位|渡|人印象)|令(?=其|人|它)|促进|抑制|预防|防止|治愈|根治|逆转|阻止|诱导|诱发"
        r"|触发|驱动|杀死|消除|激活|阻断|保护(?=[^区地]).{0,8}免受"
        r"|(?:降低|减少|提高|增加|增强|减轻|缓解|改善|提升|延长|缩短|加快|延缓|减缓|削弱)了?(?![，。；、的了,.]|$)"
    ),
)
RELATED = (
    re.compile(
        r"\b(?:associat\w+|correlat\w+|link(?:s|ed)? (?:with|to|between)|relat(?:ed|es|ion|ionship)\w*|predict(?:s|ed|or|ors)?"
        r"|tied to|accompan(?:y|ies|ied)|coincid\w+|risk factors?|(?:more|less) likely|went along with|goes? along with"
        r"|(?:higher|lower|greater|smaller|fewer) (?:\w+ ){0,3}(?:in|among|than)|covar\w+)\b",
        _I,
    ),
    re.compile(r"相关|关联|有关|联系|伴随|伴有|同步|相应|预测|关系|更(?:高|低|多|少|常见)|风险因素|危险因素"),
)
HEDGE = (
    re.compile(
        r"\b(?:may|might|could|possibly|(?:is|a|one|as) possible|possible (?:that|explanation|role|link|mechanism)s?|perhaps"
        r"|suggest(?:s|ed|ing)?|appear(?:s|ed)?|seem(?:s|ed)?|likely|unlikely|probabl[ey]"
        r"|potential(?:ly)?|preliminary|tentative(?:ly)?|hint(?:s|ed)?|hypothesi[sz]e\w*|believed to|thought to|consistent with"
        r"|promising|speculat\w+|should be confirmed|remains? (?:unclear|to be))\b",
        _I,
    ),
    re.compile(
        r"可能|或许|也许|或(?=可|将|能|会|有助)|有望|提示|似乎|疑似|初步|推测|假设|潜在|倾向于|一定程度|大概|尚需|有待|尚不|也有可能"
    ),
)
# "can": a possible cause; weaker than none, stronger than "may".
POSSIBLE = (
    re.compile(r"\b(?:can|able to|helps? (?:to )?|contributes? to|plays? a (?:\w+ )?role)\b", _I),
    re.compile(r"能够?(?!量|源|力|级|谱)|可以|可(?=降|减|提|增|促|抑|预|防|诱|引|改|缓|使)|有助于|有利于|参与"),
)
NEGATED = (
    re.compile(r"\b(?:not|no|nor|neither|never|without|failed to|cannot)\b|n['’]t\b", _I),
    re.compile(r"不会|没有|并未|并不|未(?!来|知)|无法|不能|并非|无显著|不显著|不"),
)
# Grounds for asserting: a sentence that proves is one without doubt.
SWEEPING = (
    re.compile(
        r"(?<!nearly )(?<!almost )(?<!not )\b(?:all|every|any)\s+(?:\w+\s+)?"
        r"(?:people|persons|patients|women|men|children|adults|humans"
        r"|species|plants|animals|cells|cases|cancers|tumou?rs|diseases|regions|cities|countries|crops|rivers|lakes|forests|grasslands)\b"
        r"|\b(?:everyone|everybody|always|completely|entirely|prov(?:es?|ed|en)|definitive(?:ly)?|once and for all"
        r"|universal(?:ly)?)\b",
        _I,
    ),
    re.compile(
        r"(?<!几乎)(?<!近乎)所有(?:的)?(?:人|患者|病人|物种|动物|植物|细胞|疾病|肿瘤|癌症|地区|国家|城市|湖泊|草原|作物)?"
        r"|一切|任何|永远|总是|彻底|证明了?"
        r"|完全(?!不)|每(?:一个|个|一位)?人|普遍"
    ),
)
PRAISE = (
    re.compile(
        r"\b(?:first[- ]ever|for the first time|world['’]?s (?:first|largest|fastest|smallest)|breakthroughs?|unprecedented"
        r"|revolution(?:ary|i[sz]\w+)|miracles?|miraculous|game[- ]chang\w+|holy grail|paradigm shift|landmark"
        r"|ground-?breaking)\b",
        _I,
    ),
    re.compile(
        r"首次|首个|首创|首例|世界第一|全球第一|国际领先|世界领先|填补\S{0,8}空白|重大突破|突破性|颠覆性?|革命性|奇迹|史上|前所未有|里程碑"
    ),
)
# What was studied when it was not people; the reader must be told.
OBJECTS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "mice": (re.compile(r"\b(?:mice|mouse|murine)\b", _I), re.compile(r"小鼠")),
    "rats": (re.compile(r"\brats?\b", _I), re.compile(r"大鼠")),
    "monkeys": (re.compile(r"\b(?:monkeys?|macaques?|primates)\b", _I), re.compile(r"猕猴|食蟹猴|猴")),
    "zebrafish": (re.compile(r"\bzebrafish\b", _I), re.compile(r"斑马鱼")),
    "flies": (re.compile(r"\b(?:drosophila|fruit fl(?:y|ies))\b", _I), re.compile(r"果蝇")),
    "worms": (re.compile(r"\b(?:c\. ?elegans|nematodes?)\b", _I), re.compile(r"线虫")),
    "yeast": (re.compile(r"\byeasts?\b", _I), re.compile(r"酵母")),
    "cells": (
        re.compile(r"\b(?:in vitro|cell lines?|cell cultures?|cultured (?:\w+ )?cells|organoids?)\b", _I),
        re.compile(r"体外|细胞系|细胞实验|培养的\S{0,6}细胞|类器官"),
    ),
    "simulation": (
        re.compile(r"\b(?:in silico|simulations|numerical models?|climate models?)\b", _I),
        re.compile(r"模拟|数值模型|气候模式"),
    ),
}
PEOPLE = (
    re.compile(
        r"\b(?:people|humans?|patients?|women|men|children|adults|participants|volunteers|everyone|residents)\b", _I
    ),
    re.compile(r"人类|人体|患者|病人|人群|受试者|志愿者|儿童|老年人|成年人|女性|男性|居民|人们"),
)
