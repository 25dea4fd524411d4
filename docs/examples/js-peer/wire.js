// What passes over a stream: length-prefixed JSON messages and raw bytes; every wait on the peer ends.
import canonicalize from 'canonicalize'
import * as varint from 'uint8-varint'
import { Uint8ArrayList } from 'uint8arraylist'

const MAX_VARINT_BYTES = 5

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

/** The JSON value in `bytes`, which must be an object. */
export function parse (bytes) {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value
  } catch {}
  throw new CodedError('p2p.message.malformed', 'not a JSON object')
}

/** One stream: frames and bytes in any order; aborted when the peer keeps us waiting. */
export class Wire {
  constructor (stream, timeoutMs = 30_000) {
    this.stream = stream
    this.timeoutMs = timeoutMs
    this.received = new Uint8ArrayList()
    this.incoming = stream[Symbol.asyncIterator]()
  }

  /** The next message, of at most `maxBytes`. */
  async receive (maxBytes) {
    let size
    while ((size = this.#announcedSize()) === undefined) {
      if (!await this.#more()) throw new CodedError('p2p.stream.closed', 'the stream ended')
    }
    if (size > maxBytes) throw new CodedError('p2p.message.too_large', `${size} bytes announced`)
    return parse((await this.take(size, size)).subarray())
  }

  /** Send `message` with its length in front. */
  async send (message) {
    const payload = canonicalBytes(message)
    await this.sendBytes(new Uint8ArrayList(varint.encode(payload.byteLength), payload))
  }

  /** Send `bytes` as they are; returns when there is room for more. */
  async sendBytes (bytes) {
    if (!this.stream.send(bytes)) await this.#inTime(this.stream.onDrain())
  }

  /** Up to `maxBytes` of what comes next, at least `minBytes`. */
  async take (maxBytes, minBytes = 1) {
    while (this.received.byteLength < minBytes) {
      if (!await this.#more()) throw new CodedError('p2p.message.truncated', 'the stream ended early')
    }
    const taken = this.received.sublist(0, Math.min(maxBytes, this.received.byteLength))
    this.received.consume(taken.byteLength)
    return taken
  }

  /** Say that nothing more will be sent, and return when the peer has said so too. */
  async end () {
    await this.stream.close()
    while (await this.#more()) this.received = new Uint8ArrayList()
  }

  async #more () {
    const { done, value } = await this.#inTime(this.incoming.next())
    if (!done) this.received.append(value)
    return !done
  }

  async #inTime (promise) {
    const timer = setTimeout(() => this.stream.abort(new CodedError('p2p.stream.timeout', 'the peer did not answer in time')), this.timeoutMs)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
    }
  }

  #announcedSize () {
    const length = Math.min(MAX_VARINT_BYTES, this.received.byteLength)
    for (let index = 0; index < length; index++) {
      if (this.received.get(index) < 0x80) {
        const size = varint.decode(this.received)
        this.received.consume(index + 1)
        return size
      }
    }
    if (length === MAX_VARINT_BYTES) throw new CodedError('p2p.message.malformed', 'no length')
  }
}
