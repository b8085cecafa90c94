import type { ConsoleKey } from '../words.ts'
import { consoleZh } from '../words.zh.ts'

type Translate = (key: ConsoleKey) => string

/** In words; what is newer than this catalogue by its own name. */
export function subjectName(subject: string, t: Translate): string {
  const key = `subject.${subject}`
  return key in consoleZh ? t(key as ConsoleKey) : subject
}

/** The same for a field; of a path the last part is named. */
export function fieldName(field: string, t: Translate): string {
  const key = `field.${field}`
  return key in consoleZh ? t(key as ConsoleKey) : field
}

/** A setting is called by its key. */
export function labelOf(subject: string, label: string | null, t: Translate): string {
  const key = `setting.${label ?? ''}`
  return subject === 'setting' && key in consoleZh ? t(key as ConsoleKey) : (label ?? '')
}
