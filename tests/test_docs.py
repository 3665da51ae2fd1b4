"""Documentation cannot fall behind: every setting, fact, command, room and decision has its page, and no page names a ghost."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands
from django.utils import translation

from scicomm.config import documentation

PROJECT = Path(__file__).resolve().parent.parent


def test_every_setting_has_its_place_and_no_other() -> None:
    assert documentation.documented_settings() == documentation.known_settings()


def test_the_table_of_facts_is_fresh() -> None:
    with translation.override("en"):
        fresh = documentation.facts_page()
    assert (PROJECT / "docs" / "facts.md").read_text(encoding="utf-8") == fresh, "run `make docs`"


def test_every_room_has_its_page() -> None:
    pages = {path.stem for path in (PROJECT / "docs" / "rooms").glob("*.md")}
    assert pages == set(settings.FLOW)
    for room in settings.FLOW:
        assert len((PROJECT / "docs" / "rooms" / f"{room}.md").read_text(encoding="utf-8")) > 400, (
            f"{room}: too little said"
        )


def test_every_command_of_ours_is_named_in_its_rooms_page() -> None:
    for name, app in get_commands().items():
        if str(app).startswith("scicomm."):
            page = PROJECT / "docs" / "rooms" / f"{str(app).split('.')[1]}.md"
            assert f"`scicomm {name}" in page.read_text(encoding="utf-8"), f"{page.name} does not name `scicomm {name}`"


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(PROJECT)} links to {target}"


def test_both_readmes_name_the_same_commands() -> None:
    commands = [
        set(re.findall(r"^    (\S.*?)(?:\s{2,}#.*)?$", (PROJECT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("README.md", "README.zh.md")
    ]
    assert {"make run", "make test"} <= commands[0] & commands[1]
