"""Bodies of stories for tests: one that holds every kind of block, with the things of the house that it shows."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from scicomm.assets.models import AssetDocument, AssetImage, Recording
from scicomm.core.models import Term
from scicomm.organisation.models import Unit
from tests.factories.newsroom import make_article

FORMULA = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'
LINES = "年份\t湖冰\t对照\n2001\t120\t118\n2002\t114.5\t-\n2003\t101\t117"
BARS = "湖\t天\n青湖\t120\n白湖\t98\n长湖\t-4"


def make_image(unit: Unit, number: int = 1) -> AssetImage:
    """A small picture of a unit, with words for who cannot see it."""
    return AssetImage.objects.create(
        title=f"湖面 {number}", file=get_test_image_file(size=(64, 48)), collection=unit.collection, alt_zh=f"冰面之{number}",
        alt_en=f"Ice {number}", credit="甲 摄",
    )  # fmt: skip


def make_recording(unit: Unit, kind: str = "video", **values: Any) -> Recording:
    """A recording of a few bytes with a transcript in Chinese."""
    given = {"title": "冰裂的声音", "transcript_zh": "第一句。\n\n第二句。", "poster": make_image(unit, 90), **values}
    name = "ice.mp4" if kind == "video" else "ice.mp3"
    return Recording.objects.create(kind=kind, collection=unit.collection, file=ContentFile(b"0", name=name), **given)


def every_block(academy: Any, unit: Unit | None = None, *, pictures: int = 2) -> list[tuple[str, Any]]:
    """A body with each kind of block once, and `pictures` pictures in its gallery."""
    unit = unit or academy.north_lake
    images = [make_image(unit, number) for number in range(max(pictures, 2))]
    captions = AssetDocument(title="字幕", collection=unit.collection)
    captions.file.save("ice.vtt", ContentFile(b"WEBVTT\n"))
    term, _made = Term.objects.get_or_create(
        name_zh="湖冰期",
        defaults={"name_en": "ice season", "definition_zh": "湖面封冻的日子。", "definition_en": "Days of ice."},
    )
    return [
        *_words(term),
        ("figure", {"image": images[0], "caption": "图说", "credit": "", "alt": "故事自己的替代文字"}),
        ("gallery", {"layout": "grid", "pictures": [{"image": one, "caption": "", "alt": ""} for one in images], "caption": ""}),
        ("before_after", {
            "before": {"image": images[0], "caption": "1990", "alt": ""},
            "after": {"image": images[1], "caption": "2020", "alt": ""}, "caption": "三十年",
        }),
        ("video", {"recording": make_recording(unit), "caption": "视频说明", "captions": captions, "transcript": ""}),
        ("audio", {"recording": make_recording(unit, "audio"), "caption": "", "captions": None, "transcript": "自己的文字稿"}),
        ("key_figures", [{"value": "31%", "label": "变短"}]),
        ("table", {"caption": "三个湖", "cells": BARS, "header_row": True, "header_column": True, "source": "本所"}),
        ("chart", {"kind": "line", "title": "冰期变短", "unit": "天", "cells": LINES, "highlight": "湖冰", "source": ""}),
        ("formula", {"mathml": FORMULA, "caption": "未知数"}),
        ("timeline", {"title": "经过", "moments": [{"when": "2001", "what": "开始观测", "text": ""}]}),
        ("expert", {"person": academy.person(unit, is_expert=True), "on": "湖冰"}),
        ("paper", {"article": make_article(unit), "note": "依据"}),
        ("event", {
            "title": "开放日", "starts": timezone.now(), "ends": None, "place": "示范楼", "address": "", "audience": "",
            "price": "", "booking": "https://example.org/book",
        }),
    ]  # fmt: skip


def _words(term: Term) -> list[tuple[str, Any]]:
    return [
        ("heading", "小标题"),
        ("paragraph", "<p>湖冰在<b>变薄</b>。</p>"),
        ("list", {"ordered": True, "items": ["<p>第一</p>", "<p>第二</p>"]}),
        ("quote", {"text": "冰会说话。", "who": "某某", "role": "研究员"}),
        ("callout", {"tone": "method", "title": "", "text": "<p>怎么量</p>"}),
        ("question", {"question": "为什么？", "answer": "<p>因为。</p>", "who": "某某"}),
        ("term", {"term": term}),
        ("why", "事关用水"),
        ("unknowns", ["明年如何"]),
        ("unknown", "后年如何"),
    ]
