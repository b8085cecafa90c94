import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type KeptFolder, NotAsKept, openKeptFolder } from '../../src/retrieval/kept-folder.ts'

let root: string
let path: string
let folder: KeptFolder

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'yingda-kept-'))
  path = join(root, 'not', 'there yet')
  folder = openKeptFolder(path)
})
afterEach(() => rmSync(root, { recursive: true }))

const bytes = (text: string) => [Buffer.from(text)]
const fileOf = (part: string) => join(path, readdirSync(path).find(name => name.startsWith(`set-${part}-`))!)
const read = async (part: string) => Buffer.from(await (await folder.read('set', 'me'))!.bytes(part)).toString()

it('gives back what was kept, and another set in its place', async () => {
  expect(await folder.read('set', 'me')).toBeUndefined()
  await folder.write('set', 'me', { one: bytes('first'), two: [...bytes('a'), ...bytes('b')] })
  await folder.write('other', 'me', { one: bytes('of another set') })
  expect([await read('one'), await read('two')]).toEqual(['first', 'ab'])
  await folder.write('set', 'me', { one: to => writeFile(to, 'second') })
  expect(await read('one')).toBe('second')
  expect(readFileSync(await (await folder.read('set', 'me'))!.path('one'), 'utf8')).toBe('second')
  expect((await folder.read('set', 'me'))!.has('two')).toBe(false)
  // The list and the part of each set: nothing else is left.
  expect(readdirSync(path)).toHaveLength(4)
})

it('knows no set that was made by other means, and none whose list is damaged', async () => {
  await folder.write('set', 'me', { one: bytes('first') })
  expect(await folder.read('set', 'somebody else')).toBeUndefined()
  for (const list of ['', '{"madeBy":"me","parts":{', 'null', '7']) {
    writeFileSync(join(path, 'set.json'), list)
    expect(await folder.read('set', 'me')).toBeUndefined()
  }
})

it.each<[string, (file: string) => void]>([
  ['cut off', file => truncateSync(file, 3)],
  ['longer', file => writeFileSync(file, 'first and more')],
  ['changed in a byte', file => writeFileSync(file, 'firsT')],
  ['empty', file => truncateSync(file, 0)],
  ['gone', file => rmSync(file)],
])('gives no part that is %s', async (_, damage) => {
  await folder.write('set', 'me', { one: bytes('first'), two: bytes('second') })
  damage(fileOf('one'))
  const set = (await folder.read('set', 'me'))!
  await expect(set.bytes('one')).rejects.toThrow(NotAsKept)
  await expect(set.path('one')).rejects.toThrow(NotAsKept)
  await expect(set.bytes('three')).rejects.toThrow(NotAsKept)
  expect(await read('two')).toBe('second')
})

it('keeps the set before when writing breaks off, and clears away what killed processes left', async () => {
  await folder.write('set', 'me', { one: bytes('first') })
  const broken = folder.write('set', 'me', {
    one: bytes('half'),
    two: () => Promise.reject(new Error('the disk is full')),
  })
  await expect(broken).rejects.toThrow('the disk is full')
  expect(await read('one')).toBe('first')
  const left = join(path, 'set-one.1234.new')
  writeFileSync(left, 'left by a process that was killed')
  await folder.write('set', 'me', { one: bytes('second') })
  expect(readdirSync(path)).toContain('set-one.1234.new')
  utimesSync(left, new Date(0), new Date(0))
  utimesSync(fileOf('one'), new Date(0), new Date(0))
  await folder.write('set', 'me', { one: bytes('third') })
  expect(await read('one')).toBe('third')
  expect(readdirSync(path).filter(name => name.endsWith('.new'))).toEqual([])
})

it('is whole whoever of two writers at once is the last, or else as if not there', async () => {
  const other = openKeptFolder(path)
  for (let round = 0; round < 20; round++) {
    const texts = [`a ${round}`.repeat(1000), `b ${round}`.repeat(1000)]
    await Promise.all([
      folder.write('set', 'me', { one: bytes(texts[0]!), two: bytes(texts[0]!) }),
      other.write('set', 'me', { one: bytes(texts[1]!), two: bytes(texts[1]!) }),
    ])
    const found = await Promise.all([read('one'), read('two')]).catch(error => {
      expect(error).toBeInstanceOf(NotAsKept)
      return undefined
    })
    if (found) expect(texts.map(text => [text, text])).toContainEqual(found)
  }
})
