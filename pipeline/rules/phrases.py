"""The words of the reasons, in both languages. Names in braces are filled in by pipeline.rules.reasons."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pipeline.rules.dates import Basis
from pipeline.rules.days import HOLIDAY, LEAVE, REST
from pipeline.rules.facts import Since
from schemas.texts import Text

SINCE: Final[Mapping[int, Text]] = MappingProxyType(
    {
        Since.NOTHING: Text("从未跟进", "never contacted"),
        Since.LOG: Text("上次跟进 {since}(跟进记录)", "last contact {since} (log)"),
        Since.COLUMN: Text("上次跟进 {since}(客户表)", "last contact {since} (customer sheet)"),
        Since.ORDER: Text("上次联系 {since}(订单)", "last contact {since} (order)"),
        Since.SAMPLE: Text("上次联系 {since}(样单)", "last contact {since} (sample)"),
    }
)

BASIS: Final[Mapping[int, Text]] = MappingProxyType(
    {
        Basis.CADENCE: Text("{every}", "{every}"),
        Basis.OWN_CADENCE: Text("按自定义周期 {own}", "own cadence {own}"),
        Basis.RHYTHM_MONTHLY: Text(
            "按下单节奏(约 {gap} 天一单)每月这时跟进，预计 {expected} 下单",
            "by order rhythm (about {gap} days) once a month at this time, next order expected {expected}",
        ),
        Basis.RHYTHM_BEFORE_ORDER: Text(
            "按下单节奏(约 {gap} 天一单)预计 {expected} 下单，提前 {before} 天跟进",
            "by order rhythm (about {gap} days) the next order is expected {expected}; touch {before} days before",
        ),
        Basis.RHYTHM_SILENCE: Text(
            "预计 {expected} 才下单，但最多 {silence} 个月不联系",
            "next order expected only {expected}, but never more than {silence} months of silence",
        ),
        Basis.RHYTHM_OVER: Text(
            "预计 {expected} 的订单，临近跟进已做完，恢复{every}",
            "touches before the order expected {expected} are done, back to {every}",
        ),
        Basis.NEVER_CONTACTED: Text("请尽快联系", "please get in touch"),
        Basis.STEP: Text("{stage}，第 {step}/{steps} 步", "{stage}, step {step} of {steps}"),
        Basis.DECIDE: Text(
            "{stage}，{steps} 步已走完；{decide}", "{stage}, all {steps} steps done; {decide}"
        ),
        Basis.AGREED: Text("与客户约定 {agreed}", "agreed with the customer: {agreed}"),
        Basis.PROMISED: Text(
            "团队自己定的下次跟进 {agreed}", "next contact promised by the team: {agreed}"
        ),
        Basis.UNCLASSIFIED: Text("{for_now}，{every}", "{for_now}, {every}"),
        Basis.SWITCHED_OFF: Text(
            "该负责人暂不跟进 {tier} 级", "this seller does not follow up tier {tier} for now"
        ),
        Basis.DO_NOT_DISTURB: Text("免打扰，不安排跟进", "do not disturb: no touch planned"),
        Basis.PAUSED: Text("状态为暂停，不安排跟进", "status paused: no touch planned"),
        Basis.ARCHIVED: Text("状态为归档，不安排跟进", "status archived: no touch planned"),
        Basis.NO_TOUCH: Text("{none}", "{none}"),
        Basis.PLAN_MISSING: Text(
            "{every}，{blocked} 该联系；先填{missing}，填好才安排",
            "{every}, wanted on {blocked}; fill in {missing} first, then it is planned",
        ),
    }
)

NO_CONTACT_KNOWN: Final = Text("尚无联系记录", "no contact on record")
TO_BE_GRADED: Final = Text("待分级：{ask}", "to be graded: {ask}")
STAGE_ONE: Final = Text("样单 {start} 确认", "sample confirmed {start}")
STAGE_TWO: Final = Text("样品 {start} 签收", "sample received {start}")
STAGE_TWO_ESTIMATED: Final = Text(
    "样品 {start} 寄出(估：按寄出日当签收日)",
    "sample shipped {start} (est.: shipping day for receipt)",
)
AFTER_STEP: Final = Text(
    "(上一步 {done} 完成，隔 {gap} 天)", " (step before done {done}, then {gap} day(s))"
)
AFTER_START: Final = Text("(隔 {gap} 天)", " (after {gap} day(s))")
INFERRED: Final = Text(
    "(推算：按上次跟进已做 {done} 步)", " (estimated: {done} step(s) done by the last contact)"
)

WHY_ROLLED: Final[Mapping[int, Text]] = MappingProxyType(
    {
        REST: Text("{wanted} 是休息日，顺延到 {due}", "{wanted} is a day of rest, moved to {due}"),
        HOLIDAY: Text(
            "{wanted} 是节假日，顺延到 {due}", "{wanted} is a public holiday, moved to {due}"
        ),
        LEAVE: Text("{wanted} 请假，顺延到 {due}", "{wanted} is a day of leave, moved to {due}"),
    }
)
WEEKEND: Final = Text("{wanted} 是周末，顺延到 {due}", "{wanted} is a weekend, moved to {due}")

EVERY_MONTHS: Final = Text("每 {months} 个月一次", "every {months} month(s)")
EVERY_DAYS: Final = Text("每 {days} 天一次", "every {days} day(s)")
EVERY_DAYS_TO: Final = Text("每 {earliest}~{days} 天一次", "every {earliest} to {days} days")

IS_DEFAULT: Final = Text("(默认)", " (default)")
OWN_TOO_LONG: Final = Text(
    "自定义周期 {own} 超过公司规定，按公司的",
    "own cadence {own} is longer than the company's, which holds",
)
SNOOZED: Final = Text("暂缓至 {wanted}", "snoozed until {wanted}")
SPREAD: Final = Text(
    "按可用时间排在 {due}",
    "planned for {due} by the minutes there are",
)
PROVISIONAL: Final = Text(
    "暂定：{year} 年放假安排未公布", "provisional: the holidays of {year} are not published yet"
)
UNKNOWN_COUNTRY: Final = Text(
    "负责人国家不识别，只避开周末", "the seller's country is not known, only weekends are avoided"
)
UNUSED_CONTACT: Final = Text(
    "“上次跟进” {unused} 晚于基准日，未采用",
    "the last contact {unused} lies after the as-of date and is not used",
)
DAYS: Final = Text("{count} 天", "{count} day(s)")
MONTHS: Final = Text("{count} 个月", "{count} month(s)")

OWN_TIER: Final = Text("团队自己的等级 {typed}", "the team's own grade {typed}")
OWN_IS_NO_TIER: Final = Text(
    "团队自己的等级“{typed}”不是本方法的等级，未采用",
    'the team\'s own grade "{typed}" is no tier of this method and is not used',
)
MANUAL: Final = Text("手动等级{end}", "set by hand{end}")
MANUAL_UNTIL: Final = Text("(至 {until})", " (until {until})")
MANUAL_WHY: Final = Text("原因：{why}", "reason: {why}")
RULE_SAYS: Final = Text("规则判为 {rule}", "the rule says {rule}")
LAPSED: Final = Text("手动等级 {typed} 已于 {until} 到期", "manual tier {typed} lapsed on {until}")
NOT_A_TIER: Final = Text(
    "手动等级“{typed}”不是有效等级，未采用", 'manual tier "{typed}" is not a tier and is not used'
)
NOT_KNOWN_YET: Final = Text("还不知道：{missing}", "not known yet: {missing}")
LEFT_OUT: Final = Text(
    "另有 {count} 笔其他币种的订单没有计入", "{count} order(s) in other currencies not counted"
)
ALSO_SAMPLES: Final = Text("另有 {samples} 张样单未结", "open samples too: {samples}")
SAMPLES_CLOSED: Final = Text("样单已结束，无未结样单", "samples closed, none open")

PLAN: Final = Text("先写计划与目标", "write plan and goal first")
CONFIRM_FACTS: Final = Text("核对联系信息", "confirm the contact facts")
CHECK_ADDRESS: Final = Text(
    "核对邮箱：连续 {mails} 封邮件未回",
    "verify the e-mail address: {mails} mails in a row without an answer",
)
ENTER_ORDER: Final = Text("样单已成交，请登记订单", "the sample was won: enter the order")
