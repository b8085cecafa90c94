/** The intent sets of ../shared/data, each as lines to train on and questions to ask. */
import type { Language } from '../src/message.ts'
import { type IntentRow, readData } from './data.ts'

export interface IntentSet {
  language: Language
  train: IntentRow[]
  test: IntentRow[]
  /** Questions that no intent covers. */
  outside: IntentRow[]
}

/** CLINC150's label of questions that no intent covers. */
const OUT_OF_SCOPE = 'oos'

/** By the names of their figures. The last one is trained on English lines and asked in Chinese. */
export const INTENT_SETS: Record<string, () => IntentSet> = {
  'banking77.full': () => splits('banking77/intents'),
  'banking77.shot10': () => splits('banking77/fewshot_10'),
  'banking77.shot5': () => splits('banking77/fewshot_5'),
  'clinc150.full': () => splits('clinc150/intents'),
  'hwu64.full': () => splits('hwu64/intents'),
  'hwu64.vendorSmall': () => splits('hwu64/vendor_small'),
  'massive_zh.full': () => splits('massive/zh', 'zh'),
  'massive_en.full': () => splits('massive/en'),
  'smp2017.full': () => splits('smp2017/intents', 'zh'),
  massive_en_zh: () => ({ ...splits('massive/en'), test: splits('massive/zh').test }),
}

/** No question out of scope is trained on. `part` is what is asked: settings are chosen on `valid`. */
export function splits(name: string, language: Language = 'en', part: 'valid' | 'test' = 'test'): IntentSet {
  const rows = readData<IntentRow>(name)
  const inside = rows.filter(({ intent }) => intent !== OUT_OF_SCOPE)
  return {
    language,
    train: inside.filter(({ split }) => split === 'train'),
    test: inside.filter(({ split }) => split === part),
    outside: rows.filter(({ intent, split }) => intent === OUT_OF_SCOPE && split === part),
  }
}
