import { NotFound } from '../errors.ts'

export const conversationNotFound = (id: string): NotFound =>
  new NotFound('conversation_not_found', 'There is no such conversation.', { value: id })

export const labelNotFound = (id: string): NotFound =>
  new NotFound('label_not_found', 'There is no such label.', { value: id })
