/** How satisfied visitors are, bot and agents apart. */
import type { TenantQuery } from '../db.ts'

export interface Satisfaction {
  /** How often visitors were asked. */
  asked: number
  /** How many have answered. */
  rated: number
  /** Mean of the scores, 1 to 5; null when nobody has answered. */
  average: number | null
  /** How often each score was given, from 1 to 5. */
  scores: number[]
}

/** Of what was asked from `from` on and before `to`; without bounds, of all. */
export async function readSatisfaction(
  db: TenantQuery,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Promise<Record<'bot' | 'agent', Satisfaction>> {
  const { rows } = await db.query<{ by: 'bot' | 'agent'; score: number | null; n: number }>(
    `SELECT served_by AS by, score, count(*)::int AS n FROM rating
     WHERE tenant_id = $1 AND ($2::timestamptz IS NULL OR asked_at >= $2) AND ($3::timestamptz IS NULL OR asked_at < $3)
     GROUP BY served_by, score`,
    [db.tenantId, from ?? null, to ?? null],
  )
  const of = (by: 'bot' | 'agent') => satisfactionOf(rows.filter(row => row.by === by))
  return { bot: of('bot'), agent: of('agent') }
}

function satisfactionOf(rows: readonly { score: number | null; n: number }[]): Satisfaction {
  const scores = [1, 2, 3, 4, 5].map(score => rows.find(row => row.score === score)?.n ?? 0)
  const rated = scores.reduce((sum, n) => sum + n, 0)
  const total = scores.reduce((sum, n, i) => sum + n * (i + 1), 0)
  const asked = rows.reduce((sum, { n }) => sum + n, 0)
  return { asked, rated, average: rated === 0 ? null : total / rated, scores }
}
