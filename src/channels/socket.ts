/** What both sockets share: frames in, checked; frames out, bounded; a heartbeat for all sockets of the process. */
import type { Static, TLiteral, TObject, TUnion } from 'typebox'
import { Compile } from 'typebox/compile'
import type { WebSocket } from 'ws'
import { InvalidInput, TooLarge, YingdaError } from '../errors.ts'
import { CLOSE, HEARTBEAT_MS, MAX_FRAME_BYTES, type ServerFrame } from '../protocol.ts'
import { cleanValue } from '../text/clean-value.ts'

/** A reader that lets this many bytes pile up is cut; it resumes from its last seq when it comes back. */
const BUFFER_AT_MOST = 1_048_576

/** Reads frames of one schema. */
export interface FrameReader<T> {
  /** @throws InvalidInput `frame_malformed` or `frame_unknown`; TooLarge `frame_too_large`. */
  read(data: Buffer, isBinary: boolean): T
}

type FrameSchema = TObject<{ type: TLiteral<string> }>

interface Typed {
  type?: unknown
}

/** A frame is checked against the one schema of its type, so that the error names the field that was meant. */
export function createFrameReader<S extends FrameSchema[]>(schema: TUnion<S>): FrameReader<Static<TUnion<S>>> {
  const checkers = new Map<unknown, ReturnType<typeof Compile<FrameSchema>>>(
    schema.anyOf.map(one => [one.properties.type.const, Compile(one as FrameSchema)]),
  )
  return {
    read(data, isBinary) {
      if (isBinary) throw malformed('a binary frame')
      if (data.length > MAX_FRAME_BYTES) throw tooLarge(data.length)
      const frame = parse(data)
      const type = (frame as Typed | null)?.type
      const checker = checkers.get(type)
      if (checker === undefined) throw unknown(type)
      if (checker.Check(frame)) return frame as Static<TUnion<S>>
      throw badField(String(type), checker.Errors(frame)[0])
    },
  }
}

/** Sends a frame, unless the reader is too slow: then its socket is cut. */
export function sendFrame(socket: WebSocket, frame: ServerFrame): void {
  sendText(socket, () => JSON.stringify(frame))
}

/** As `sendFrame`, of a frame that many get: it is written once. */
export function sendText(socket: WebSocket, text: () => string): void {
  if (socket.readyState !== socket.OPEN) return
  if (socket.bufferedAmount > BUFFER_AT_MOST) {
    socket.close(CLOSE.slowReader, 'slow_reader')
    return
  }
  socket.send(text())
}

/** Tells the other side what went wrong with its frame. */
export function sendError(socket: WebSocket, error: unknown, clientMessageId?: string): void {
  const known = error instanceof YingdaError
  sendFrame(socket, {
    type: 'error',
    code: known ? error.code : 'internal',
    message: known ? error.message : 'Something went wrong here; your message was not stored.',
    ...(known && Object.keys(error.params).length > 0 ? { params: error.params } : {}),
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
    retryable: !known || error.kind === 'too_many' || error.kind === 'unavailable',
  })
}

/**
 * Cuts sockets that have been silent for three heartbeats; one timer for all of them. It pings each (RFC 6455, 5.5.2):
 * browsers answer by themselves, also in a background tab, where they slow a page's own timers to one a minute.
 */
export interface Heartbeats {
  add(socket: WebSocket): void
  /** The socket was heard. */
  heard(socket: WebSocket): void
  /** Says farewell to every socket, also to those that have not said hello, and cuts who does not answer it. */
  close(): void
}

const SILENT_ROUNDS = 3
const FAREWELL_MS = 2_000

export function createHeartbeats(): Heartbeats {
  const rounds = new Map<WebSocket, number>()
  const timer = setInterval(() => {
    for (const [socket, silent] of rounds) {
      if (silent >= SILENT_ROUNDS) socket.terminate()
      else {
        rounds.set(socket, silent + 1)
        socket.ping()
      }
    }
  }, HEARTBEAT_MS)
  timer.unref()
  return {
    add(socket) {
      rounds.set(socket, 0)
      socket.on('pong', () => rounds.set(socket, 0))
      socket.once('close', () => rounds.delete(socket))
    },
    heard: socket => {
      if (rounds.has(socket)) rounds.set(socket, 0)
    },
    close() {
      clearInterval(timer)
      for (const socket of rounds.keys()) socket.close(1001, 'server_stopping')
      setTimeout(() => {
        for (const socket of rounds.keys()) socket.terminate()
      }, FAREWELL_MS).unref()
    },
  }
}

const HELLO_WITHIN_MS = 10_000
/** A client need not wait for `welcome`: so many frames are kept until it is let in. */
export const EARLY_FRAMES = 50

/** Closes a socket that does not say hello in time; returns the way to call it off. */
export function awaitHello(socket: WebSocket): () => void {
  const impatient = setTimeout(() => socket.close(CLOSE.helloTimeout, 'hello_timeout'), HELLO_WITHIN_MS)
  const patient = () => clearTimeout(impatient)
  socket.once('close', patient)
  return patient
}

/** JSON in UTF-8, strictly: a broken byte is an error, not a replacement character. */
const utf8 = new TextDecoder('utf-8', { fatal: true })

function parse(data: Buffer): unknown {
  try {
    const text = utf8.decode(data)
    return cleanValue(JSON.parse(text), text)
  } catch (cause) {
    throw malformed('not JSON in UTF-8', cause)
  }
}

const malformed = (what: string, cause?: unknown): InvalidInput =>
  new InvalidInput('frame_malformed', `The frame is ${what}.`, {
    remedy: 'Send JSON objects as text frames; see docs/protocol.md.',
    cause,
  })

const unknown = (type: unknown): InvalidInput =>
  new InvalidInput('frame_unknown', `There is no frame of type ${JSON.stringify(type) ?? 'undefined'}.`, {
    remedy: 'See docs/protocol.md for the frames that the server takes.',
    value: type,
  })

const tooLarge = (bytes: number): TooLarge =>
  new TooLarge('frame_too_large', `The frame has ${bytes} bytes; ${MAX_FRAME_BYTES} are allowed.`, {
    remedy: 'Send a shorter text.',
    params: { bytes, limit: MAX_FRAME_BYTES },
  })

function badField(type: string, error: { instancePath: string; message: string } | undefined): InvalidInput {
  const field = error?.instancePath.slice(1) ?? ''
  return new InvalidInput(
    'frame_malformed',
    `The ${type} frame is wrong${field === '' ? '' : ` at “${field}”`}: it ${error?.message ?? 'is malformed'}.`,
    {
      remedy: 'See docs/protocol.md.',
      params: { type, field },
    },
  )
}
