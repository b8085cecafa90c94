import { Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import type { NotedAttribute, RuleAction, Wants } from '../../../src/dialog/handover/rules.ts'
import { ENTITY_KINDS, entityKindName } from '../../shared/condition-sentence.ts'
import { useConsoleWords } from '../words.ts'
import { useNames } from './use-names.ts'

const KINDS = ['hand_over', 'ask_first', 'stay'] as const
const ANYBODY = ''

/** What a rule does, and what it asks of the queue. */
export function ActionFields({ act, onChange }: { act: RuleAction; onChange(act: RuleAction): void }): ReactNode {
  const { t } = useConsoleWords()
  const wants = act.kind === 'stay' ? {} : act.wants
  return (
    <div className="stack">
      <Select
        style={{ width: '100%', maxWidth: 360 }}
        aria-label={t('handover.rule.then')}
        value={act.kind}
        onChange={kind =>
          onChange(kind === 'stay' ? { kind } : kind === 'hand_over' ? { ...act, kind, wants } : { kind, wants })
        }
        options={KINDS.map(value => ({ value, label: t(`handover.act.${value}`) }))}
      />
      <span className="small muted">{t(`handover.act.${act.kind}.what`)}</span>
      {act.kind === 'stay' ? null : <WantsFields wants={wants} onChange={next => onChange({ ...act, wants: next })} />}
      {act.kind === 'hand_over' ? (
        <AttributeFields
          attribute={act.attribute}
          onChange={attribute => onChange({ kind: act.kind, wants, ...(attribute === undefined ? {} : { attribute }) })}
        />
      ) : null}
    </div>
  )
}

function WantsFields({ wants, onChange }: { wants: Wants; onChange(wants: Wants): void }): ReactNode {
  const { t } = useConsoleWords()
  const { teams } = useNames()
  const { teamId, skills, priority } = wants
  return (
    <div className="wants">
      <div className="form-field">
        <span>{t('handover.wants.team')}</span>
        <Select
          aria-label={t('handover.wants.team')}
          value={teamId ?? ANYBODY}
          onChange={id => onChange(without({ ...wants, teamId: id }, id === ANYBODY ? 'teamId' : undefined))}
          options={[
            { value: ANYBODY, label: t('handover.wants.any_team') },
            ...teams.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </div>
      <div className="form-field">
        <span>{t('handover.wants.skill')}</span>
        <Input
          aria-label={t('handover.wants.skill')}
          maxLength={40}
          placeholder={t('handover.wants.skill_placeholder')}
          value={skills?.[0]?.skill ?? ''}
          onChange={({ target: { value } }) =>
            onChange(
              without(
                { ...wants, skills: [{ skill: value, level: skills?.[0]?.level ?? 1 }] },
                value.trim() === '' ? 'skills' : undefined,
              ),
            )
          }
        />
      </div>
      <div className="form-field">
        <span>{t('handover.wants.priority')}</span>
        <InputNumber
          aria-label={t('handover.wants.priority')}
          style={{ width: '100%' }}
          min={-100}
          max={100}
          precision={0}
          placeholder="0"
          value={priority ?? null}
          onChange={value =>
            onChange(without({ ...wants, priority: value ?? 0 }, value === null ? 'priority' : undefined))
          }
        />
      </div>
      <span className="small muted wants-hint">{t('handover.wants.priority_hint')}</span>
    </div>
  )
}

/** By default the text; otherwise what kind of entity. */
const TEXT = ''

/** What is noted with the visitor: nothing while neither field has anything. */
function AttributeFields({
  attribute,
  onChange,
}: {
  attribute: NotedAttribute | undefined
  onChange(attribute: NotedAttribute | undefined): void
}): ReactNode {
  const { t } = useConsoleWords()
  const name = attribute?.name ?? ''
  const entity = attribute !== undefined && 'entity' in attribute ? attribute.entity : TEXT
  const value = attribute !== undefined && 'value' in attribute ? attribute.value : ''
  const put = (next: { name: string; entity: string; value: string }) => {
    if (next.entity !== TEXT) return onChange({ name: next.name, entity: next.entity })
    onChange(next.name.trim() === '' && next.value.trim() === '' ? undefined : { name: next.name, value: next.value })
  }
  return (
    <div className="wants">
      <div className="form-field">
        <span>{t('handover.noted.name')}</span>
        <Input
          aria-label={t('handover.noted.name')}
          status={attribute !== undefined && name.trim() === '' ? 'error' : ''}
          maxLength={40}
          placeholder={t('handover.noted.none')}
          value={name}
          onChange={event => put({ name: event.target.value, entity, value })}
        />
      </div>
      <div className="form-field">
        <span>{t('handover.noted.from')}</span>
        <Select
          aria-label={t('handover.noted.from')}
          value={entity}
          onChange={kind => put({ name, entity: kind, value })}
          options={[
            { value: TEXT, label: t('handover.noted.text') },
            ...[...new Set([...ENTITY_KINDS, entity])]
              .filter(Boolean)
              .map(kind => ({ value: kind, label: entityKindName(kind, t) })),
          ]}
        />
      </div>
      {entity === TEXT ? (
        <div className="form-field">
          <span>{t('handover.noted.value')}</span>
          <Input
            aria-label={t('handover.noted.value')}
            status={attribute !== undefined && value.trim() === '' ? 'error' : ''}
            maxLength={500}
            value={value}
            onChange={event => put({ name, entity, value: event.target.value })}
          />
        </div>
      ) : null}
      <span className="small muted wants-hint">{t('handover.noted.hint')}</span>
    </div>
  )
}

function without(wants: Wants, key: keyof Wants | undefined): Wants {
  return key === undefined
    ? wants
    : (Object.fromEntries(Object.entries(wants).filter(([each]) => each !== key)) as Wants)
}
