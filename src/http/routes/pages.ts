/** The built pages: demo shop, desk, console, chat and the widget's files; and the health of the process. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { NotFound } from '../../errors.ts'
import type { HttpServer } from '../server.ts'
import { toResponse } from '../status.ts'
import { InboxParams } from './schemas.ts'

export interface PagesDeps {
  /** The folder that Vite built. */
  webDir: string
  /** For the demo page: which inbox it shows. */
  site(): Promise<{ inboxId: string; tenantName: string }>
  /** Sites that may frame the chat page of this inbox; empty: any. @throws NotFound. */
  framers(inboxId: string): Promise<readonly string[]>
  /** Names what does not work; empty when all does. */
  ready(): Promise<string[]>
}

export const pageRoutes = (deps: PagesDeps) => async (app: HttpServer) => {
  app.get('/healthz', { schema: { summary: 'The process runs', tags: ['health'] } }, async () => ({ status: 'ok' }))

  app.get(
    '/readyz',
    { schema: { summary: 'What it depends on answers', tags: ['health'] } },
    async (_request, reply) => {
      const broken = await deps.ready()
      return reply
        .code(broken.length === 0 ? 200 : 503)
        .send({ status: broken.length === 0 ? 'ok' : 'unready', broken })
    },
  )

  app.get('/site.json', { schema: { hide: true } }, () => deps.site())

  if (!existsSync(join(deps.webDir, 'desk.html'))) {
    for (const url of [
      '/',
      '/desk',
      '/desk/*',
      '/console',
      '/console/*',
      '/chat/:inboxId',
      '/source/:inboxId/:passageId',
    ]) {
      app.get(url, { schema: { hide: true } }, async () => {
        throw new NotFound('pages_not_built', 'The pages are not built.', { remedy: 'Run: npm run build' })
      })
    }
    return
  }
  await app.register(fastifyStatic, {
    root: deps.webDir,
    index: ['index.html'],
    setHeaders: (reply, path) => {
      reply.header('cross-origin-resource-policy', 'cross-origin')
      // The widget's modules are loaded by other sites' pages, which takes CORS; nothing here is personal.
      reply.header('access-control-allow-origin', '*')
      reply.header(
        'cache-control',
        /-[\w-]{8,}\.(js|css)$/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      )
    },
  })
  for (const page of ['desk', 'console']) {
    const send = async (_request: unknown, reply: FastifyReply) => reply.sendFile(`${page}.html`)
    app.get(`/${page}`, { schema: { hide: true } }, send)
    app.get(`/${page}/*`, { schema: { hide: true } }, send)
  }
  app.get('/source/:inboxId/:passageId', { schema: { hide: true } }, async (_request, reply) =>
    reply.sendFile('source.html'),
  )
  app.get(
    '/chat/:inboxId',
    {
      schema: { hide: true, params: Type.Object({ ...InboxParams.properties }) },
      errorHandler: (error, _request, reply) => {
        const { status } = toResponse(error)
        if (status >= 500) throw error
        return reply.code(status).type('text/html; charset=utf-8').send(LINK_BROKEN)
      },
    },
    async (request, reply) => {
      const framers = await deps.framers(request.params.inboxId)
      const allowed = framers.length === 0 ? '*' : ["'self'", ...framers].join(' ')
      const policy = String(reply.getHeader('content-security-policy') ?? '')
      reply.header('content-security-policy', policy.replace(/frame-ancestors [^;]*/, `frame-ancestors ${allowed}`))
      return reply.sendFile('chat.html')
    },
  )
}

/** Visitors are given the link to the chat page in messages and as a code to scan; no script runs here to choose a language. */
const LINK_BROKEN = `<!doctype html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>链接无效 · Link not valid</title>
<body style="font: 16px/1.6 system-ui, sans-serif; max-width: 32em; margin: 15vh auto; padding: 0 24px">
<p>这个链接不完整，或已经失效。请向给您链接的人再要一个。</p>
<p lang="en">This link is not complete, or no longer valid. Please ask whoever gave it to you for another one.</p>
`
