/** The name with the fewest edits to a mistyped word (Levenshtein 1966), if they are at most two. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const ranked = names.map(name => ({ name, edits: editDistance(word, name) })).sort((a, b) => a.edits - b.edits)
  return ranked[0] !== undefined && ranked[0].edits <= MOST_EDITS ? ranked[0].name : undefined
}

const MOST_EDITS = 2

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]!
}
