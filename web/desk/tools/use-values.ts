import type { ConversationSummary } from '../../../src/protocol.ts'
import type { Values } from '../../shared/canned-text.ts'
import { useSession } from '../../shared/session.ts'
import type { ConversationDetail } from '../api.ts'
import { useDeskWords } from '../words.ts'

/** What the variables of a canned text stand for in this conversation. */
export function useValues(conversation: ConversationSummary, detail: ConversationDetail | undefined): Values {
  const { language } = useDeskWords()
  const { me } = useSession()
  const { contact } = conversation
  const order = detail?.packet?.understanding?.entities.find(entity => entity.kind === 'order_number')
  const locale = (conversation.language ?? language) === 'zh' ? 'zh-CN' : 'en-GB'
  return {
    'visitor.name': contact.name,
    'visitor.email': contact.email,
    'visitor.phone': contact.phone,
    'agent.name': me.name,
    order: order?.value,
    date: new Date().toLocaleDateString(locale, { month: 'long', day: 'numeric' }),
  }
}
