// What people write over their columns. A path that the entity does not have is passed over, so one
// list serves all entities; labels of the catalogue go before it.
#include "platform/exchange/paths.h"

namespace tw::exchange {

const std::vector<Synonym>& synonyms() {
  static const std::vector<Synonym> list{
      {"external_id",
       "外部编号|外部编码|客户编号|客户编码|客户代码|客户号|客户ID|供应商编号|供应商编码|"
       "联系人编号|ERP编号|ERP编码|"
       "系统编号|原编号|code|id|external id|customer id|customer code|customer no|customer number|"
       "account id|account code|account number|erp number|erp code|client id|client no|"
       "supplier code|vendor code|contact id|reference"},
      {"account",
       "客户|客户名称|客户名|公司|公司名称|公司名|采购商|买家|买方|付款单位|往来单位|customer|"
       "customer name|client|"
       "client name|account|account name|company|company name|buyer|sold to|bill to"},
      {"account.external_id",
       "客户编号|客户编码|客户代码|客户号|客户ID|客户外部编号|customer id|customer code|customer "
       "no|"
       "customer number|account id|account code|account number|client id|client no|buyer code"},
      {"name",
       "名称|名字|姓名|全称|公司|公司名|公司名称|公司全称|企业|企业名称|单位名称|客户|客户名|"
       "客户名称|客户全称|"
       "供应商|供应商名称|联系人|联系人姓名|产品|产品名|产品名称|商品名称|品名|name|full "
       "name|company|"
       "company name|customer|customer name|client|client name|account|account name|organization|"
       "organisation|supplier|supplier name|vendor|contact|contact name|contact person|product|"
       "product name|item name"},
      {"name_en",
       "英文名|英文名称|公司英文名|英文公司名|英文品名|外文名称|english name|name (en)|name in "
       "english"},
      {"short_name", "简称|公司简称|客户简称|short name|abbreviation|alias|nickname"},
      {"code",
       "编码|编号|代码|货号|产品编号|产品编码|产品货号|商品编码|商品货号|料号|物料编码|型号|款号|"
       "sku|code|"
       "item|item no|item number|item code|part no|part number|product code|product no|article|"
       "article no|style no|model"},
      {"number",
       "编号|单号|订单号|订单编号|订单号码|销售订单号|合同号|合同编号|订单|order no|order "
       "number|order id|order|"
       "so no|so number|sales order|contract no|contract number|no|number"},
      {"customer_po",
       "客户订单号|客户PO|客户PO号|PO号|PO|po|po no|po number|purchase order|customer po|customer "
       "order no"},
      {"order_date",
       "日期|订单日期|下单日期|下单时间|签单日期|签约日期|合同日期|date|order date|ordered "
       "on|purchase date|"
       "contract date|signed on"},
      {"delivery_date",
       "交期|交货期|交货日期|发货日期|出货日期|船期|delivery|delivery date|ship date|shipping "
       "date|due date|etd"},
      {"currency", "币种|币别|货币|结算币种|外币|currency|ccy|curr"},
      {"exchange_rate", "汇率|exchange rate|fx rate|rate"},
      {"lines.product.code",
       "货号|产品编号|产品编码|产品货号|商品编码|料号|物料编码|型号|款号|sku|item|item no|item "
       "number|item code|"
       "part no|part number|product code|product no|article no"},
      {"lines.product", "产品|产品名称|商品|商品名称|货物|货品|product|product name|goods"},
      {"description",
       "品名|描述|说明|货物描述|品名描述|description|goods description|item description|details"},
      {"quantity", "数量|件数|订单数量|订购数量|销售数量|qty|quantity|pcs|units|amount of units"},
      {"unit", "单位|计量单位|unit|uom|unit of measure"},
      {"unit_price",
       "单价|价格|销售单价|成交单价|含税单价|price|unit price|price each|rate per unit|fob price"},
      {"price", "单价|价格|售价|报价|参考价|list price|price|unit price|fob|fob price"},
      {"cost", "成本|成本价|采购价|进价|采购单价|cost|purchase price|buying price"},
      {"discount", "折扣|折扣率|discount|discount %|disc"},
      {"packages", "箱数|件数|包装件数|packages|cartons|ctns|colli"},
      {"country",
       "国家|国别|地区|国家地区|国家或地区|所在国家|country|country "
       "code|nation|region|country/region"},
      {"city", "城市|所在城市|市|city|town"},
      {"address",
       "地址|详细地址|公司地址|联系地址|通讯地址|街道|address|street|street address|address line 1|"
       "company address"},
      {"postcode", "邮编|邮政编码|postcode|postal code|zip|zip code"},
      {"phone",
       "电话|联系电话|公司电话|电话号码|座机|固话|phone|telephone|tel|phone number|tel no|office "
       "phone|work phone"},
      {"mobile", "手机|手机号|手机号码|移动电话|mobile|mobile phone|cell|cell phone|cellphone"},
      {"email",
       "邮箱|邮件|电子邮箱|电子邮件|公司邮箱|邮箱地址|email|e-mail|mail|email address|e-mail "
       "address"},
      {"wechat", "微信|微信号|wechat|wechat id|weixin"},
      {"whatsapp", "WhatsApp|whatsapp number"},
      {"website", "网站|网址|官网|公司网址|主页|website|web|url|homepage|web site|site"},
      {"source", "来源|客户来源|线索来源|渠道|source|lead source|channel|origin"},
      {"industry", "行业|所属行业|客户行业|industry|sector|line of business"},
      {"size", "规模|公司规模|人数|员工人数|size|company size|employees|headcount"},
      {"roles", "类型|客户类型|往来类型|客户类别|角色|type|customer type|account type|roles|role"},
      {"lifecycle", "阶段|客户阶段|客户状态|状态|stage|status|lifecycle|customer status"},
      {"state", "状态|订单状态|单据状态|status|state|order status"},
      {"payment_terms",
       "付款方式|付款条件|支付方式|结算方式|账期|payment|payment terms|terms|terms of payment"},
      {"incoterm",
       "贸易术语|价格条款|成交方式|贸易条款|incoterm|incoterms|trade term|trade terms|price term"},
      {"credit_limit", "信用额度|授信额度|额度|credit limit|credit line"},
      {"main_products", "主营产品|采购产品|主营|产品需求|products|main products|product interest"},
      {"title", "职务|职位|头衔|岗位|title|job title|position|role"},
      {"job_title", "职务|职位|头衔|岗位|title|job title|position"},
      {"birthday", "生日|出生日期|birthday|date of birth|birth date"},
      {"hs_code", "HS编码|海关编码|商品编码|税号|hs|hs code|tariff code|customs code"},
      {"specification", "规格|规格型号|参数|specification|spec|specs"},
      {"category", "分类|类别|产品分类|品类|category|product category|group"},
      {"port_of_loading", "起运港|装货港|装运港|pol|port of loading|loading port"},
      {"port_of_destination",
       "目的港|卸货港|pod|port of discharge|port of destination|destination port"},
      {"owner",
       "负责人|业务员|跟进人|销售|销售员|客户经理|所属人|owner|salesperson|sales rep|sales|"
       "account manager|assigned to"},
      {"department", "部门|所属部门|department|dept"},
      {"tags", "标签|tag|tags|labels|keywords"},
      {"notes", "备注|说明|附注|摘要|note|notes|remark|remarks|comment|comments|memo"},
      {"created_at",
       "创建时间|创建日期|录入时间|建档日期|建档时间|created|created at|created on|creation "
       "date|date created"},
      {"created_by", "创建人|录入人|建档人|created by|creator"},
  };
  return list;
}

}  // namespace tw::exchange
