/** Whether what was kept of a passage was made from the texts that it has now, and by what cuts them now. */
import { createHash } from 'node:crypto'
import { createBreath } from '../breath.ts'
import { textVersion } from '../text/version.ts'
import { bodyParts } from './body-parts.ts'
import type { Passage } from './passage.ts'
import { termsOf } from './terms.ts'

/** By passage id: the hash of all texts that its terms, words and vectors are made from. */
export type Digests = ReadonlyMap<string, string>

/** 8 µs each. */
export async function digestsOf(passages: Iterable<Passage>): Promise<Digests> {
  const digests = new Map<string, string>()
  const breath = createBreath()
  for (const passage of passages) {
    digests.set(passage.passageId, digestOf(passage))
    await breath()
  }
  return digests
}

function digestOf({ language, questions, text }: Passage): string {
  return hash([language, questions, text])
}

/** What holds for all that was cut: a change of the cutting, or another machine's order of bytes, is another one. */
export function cuttingMeans(): string {
  cut ??= hash(PROBES.map(text => [[...termsOf(text).words], [...termsOf(text).chars], bodyParts(text)]))
  return `1 ${process.arch} ${textVersion} ${cut}`
}

let cut: string | undefined

/** Texts with something for each rule: they show a change that nobody gave a number. */
const PROBES = [
  '# 退货\n\n怎么退货、换货？订单 A-1024 在 7 天内可以。\n- 运费 10 元\n- 满 99 元包邮！ '.repeat(8),
  "# Returns\n\nHow don't I return an item, or pay the refund's fees? Orders (A-1024) of 7 days.\n- e-mail us\n- wait. ".repeat(
    8,
  ),
]

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)
}
