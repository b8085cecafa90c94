import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import dictionary from 'dictionary-en'
import nspell from 'nspell'

/** Read as a file: as a module its 92,000 names overwhelm the loader. */
const LEXICON = 'natural/lib/natural/brill_pos_tagger/data/English/lexicon_from_posjs.json'
/** Written without its apostrophe: no slip. */
const CONTRACTIONS = new Set(
  (
    'aint arent cant couldnt didnt doesnt dont hadnt hasnt havent isnt mightnt mustnt shouldnt wasnt werent wont wouldnt ' +
    'im ive id youre youve youll hes shes theyre theyve theyll weve thats thatll whats wheres whos hows whens theres heres lets ' +
    'someones everyones wifi gonna wanna gotta kinda pls plz thx'
  ).split(' '),
)

/** Both are read once, at the first training or loading of a bot: 60 ms and 15 MB, 120 ms and 28 MB. */
let lexicon: ReadonlyMap<string, readonly string[]> | undefined
let checker: ReturnType<typeof nspell> | undefined

/** 92,000 English words, each with its parts of speech (Penn Treebank tags); from natural. */
export function englishLexicon(): ReadonlyMap<string, readonly string[]> {
  if (lexicon === undefined) {
    const file = createRequire(import.meta.url).resolve(LEXICON)
    lexicon = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>))
  }
  return lexicon
}

/** Whether a lower-case word is English, inflected or not: natural's lexicon or Hunspell's dictionary has it. */
export function isEnglishWord(word: string): boolean {
  checker ??= nspell(Buffer.from(dictionary.aff), Buffer.from(dictionary.dic))
  return CONTRACTIONS.has(word) || englishLexicon().has(word) || checker.correct(word)
}
