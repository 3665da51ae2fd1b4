"""A package as it is kept with a release, so that what was sent can be asked after in the very same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from scicomm.channels.rules.packages import Package, Picture, Problem, Severity


def kept(package: Package) -> dict[str, Any]:
    """A package as JSON, without its preview."""
    return {
        "kind": package.kind,
        "fields": dict(package.fields),
        "pictures": [asdict(picture) for picture in package.pictures],
        "problems": [asdict(problem) for problem in package.problems],
    }


def unkept(said: Mapping[str, Any]) -> Package:
    """The package again: same kind, fields, pictures, and so the same digest."""
    return Package(
        said["kind"],
        said["fields"],
        tuple(Picture(**picture) for picture in said["pictures"]),
        tuple(Problem(**{**problem, "severity": Severity(problem["severity"])}) for problem in said["problems"]),
    )


def without_hindered(package: Package) -> Package:
    """The package without pictures that may not go, each named in its problems; whatever the platform's code made of them."""
    hindered = [picture for picture in package.pictures if picture.problem]
    if not hindered:
        return package
    told = {problem.where for problem in package.problems}
    said = tuple(
        Problem("picture-rights", Severity.WARNING, picture.problem, f"picture:{picture.key}")
        for picture in hindered
        if f"picture:{picture.key}" not in told
    )
    return replace(
        package,
        pictures=tuple(picture for picture in package.pictures if not picture.problem),
        problems=(*package.problems, *said),
    )
