/** What a Chinese text is called by on a keyboard. */
import { pinyin } from 'pinyin-pro'

/** First letters of each character's sound, other letters and digits as they are: 退款流程 A -> tklca. */
export function initialsOf(text: string): string {
  const letters = pinyin(text, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' })
  return letters
    .join('')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}
