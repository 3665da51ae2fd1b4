"""What each form of an answer needs, how its lists are typed, and the one text that is reviewed. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scicomm.responses.rules.texts import missing_in

# The forms and the scale of verdicts, as the enums write them.
QA, RAPID, ROUNDUP, FACTSHEET, FACTCHECK = "qa", "rapid", "roundup", "factsheet", "factcheck"
SCALE = frozenset({"true", "mostly", "unproven", "inaccurate", "false"})

MOST_NUMBERS = 12
MOST_PAIRS = 12
# Experts in a round-up, at least: one voice is a rapid reaction.
ROUNDUP_VOICES = 2
_BETWEEN = re.compile(r"\s*(?:[：:|\t]|--|——)\s*")


def read_numbers(text: str) -> list[dict[str, str]]:
    """Numbers written one a line, `number: what it counts`; a line without a colon is a number that says itself."""
    found = []
    for line in text.splitlines():
        line = " ".join(line.split())
        if not line:
            continue
        value, *rest = _BETWEEN.split(line, maxsplit=1)
        found.append({"value": value[:60], "label": (rest[0] if rest else "")[:300]})
    return found[:MOST_NUMBERS]


def write_numbers(numbers: Sequence[Mapping[str, str]]) -> str:
    """The lines that `read_numbers` reads."""
    return "\n".join(f"{one['value']}: {one['label']}" if one["label"] else one["value"] for one in numbers)


def digest_of_words(text: str, interest: str) -> str:
    """What an approval is bound to: the exact words, and what was declared with them."""
    return hashlib.sha256(f"{text}\x00{interest}".encode()).hexdigest()


def kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """An answer's fields as JSON can hold them; days become ISO dates."""
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()}


def restored(content: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that `kept` has kept."""
    day = content.get("as_of")
    return {**content, **({"as_of": dt.date.fromisoformat(day) if day else None} if "as_of" in content else {})}


def digest_of_answer(content: Mapping[str, Any], words: Sequence[str]) -> str:
    """What a reviewer signs: every field, and the digests of the experts' words beside it. The public text needs no more."""
    told = json.dumps([kept(content), sorted(words)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The names of the fields that two texts tell apart."""
    return sorted(name for name in new if old.get(name) != new[name])


def missing_in_form(values: Mapping[str, Any], *, voices: int) -> list[Promise]:
    """What an answer of its form lacks before review. `voices`: how many experts have approved their words."""
    form = values.get("form", QA)
    found = missing_in(dict(values)) if form not in {RAPID, ROUNDUP} else _short(values)
    found += _MORE.get(form, _nothing)(values)
    if form == RAPID and voices < 1:
        found.append(_("A rapid reaction needs the words of one expert at least, approved by them."))
    if form == ROUNDUP and voices < ROUNDUP_VOICES:
        found.append(_("A round-up needs the approved words of two experts at least."))
    return found


def _short(values: Mapping[str, Any]) -> list[Promise]:
    """Where experts speak, one sentence of ours is enough."""
    found: list[Promise] = []
    if not values.get("question_zh"):
        found.append(_("The question in Chinese is missing."))
    if not values.get("summary_zh"):
        found.append(_("Say in one Chinese sentence what the experts say together."))
    if any(values.get(f"{name}_en") for name in ("question", "body", "not_known")) and not values.get("summary_en"):
        found.append(_("The sentence in English is missing."))
    return found


def _nothing(values: Mapping[str, Any]) -> list[Promise]:
    return []


def _factsheet(values: Mapping[str, Any]) -> list[Promise]:
    found: list[Promise] = []
    if not values.get("sure_zh"):
        found.append(_("A factsheet says how sure we are; the Chinese is missing."))
    if not values.get("sources"):
        found.append(_("A factsheet names its sources."))
    if not values.get("as_of"):
        found.append(_("A factsheet says of which day it is."))
    return found


def _factcheck(values: Mapping[str, Any]) -> list[Promise]:
    found: list[Promise] = []
    if not values.get("claim_zh"):
        found.append(_("The claim in Chinese is missing."))
    if values.get("verdict") not in SCALE:
        found.append(_("A fact-check needs a verdict on the scale."))
    if not values.get("sources"):
        found.append(_("A fact-check names its sources."))
    return found


def _pairs(values: Mapping[str, Any]) -> list[Promise]:
    halves = [bool(pair.get("question_zh")) + bool(pair.get("answer_zh")) for pair in values.get("pairs") or []]
    return [_("A further question lacks its words or its answer in Chinese.")] if any(n != 2 for n in halves) else []


_MORE = {FACTSHEET: _factsheet, FACTCHECK: _factcheck, QA: _pairs}
