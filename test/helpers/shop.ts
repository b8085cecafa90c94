/** A shop small enough to be trained in a moment: a few FAQ entries and intents in both languages. */
import type { IntentContent } from '../../src/admin/intents.ts'
import type { DocumentContent } from '../../src/retrieval/knowledge.store.ts'

export const FAQ: DocumentContent[] = [
  faq(
    'shipping-fee',
    'zh',
    '运费怎么算？满多少包邮？',
    ['邮费多少', '快递费是多少钱', '包邮吗'],
    '满 99 元包邮，不满收 10 元运费。',
  ),
  faq(
    'shipping-fee',
    'en',
    'How much is shipping, and when is it free?',
    ['delivery charge', "what's the postage", 'is shipping free'],
    'Shipping is free from ¥99; below that it costs ¥10.',
  ),
  faq('invoice', 'zh', '可以开发票吗？', ['怎么开发票', '要发票', '电子发票在哪下载'], '可以，在订单页点“申请发票”。'),
  faq(
    'invoice',
    'en',
    'Can I get an invoice?',
    ['how do I get an invoice', 'need a receipt for tax', 'download the invoice'],
    'Yes: click Request invoice on the order page.',
  ),
  faq(
    'gaiwan-size',
    'zh',
    '盖碗怎么选大小？',
    ['盖碗多大合适', '一个人喝茶用多大的盖碗'],
    '一个人用 100 毫升，三四个人用 150 毫升。',
  ),
  faq(
    'gaiwan-size',
    'en',
    'Which gaiwan size should I choose?',
    ['gaiwan for one person', 'how big a gaiwan do I need'],
    '100 ml for one person, 150 ml for three or four.',
  ),
]

/** So many passages, which no intent and no question of the others is near to. */
export const longArticle = (passages: number): DocumentContent => ({
  kind: 'article',
  key: 'teas',
  language: 'en',
  title: 'Our teas',
  similar: [],
  body: Array.from({ length: passages }, (_, i) => `## Tea number ${i}\n\nPicked in garden ${i}, at ${i} metres.`).join(
    '\n\n',
  ),
  tags: [],
})

export const INTENTS: IntentContent[] = [
  intent('greeting', 'small_talk', '您好！有什么可以帮您？', 'Hello! How can I help?', {
    zh: ['你好', '您好', '在吗', '早上好', '哈喽', '有人吗'],
    en: ['hello', 'hi there', 'good morning', 'hey', 'hi', 'greetings'],
  }),
  intent('track_order', 'answer', '请打开订单页查看物流。', 'Open the orders page to track your parcel.', {
    zh: ['我的快递到哪了', '查物流', '包裹在哪里', '订单到哪一站了', '物流没有更新', '快递单号是多少'],
    en: ['where is my parcel', 'track my order', 'tracking number please', 'has my order shipped', 'parcel status'],
  }),
  intent('reset_password', 'answer', '在登录框下点“忘记密码”。', 'Click Forgot password under the sign-in box.', {
    zh: ['忘记密码了', '重置密码', '密码不对登录不上', '找回密码', '修改密码'],
    en: ['I forgot my password', 'reset password', "can't log in", 'change my password', 'wrong password'],
  }),
]

function faq(key: string, language: 'zh' | 'en', title: string, similar: string[], body: string): DocumentContent {
  return { kind: 'faq', key, language, title, similar, body, url: `https://shop.example/${key}`, tags: [] }
}

function intent(
  name: string,
  kind: IntentContent['kind'],
  zh: string,
  en: string,
  utterances: IntentContent['utterances'],
): IntentContent {
  return { name, title: { zh: name, en: name }, kind, sensitive: false, answer: { zh, en }, utterances }
}
