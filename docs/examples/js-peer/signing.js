// Signed messages: whose they are, for whom, for how long, and only once.
import { randomBytes } from 'node:crypto'
import { peerIdFromString } from '@libp2p/peer-id'
import { CodedError, canonicalBytes } from './wire.js'

const MAX_CLOCK_SKEW_MS = 60_000
const MAX_LIFETIME_MS = 600_000
const MAX_REMEMBERED = 131_072

/** `message` with a signature over its canonical JSON without `signature`. */
export async function sign (message, privateKey) {
  const signature = await privateKey.sign(canonicalBytes(message))
  return { ...message, signature: Buffer.from(signature).toString('base64') }
}

/** Returns when `message` is signed by the peer `signer`; its public key is in the peer id. */
export async function verify (message, signer) {
  const { signature, ...signed } = message
  try {
    const publicKey = peerIdFromString(signer).publicKey
    if (await publicKey.verify(canonicalBytes(signed), Buffer.from(signature, 'base64'))) return
  } catch {}
  throw new CodedError('p2p.signature.invalid', 'the signature does not verify')
}

/** The fields with which every signed message begins. */
export function envelope (sender, recipient, lifetimeMs) {
  const now = Date.now()
  return { sender, recipient, nonce: randomBytes(16).toString('hex'), issued_at: now, expires_at: now + lifetimeMs }
}

/** Remembers what was admitted until it has expired; when full it refuses rather than forgets. */
export class ReplayWindow {
  #expiries = new Map()

  admit ({ sender, nonce, expires_at: expiresAt }) {
    const key = `${sender} ${nonce}`
    if (this.#expiries.has(key)) throw new CodedError('p2p.task.replayed', 'the request was seen before')
    if (this.#expiries.size >= MAX_REMEMBERED) this.#forgetExpired()
    if (this.#expiries.size >= MAX_REMEMBERED) throw new CodedError('p2p.task.busy', 'too many requests are remembered')
    this.#expiries.set(key, expiresAt + MAX_CLOCK_SKEW_MS)
  }

  #forgetExpired () {
    const now = Date.now()
    for (const [key, expiry] of this.#expiries) if (expiry < now) this.#expiries.delete(key)
  }
}

/** Returns when `request` is a trusted peer's, for us, of this time and new; `peer` is the one that Noise verified. */
export async function checkRequest (request, { peer, own, isTrusted, window }) {
  if (request.sender !== peer) throw new CodedError('p2p.peer.mismatch', 'the sender is not the connected peer')
  if (!isTrusted(peer)) throw new CodedError('p2p.peer.untrusted', 'the peer is not trusted')
  if (request.recipient !== own) throw new CodedError('p2p.message.misaddressed', 'the message is for another agent')
  checkTimes(request, Date.now())
  await verify(request, peer)
  window.admit(request)
}

function checkTimes ({ issued_at: issuedAt, expires_at: expiresAt }, now) {
  const lifetime = expiresAt - issuedAt
  const isOfThisTime = issuedAt <= now + MAX_CLOCK_SKEW_MS && expiresAt + MAX_CLOCK_SKEW_MS >= now
  if (!(lifetime > 0 && lifetime <= MAX_LIFETIME_MS && isOfThisTime)) {
    throw new CodedError('p2p.task.expired', 'the request is not valid at this time')
  }
}
