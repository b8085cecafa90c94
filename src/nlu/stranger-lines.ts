import { createRandom } from '../random.ts'
import { createDrawWord } from '../text/stranger-words.ts'
import { tokenize } from '../text/tokens.ts'

const SEED = 7
/** Chance of each content word to be replaced; at least one always is. */
const REPLACED = 0.8
/** Chance that the new word is one of another training line: known words in the wrong place. 0 to 0.3 differ little, 0.6 is worse. */
const KNOWN = 0.15

/**
 * Makes lines that keep the frame of a training line but speak of something else: its content words are replaced by
 * common words of the language, drawn at random ("我的快递到哪了" -> "我的地震到哪了"). They stand for what nobody
 * trained. A line without a content word gives undefined. Deterministic.
 */
export function createStrangerLines(lines: readonly string[]): (text: string) => string | undefined {
  const random = createRandom(SEED)
  const draw = createDrawWord(random)
  const known = knownWords(lines)
  const other = (kind: 'han' | 'latin') => {
    const words = known[kind]
    return random() < KNOWN && words.length > 0 ? words[Math.floor(random() * words.length)]! : draw(kind)
  }
  return text => {
    const tokens = tokenize(text)
    const content = tokens.flatMap((token, i) => (token.stop || token.kind === 'number' ? [] : [i]))
    if (content.length === 0) return undefined
    const surely = content[Math.floor(random() * content.length)]!
    const replaced = new Set(content.filter(i => i === surely || random() < REPLACED))
    const words = tokens.map((token, i) => {
      if (!replaced.has(i)) return token.kind === 'han' ? token.word : ` ${token.word} `
      return token.kind === 'han' ? other('han') : ` ${other('latin')} `
    })
    return words.join('')
  }
}

function knownWords(lines: readonly string[]): Record<'han' | 'latin', string[]> {
  const known = { han: new Set<string>(), latin: new Set<string>() }
  for (const line of lines) {
    for (const { word, kind, stop } of tokenize(line)) if (!stop && kind !== 'number') known[kind].add(word)
  }
  return { han: [...known.han], latin: [...known.latin] }
}
