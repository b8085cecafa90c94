/**
 * Words that customers of any shop or service use for the same thing: general ones only, nothing of one knowledge base.
 * A text with one of a group also gets the group's own term, in the index and in the query alike.
 *
 * Chinese members are looked for anywhere in the normalised text, English ones as whole words (by stem) or phrases.
 */
import { words } from './tokens.ts'

const ZH: readonly string[] = [
  '运费 邮费 快递费 配送费 邮资 运输费 包邮 免邮 免运费 邮寄费',
  '快递 物流 包裹 承运 快件 货物',
  '送货 配送 派送 送达 送到 寄到 发到 送过来 寄过来 发过来 能送 可以寄 能寄',
  '发货 寄出 发出 出库 出货 发走',
  '订单 单子 下单 拍下 购买 买的 拍的 订的',
  '取消 撤掉 撤销 不想要了 不要了 退订',
  '修改 更改 改成 变更 更换 换成 改一下 写错 填错 弄错 改错',
  '退货 退回 寄回 退掉 送回去 寄回去 退回去',
  '退款 退钱 退的钱 钱退 返还 退还 到账',
  '换货 调换 更换 换一个 换成别的 换个',
  '坏 碎 破损 损坏 摔坏 裂 破了 摔了 打碎 磕碰 瑕疵 质量问题 缺陷 毛病 故障',
  '维修 修理 修复 修好 能修',
  '赔偿 赔付 赔我 补偿 补发 理赔',
  '丢 丢失 丢件 弄丢 不见了 遗失 找不到了',
  '少发 漏发 缺件 少了 没收全 只收到',
  '收到 签收 到手 到货 收货',
  '优惠券 优惠码 折扣券 满减券 抵用券 代金券 券码 消费券',
  '优惠 折扣 打折 便宜 降价 特价 促销 活动 满减 让利',
  '差价 价保 保价 补差 价格保护 买贵 降价了',
  '价格 多少钱 价钱 费用 收费 几块钱 花多少 要钱 费多少 贵不贵',
  '付款 支付 结账 结算 付钱 买单 下款 掏钱',
  '分期 花呗 白条 月付',
  '发票 开票 专票 普票 抬头 报销 报账 税票 收据 增值税',
  '会员 等级 升级 级别 银卡 金卡',
  '积分 分数 攒分',
  '礼品卡 储值卡 购物卡 充值卡',
  '礼物 送礼 礼品 送人 送朋友 礼盒 生日礼',
  '包装 打包 盒子 包起来',
  '注册 开户 新账号 办账号 登记',
  '登录 登陆 登入 登不进 登不上 进不去',
  '密码 口令 passcode',
  '账号 账户 帐号 帐户',
  '注销 销户 删除账号 删账号 关闭账户',
  '手机号 电话 手机号码 号码 联系方式',
  '隐私 个人信息 个人资料 信息泄露 数据 资料',
  '短信 广告 推送 营销 骚扰 订阅 退订',
  '客服 人工 在线客服 服务时间 热线',
  '门店 实体店 店铺 线下 店里 店在哪 店面 专卖店',
  '地址 位置 在哪 哪里 怎么走',
  '营业 开门 关门 几点 上班 营业时间',
  '自提 自取 上门取 到店取 自己拿 自己取',
  '国外 海外 境外 国际 出国 外国 跨境',
  '关税 海关 进口税 清关 税费 征税 报关',
  '库存 有货 缺货 没货 补货 现货 断货 到货通知 上架',
  '预售 预定 预订 预购',
  '批发 团购 大批 批量 企业采购 大量 代理 加盟 经销',
  '定制 刻字 印logo logo 印字 订制 雕刻',
  '推荐 介绍 适合 选哪 哪款 挑选 怎么选 买哪',
  '保修 质保 三包 售后',
  '保质期 过期 有效期 失效 作废 清零 清掉 到期 期限',
  '保存 储存 存放 收纳 存起来 放冰箱',
  '清洗 清洁 洗 擦 去渍 茶垢 保养 养护 打理',
  '容量 大小 尺寸 多大 规格 毫升 ml 多少升',
  '材质 材料 成分 什么做的 原料',
  '安全 有害 有毒 检测 化验 检验 重金属 质检',
  '正品 真假 真的 假货 正宗 真货 产地 证明',
  '孕妇 怀孕 怀着 孕期 宝宝 哺乳 备孕',
  '失眠 睡不着 咖啡因 提神 睡觉 晚上喝 影响睡眠',
  '评价 好评 晒单 评论 晒图 返现',
  '邀请 推荐好友 拉新 介绍朋友 拉人',
  '应用 app 客户端 小程序 安装 下载 软件',
  '投诉 举报 差评 不满 意见',
  '招聘 求职 应聘 工作机会 招人 岗位',
  '多久 几天 多长时间 什么时候 几时 何时 时效 多少天 几个小时 等多久',
  '今天 当天 马上 立刻 当日 急 尽快 赶紧',
  '周末 周六 周日 星期天 节假日 假期 过年 春节',
  '指定 约定 预约 选择时间 约个时间 那天 定时 时间段',
  '怎么 咋 如何 怎样 肿么 咋整 咋办 怎么办 怎么弄 方法 步骤 教我',
  '朋友 亲戚 家人 别人 代收 代取 他人',
  '同时 一起 叠加 合并 一块 共用 并用',
  '分开 拆开 分批 分两次 分几个 分别 多个地址 拆单',
  '泡 冲泡 沏 煮 冷泡 泡法 泡茶',
  '水温 多少度 温度 开水 度水',
  '苦 涩 太浓 苦涩',
  '保温 还热 热水 凉了 保冷 热吗 多久凉',
  '颜色 色差 色号 深浅 跟照片 和图片',
]

const EN: readonly string[] = [
  'shipping|postage|delivery|freight|courier|carrier|dispatch|shipment|ship|deliver|mail',
  'parcel|package|shipment|box|delivery',
  'order|purchase|bought|buy|buying',
  "cancel|call off|stop my order|don't need it anymore|no longer want",
  'return|send back|send it back|send this back|give back|bring back|take back|ship back|post it back',
  'refund|money back|reimburse|reimbursement|get my money|credited back|repay',
  'exchange|swap|replace|replacement|different size|different colour|other colour',
  'broken|damaged|crush|cracked|smashed|chipped|shattered|in pieces|defective|faulty|leak|leaking|broke',
  'repair|fix|mend|fixed',
  'compensate|compensation|make up for|cover the loss|insurance|insured|claim',
  'lost|missing|never arrived|not arrive|disappeared|went missing|vanished',
  'coupon|voucher|promo code|discount code|promo|promotional code|code',
  'discount|cheaper|deal|offer|sale|promotion|reduced|special|price cut|rate|bargain',
  'price difference|price match|price protection|price drop|went down|dropped|cheaper now|price adjustment',
  'price|cost|fee|charge|how much|expensive|pay for',
  'pay|payment|paying|checkout|till',
  'card|credit card|debit card|visa|mastercard|amex|bank card',
  'paypal|apple pay|alipay|wechat pay|wallet|google pay',
  'declined|rejected|failed|fails|not go through|does not work|refused|failing',
  'instalment|installment|monthly|pay later|huabei|interest',
  'invoice|receipt|fapiao|tax receipt|vat invoice|billing document',
  'customs|duty|import tax|vat|import duty|tariff|taxes|tax',
  'abroad|overseas|international|foreign|another country|outside china|worldwide',
  'member|membership|tier|level|silver|gold|status',
  'points|reward points|loyalty|credited|earn|credits',
  'gift card|gift certificate|store credit',
  'gift|present|birthday',
  'wrap|wrapping|gift box|gift bag|ribbon',
  'account|profile|sign up|register|registration',
  'log in|login|sign in|log on|locked out|access my account',
  'password|passcode|credentials|pin',
  'delete|close|remove|erase|deactivate',
  'phone|mobile|number|telephone|cell',
  'privacy|personal data|personal information|share my data|sell my data|data|details|on file|stored',
  'secure|security|safe|safely|safety',
  'unsubscribe|spam|marketing|newsletter|stop emails|stop texts|ads|promotional messages',
  'support|customer service|help line|hotline|representative|agent',
  'hours|opening times|open|close|what time|when are you',
  'store|shop|showroom|outlet|boutique|physical location|branch',
  'address|location|where is|where are you|located|directions',
  'pick up|pickup|collect|collection|in person|click and collect',
  'in stock|available|stock|sold out|restock|back in stock|available again|out of stock',
  'pre-order|preorder|preordered|reserve',
  'bulk|wholesale|large quantity|firm|corporate|company|business|staff|employees|office',
  'engrave|engraving|personalise|personalize|customise|customize|logo|custom|initials',
  'recommend|recommendation|suggest|suit|suitable|which one|advise|best for|good for',
  'warranty|guarantee|guaranteed',
  'expire|expiry|expiration|valid|validity|best before|shelf life|run out|lapse',
  'store|keep|storage|fridge|refrigerator|storing|kept',
  'clean|cleaning|wash|washing|dishwasher|stain|stains|scrub|rinse|care',
  'size|capacity|volume|how big|large|small|ml|dimensions|fit|fits',
  'material|made of|ingredients|contain|contains',
  'test|tested|certificate|certified|lab|report|inspection|residue|pesticide',
  'genuine|authentic|real|fake|counterfeit|origin',
  'pregnant|pregnancy|expecting|breastfeeding|nursing|baby',
  'caffeine|decaf|sleep|insomnia|caffeine-free|evening|bedtime|night',
  'review|rating|feedback|photos|pictures|photo|picture',
  'refer|referral|invite|friend|friends|bring a friend|recommend a friend',
  'app|application|download|install|android|iphone|ios',
  'complaint|complain|unhappy|awful|terrible|dissatisfied|manager',
  'job|jobs|hiring|career|vacancy|vacancies|work for you|recruit',
  'how long|when|how many days|how soon|how fast|time|take|days|weeks|hours',
  'today|same day|urgent|asap|quickly|immediately|hurry|right away|rush',
  'weekend|saturday|sunday|holiday|holidays|new year',
  'split|separate|separately|part of|half|part of my order|several parcels|in two|partial|rest of',
  'several|multiple|different addresses|two addresses|each',
  'combine|combined|together|stack|both|along with|at the same time',
  'brew|brewing|steep|steeping|infuse|make tea|infusion',
  'temperature|how hot|degrees|boiling|hot',
  'bitter|harsh|astringent|too strong|strong',
  'warm|hot|insulated|insulation|stay hot|keep hot|keeps|thermos|flask',
  'class|course|workshop|session|sessions|learn|lesson|event|tasting',
  'recycle|recycling|plastic|plastic-free|eco|environment|sustainable',
  'edit|change|update|modify|correct|switch|amend|wrong',
  'cheque|cash|cash on delivery|pay on arrival|when it arrives',
  'pieces|spare|spare part|lid|part|parts',
]

/** What a group's term weighs beside the word itself. */
export const SYNONYM_WEIGHT = 0.6

interface Member {
  group: number
  /** As it stands in a text: an English phrase as its stems, a space around and between them. */
  words: string
}

/** By what they begin with: a Chinese one with its first character, an English one with its first stem. */
type Members = ReadonlyMap<string, readonly Member[]>

let english: Members | undefined
let chinese: Members | undefined

/** The terms of the groups that a normalised text belongs to, each once. */
export function synonymTerms(normalized: string, stems: readonly string[]): string[] {
  const found: string[] = []
  if (/\p{Script=Han}/u.test(normalized)) {
    for (const group of groupsIn(normalized, chineseMembers(), at => normalized[at]!)) found.push(`≈zh${group}`)
  }
  if (/[a-z]/.test(normalized)) {
    const line = ` ${stems.join(' ')} `
    const firstWord = (at: number) => (line[at] === ' ' ? line.slice(at, line.indexOf(' ', at + 1)) : '')
    for (const group of groupsIn(line, englishMembers(), firstWord)) found.push(`≈en${group}`)
  }
  return found
}

/** The groups of which a member stands somewhere in the text, ascending. `beginning` says by what a member at a place is known. */
function groupsIn(text: string, members: Members, beginning: (at: number) => string): number[] {
  const groups = new Set<number>()
  for (let at = 0; at < text.length; at++) {
    for (const { group, words } of members.get(beginning(at)) ?? []) if (text.startsWith(words, at)) groups.add(group)
  }
  return [...groups].sort((a, b) => a - b)
}

function chineseMembers(): Members {
  chinese ??= byBeginning(
    ZH.flatMap((line, group) => line.split(' ').map(words => ({ group, words }))),
    words => words[0]!,
  )
  return chinese
}

function englishMembers(): Members {
  english ??= byBeginning(
    EN.flatMap((line, group) => line.split('|').map(phrase => ({ group, words: ` ${words(phrase).join(' ')} ` }))),
    words => words.slice(0, words.indexOf(' ', 1)),
  )
  return english
}

/** A long text is looked through once, and not once for each of a thousand members. */
function byBeginning(members: readonly Member[], beginning: (words: string) => string): Members {
  const index = new Map<string, Member[]>()
  for (const member of members) {
    const key = beginning(member.words)
    index.set(key, [...(index.get(key) ?? []), member])
  }
  return index
}
