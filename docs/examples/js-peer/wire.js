// What passes over a stream: length-prefixed JSON messages and raw bytes; every wait on the peer ends.
import { byteStream } from '@libp2p/utils'
import canonicalize from 'canonicalize'
import * as varint from 'uint8-varint'

const MAX_VARINT_BYTES = 5
const MAX_UNREAD_BYTES = 2 ** 27

/** A refusal with a stable code, as in docs/errors.md. */
export class CodedError extends Error {
  constructor (code, message) {
    super(message)
    this.code = code
  }
}

/** The RFC 8785 bytes of a JSON value. */
export function canonicalBytes (value) {
  return new TextEncoder().encode(canonicalize(value))
}

/** The JSON object in `bytes`. */
export function parse (bytes) {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value
  } catch {}
  throw new CodedError('p2p.message.malformed', 'not a JSON object')
}

/** One stream: frames and bytes in any order. */
export class Wire {
  #bytes

  constructor (stream, timeoutMs = 30_000) {
    this.stream = stream
    this.timeoutMs = timeoutMs
    this.#bytes = byteStream(stream, { maxBufferSize: MAX_UNREAD_BYTES })
  }

  /** The next message, of at most `maxBytes`. */
  async receive (maxBytes) {
    const length = new Uint8Array(MAX_VARINT_BYTES)
    for (let index = 0; index < MAX_VARINT_BYTES; index++) {
      length[index] = (await this.take(1))[0]
      if (length[index] < 0x80) {
        const size = varint.decode(length)
        if (size > maxBytes) throw new CodedError('p2p.message.too_large', `${size} bytes are announced`)
        return parse(await this.take(size))
      }
    }
    throw new CodedError('p2p.message.malformed', 'no length')
  }

  /** Send `message` with its length in front. */
  async send (message) {
    const payload = canonicalBytes(message)
    await this.sendBytes(Buffer.concat([varint.encode(payload.byteLength), payload]))
  }

  /** Send `bytes` as they are; returns when there is room for more. */
  async sendBytes (bytes) {
    await this.#inTime(signal => this.#bytes.write(bytes, { signal }))
  }

  /** The next `size` bytes. */
  async take (size) {
    if (size === 0) return new Uint8Array(0)
    return (await this.#inTime(signal => this.#bytes.read({ bytes: size, signal }))).subarray()
  }

  /** Say that nothing more will be sent, and return when the peer has said so too. */
  async end () {
    await this.stream.close()
    while (await this.#inTime(signal => this.#bytes.read({ signal })) !== null);
  }

  async #inTime (action) {
    const signal = AbortSignal.timeout(this.timeoutMs)
    try {
      return await action(signal)
    } catch (error) {
      throw new CodedError(signal.aborted ? 'p2p.stream.timeout' : 'p2p.stream.closed', error.message)
    }
  }
}
