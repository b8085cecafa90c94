import { expect, it } from 'vitest'
import { createKnowledge } from '../../src/retrieval/search.ts'
import { ask, fakeEmbedder, faq, SHOP } from './passages.ts'

const COFFEE = faq('coffee', 'en', ['Do you sell coffee machines?', 'espresso maker'], 'No, only tea.')

it('knowledge with some passages more finds them too, by words and by vectors, and stays as it is', async () => {
  for (const embedder of [undefined, fakeEmbedder()]) {
    const knowledge = await createKnowledge(SHOP, { embedder })
    const size = knowledge.size
    const before = await ask(knowledge, 'do you sell coffee machines', 'en')
    const trial = await knowledge.with([COFFEE])
    const found = await ask({ ...knowledge, ...trial }, 'do you sell coffee machines', 'en')
    expect(found[0]).toMatchObject({ key: 'coffee', text: 'No, only tea.' })
    expect(found[0]!.scores.vector === undefined).toBe(embedder === undefined)
    expect((await ask({ ...knowledge, ...trial }, 'how much is shipping', 'en'))[0]?.key).toBe('shipping-fee')
    expect(await ask(knowledge, 'do you sell coffee machines', 'en')).toEqual(before)
    expect(before.map(hit => hit.key)).not.toContain('coffee')
    expect(knowledge.size).toBe(size)
  }
})
