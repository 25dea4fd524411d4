// /p2p-agent/blob/1.0.0: bytes that one agent offers and another pulls, resumed where it broke, verified, acknowledged.
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, stat } from 'node:fs/promises'
import { CodedError } from './wire.js'

export const BLOB = '/p2p-agent/blob/1.0.0'
const MAX_MESSAGE_BYTES = 4096
const PIECE_BYTES = 2 ** 20

/** Offer the file at `path` to the trusted peers of `agent`; returns its reference. */
export async function offer (agent, path) {
  const digest = createHash('sha256')
  for await (const piece of createReadStream(path)) digest.update(piece)
  const reference = { name: randomBytes(16).toString('hex'), size_bytes: (await stat(path)).size, sha256: digest.digest('hex') }
  await agent.serve(BLOB, (wire, peer) => serve(agent, wire, peer, path, reference))
  return reference
}

async function serve (agent, wire, peer, path, reference) {
  const { name, offset = 0 } = await wire.receive(MAX_MESSAGE_BYTES)
  if (!agent.isTrusted(peer) || name !== reference.name) {
    await wire.send({ error: { code: 'p2p.blob.unknown', message: 'There is no such blob.' } })
    return
  }
  await wire.send({ blob: reference })
  for await (const piece of createReadStream(path, { start: offset, highWaterMark: PIECE_BYTES })) await wire.sendBytes(piece)
  const { error } = await wire.receive(MAX_MESSAGE_BYTES)
  agent.say({ event: 'blob_pulled', peer, offset, code: error?.code })
}

/** Pull what `reference` names from `peer` into `path`, going on where an earlier attempt broke off. */
export async function pull (agent, peer, reference, path) {
  const digest = createHash('sha256')
  const file = await open(`${path}.part`, 'a+')
  try {
    for await (const piece of file.createReadStream({ start: 0, autoClose: false })) digest.update(piece)
    const offset = (await file.stat()).size
    const wire = await agent.open(peer, BLOB)
    await wire.send({ name: reference.name, offset })
    const header = await wire.receive(MAX_MESSAGE_BYTES)
    if (header.error != null) throw new CodedError(header.error.code, header.error.message)
    if (header.blob.sha256 !== reference.sha256 || header.blob.size_bytes !== reference.size_bytes) {
      throw new CodedError('p2p.blob.hash_mismatch', 'the peer announces another blob')
    }
    for (let missing = reference.size_bytes - offset; missing > 0;) {
      const piece = await wire.take(Math.min(PIECE_BYTES, missing))
      digest.update(piece)
      await file.write(piece)
      missing -= piece.byteLength
    }
    await acknowledge(wire, digest.digest('hex') === reference.sha256)
  } finally {
    await file.close()
  }
  await rename(`${path}.part`, path)
}

async function acknowledge (wire, isRight) {
  const error = new CodedError('p2p.blob.hash_mismatch', 'The received bytes are not the announced ones.')
  await wire.send(isRight ? {} : { error: { code: error.code, message: error.message } })
  await wire.end()
  if (!isRight) throw error
}
