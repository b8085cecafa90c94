import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { AutoComplete, Button, Rate } from 'antd'
import type { ReactNode } from 'react'
import { useConsoleWords } from '../words.ts'
import type { AgentSkills } from './teams.ts'

interface Props {
  value?: AgentSkills['skills']
  onChange?(skills: AgentSkills['skills']): void
  /** Skills of colleagues. */
  known: readonly string[]
}

const MOST = 50

/** A line a skill, with its level from 1 to 5. */
export function SkillsField({ value = [], onChange = () => {}, known }: Props): ReactNode {
  const { t } = useConsoleWords()
  const change = (at: number, part: Partial<AgentSkills['skills'][number]>) =>
    onChange(value.map((one, i) => (i === at ? { ...one, ...part } : one)))
  const free = known.filter(skill => !value.some(one => one.skill === skill))
  return (
    <div className="stack">
      {value.map(({ skill, level }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is what stands in its place
        <div className="row" key={at}>
          <AutoComplete
            className="grow"
            aria-label={t('skills.name')}
            placeholder={t('skills.name')}
            value={skill}
            maxLength={40}
            options={free.map(one => ({ value: one }))}
            onChange={next => change(at, { skill: next })}
          />
          <Rate
            aria-label={t('skills.level')}
            allowClear={false}
            count={5}
            value={level}
            tooltips={[1, 2, 3, 4, 5].map(one => t(`skills.level_${one as 1}`))}
            onChange={next => change(at, { level: next })}
          />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={`${t('app.delete')}: ${skill}`}
            onClick={() => onChange(value.toSpliced(at, 1))}
          />
        </div>
      ))}
      {value.length < MOST ? (
        <div>
          <Button icon={<PlusOutlined />} onClick={() => onChange([...value, { skill: '', level: 3 }])}>
            {t('skills.add')}
          </Button>
        </div>
      ) : null}
    </div>
  )
}
