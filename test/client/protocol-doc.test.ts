import { readFileSync } from 'node:fs'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { AgentFrame, CLOSE, MAX_FRAME_BYTES, ServerFrame, VisitorFrame } from '../../src/protocol.ts'

/** docs/protocol.md is the contract: its examples are what the schemas take, and it leaves no frame out. */
const doc = readFileSync('docs/protocol.md', 'utf8')
const examples = [...doc.matchAll(/```json\n([\s\S]*?)```/g)].map(match => match[1]!)
const schemas = { visitor: Compile(VisitorFrame), agent: Compile(AgentFrame), server: Compile(ServerFrame) }
const agents = doc.indexOf("## The agents' socket")
const clientFrames = (schema: { anyOf: { properties: { type: { const: string } } }[] }) =>
  schema.anyOf.map(one => one.properties.type.const)

describe('docs/protocol.md', () => {
  it.each(examples.map((text, i) => [(JSON.parse(text) as { type: string }).type, i] as const))(
    '%s (example %i)',
    (_type, i) => {
      const frame: unknown = JSON.parse(examples[i]!)
      const forAgents = doc.indexOf(examples[i]!) > agents
      const taken = schemas.server.Check(frame) || (forAgents ? schemas.agent : schemas.visitor).Check(frame)
      expect(taken).toBe(true)
    },
  )

  it('shows each frame at least once', () => {
    const shown = new Set(examples.map(text => (JSON.parse(text) as { type: string }).type))
    for (const schema of [VisitorFrame, AgentFrame, ServerFrame]) {
      for (const type of clientFrames(schema as never)) expect(shown).toContain(type)
    }
  })

  it('lists each close code and the limits as they are', () => {
    for (const code of Object.values(CLOSE)) expect(doc).toContain(`| ${code} |`)
    expect(doc).toContain(`${MAX_FRAME_BYTES.toLocaleString('en')} bytes`)
  })
})
