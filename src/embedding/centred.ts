/**
 * Sentence vectors of one model crowd around a common direction that says nothing of the topic; without it their
 * cosines tell more (Mu & Viswanath 2018, "All-but-the-Top"). The common direction is taken from a fixed list of everyday
 * sentences, never from a knowledge base: vectors that are stored stay comparable while the knowledge changes. Each
 * language has its own: what all sentences of one language have in common says nothing of the topic either.
 */
import { createHash } from 'node:crypto'
import type { Embedder } from '../embedder.ts'
import { detectLanguage } from '../text/language.ts'

/** Part of the embedder's identity: bump it with any change to the sentences. */
const VERSION = 'centred-2'

const SENTENCES: readonly string[] = [
  '你好,我想问一下',
  '这个怎么用',
  '多少钱',
  '什么时候能到',
  '可以退吗',
  '我的订单有问题',
  '怎么联系你们',
  '有没有别的颜色',
  '在哪里可以找到',
  '谢谢,明白了',
  '为什么还没有收到',
  '能不能便宜一点',
  '我忘记了怎么办',
  '需要多长时间',
  '这个和那个有什么区别',
  '请帮我查一下',
  '周末有人上班吗',
  '可以开发票吗',
  '我想换一个',
  '东西坏了怎么处理',
  '怎么修改我的资料',
  '支持哪些付款方式',
  '能寄到外地吗',
  '今天天气怎么样',
  'hello, I have a question',
  'how does this work',
  'how much is it',
  'when will it arrive',
  'can I return it',
  'there is a problem with my order',
  'how can I contact you',
  'do you have other colours',
  'where can I find it',
  'thanks, I see',
  'why have I not received it yet',
  'is there a discount',
  'I forgot, what should I do',
  'how long does it take',
  'what is the difference between the two',
  'please check this for me',
  'are you open at the weekend',
  'can I have an invoice',
  'I would like a different one',
  'it is broken, what now',
  'how do I change my details',
  'which payments do you accept',
  'do you ship to other places',
  'what is the weather like today',
]

/** The same embedder with the common direction of the text's language taken out; unit vectors again. Embeds the list once (70 ms). */
export async function centred(embedder: Embedder): Promise<Embedder> {
  const centreOf = async (sentences: readonly string[]) =>
    meanOf(await embedder.embed(sentences, 'query'), embedder.dims)
  const english = await centreOf(SENTENCES.filter(isEnglish))
  const chinese = await centreOf(SENTENCES.filter(sentence => !isEnglish(sentence)))
  return {
    ...embedder,
    identity: createHash('sha256').update(`${embedder.identity} ${VERSION}`).digest('hex'),
    embed: async (texts, side, language) =>
      (await embedder.embed(texts, side, language)).map((vector, i) =>
        without(vector, isEnglish(texts[i]!) ? english : chinese),
      ),
    ...(embedder.adapted && { adapted: async (bytes: Uint8Array) => centred(await embedder.adapted!(bytes)) }),
    close: () => embedder.close(),
  }
}

function isEnglish(text: string): boolean {
  return detectLanguage(text) === 'en'
}

function meanOf(vectors: readonly Float32Array[], dims: number): Float32Array {
  const mean = new Float32Array(dims)
  for (const vector of vectors) for (let i = 0; i < dims; i++) mean[i]! += vector[i]! / vectors.length
  return mean
}

function without(vector: Float32Array, centre: Float32Array): Float32Array {
  const moved = new Float32Array(vector.length)
  let squares = 0
  for (let i = 0; i < moved.length; i++) {
    moved[i] = vector[i]! - centre[i]!
    squares += moved[i]! * moved[i]!
  }
  const length = Math.sqrt(squares) || 1
  for (let i = 0; i < moved.length; i++) moved[i]! /= length
  return moved
}
