import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { describeConfig, readConfig } from '../src/config.ts'
import { InvalidInput } from '../src/errors.ts'

test('an empty environment gives a configuration that runs', () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    databaseUrl: undefined,
    dataDir: resolve('data'),
    embedder: ['built-in'],
    origins: [],
    trustProxy: false,
    turnTimeoutMs: 8_000,
  })
})

test('an empty or blank value means the default, as in a .env file', () => {
  expect(readConfig({ PORT: '', HOST: '  ', DATABASE_URL: '', YINGDA_EMBEDDER: '' })).toEqual(readConfig({}))
})

test('values are read, with the space around them gone', () => {
  const config = readConfig({
    PORT: ' 8080 ',
    HOST: '0.0.0.0',
    DATABASE_URL: 'postgresql://u:p@h:5433/d?sslmode=require',
    DATABASE_POOL: '20',
    YINGDA_DATA: '/srv/data/',
    YINGDA_EMBEDDER: 'models/use, built-in',
    YINGDA_ORIGINS: 'https://shop.example, http://localhost:5173',
    TRUST_PROXY: '10.0.0.0/8, 127.0.0.1',
    LOG_LEVEL: 'debug',
    YINGDA_TURN_TIMEOUT_MS: '500',
  })
  expect(config).toMatchObject({
    port: 8080,
    host: '0.0.0.0',
    databaseUrl: 'postgresql://u:p@h:5433/d?sslmode=require',
    databasePool: 20,
    dataDir: '/srv/data',
    embedder: [resolve('models/use'), 'built-in'],
    origins: ['https://shop.example', 'http://localhost:5173'],
    trustProxy: '10.0.0.0/8, 127.0.0.1',
    logLevel: 'debug',
    turnTimeoutMs: 500,
  })
})

test.each<[string, unknown]>([
  ['true', true],
  ['false', false],
  ['2', 2],
  ['10.0.0.1', '10.0.0.1'],
])('TRUST_PROXY=%s is %s', (given, value) => {
  expect(readConfig({ TRUST_PROXY: given }).trustProxy).toBe(value)
})

describe('a bad value stops the start, with its name, the value and the way out', () => {
  test.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '0x50'],
    ['DATABASE_URL', 'mysql://u:secret@h/d'],
    ['DATABASE_URL', 'postgres://'],
    ['DATABASE_POOL', '1'],
    ['DATABASE_POOL', '201'],
    ['YINGDA_ORIGINS', 'shop.example'],
    ['YINGDA_ORIGINS', 'https://shop.example/path'],
    ['YINGDA_ORIGINS', 'https://shop.example,'],
    ['TRUST_PROXY', 'yes please'],
    ['LOG_LEVEL', 'verbose'],
    ['YINGDA_TURN_TIMEOUT_MS', '99'],
    ['YINGDA_TURN_TIMEOUT_MS', '8s'],
  ])('%s=%s', (name, value) => {
    const error = refusal({ [name]: value })
    expect(error).toBeInstanceOf(InvalidInput)
    expect(error).toMatchObject({ code: 'bad_setting', params: { name } })
    expect(error.message).toContain(name)
    expect(error.remedy).toBe(`${name}: ${describeConfig().find(one => one.name === name)?.description}`)
    if (name === 'DATABASE_URL') expect(error.message).not.toContain('secret')
    else expect(error.message).toContain(value)
  })
})

test('of several bad values each gets its turn', () => {
  expect(refusal({ PORT: 'x', LOG_LEVEL: 'loud' }).message).toContain('PORT')
  expect(refusal({ PORT: '1', LOG_LEVEL: 'loud' }).message).toContain('LOG_LEVEL')
})

test('variables that are not ours are ignored', () => {
  expect(readConfig({ PATH: '/bin', YINGDA_UNKNOWN: 'x' })).toEqual(readConfig({}))
})

test('a configuration cannot be changed', () => {
  const config = readConfig({ YINGDA_ORIGINS: 'https://a.example' })
  expect(Object.isFrozen(config)).toBe(true)
  expect(Object.isFrozen(config.origins)).toBe(true)
})

test('every setting is described, with a default that is itself allowed', () => {
  const settings = describeConfig()
  expect(settings.length).toBeGreaterThan(5)
  for (const { name, description, fallback } of settings) {
    expect(description, name).toMatch(/^[A-Z].*[.]$/s)
    expect(() => readConfig({ [name]: fallback }), name).not.toThrow()
  }
})

function refusal(env: Record<string, string>): InvalidInput {
  try {
    readConfig(env)
  } catch (error) {
    return error as InvalidInput
  }
  throw new Error(`${JSON.stringify(env)} was accepted`)
}
