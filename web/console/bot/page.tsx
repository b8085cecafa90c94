import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Tabs } from 'antd'
import { type ReactNode, useState } from 'react'
import { ErrorAlert, Loaded, PageHead, useNotes } from '../../shared/page-parts.tsx'
import { useSession } from '../../shared/session.ts'
import { ModelTab } from '../embedder/model-tab.tsx'
import { SaveBar } from '../save-bar.tsx'
import { useConsoleWords } from '../words.ts'
import {
  type BotSettings,
  fetchSettings,
  SETTINGS,
  type SettingsAnswer,
  saveSettings,
  thresholdsToSave,
  wordsToSave,
} from './settings.ts'
import { SurenessEditor } from './sureness-editor.tsx'
import { Thresholds } from './thresholds.tsx'
import { WordsEditor } from './words-editor.tsx'

/** What the bot says, and from which confidence on it says it. */
export function BotPage(): ReactNode {
  const { t } = useConsoleWords()
  const { api } = useSession()
  const query = useQuery({ queryKey: SETTINGS, queryFn: () => fetchSettings(api), staleTime: Number.POSITIVE_INFINITY })
  return (
    <div>
      <PageHead title={t('nav.bot')} about={t('bot.about')} />
      <Loaded query={query}>{answer => <Editor key={query.dataUpdatedAt} answer={answer} />}</Loaded>
    </div>
  )
}

function Editor({ answer }: { answer: SettingsAnswer }): ReactNode {
  const { t } = useConsoleWords()
  const { api, can } = useSession()
  const { done } = useNotes()
  const client = useQueryClient()
  const [draft, setDraft] = useState<BotSettings>(answer.settings)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const wanted = toSave(draft, answer)
  // By what would be saved: a look into a field leaves nothing behind.
  const dirty = JSON.stringify(wanted) !== JSON.stringify(toSave(answer.settings, answer))
  const editable = can('settings:write')

  async function save(): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      await saveSettings(api, wanted)
      await client.invalidateQueries({ queryKey: SETTINGS })
      done(t('bot.saved'))
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="stack" style={{ gap: 16 }}>
      {error === undefined ? null : <ErrorAlert error={error} />}
      <div className="card">
        <Tabs
          items={[
            {
              key: 'words',
              label: t('bot.words'),
              children: (
                <WordsEditor
                  words={draft.words}
                  defaults={answer.defaults.words}
                  disabled={!editable}
                  onChange={words => setDraft({ ...draft, words })}
                />
              ),
            },
            {
              key: 'thresholds',
              label: t('bot.thresholds'),
              children: (
                <>
                  <SurenessEditor
                    measured={answer.sureness}
                    rules={draft.sureness ?? {}}
                    disabled={!editable}
                    onChange={sureness => setDraft({ ...draft, sureness })}
                  />
                  <Thresholds
                    values={draft.thresholds}
                    defaults={answer.defaults.thresholds}
                    disabled={!editable}
                    onChange={thresholds => setDraft({ ...draft, thresholds })}
                  />
                </>
              ),
            },
            { key: 'embedder', label: t('embedder.tab'), children: <ModelTab /> },
          ]}
        />
      </div>
      {dirty ? <SaveBar busy={busy} onDiscard={() => setDraft(answer.settings)} onSave={() => void save()} /> : null}
    </div>
  )
}

function toSave({ words, thresholds, sureness }: BotSettings, { defaults }: SettingsAnswer): BotSettings {
  return {
    words: wordsToSave(words, defaults.words),
    thresholds: thresholdsToSave(thresholds, defaults.thresholds),
    ...(sureness === undefined ? {} : { sureness }),
  }
}
