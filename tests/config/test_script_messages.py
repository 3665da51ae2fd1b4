"""Promise: Wagtail's scripts speak Chinese, also where Wagtail ships no translation, and English to who chose English."""

import json
from pathlib import Path
from typing import Any

import polib
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from scicomm.config import messages
from scicomm.config.script_messages import script_messages


@pytest.fixture(autouse=True)
def _compiled(tmp_path: Path, settings: Any) -> None:
    """A compiled copy of what we added, so that the test needs no `make messages` before it."""
    path = Path(messages.LANGUAGE) / "LC_MESSAGES"
    (tmp_path / path).mkdir(parents=True)
    polib.pofile(str(messages.UPSTREAM / path / "djangojs.po")).save_as_mofile(str(tmp_path / path / "djangojs.mo"))
    settings.LOCALE_PATHS = [tmp_path]


def served(language: str) -> str:
    request = RequestFactory().get("/admin/jsi18n/")
    request.user = AnonymousUser()
    with translation.override(language):
        return script_messages(request).content.decode()


def test_a_word_that_only_we_translate_is_served() -> None:
    assert json.dumps("插入区块") in served("zh-hans")


def test_a_word_that_wagtail_translates_is_still_served() -> None:
    wagtails = {entry.msgid for entry in messages.read(_wagtail_admin(), "djangojs") if entry.translated()}
    assert wagtails
    assert any(f'"{msgid}": "' in served("zh-hans") for msgid in wagtails)


def test_english_stays_english() -> None:
    assert "Insert a block" not in served("en")


def _wagtail_admin() -> Path:
    import wagtail.admin

    return Path(wagtail.admin.__file__).parent / "locale"
