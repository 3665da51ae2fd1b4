"""The words of each finding, in the reader's language; one sentence a code, said so that it tells what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.newsroom.rules.checks import Finding

OBJECTS = {
    "mice": gettext_lazy("mice"),
    "rats": gettext_lazy("rats"),
    "monkeys": gettext_lazy("monkeys"),
    "zebrafish": gettext_lazy("zebrafish"),
    "flies": gettext_lazy("fruit flies"),
    "worms": gettext_lazy("nematodes"),
    "yeast": gettext_lazy("yeast"),
    "cells": gettext_lazy("cells in a dish"),
    "simulation": gettext_lazy("a computer model"),
}
WORDS = {
    "no-headline": gettext_lazy("There is no headline."),
    "no-text": gettext_lazy("There is no text yet."),
    "no-standfirst": gettext_lazy("There is no standfirst: one sentence with the result and why it matters."),
    "note-left": gettext_lazy("A note to yourself is still in the text: “%(note)s”."),
    "no-source": gettext_lazy("The paper is not named: readers cannot find DOI %(doi)s."),
    "no-unknowns": gettext_lazy("The story does not say what is not known yet."),
    "before-paper": gettext_lazy("The paper comes out on %(day)s; the story would be public before. Set an embargo."),
    "claim-causal": gettext_lazy(
        "The story says that one thing brings about the other; the paper says that they go together."
    ),
    "claim-hedge": gettext_lazy("The paper says it with a doubt; the story leaves the doubt out."),
    "claim-scope": gettext_lazy("“%(word)s” says more than the paper does."),
    "claim-praise": gettext_lazy("“%(word)s”: the paper does not say this of itself."),
    "claim-object": gettext_lazy("The work was done on %(object)s; the story speaks of people and does not say so."),
    "number-unknown": gettext_lazy("%(number)s: the paper has no such number."),
    "number-differs": gettext_lazy("%(number)s: the paper has no such number; the nearest is %(paper)s."),
    "number-unit": gettext_lazy("%(number)s: in the paper this number is %(paper)s."),
    "name-near": gettext_lazy("“%(wrong)s” is registered as “%(right)s”."),
    "link-unasked": gettext_lazy("This link has not been asked yet: %(link)s"),
    "link-dead": gettext_lazy("This link leads nowhere (%(status)s): %(link)s"),
    "link-silent": gettext_lazy("Nobody answers at this link: %(link)s"),
    "picture-rights": gettext_lazy("“%(picture)s” may not be used when the story comes out: %(problem)s"),
    "picture-alt": gettext_lazy("“%(picture)s” has no words for those who do not see it."),
    "picture-credit": gettext_lazy("“%(picture)s” has no credit."),
    "picture-caption": gettext_lazy("“%(picture)s” has no caption."),
    "sentence-long": gettext_lazy("A long sentence: %(length)s, of %(most)s at most."),
    "term-hard": gettext_lazy("“%(term)s” is a hard word, and nothing explains it."),
    "headline-wechat": gettext_lazy("The headline has %(length)s characters; WeChat takes %(most)s."),
    "headline-search": gettext_lazy("The headline has %(length)s characters; search results show about %(most)s."),
    "headline-mail": gettext_lazy("The headline has %(length)s characters; mail programs show about %(most)s."),
}


def words_for(finding: Finding) -> str:
    """The sentence of a finding."""
    values = dict(finding.values)
    if "object" in values:
        values["object"] = str(OBJECTS.get(str(values["object"]), values["object"]))
    sentence = WORDS.get(finding.code)
    return str(sentence) % values if sentence is not None else _("Finding %(code)s") % {"code": finding.code}
