import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import type { ReactNode } from 'react'
import type { Condition, Leaf } from '../../../src/dialog/handover/condition.ts'
import { useConsoleWords } from '../words.ts'
import { ConditionFields } from './condition-fields.tsx'
import { leafIssue, MOST_DEPTH } from './issues.ts'

type Group = Extract<Condition, { kind: 'all' | 'any' }>

interface Props {
  group: Group
  /** Of this group, from 1. */
  depth: number
  /** Somebody wanted to be done: what is missing is told. */
  tried: boolean
  onChange(group: Group): void
}

const NEW_LEAF: Leaf = { kind: 'words', any: [] }

/** Conditions that are joined by all or any; each may be turned round, and may be a group of its own. */
export function ConditionGroup({ group, depth, tried, onChange }: Props): ReactNode {
  const { t } = useConsoleWords()
  const put = (of: Condition[]) => onChange({ ...group, of })
  // A group in a "not" stands two deeper.
  const mayNest = depth + 2 < MOST_DEPTH
  return (
    <div className={depth === 1 ? 'cond-group' : 'cond-group nested'}>
      <Select
        size="small"
        className="cond-join"
        aria-label={t('cond.join')}
        value={group.kind}
        onChange={kind => onChange({ ...group, kind })}
        options={(['all', 'any'] as const).map(value => ({ value, label: t(`cond.${value}`) }))}
      />
      {group.of.map((each, at) => (
        <ConditionRow
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no names, and are only added at the end
          key={at}
          condition={each}
          depth={depth}
          tried={tried}
          onChange={next => put(group.of.map((old, i) => (i === at ? next : old)))}
          onRemove={() => put(group.of.filter((_, i) => i !== at))}
        />
      ))}
      {tried && group.of.length === 0 ? (
        <div className="field-issue" role="alert">
          {t('cond.issue.empty')}
        </div>
      ) : null}
      <div className="row wrap">
        <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => put([...group.of, NEW_LEAF])}>
          {t('cond.add')}
        </Button>
        {mayNest ? (
          <Button
            size="small"
            type="text"
            icon={<PlusOutlined />}
            onClick={() => put([...group.of, { kind: group.kind === 'all' ? 'any' : 'all', of: [NEW_LEAF] }])}
          >
            {t('cond.add_group')}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

interface RowProps {
  condition: Condition
  depth: number
  tried: boolean
  onChange(condition: Condition): void
  onRemove(): void
}

function ConditionRow({ condition, depth, tried, onChange, onRemove }: RowProps): ReactNode {
  const { t } = useConsoleWords()
  const { negated, inner } = unwrapped(condition)
  const put = (next: Condition, not = negated) => onChange(not ? { kind: 'not', of: next } : next)
  const issue = tried && isLeaf(inner) ? leafIssue(inner) : undefined
  return (
    <div className="cond-row">
      <Select
        className="cond-not"
        aria-label={t('cond.negate')}
        value={negated ? 'not' : 'is'}
        onChange={value => put(inner, value === 'not')}
        options={[
          { value: 'is', label: t('cond.is') },
          { value: 'not', label: t('cond.is_not') },
        ]}
      />
      <div className="grow">
        {isLeaf(inner) ? (
          <ConditionFields leaf={inner} invalid={issue !== undefined} onChange={leaf => put(leaf)} />
        ) : inner.kind === 'not' ? null : (
          <ConditionGroup group={inner} depth={depth + 1} tried={tried} onChange={group => put(group)} />
        )}
        {issue === undefined ? null : (
          <div className="field-issue" role="alert">
            {t(issue)}
          </div>
        )}
      </div>
      <Button type="text" icon={<CloseOutlined />} aria-label={t('cond.remove')} onClick={onRemove} />
    </div>
  )
}

const isLeaf = (condition: Condition): condition is Leaf =>
  condition.kind !== 'all' && condition.kind !== 'any' && condition.kind !== 'not'

/** "not not x" is x: rules that came over the API are shown as simply as they can be. */
function unwrapped(condition: Condition): { negated: boolean; inner: Condition } {
  if (condition.kind !== 'not') return { negated: false, inner: condition }
  const { negated, inner } = unwrapped(condition.of)
  return { negated: !negated, inner }
}
