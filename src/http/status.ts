/** The one table from what went wrong to an HTTP status, and the body that every error has. */
import Type, { type Static } from 'typebox'
import { type ErrorKind, YingdaError } from '../errors.ts'

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
}

export const ErrorBody = Type.Object({
  error: Type.Object({
    code: Type.String({ description: 'Stable, snake_case.' }),
    message: Type.String({ description: 'The cause, one sentence.' }),
    remedy: Type.Optional(Type.String({ description: 'What to do about it.' })),
    params: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    value: Type.Optional(Type.Unknown({ description: 'The offending value, shortened.' })),
  }),
})
export type ErrorBody = Static<typeof ErrorBody>

/** What a client is told of an error; an unexpected one says nothing of our inside. */
export function toResponse(error: unknown): { status: number; body: ErrorBody } {
  if (error instanceof YingdaError && error.code !== 'query_failed') return known(error)
  return foreign(error as Foreign)
}

function known(error: YingdaError): { status: number; body: ErrorBody } {
  const { code, message, remedy, params, value } = error
  return {
    status: STATUS[error.kind],
    body: {
      error: {
        code,
        message,
        ...(remedy === undefined ? {} : { remedy }),
        ...(Object.keys(params).length === 0 ? {} : { params }),
        ...(value === undefined ? {} : { value }),
      },
    },
  }
}

/** Errors of Fastify and its plugins: a status of 4xx is the client's doing. */
interface Foreign {
  statusCode?: number
  code?: string
  message?: string
  validation?: { instancePath: string; message?: string; params?: Record<string, unknown> }[]
  validationContext?: string
}

const MEDIA_TYPES = 'Send JSON with the header content-type: application/json; files as multipart/form-data.'

function foreign(error: Foreign): { status: number; body: ErrorBody } {
  if (error.validation !== undefined) return { status: 400, body: { error: invalid(error) } }
  const status = error.statusCode ?? 500
  if (status >= 400 && status < 500) {
    const code = status === 413 ? 'body_too_large' : status === 429 ? 'rate_limited' : 'bad_request'
    const message = error.message ?? 'The request is malformed.'
    return { status, body: { error: { code, message, ...(status === 415 && { remedy: MEDIA_TYPES }) } } }
  }
  return {
    status: 500,
    body: {
      error: {
        code: 'internal',
        message: 'Something went wrong here.',
        remedy: 'Try again; if it stays, tell the operator the time and the request id.',
      },
    },
  }
}

function invalid(error: Foreign): ErrorBody['error'] {
  const first = error.validation?.[0]
  const missing = first?.params?.missingProperty ?? first?.params?.additionalProperty
  const path = [first?.instancePath.slice(1).replaceAll('/', '.'), missing].filter(part => part).join('.')
  return {
    code: 'invalid_input',
    message: `${error.validationContext ?? 'input'}${path === '' ? '' : ` “${path}”`} ${first?.message ?? 'is malformed'}.`,
    remedy: 'See /docs/api for what is allowed.',
    params: { field: path, in: error.validationContext ?? 'input' },
  }
}
