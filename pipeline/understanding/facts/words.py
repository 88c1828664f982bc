"""The words with which teams say where a customer stands, and what they mean.

Source: any-workbook.md, ruling 5. A word that stands for nothing the rules know of, such as 跟进中, is understood and says
nothing; one that is not listed is unknown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from schemas.values import plain

DEAL: Final = "deal"
JUDGED: Final = "judged"
OWN_TIER: Final = "own_tier"
DO_NOT_DISTURB: Final = "do_not_disturb"
NOTHING: Final = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word says: the column of facts that it fills, and with what.

    column: DEAL, JUDGED, OWN_TIER, DO_NOT_DISTURB, or NOTHING where the rules know nothing of it.
    """

    column: str
    value: str = ""


def _spelt(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.replace("\n", "|").split("|") if word.strip())


_WORDS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = MappingProxyType(
    {
        (DEAL, "ordered"): _spelt(
            """成交|已成交|成交客户|已下单|下单|已下订单|有订单|订单客户|已签约|签约|已签|已签单|签单|已签合同|合同已签|赢单|已赢单|成单|已成单|已购买|已购|购买过|已付款|已收款|已出货|已发货|出货中
            |已合作|合作中|合作客户|已合作客户|正式客户|返单|返单客户|复购|复购客户|won|closed won|closed-won|closed - won|deal won|customer|customers|existing customer|current customer|active customer
            |client|purchased|ordered|order placed|signed|contract signed|converted|repeat customer"""
        ),
        (DEAL, "sample"): _spelt(
            """已寄样|寄样|寄样中|已寄样品|样品已寄|样品在途|样品阶段|样品|样单|样单客户|打样|打样中|已打样|送样|已送样|试样|试用|试用中|样品测试|样品测试中|样品确认|确认样品|样品确认中
            |sample|samples|sample sent|sample stage|sampling|sample shipped|sample requested|trial"""
        ),
        (DEAL, "lost"): _spelt(
            """流失|已流失|流失客户|已流失客户|输单|已输单|输掉|丢单|已丢单|战败|已战败|失败|选别家|已选别家|选择别家|选了别家|已选其他|选择竞品|选择竞争对手|停止合作|终止合作|已停业|已倒闭|已关闭
            |lost|closed lost|closed-lost|closed - lost|deal lost|churned|churn|lost customer|lost lead|former customer|gone|out of business"""
        ),
        (DEAL, "not_needed"): _spelt(
            """暂无需求|无需求|没需求|没有需求|不需要|无效|无效客户|无效线索|无意向|无意向客户|没意向|没有意向|不考虑|不感兴趣|拒绝|已拒绝|拒绝合作|放弃|已放弃|空号|错号|黑名单
            |not interested|no interest|unqualified|disqualified|junk|junk lead|dead|dead lead|bad lead|no need|not needed|no requirement|invalid|rejected|not qualified|wrong number"""
        ),
        (JUDGED, "strong"): _spelt(
            """重点|重点客户|重要|重要客户|重潜|重点潜力|意向|意向客户|有意向|高|高意向|高意向客户|意向高|意向强|强|强意向|强烈|很高|优质|优质客户|大客户|核心|核心客户|战略客户|关键客户|潜力大|高潜|重点跟进
            |ka|vip|hot|h|high|high potential|strong|very interested|interested|key|key account|top|excellent|五星|四星|5星|4星|★★★|★★★★|★★★★★"""
        ),
        (JUDGED, "ordinary"): _spelt(
            """一般|一般客户|一般意向|普通|普通客户|普潜|普通潜力|中|中等|中意向|中意向客户|意向中|意向一般|中级|待培育|培育|培育中|warm|w|medium|mid|middle|moderate|normal|ordinary|average|三星|3星|★★"""
        ),
        (JUDGED, "none"): _spelt(
            """低|低意向|低意向客户|意向低|意向弱|弱|弱意向|很低|无潜|无潜力|较低|低级|cold|c old|low|low potential|weak|poor|none|no potential|一星|二星|1星|2星|★"""
        ),
        (DO_NOT_DISTURB, "yes"): _spelt(
            "免打扰|勿扰|请勿打扰|请勿联系|不要联系|拒接|do not contact|do not call|dnc|opted out|opt out|unsubscribed"
        ),
        (NOTHING, ""): _spelt(
            """未成交|未下单|未签约|未合作|跟进中|跟进|持续跟进|待跟进|在跟|新客|新客户|新增|新线索|老客|老客户|潜在|潜在客户|目标客户|准客户|线索|商机|公海|公海客户|私海|初步接触|初次接触|接触中|初步沟通|沟通中
            |已联系|未联系|联系中|待联系|洽谈|洽谈中|谈判|谈判中|商务谈判|需求确认|需求沟通|方案|方案阶段|方案报价|报价|报价中|已报价|报价阶段|询盘|询价|比价|议价|考虑中|观望|犹豫|等待|等待中|待定|待确认|未知|其他
            |正常|有效|启用|开发中|培养|维护|维护中|已拜访|已加微信|已发资料|未接|未接通|无人接听|prospect|prospects|lead|new|new lead|open|open - not contacted|working|working - contacted|contacted|not contacted
            |contact in future|attempted to contact|attempting|nurture|nurturing|qualified|pre-qualified|qualification|proposal|quoted|quotation|quote sent|negotiation|negotiating|in progress|active|pending|follow up|following up
            |negotiations|negotiations started|negotiation/review|contact made|demo scheduled|proposal made|proposal/price quote|value proposition|needs analysis
            |id. decision makers|perception analysis|prospecting|appointment scheduled|qualified to buy|presentation scheduled|decision maker bought-in
            |contract sent|open deal|subscriber|opportunity|evangelist|sales qualified lead|marketing qualified lead|bad timing
            |meeting scheduled|connected|unread|to do|other|partner|reseller|vendor|competitor|investor|press|supplier"""
        ),
    }
)
_LETTER: Final = re.compile(r"([a-f])(?:[+-]|\d)?(?:级|类|等|档)?(?:客户)?", re.IGNORECASE)
_EDGES: Final = re.compile(r"^[\W_\d]+(?=[^\W\d_])|[\s。，,.!！]+$")
_PARTS: Final = re.compile(r"[\s:：/、—|()（）\[\]【】]+|(?<=[^\x00-\x7f])-|-(?=[^\x00-\x7f])")


@lru_cache(maxsize=1)
def _meanings() -> Mapping[str, Meaning]:
    return MappingProxyType(
        {
            word.lower(): Meaning(column, value)
            for (column, value), words in _WORDS.items()
            for word in words
        }
    )


def meaning_of(cell: Any, own: Mapping[str, Meaning] | None = None) -> Meaning | None:
    """Tell what a word means.

    Takes:   a cell; own: the team's words, folded by `fold_word`, which go before the usual ones.
    Returns: the meaning; None where the word is not known. Of a letter with a word (A-重点) the word tells; a letter alone
             is the team's own grade.
    """
    text = fold_word(cell)
    known = _meanings() if own is None else {**_meanings(), **own}
    if text in known:
        return known[text]
    bare = _EDGES.sub("", text)
    if bare in known:
        return known[bare]
    parts = [part for part in _PARTS.split(bare) if part]
    told = [known[part] for part in parts if part in known]
    if told and len(told) >= len(parts) - 1:
        return next((meaning for meaning in told if meaning.column), told[0])
    letter = next((match for part in parts if (match := _LETTER.fullmatch(part))), None)
    return Meaning(OWN_TIER, letter[1].upper()) if letter and len(parts) == 1 else None


def fold_word(cell: Any) -> str:
    """Give a word without what does not matter: width, case, blanks at its ends."""
    return plain(cell).lower().replace("☆", "")
