"""How fast a folder of pictures goes in: `scicomm import-assets` as whole processes, with hashes, fingerprints and its table;
killed (SIGKILL) half way and taken up again, with nothing lost and nothing twice."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scicomm.config.benchmarks.academy import PROJECT, environment, scicomm
from scicomm.config.benchmarks.ingest import _empty_home
from scicomm.config.benchmarks.pictures import jpeg, picture
from scicomm.config.benchmarks.results import Result, benchmark

PICTURES = int(os.environ.get("SCICOMM_BENCH_IMPORT", "10000"))
WIDTH, HEIGHT = 1600, 1067


@dataclass(frozen=True)
class Killed:
    """The run that was killed: seconds until the kill, and how many pictures were in by then."""

    seconds: float
    there: int


@benchmark("import-assets", is_alone=True)
def import_assets(home: Path) -> list[Result]:
    """Pictures a second into an empty SQLite database, both processes of a killed run together; then the same folder again."""
    with tempfile.TemporaryDirectory() as scratch:
        empty, folder = _empty_home(Path(scratch)), Path(scratch) / "pictures"
        _draw(folder)
        unit = json.loads(scicomm(empty, "shell", "--verbosity", "0", "-c", _FIRST_UNIT))
        arguments = ("import-assets", str(folder), "--unit", unit, "--json")
        killed = _killed_half_way(empty, arguments)
        began = time.perf_counter()
        rest = json.loads(scicomm(empty, *arguments))
        seconds = killed.seconds + time.perf_counter() - began
        lost, twice = _compared(empty, folder)
        again = json.loads(scicomm(empty, *arguments))
    if rest["taken_in"] != PICTURES or again["known"] != PICTURES or again["taken_in"]:
        raise RuntimeError(f"of {PICTURES} pictures {rest['taken_in']} went in and {again['known']} were known")
    note = f"{PICTURES:,} JPEGs of {WIDTH} × {HEIGHT} with a table, SQLite; killed (SIGKILL) at {killed.there:,}, then resumed"
    return [
        Result("import_assets", round(PICTURES / seconds, 1), "images/s", 15, "at_least", f"{note}, whole processes"),
        Result("import_assets_lost", lost, "images", 0, "at_most", note),
        Result("import_assets_twice", twice, "images", 0, "at_most", note),
        Result(
            "import_assets_known",
            round(PICTURES / again["seconds"], 1),
            "images/s",
            None,
            "",
            "the same folder a second time",
        ),
    ]


def _draw(folder: Path) -> None:
    folder.mkdir()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(partial(_write, folder), range(PICTURES), chunksize=20))
    with (folder / "list.csv").open("w", encoding="gb18030", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["文件名", "标题", "图片说明", "摄影", "关键词"])
        rows.writerows([f"picture-{n:05}.jpg", f"图 {n}", "测量用的图", "无名", "测量, 图"] for n in range(PICTURES))


def _write(folder: Path, number: int) -> None:
    """A picture of the size of a web photograph; drawn at half the size, because drawing takes longer than importing."""
    image = picture(number, WIDTH // 2, HEIGHT // 2 + 1).resize((WIDTH, HEIGHT))
    (folder / f"picture-{number:05}.jpg").write_bytes(jpeg(image))


def _killed_half_way(home: Path, arguments: tuple[str, ...]) -> Killed:
    """Start the import and kill it once half of the pictures are in; those that read for it must see to themselves."""
    command = [sys.executable, "-m", "scicomm.config.command_line", *arguments]
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        env=environment(home),
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and (there := _files_below(home / "media")) < PICTURES // 2:
        time.sleep(1)
    if process.poll() is not None:
        raise RuntimeError(f"the import ended with {process.returncode} before it could be killed")
    process.send_signal(signal.SIGKILL)
    process.wait()
    return Killed(time.perf_counter() - began, there)


def _files_below(folder: Path) -> int:
    return sum(len(files) for _place, _folders, files in os.walk(folder))


def _compared(home: Path, folder: Path) -> tuple[int, int]:
    """How many pictures of the folder are not in the library with their very bytes, and how many stand there more than once."""
    given = {_digest(path) for path in folder.glob("*.jpg")}
    there = [_digest(Path(name)) for name in json.loads(scicomm(home, "shell", "--verbosity", "0", "-c", _IN_LIBRARY))]
    return len(given - set(there)), len(there) - len(set(there))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


_FIRST_UNIT = (
    "import json; from scicomm.organisation.models import Unit; "
    "print(json.dumps(Unit.objects.filter(depth=1).first().slug))"
)
_IN_LIBRARY = (
    "import json; from scicomm.assets.models import Asset; "
    "print(json.dumps([one.image.file.path for one in Asset.objects.select_related('image')]))"
)
