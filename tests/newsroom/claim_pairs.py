"""Fictional abstracts with sentences told of them, and what a careful editor finds in each: labelled before the check was tuned.

Labels: `causal` a relation told as a cause, `hedge` a doubt left out, `scope` some became all, `praise` praise the paper does not
give itself, `object` animals or cells left unnamed, `` nothing.
"""

from __future__ import annotations

PAIRS_EN: list[tuple[str, list[tuple[str, str]]]] = [
    (
        "We followed 5,312 adults in six lake towns for nine years. "
        "Daily tea drinking was associated with a lower risk of stroke. "
        "The relation was stronger in women. Residual confounding cannot be excluded.",
        [
            ("Drinking tea every day prevents stroke.", "causal"),
            ("Tea reduces the risk of stroke, the study shows.", "causal"),
            ("People who drank tea every day had a lower risk of stroke.", ""),
            ("Tea drinkers had fewer strokes, but the study cannot say why.", ""),
            ("The team followed 5,312 adults for nine years.", ""),
            ("The breakthrough study followed adults in six lake towns.", "praise"),
            ("All people should now drink tea to keep strokes away.", "scope"),
        ],
    ),
    (
        "In mice fed a high-fat diet, the compound lowered blood lipids by 31 %. "
        "The effect may depend on a change of the gut flora. "
        "Further work is needed to test whether the compound is safe.",
        [
            ("In mice the compound lowered blood lipids by 31 %.", ""),
            ("The effect depends on a change of the gut flora, which lowers lipids.", "hedge"),
            ("The effect may come from a change of the gut flora.", ""),
            ("The compound lowers blood lipids in patients.", "object"),
            ("Whether the compound is safe is not known yet.", ""),
        ],
    ),
    (
        "Band spacing in semi-arid grassland correlates with the time left before collapse. "
        "The spacing could serve as an early signal. "
        "Our model was tested on three sites only.",
        [
            ("Wider bands cause the grassland to collapse.", "causal"),
            ("Band spacing goes along with the time that is left before collapse.", ""),
            ("The spacing could be an early signal of collapse.", ""),
            ("The spacing prevents collapse in every grassland.", "causal"),
            ("The model was tested on three sites.", ""),
            ("For the first time, a ruler is enough to see collapse coming.", "praise"),
        ],
    ),
    (
        "Overexpression of the gene caused earlier flowering in rice. Grain yield did not change. "
        "These results suggest that the gene might be used in breeding for short summers.",
        [
            ("Switching on the gene causes rice to flower earlier.", ""),
            ("The gene did not increase the yield of rice.", ""),
            ("The results suggest that the gene might help breeders in the north.", ""),
            ("The gene makes breeding for short summers possible.", "hedge"),
            ("The gene raises yields in all crops.", "scope"),
        ],
    ),
    (
        "Noise exposure at night was linked to poorer sleep and to higher blood pressure in 812 residents. "
        "Causality could not be established.",
        [
            ("Noise at night raises blood pressure.", "causal"),
            ("Noise at night is linked to higher blood pressure.", ""),
            ("Residents exposed to noise at night slept worse and had higher blood pressure.", ""),
            ("Night noise leads to poorer sleep and higher blood pressure.", "causal"),
            ("It proves that noise at night makes people ill.", "scope"),
        ],
    ),
    (
        "The catalyst converted carbon dioxide to methanol with a selectivity of 92 % for 100 hours. "
        "Steam in the feed reduced its activity.",
        [
            ("The catalyst turns carbon dioxide into methanol.", ""),
            ("Steam reduces the activity of the catalyst.", ""),
            ("It is a revolutionary catalyst for methanol.", "praise"),
            ("The catalyst worked for 100 hours.", ""),
        ],
    ),
]

PAIRS_ZH: list[tuple[str, list[tuple[str, str]]]] = [
    (
        "我们对六个湖区城镇的5312名成年人随访九年。每天饮茶与卒中风险较低相关，女性中关联更强。残余混杂不能排除。",
        [
            ("每天饮茶能预防卒中。", "causal"),
            ("每天饮茶降低了卒中风险。", "causal"),
            ("每天饮茶的人卒中风险较低。", ""),
            ("饮茶与卒中风险较低有关，但原因还说不清。", ""),
            ("团队对5312名成年人随访了九年。", ""),
            ("这一颠覆性研究对成年人随访了九年。", "praise"),
            ("每天饮茶，任何人都不会得卒中。", "scope"),
        ],
    ),
    (
        "在高脂饮食小鼠中，该化合物使血脂下降31%，其作用可能依赖于肠道菌群的改变。是否安全仍需进一步研究。",
        [
            ("在小鼠身上，该化合物使血脂下降了31%。", ""),
            ("该化合物改变肠道菌群，从而使血脂下降，这就是它的作用。", "hedge"),
            ("它的作用可能与肠道菌群的改变有关。", ""),
            ("该化合物能让患者的血脂下降31%。", "object"),
            ("它是否安全，现在还不知道。", ""),
        ],
    ),
    (
        "半干旱草地的条带间距与崩溃前的剩余时间相关。条带间距或可作为早期信号。模型仅在三个样地得到检验。",
        [
            ("条带变宽会导致草地崩溃。", "causal"),
            ("条带间距与草地崩溃前剩下的时间相关。", ""),
            ("条带间距或许可以当作早期信号。", ""),
            ("条带间距变化引起了草地崩溃。", "causal"),
            ("模型在三个样地得到了检验。", ""),
            ("这是世界首次用一把尺子量出草地的余地。", "praise"),
        ],
    ),
    (
        "该基因过表达导致水稻提前开花，而产量未见变化。结果提示该基因可能用于短夏地区的育种。",
        [
            ("激活该基因会使水稻提前开花。", ""),
            ("该基因并没有提高水稻产量。", ""),
            ("结果提示，该基因可能用于短夏地区的育种。", ""),
            ("该基因解决了短夏地区的育种难题，促进了育种。", "hedge"),
            ("该基因能提高所有作物的产量。", "scope"),
        ],
    ),
    (
        "812名居民的夜间噪声暴露与睡眠较差、血压较高相关，本研究不能确定因果关系。",
        [
            ("夜间噪声会引起血压升高。", "causal"),
            ("夜间噪声与血压较高相关。", ""),
            ("夜间噪声暴露较多的居民睡眠较差，血压也较高。", ""),
            ("夜间噪声导致居民睡眠变差、血压升高。", "causal"),
            ("研究证明了夜间噪声就是病因。", "scope"),
        ],
    ),
    (
        "该催化剂将二氧化碳转化为甲醇，选择性为92%，可稳定运行100小时。原料中的水蒸气降低了其活性。",
        [
            ("该催化剂把二氧化碳变成甲醇。", ""),
            ("水蒸气会降低催化剂的活性。", ""),
            ("这是一种革命性的甲醇催化剂。", "praise"),
            ("催化剂运行了100小时。", ""),
        ],
    ),
]
