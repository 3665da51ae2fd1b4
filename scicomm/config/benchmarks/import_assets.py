"""How fast a folder of pictures goes in: `scicomm import-assets` as a whole process, with hashes, fingerprints and its table."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from scicomm.config.benchmarks.academy import scicomm
from scicomm.config.benchmarks.ingest import _empty_home
from scicomm.config.benchmarks.pictures import jpeg, picture
from scicomm.config.benchmarks.results import Result, benchmark

PICTURES = int(os.environ.get("SCICOMM_BENCH_IMPORT", "10000"))
WIDTH, HEIGHT = 1600, 1067


def _write(folder: Path, number: int) -> None:
    """A picture of the size of a web photograph; drawn at half the size, because drawing takes longer than importing."""
    image = picture(number, WIDTH // 2, HEIGHT // 2 + 1).resize((WIDTH, HEIGHT))
    (folder / f"picture-{number:05}.jpg").write_bytes(jpeg(image))


@benchmark("import-assets")
def import_assets(home: Path) -> list[Result]:
    """Pictures a second into an empty SQLite database; the same folder again must make nothing twice."""
    with tempfile.TemporaryDirectory() as scratch:
        empty, folder = _empty_home(Path(scratch)), Path(scratch) / "pictures"
        folder.mkdir()
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(partial(_write, folder), range(PICTURES), chunksize=20))
        with (folder / "list.csv").open("w", encoding="gb18030", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["文件名", "标题", "图片说明", "摄影", "关键词"])
            rows.writerows(
                [f"picture-{n:05}.jpg", f"图 {n}", "测量用的图", "无名", "测量, 图"] for n in range(PICTURES)
            )
        unit = json.loads(scicomm(empty, "shell", "--verbosity", "0", "-c", _FIRST_UNIT))
        first = json.loads(scicomm(empty, "import-assets", str(folder), "--unit", unit, "--json"))
        again = json.loads(scicomm(empty, "import-assets", str(folder), "--unit", unit, "--json"))
    if first["taken_in"] != PICTURES or again["known"] != PICTURES or again["taken_in"]:
        raise RuntimeError(
            f"of {PICTURES} pictures {first['taken_in']} went in and {again['known']} were known: {again}"
        )
    note = f"{PICTURES:,} JPEGs of {WIDTH} × {HEIGHT} with a table, SQLite, whole process"
    return [
        Result("import_assets", round(PICTURES / first["seconds"], 1), "images/s", 15, "at_least", note),
        Result(
            "import_assets_known",
            round(PICTURES / again["seconds"], 1),
            "images/s",
            None,
            "",
            "the same folder a second time",
        ),
    ]


_FIRST_UNIT = (
    "import json; from scicomm.organisation.models import Unit; "
    "print(json.dumps(Unit.objects.filter(depth=1).first().slug))"
)
