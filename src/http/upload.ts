/** One uploaded file of a multipart body, with its options. */
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { tooLargeToUpload } from '../admin/sources.ts'
import { InvalidInput } from '../errors.ts'

const Name = Type.String({ minLength: 1, maxLength: 200 })
const Columns = Type.Object(
  {
    question: Name,
    answer: Name,
    similar: Type.Optional(Name),
    id: Type.Optional(Name),
    tags: Type.Optional(Name),
    url: Type.Optional(Name),
    language: Type.Optional(Name),
  },
  { description: 'Which column of a table says what, by its header.' },
)
/** In a multipart body beside the file: a JSON text. */
export const UploadOptions = Type.Object(
  {
    columns: Type.Optional(Type.Union([Columns, Type.Null({ description: 'An article, whatever its header says.' })])),
  },
  { additionalProperties: false },
)
const uploadOptions = Compile(UploadOptions)

/** @throws InvalidInput `file_missing`, `upload_options_malformed`; TooLarge `file_too_large`. */
export async function readUpload(
  request: FastifyRequest,
): Promise<{ name: string; bytes: Buffer; options: UploadOptions }> {
  if (!request.isMultipart()) throw fileMissing()
  const part = await request.file()
  if (part === undefined || part.fieldname !== 'file') throw fileMissing()
  const bytes = await part.toBuffer().catch((error: { code?: string }) => {
    throw error.code === 'FST_REQ_FILE_TOO_LARGE' ? tooLargeToUpload(part.filename) : error
  })
  return { name: part.filename, bytes, options: readOptions(part) }
}

type UploadOptions = Static<typeof UploadOptions>

function readOptions({ fields }: MultipartFile): UploadOptions {
  const field = fields.options
  if (field === undefined || Array.isArray(field) || field.type !== 'field') return {}
  const text = String(field.value)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw optionsMalformed(text, 'it is not JSON', cause)
  }
  if (uploadOptions.Check(value)) return value
  throw optionsMalformed(text, uploadOptions.Errors(value)[0]?.message ?? 'its shape is wrong')
}

const fileMissing = (): InvalidInput =>
  new InvalidInput('file_missing', 'The request holds no file.', {
    remedy: 'Send multipart/form-data with a part named “file”.',
  })

const optionsMalformed = (text: string, what: string, cause?: unknown): InvalidInput =>
  new InvalidInput('upload_options_malformed', `The part “options” cannot be used: ${what}.`, {
    remedy: 'Send {"columns": {"question": …, "answer": …}}, before the file.',
    value: text,
    cause,
  })
