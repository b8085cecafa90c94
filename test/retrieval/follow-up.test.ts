import { describe, expect, it } from 'vitest'
import { resolveFollowUp } from '../../src/retrieval/follow-up.ts'

/** What was asked before, what follows, and words that the joined question must have. */
const FOLLOWING_ZH: [string, string, string[]][] = [
  ['怎么退货？', '那运费呢？', ['退货', '运费']],
  ['怎么退货', '多久', ['退货', '多久']],
  ['退货要几天到账', '那换货呢', ['换货', '几天']],
  ['国内几天能到', '那国外呢', ['国外', '几天']],
  ['可以开发票吗', '怎么开', ['发票', '怎么开']],
  ['你们发顺丰吗', '那京东呢', ['京东', '发']],
  ['会员有什么优惠', '多少钱', ['会员', '多少钱']],
  ['会员有什么优惠', '这个要钱吗', ['会员', '要钱']],
  ['紫砂壶怎么养', '那建盏呢？', ['建盏', '怎么养']],
  ['礼品卡怎么用', '有效期呢', ['礼品卡', '有效期']],
  ['可以分期付款吗', '几期', ['分期', '几期']],
  ['可以分期付款吗', '那利息呢', ['分期', '利息']],
  ['能改收货地址吗', '在哪里改', ['收货地址', '在哪里']],
  ['怎么注销账号', '为什么', ['注销账号', '为什么']],
  ['怎么注销账号', '大概要几天', ['注销账号', '几天']],
  ['周一到周五几点营业', '周末呢', ['周末', '营业']],
  ['茶叶可以退吗', '如果拆封了呢', ['茶叶', '拆封']],
  ['茶叶可以退吗', '拆封的话', ['茶叶', '拆封']],
  ['寄到北京几天', '寄到西藏呢', ['西藏', '几天']],
  ['优惠券怎么领', '这个怎么用', ['优惠券', '怎么用']],
  ['定制要多久', '那要多少钱', ['定制', '多少钱']],
  ['预售商品什么时候发货', '可以取消吗', ['预售', '取消']],
  ['预售商品什么时候发货', '国外也一样吗', ['预售', '国外']],
  ['手机壳有红色的吗', '蓝色的呢', ['手机壳', '蓝色']],
  ['保修几年', '从什么时候开始算', ['保修', '什么时候']],
  ['积分怎么兑换', '在哪', ['积分', '在哪']],
  ['发错货了怎么办', '那运费谁出', ['发错货', '谁出']],
  ['丢件了怎么赔', '赔多少', ['丢件', '多少']],
  ['可以货到付款吗', '那微信支付呢？', ['付款', '微信支付']],
  ['企业采购有折扣吗', '怎么弄', ['企业采购', '怎么弄']],
  ['生日礼物怎么包装', '要加钱吗', ['包装', '加钱']],
  ['这款茶有样品吗', '邮费呢', ['样品', '邮费']],
]

const FOLLOWING_EN: [string, string, string[]][] = [
  ['How much is shipping?', 'and for returns?', ['shipping', 'returns']],
  ['Do you ship to Canada?', 'what about Mexico', ['ship', 'Mexico']],
  ['How do I return an item?', 'how long does that take', ['return', 'how long']],
  ['How do I return an item?', 'how long', ['return', 'how long']],
  ['Can I pay with PayPal?', 'how about Apple Pay?', ['pay', 'Apple Pay']],
  ['Do you ship to Canada?', 'and to Brazil?', ['ship', 'Brazil']],
  ['Are you open on Monday?', 'on weekends?', ['open', 'weekends']],
  ['Do you have gift wrapping?', 'is it free', ['gift wrapping', 'free']],
  ['Do you have gift wrapping?', 'how much is it?', ['gift wrapping', 'how much']],
  ['How do I close my account?', 'can I undo that?', ['close my account', 'undo']],
  ['When will my pre-order ship?', 'why', ['pre-order', 'why']],
  ['Is the teapot dishwasher safe?', 'what about the cups?', ['dishwasher', 'cups']],
  ['How do I redeem my points?', 'when do they expire?', ['points', 'expire']],
  ['Do you offer a student discount?', 'how do I get it', ['student discount', 'get it']],
  ['Can I change the delivery address?', 'and the phone number?', ['change', 'phone number']],
  ['What is the warranty on kettles?', 'and for teapots', ['warranty', 'teapots']],
  ['Can I return opened tea?', 'what if it is damaged', ['tea', 'damaged']],
  ['How long does delivery take?', 'to Alaska?', ['delivery', 'Alaska']],
  ['How long does delivery take?', 'international orders too?', ['delivery', 'international']],
  ['Can I order in bulk?', 'how many', ['bulk', 'how many']],
  ['Do you do engraving?', 'how much does that cost', ['engraving', 'cost']],
  ['Do you do engraving?', 'and how long does it take?', ['engraving', 'how long']],
  ['Where do I enter a coupon?', 'does it work more than once', ['coupon', 'more than once']],
  ['Can I get an invoice?', 'by email?', ['invoice', 'email']],
  ['How do I reset my password?', 'where is that?', ['password', 'where']],
  ['Do you store my card number?', 'is that safe?', ['card number', 'safe']],
  ['How do I cancel an order?', 'same for subscriptions?', ['cancel', 'subscriptions']],
  ['Do you have a shop in Beijing?', 'how do I get there', ['shop', 'get there']],
  ['Can I track my parcel?', 'where', ['track my parcel', 'where']],
  ['Can I pay in instalments?', 'with a debit card?', ['instalments', 'debit card']],
  ['Do you price match?', 'for how long?', ['price match', 'how long']],
  ['Is there a loyalty programme?', 'what does it cost', ['loyalty programme', 'cost']],
]

const COMPLETE: Record<'zh' | 'en', string[]> = {
  zh: `怎么退货
运费多少钱
我的快递呢
我的订单怎么还没到呢
那我怎么开发票
退款几天到账
在吗
有人吗
你好
谢谢
好的
人呢
客服呢
转人工
可以
不用了
会员卡怎么办理
紫砂壶多少钱
你们几点关门
那退款多久到账
能不能改地址
发票抬头写错了怎么办
这个杯子能进微波炉吗
为什么我的优惠券用不了
你们店在哪呢
寄到新疆要几天
12345678901
换货的运费谁出
支持花呗分期吗
东西坏了怎么办
我想退货
密码忘了
嗯嗯`.split('\n'),
  en: `How do I return an item?
how long does delivery take
what about you
where is my order
are you there
hello
thanks
ok
yes
no
How much is shipping to Canada?
and how do I get a refund?
Can I return it after 30 days without the receipt?
I want to talk to a person
my parcel is broken
do you sell gift cards
is there parking at the store
what is your phone number
it does not work
that is all
why was my card declined
when do you open on Sunday
can you send me a catalogue
What if my parcel is damaged?
who are you
is this a bot
how are you
where are you located
for which orders do I get points
to return an item what do I need
how do I change my password
so how do I pay
A-20394
what payment methods are there`.split('\n'),
}

describe.each([
  ['zh', FOLLOWING_ZH],
  ['en', FOLLOWING_EN],
] as const)('a follow-up in %s', (_, pairs) => {
  it.each(pairs)('"%s" then "%s" is asked with what it leaves out', (before, text, words) => {
    const resolved = resolveFollowUp(text, [before])
    expect(resolved.used).toBe(true)
    for (const word of words) expect(resolved.text.toLowerCase()).toContain(word.toLowerCase())
  })
})

describe.each(['zh', 'en'] as const)('a complete question in %s', language => {
  const before = language === 'zh' ? '优惠券怎么领？' : 'Do you offer a discount for teachers?'
  it.each(COMPLETE[language])('"%s" is left as it is', text => {
    expect(resolveFollowUp(text, [before])).toEqual({ text, used: false })
  })
})

describe('what was asked before', () => {
  it('is nothing at the start of a conversation', () => {
    expect(resolveFollowUp('那运费呢？', [])).toEqual({ text: '那运费呢？', used: false })
    expect(resolveFollowUp('how long', ['hello', 'ok'])).toEqual({ text: 'how long', used: false })
  })

  it('is the last question, over thanks and greetings', () => {
    expect(resolveFollowUp('多久', ['怎么注册会员', '怎么退货', '谢谢', '你好']).text).toContain('退货')
    expect(resolveFollowUp('how long', ['How do I return an item?', 'thanks']).text).toContain('return')
  })

  it('is followed back over other follow-ups', () => {
    const { text } = resolveFollowUp('多久', ['怎么退货', '那换货呢'])
    expect(text).toContain('换货')
    expect(text).toContain('多久')
    expect(resolveFollowUp('how long does it take', ['Do you ship to Canada?', 'and to Mexico?']).text).toMatch(
      /ship.*Mexico/,
    )
  })

  it('gives way to the new word of the same kind', () => {
    expect(resolveFollowUp('那换货呢', ['退货要几天到账']).text).toBe('换货要几天到账')
    expect(resolveFollowUp('and to Brazil?', ['Do you ship to Canada?']).text).toBe('Do you ship to Brazil')
    expect(resolveFollowUp('what about Mexico', ['Do you ship to Canada?']).text).toBe('Do you ship to Mexico')
  })

  it('does not grow without end', () => {
    expect(resolveFollowUp('多久', ['怎么退货'.repeat(500)]).text.length).toBeLessThan(300)
  })
})
