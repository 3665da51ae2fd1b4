"""The birth tree: lineages that split at one rate (Yule 1925), drawn in a circle with time as radius."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from scicomm.assets.rules.geometry import HEIGHT, WIDTH, Point, dots, random_of, stroke


@dataclass(slots=True)
class _Lineage:
    """One branch: from `born` to `end`, then its children; `angle` and `tips` are filled in when it is placed."""

    born: float
    end: float = 0.0
    angle: float = 0.0
    tips: int = 1
    children: list[_Lineage] = field(default_factory=list)


def _grow(seed: str, tips: int) -> tuple[_Lineage, float]:
    """The root and the age of the tree: every living lineage is equally likely to be the next to split."""
    random = random_of(seed)
    root, now = _Lineage(0.0), 0.0
    living = [root]
    while len(living) < tips:
        now += float(random.exponential(1 / len(living)))
        parent = living.pop(int(random.integers(len(living))))
        parent.end = now
        parent.children = [_Lineage(now), _Lineage(now)]
        living += parent.children
    for lineage in living:
        lineage.end = now * 1.03
    return root, now * 1.03


def _place(root: _Lineage, tips: int, start: float) -> list[_Lineage]:
    """Give every lineage its angle, tips evenly round the circle, parents between their children; children first."""
    order: list[_Lineage] = []
    stack = [root]
    while stack:
        lineage = stack.pop()
        order.append(lineage)
        stack += lineage.children
    order.reverse()
    leaf = 0
    for lineage in order:
        if lineage.children:
            lineage.angle = sum(child.angle for child in lineage.children) / 2
            lineage.tips = sum(child.tips for child in lineage.children)
        else:
            lineage.angle = start + leaf / tips * 2 * math.pi * 0.97
            leaf += 1
    return order


def _radius(time: float, age: float) -> float:
    """Old splits are few and recent ones many: the root of time gives the recent ones room."""
    return 226 * (time / age) ** 0.8


def _point(angle: float, radius: float) -> Point:
    return WIDTH * 0.5 + radius * math.cos(angle), HEIGHT * 0.5 + radius * math.sin(angle)


def _drawn(lineage: _Lineage, age: float) -> str:
    """The branch outward, and the arc that joins its two children."""
    (x0, y0), (x1, y1) = (_point(lineage.angle, _radius(t, age)) for t in (lineage.born, lineage.end))
    data = f"M{x0:.0f} {y0:.0f}L{x1:.0f} {y1:.0f}"
    if lineage.children:
        low, high = sorted(child.angle for child in lineage.children)
        r = _radius(lineage.end, age)
        (x0, y0), (x1, y1) = _point(low, r), _point(high, r)
        data += f"M{x0:.0f} {y0:.0f}A{r:.0f} {r:.0f} 0 {int(high - low > math.pi)} 1 {x1:.0f} {y1:.0f}"
    return data


def tree(seed: str, tips: int = 150) -> str:
    """A pure-birth tree of `tips` living lineages; one family of about a sixth of them in the second ink."""
    start = float(random_of(seed + "/turn").uniform(-math.pi, math.pi))
    root, age = _grow(seed, tips)
    order = _place(root, tips, start)
    family: set[int] = set()
    stack = [min(order, key=lambda lineage: abs(lineage.tips - tips * 0.17))]
    while stack:
        lineage = stack.pop()
        family.add(id(lineage))
        stack += lineage.children
    plain = "".join(_drawn(lineage, age) for lineage in order if id(lineage) not in family)
    chosen = "".join(_drawn(lineage, age) for lineage in order if id(lineage) in family)
    ends = [_point(x.angle, _radius(x.end * 1.03, age)) for x in order if not x.children]
    return stroke(plain, "a1", 1.1) + stroke(chosen, "a2", 1.6) + dots(ends, 2.6, "a1")
