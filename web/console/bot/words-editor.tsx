import { Button, Input } from 'antd'
import type { ReactNode } from 'react'
import type { Language } from '../../../src/message.ts'
import { type ConsoleKey, type ConsoleWords, useConsoleWords } from '../words.ts'
import { consoleZh } from '../words.zh.ts'
import { missingPlaceholders } from './settings.ts'

type Words = Partial<Record<Language, Record<string, string>>>

interface Props {
  words: Words
  defaults: Record<Language, Record<string, string>>
  disabled: boolean
  onChange(words: Words): void
}

/** The bot's own sentences side by side in both languages. Empty means the default, which is shown. */
export function WordsEditor({ words, defaults, disabled, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  const set = (language: Language, key: string, text: string) =>
    onChange({ ...words, [language]: { ...words[language], [key]: text } })
  return (
    <div>
      <p className="muted" style={{ marginTop: 0 }}>
        {t('bot.words_hint')}
      </p>
      {Object.keys(defaults.zh).map(key => {
        const changed = isChanged(words.zh?.[key]) || isChanged(words.en?.[key])
        return (
          <div className="words-row" key={key}>
            <header>
              <strong>{wordLabel(key, t)}</strong>
              {changed && !disabled ? (
                <Button type="link" size="small" onClick={() => onChange(withoutKey(words, key))}>
                  {t('bot.restore')}
                </Button>
              ) : null}
            </header>
            {LANGUAGES.map(language => (
              <Sentence
                key={language}
                language={language}
                text={words[language]?.[key] ?? ''}
                fallback={defaults[language][key] ?? ''}
                disabled={disabled}
                onChange={text => set(language, key, text)}
              />
            ))}
          </div>
        )
      })}
    </div>
  )
}

function Sentence(props: {
  language: Language
  text: string
  fallback: string
  disabled: boolean
  onChange(text: string): void
}): ReactNode {
  const { t } = useConsoleWords()
  const missing = missingPlaceholders(props.text, props.fallback)
  return (
    <div>
      <Input.TextArea
        lang={props.language}
        aria-label={t(`language.${props.language}`)}
        autoSize={{ minRows: 1, maxRows: 6 }}
        placeholder={props.fallback}
        value={props.text}
        disabled={props.disabled}
        status={missing.length > 0 ? 'warning' : ''}
        onChange={event => props.onChange(event.target.value)}
        onFocus={() => props.text === '' && !props.disabled && props.onChange(props.fallback)}
        onBlur={() => props.text === props.fallback && props.onChange('')}
      />
      {missing.length > 0 ? (
        <span className="small" style={{ color: 'var(--warn)' }}>
          {t('bot.placeholder_missing', { names: missing.join(' ') })}
        </span>
      ) : null}
    </div>
  )
}

const LANGUAGES: readonly Language[] = ['zh', 'en']

function isChanged(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== ''
}

function withoutKey(words: Words, key: string): Words {
  const drop = ({ [key]: _, ...rest }: Record<string, string> = {}) => rest
  return { zh: drop(words.zh), en: drop(words.en) }
}

/** When the sentence is said; the bare key when it is newer than these words. */
function wordLabel(key: string, t: ConsoleWords): string {
  const label = `word.${key}`
  return label in consoleZh ? t(label as ConsoleKey) : key
}
