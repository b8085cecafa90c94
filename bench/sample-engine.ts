/** The engine as the server runs it, without the server: understand -> search -> decide, each question a fresh conversation. */
import { resolve } from 'node:path'
import { piecesOf } from '../src/conversation/pieces.ts'
import type { Decision } from '../src/dialog/decision.ts'
import { initialState } from '../src/dialog/initial-state.ts'
import type { IntentInfo } from '../src/dialog/intent-info.ts'
import { step } from '../src/dialog/machine.ts'
import { DEFAULT_THRESHOLDS } from '../src/dialog/thresholds.ts'
import { DEFAULT_WORDS } from '../src/dialog/words.ts'
import type { Embedder } from '../src/embedder.ts'
import type { Language } from '../src/message.ts'
import { createEngine, type Engine } from '../src/nlu/engine.ts'
import { train } from '../src/nlu/train.ts'
import type { TrainingLine } from '../src/nlu/training-line.ts'
import type { Understanding } from '../src/nlu/understanding.ts'
import { backgroundQuestions } from '../src/retrieval/background.ts'
import type { Hit } from '../src/retrieval/hit.ts'
import { type Passage, textsOf } from '../src/retrieval/passage.ts'
import { createKnowledge, type Knowledge } from '../src/retrieval/search.ts'
import { createSpeller, learnWords } from '../src/text/speller.ts'
import { LANGUAGES, readIntents, readPassages, readQuestions, type TestQuestion } from './sample-files.ts'

const FOLDER = resolve(import.meta.dirname, '../knowledge')
const HITS = 5

export interface Material {
  passages: Passage[]
  intents: IntentInfo[]
  lines: TrainingLine[]
}

/** What was made of one question before the dialog decides. */
export interface Asked {
  question: TestQuestion
  language: Language
  understanding: Understanding
  hits: Hit[]
  pieces: { understanding: Understanding; hits: Hit[] }[]
}

export function readMaterial(): Material {
  return { passages: readPassages(FOLDER), ...readIntents(FOLDER) }
}

export function allQuestions(): { language: Language; question: TestQuestion }[] {
  return LANGUAGES.flatMap(language => readQuestions(FOLDER, language).map(question => ({ language, question })))
}

/** Trains and indexes: what a server does when it starts. */
export async function build({ passages, lines }: Material, embedder?: Embedder) {
  const { model } = await train([...lines, ...backgroundQuestions(passages)], { embedder })
  const knowledge = await createKnowledge(passages, { embedder })
  const texts = [...passages.flatMap(textsOf), ...lines.map(line => line.text)]
  return { engine: createEngine(model, { embedder, speller: createSpeller(learnWords(texts)) }), knowledge }
}

export async function ask(
  engine: Engine,
  knowledge: Knowledge,
  language: Language,
  question: TestQuestion,
  intents: readonly IntentInfo[],
): Promise<Asked> {
  const look = async (text: string) => {
    const understanding = await engine.understand(text)
    return { understanding, hits: await knowledge.search(understanding, { limit: HITS, language }) }
  }
  const whole = await look(question.text)
  const pieces = []
  const byName = new Map(intents.map(intent => [intent.name, intent]))
  for (const piece of piecesOf(whole, byName, DEFAULT_THRESHOLDS)) pieces.push(await look(piece))
  return { question, language, ...whole, pieces }
}

export function decide(
  { understanding, hits, pieces, language }: Asked,
  intents: readonly IntentInfo[],
  thresholds = DEFAULT_THRESHOLDS,
): Decision {
  const event = { kind: 'message', understanding, hits, pieces, holder: 'bot', agentsOnline: true } as const
  return step(initialState(language), event, DEFAULT_WORDS, thresholds, intents).decision
}
