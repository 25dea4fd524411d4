// A stock js-libp2p node: TCP, Noise, Yamux, mDNS, identify, ping; and the greeting that our protocols want on each connection.
import { readFile, writeFile } from 'node:fs/promises'
import os from 'node:os'
import { join } from 'node:path'
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import { mdns } from '@libp2p/mdns'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { CodedError, Wire } from './wire.js'

export const HELLO = '/p2p-agent/hello/1.0.0'
const VERSION = '1'
const MAX_HELLO_BYTES = 1024
const HELLO_TIMEOUT_MS = 10_000

/** The Ed25519 key in `folder`, made at the first start. */
export async function loadKey (folder) {
  const path = join(folder, 'js-peer.key')
  try {
    return privateKeyFromProtobuf(await readFile(path))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    const key = await generateKeyPair('Ed25519')
    await writeFile(path, privateKeyToProtobuf(key), { mode: 0o600, flag: 'wx' })
    return key
  }
}

/** A node that listens on `ip` and has started. */
export async function startNode (privateKey, ip) {
  if (ip === '127.0.0.1') keepMulticastOnLoopback()
  return await createLibp2p({
    privateKey,
    addresses: { listen: [`/ip4/${ip}/tcp/0`] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    peerDiscovery: [mdns()],
    services: { identify: identify(), ping: ping() }
  })
}

/** @libp2p/mdns has no option for the interface: it joins all and sends on the first that is not loopback. */
function keepMulticastOnLoopback () {
  const all = os.networkInterfaces
  os.networkInterfaces = () => Object.fromEntries(Object.entries(all()).filter(([, addresses]) => addresses.some(({ internal }) => internal)))
}

/** Sees that both ends of each connection have named the same network before anything else is said on it. */
export class Greeter {
  #greetings = new WeakMap()

  constructor (node, network) {
    this.network = network
    node.handle(HELLO, (stream, connection) => this.#answer(new Wire(stream, HELLO_TIMEOUT_MS), connection))
  }

  /** Returns when the peer of `connection` belongs to our network; closes the connection otherwise. */
  async greet (connection) {
    if (!this.#greetings.has(connection)) this.#greetings.set(connection, this.#ask(connection))
    await this.#greetings.get(connection)
  }

  async #ask (connection) {
    try {
      const wire = new Wire(await connection.newStream(HELLO), HELLO_TIMEOUT_MS)
      await wire.send({ network: this.network, version: VERSION })
      const answer = await wire.receive(MAX_HELLO_BYTES)
      await wire.end()
      if (answer.error == null && answer.network === this.network) return
    } catch (error) {
      if (error.name !== 'UnsupportedProtocolError') throw error
    }
    await connection.close()
    throw otherNetwork()
  }

  async #answer (wire, connection) {
    try {
      const said = await wire.receive(MAX_HELLO_BYTES)
      const isOurs = said.network === this.network
      const { code, message } = otherNetwork()
      await wire.send({ network: this.network, version: VERSION, ...(isOurs ? {} : { error: { code, message } }) })
      await wire.end()
      if (isOurs) this.#greetings.set(connection, Promise.resolve())
      else await connection.close()
    } catch (error) {
      wire.stream.abort(error)
    }
  }
}

function otherNetwork () {
  return new CodedError('p2p.peer.other_network', 'The peer belongs to another network.')
}
