import { expect, it } from 'vitest'
import type { Hit } from '../../src/retrieval/hit.ts'
import { joinNearDuplicates } from '../../src/retrieval/near-duplicates.ts'

const LONG = 'Returns are free within fourteen days; send the parcel back with the label that lies in it.'
const ZH = '自收货之日起十四天内可以免费退货，请使用包裹里的退货面单寄回。'
const hit = (key: string, text: string, confidence: number, language: Hit['language'] = 'en'): Hit => ({
  passageId: key,
  documentId: key,
  kind: 'article',
  key,
  language,
  title: key,
  text,
  matched: key,
  scores: { bm25: 0, fused: 0 },
  confidence,
})
const found = (hits: Hit[]) =>
  joinNearDuplicates(hits).map(({ key, confidence }) => [key, Number(confidence.toFixed(2))])

it('lets one of nearly the same texts speak for all', () => {
  const hits = [hit('other', 'We ship on weekdays.', 0.4), hit('pdf', LONG, 0.3), hit('docx', `${LONG} Please.`, 0.25)]
  expect(found(hits)).toEqual([
    ['pdf', 0.55],
    ['other', 0.4],
  ])
  expect(found([hit('a', ZH, 0.4, 'zh'), hit('b', ZH.replace('请', '请您'), 0.3, 'zh')])).toEqual([['a', 0.7]])
})

it('leaves apart what differs in what counts, and what is in another language', () => {
  const short = [hit('a', 'It costs 10 yuan.', 0.4), hit('b', 'It costs 12 yuan.', 0.3)]
  expect(found(short)).toHaveLength(2)
  expect(found([hit('a', LONG, 0.4), hit('b', LONG, 0.3, 'zh')])).toHaveLength(2)
  expect(found([hit('a', `${LONG} It costs 10 yuan.`, 0.4), hit('b', `${LONG} It costs 12 yuan.`, 0.3)])).toHaveLength(
    2,
  )
  const other = LONG.replace('free', 'charged').replace('fourteen', 'thirty')
  expect(found([hit('a', LONG, 0.4), hit('b', other, 0.3)])).toHaveLength(2)
})
