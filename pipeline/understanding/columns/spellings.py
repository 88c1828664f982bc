"""Headers as other programs write them: exports of CRM, ERP and shop systems, address books, lists of trade fairs.

They are understood in imports only: in the team's own workbook a header such as 名称 could mean too much.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def _spellings(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", "|").split("|") if part.strip())


IN_IMPORTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        key: _spellings(text)
        for key, text in {
            "customer_id": """编码|代码|代号|客户编号|客户ID|客户代号|客户代碼|客户序列号|往来单位编号|往来单位编码|客商编码|客商编号|会员编号|会员号|会员ID|会员卡号|买家ID|档案号|档案编号
        |客户档案号|用户ID|用户编号|Account ID|Account Number|Account No|Contact ID|Customer Id|Member ID|Member No|Record ID|Lead ID|Client No|Client Code|Partner ID|External ID""",
            "name": """名称|企业名称|企业|单位|单位名|工作单位|公司全称|公司简称|客户全称|客户简称|往来单位|往来单位名称|客商名称|客商|厂家|厂商|厂名|商户名称|商家名称|店名|买家|买家名称
        |采购商|采购商名称|参展商|展商名称|会员名称|会员姓名|用户名称|企业名|公司中文名|公司英文名|甲方|Organization|Organisation|Organization Name|Organization 1 - Name|Business Name
        |Firm|Firm Name|Buyer|Buyer Name|Company / Account|Account Name|Buyer Company|Account|Exhibitor|Importer|Customer Full Name|Enterprise|Partner|Partner Name|Bill To Name|Kunde|Firma|Empresa|Société""",
            "contact_person": """联系人姓名|联络人|联络人姓名|联系人名称|姓名|名字|全名|对接人|收货人|收件人|收货人姓名|采购联系人|采购人|经办人|负责人姓名|法人|法定代表人|主联系人|首要联系人|关键联系人|第一联系人
        |联系人1|参会人|参展联系人|Full Name|Name|Display Name|Contact Full Name|Contact|Attention|Attn|Recipient|Contact 1|Primary Contact|Main Contact|Key Contact|Representative|Buyer Contact|PIC|Person in Charge|Ansprechpartner""",
            "seller": """跟进业务员|业务人员|业务经理|业务代表|销售经理|销售代表|销售顾问|销售人员|所属销售|所有人|客户所有人|客户负责人|负责业务员|负责员工|归属员工|归属业务员|归属销售|分管人|专管员|服务顾问|顾问
        |导购|所属导购|添加人|所属客服|跟进员工|跟进人员|维护人|维护人员|经手人|Follow-up Person|Followed By|Record Owner|Contact Owner|Lead Owner|Company Owner|Customer Owner|Assigned User|Assignee|Account Manager|Customer Manager|Client Manager|Sales Manager|Sales Person|Sales Representative|Responsible|Agent|Handled By""",
            "shop": "所属部门|所属团队|所属门店|归属部门|归属门店|所属店铺|归属店铺|开卡门店|注册门店|事业部|分公司|办事处|销售部门|销售团队|Sales Team|Branch|Office|Store Name|Business Unit|Dept",
            "country": """国家名称|所在国家|所属国家|国籍|国家或地区|国家（地区）|目的国|买家国家|客户国别|Country Name|Country Code|Country/Territory|Mailing Country|Billing Country|Business Country|Country / Region
        |Address 1 - Country|Country of Origin|Nationality|Land|País|Pays""",
            "city": """城市名称|所在市|所在地|所在地区|所属城市|地市|市|城市/地区|市区|所属地区|归属地|区域城市|常驻城市|City Name|City/Town|Mailing City|Billing City|Business City|Home City|Town/City|Address 1 - City|Stadt|Ciudad|Ville""",
            "industry": """产业|产业类别|产业别|行业分类|行业名称|客户行业|从事行业|所属行业分类|经营范围|主营|主营业务|主营产品|主营行业|经营品类|业务类型|职业行业|Industry Type|Line of Business|Trade|Business Type|Vertical|Market Segment|Nature of Business|Branche""",
            "source": """缘故/陌生|来源方式|获客渠道|客户渠道|线索来源|获客来源|来源类型|添加渠道|推广渠道|引流渠道|信息来源|注册来源|Source|Customer Source|Original Source|Contact Source|Source Channel|How did you hear about us|Acquisition Channel|Origin""",
            "introducer": "介绍者|引荐人|老客户介绍人|推荐客户|Referral|Recommended By|Referred by",
            "phone": """移动电话|手提电话|行动电话|联系手机|联系人手机|联系人电话|联络电话|客户电话|客户手机|手机1|电话1|会员手机|会员手机号|注册手机|绑定手机|收货电话|收件人电话|收货人手机|单位电话|公司电话|办公电话|固定电话|固话|座机号码|座机号
        |电话/手机|手机/电话|联系号码|号码|Tel No|Tel.|TEL|Phone No|Mobile No|Mobile Number|Mobile Phone|Cell Phone|Cellphone|Contact Number|Contact No|Contact Phone|Business Phone|Work Phone|Primary Phone|Phone 1|Phone 1 - Value|Telephone Number|Telephone No|Phone/Mobile
        |Main Phone|Company Phone|Home Phone|Handphone|HP No|Whatsapp|WhatsApp Number|Telefon|Handy|Teléfono|Téléphone""",
            "email": """电邮|电邮地址|Email地址|E-mail地址|联系邮箱|联系人邮箱|客户邮箱|工作邮箱|公司邮箱|常用邮箱|邮件地址|电子信箱|信箱|注册邮箱|Email ID|E-Mail 1|Email 1|E-mail 1 - Value|Mail Address|Work Email|Business Email|Primary Email|Contact Email|Email Addr|Electronic Mail|Company Email|Correo|Courriel""",
            "wechat": "微信账号|微信帐号|微信ID|个人微信|微信昵称/微信号|客户微信|联系人微信|联系微信|V信|Wechat No|WeChat Account|Wechat Number|WX|WXID|WX号",
            "labels": "标记|会员标签|企业标签|个人标签|用户标签|客户分组|分组|分类标签|群组|Group Membership|Categories|Category Tags|Keywords|Contact Tags|Labels|List Tags",
            "intent": "意向程度|购买意向|客户意向|意向阶段|意愿|合作意向|Interest Level|Purchase Intent|Rating|Lead Rating|Intention",
            "potential": "潜力级别|客户潜力等级|潜在价值|Potential Rating|Potential Value Level",
            "need": "是否有意向需求|有无需求|Has Needs|Need (Y/N)",
            "buying_power": "有无购买力|支付能力|Purchasing Power|Has Budget",
            "authority": "是否决策人|决策人|是否有决策权|Is Decision Maker|Has Authority",
            "last_contact": """最近跟进于|最后跟进日期|最后联系日期|最后一次跟进|最后一次联系|最近一次跟进|最近一次联系|最近一次跟进时间|上次沟通|上次沟通时间|上次拜访|上次拜访日期|上次拜访时间|最近拜访|最近拜访时间|最近沟通|最近沟通时间
        |最新跟进时间|最新跟进|最近活动时间|跟进时间|联系时间|联系日期|跟进日期|末次联系|拜访日期|拜访时间|回访日期|回访时间|Last Activity|Last Activity Date|Last Activity Time|Last Contacted Date|Last Contacted On|Last Contacted Time|Last Visit|Last Visit Date|Last Call|Last Called|Last Communication|Last Followed Up|Last Touched|Last Interaction|Date of Last Contact""",
            "own_cadence": "跟进频率|回访周期|回访频率|拜访周期|联系周期|Contact Frequency|Visit Frequency",
            "snooze_until": "暂停至|暂停到|暂不联系至|Postpone Until|Hold Until",
            "agreed_date": """下次联系时间|下次联系日期|下次拜访|下次拜访时间|下次拜访日期|约见时间|约见日期|预约时间|预约拜访时间|计划拜访时间|Next Meeting|Next Visit|Next Visit Date|Appointment Date|Next Contact|Next Contact Date|Meeting Date""",
            "do_not_disturb": "拒绝来电|不要联系|请勿打扰|请勿联系|Do Not Call|Opt Out|Opted Out|Email Opt Out|Unsubscribed|No Contact",
            "status": "跟进状态|客户阶段|合作状态|当前状态|客户现状|会员状态|Account Status|Lead Status|Contact Status|Current Status",
            "birthday": """出生年月日|出生日|生日日期|会员生日|联系人生日|生辰|生日(月日)|Birthdate|Birth Day|Date Of Birth|D.O.B|D.O.B.|Bday|Geburtstag|Cumpleaños""",
            "birthday_calendar": "生日类型|阴历阳历|公历农历|公农历|农历/公历",
            "spend": """累计金额|累计消费金额|消费总金额|总消费|总消费金额|历史消费|历史成交额|累计成交金额|累计交易额|累计交易金额|累计订单金额|交易总额|成交总额|成交总金额|购买总额|总成交额|消费额|Total Spent|Total Amount Spent|Lifetime Value|LTV|Total Sales|Total Revenue|Total Purchases|Amount Spent|Customer Lifetime Value""",
            "gender": "称谓性别|男/女|性別|客户性别|Gender/Sex|Geschlecht",
            "ethnicity": "族别|Ethnic Group",
            "age": "岁数|年纪|客户年龄|年龄段|Age Range|Age Group",
            "address": """详细地址|公司地址|企业地址|单位地址|办公地址|收货地址|收件地址|通信地址|邮寄地址|地址1|住所|家庭地址|注册地址|经营地址|客户地址|联络地址|街道地址|Address 1|Address Line 1|Full Address|Mailing Address|Mailing Street|Business Street|Business Address|Billing Address|Billing Street|Shipping Address
        |Company Address|Postal Address|Home Address|Office Address|Street|Add|Addr|Address 1 - Formatted|Adresse|Anschrift|Dirección""",
            "products_bought": "购买产品|已购产品|购买商品|购买过的产品|采购产品|Products Purchased|Purchased Products|Items Bought",
            "work": "职位|职务|岗位|职称|职业|头衔|联系人职务|联系人职位|Job Title|Title|Position|Designation|Role|Profession|Organization 1 - Title|Contact Title",
            "family": "家庭成员|婚姻状况|婚姻|婚否|Marital Status|Family Status",
            "preferences": "兴趣爱好|兴趣|客户喜好|Interests|Preference",
            "pastimes": "业余爱好|Hobby",
            "moving_date": "入住日期|乔迁时间|搬迁日期|Moving Day",
            "vip": "是否VIP|是否大客户|是否重点|重点|Is VIP|VIP Customer|Key Account",
        }.items()
    }
)
"""Key → spellings, the surer ones first."""

FILLS_NOTHING: Final = _spellings(
    """序号|行号|No.|No|Nr|S/N|SN|Index|#|说明|描述|跟进记录|最新跟进记录|最近跟进记录|跟进内容|附言
    |创建时间|创建日期|创建人|建档时间|建档日期|建档人|录入时间|录入人|录入日期|添加时间|添加日期|修改时间|修改人|更新时间|更新日期|最后修改时间|最后更新时间|最后修改人|登记日期|登记时间|入会时间|注册时间|注册日期|办卡日期|开卡日期|领取时间|分配时间
    |Created|Created At|Created Date|Created Time|Create Date|Created By|Created On|Date Added|Date Created|Modified|Modified Time|Modified By|Modified Date|Modified On|Updated At|Updated On|Last Modified|Last Modified Date|Last Updated|Date Joined|Signup Date
    |Pager
    |区县|县区|区|县|街道|州|State|Region|District|头像
    |下次跟进|下次跟进时间|下次跟进日期|下次回访时间|Next Follow Up Date|Next Activity Date|客户级别|客户等级|等级|级别|会员等级|会员级别|客户类型|客户类别|客户性质|客户分类|类型|类别|性质|Type|Customer Type|Account Type|Category|Grade|Level|Tier|Customer Level|Class|Segment
    |订单数|订单量|订单总数|下单次数|消费次数|购买次数|交易次数|交易笔数|Orders|Order Count|Total Orders|Number of Orders|最近下单时间|最后下单时间|最近消费时间|最近消费日期|最后消费时间|首次消费时间|最近购买时间|最近成交时间|上次购买时间|Last Order|Last Order Date|Last Purchase|Last Purchase Date|First Order Date
    |积分|余额|会员积分|会员余额|账户余额|卡内余额|储值余额|信用额度|信用额|欠款|应收|应收账款|应收余额|Balance|Points|Loyalty Points|Credit Limit|开户行|开户银行|银行账号|账号|Bank|Bank Account
    |注册资金|注册资本|成立时间|成立日期|Founded|First Name|Last Name|Middle Name|Given Name|Family Name|Surname|Forename|姓|名|Suffix|Prefix|Salutation|称谓|称呼|Name Prefix|Name Suffix
    |币种|货币|语言|时区|语种|Currency|Language|Time Zone|Timezone|经度|纬度|Latitude|Longitude|Email Status|最近联系内容|最近跟进人|上次跟进人|上次联系人|最近跟进内容|跟进次数|联系次数|拜访次数|合同编号|合同金额|订单编号|订单号|订单金额|Order ID|Order Number|Order Amount|Deal Amount|Amount|预计成交时间|预计成交金额|成交概率|客均单价|客单价|平均客单价
    |Job Level|介绍人电话|紧急联系人|紧急联系人电话|助理|助理电话|Assistant|Assistant's Name|Assistant's Phone|Manager's Name|Spouse|Anniversary|Account Balance|供应商|竞争对手|Competitor"""
)
"""Headers of columns that nothing in the team's sheet stands for; they are kept with the row."""

TRADITIONAL: Final = str.maketrans(
    "戶電話聯繫絡稱備註郵業國區員負責標籤狀態來號碼時間編單職問門產額證關係總預約點類別級後動與機個會檔買賣錄體務實際應頻週歷農陽陰齡貨連東廠經歲處聖雲產稅開資創傳幣語範圍",
    "户电话联系络称备注邮业国区员负责标签状态来号码时间编单职问门产额证关系总预约点类别级后动与机个会档买卖录体务实际应频周历农阳阴龄货连东厂经岁处圣云产税开资创传币语范围",
)
