import { Checkbox, Tag } from 'antd'
import type { ReactNode } from 'react'
import { useConsoleWords } from '../words.ts'
import type { SentenceModel } from './embedder.ts'

interface Props {
  models: readonly SentenceModel[]
  /** Names. */
  chosen: readonly string[]
  disabled: boolean
  onChange(names: string[]): void
}

/** What the server has, each with what is known of it; several are joined. */
export function ModelList({ models, chosen, disabled, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  const turn = (name: string, on: boolean) => onChange(on ? [...chosen, name] : chosen.filter(one => one !== name))
  return (
    <>
      <ul className="plain-list embedder-models">
        {models.map(model => (
          <li key={model.name}>
            <Checkbox
              checked={chosen.includes(model.name)}
              disabled={disabled || model.problem !== undefined}
              onChange={({ target }) => turn(model.name, target.checked)}
            >
              <Facts model={model} />
            </Checkbox>
          </li>
        ))}
      </ul>
      <span className="small muted">{t(chosen.length > 1 ? 'embedder.joined' : 'embedder.may_join')}</span>
    </>
  )
}

function Facts({ model }: { model: SentenceModel }): ReactNode {
  const { t } = useConsoleWords()
  const { name, origin, kind, languages, dims, bytes, problem } = model
  const facts = [
    t(`embedder.origin.${origin}`),
    languages === undefined ? t('embedder.languages') : languages.map(one => t(`language.${one}`)).join(' + '),
    ...(dims === undefined ? [] : [t('embedder.dims', { dims })]),
    t('embedder.size', { size: (bytes / 1e6).toFixed(1) }),
  ]
  return (
    <span className="embedder-facts">
      <strong>{name}</strong>
      {kind === undefined ? null : (
        <Tag color={kind === 'static' ? 'green' : 'default'}>{t(`embedder.speed.${kind}`)}</Tag>
      )}
      {problem === undefined ? (
        <span className="small muted num">{facts.join(' · ')}</span>
      ) : (
        <span className="small muted" title={problem}>
          {t('embedder.unusable')}
        </span>
      )}
    </span>
  )
}
