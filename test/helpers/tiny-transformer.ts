/**
 * A sentence model in transformers.js layout, small enough to be made in a moment: each word and each Chinese character has
 * a random vector, a text the mean of its own. Real files, opened by the real runtime; not `instant`, so its vectors are
 * stored.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom } from '../../src/random.ts'

const DIMS = 32
const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]']

/** Writes the model; it knows the words of these texts. Another seed is another model. */
export function writeTinyTransformer(folder: string, texts: readonly string[], seed = 1): void {
  const words = texts.flatMap(text => text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [])
  const vocabulary = [...SPECIAL, ...new Set(words)]
  mkdirSync(join(folder, 'onnx'), { recursive: true })
  mkdirSync(join(folder, '1_Pooling'), { recursive: true })
  const write = (file: string, content: unknown) => writeFileSync(join(folder, file), JSON.stringify(content))
  write('config.json', { model_type: 'bert', hidden_size: DIMS, num_hidden_layers: 1, vocab_size: vocabulary.length })
  write('1_Pooling/config.json', { pooling_mode_mean_tokens: true })
  write('tokenizer_config.json', { tokenizer_class: 'BertTokenizer', model_max_length: 256, do_lower_case: true })
  write('tokenizer.json', tokenizerOf(vocabulary))
  writeFileSync(join(folder, 'onnx/model.onnx'), graphOf(vocabulary.length, seed))
}

const tokenizerOf = (vocabulary: readonly string[]) => ({
  version: '1.0',
  added_tokens: SPECIAL.map((content, id) => ({ id, content, special: true, normalized: false })),
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: ['[CLS]', 'A', '[SEP]'].map(id =>
      id === 'A' ? { Sequence: { id, type_id: 0 } } : { SpecialToken: { id, type_id: 0 } },
    ),
    special_tokens: Object.fromEntries(
      ['[CLS]', '[SEP]'].map(id => [id, { id, ids: [SPECIAL.indexOf(id)], tokens: [id] }]),
    ),
  },
  decoder: { type: 'WordPiece', prefix: '##' },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
  },
})

/** ONNX: last_hidden_state = Gather(table, input_ids), in the wire format of protocol buffers. */
function graphOf(rows: number, seed: number): Buffer {
  const random = createRandom(seed)
  const table = Float32Array.from({ length: rows * DIMS }, () => random() - 0.5)
  const node = message([1, 'table'], [1, 'input_ids'], [2, 'last_hidden_state'], [4, 'Gather'])
  const tensor = message([1, rows], [1, DIMS], [2, FLOAT], [8, 'table'], [9, Buffer.from(table.buffer)])
  const graph = message(
    [1, node],
    [2, 'tiny'],
    [5, tensor],
    [11, described('input_ids', INT64, ['batch', 'length'])],
    [12, described('last_hidden_state', FLOAT, ['batch', 'length', DIMS])],
  )
  return message([1, 8], [7, graph], [8, message([1, ''], [2, 13])])
}

const FLOAT = 1
const INT64 = 7

function described(name: string, type: number, dims: readonly (string | number)[]): Buffer {
  const shape = message(...dims.map((dim): Field => [1, message([typeof dim === 'number' ? 1 : 2, dim])]))
  return message([1, name], [2, message([1, message([1, type], [2, shape])])])
}

type Field = [number: number, value: number | string | Buffer]

function message(...fields: Field[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number') return [varint(number << 3), varint(value)]
      const bytes = Buffer.from(value as string)
      return [varint((number << 3) | 2), varint(bytes.length), bytes]
    }),
  )
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) | 128)
  }
}
