/** The texts that a student learns from: sentences, translations and questions that belong together, each text once. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { InvalidInput } from '../../errors.ts'
import type { Language } from '../../message.ts'
import { createRandom, shuffled } from '../../random.ts'

export interface Corpus {
  /** Each text once. */
  texts: string[]
  /** Beside `texts`. */
  languages: Language[]
  /** Numbers of texts: a Chinese one and its English translation. */
  parallel: [number, number][]
  /** Numbers of texts in one language: two wordings of one question. */
  paraphrases: [number, number][]
  /** Numbers of texts that nobody wrote: one, and the same with a word changed (`variants.ts`). */
  variants: [number, number][]
  /** Texts from this number on are variants. */
  written: number
  /** What was left out, and why. */
  skipped: { broken: number; length: number; repeated: number }
}

/** How many of each are taken, at most. */
export interface Sample {
  sentences: number
  parallel: number
  questions: number
}

/** Shortest and longest text, in UTF-16 code units: what visitors write, and the questions and headings they look for. */
const LENGTH = { zh: [2, 70], en: [4, 150] } as const
/** What a decoder leaves where bytes are not UTF-8. */
const BROKEN = '\ufffd'
const SEED = 20_261

/**
 * Reads `zh.txt`, `en.txt` (a sentence a line), `parallel.tsv` (zh, en) and `qa.tsv` (a, b, language,
 * `paraphrase` or `qa`) from a folder, each
 * plain or `.gz`, any of them may be absent. Takes a random sample that is the same every time.
 * Throws InvalidInput `corpus_unusable` where the folder has too little to learn from.
 */
export function readCorpus(folder: string, sample: Sample): Corpus {
  const gather = createGatherer()
  for (const language of ['zh', 'en'] as const) {
    for (const [text] of sampled(folder, `${language}.txt`, sample.sentences)) gather.take(text!, language)
  }
  for (const [zh, en] of sampled(folder, 'parallel.tsv', sample.parallel)) {
    gather.pair(gather.corpus.parallel, [zh, 'zh'], [en, 'en'])
  }
  for (const [a, b, language, kind] of sampled(folder, 'qa.tsv', sample.questions)) {
    // Answers are texts to learn from like others; only wordings of one question are pulled together.
    const into = kind === 'paraphrase' ? gather.corpus.paraphrases : []
    if (language === 'zh' || language === 'en') gather.pair(into, [a, language], [b, language])
  }
  const { corpus } = gather
  corpus.written = corpus.texts.length
  if (corpus.texts.length < LEAST) refuse(folder, corpus)
  return corpus
}

/** With fewer texts a student learns nothing that words alone would not do. */
const LEAST = 2000

function refuse(folder: string, { texts, skipped }: Corpus): never {
  const { broken, length, repeated } = skipped
  throw new InvalidInput(
    'corpus_unusable',
    `The corpus in ${folder} has ${texts.length} usable texts, at least ${LEAST} are needed (left out: ${broken} not UTF-8, ${length} too short or too long, ${repeated} repeated).`,
    {
      remedy:
        'Put sentences, one a line, into zh.txt and en.txt, translations into parallel.tsv (zh<TAB>en), in UTF-8.',
      value: folder,
      params: { folder, texts: texts.length, broken, length, repeated },
    },
  )
}

function createGatherer() {
  const corpus: Corpus = {
    texts: [],
    languages: [],
    parallel: [],
    paraphrases: [],
    variants: [],
    written: 0,
    skipped: { broken: 0, length: 0, repeated: 0 },
  }
  const numbers = new Map<string, number>()

  function take(given: string, language: Language): number | undefined {
    const text = given.trim()
    const known = numbers.get(text)
    if (known !== undefined) {
      corpus.skipped.repeated++
      return known
    }
    const [shortest, longest] = LENGTH[language]
    if (text.includes(BROKEN)) corpus.skipped.broken++
    else if (text.length < shortest || text.length > longest) corpus.skipped.length++
    else {
      numbers.set(text, corpus.texts.length)
      corpus.languages.push(language)
      return corpus.texts.push(text) - 1
    }
    return undefined
  }

  function pair(into: [number, number][], ...sides: [string | undefined, Language][]): void {
    const [a, b] = sides.map(([text, language]) => (text === undefined ? undefined : take(text, language)))
    if (a !== undefined && b !== undefined && a !== b) into.push([a, b])
  }
  return { corpus, take, pair }
}

/** The columns of up to `most` lines of a file, in random order. */
function sampled(folder: string, file: string, most: number): string[][] {
  const lines = readLines(folder, file)
  const order = shuffled(lines.length, createRandom(SEED))
  return order.slice(0, most).map(i => lines[i]!.split('\t'))
}

/** The lines of a file that may be packed; none where it is absent. */
export function readLines(folder: string, file: string): string[] {
  const plain = join(folder, file)
  const packed = `${plain}.gz`
  if (!existsSync(plain) && !existsSync(packed)) return []
  try {
    const bytes = existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(packed))
    return bytes
      .toString('utf8')
      .split(/\r?\n/)
      .filter(line => line !== '')
  } catch (cause) {
    throw new InvalidInput('corpus_unusable', `${existsSync(plain) ? plain : packed} cannot be read.`, {
      remedy: 'Pack it again, or give it as a plain text file in UTF-8.',
      value: file,
      cause,
    })
  }
}
