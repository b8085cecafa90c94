/** Entities in YAML files: beside intents or alone, and what is said of a broken one. */
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseEntities } from '../../src/admin/entities.ts'
import { parseIntents } from '../../src/admin/intents.ts'
import { YingdaError } from '../../src/errors.ts'

const FILE = `entities:
  - name: product
    fuzzy: true
    values:
      - value: kettle
        synonyms: { zh: [水壶], en: [tea kettle] }
  - name: member
    patterns: ['VIP\\d{6}']
`

test('a pattern that RE2 cannot do names its file', () => {
  const text = FILE.replace('VIP', '(?=x)VIP')
  expect(() => parseEntities('e.yaml', text)).toThrow(/^e\.yaml: .*look ahead/)
})

test('a file of entities alone has no intents; one of intents alone no entities', () => {
  expect(parseEntities('e.yaml', FILE)).toEqual((parse(FILE) as { entities: unknown }).entities)
  expect(parseIntents('e.yaml', FILE)).toEqual([])
  expect(parseEntities('i.yaml', 'intents: []')).toEqual([])
})

describe('a broken file is refused with its line', () => {
  test.each<[string, string, string, number]>([
    ['no list', 'entities: 1', 'entity_malformed', 1],
    ['a bad name', FILE.replace('name: product', 'name: The Product'), 'entity_malformed', 2],
    ['an unknown field', `${FILE}    pattern: x\n`, 'entity_malformed', 9],
    ['broken YAML', `${FILE}  - name: [`, 'yaml_broken', 9],
  ])('%s', (_, text, code, line) => {
    let error: unknown
    try {
      parseEntities('e.yaml', text)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(YingdaError)
    expect(error).toMatchObject({ code, params: { file: 'e.yaml', line } })
  })
})
