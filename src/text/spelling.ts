/** Slips of the keyboard in English words: an unknown word stands for the nearest one of a vocabulary. */

/** Shorter words have too many neighbours. */
const MIN_LENGTH = 4
/** From this length on two slips are forgiven, below it one. */
const TWO_SLIPS_FROM = 7
const PLAIN_WORD = /^[a-z]+$/

/** The known words with how often each occurs, by first letter and length: a slip rarely hits the first letter. */
export type Spellings = ReadonlyMap<string, readonly Known[]>

interface Known {
  word: string
  count: number
}

/** `words` gives each known word with how often it occurs. */
export function buildSpellings(words: ReadonlyMap<string, number>): Spellings {
  const bins = new Map<string, Known[]>()
  for (const [word, count] of words) {
    if (word.length < MIN_LENGTH - 1 || !PLAIN_WORD.test(word)) continue
    const bin = bins.get(binOf(word[0]!, word.length))
    if (bin) bin.push({ word, count })
    else bins.set(binOf(word[0]!, word.length), [{ word, count }])
  }
  return bins
}

/** The known word nearest to an unknown one, the more frequent of two equally near; undefined when none is near. */
export function nearestWord(spellings: Spellings, word: string): string | undefined {
  if (word.length < MIN_LENGTH || !PLAIN_WORD.test(word)) return undefined
  const allowed = word.length >= TWO_SLIPS_FROM ? 2 : 1
  let best: (Known & { slips: number }) | undefined
  for (let length = word.length - allowed; length <= word.length + allowed; length++) {
    for (const known of spellings.get(binOf(word[0]!, length)) ?? []) {
      const slips = distance(word, known.word, best?.slips ?? allowed)
      if (slips > (best?.slips ?? allowed)) continue
      if (best === undefined || slips < best.slips || known.count > best.count) best = { ...known, slips }
    }
  }
  return best?.word
}

/** Optimal string alignment distance (Damerau 1964): a swap of neighbours is one slip. Above `limit` it is not exact. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
    }
    before = last
    last = row
  }
  return last[b.length]!
}

function binOf(first: string, length: number): string {
  return `${first}${length}`
}
