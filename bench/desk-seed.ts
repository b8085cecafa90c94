/**
 * A busy company's year in rows: conversations with their events, handoffs, contacts and the lines of the search, made by
 * the database itself out of a few thousand texts. Indexes that cost most are made afterwards.
 */
import { readFileSync } from 'node:fs'
import type pg from 'pg'
import { tenantMark } from '../src/finding/line.store.ts'
import { newId } from '../src/id.ts'
import { contactTerms, lineTerms } from '../src/text/line-terms.ts'
import { textVersion } from '../src/text/version.ts'

export interface SeedPlan {
  tenantId: string
  inboxId: string
  conversations: number
  agents: number
}

export interface Seeded {
  agentIds: string[]
  teamIds: string[]
  messages: number
}

/** Messages of a conversation, on average. */
export const MESSAGES_EACH = 10
const TEXTS = 6000
const NAMES = 3000
/** Of the newest conversations: with the bot, waiting, with an agent. The rest is resolved. */
const OPEN_SHARE = 0.03
const WAITING_SHARE = 0.002
const ASSIGNED_SHARE = 0.01

/** Fills an installation whose tenant and inbox are there. `say` tells each step and its seconds. */
export async function seedDesk(client: pg.Client, plan: SeedPlan, say: (line: string) => void): Promise<Seeded> {
  const { tenantId, inboxId, conversations } = plan
  const step = async (name: string, sql: string, params: unknown[] = []) => {
    const from = performance.now()
    const { rowCount } = await client.query(sql, params)
    say(
      `  ${name.padEnd(24)}${String(rowCount ?? '').padStart(9)} rows ${((performance.now() - from) / 1000).toFixed(1).padStart(7)} s`,
    )
  }
  await client.query("SELECT set_config('yingda.tenant_id', '*', false)")
  await client.query('SET synchronous_commit = off')
  await client.query("SET maintenance_work_mem = '512MB'")
  const agentIds = await seedPeople(client, plan)
  const teamIds = (await client.query<{ id: string }>('SELECT id FROM team ORDER BY id')).rows.map(row => row.id)
  await seedTexts(client, tenantId)

  // FROM generate_series: n = 1 is the oldest conversation, a year ago; the newest ended a minute ago.
  await step(
    'contacts',
    `INSERT INTO contact (tenant_id, id, inbox_id, name, email, phone)
     SELECT $1, ${id('g.n')}, $2, t.name, t.email, '138' || lpad((g.n::bigint * 7919 % 100000000)::text, 8, '0')
     FROM generate_series(1, $3::int) AS g(n) LEFT JOIN bench_name t ON t.n = g.n % ${NAMES * 3}`,
    [tenantId, inboxId, conversations],
  )
  await step(
    'conversations',
    `INSERT INTO conversation (tenant_id, id, inbox_id, contact_id, status, last_seq, last_public_seq, agent_read_seq, language, last_at, created_at)
     SELECT $1, ${id('n')}, $2, ${id('n')}, CASE WHEN n > $3 * ${1 - OPEN_SHARE} THEN 'open' ELSE 'resolved' END, m, m, m - 2,
       CASE WHEN n % 3 = 0 THEN 'en' ELSE 'zh' END, ${at('n', 'm')}, ${at('n', '0')}
     FROM generate_series(1, $3::int) n, LATERAL (SELECT ${MESSAGES_EACH - 6} + (n * 31) % 13 AS m) x`,
    [tenantId, inboxId, conversations],
  )
  await step(
    'handoffs',
    `INSERT INTO handoff (tenant_id, id, conversation_id, state, reason, packet, queued_at, agent_id, assigned_at, closed_at, outcome, team_id, epoch)
     SELECT $1, ${id('n')}, ${id('n')}, state, (ARRAY['asked', 'missed_twice', 'sensitive', 'bot_failed'])[1 + n % 4], '{}',
       CASE state WHEN 'waiting' THEN now() - n % 300 * interval '1 second' ELSE ${at('n', '3')} END,
       CASE WHEN state = 'waiting' THEN NULL ELSE ($4::uuid[])[1 + n % ${plan.agents}] END, ${at('n', '4')},
       CASE state WHEN 'closed' THEN ${at('n', '9')} END, CASE state WHEN 'closed' THEN 'resolved' END,
       ($5::uuid[])[1 + n % ${teamIds.length}], 1
     FROM generate_series(1, $3::int) n, LATERAL (SELECT CASE WHEN n > $3 * ${1 - WAITING_SHARE} THEN 'waiting'
       WHEN n > $3 * ${1 - WAITING_SHARE - ASSIGNED_SHARE} THEN 'assigned' ELSE 'closed' END AS state) s
     WHERE (n % 5 < 2 AND n <= $3 * ${1 - OPEN_SHARE} OR state <> 'closed') AND $2::uuid IS NOT NULL`,
    [tenantId, inboxId, conversations, agentIds, teamIds],
  )
  await step(
    'events',
    `INSERT INTO event (tenant_id, conversation_id, seq, id, inbox_id, kind, audience, prev_public_seq, sender_kind, sender_id, body, at)
     SELECT $1, c.id, s, gen_random_uuid(), $2, CASE WHEN s % 9 = 8 THEN 'note' ELSE 'message' END,
       CASE WHEN s % 9 = 8 THEN 'agents' ELSE 'all' END, s - 1, k.kind, CASE k.kind WHEN 'visitor' THEN c.contact_id ELSE c.id END,
       CASE WHEN s % 9 = 8 THEN jsonb_build_object('kind', 'note', 'text', t.text || ' ' || x.code)
         ELSE jsonb_build_object('kind', 'message', 'content', jsonb_build_object('text', t.text || ' ' || x.code, 'format', 'plain')) END,
       c.created_at + s * interval '40 seconds'
     FROM (SELECT *, row_number() OVER (ORDER BY id)::int AS n FROM conversation WHERE tenant_id = $1 AND inbox_id = $2 AND last_seq > 0) c
     CROSS JOIN LATERAL generate_series(1, c.last_seq) s
     CROSS JOIN LATERAL (SELECT CASE WHEN s % 9 = 8 THEN 'agent' WHEN s % 2 = 1 THEN 'visitor' ELSE 'bot' END AS kind) k
     CROSS JOIN LATERAL (SELECT 'YD' || (c.n * 20 + s) AS code) x
     JOIN bench_text t ON t.n = ${pick('c.n * 17 + s')}`,
    [tenantId, inboxId],
  )
  await client.query('DROP INDEX search_line_words, search_line_recent')
  await step(
    'lines',
    `INSERT INTO search_line (tenant_id, conversation_id, seq, at, search, text_version)
     SELECT $1, e.conversation_id, e.seq, e.at, array_to_tsvector(t.terms || ($3 || lower(x.code))), $2
     FROM event e
     CROSS JOIN LATERAL (SELECT substring(coalesce(e.body -> 'content' ->> 'text', e.body ->> 'text') FROM 'YD\\d+$') AS code) x
     CROSS JOIN LATERAL (SELECT left(coalesce(e.body -> 'content' ->> 'text', e.body ->> 'text'), - length(x.code) - 1) AS text) y
     JOIN bench_text t ON t.text = y.text
     WHERE e.tenant_id = $1 AND e.kind IN ('message', 'note')`,
    [tenantId, textVersion, tenantMark(tenantId)],
  )
  await step(
    'lines of contacts',
    `INSERT INTO search_line (tenant_id, conversation_id, seq, at, search, text_version)
     SELECT $1, c.id, 0, c.created_at, array_to_tsvector(coalesce(t.terms, '{}') || ($3 || k.phone) || ($3 || right(k.phone, 4))), $2
     FROM conversation c JOIN contact k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id
     LEFT JOIN bench_name t ON t.name = k.name WHERE c.tenant_id = $1`,
    [tenantId, textVersion, tenantMark(tenantId)],
  )
  await step('index of words', 'CREATE INDEX search_line_words ON search_line USING gin (search)')
  await step(
    'index of times',
    'CREATE INDEX search_line_recent ON search_line (tenant_id, at DESC, conversation_id DESC)',
  )
  await step('statistics', 'ANALYZE conversation, event, handoff, contact, search_line')
  await client.query('DROP TABLE bench_text, bench_name')
  const { rows } = await client.query<{ n: string }>(`SELECT count(*) AS n FROM event WHERE kind = 'message'`)
  return { agentIds, teamIds, messages: Number(rows[0]?.n) }
}

const id = (n: string): string => `('01900000-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`
/** When message `m` of conversation `n` of `$3` was said. */
const at = (n: string, m: string): string =>
  `now() - interval '1 minute' - ($3::int - ${n}) * (interval '365 days' / $3::int) - interval '12 minutes' + ${m} * interval '40 seconds'`
/** A text for a number: some are said far more often than others. */
const pick = (n: string): string => `(floor(${TEXTS} * power(abs(sin((${n})::float8)), 2.5))::int % ${TEXTS})`

async function seedPeople(client: pg.Client, { tenantId, agents }: SeedPlan): Promise<string[]> {
  const ids = Array.from({ length: agents }, () => newId())
  await client.query(
    `INSERT INTO agent (tenant_id, id, name, email, role, password_hash, availability, capacity)
     SELECT $1, x.id, 'Agent ' || x.n, 'bench' || x.n || '@example.com', 'agent', 'none', 'online', 1000
     FROM unnest($2::uuid[]) WITH ORDINALITY AS x(id, n)`,
    [tenantId, ids],
  )
  await client.query(
    `INSERT INTO team (tenant_id, id, name) SELECT $1, id, 'Team ' || n FROM unnest($2::uuid[]) WITH ORDINALITY AS x(id, n)`,
    [tenantId, Array.from({ length: 5 }, () => newId())],
  )
  return ids
}

/** Texts of one to three of the sample's questions with rarer words between them, and what they are found by. */
async function seedTexts(client: pg.Client, tenantId: string): Promise<void> {
  const mark = tenantMark(tenantId)
  const marked = (terms: readonly string[]) => JSON.stringify(terms.map(term => mark + term))
  const questions = ['zh', 'en'].map(language =>
    readFileSync(new URL(`../knowledge/faq/${language}.jsonl`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map(line => (JSON.parse(line) as { question: string }).question),
  )
  const texts = Array.from({ length: TEXTS }, (_, n) => {
    const own = questions[n % 3 === 0 ? 1 : 0]!
    const parts = Array.from({ length: 1 + (n % 3) }, (__, k) => own[(n * 7 + k * 13) % own.length]!)
    return `${parts.join(' ')} ${n % 3 === 0 ? `item${n % 900}` : `${HAN[n % HAN.length]}${HAN[(n * 3) % HAN.length]}${n}`}`
  })
  await client.query('CREATE TEMP TABLE bench_text (n int PRIMARY KEY, text text, terms text[])')
  await client.query(
    `INSERT INTO bench_text SELECT n - 1, text, ARRAY(SELECT jsonb_array_elements_text(terms::jsonb))
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS x(text, terms, n)`,
    [texts, texts.map(text => marked(lineTerms(text)))],
  )
  const names = Array.from({ length: NAMES }, (_, n) => {
    const name =
      n % 3 === 0 ? `Anna Lee${n}` : `${HAN[n % HAN.length]}${HAN[(n * 5) % HAN.length]}${HAN[(n * 11) % HAN.length]}`
    return { name: `${name}${n % 3 === 0 ? '' : n}`, email: `visitor${n}@example.com` }
  })
  await client.query('CREATE TEMP TABLE bench_name (n int PRIMARY KEY, name text UNIQUE, email text, terms text[])')
  await client.query(
    `INSERT INTO bench_name SELECT n - 1, name, email, ARRAY(SELECT jsonb_array_elements_text(terms::jsonb))
     FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS x(name, email, terms, n)`,
    [
      names.map(one => one.name),
      names.map(one => one.email),
      names.map(one => marked(contactTerms({ ...one, phone: null }))),
    ],
  )
  await client.query('ANALYZE bench_text, bench_name')
}

const HAN = Array.from('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧茶壶杯盏瓷器青花白毫银针龙井碧螺春')
