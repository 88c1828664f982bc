"""The columns by which the rows of other sheets find their customer."""

from schemas.columns.model import Column
from schemas.texts import Text

CUSTOMER_NAME = Column(
    "customer_name",
    "客户名称",
    "Customer",
    "text",
    Text(
        "客户的名称；没有编号时按它找到客户",
        "the customer's name; finds the customer where there is no id",
    ),
    "客户名|客户|客户姓名|公司名称|公司名|公司|单位名称|客户简称|企业名称|Company|Company Name|Customer Name|Client|Client Name|Account|Account Name",
    stands_in="customer_id",
    offered=False,
)
