"""A story of every kind of block reaches each platform whole: pictures and formulas are known by where they stand."""

from __future__ import annotations

import re
from typing import Any

import pytest

from scicomm.channels.queries.content import content_of, story_html
from scicomm.channels.rules import wechat_html
from scicomm.channels.rules.packages import Account
from scicomm.channels.rules.platforms import PLATFORMS
from tests.factories.channels import released_story
from tests.factories.stories import every_block

pytestmark = pytest.mark.django_db


def test_a_story_of_every_block_goes_to_every_platform(academy: Any) -> None:
    story = released_story(academy)
    # Not saved: what is asked is what content_of makes of a body.
    story.body = every_block(academy)
    content = content_of(story)
    assert content.html == story_html(story) and "data-" not in content.html
    marked = re.findall(r'data-picture="(\d+)"', content.marked_html)
    assert set(marked) <= {picture.key for picture in content.pictures} and len(marked) >= 3
    assert "data-formula=" in content.marked_html and "<script" not in content.marked_html
    assert all(picture.url.startswith("http") for picture in content.pictures)
    for kind in ("wechat", "weibo", "telegram", "bluesky"):
        package = PLATFORMS[kind].adapt(content, Account(1, kind, "zh-hans", name="所"), {})
        assert not package.is_blocked, package.problems
    html = PLATFORMS["wechat"].adapt(content, Account(1, "wechat", "zh-hans"), {}).fields["html"]
    assert set(re.findall(r'src="picture:(\d+)"', html)) >= {key for key in marked if key in shown(content)}
    assert 'src="picture:formula:' in html and wechat_html.fits(html)


def shown(content: Any) -> set[str]:
    """The keys of the pictures that may go."""
    return {picture.key for picture in content.pictures if not picture.problem}
