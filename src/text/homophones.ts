/**
 * Slips of Chinese input: whoever types by sound picks the wrong characters of the right sound (快弟 for 快递). Characters
 * that make no word where they stand are read as the word of a vocabulary that sounds the same.
 */
import { pinyin } from 'pinyin-pro'
import { chineseWords } from './tokens.ts'

/** Lengths of the words looked for, in characters. */
const LONGEST = 4
const SHORTEST = 2
/** A word that stands here or there only may be a slip itself. */
const MIN_COUNT = 2
/** Sounds that many speakers do not tell apart, and that input methods therefore take for each other. */
const FUZZY: readonly [RegExp, string][] = [
  [/^(z|c|s)h/, '$1'],
  [/ng$/, 'n'],
]
/** Words by themselves, and the most frequent ones: two of them side by side sound like something by chance. */
const LITTLE_WORDS = new Set(
  '是的不了在我你您他她它这那哪个就都也还要会能有没吗呢吧啊呀哦把给跟和与或被让从到去来上下里外说看想做用好大小多少几一二两三四五六七八九十再又才可以行对得地着过之而但若请您咋啥句话号',
)

interface Known {
  word: string
  count: number
}

/** The most frequent word of each sound. */
export type Homophones = ReadonlyMap<string, Known>

/** `words` gives each word with how often it occurs. */
export function buildHomophones(words: ReadonlyMap<string, number>): Homophones {
  const bySound = new Map<string, Known>()
  for (const [word, count] of words) {
    const length = Array.from(word).length
    if (count < MIN_COUNT || length < SHORTEST || length > LONGEST || !/^\p{Script=Han}+$/u.test(word)) continue
    const sound = soundsOf(word).join(' ')
    if (count > (bySound.get(sound)?.count ?? 0)) bySound.set(sound, { word, count })
  }
  return bySound
}

/** A run of Han characters with its slips put right. `isKnown` says which runs are right as they are. */
export function correctHomophones(homophones: Homophones, run: string, isKnown: (text: string) => boolean): string {
  let corrected = ''
  let loose = ''
  for (const word of chineseWords(run)) {
    if (Array.from(word).length === 1) loose += word
    else {
      corrected += correctLoose(homophones, loose, isKnown) + word
      loose = ''
    }
  }
  return corrected + correctLoose(homophones, loose, isKnown)
}

/** Characters of which jieba makes no word: the words in their sounds that together are the likeliest. */
function correctLoose(homophones: Homophones, loose: string, isKnown: (text: string) => boolean): string {
  const characters = Array.from(loose)
  if (characters.length < SHORTEST) return loose
  const sounds = soundsOf(loose)
  /** Of the first `i` characters: the best score, and the text that has it. */
  const best = [{ score: 0, text: '' }]
  for (let end = 1; end <= characters.length; end++) {
    const last = best[end - 1]!
    let here = { score: last.score, text: last.text + characters[end - 1]! }
    for (let length = SHORTEST; length <= Math.min(LONGEST, end); length++) {
      const from = end - length
      const span = characters.slice(from, end)
      const found = readAs(homophones, span, sounds.slice(from, end), isKnown)
      const score = found && best[from]!.score + length ** 2 + Math.log(found.count)
      if (found && score! > here.score) here = { score: score!, text: best[from]!.text + found.word }
    }
    best.push(here)
  }
  return best[characters.length]!.text
}

function readAs(
  homophones: Homophones,
  span: readonly string[],
  sounds: readonly string[],
  isKnown: (text: string) => boolean,
): Known | undefined {
  const text = span.join('')
  if (isKnown(text)) return { word: text, count: MIN_COUNT }
  if (span.length === SHORTEST && span.some(character => LITTLE_WORDS.has(character))) return undefined
  return homophones.get(sounds.join(' '))
}

/** Whether a character is a word by itself or among the most frequent ones. */
export function isLittleWord(character: string): boolean {
  return LITTLE_WORDS.has(character)
}

/** How each character sounds: pinyin without tones, and without the differences that many speakers do not make. */
export function soundsOf(text: string): string[] {
  const sounds = pinyin(text, { toneType: 'none', type: 'array', v: true })
  return sounds.map(sound => FUZZY.reduce((fuzzy, [pattern, by]) => fuzzy.replace(pattern, by), sound))
}
