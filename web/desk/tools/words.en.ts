import type { toolsZh } from './words.zh.ts'

/** Words of the agent's tools: parking, notes, labels, canned responses. Merged into the desk's. */
export const toolsEn: Record<keyof typeof toolsZh, string> = {
  'event.parked.snoozed': '{{agent}} put it off until {{due}}',
  'event.parked.left_message': 'The visitor left a message, to be answered by {{due}}',
  'event.parked.call_back': 'The visitor asked to be called back: {{due}}',
  'event.unparked.due': 'Time is up: the conversation is back',
  'event.unparked.visitor_wrote': 'The visitor wrote: the conversation is back',
  'event.unparked.taken': '{{agent}} took it up early',
  'event.labels_added': '{{agent}} added labels: {{labels}}',
  'event.labels_removed': '{{agent}} removed labels: {{labels}}',
  'event.labels_changed': '{{agent}} changed labels: {{added}} added, {{removed}} removed',
  'event.blocked': '{{agent}} blocked the visitor: his messages are refused',
  'event.unblocked': '{{agent}} lets the visitor write again',
}
