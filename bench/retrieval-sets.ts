/** The public FAQ sets as knowledge bases with questions. */
import type { Language } from '../src/message.ts'
import type { Passage } from '../src/retrieval/passage.ts'
import { type FaqEntry, type FaqQuery, readData } from './data.ts'

export interface AskedQuestion {
  text: string
  /** Keys of the right entries; none where the base does not answer it. */
  relevant: readonly string[]
  /** The figure that it counts for, e.g. `alicloud.reworded`. */
  figure: string
}

export interface Base {
  passages: Passage[]
  questions: AskedQuestion[]
}

/** Every so many threads of StackFAQ is left out, so that its questions have no answer there. */
const LEFT_OUT = 5

/** AliCloud's languages apart, as in a help centre that has each for itself: so a question in the other one must cross. */
export function faqBases(): Base[] {
  const alicloud = readData<FaqEntry>('alicloud_faq_dev/corpus')
  const asked = [...readData<FaqQuery>('alicloud_faq_dev/queries'), ...readData<FaqQuery>(COLLOQUIAL)]
  const apart = (language: Language): Base => ({
    passages: alicloud.filter(({ lang }) => lang === language).map(entry => passageOf(entry, entry.id)),
    questions: asked
      .filter(({ relevant }) => relevant[0]?.endsWith(`.${language}`))
      .map(({ text, relevant, kind }) => ({ text, relevant, figure: `alicloud.${kind}` })),
  })
  return [apart('zh'), apart('en'), ...['stackfaq', 'vira_faq'].map(plainBase)]
}

/** AliCloud in both languages at once, an entry and its translation under one key; and StackFAQ without a fifth of it. */
export function unanswerableBases(): Base[] {
  const alicloud = readData<FaqEntry & { pair: string }>('alicloud_faq_dev/corpus')
  const pairs = new Map(alicloud.map(({ id, pair }) => [id, pair]))
  const asked = [...readData<FaqQuery>('alicloud_faq_dev/queries'), ...readData<FaqQuery>(COLLOQUIAL)]
  const whole: Base = {
    passages: alicloud.map(entry => passageOf(entry, entry.pair)),
    // A question across languages is word for word one of this base.
    questions: asked
      .filter(({ kind }) => kind !== 'crosslingual')
      .map(({ text, relevant }) => ({ text, relevant: relevant.map(id => pairs.get(id)!), figure: 'outOfKnowledge' })),
  }
  const { passages, questions } = plainBase('stackfaq')
  const isLeftOut = (id: string) => Number(id.slice(1, 4)) % LEFT_OUT === 0
  const part: Base = {
    passages: passages.filter(({ key }) => !isLeftOut(key)),
    questions: questions.map(({ text, relevant }) => ({
      text,
      relevant: relevant.filter(id => !isLeftOut(id)),
      figure: 'outOfKnowledge.stackfaq',
    })),
  }
  return [whole, part]
}

const COLLOQUIAL = 'alicloud_faq_dev/queries_colloquial'

/** VIRA's training questions are for tuning only. */
function plainBase(name: string): Base {
  const figure = name.replace('_faq', '')
  return {
    passages: readData<FaqEntry>(`${name}/corpus`).map(entry => passageOf(entry, entry.id)),
    questions: readData<FaqQuery & { split: string }>(`${name}/queries`)
      .filter(({ split }) => split !== 'train')
      .map(({ text, relevant }) => ({ text, relevant, figure })),
  }
}

function passageOf({ id, question, answer, lang }: FaqEntry, key: string): Passage {
  const kind = 'faq'
  return {
    passageId: id,
    documentId: id,
    kind,
    key,
    language: lang,
    title: question,
    text: answer,
    questions: [question],
  }
}
