/** A button pressed in words: "第一个", "the second one", "都不是". */
import type { DialogState } from './state.ts'
import { ordinalOf, saysNone } from './wording.ts'

/**
 * The id of the button that the visitor's words stand for, or undefined. The caller passes it as the event's `choice`
 * (and looks up `chosen` for a passage), as if it had been pressed.
 */
export function typedChoice(state: DialogState, normalized: string): string | undefined {
  if (state.kind !== 'clarifying') return undefined
  if (saysNone(normalized)) return 'none'
  const index = ordinalOf(normalized)
  const id = index === undefined ? undefined : state.offered[index]
  return id === 'none' ? undefined : id
}
