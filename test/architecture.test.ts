/**
 * The rules of the house, held by reading the imports: which room may import which, which vendor belongs to which room,
 * no circles. The tables stand at the head; `docs` and CONTRIBUTING only point here.
 */
import { basename } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { type Import, lineOf, parseSource, readSources, type Source, visit } from './helpers/imports.ts'

/**
 * What each room may import beside itself. A name is a room (every file of it) or a single file; after `types` only
 * `import type`. What every room may do is in EVERY_ROOM.
 */
const ROOMS: Record<string, string> = {
  ground: 'ground',
  // The engines behind db.ts: the only place for pg and PGlite.
  'db/': 'ground',
  embedding: 'errors, text, embedder, random, thread, wasm',
  nlu: 'errors, text, embedder, random, thread, breath, wasm, dots',
  // Pages of others, through one guarded door.
  fetching: 'errors, types parsing',
  // The trained model of a tenant is a row; the rest of nlu knows no database.
  'nlu/model.store': 'errors, db, id',
  // Bytes -> documents in Markdown, and Markdown -> sections; knows no database.
  parsing: 'errors, text, thread',
  retrieval: 'errors, text, embedder, db, id, breath, parsing, dot-rows',
  client: 'types message, types protocol',
  dialog: 'message, types nlu, types retrieval',
  handoff: 'message, errors, db, setting, id, random, types protocol, types bus',
  conversation: 'message, errors, db, id, nlu, retrieval, dialog, handoff, types protocol, types bus',
  // What the desk's lists, search and wall show.
  finding: 'message, protocol, errors, text, db, setting, id, conversation, handoff',
  channels: 'message, protocol, errors, text, id, types bus, types limits, types conversation, types handoff',
  'channels/agent-desk': 'message, protocol, errors, id, handoff/desk, types bus, types conversation, types handoff',
  insights: 'errors, db, id',
  // What an admin may set of the bot is what dialog declares: its words, thresholds and rules of handing over; of an inbox, its
  // business hours.
  admin:
    'errors, db, setting, id, types acting, text, nlu, parsing, retrieval, dialog/words, dialog/thresholds, dialog/handover, handoff/waiting/business-hours, types protocol, types bus, types embedder',
  // A person's data: out to him, or gone. Who was erased frees what his agent held.
  privacy: 'errors, db, id, handoff, types bus',
  jobs: 'message, errors, db, id, breath, conversation, handoff, finding, privacy, nlu, parsing, fetching, retrieval, insights, types dialog, types bus, types embedder',
  http: 'message, protocol, errors, acting, id, text, breath, admin, conversation, handoff, finding, channels, insights, privacy, dialog/handover, types limits, types nlu, types retrieval, types dialog, types embedder',
  app: 'src',
  'app/': 'src',
  'first-start': 'src',
  main: 'app, config, errors, first-start, db/, embedding/pool, text/tokens, scripts',
  scripts: 'src, test/helpers/services',
  web: 'client, types message, types protocol, types nlu, types retrieval, types dialog, types handoff/waiting/business-hours',
  bench: 'src, scripts, test/helpers/services, test/helpers/copies, test/helpers/hostile-files',
}

/** The words that every room shares: Language, Sender, Holder … */
const EVERY_ROOM = 'types message'

const GROUND = [
  'message',
  'protocol',
  'errors',
  'acting',
  'config',
  'db',
  'setting',
  'bus',
  'embedder',
  'id',
  'limits',
  'random',
  'thread',
  'breath',
  'wasm',
  'dot-rows',
  'dot-rows.wasm',
  'dots',
  'dots.wasm',
  'text',
]

/** Where each package may be imported; a package that is not here may not be imported at all. */
const VENDORS: Record<string, string> = {
  pg: 'src/db/',
  '@electric-sql/*': 'src/db/',
  // Beside the embedder: the products of matrices while a model is distilled.
  '@xenova/transformers': 'src/embedding/transformers.ts, src/embedding/distil/matrix.ts',
  'hnswlib-node': 'src/retrieval/vector-index',
  natural: 'src/text/',
  '@node-rs/jieba': 'src/text/',
  'opencc-js': 'src/text/',
  'pinyin-pro': 'src/text/',
  nspell: 'src/text/',
  'dictionary-en': 'src/text/',
  'chrono-node': 'src/nlu/',
  re2js: 'src/nlu/',
  'libphonenumber-js': 'src/nlu/',
  fastify: 'src/http/, src/channels/, src/app.ts',
  '@fastify/*': 'src/http/, src/channels/, src/app.ts',
  ws: 'src/channels/, src/client/, scripts/',
  bullmq: 'src/jobs/',
  ioredis: 'src/jobs/',
  jose: 'src/http/, src/conversation/, src/admin/',
  uuid: 'src/id.ts',
  typebox: 'src/',
  yaml: 'src/parsing/, src/nlu/, src/admin/, scripts/',
  papaparse: 'src/parsing/, src/admin/, scripts/',
  'pdfjs-dist': 'src/parsing/, web/console/',
  mammoth: 'src/parsing/',
  cheerio: 'src/parsing/',
  linkedom: 'src/parsing/',
  '@mozilla/readability': 'src/parsing/',
  'read-excel-file': 'src/parsing/',
  fflate: 'src/privacy/',
  yauzl: 'src/parsing/',
  'ipaddr.js': 'src/fetching/',
  'robots-parser': 'src/fetching/',
  cac: 'src/main.ts, scripts/',
  wabt: 'scripts/',
  // A peer that is measured beside us.
  '@nlpjs/*': 'bench/',
  picocolors: 'src/main.ts, scripts/',
  tsx: 'scripts/',
  vite: 'web/vite.config.ts, web/widget/',
  '@vitejs/*': 'web/vite.config.ts',
  preact: 'web/widget/',
  react: 'web/',
  'react-dom': 'web/',
  'react-router': 'web/',
  'react-i18next': 'web/',
  i18next: 'web/',
  antd: 'web/',
  '@ant-design/*': 'web/',
  '@tanstack/*': 'web/',
  'playwright-core': 'scripts/',
  'node:': 'src/, scripts/, bench/, web/vite.config.ts, web/widget/vite.config.ts',
}

/** Rooms that run in a browser, or are pure: no module of Node's. */
const WITHOUT_NODE = ['client', 'dialog']
/** Rooms where waiting is a row with a due time, so that it outlives the process (`AbortSignal.timeout` is fine). */
const WITHOUT_TIMERS = ['handoff', 'conversation', 'dialog', 'admin']
/** Names that say nothing: a type lives with the code that makes the value, and nothing is re-exported. */
const NAMELESS = /^(utils?|helpers?|types?|common|misc|index)\.(ts|tsx|mts|mjs|js)$/
const TIMERS = new Set(['setTimeout', 'setInterval', 'node:timers', 'node:timers/promises'])

const sources = readSources(['src', 'scripts', 'web', 'bench'])

describe('the sources', () => {
  test.each<[string, Rule]>([
    ['each room imports only what its row allows', roomRule],
    ['each package is imported only in its own room', vendorRule],
    ['natural is imported by subpath, hnswlib-node only while running', vendorFormRule],
    ['the browser and the pure core do without Node', nodeRule],
    ['waiting is a row with a due time, not a timer', timerRule],
    ['nothing is re-exported wholesale', exportStarRule],
    ['each file has a name of its own', nameRule],
    ['only the process itself writes to standard output', consoleRule],
  ])('%s', (_, rule) => {
    expect(sources.flatMap(rule)).toEqual([])
  })

  test('there are no circles, type imports included', () => {
    expect(circles(sources)).toEqual([])
  })

  test('the rules have something to read', () => {
    expect(sources.length).toBeGreaterThan(30)
    expect(sources.flatMap(source => source.imports).length).toBeGreaterThan(100)
  })
})

describe('the rules bite', () => {
  test.each<[Rule, string, string]>([
    [roomRule, 'src/nlu/a.ts', "import { one } from '../db.ts'"],
    [roomRule, 'src/nlu/a.ts', "import type { Db } from '../db.ts'"],
    [roomRule, 'src/nlu/a.ts', "const x = await import('../retrieval/hit.ts')"],
    [roomRule, 'src/nlu/a.ts', "type X = import('../retrieval/hit.ts').Hit"],
    [roomRule, 'src/dialog/a.ts', "import { search } from '../retrieval/search.ts'"],
    [roomRule, 'src/dialog/a.ts', "import { type Hit } from '../retrieval/hit.ts'"],
    [roomRule, 'src/dialog/rules/a.ts', "import { one } from '../../db.ts'"],
    [roomRule, 'src/handoff/a.ts', "import { openPostgres } from '../db/postgres.ts'"],
    [roomRule, 'src/channels/web-chat.ts', "import { desk } from '../handoff/desk.ts'"],
    [roomRule, 'src/errors.ts', "import { say } from './conversation/say.ts'"],
    [roomRule, 'src/http/a.ts', "import { build } from '../app.ts'"],
    [roomRule, 'src/nlu/classifier.ts', "import { one } from '../db.ts'"],
    [roomRule, 'src/admin/a.ts', "import { decide } from '../dialog/machine.ts'"],
    [roomRule, 'src/http/a.ts', "import { firstStart } from '../first-start.ts'"],
    [roomRule, 'src/unknown/a.ts', "import { one } from '../db.ts'"],
    [roomRule, 'web/desk/a.tsx', "import { PROTOCOL } from '../../src/errors.ts'"],
    [vendorRule, 'src/handoff/handoff.store.ts', "import pg from 'pg'"],
    [vendorRule, 'src/nlu/a.ts', "const t = await import('@xenova/transformers')"],
    [vendorRule, 'src/embedding/a.ts', "import { pipeline } from '@xenova/transformers'"],
    [vendorRule, 'src/admin/a.ts', "import type { FastifyRequest } from 'fastify'"],
    [vendorRule, 'src/nlu/a.ts', "import natural from 'natural/lib/natural/stemmers/porter_stemmer.js'"],
    [vendorRule, 'src/nlu/a.ts', "import left from 'left-pad'"],
    [vendorFormRule, 'src/text/a.ts', "import natural from 'natural'"],
    [vendorFormRule, 'src/retrieval/vector-index-hnsw.ts', "import { HierarchicalNSW } from 'hnswlib-node'"],
    [nodeRule, 'src/client/a.ts', "import { readFileSync } from 'node:fs'"],
    [timerRule, 'src/handoff/a.ts', 'setTimeout(() => {}, 5)'],
    [timerRule, 'src/conversation/a.ts', "import { setTimeout as wait } from 'node:timers/promises'"],
    [exportStarRule, 'src/nlu/a.ts', "export * from './b.ts'"],
    [nameRule, 'src/nlu/types.ts', ''],
    [nameRule, 'src/nlu/index.ts', ''],
    [consoleRule, 'src/nlu/a.ts', "console.log('here')"],
  ])('%o: %s with %s', (rule, path, text) => {
    expect(rule(parseSource(path, text))).toHaveLength(1)
  })

  test('on circles, also of types', () => {
    const files = [
      parseSource('src/nlu/a.ts', "import { b } from './b.ts'"),
      parseSource('src/nlu/b.ts', "import { c } from './c.ts'"),
      parseSource('src/nlu/c.ts', "import type { a } from './a.ts'\nimport { d } from './d.ts'"),
      parseSource('src/nlu/d.ts', ''),
    ]
    expect(circles(files)).toEqual(['src/nlu/a.ts -> src/nlu/b.ts -> src/nlu/c.ts -> src/nlu/a.ts'])
  })

  test.each([
    ['src/dialog/a.ts', "import type { Hit } from '../retrieval/hit.ts'"],
    ['src/nlu/model.store.ts', "import { one } from '../db.ts'\nimport type { Model } from './model.ts'"],
    ['src/nlu/load.ts', "import { save } from './model.store.ts'"],
    ['src/admin/a.ts', "import { THRESHOLDS } from '../dialog/thresholds.ts'"],
    ['src/main.ts', "import { openDatabase } from './db/open.ts'"],
    ['src/db/a.ts', "import pg from 'pg'\nimport { one } from '../db.ts'"],
    ['src/channels/agent-desk.ts', "import { reply } from '../handoff/desk.ts'"],
    ['src/retrieval/vector-index-hnsw.ts', "const hnsw = await import('hnswlib-node')"],
    ['src/handoff/a.ts', 'AbortSignal.timeout(500)'],
  ])('and leave %s: %s alone', (path, text) => {
    const source = parseSource(path, text)
    expect([roomRule, vendorRule, vendorFormRule, timerRule].flatMap(rule => rule(source))).toEqual([])
  })
})

/** Says what is wrong with one file, a line each. */
type Rule = (source: Source) => string[]

function roomRule(source: Source): string[] {
  const room = roomOf(source.path)
  const row = ROOMS[room]
  if (row === undefined) return [`${source.path} is in no room: give ${room} a row in ROOMS`]
  const allowed = `${row}, ${EVERY_ROOM}`.split(',').map(one => one.trim())
  return source.imports
    .filter(one => one.ours && !roomMates(room, one.target) && !allowed.some(entry => covers(entry, one)))
    .map(one => `${place(source, one)} imports ${one.form} ${one.target}; ${room} may import: ${row}`)
}

function roomMates(room: string, target: string): boolean {
  const other = roomOf(target)
  return other === room || other.split('/')[0] === room || room.startsWith(`${other}/`)
}

function covers(entry: string, one: Import): boolean {
  const [what, ofTypes] = entry.startsWith('types ') ? [entry.slice(6), true] : [entry, false]
  if (ofTypes && one.form !== 'type') return false
  if (what === 'ground') return roomOf(one.target) === 'ground'
  if (what === 'src' || what === 'scripts') return one.target.startsWith(`${what}/`)
  if (one.target === `src/${what}.ts` || one.target === `${what}.ts`) return true
  // `db` is the face only: the engines, `db/`, are a room that just app, main and scripts may enter.
  return what !== 'db' && one.target.startsWith(`src/${what.replace(/\/$/, '')}/`)
}

/** `src/dialog/rules/answer.ts` -> dialog, `src/errors.ts` -> ground, `web/desk/main.tsx` -> web. */
function roomOf(path: string): string {
  const [top, second = '', third] = path.split('/')
  if (top !== 'src') return top ?? ''
  if (third === undefined) {
    const name = second.replace(/\.ts$/, '')
    return GROUND.includes(name) ? 'ground' : name
  }
  if (second === 'db') return 'db/'
  if (GROUND.includes(second)) return 'ground'
  const file = path.slice('src/'.length).replace(/\.ts$/, '')
  return file in ROOMS ? file : second
}

function vendorRule(source: Source): string[] {
  // A benchmark may use anything, and the peers that it measures.
  if (source.path.startsWith('bench/')) return []
  return vendors(source).flatMap(one => {
    const name = packageOf(one.target)
    const homes = VENDORS[name] ?? VENDORS[`${name.split('/')[0]}/*`]
    if (homes === undefined) return [`${place(source, one)} imports ${name}: give it a room in VENDORS`]
    if (homes.split(', ').some(home => source.path.startsWith(home))) return []
    return [`${place(source, one)} imports ${name}, which belongs in ${homes}`]
  })
}

function vendorFormRule(source: Source): string[] {
  return vendors(source).flatMap(one => {
    if (one.target === 'natural') return [`${place(source, one)}: all of natural takes 0.5 s; import a subpath`]
    if (one.target === 'hnswlib-node' && one.form === 'static') {
      return [`${place(source, one)}: hnswlib-node is optional; import it while running`]
    }
    return []
  })
}

function nodeRule(source: Source): string[] {
  if (!WITHOUT_NODE.includes(roomOf(source.path))) return []
  return vendors(source)
    .filter(one => packageOf(one.target) === 'node:')
    .map(one => `${place(source, one)} imports ${one.target}`)
}

function timerRule(source: Source): string[] {
  if (!WITHOUT_TIMERS.includes(roomOf(source.path))) return []
  return [
    ...vendors(source)
      .filter(one => TIMERS.has(one.target))
      .map(one => `${place(source, one)} imports ${one.target}`),
    ...calls(source, callee => TIMERS.has(callee.replace(/^globalThis\./, ''))),
  ]
}

function consoleRule(source: Source): string[] {
  if (!source.path.startsWith('src/') || source.path === 'src/main.ts') return []
  return calls(source, callee => callee === 'console.log')
}

function exportStarRule(source: Source): string[] {
  const found: string[] = []
  visit(source.tree, node => {
    if (ts.isExportDeclaration(node) && (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause))) {
      found.push(`${source.path}:${lineOf(source.tree, node)} ${node.getText()}`)
    }
  })
  return found
}

function nameRule(source: Source): string[] {
  return NAMELESS.test(basename(source.path)) ? [`${source.path} has a name that says nothing`] : []
}

function calls(source: Source, wanted: (callee: string) => boolean): string[] {
  const found: string[] = []
  visit(source.tree, node => {
    if (ts.isCallExpression(node) && wanted(node.expression.getText())) {
      found.push(`${source.path}:${lineOf(source.tree, node)} calls ${node.expression.getText()}`)
    }
  })
  return found
}

/** Every circle once, written from its first file in the alphabet. */
function circles(files: readonly Source[]): string[] {
  const known = new Map(files.map(file => [file.path, file.imports.filter(one => one.ours).map(one => one.target)]))
  const done = new Set<string>()
  const found = new Set<string>()
  const walk = (path: string, trail: string[]) => {
    const start = trail.indexOf(path)
    if (start !== -1) return found.add(inOrder(trail.slice(start)))
    if (done.has(path)) return
    for (const next of known.get(path) ?? []) walk(next, [...trail, path])
    done.add(path)
  }
  for (const path of known.keys()) walk(path, [])
  return [...found]
}

function inOrder(circle: readonly string[]): string {
  const first = circle.indexOf([...circle].sort()[0] ?? '')
  const turned = [...circle.slice(first), ...circle.slice(0, first)]
  return [...turned, turned[0]].join(' -> ')
}

const vendors = (source: Source): Import[] => source.imports.filter(one => !one.ours)
const place = (source: Source, one: Import): string => `${source.path}:${one.line}`

/** `natural/lib/x.js` -> natural, `@fastify/helmet/y` -> @fastify/helmet, `node:fs` -> `node:`. */
function packageOf(name: string): string {
  if (name.startsWith('node:')) return 'node:'
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
}
