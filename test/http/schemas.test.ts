/**
 * The server compiles a schema when a request first wants it (http/late-schemas.ts). Here all are compiled at once, so
 * that one that cannot be is found by the build instead of by a visitor.
 */
import AjvCompiler from '@fastify/ajv-compiler'
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lateCompilers } from '../../src/http/late-schemas.ts'
import { buildApp, type TestApp } from '../helpers/app.ts'
import { describeSchemas } from '../helpers/routes.ts'

describe('the schemas of the routes', () => {
  let test: TestApp

  beforeAll(async () => {
    test = await buildApp({ loadBot: async () => Promise.reject(new Error('no bot is asked')) })
  })
  afterAll(() => test.close())

  it('compile, every one', () => {
    // As Fastify calls it; its types say that it takes the bare schema.
    const validator = AjvCompiler()({}, { customOptions: {} }) as (asked: { schema: object }) => unknown
    const serializer = SerializerSelector()({}, {})
    const { taken, given } = describeSchemas(test.app)
    expect(taken.length).toBeGreaterThan(50)
    expect(given.length).toBeGreaterThan(50)
    for (const schema of taken) expect(() => validator({ schema })).not.toThrow()
    for (const schema of given) {
      expect(() => serializer({ method: '', url: '', httpStatus: '', schema })).not.toThrow()
    }
  })
})

describe('schemas compiled late', () => {
  it('coerce, fill in and refuse as those compiled at once', async () => {
    const answers = []
    for (const schemaController of [{}, { compilersFactory: lateCompilers() }]) {
      const app = Fastify({ schemaController })
      const body = {
        type: 'object',
        required: ['count'],
        properties: { count: { type: 'integer' }, unit: { type: 'string', default: 'piece' } },
      }
      const response = { 200: { type: 'object', properties: { count: { type: 'integer' }, unit: { type: 'string' } } } }
      app.post('/', { schema: { body, response } }, async request => ({ ...(request.body as object), secret: 1 }))
      const sent = [{ count: '3', other: 1 }, { count: 'three' }, {}, [], null]
      for (const payload of sent) {
        const { statusCode, body } = await app.inject({ method: 'POST', url: '/', payload: payload as object })
        answers.push({ statusCode, body })
      }
      await app.close()
    }
    const half = answers.length / 2
    expect(answers.slice(half)).toEqual(answers.slice(0, half))
    expect(answers[0]).toEqual({ statusCode: 200, body: '{"count":3,"unit":"piece"}' })
    expect(answers[1]!.body).toContain('body/count must be integer')
  })

  it('say at the first request what is wrong in a schema, and nothing before', async () => {
    const app = Fastify({ schemaController: { compilersFactory: lateCompilers() } })
    app.post('/', { schema: { body: { type: 'no such type' } } }, async () => 'never')
    await app.ready()
    expect((await app.inject({ method: 'POST', url: '/', payload: {} })).statusCode).toBe(500)
    await app.close()
  })
})
