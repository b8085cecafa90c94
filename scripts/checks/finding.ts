/** What a check of the doctor found. */
export interface Finding {
  /** What was looked at. */
  name: string
  /** `note`: it works, and somebody should know; `problem`: something will not work. */
  state: 'ok' | 'note' | 'problem'
  /** One sentence: what is the case. */
  says: string
  /** What to do about it. */
  remedy?: string
}

export const ok = (name: string, says: string): Finding => ({ name, state: 'ok', says })
export const note = (name: string, says: string, remedy: string): Finding => ({ name, state: 'note', says, remedy })
export const problem = (name: string, says: string, remedy: string): Finding => ({
  name,
  state: 'problem',
  says,
  remedy,
})
