// Verifies and signs the messages in a file, which an agent's tests took from docs/protocol.md, with the code of the example peer.
import { readFile } from 'node:fs/promises'
import { loadKey } from '../../docs/examples/js-peer/node.js'
import { sign, verify } from '../../docs/examples/js-peer/signing.js'
import { canonicalBytes } from '../../docs/examples/js-peer/wire.js'

for (const { home, signer, message } of JSON.parse(await readFile(process.argv[2]))) {
  await verify(message, signer)
  const { signature, ...unsigned } = message
  const signed = await sign(unsigned, await loadKey(home))
  console.log(JSON.stringify({ isSame: signed.signature === signature, signed: Buffer.from(canonicalBytes(unsigned)).toString('hex') }))
}
