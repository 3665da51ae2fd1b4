"""Pictures of the demonstration, drawn here: one with all its metadata, one whose licence ended, one of a child with a guardian's
consent. Places, people and contracts are made up."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw
from wagtail.models import ReferenceIndex

from scicomm.assets import actions
from scicomm.assets.models import Asset, AssetImage
from scicomm.assets.rules import metadata
from scicomm.config.demo.clock import Calendar, as_of
from scicomm.config.demo.papers import holder
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import Role

SIZE = (960, 600)
PLUS = "http://ns.useplus.org/ldf/vocab/"
SOURCES = "http://cv.iptc.org/newscodes/digitalsourcetype/"


@dataclass(frozen=True)
class Picture:
    """One picture: the story in whose body it stands (none: only in the library), its unit, its colours from sky to ground."""

    name: str
    story: str
    unit: str
    colours: tuple[str, str, str, str]
    rights: metadata.Rights
    grant: dict[str, Any] = field(default_factory=dict)
    ended_days: int = 0
    consent: dict[str, Any] = field(default_factory=dict)


PICTURES = (
    Picture(
        "warming-chambers.jpg", "night-warming-early-flowers", "gaohan", ("#c9d7de", "#8fa8b0", "#a98f55", "#6f6a3a"),
        metadata.Rights(
            title="北坡的增温小室",
            caption_zh="增温小室与对照地块，示意绘图。", caption_en="Warming chambers and control plots, a drawing.",
            alt_zh="草坡上两排透明的小室，远处是雪山",
            alt_en="Two rows of clear chambers on a grassy slope, snow mountains behind",
            creator=("罗松措姆",), credit="高寒生态研究所（虚构）", copyright_notice="© 2026 高寒生态研究所（虚构）",
            usage_terms="CC BY 4.0", web_statement="https://creativecommons.org/licenses/by/4.0/",
            licensor_name="高寒生态研究所（虚构）", licensor_url="https://gaohan.example/licences",
            digital_source_type=f"{SOURCES}digitalCreation", data_mining=f"{PLUS}DMI-PROHIBITED-GENAIMLTRAINING",
            keywords=("增温", "高寒草甸", "物候"), place_zh="北坡站", place_en="North Slope Station",
            latitude=33.25, longitude=97.5, keep_gps=True,
        ),
        grant={
            "direction": "by_us", "holder": "示范晚报（虚构）", "uses": ["press"], "territory": "国内",
            "contract_number": "示范-2026-07",
        },
    ),
    Picture(
        "winter-meadow.jpg", "winter-breathing-meadow", "gaohan", ("#e3e6e8", "#b9c3c9", "#d7d9d6", "#a8aca6"),
        metadata.Rights(
            title="雪下的草甸", caption_zh="冬天的草甸，示意绘图。", caption_en="The meadow in winter, a drawing.",
            alt_zh="雪盖着的草甸，一根测量杆", alt_en="A meadow under snow with a measuring pole",
            creator=("示范摄影师",), credit="示范摄影社（虚构）", copyright_notice="© 示范摄影社（虚构）",
        ),
        grant={
            "direction": "to_us", "holder": "示范摄影社（虚构）", "uses": ["web", "print"], "fee": "600 元",
            "contract_number": "示范-2025-19",
        },
        ended_days=1,
    ),
    Picture(
        "open-day.jpg", "", "hupo", ("#d8e4e6", "#9fc0bf", "#5f8f8d", "#3f5f57"),
        metadata.Rights(
            title="开放日：孩子看水样", caption_zh="开放日上，一个孩子在看水样，示意绘图。",
            caption_en="A child looks at a water sample on the open day, a drawing.",
            alt_zh="一个孩子低头看显微镜", alt_en="A child bends over a microscope",
            creator=("示范志愿者",), credit="湖泊与湿地研究所（虚构）", copyright_notice="© 2026 湖泊与湿地研究所（虚构）",
        ),
        consent={
            "kind": "model", "name": "小雨（虚构）", "is_minor": True, "guardian": "陈女士（虚构）", "guardian_relation": "母亲",
            "uses": ["web", "internal"], "scope": "只用于开放日的报道。",
        },
    ),
)  # fmt: skip


def drawn(picture: Picture) -> bytes:
    """A landscape in four bands, with what the picture says of itself inside."""
    width, height = SIZE
    made = Image.new("RGB", SIZE, picture.colours[0])
    pen = ImageDraw.Draw(made)
    horizon = [(0, 300), (180, 210), (330, 270), (520, 160), (700, 260), (width, 200), (width, height), (0, height)]
    pen.polygon(horizon, fill=picture.colours[1])
    pen.polygon([(0, 380), (width, 320), (width, height), (0, height)], fill=picture.colours[2])
    pen.polygon([(0, 500), (width, 440), (width, height), (0, height)], fill=picture.colours[3])
    for number in range(6):
        left, top = 90 + number * 140, 430 - number * 8
        pen.rounded_rectangle((left, top, left + 70, top + 46), radius=8, outline="#f4f4ef", width=3)
    out = io.BytesIO()
    made.save(out, "JPEG", quality=82)
    return metadata.write_rights(out.getvalue(), "jpeg", picture.rights)


def image_of(picture: Picture) -> AssetImage:
    """The picture in the library of its unit; made once."""
    found = AssetImage.objects.filter(title=picture.rights.title).first()
    if found is not None:
        return found
    unit = Unit.objects.get(slug=picture.unit)
    said = picture.rights
    return AssetImage.objects.create(
        title=said.title, collection=unit.collection, uploaded_by_user=holder(Role.COMMUNICATION_OFFICER, unit),
        file=ContentFile(drawn(picture), name=picture.name), alt_zh=said.alt_zh, alt_en=said.alt_en, credit=said.credit,
        licence="cc-by-4.0" if said.web_statement else "all-rights-reserved",
    )  # fmt: skip


def figures_for(story: str, language: str) -> list[tuple[str, Any]]:
    """The blocks with a story's pictures, for the end of its body."""
    return [
        (
            "figure",
            {"image": image_of(one), "caption": one.rights.caption_en if language == "en" else one.rights.caption_zh},
        )
        for one in PICTURES
        if one.story == story
    ]


def record_rights(calendar: Calendar) -> None:
    """The records of the pictures: read from their files, with licences and consents; what has ended is blocked."""
    with as_of(calendar.base):
        for picture in PICTURES:
            asset = _asset(picture)
            if asset is None:
                continue
            for page in StoryPage.objects.filter(dossier__topic__isnull=False, slug=picture.story):
                # Wagtail's own task does so too, when a worker runs it.
                ReferenceIndex.create_or_update_for_object(page)
            _record_terms(picture, asset, calendar.day)
        actions.check_terms()
        actions.warn_of_endings(calendar.day)


def _asset(picture: Picture) -> Asset | None:
    if picture.story and not StoryPage.objects.filter(slug=picture.story).exists():
        return None
    asset = actions.take_in_image(image_of(picture))
    if not hasattr(asset, "embedded"):
        actions.read_asset(asset)
    return asset


def _record_terms(picture: Picture, asset: Asset, day: dt.date) -> None:
    editor = holder(Role.COMMUNICATION_OFFICER, asset.unit)
    if picture.grant and not asset.grants.exists():
        began = day - dt.timedelta(days=365)
        ends = day - dt.timedelta(days=picture.ended_days) if picture.ended_days else day + dt.timedelta(days=400)
        actions.save_grant(asset, acting_user=editor, starts_on=began, ends_on=ends, **picture.grant)
    if picture.consent and not asset.consents.exists():
        given = timezone.localdate() - dt.timedelta(days=40)
        ends = day + dt.timedelta(days=25)
        actions.save_consent(asset, acting_user=editor, given_on=given, ends_on=ends, **picture.consent)
