/** Finds a passage's words again in the text of a PDF's page, whose pieces have other spaces, hyphens and line breaks. */

/** A run of signs this long in both is no accident; Chinese says more with each sign. */
const RUN = { han: 5, other: 12 }
/** Pieces of which this share was found belong to the passage. */
const SHARE = 0.5
/** Signs between two found pieces that are taken with them: a number, a mark, a table's dash. */
const GAP = 8

/** Which of the page's pieces of text belong to the passage, by number. Empty where it does not stand on this page. */
export function findPassage(pieces: readonly string[], passage: string): Set<number> {
  const wanted = bare(plain(passage))
  const page = pieces.map(bare)
  const all = page.join('')
  const covered = cover(all, wanted)
  return fillGaps(page, belonging(page, covered))
}

/** For each sign of `all`, whether it stands in a run that `wanted` has too. */
function cover(all: string, wanted: string): Uint8Array {
  const covered = new Uint8Array(all.length)
  const run = Math.min(/\p{Script=Han}/u.test(wanted) ? RUN.han : RUN.other, wanted.length)
  if (run === 0) return covered
  const runs = new Set<string>()
  for (let at = 0; at + run <= wanted.length; at++) runs.add(wanted.slice(at, at + run))
  for (let at = 0; at + run <= all.length; at++) {
    if (runs.has(all.slice(at, at + run))) covered.fill(1, at, at + run)
  }
  return withoutStrays(covered, Math.min(2 * run, wanted.length))
}

/** A lonely short run is a phrase that the page also has elsewhere. */
function withoutStrays(covered: Uint8Array, least: number): Uint8Array {
  for (let from = covered.indexOf(1); from !== -1; ) {
    const end = covered.indexOf(0, from)
    const to = end === -1 ? covered.length : end
    if (to - from < least) covered.fill(0, from, to)
    from = covered.indexOf(1, to)
  }
  return covered
}

function belonging(page: readonly string[], covered: Uint8Array): Set<number> {
  const found = new Set<number>()
  let at = 0
  page.forEach((piece, index) => {
    const hits = covered.subarray(at, at + piece.length).reduce((sum, one) => sum + one, 0)
    if (piece.length > 0 && hits >= SHARE * piece.length) found.add(index)
    at += piece.length
  })
  return found
}

function fillGaps(page: readonly string[], found: Set<number>): Set<number> {
  let last: number | undefined
  let gap = 0
  for (const [index, piece] of page.entries()) {
    if (!found.has(index)) {
      gap += piece.length
      continue
    }
    if (last !== undefined && gap <= GAP) for (let between = last + 1; between < index; between++) found.add(between)
    last = index
    gap = 0
  }
  return found
}

/** Markdown without its marks and the targets of its links. */
const plain = (markdown: string): string =>
  markdown.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/<!--[\s\S]*?-->/g, ' ')

/** Letters and digits only, in one width and case. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
