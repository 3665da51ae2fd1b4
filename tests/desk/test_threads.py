"""Promises: every thing of a thread leads to the same thread; a reader sees of it what is theirs to see and no more."""

from __future__ import annotations

from typing import Any, cast

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scicomm.channels.models import Release
from scicomm.core.ledger import record
from scicomm.core.worker import Worker
from scicomm.desk.queries import (
    NoThread,
    Thread,
    graph,
    strip_for,
    thread_of,
    thread_picture,
    thread_rows,
    thread_strip,
    threads_of,
)
from scicomm.desk.rules.weave import Tone
from scicomm.facts.listening import TopicBurst
from scicomm.listening import actions as listening
from scicomm.listening.models import HotTopic, Mention
from scicomm.organisation.enums import Role
from scicomm.responses.actions import open_case_from_topic
from scicomm.responses.models import Answer, Statement
from tests.factories.channels import released_story
from tests.factories.listening import make_mention
from tests.factories.newsroom import dossier, make_article, make_story
from tests.factories.organisation import Academy
from tests.factories.responses import make_case
from tests.snapshot import Snapshot

pytestmark = pytest.mark.django_db


class Walked:
    """A paper that became a lead, a topic, a story on its channels, a mention, a question and an answer."""

    def __init__(self, academy: Any) -> None:
        self.academy = academy
        unit = academy.north_lake
        self.article = make_article(unit)
        self.story = released_story(academy, unit, article=self.article, title="斑纹先变")
        self.mention = make_mention(academy, unit, title="草原要变沙漠了")
        officer = academy.user(Role.COMMUNICATION_OFFICER, unit)
        listening.relink_mention(self.mention, dossier=dossier(self.story), acting_user=officer)
        self.case = make_case(academy, about=dossier(self.story), state="published", text="会变沙漠吗？")
        self.open_case = make_case(academy, about=dossier(self.story), text="补种有没有用？")
        self.answer = Answer.objects.get(case=self.case)
        topic = dossier(self.story).topic
        assert topic is not None
        statement = Statement.objects.get(case=self.case)
        release = Release.objects.filter(dossier__story=self.story)[0]
        self.references = {
            f"journals.article:{self.article.pk}",
            f"newsroom.lead:{topic.lead_id}",
            f"newsroom.topic:{topic.pk}",
            f"newsroom.story:{self.story.pk}",
            f"channels.release:{release.pk}",
            f"listening.mention:{self.mention.pk}",
            f"responses.case:{self.case.pk}",
            f"responses.statement:{statement.pk}",
            f"responses.answer:{self.answer.pk}",
        }


WORLD = Snapshot(lambda: Walked(Academy()))


@pytest.fixture
def walked(db: None) -> Walked:
    return cast(Walked, WORLD.put_back())


@pytest.fixture
def academy(walked: Walked) -> Any:
    return walked.academy


def keys(thread: Thread) -> set[str]:
    return {node.key for node in thread.nodes}


def test_every_thing_leads_to_the_same_thread(academy: Any, walked: Walked) -> None:
    threads = {reference: thread_of(reference, user=academy.superuser) for reference in walked.references}
    whole = threads[f"newsroom.story:{walked.story.pk}"]
    for reference, thread in threads.items():
        assert keys(thread) == keys(whole), reference
        assert set(thread.edges) == set(whole.edges), reference
    assert all(station.reached for station in whole.stations)
    assert next(station.key for station in whole.stations) == "paper"
    assert whole.station("questions").count == 2
    assert whole.station("answers").count == 1


def test_an_open_question_ends_in_an_open_ring(academy: Any, walked: Walked) -> None:
    thread = thread_of(f"responses.case:{walked.open_case.pk}", user=academy.superuser)
    awaited = [node for node in thread.station("answers").nodes if not node.counts]
    assert [node.key for node in awaited] == [f"awaited:responses.case:{walked.open_case.pk}"]
    assert awaited[0].tone is Tone.TODO


def test_a_wrong_claim_is_red_on_its_way_to_the_answer(academy: Any, walked: Walked) -> None:
    thread = thread_of(f"responses.answer:{walked.answer.pk}", user=academy.superuser)
    hot = {(cause.source, cause.target) for cause in thread.edges if cause.tone is Tone.HOT}
    assert hot == {(f"responses.case:{walked.case.pk}", f"responses.answer:{walked.answer.pk}")}


def test_the_public_sees_what_is_public_and_counts_of_mentions(academy: Any, walked: Walked) -> None:
    thread = thread_of(f"newsroom.story:{walked.story.pk}", user=AnonymousUser())
    kinds = {key.split(":")[0] for key in keys(thread)}
    assert kinds == {
        "journals.article", "newsroom.story", "channels.release", "listening.mention", "responses.case", "responses.answer",
    }  # fmt: skip
    mention = thread.station("mentions").nodes[0]
    assert (mention.hidden, mention.title, mention.url, mention.date) == (True, "", "", None)
    assert thread.station("mentions").count == 1
    assert f"responses.case:{walked.open_case.pk}" not in keys(thread)
    assert thread.points is None
    assert thread.station("lead").reached
    assert thread.station("lead").nodes == ()
    text = (
        str(thread_picture(thread))
        + str(thread_rows(thread))
        + "".join(str(cell) for cell in strip_for(thread.reference))
    )
    for secret in ("草原要变沙漠了", "补种有没有用？", "/admin/"):
        assert secret not in text


@pytest.mark.parametrize("kind", ["newsroom.lead", "newsroom.topic", "listening.mention", "responses.statement"])
def test_the_public_cannot_start_from_what_is_not_public(walked: Walked, kind: str) -> None:
    reference = next(one for one in walked.references if one.startswith(f"{kind}:"))
    with pytest.raises(NoThread):
        thread_of(reference)
    assert strip_for(reference) == ()


@pytest.mark.parametrize("state", ["draft", "first_review", "held", "withdrawn"])
def test_a_story_that_is_not_public_is_in_no_public_thread(academy: Any, state: str) -> None:
    article = make_article(academy.north_lake)
    story = make_story(academy, article=article, state=state, title="还不能说")
    Worker().drain()
    with pytest.raises(NoThread):
        thread_of(f"newsroom.story:{story.pk}")


@pytest.mark.parametrize(
    "reference", ["", "newsroom.story", "newsroom.story:abc", "newsroom.story:999999", "a.b:1", "organisation.unit:1"]
)
def test_what_is_no_thing_has_no_thread(db: None, reference: str) -> None:
    with pytest.raises(NoThread):
        thread_of(reference)


def test_staff_of_another_unit_are_told_that_something_is_there_and_not_what(academy: Any) -> None:
    article = make_article(academy.north_lake)
    story = make_story(academy, article=article, state="first_review", title="还在审的稿子")
    other = academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea)
    with pytest.raises(NoThread):
        thread_of(f"newsroom.story:{story.pk}", user=other)
    text = str(thread_rows(thread_of(f"newsroom.story:{story.pk}", user=academy.superuser)))
    assert "还在审的稿子" in text
    thread = thread_of(f"journals.article:{article.pk}", user=other)
    assert "还在审的稿子" not in str(thread_rows(thread)) + str(thread_picture(thread))
    hidden = thread.station("story").nodes
    assert [node.hidden for node in hidden] == [True]
    assert hidden[0].date is None


def test_an_overseer_above_sees_titles(academy: Any) -> None:
    story = make_story(academy, state="first_review", title="还在审的稿子")
    above = academy.user(Role.OBSERVER, academy.north)
    assert thread_of(f"newsroom.story:{story.pk}", user=above).title == "还在审的稿子"


def test_a_link_that_was_taken_back_is_in_no_thread(academy: Any, walked: Walked) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    listening.relink_mention(walked.mention, dossier=None, acting_user=officer)
    thread = thread_of(f"newsroom.story:{walked.story.pk}", user=academy.superuser)
    assert thread.station("mentions").count == 0


def test_many_threads_cost_as_much_as_one(academy: Any) -> None:
    stories = [released_story(academy, academy.north_lake, article=make_article(academy.north_lake)) for _ in range(2)]
    user = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    threads_of([f"newsroom.story:{stories[0].pk}"], user=user)
    with CaptureQueriesContext(
        connection,
    ) as one:
        threads_of([f"newsroom.story:{stories[0].pk}"], user=user)
    with CaptureQueriesContext(connection) as two:
        found = threads_of([f"newsroom.story:{story.pk}" for story in stories], user=user)
    assert len(found) == 2
    assert len(two) <= len(one)
    assert len(one) <= 45


def test_the_table_is_safe_in_a_spreadsheet(academy: Any) -> None:
    story = make_story(academy, title="=HYPERLINK(1)")
    rows = thread_rows(thread_of(f"newsroom.story:{story.pk}", user=academy.superuser))
    cells = [cell for row in rows for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not any(cell.startswith("=") for cell in cells)


def test_the_strip_has_eight_cells_and_stands_where_we_are(academy: Any, walked: Walked) -> None:
    cells = strip_for(f"newsroom.topic:{dossier(walked.story).topic_id}", academy.superuser, thread_url="/x/")
    assert len(cells) == 8
    assert [cell.station.kind for cell in cells if cell.is_here] == ["lead"]
    assert cells[2].station.url == "/x/#story"


def test_the_public_strip_tells_what_the_thread_tells_in_three_queries(academy: Any, walked: Walked) -> None:
    make_story(academy, state="published", title="没有下文")
    alone = make_article(academy.north_lake)
    for reference in [*walked.references, f"journals.article:{alone.pk}", f"newsroom.story:{walked.story.pk}"]:
        whole = threads_of([reference]).get(reference)
        expected = thread_strip(whole, thread_url="/x/") if whole else ()
        with CaptureQueriesContext(connection) as asked:
            assert strip_for(reference, thread_url="/x/") == expected, reference
        assert len(asked) <= 3, reference


def test_what_is_furthest_away_is_left_out_of_too_long_a_thread(
    academy: Any, walked: Walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph, "MOST_THINGS", 3)
    start = f"responses.answer:{walked.answer.pk}"
    found = graph.walk([start])
    assert found.is_cut
    assert len(found.things) == 3
    assert {start, f"responses.case:{walked.case.pk}"} < found.things
    assert all(found.things.issuperset(edge) for edge in found.edges)
    monkeypatch.setattr(graph, "MOST_THINGS", 1500)
    assert not graph.walk([start]).is_cut


def test_a_walk_is_one_query_however_long_the_chain(academy: Any, walked: Walked) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = graph.walk([f"responses.answer:{walked.answer.pk}", f"newsroom.story:{walked.story.pk}"])
    assert len(asked) == 1
    assert walked.references <= found.things
    assert graph.walk([]).things == set()


def test_a_hot_topic_stands_in_the_thread_of_what_it_speaks_of_and_joins_no_two(academy: Any, walked: Walked) -> None:
    other = released_story(academy, academy.north_lake, article=make_article(academy.north_lake), title="另一篇")
    now = timezone.now()
    topic = HotTopic.objects.create(key=1, title="草原要变沙漠了", first_at=now, last_at=now, is_bursting=True)
    Mention.objects.filter(pk=walked.mention.pk).update(topic=topic)
    names = tuple(f"newsroom.story:{one.pk}" for one in (walked.story, other))
    record(TopicBurst(
        unit_id=academy.top.pk, subject=f"listening.topic:{topic.pk}", about=names, occurred_at=now, title=topic.title,
        level=2, reports=9, expected=1.0,
    ))  # fmt: skip
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    case = open_case_from_topic(topic, unit=academy.north_lake, acting_user=officer)
    thread = thread_of(names[0], user=academy.superuser)
    said = thread.station("mentions")
    assert {node.title for node in said.nodes} == {"草原要变沙漠了"} and len(said.nodes) == 2 and said.count == 1
    assert (names[0], f"listening.topic:{topic.pk}") in {(cause.source, cause.target) for cause in thread.edges}
    assert names[1] not in keys(thread)
    of_case = thread_of(f"responses.case:{case.pk}", user=officer)
    assert [node.url for node in of_case.station("mentions").nodes] == [topic.get_absolute_url()]
    public = thread_of(names[0])
    assert f"listening.topic:{topic.pk}" not in keys(public) and public.station("mentions").count == 1
