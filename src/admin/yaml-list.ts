/** A list in a YAML file, each entry of one schema. What is wrong is named with its file, line and value. */
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { InvalidInput } from '../errors.ts'

/** Reads the list under a key; undefined where the file has no such key. */
export type YamlList<T> = (file: string, text: string) => T[] | undefined

/** @param what The entry in words, and the code's first part: `intent` gives `intent_malformed`. */
export function yamlList<S extends TSchema>(key: string, what: string, schema: S, remedy: string): YamlList<Static<S>> {
  const checker = Compile(schema)
  /** @throws InvalidInput `file_empty`, `yaml_broken` or `WHAT_malformed`, naming the file, the line and the value. */
  return (file, text) => {
    if (text.trim() === '') {
      throw new InvalidInput('file_empty', `${file} is empty.`, { remedy: `Write a list under “${key}:”.` })
    }
    const lines = new LineCounter()
    const document = parseDocument(text, { lineCounter: lines })
    const broken = document.errors[0]
    if (broken !== undefined) throw brokenYaml(file, lines.linePos(broken.pos[0]).line, broken.message)
    const list = isMap(document.contents) ? document.get(key, true) : undefined
    if (list === undefined) return undefined
    const entries = (document.toJS() as Record<string, unknown>)[key]
    if (!Array.isArray(entries)) throw malformed(file, 1, what, `there is no list “${key}:”`, undefined, remedy)
    return entries.map((raw: unknown, index) => {
      if (checker.Check(raw)) return raw
      const error = [...checker.Errors(raw)][0]
      const path = [key, index, ...(error?.instancePath.split('/').slice(1) ?? [])]
      const node = document.getIn(path, true) ?? list
      const offset = isScalar(node) || isMap(node) ? node.range?.[0] : undefined
      const line = lines.linePos(offset ?? 0).line
      // What the schema says of a field that is not in it.
      const why = error?.message === 'schema is false' ? 'is no field of it' : (error?.message ?? 'is wrong')
      const said = `${path.slice(2).join('.') || `the ${what}`} ${why}`
      throw malformed(file, line, what, said, document.getIn(path), remedy)
    })
  }
}

const brokenYaml = (file: string, line: number, message: string): InvalidInput =>
  new InvalidInput('yaml_broken', `${file}, line ${line}: ${message.split('\n')[0]}`, {
    remedy: 'Mend the YAML there; texts with “:” or “#” go into quotes.',
    params: { file, line },
  })

/** The error of a list's entry, for what the schema cannot say. */
export const malformed = (
  file: string,
  line: number,
  what: string,
  said: string,
  value: unknown,
  remedy: string,
): InvalidInput =>
  new InvalidInput(`${what}_malformed`, `${file}, line ${line}: ${said}.`, {
    remedy,
    value: typeof value === 'object' ? JSON.stringify(value) : value,
    params: { file, line },
  })
