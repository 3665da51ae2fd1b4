"""The laws of the house that an import contract cannot see; each failure names the file and says what to do."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grimp
import pytest
from django.apps import apps
from django.conf import settings

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "scicomm"
CONTRACTS = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
FLOW: list[str] = next(contract for contract in CONTRACTS if contract["id"] == "flow")["layers"]
DOOR = {"models", "queries", "actions", "permissions", "blocks", "rules"}
# Rooms that are foundations: everything public in them may be used.
OPEN = {"facts", "core", "search"}
WIRING = {"config"}


def sources() -> Iterator[Path]:
    return (path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


@pytest.fixture(scope="module")
def graph() -> Any:
    return grimp.build_graph("scicomm", cache_dir=None)


def test_settings_contract_and_map_name_the_rooms_in_one_order() -> None:
    lowest_first = [room for room in reversed(FLOW) if room != "facts"]
    assert list(settings.FLOW) == lowest_first
    table = re.findall(r"^\| `(\w+)/` \|", (PROJECT / "docs" / "map.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert table == ["facts", *lowest_first]


def test_contracts_have_no_exceptions() -> None:
    for contract in CONTRACTS:
        assert not contract.get("ignore_imports"), f"{contract['id']}: an import is ignored; mend the import instead"


def test_rooms_meet_at_their_front_doors(graph: Any) -> None:
    wrong = []
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            mine, other = room_of(importer), room_of(imported)
            parts = imported.split(".")
            if mine in WIRING or other in OPEN | {mine, ""} or len(parts) < 3 or parts[2] in DOOR:
                continue
            wrong.append(f"{importer} imports {imported}: use the front door of {other} ({', '.join(sorted(DOOR))})")
    assert not wrong, "\n".join(wrong)


def test_config_is_imported_by_nobody(graph: Any) -> None:
    wrong = [
        f"{importer} imports {module}"
        for module in graph.modules
        if room_of(module) == "config"
        for importer in graph.find_modules_that_directly_import(module)
        if room_of(importer) != "config"
    ]
    assert not wrong, "\n".join(wrong)


def test_foreign_keys_point_downward() -> None:
    order = {room: place for place, room in enumerate(reversed(FLOW))}
    swappable = {settings.AUTH_USER_MODEL.lower(), settings.WAGTAILIMAGES_IMAGE_MODEL.lower()}
    wrong = []
    for model in apps.get_models():
        mine = model._meta.app_label
        if mine not in order:
            continue
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and field.related_model) or field.model is not model:
                continue
            target = field.related_model._meta  # type: ignore[union-attr]
            if (
                target.app_label in order
                and order[target.app_label] > order[mine]
                and target.label_lower not in swappable
            ):
                wrong.append(f"{model._meta.label}.{field.name} points up to {target.label}")
    assert not wrong, "\n".join(wrong)


WRITES = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete", "update"}
# Where rows may be written beside actions: the ledger's own machinery, which no screen calls.
MACHINERY = {"core/ledger.py", "core/worker.py", "core/audit.py", "core/progress.py"}


def _is_model_write(call: ast.Call) -> bool:
    """A call like `thing.save(...)` or `Model.objects.filter(...).update(...)`; no `dict.update`, form's or picture's `save`."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in WRITES:
        return False
    text = ast.unparse(function.value)
    if function.attr in {"save", "delete"}:
        return text not in {"form", "super()", "self.form", "picture"} and not text.startswith(("cache", "messages"))
    return ".objects" in text or "_default_manager" in text or text.endswith(("rows", "queryset"))


def test_only_actions_write() -> None:
    wrong = []
    for path in sources():
        place = path.relative_to(PACKAGE)
        if (
            "actions" in place.parts
            or place.name == "actions.py"
            or place.as_posix() in MACHINERY
            or place.parts[0] == "config"
        ):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _is_model_write(node):
                inside_guard = place.as_posix() == "newsroom/models/stories.py"
                if not inside_guard:
                    wrong.append(f"{place}:{node.lineno} writes ({ast.unparse(node)[:60]}): move it into an action")
    assert not wrong, "\n".join(wrong)


def test_only_core_and_clients_speak_outside() -> None:
    """Network, mail and on_commit stand in clients (and in core's mail and worker), never in what runs in a transaction."""
    wrong = []
    for path in sources():
        place = path.relative_to(PACKAGE)
        quiet = "actions" in place.parts or place.name in {"actions.py", "queries.py", "models.py", "permissions.py"}
        if not quiet:
            continue
        text = path.read_text(encoding="utf-8")
        for word in (
            "import httpx",
            "import requests",
            "import urllib.request",
            "on_commit(",
            ".enqueue(",
            "send_mail(",
        ):
            if word in text:
                wrong.append(f"{place}: {word}")
    assert not wrong, "\n".join(wrong)


def test_no_late_look_ups_of_our_own_rooms() -> None:
    """`import_module`, `import_string` and `apps.get_model` on our rooms hide a direction; only core and config may."""
    wrong = [
        f"{path.relative_to(PACKAGE)}: {found[0]}"
        for path in sources()
        if path.relative_to(PACKAGE).parts[0] not in {"core", "config"}
        for found in [re.search(r"import_module\(|import_string\(|apps\.get_model\(", path.read_text(encoding="utf-8"))]
        if found
    ]
    assert not wrong, "\n".join(wrong)


def test_imports_stand_at_the_top() -> None:
    """An import inside a function hides a circle. Django's ready() and the wiring in config may."""
    wrong = []
    for path in sources():
        place = path.relative_to(PACKAGE)
        if place.parts[0] == "config" or place.name == "apps.py":
            continue
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("scicomm"):
                    wrong.append(f"{place}:{node.lineno} imports {node.module} inside {function.name}")
    assert not wrong, "\n".join(wrong)


def test_files_and_functions_are_small() -> None:
    wrong = []
    for path in [*sources(), *(PROJECT / "tests").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n") + 1
        if lines > 500:
            wrong.append(f"{path.relative_to(PROJECT)} has {lines} lines; split it by noun")
        if path.is_relative_to(PACKAGE):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    length = (node.end_lineno or node.lineno) - node.lineno + 1
                    if length > 40:
                        wrong.append(f"{path.relative_to(PROJECT)}:{node.lineno} {node.name} has {length} lines")
    assert not wrong, "\n".join(wrong)


def test_every_module_says_what_lives_here() -> None:
    wrong = []
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if text.strip() and not ast.get_docstring(ast.parse(text)):
            wrong.append(str(path.relative_to(PACKAGE)))
    assert not wrong, "no module docstring: " + ", ".join(wrong)


def test_gettext_never_gets_an_f_string() -> None:
    wrong = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"_", "gettext", "gettext_lazy"}
            ):
                if node.args and not isinstance(node.args[0], ast.Constant):
                    wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
                elif node.args and re.search(r"%[sd]|\{\}", str(node.args[0].value)):  # type: ignore[attr-defined]
                    wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno} anonymous placeholder")
    assert not wrong, "\n".join(wrong)


def test_no_order_leaves_open_where_nothing_stands() -> None:
    """SQLite takes nothing for the least, PostgreSQL for the greatest: an order by what may be empty says which it wants."""
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("scicomm."):
            continue
        empty = {field.name for field in model._meta.fields if field.null}
        for part in model._meta.ordering:
            if isinstance(part, str) and part.lstrip("-") in empty:
                wrong.append(f"{model.__name__}: {part} may be empty; use F(...).asc(nulls_first=True) or its like")
    assert not wrong, "\n".join(wrong)


def test_every_viewset_is_walled() -> None:
    """Wagtail's own ModelViewSet and SnippetViewSet do not ask for the row; ours does."""
    wrong = [
        f"{path.relative_to(PACKAGE)}: {found[0]}"
        for path in sources()
        if path.relative_to(PACKAGE).as_posix() != "core/viewsets.py"
        for found in [re.search(r"\((ModelViewSet|SnippetViewSet)\)", path.read_text(encoding="utf-8"))]
        if found
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_names_a_package_index() -> None:
    for path in (PROJECT / "requirements.txt", PROJECT / "requirements-dev.txt", PROJECT / "pyproject.toml"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"index-url|find-links|https?://(?!.*example)[^\s]*(pypi|simple)", text), path.name
