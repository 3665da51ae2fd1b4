"""The demonstration's image resources that are given out: two pictures and a short film drawn by code, a lightbox, a request that
waits, the academy's brand kit. Nothing in them is a real place or person.
"""

from __future__ import annotations

import datetime as dt
import io
from fractions import Fraction
from typing import Any

import av
import numpy as np
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image, ImageDraw

from scicomm.assets import actions
from scicomm.assets.models import Asset, AssetImage, BrandKit, Recording
from scicomm.organisation.models import Unit, User
from scicomm.organisation.permissions import EDITORS

INK, MALACHITE, PAPER = (21, 32, 42), (11, 107, 85), (251, 251, 248)
_TIMES = ("00:00:00.000 --> 00:00:01.000", "00:00:01.000 --> 00:00:02.000")
CAPTIONS_ZH = f"WEBVTT\n\n{_TIMES[0]}\n两列波相遇，\n\n{_TIMES[1]}\n有的地方更亮，有的地方变暗。\n"
CAPTIONS_EN = f"WEBVTT\n\n{_TIMES[0]}\nTwo waves meet:\n\n{_TIMES[1]}\nbrighter here, darker there.\n"
RULES_ZH = "标志四周留白不小于标志高度的一半；宽度不小于 24 毫米（屏幕上 96 像素）。不拉伸，不改色，不加阴影。深底上用反白标志。"
RULES_EN = (
    "Keep clear half the mark's height on every side. No narrower than 24 mm (96 pixels on a screen). "
    "Do not stretch, recolour or shade it. On dark grounds use it reversed."
)
TYPE_ZH = "标题用宋体类，正文和界面用黑体类；英文标题用衬线体。"
TYPE_EN = "Song for Chinese titles, Hei for text and screens; a serif for English titles."
COLOURS = (
    ("#0B6B55", "石绿", "malachite"),
    ("#17528F", "石青", "azurite"),
    ("#15202A", "松烟", "ink"),
    ("#7F5006", "赭石", "ochre"),
)


def give_out() -> None:
    """Once: where the academy has a brand kit, all of this is there."""
    top = Unit.get_first_root_node()
    if top is None or BrandKit.objects.filter(unit=top).exists():
        return
    people = User.objects.filter(person__appointments__role__in=EDITORS, person__appointments__unit=top)
    officer = people.order_by("pk").first()
    if officer is None:
        return
    waves = _picture(
        top, officer, _waves(1600, 1000, 0.0), "两缝干涉图样", "Two slits", "双缝后的明暗条纹（计算图）", "cc-by-4.0"
    )
    ripples = _picture(
        top, officer, _waves(1200, 800, 1.3), "水面波纹", "Ripples", "两个波源的水波（计算图）", "all-rights-reserved"
    )
    for asset in (waves, _film(top, officer)):
        actions.open_asset(asset, acting_user=officer)
    box = actions.make_lightbox(title="科学节用图（示范）", note="供海报挑选。", acting_user=officer)
    for asset in (waves, ripples):
        actions.collect(box, asset, acting_user=officer)
    actions.ask_for_asset(
        ripples, name="林记者", email="lin@paper.example", organisation="示范晨报", purpose="press",
        words="周末版科学页头图，印数三万。", use_until=timezone.localdate() + dt.timedelta(days=30), language="zh-hans",
        acting_user=officer,
    )  # fmt: skip
    _kit(top, officer)


def _kit(top: Unit, officer: Any) -> None:
    logo = _picture(top, officer, _mark(), "院标志", "Mark of the academy", "一点分为三点的标志", "cc-by-4.0")
    actions.open_asset(logo, acting_user=officer)
    actions.save_brand_kit(
        top,
        values={"is_public": True, "rules_zh": RULES_ZH, "rules_en": RULES_EN, "type_zh": TYPE_ZH, "type_en": TYPE_EN},
        colours=[{"hex": value, "name_zh": zh, "name_en": en} for value, zh, en in COLOURS],
        files=[
            {
                "kind": "logo",
                "asset": logo,
                "use_zh": "用于封面、展板和屏幕。",
                "use_en": "For covers, panels and screens.",
            }
        ],
        acting_user=officer,
    )


def _waves(width: int, height: int, phase: float) -> Image.Image:
    """Two sources of waves and what they make together, in two inks."""
    across, down = np.meshgrid(np.linspace(-4, 4, width), np.linspace(-2.5, 2.5, height))
    left, right = (np.cos(9 * np.hypot(across - at, down - 2.2) - phase) for at in (-0.9, 0.9))
    share = ((left + right + 2) / 4)[..., None]
    return Image.fromarray((np.array(INK) * (1 - share) + np.array((143, 214, 190)) * share).astype(np.uint8))


def _mark() -> Image.Image:
    """One dot that becomes three."""
    picture = Image.new("RGB", (1200, 480), PAPER)
    pen = ImageDraw.Draw(picture)
    for down in (100, 240, 380):
        pen.line((220, 240, 980, down), fill=MALACHITE, width=14)
        pen.ellipse((930, down - 50, 1030, down + 50), fill=MALACHITE)
    pen.ellipse((150, 170, 290, 310), fill=MALACHITE)
    return picture


def _picture(unit: Unit, user: Any, picture: Image.Image, title: str, alt_en: str, alt_zh: str, licence: str) -> Asset:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    image = AssetImage.objects.create(
        title=title, file=ImageFile(io.BytesIO(out.getvalue()), name="demo.jpg"), collection=unit.collection, licence=licence,
        credit="示范科学院（虚构）", alt_zh=alt_zh, alt_en=alt_en, uploaded_by_user=user, file_size=len(out.getvalue()),
    )  # fmt: skip
    return actions.take_in_image(image, acting_user=user)


def _film(unit: Unit, user: Any) -> Asset:
    """Two seconds of moving waves, with captions in both languages. The worker looks into it like into any other."""
    out = io.BytesIO()
    with av.open(out, "w", format="webm") as box:
        stream: Any = box.add_stream("libvpx", rate=8, options={"deadline": "realtime", "cpu-used": "8"})
        stream.width, stream.height, stream.pix_fmt, stream.time_base = 320, 200, "yuv420p", Fraction(1, 8)
        for number in range(16):
            frame: Any = av.VideoFrame.from_image(_waves(320, 200, number * 0.7))
            frame.pts = number
            box.mux(stream.encode(frame))
        box.mux(stream.encode())
    film = Recording.objects.create(
        title="波的相遇", kind="video", file=ContentFile(out.getvalue(), name="waves.webm"), file_size=len(out.getvalue()),
        collection=unit.collection, licence="cc-by-4.0", credit="示范科学院（虚构）", alt_zh="两列水波相遇（计算动画）",
        alt_en="Two waves meet (computed)", uploaded_by_user=user,
    )  # fmt: skip
    asset = actions.take_in_recording(film, acting_user=user)
    track = actions.save_track(film, kind="captions", language="zh-Hans", text=CAPTIONS_ZH, acting_user=user)
    actions.save_track(film, kind="captions", language="en", text=CAPTIONS_EN, acting_user=user)
    actions.write_transcript(track, acting_user=user)
    return asset
