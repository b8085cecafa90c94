import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import type { ConversationSummary } from '../../../src/protocol.ts'
import { fillCanned, openPlaces, searchCanned, slashAt, textOf } from '../../shared/canned-text.ts'
import { CANNED, type Canned, fetchCanned } from '../../shared/desk-tools.ts'
import { useSession } from '../../shared/session.ts'
import type { ConversationDetail } from '../api.ts'
import { useDeskWords } from '../words.ts'
import { cannedUsed } from './api.ts'
import { useValues } from './use-values.ts'

export interface CannedSearch {
  /** Above the reply: what was found, or what is still to be filled in. */
  panel: ReactNode
  /** True when the key was its own. */
  keyDown(event: KeyboardEvent): boolean
  /** False while the text has open places and the agent has not said that they may go out. */
  maySend(text: string): boolean
}

/** `/` in the reply finds canned responses by shortcut, title, pinyin initials and text; Enter or Tab puts one in. */
export function useCanned(
  conversation: ConversationSummary,
  detail: ConversationDetail | undefined,
  text: string,
  change: (text: string) => void,
): CannedSearch {
  const { api } = useSession()
  const values = useValues(conversation, detail)
  const [at, setAt] = useState(0)
  const [closed, setClosed] = useState<string>()
  /** The text whose open places were pointed out, and whether it may go out as it is. */
  const [warned, setWarned] = useState<{ text: string; anyway: boolean }>()
  // At the end of what is typed: that is where a search is written.
  const slash = slashAt(text, text.length)
  const query = useQuery({ queryKey: CANNED, queryFn: () => fetchCanned(api), staleTime: 60_000 })
  const found = slash === undefined || closed === text ? [] : searchCanned(query.data ?? [], slash.asked)
  const chosen = Math.min(at, found.length - 1)

  function put(canned: Canned): void {
    if (slash === undefined) return
    change(text.slice(0, slash.from) + fillCanned(textOf(canned, conversation.language), values))
    setAt(0)
    void cannedUsed(api, canned.id).catch(() => undefined)
  }
  function keyDown(event: KeyboardEvent): boolean {
    if (found.length === 0) return false
    const step = STEPS[event.key]
    if (step !== undefined) setAt((chosen + step + found.length) % found.length)
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') put(found[chosen]!)
    else if (event.key === 'Escape') setClosed(text)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  const open = found.length > 0 ? [] : openPlaces(text)
  return {
    panel: (
      <>
        {found.length === 0 ? null : (
          <Found found={found} chosen={chosen} language={conversation.language} onPut={put} />
        )}
        {open.length === 0 ? null : (
          <OpenPlaces
            places={open}
            alarm={warned?.text === text && !warned.anyway}
            onAnyway={() => setWarned({ text, anyway: true })}
          />
        )}
      </>
    ),
    keyDown,
    maySend(sent) {
      if (openPlaces(sent).length === 0 || (warned?.text === text && warned.anyway)) return true
      setWarned({ text, anyway: false })
      return false
    },
  }
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }

interface FoundProps {
  found: readonly Canned[]
  chosen: number
  language: string | undefined
  onPut(canned: Canned): void
}

function Found({ found, chosen, language, onPut }: FoundProps): ReactNode {
  const { t } = useDeskWords()
  return (
    <div className="canned-found" role="listbox" aria-label={t('canned.found')}>
      {found.map((canned, i) => (
        <button
          key={canned.id}
          type="button"
          role="option"
          aria-selected={i === chosen}
          className={i === chosen ? 'chosen' : ''}
          // The reply keeps the cursor.
          onMouseDown={event => event.preventDefault()}
          onClick={() => onPut(canned)}
        >
          <code>/{canned.shortcut}</code> <strong>{canned.title}</strong>
          {canned.shared ? null : <span className="tag">{t('canned.own')}</span>}
          <span className="small muted ellipsis">{textOf(canned, language)}</span>
        </button>
      ))}
    </div>
  )
}

function OpenPlaces({ places, alarm, onAnyway }: { places: string[]; alarm: boolean; onAnyway(): void }): ReactNode {
  const { t } = useDeskWords()
  return (
    <div className={alarm ? 'open-places alarm' : 'open-places'} role={alarm ? 'alert' : 'status'}>
      <span className="grow">
        {t('canned.open')}{' '}
        {places.map(place => (
          <code key={place}>{place}</code>
        ))}
      </span>
      {alarm ? (
        <Button size="small" onClick={onAnyway}>
          {t('canned.anyway')}
        </Button>
      ) : null}
    </div>
  )
}
