/** Lists of short texts (similar questions, utterances, origins) as people edit them. */

/** Adds what was typed or pasted: one entry a line, trimmed, without empty ones and those already there. */
export function addLines(list: readonly string[], typed: string): string[] {
  const seen = new Set(list.map(sameness))
  const added: string[] = []
  for (const line of typed.split(/\r?\n/)) {
    const text = line.trim()
    if (text === '' || seen.has(sameness(text))) continue
    seen.add(sameness(text))
    added.push(text)
  }
  return [...list, ...added]
}

/** Puts `text` at `index`; an emptied entry goes. */
export function changeLine(list: readonly string[], index: number, text: string): string[] {
  const next = text.trim()
  return list.flatMap((old, at) => (at !== index ? [old] : next === '' ? [] : [next]))
}

/** True when the text, but for case and spaces, stands in the list already. */
export function hasLine(list: readonly string[], typed: string): boolean {
  return list.some(line => sameness(line) === sameness(typed))
}

function sameness(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase()
}
