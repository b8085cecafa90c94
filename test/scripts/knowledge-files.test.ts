import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readFiles } from '../../scripts/knowledge-files.ts'
import { runCli } from './run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'yingda-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, content: string | Buffer): string {
  const file = join(folder, name)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, content)
  return file
}

const LINE = '{"id":"fee","question":"运费多少？","answer":"10 元。"}'
const INTENT = `intents:
  - name: greet
    title: {zh: 问候, en: Greet}
    kind: small_talk
    sensitive: false
    answer: {zh: 您好, en: Hello}
    utterances: {zh: [你好, 您好], en: [hello, hi there]}
`

describe('a broken file names itself, the line and the value', () => {
  test.each<[string, string, string | Buffer, string, number | undefined, string]>([
    ['an empty file', 'empty.jsonl', ' \n', 'file_empty', undefined, ''],
    ['broken JSONL', 'broken.jsonl', `${LINE}\n{"id": "x",\n`, 'json_broken', 2, '{"id": "x",'],
    ['a wrong type in JSONL', 'type.jsonl', `${LINE}\n{"id":"b","question":7,"answer":"x"}`, 'field_type', 2, '7'],
    ['a missing column', 'column.csv', 'question,reply\n运费？,10 元\n', 'column_missing', 1, 'question,reply'],
    ['an empty cell', 'cell.csv', 'question,answer\n"a\nb",x\n退货？,\n', 'field_missing', 4, ''],
    ['broken YAML', 'broken.yaml', INTENT.replace('small_talk', 'small: talk'), 'yaml_broken', 4, ''],
    ['a wrong value in YAML', 'value.yaml', INTENT.replace('small_talk', 'chatter'), 'intent_malformed', 4, 'chatter'],
    [
      'a spreadsheet in GBK',
      'gbk.csv',
      Buffer.concat([Buffer.from('question,answer\n'), Buffer.from('d4cbb7d12c', 'hex'), Buffer.from('10\n')]),
      'file_not_utf8',
      2,
      '',
    ],
    ['a key that is there twice', 'twice.jsonl', `${LINE}\n${LINE}\n`, 'key_twice', 2, 'fee'],
  ])('%s', async (_, name, content, code, line, value) => {
    const file = write(name, content)
    const { code: exit, err, json } = await runCli(['import', file, '--json'])
    expect(exit).toBe(3)
    expect(json).toMatchObject({ error: { code } })
    expect(err).toContain(name)
    if (line !== undefined) expect(err).toContain(`line ${line}`)
    expect(err).toContain(value)
  })
})

describe('a folder', () => {
  test('gives documents and intents, and leaves the rest alone', () => {
    write('good/faq.csv', '问题,答案\n运费？,10 元\n')
    write('good/articles/en/returns.md', '# Returns\n\nWithin seven days.\n')
    write('good/intents/talk.yaml', INTENT)
    write('good/README.md', '# About this folder\n\nText.\n')
    write('good/questions/zh.jsonl', '{"id":"zh-001","text":"邮费？","expect":{}}\n')
    write('good/logo.png', 'no picture')
    const { documents, intents, files, others } = readFiles(join(folder, 'good'))
    expect(documents.map(({ kind, key, language }) => `${kind} ${key} ${language}`)).toEqual([
      'article returns en',
      'faq 运费？ zh',
    ])
    expect(intents.map(({ name }) => name)).toEqual(['greet'])
    expect(files).toBe(3)
    expect(others).toHaveLength(3)
  })

  test('with the same key in two files names both', () => {
    const first = write('twice/a.jsonl', `${LINE}\n`)
    const second = write('twice/b.jsonl', `${LINE}\n`)
    expect(() => readFiles(join(folder, 'twice'))).toThrow(`in ${first} and in ${second}`)
  })

  test('without any file of ours says what could be there', () => {
    write('other/logo.png', 'no picture')
    expect(() => readFiles(join(folder, 'other'))).toThrow('holds no file that can be imported')
  })
})
