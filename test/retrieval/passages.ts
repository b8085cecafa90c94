/** A small bilingual shop, and searching it. */
import type { Embedder } from '../../src/embedder.ts'
import type { Language } from '../../src/message.ts'
import type { Passage } from '../../src/retrieval/passage.ts'
import type { Knowledge } from '../../src/retrieval/search.ts'
import { detectLanguage } from '../../src/text/language.ts'
import { normalize } from '../../src/text/normalize.ts'

export function faq(key: string, language: Language, questions: string[], text: string): Passage {
  return {
    passageId: `${language} ${key}`,
    documentId: `document ${language} ${key}`,
    kind: 'faq',
    key,
    language,
    title: questions[0]!,
    text,
    questions,
  }
}

export const SHOP: Passage[] = [
  faq(
    'shipping-fee',
    'en',
    ['How much is shipping?', 'delivery charge', 'free delivery'],
    'Shipping costs 10 yuan, free from 99.',
  ),
  faq('return', 'en', ['How do I return an item?', 'send it back'], 'Open the order and click Return within 7 days.'),
  faq(
    'password',
    'en',
    ['How do I change my password?', 'forgot my password'],
    'Open the account page and click Forgot password.',
  ),
  faq('store', 'en', ['Where is your store?', 'shop address'], 'The store is near the lake in Hangzhou.'),
  faq('shipping-fee', 'zh', ['运费怎么算?', '邮费多少', '包邮吗'], '运费 10 元,满 99 元包邮。'),
  faq('return', 'zh', ['怎么退货?', '我想把东西寄回去'], '在订单页点退货,7 天内有效。'),
  faq('password', 'zh', ['怎么修改密码?', '忘记密码'], '在账户页点忘记密码。'),
  faq('only-zh', 'zh', ['可以开发票吗?', '增值税专用发票'], '可以开电子发票。'),
  {
    ...faq('guide', 'zh', ['紫砂壶怎么养', '茶具养护 紫砂壶怎么养'], '紫砂壶用后倒空晾干,不要用洗洁精。'),
    kind: 'article',
    title: '茶具养护',
    heading: '紫砂壶怎么养',
  },
  {
    ...faq('guide', 'zh', ['建盏开盏', '茶具养护 建盏开盏'], '新买的建盏用茶叶煮一次。'),
    kind: 'article',
    title: '茶具养护',
    heading: '建盏开盏',
    passageId: 'zh guide 2',
  },
]

export function ask(knowledge: Knowledge, text: string, language: Language, limit = 5) {
  const query = { text, normalized: normalize(text), tokens: [], language: detectLanguage(text) }
  return knowledge.search(query, { limit, language })
}

/** A sentence model for tests: counts the shop's topics in both languages, and a little noise; texts of one language are nearer to each other. */
const TOPICS = [
  /ship|deliver|postage|freight|运费|邮|费/i,
  /return|back|退|寄回/i,
  /password|credential|密码/i,
  /store|shop|hangzhou|门店/i,
  /invoice|receipt|发票/i,
  /紫砂|teapot|zisha/i,
  /建盏/,
]

export function fakeEmbedder(): Embedder & { calls: number } {
  const embedder = {
    identity: 'fake',
    name: 'fake',
    dims: TOPICS.length + 3,
    calls: 0,
    async embed(texts: readonly string[]) {
      embedder.calls += texts.length
      return texts.map(text => {
        const language = /\p{Script=Han}/u.test(text) ? [0.7, 0] : [0, 0.7]
        const raw = Float32Array.from([...TOPICS.map(topic => (topic.test(text) ? 1 : 0)), ...language, 0.3])
        return raw.map(x => x / Math.hypot(...raw))
      })
    },
    close: async () => {},
  }
  return embedder
}
