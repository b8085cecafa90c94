/** What a developer would take off the shelf for intents, with its defaults. */
import { dockStart } from '@nlpjs/basic'
import { LangZh } from '@nlpjs/lang-zh'
import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier.js'
import { words } from '../src/text/tokens.ts'
import type { IntentSet } from './intent-sets.ts'

export interface Peer {
  name: string
  train(set: IntentSet): Promise<(text: string) => Promise<{ name: string; confidence: number }>>
}

/** nlp.js 4: one small neural network an intent over stems. */
const nlpjs: Peer = {
  name: 'nlpjs',
  async train({ language, train }) {
    const settings = { nlp: { autoSave: false, log: false, languages: [language] }, nlu: { log: false } }
    const dock = await dockStart({ use: language === 'zh' ? ['Basic', LangZh] : ['Basic', 'LangEn'], settings })
    const nlp = dock.get('nlp')
    nlp.addLanguage(language)
    for (const { text, intent } of train) nlp.addDocument(language, text, intent)
    await nlp.train()
    return async text => {
      const { intent, score } = await nlp.process(language, text)
      return { name: intent, confidence: score }
    }
  },
}

/** natural's naive Bayes, fed with our tokens: its own tokenizers drop Chinese (STACK trap 5). */
const natural: Peer = {
  name: 'natural',
  async train({ train }) {
    const classifier = new BayesClassifier()
    for (const { text, intent } of train) classifier.addDocument(words(text), intent)
    classifier.train()
    return async text => {
      const ranked = classifier.getClassifications(words(text))
      const all = ranked.reduce((sum, { value }) => sum + value, 0)
      return { name: ranked[0]!.label, confidence: all === 0 ? 0 : ranked[0]!.value / all }
    }
  },
}

export const peers: readonly Peer[] = [natural, nlpjs]
