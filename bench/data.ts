/** The public benchmark sets beside the repository, ../shared/data; never copied into it. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Language } from '../src/message.ts'

export interface IntentRow {
  text: string
  intent: string
  split: 'train' | 'valid' | 'test'
  lang: Language
}

export interface PairRow {
  a: string
  b: string
  label: number
  split: 'valid' | 'test'
}

export interface FaqEntry {
  id: string
  question: string
  answer: string
  lang: Language
}

export interface FaqQuery {
  text: string
  relevant: string[]
  lang: string
  kind?: string
}

/** Where they stand. */
export const DATA_FOLDER = resolve(import.meta.dirname, '../../shared/data')

/** Whether the sets are there; otherwise a line says so, for a benchmark without data measures nothing. */
export function haveData(): boolean {
  if (existsSync(DATA_FOLDER)) return true
  console.error(`No benchmark sets in ${DATA_FOLDER}: nothing to measure with.`)
  return false
}

/** The rows of `name`, e.g. `banking77/intents`. */
export function readData<T>(name: string): T[] {
  return readFileSync(resolve(DATA_FOLDER, `${name}.jsonl`), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T)
}
