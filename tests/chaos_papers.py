"""What the chaos runs tell of: one paper as JATS and one public item as Atom for each run; nothing here runs or is killed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

_PLACES = ("高原湖泊", "近海养殖区", "北方草地", "城市湿地", "冰川前缘")
_PLACES_EN = ("plateau lakes", "coastal farms", "northern grassland", "urban wetlands", "glacier margins")
_THINGS = ("蓝藻水华", "土壤真菌", "候鸟停歇", "甲烷释放", "悬浮泥沙", "浮游动物")
_THINGS_EN = ("algal blooms", "soil fungi", "stopovers of birds", "methane release", "suspended silt", "zooplankton")
_WAYS = ("十年记录", "卫星测量", "围隔实验", "沉积证据", "声学观测", "同位素线索", "模型推演")
_WAYS_EN = ("ten years of records", "satellites", "enclosures", "sediments", "sound", "isotopes", "models")

_JATS = """<?xml version="1.0" encoding="UTF-8"?>
<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article" dtd-version="1.3" xml:lang="zh">
<front><journal-meta><journal-id journal-id-type="publisher-id">chaos</journal-id>
<journal-title-group><journal-title xml:lang="zh">湖泊观测</journal-title></journal-title-group>
<issn pub-type="epub">2050-084X</issn><publisher><publisher-name>示范科学院</publisher-name></publisher></journal-meta>
<article-meta><article-id pub-id-type="doi">{doi}</article-id>
<title-group><article-title>{title}</article-title>
<trans-title-group xml:lang="en"><trans-title>{title_en}</trans-title></trans-title-group></title-group>
<contrib-group><contrib contrib-type="author" corresp="yes">
<contrib-id contrib-id-type="orcid">https://orcid.org/{orcid}</contrib-id>
<name-alternatives><name name-style="eastern" xml:lang="zh"><surname>沈</surname><given-names>知远</given-names></name>
<name name-style="western" xml:lang="en"><surname>Shen</surname><given-names>Zhiyuan</given-names></name></name-alternatives>
</contrib></contrib-group>
<pub-date date-type="pub" publication-format="electronic">
<day>{day.day}</day><month>{day.month}</month><year>{day.year}</year></pub-date>
<permissions>
<license xlink:href="https://creativecommons.org/licenses/by/4.0/"><license-p>CC BY</license-p></license></permissions>
<abstract><p>{title}：我们在第{number}号站看到了清楚的变化。原因还要继续观测。</p></abstract>
</article-meta></front>
<body><sec><title>结果</title><p>第{number}号站的结果与邻站一致。</p></sec></body></article>
"""

_ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>chaos press {number}</title><id>urn:chaos:{number}</id>
<updated>{now}</updated><entry><title>媒体报道：{title}</title><id>urn:chaos:{number}:1</id><link href="{url}"/>
<updated>{now}</updated><summary>{named}受到关注。</summary></entry></feed>
"""

ORCID = "0000-0002-1825-0097"
WATCHED = "媒体报道"


@dataclass(frozen=True)
class Paper:
    """The paper of one run, by its number (0 ...): every other number gives other words, so that no title is near another."""

    number: int

    @property
    def doi(self) -> str:
        return f"10.55555/chaos.{self.number}"

    @property
    def title(self) -> str:
        where, what, how = (words[self.number % len(words)] for words in (_PLACES, _THINGS, _WAYS))
        return f"{where}的{what}：{how}第{self.number}号站"

    @property
    def title_en(self) -> str:
        where, what, how = (words[self.number % len(words)] for words in (_PLACES_EN, _THINGS_EN, _WAYS_EN))
        return f"Station {self.number}: {what} in {where} seen by {how}"

    @property
    def question(self) -> str:
        return f"第{self.number}号站看到的变化，对附近的居民意味着什么？"

    @property
    def mention_url(self) -> str:
        return f"https://press.example/chaos/{self.number}"

    def write_jats(self, folder: Path) -> None:
        words = {"doi": self.doi, "title": self.title, "title_en": self.title_en, "number": self.number}
        text = _JATS.format(**words, orcid=ORCID, day=dt.date.today() - dt.timedelta(days=1))
        (folder / f"{self.number}.xml").write_text(text, encoding="utf-8")

    def write_atom(self, folder: Path) -> None:
        # Every other item names the paper by its DOI; the rest are known by the title alone.
        named = self.title if self.number % 2 else f"{self.title}（doi:{self.doi}）"
        words = {"named": named, "title": self.title, "number": self.number, "url": self.mention_url}
        text = _ATOM.format(**words, now=dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        (folder / f"{self.number}.atom").write_text(text, encoding="utf-8")
