/** Slips of the keyboard in Latin words: an unknown word stands for the nearest one that the knowledge has. */

/** Shorter words have too many neighbours. */
const MIN_LENGTH = 4
/** From this length on two slips are forgiven, below it one. */
const TWO_SLIPS_FROM = 7

/** The known words of each length, by first letter: a slip rarely hits the first one. */
export type Spellings = ReadonlyMap<string, readonly string[]>

export function buildSpellings(words: Iterable<string>): Spellings {
  const bins = new Map<string, string[]>()
  for (const word of words) {
    if (word.length < MIN_LENGTH - 1 || !/^[a-z]+$/.test(word)) continue
    const bin = bins.get(binOf(word[0]!, word.length))
    if (bin) bin.push(word)
    else bins.set(binOf(word[0]!, word.length), [word])
  }
  return bins
}

/** The known word nearest to an unknown one, or undefined when none is near. */
export function correct(spellings: Spellings, word: string): string | undefined {
  if (word.length < MIN_LENGTH || !/^[a-z]+$/.test(word)) return undefined
  let allowed = word.length >= TWO_SLIPS_FROM ? 2 : 1
  let best: string | undefined
  for (let length = word.length - allowed; length <= word.length + allowed; length++) {
    for (const known of spellings.get(binOf(word[0]!, length)) ?? []) {
      const slips = distance(word, known, allowed)
      if (slips > allowed || (best !== undefined && slips === allowed)) continue
      best = known
      allowed = slips
    }
  }
  return best
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
