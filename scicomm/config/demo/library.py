"""The demonstration's library: a few pictures drawn from formulas, a copy that is found as a duplicate; all of them fictional."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from scicomm.assets import actions
from scicomm.assets.models import Asset
from scicomm.core.progress import ProgressSink
from scicomm.organisation.models import Unit

SIZE = (720, 480)
# Title, caption in both languages, keywords, two inks; each is drawn from its own formula below.
PICTURES = (
    (
        "冰面裂纹",
        "冬季湖面的裂纹（示意图）",
        "Cracks in winter lake ice (drawing)",
        ["湖冰", "裂纹"],
        ("#e6eef6", "#17528f"),
    ),
    (
        "热液羽流",
        "海底热液羽流的数值模拟（示意图）",
        "A plume above a hydrothermal vent (drawing)",
        ["热液", "模拟"],
        ("#15202a", "#d98032"),
    ),
    (
        "沙丘",
        "沙丘表面的风纹（示意图）",
        "Ripples of wind on a dune (drawing)",
        ["沙漠", "风蚀"],
        ("#f2d9a0", "#7f5006"),
    ),
    ("星野", "一片天区的星点（示意图）", "Stars of a field (drawing)", ["恒星", "巡天"], ("#0b1020", "#e8eae5")),
)


def _field(number: int) -> np.ndarray:
    x, y = np.meshgrid(np.linspace(0, 1, SIZE[0]), np.linspace(0, 1, SIZE[1]))
    random = np.random.default_rng(number + 11)
    if number == 0:
        seeds = random.random((26, 2))
        near = np.sort(np.hypot(x[..., None] - seeds[:, 0], y[..., None] - seeds[:, 1]), axis=-1)
        return np.clip(1 - (near[..., 1] - near[..., 0]) * 30, 0, 1)
    if number == 1:
        return np.exp(-((x - 0.5 - 0.06 * np.sin(9 * y)) ** 2) / (0.002 + 0.05 * (1 - y) ** 2)) * np.clip(
            1.2 - y * 0.3, 0, 1
        )
    if number == 2:
        return 0.5 + 0.5 * np.sin(60 * (y + 0.05 * np.sin(7 * x) + 0.02 * np.sin(23 * x + 3)))
    stars = random.random((260, 3))
    sky = np.zeros_like(x)
    for at_x, at_y, light in stars:
        sky += np.exp(-((x - at_x) ** 2 * 2.25 + (y - at_y) ** 2) / (2e-6 + 2e-5 * light**6)) * (0.3 + light)
    return np.clip(sky, 0, 1)


def _drawn(number: int, inks: tuple[str, str]) -> Image.Image:
    ground, ink = (np.array([int(one[at : at + 2], 16) for at in (1, 3, 5)]) for one in inks)
    field = _field(number)[..., None]
    return Image.fromarray((ground + (ink - ground) * field).astype(np.uint8))


def _jpeg(image: Image.Image, quality: int) -> bytes:
    held = io.BytesIO()
    image.save(held, "JPEG", quality=quality)
    return held.getvalue()


def fill(progress: ProgressSink) -> None:
    """Pictures for the institutes in turn, one mirrored copy beside its original; doing it twice changes nothing."""
    units = list(Unit.objects.filter(collection__isnull=False).order_by("-depth", "path")[: len(PICTURES)])
    if not units:
        return
    with progress.task(_("Pictures"), total=len(PICTURES) + 1) as bar, tempfile.TemporaryDirectory() as scratch:
        for number, (title, zh, en, keywords, inks) in enumerate(PICTURES):
            image = _drawn(number, inks)
            values = {
                "title": title, "caption_zh": zh, "caption_en": en, "keywords": sorted(keywords), "alt_zh": zh, "alt_en": en,
                "licence": "cc0-1.0", "creator": "SciComm",
            }  # fmt: skip
            _file(Path(scratch), f"demo-{number}", _jpeg(image, 85), units[number % len(units)], values)
            bar.advance()
            if number == 0:
                copy = _jpeg(ImageOps.mirror(image).resize((480, 320)), 60)
                _file(Path(scratch), "demo-copy", copy, units[0], {**values, "title": "湖冰（网上找到的）"})
                bar.advance()
        while not actions.pair_new_pictures(5):
            bar.beat()


def _file(folder: Path, token: str, data: bytes, unit: Unit, values: Mapping[str, object]) -> None:
    path = folder / f"{token}.jpg"
    path.write_bytes(data)
    seen = actions.look_at(path)
    if not Asset.objects.filter(image__file_hash=seen.file_hash, unit=unit).exists():
        actions.file_away(seen, unit=unit, name=path.name, token=token, acting_user=None, values=values)
