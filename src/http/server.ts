/** The HTTP server: plugins, guard, errors. Routes come from outside; `app.ts` hands them over. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastifyWebsocket from '@fastify/websocket'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController, type RawServerDefault } from 'fastify'
import { InvalidInput, NotFound } from '../errors.ts'
import { cleanValue } from '../text/clean-value.ts'
import { type GuardDeps, installGuard } from './guard.ts'
import { lateCompilers } from './late-schemas.ts'
import { toResponse } from './status.ts'

export type HttpServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse<IncomingMessage>,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** What adds routes to the server. */
export type Routes = (app: HttpServer) => void | Promise<void>

export interface ServerOptions {
  guard: GuardDeps
  trustProxy: boolean | number | string
  logLevel: string
  version: string
  maxFrameBytes: number
  routes: readonly Routes[]
}

const BODY_LIMIT = 2_000_000

export async function createServer(options: ServerOptions): Promise<HttpServer> {
  const app = Fastify({
    trustProxy: trustOf(options.trustProxy),
    bodyLimit: BODY_LIMIT,
    logger: {
      level: options.logLevel,
      stream: process.stderr,
      redact: ['req.headers.authorization', 'req.headers.cookie'],
    },
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true },
    schemaController: { compilersFactory: lateCompilers() },
    // Our own drain closes sockets; kept-alive connections must not hold up a stop.
    forceCloseConnections: true,
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setErrorHandler((error, request, reply) => {
    const { status, body } = toResponse(error)
    if (status >= 500) request.log.error({ err: error, url: request.url }, 'request failed')
    return reply.code(status).send(body)
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.replace(/\?.*/s, '').slice(0, 200)
    const { status, body } = toResponse(
      new NotFound('route_not_found', `There is no ${request.method} ${path}.`, {
        remedy: 'See /docs/api for what there is; the pages are /desk and /console.',
        value: path,
      }),
    )
    return reply.code(status).send(body)
  })
  parseJsonStrictly(app)
  await app.register(fastifyHelmet, HELMET)
  await app.register(fastifyCookie)
  await app.register(fastifyRateLimit, { global: false })
  await app.register(fastifyWebsocket, {
    options: { maxPayload: options.maxFrameBytes, perMessageDeflate: false, clientTracking: false },
  })
  await app.register(fastifySwagger, { openapi: openapi(options.version) })
  installGuard(app as unknown as FastifyInstance, options.guard)
  await app.register(fastifySwaggerUi, { routePrefix: '/docs/api', staticCSP: true })
  for (const routes of options.routes) await app.register(async scope => routes(scope as HttpServer))
  return app
}

/** A number of hops becomes the test that Fastify asks for: the nearest N addresses are ours. */
function trustOf(setting: boolean | number | string): boolean | string | ((address: string, hop: number) => boolean) {
  return typeof setting === 'number' ? (_address, hop) => hop < setting : setting
}

/** Pages of ours load only what is ours. Widgets are embedded elsewhere, so scripts may be read from other sites. */
const HELMET = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'", 'ws:', 'wss:'],
      fontSrc: ["'self'", 'data:'],
      mediaSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'self'"],
    },
  },
  crossOriginResourcePolicy: { policy: 'cross-origin' as const },
  crossOriginEmbedderPolicy: false,
  hsts: false,
  frameguard: false as const,
}

/**
 * A broken byte or `__proto__` in a body is an error, not something to repair; what no database stores (NUL, half a
 * character) is left out, so that a text cut in the middle of an emoji still arrives.
 */
function parseJsonStrictly(app: HttpServer): void {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string
    try {
      text = utf8.decode(body as Buffer)
    } catch (cause) {
      return done(jsonMalformed('its bytes are not UTF-8', cause))
    }
    if (text === '') return done(null, {})
    parse(request, text, (error, value) => {
      if (error) return done(jsonMalformed(error.message, error))
      try {
        done(null, cleanValue(value, text))
      } catch (cause) {
        done(jsonMalformed('it is nested too deep', cause))
      }
    })
  })
}

const jsonMalformed = (what: string, cause: unknown): InvalidInput =>
  new InvalidInput('json_malformed', `The body is not JSON: ${what}.`, { remedy: 'Send JSON in UTF-8.', cause })

const openapi = (version: string) => ({
  info: {
    title: 'Yingda',
    version,
    description:
      'Visitors use /public/api/v1 with a bearer token; agents and administrators use /api/v1 with a session cookie, programs with an API key (docs/api.md). Errors are {error: {code, message, remedy}}. The sockets are described in docs/protocol.md.',
    license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
  },
  components: {
    securitySchemes: {
      session: { type: 'apiKey' as const, in: 'cookie' as const, name: 'yingda_session' },
      apiKey: { type: 'http' as const, scheme: 'bearer', description: 'A key that begins with yk_.' },
      visitor: { type: 'http' as const, scheme: 'bearer' },
    },
  },
})
