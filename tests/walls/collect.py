"""What the walled unit's sources brought, day by day."""

from __future__ import annotations

from django.utils import timezone

from scicomm.listening.models import Feed, FeedDay
from tests.walls.world import World, private


@private(FeedDay)
def make_day(world: World) -> FeedDay:
    feed = world.one(Feed)
    # A table whose columns nobody has named yet shows its rows to those who keep it.
    Feed.objects.create(
        unit=world.unit,
        name=world.secret("table"),
        file_name="zz7qxj.csv",
        kind="table",
        content=f"链接,标题\nhttps://news.example/1,{world.secret('row')}\n".encode(),
        mapping={"encoding": "utf-8", "columns": {"url": "链接", "title": "标题"}, "begun": False},
    )
    return FeedDay.objects.create(feed=feed, day=timezone.localdate(), seen=7, new=3)
