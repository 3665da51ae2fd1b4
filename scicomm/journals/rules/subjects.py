"""From the headings and keywords of an article to first-level disciplines of GB/T 13745; no database.

The table was made by hand from the names of the standard and from the headings that journals really print (PLOS, eLife, SciELO,
arXiv, Chinese journals). A heading is compared word by word, so that "Cell biology" finds biology and "Computational biology"
does not also find computer science. Codes are those of GB/T 13745-2009.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

# Code: English beginnings of words or phrases, and Chinese words. A longer phrase wins over a shorter one inside it.
TABLE: dict[str, tuple[str, ...]] = {
    "110": ("mathemat", "algebra", "geometry", "topology", "number theory", "数学", "代数", "几何", "拓扑"),
    "120": ("information science", "systems science", "information theory", "信息科学", "系统科学", "信息论"),
    "130": ("mechanics", "fluid dynamics", "力学"),
    "140": (
        "physic",
        "optic",
        "quantum",
        "photonic",
        "acoustic",
        "superconduct",
        "condensed matter",
        "物理",
        "光学",
        "量子",
        "声学",
        "超导",
    ),
    "150": ("chemi", "catal", "electrochem", "spectroscop", "化学", "催化"),
    "160": ("astro", "cosmolog", "galax", "stellar", "planetary science", "天文", "天体", "星系", "宇宙学", "行星"),
    "170": (
        "earth science",
        "geolog",
        "geophys",
        "geograph",
        "atmospher",
        "climat",
        "meteorolog",
        "ocean",
        "hydrolog",
        "glacio",
        "cryosphere",
        "seismolog",
        "palaeontolog",
        "paleontolog",
        "limnolog",
        "permafrost",
        "地球科学",
        "地质",
        "地理",
        "大气",
        "气候",
        "气象",
        "海洋科学",
        "海洋学",
        "水文",
        "冰川",
        "冻土",
        "地震",
        "古生物",
        "湖泊",
    ),
    "180": (
        "biolog",
        "biochem",
        "biophys",
        "genom",
        "genetic",
        "ecolog",
        "evolution",
        "zoolog",
        "botan",
        "microb",
        "virolog",
        "neurosci",
        "plant science",
        "life science",
        "stem cell",
        "taxonomy",
        "species",
        "protein",
        "bioinformatic",
        "生物",
        "遗传",
        "基因",
        "生态",
        "动物学",
        "植物学",
        "微生物",
        "病毒学",
        "神经科学",
        "生命科学",
        "蛋白质",
        "进化",
    ),
    "190": ("psycholog", "cognit", "behavioral science", "behavioural science", "心理", "认知"),
    "210": ("agricultur", "agronom", "soil", "crop", "horticult", "农学", "农业", "土壤", "作物", "园艺"),
    "220": ("forest", "silvicult", "林学", "林业", "森林"),
    "230": ("veterinar", "animal husbandry", "livestock", "畜牧", "兽医"),
    "240": ("fisher", "aquacultur", "水产", "渔业"),
    "310": (
        "human biology and medicine",
        "immunolog",
        "patholog",
        "anatomy",
        "physiolog",
        "pharmacolog",
        "basic medicine",
        "medical microbiology",
        "基础医学",
        "免疫",
        "病理",
        "生理学",
        "解剖",
    ),
    "320": (
        "medicine",
        "medical",
        "clinical",
        "oncolog",
        "cancer",
        "surger",
        "cardiolog",
        "paediatr",
        "pediatr",
        "nursing",
        "radiolog",
        "infectious disease",
        "neurolog",
        "psychiatr",
        "dermatolog",
        "临床",
        "肿瘤",
        "外科",
        "内科",
        "儿科",
        "护理",
        "医学",
    ),
    "330": (
        "public health",
        "epidemiolog",
        "global health",
        "health polic",
        "health services",
        "nutrition",
        "neglected tropical disease",
        "vaccin",
        "saúde pública",
        "salud pública",
        "预防医学",
        "公共卫生",
        "流行病",
        "营养学",
    ),
    "350": ("pharmac", "drug discovery", "药学", "药物"),
    "360": ("traditional chinese medicine", "materia medica", "acupunct", "中医", "中药", "针灸"),
    "416": ("biomedical engineering", "bioengineering", "biotechnolog", "生物医学工程", "生物工程"),
    "413": ("control theory", "robotic", "automation", "自动化", "机器人", "控制理论"),
    "420": (
        "remote sensing",
        "surveying",
        "geodes",
        "cartograph",
        "geographic information",
        "遥感",
        "测绘",
        "大地测量",
    ),
    "430": ("material", "nanotechnolog", "nanosci", "polymer", "ceramic", "alloy", "材料", "纳米", "高分子", "合金"),
    "440": ("mining", "矿山", "采矿"),
    "450": ("metallurg", "冶金"),
    "460": ("mechanical engineering", "manufactur", "机械", "制造"),
    "470": ("electrical engineering", "power system", "thermal engineering", "电气", "动力工程"),
    "480": ("energy", "solar cell", "photovolta", "batter", "hydrogen storage", "能源", "太阳能", "电池", "储能"),
    "490": ("nuclear engineering", "nuclear fusion", "tokamak", "核科学", "核工程", "核聚变", "托卡马克"),
    "510": (
        "electronic",
        "semiconduct",
        "telecommunicat",
        "signal processing",
        "microelectron",
        "电子",
        "半导体",
        "通信",
        "集成电路",
    ),
    "520": (
        "computer",
        "computing",
        "software",
        "algorithm",
        "machine learning",
        "artificial intelligence",
        "data science",
        "计算机",
        "软件",
        "算法",
        "机器学习",
        "人工智能",
    ),
    "530": ("chemical engineering", "化工", "化学工程"),
    "550": ("food science", "food technolog", "食品"),
    "560": ("civil engineering", "architectur", "土木", "建筑"),
    "570": ("hydraulic", "water resources engineering", "水利"),
    "580": ("transport", "traffic", "交通"),
    "590": ("aerospace", "aeronaut", "astronaut", "spacecraft", "satellite", "航空", "航天", "卫星"),
    "610": (
        "environment",
        "pollut",
        "conservation biology",
        "sustainab",
        "carbon sink",
        "wetland",
        "biodiversity",
        "环境",
        "污染",
        "碳汇",
        "湿地",
        "生物多样性",
        "可持续",
    ),
    "620": ("safety science", "disaster", "安全科学", "灾害", "减灾"),
    "630": ("management science", "business administration", "organization stud", "organisation stud", "管理"),
    "720": ("philosoph", "filosof", "ethics", "哲学", "伦理"),
    "730": ("religio", "宗教"),
    "740": ("linguist", "语言学"),
    "750": ("literature studies", "literary", "文学"),
    "760": ("art studies", "music", "visual art", "艺术", "音乐"),
    "770": ("history", "历史"),
    "780": ("archaeolog", "archeolog", "考古"),
    "790": ("econom", "financ", "经济", "金融"),
    "810": ("political", "international relations", "政治", "国际关系"),
    "820": ("law", "legal", "法学", "法律"),
    "840": ("sociolog", "social science", "demograph", "社会学", "人口学"),
    "850": ("anthropolog", "ethnolog", "cultural stud", "民族", "人类学", "文化学"),
    "860": ("journalism", "communication stud", "science communication", "新闻", "传播学", "科学传播", "科普"),
    "870": (
        "library",
        "bibliometric",
        "scientometric",
        "information retrieval",
        "scholarly publish",
        "图书馆",
        "情报学",
        "文献",
        "文献计量",
    ),
    "880": ("education", "teaching", "pedagog", "教育", "教学"),
    "890": ("sport", "体育"),
    "910": ("statistic", "统计"),
}
MOST = 3
_HAN = re.compile(r"[\u3400-\u9fff]")


def _pattern(term: str) -> str:
    return re.escape(term) if _HAN.search(term) else rf"\b{re.escape(term)}"


_CODE_OF = {term: code for code, terms in TABLE.items() for term in terms}
# Longest first, so that "computational biology" is read as biology before "comput..." could be looked at.
_TERMS = re.compile("|".join(_pattern(term) for term in sorted(_CODE_OF, key=lambda term: (-len(term), term))))


# The headings of a journal come with each of its articles.
@lru_cache(maxsize=20_000)
def codes_in(text: str) -> tuple[str, ...]:
    """The discipline codes that a heading or keyword speaks of, in the order of its words."""
    return tuple(dict.fromkeys(_CODE_OF[found] for found in _TERMS.findall(text.lower())))


def subject_codes(headings: Iterable[str], keywords: Iterable[str], *, most: int = MOST) -> list[str]:
    """At most `most` codes. Headings count before keywords; what is named more often counts before what is named once.

    Keywords are only asked when no heading says anything (``Research Article`` does not), because a single keyword
    may name a method of another discipline.
    """
    return _weighed(headings, most) or _weighed(keywords, most)


def _weighed(texts: Iterable[str], most: int) -> list[str]:
    counted: dict[str, int] = {}
    for text in texts:
        for code in codes_in(text):
            counted[code] = counted.get(code, 0) + 1
    return sorted(counted, key=lambda code: -counted[code])[:most]
