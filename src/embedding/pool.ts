/** The embedders of a process: each model is opened when it is first wanted, once, and closed when nobody holds it any more. */
import { basename } from 'node:path'
import type { EmbedderPool, HeldEmbedder } from '../embedder.ts'
import { InvalidInput, YingdaError } from '../errors.ts'
import { describeInstalled, listInstalled } from './installed.ts'
import { joinEmbedders, type Part } from './joined.ts'
import { openPart } from './open.ts'

export interface PoolOptions {
  /** As the setting YINGDA_EMBEDDER names them: folders, or `built-in`. */
  configured: readonly string[]
  /** Where `yingda model pull` puts models. */
  modelsDir: string
  /** Seam for tests. */
  idleMs?: number
}

/**
 * For so long a model that nobody holds stays open, counted from when it was last asked: the longest turn is a minute
 * (YINGDA_TURN_TIMEOUT_MS), and a dry run asks all the time.
 */
const IDLE_MS = 60_000

interface Open {
  part: Promise<Part>
  holders: number
  /** Calls that have not been answered. */
  running: number
  usedAt: number
  timer: NodeJS.Timeout | undefined
}

export function createEmbedderPool({ configured, modelsDir, idleMs = IDLE_MS }: PoolOptions): EmbedderPool {
  const open = new Map<string, Open>()
  const installed = () => listInstalled(modelsDir, configured)

  function take(folder: string): Open {
    const known = open.get(folder)
    if (known !== undefined) {
      known.holders++
      clearTimeout(known.timer)
      return known
    }
    const one: Open = { part: openPart(folder), holders: 1, running: 0, usedAt: 0, timer: undefined }
    one.part = one.part.then(part => watched(part, one))
    // A model that could not be opened is tried again by the next who wants it.
    one.part.catch(() => open.get(folder) === one && open.delete(folder))
    open.set(folder, one)
    return one
  }

  function leave(folder: string, one: Open): void {
    one.holders--
    if (one.holders === 0) waitToClose(folder, one)
  }

  function waitToClose(folder: string, one: Open): void {
    one.timer = setTimeout(() => {
      if (one.running > 0 || Date.now() - one.usedAt < idleMs) return waitToClose(folder, one)
      if (open.get(folder) === one) open.delete(folder)
      void closeOne(one)
    }, idleMs).unref()
  }

  async function foldersOf(names: readonly string[] | null): Promise<readonly string[]> {
    if (names === null) return configured
    const known = await installed()
    return names.map(name => known.find(one => one.name === name)?.folder ?? refuse(unknownModel(name, known)))
  }

  return {
    models: async () => Promise.all((await installed()).map(describeInstalled)),
    async defaults() {
      const known = await installed()
      return configured.map(folder => known.find(one => one.folder === folder)?.name ?? basename(folder))
    },
    async hold(names): Promise<HeldEmbedder> {
      const taken = (await foldersOf(names)).map(folder => ({ folder, one: take(folder) }))
      let held = true
      const release = () => {
        if (held) for (const { folder, one } of taken) leave(folder, one)
        held = false
      }
      try {
        const parts = await Promise.all(taken.map(({ one }) => one.part))
        return { embedder: parts.length === 0 ? undefined : joinEmbedders(parts), release }
      } catch (error) {
        release()
        throw names === null ? error : namely(error, names, taken)
      }
    },
    async close() {
      const all = [...open.values()]
      open.clear()
      for (const { timer } of all) clearTimeout(timer)
      await Promise.all(all.map(closeOne))
    },
  }
}

/** The part, which counts its calls. */
function watched(part: Part, one: Open): Part {
  const { embedder } = part
  return {
    ...part,
    embedder: {
      ...embedder,
      async embed(...asked) {
        one.running++
        try {
          return await embedder.embed(...asked)
        } finally {
          one.running--
          one.usedAt = Date.now()
        }
      },
    },
  }
}

/** One that could not be opened has nothing to close. */
async function closeOne({ part }: Open): Promise<void> {
  const opened = await part.catch(() => undefined)
  await opened?.embedder.close()
}

/** The same error with the names that were asked for: where the folders stand is nobody's business. */
function namely(error: unknown, names: readonly string[], taken: readonly { folder: string }[]): unknown {
  if (!(error instanceof YingdaError)) return error
  const named = (text: string) => taken.reduce((said, { folder }, i) => said.replaceAll(folder, names[i]!), text)
  const { kind, code, message, remedy, cause } = error
  return new YingdaError(kind, code, named(message), { ...(remedy !== undefined && { remedy }), cause })
}

/** What is said to a name that is not in the list. */
export function unknownModel(name: string, known: readonly { name: string }[]): InvalidInput {
  return new InvalidInput('embedder_unknown', `There is no sentence model “${name}” on this server.`, {
    remedy: `There are: ${known.map(one => one.name).join(', ')}. Another one comes with: yingda model pull OWNER/NAME`,
    value: name,
    params: { name },
  })
}

function refuse(error: Error): never {
  throw error
}
