/** Finds conversations by what was said in them, by private notes and by who the visitor is. Two queries, whatever is found. */
import Type, { type Static } from 'typebox'
import { readSummaries } from '../conversation/summary.store.ts'
import type { TenantQuery } from '../db.ts'
import { InvalidInput } from '../errors.ts'
import { SenderKind } from '../message.ts'
import { ConversationSummary } from '../protocol.ts'
import { queryMarks, queryTerms } from '../text/line-terms.ts'
import type { ListFilter } from './filter.ts'
import { type FoundLine, findLines, type SearchedView } from './search.store.ts'

export const SearchResult = Type.Object({
  conversation: ConversationSummary,
  line: Type.Object({
    seq: Type.Integer({ description: 'The event; 0 for the details of the contact.' }),
    kind: Type.Union([
      Type.Literal('message'),
      Type.Literal('note'),
      Type.Literal('contact'),
      Type.Literal('contact_note'),
    ]),
    at: Type.String({ format: 'date-time' }),
    senderKind: SenderKind,
    senderName: Type.Optional(Type.String()),
    text: Type.String({ description: 'Around the first word that was found, cut to about 140 characters.' }),
    marks: Type.Array(Type.Tuple([Type.Integer(), Type.Integer()]), {
      description: 'Where the words stand in `text`: UTF-16 offsets, from and up to.',
    }),
  }),
})
export type SearchResult = Static<typeof SearchResult>

export interface SearchRequest {
  q: string
  view: SearchedView
  filter: ListFilter
  limit: number
  cursor: string | undefined
}

/** @throws InvalidInput `query_empty`: there is no word in it. */
export async function search(
  db: TenantQuery,
  agentId: string,
  { q, ...request }: SearchRequest,
): Promise<{ results: SearchResult[]; next: string | undefined }> {
  const terms = queryTerms(q)
  if (terms.length === 0) {
    throw new InvalidInput('query_empty', 'There is no word to search for.', {
      value: q,
      remedy: 'Type a word or two.',
    })
  }
  const { lines, next } = await findLines(db, agentId, { terms, ...request })
  const ids = lines.map(line => line.conversationId)
  const summaries = new Map((await readSummaries(db, ids)).map(one => [one.id, one]))
  const results = lines.flatMap(line => {
    const conversation = summaries.get(line.conversationId)
    // Taken back or erased a moment ago: the line is not there, though its words still are.
    const shown = byNotes(q, line)
    return conversation === undefined || shown.text === '' ? [] : [{ conversation, line: shownLine(q, shown) }]
  })
  return { results, next }
}

type ShownLine = Omit<FoundLine, 'kind'> & { kind: SearchResult['line']['kind'] }

/** A contact whose details have none of the words was found by the notes on him: these are shown. */
function byNotes(q: string, line: FoundLine): ShownLine {
  if (line.notes === '' || queryMarks(q, line.text).length > 0) return line
  return { ...line, kind: 'contact_note', text: line.notes }
}

const SHOWN = 140
/** The first mark stands on the first line, also in a narrow column and in Chinese. */
const BEFORE_MARK = 16

function shownLine(q: string, line: ShownLine): SearchResult['line'] {
  const whole = (line.format === 'markdown' ? withoutMarkdown(line.text) : line.text).replace(/\s+/g, ' ').trim()
  const all = queryMarks(q, whole)
  const from = beginning(whole, all[0]?.[0] ?? 0)
  const to = Math.min(whole.length, from + SHOWN)
  const lead = from > 0 ? '…' : ''
  const shift = lead.length - from
  const marks = all
    .filter(mark => mark[1] > from && mark[0] < to)
    .map(([a, b]): [number, number] => [Math.max(a, from) + shift, Math.min(b, to) + shift])
  return {
    seq: line.seq,
    kind: line.kind,
    at: line.at.toISOString(),
    senderKind: line.senderKind,
    ...(line.senderName === undefined ? {} : { senderName: line.senderName }),
    text: `${lead}${whole.slice(from, to)}${to < whole.length ? '…' : ''}`,
    marks,
  }
}

/** A little before the mark, between two words where there are words. */
function beginning(whole: string, mark: number): number {
  if (mark <= BEFORE_MARK * 2) return 0
  const cut = mark - BEFORE_MARK
  const space = whole.indexOf(' ', cut)
  return space >= 0 && space < mark ? space + 1 : cut
}

/** The safe subset that a bot's answer is written in: links by their words, no signs of bold and lists. */
const withoutMarkdown = (text: string): string =>
  text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|__|`/g, '')
    .replace(/^\s*(?:[-*>#]+|\d+\.)\s+/gm, '')
