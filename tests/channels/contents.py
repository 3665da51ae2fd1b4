"""A fictional story as channels get it, and pictures for it: what the tests of the platforms share."""

from __future__ import annotations

import datetime as dt
import functools
import io
from typing import Any

from django.conf import settings
from PIL import Image

from scicomm.channels.rules.packages import Picture, StoryContent

LINK = f"{settings.SITE_URL}/stories/stripes-of-the-steppe/"
MATHML = "<math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>"
MARKED = (
    '<p><strong>站在坡上看，草一道一道。</strong></p><h2>怎么来的</h2><p>见<a href="https://doi.org/10.1/x">论文</a>和'
    '<a href="https://mp.weixin.qq.com/s/abc">公众号</a>。<a href="javascript:alert(1)">坏</a></p>'
    '<figure><img data-picture="8" alt="样地"><figcaption>样地 摄影 王某</figcaption></figure>'
    "<dl><dt>12 米</dt><dd>条带的间距</dd></dl>"
    f'<p data-formula="{MATHML.replace("<", "&lt;")}">公式：间距</p><blockquote><p>“没想到。”</p></blockquote>'
    "<table><tbody><tr><th>年</th><td>3 &lt; 4</td></tr></tbody></table>"
)


def content(**changes: Any) -> StoryContent:
    """A story with a cover and one figure."""
    values: dict[str, Any] = {
        "story_id": 1,
        "revision_id": 2,
        "title": "草原上的斑纹",
        "standfirst": "站在坡上看，草一道一道，像梯田，却没有人种过。",
        "html": MARKED,
        "marked_html": MARKED,
        "text": "站在坡上看",
        "url": LINK,
        "language": "zh-hans",
        "unit": "北湖研究所（虚构）",
        "unit_slug": "north-lake",
        "published_at": dt.datetime(2027, 3, 1, 1, tzinfo=dt.UTC),
        "changed_at": dt.datetime(2027, 3, 1, 1, tzinfo=dt.UTC),
        "entry_id": "tag:example.cn,2027-03-01:story/1",
        "pictures": (
            Picture("7", "image/webp", 3000, 2000, alt="草坡", credit="摄影 李某", licence="CC BY 4.0", is_cover=True),
            Picture("8", "image/png", 400, 300, alt="样地"),
        ),
    }
    return StoryContent(**values | changes)


def file(form: str = "PNG", size: tuple[int, int] = (400, 300), **said: Any) -> bytes:
    """A picture whose pixels do not compress well."""
    image = Image.effect_noise(size, 90).convert("RGB")
    out = io.BytesIO()
    image.save(out, form, **said)
    return out.getvalue()


@functools.cache
def _file(key: str) -> bytes:
    return file("WEBP", (900, 600)) if key == "7" else file()


def read(picture: Picture) -> bytes:
    """The bytes of the story's pictures."""
    return _file(picture.key)
