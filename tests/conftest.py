"""What all tests share: a migrated database, no internet, the academy's skeleton, signed-in browsers of the test client."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import Client
from whitenoise.middleware import WhiteNoiseMiddleware

from scicomm.config.collector import look_seldom
from tests.database import copied_postgres, drop_postgres, migrated_postgres, migrated_sqlite, postgres_server
from tests.home import HOME

# What several files of tests ask stands in plain modules; a failure there is to be explained as well.
pytest.register_assert_rewrite(
    *(f"tests.{part}" for part in ("audiences", "channels", "factories", "journals", "journeys", "listening", "walls")),
    "tests.crossref_fake",
    "tests.interface",
    "tests.live",
)

SAMPLES = Path(os.environ.get("SCICOMM_SAMPLES") or Path(__file__).resolve().parents[2] / "shared" / "samples")


# What takes longest, longest first.
LONG = ("journeys/test_loop", "journeys/test_up", "journeys/", "test_walls", "config/test_seed")


def pytest_collection_finish() -> None:
    """The tests run as the product does, whose commands and web processes do the same once all is imported."""
    look_seldom()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests begin first, so that no core waits for one at the end; all else keeps its random order.

    Journeys share a running site and leave half of the machine to the others: one process has nearly all of them, so many
    that the rest takes as long (`--dist loadgroup`).
    """

    def place(item: pytest.Item) -> int:
        return next((number for number, part in enumerate(LONG) if f"tests/{part}" in item.nodeid), len(LONG))

    items.sort(key=place)
    for item in items:
        if "tests/journeys/" in item.nodeid:
            apart = item.path.stem == "test_up"
            item.add_marker(pytest.mark.xdist_group("up" if apart else "journeys"))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """A copy of a migrated database for each worker."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    server, name = postgres_server(), str(HOME / f"{worker}.sqlite3")
    with django_db_blocker.unblock():
        connections.close_all()
        if server:
            name = f"test_scicomm_{worker}"
            copied_postgres(server, migrated_postgres(server), name)
        else:
            shutil.copy(migrated_sqlite(), name)
        settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        if server:
            drop_postgres(server, name)


@pytest.fixture(autouse=True)
def _no_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only addresses of this machine can be reached."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise OSError(f"tests may not reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> None:
    """Hashing a password is slow on purpose; here nobody attacks. Running sites (tests/live.py) keep the real hasher."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def _static_files_found_once() -> Iterator[None]:
    """Each test client makes the middleware anew, and WhiteNoise then looks for every static file; here they stay the same."""
    look = WhiteNoiseMiddleware.add_files_from_finders
    found: dict[str, Any] = {}

    def once(self: Any) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    """A language that a request or a test chose does not leak into the next test."""
    from django.utils import translation

    translation.deactivate()
    yield
    translation.deactivate()


def _uses_database(request: pytest.FixtureRequest) -> bool:
    wanted = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    return bool(wanted or request.node.get_closest_marker("django_db"))


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest, _whole_after_commits: None) -> None:
    """Rate limits and other cached values do not leak from test to test.

    Asks for `db` itself, because nothing else puts the database before an automatic fixture.
    """
    if _uses_database(request):
        request.getfixturevalue("db")
        from scicomm.portal.middleware.page_cache import STORE
        from scicomm.portal.queries.generation import forget

        cache.clear()
        STORE.clear()
        forget()


@pytest.fixture(scope="session")
def _whole() -> Any:
    from tests.snapshot import Whole

    return Whole()


COMMITTED = pytest.StashKey[Callable[[], None]]()


@pytest.fixture(autouse=True)
def _whole_after_commits(request: pytest.FixtureRequest, django_db_blocker: Any, _whole: Any) -> None:
    """A test that commits is flushed afterwards; what migrations had put into the database is then put back."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames) or (
        marker and marker.kwargs.get("transaction")
    )
    if not commits:
        return
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock():
        _whole.remember()

    def put_back() -> None:
        with django_db_blocker.unblock():
            _whole.put_back()

    request.node.stash[COMMITTED] = put_back


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put the tables back once every fixture has ended: the flush is one of those ends, and their order is not ours.

    After the last test the database itself is gone."""
    yield
    if nextitem is not None and (put_back := item.stash.get(COMMITTED, None)):
        put_back()


@pytest.fixture
def samples() -> Path:
    """The folder of real material; tests that need it are skipped, visibly, where it is absent."""
    if not SAMPLES.is_dir():
        pytest.skip("SCICOMM_SAMPLES is not set and ../shared/samples is absent")
    return SAMPLES


@pytest.fixture
def academy(db: None) -> Any:
    """The academy's skeleton: see tests/factories/organisation.py."""
    from tests.factories.organisation import Academy

    return Academy()


@pytest.fixture
def client_for() -> Any:
    """`client_for(user)`: a test client with that user signed in."""

    def make(user: Any) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make
