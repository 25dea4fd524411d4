// What the protocols need of this process: its node and key, whom it trusts, what it has seen, how it reaches a peer.
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { Greeter, loadKey, startNode } from './node.js'
import { ReplayWindow } from './signing.js'
import { Wire } from './wire.js'

const FIND_TIMEOUT_MS = 30_000

export class Agent {
  /** An agent that runs; `say` gets what happens, `address` is where to dial instead of where mDNS says. */
  static async start ({ home, network, ip, trust, address }, say) {
    const privateKey = await loadKey(home)
    return new Agent(privateKey, await startNode(privateKey, ip), network, trust, address, say)
  }

  constructor (privateKey, node, network, trust, address, say) {
    Object.assign(this, { privateKey, node, address, say })
    this.id = node.peerId.toString()
    this.greeter = new Greeter(node, network)
    this.window = new ReplayWindow()
    this.isTrusted = peer => trust.includes(peer)
    node.addEventListener('peer:discovery', ({ detail: { id, multiaddrs } }) => {
      if (multiaddrs.length > 0) say({ event: 'discovered', peer: id.toString(), addresses: multiaddrs.map(String) })
    })
  }

  /** Let `answer(wire, peer)` answer each stream of a greeted peer that asks for `protocol`. */
  async serve (protocol, answer) {
    await this.node.handle(protocol, async (stream, connection) => {
      try {
        const wire = new Wire(stream)
        await this.greeter.greet(connection)
        await answer(wire, connection.remotePeer.toString())
        await wire.end()
      } catch (error) {
        stream.abort(error)
        this.say({ event: 'stream_failed', protocol, code: error.code, message: error.message })
      }
    })
  }

  /** A stream with `peer`, greeted, that speaks `protocol`. */
  async open (peer, protocol, timeoutMs) {
    const connection = await this.connect(peer)
    await this.greeter.greet(connection)
    return new Wire(await connection.newStream(protocol), timeoutMs)
  }

  /** A connection with `peer`, as soon as it is known where it is. */
  async connect (peer) {
    const signal = AbortSignal.timeout(FIND_TIMEOUT_MS)
    if (this.address !== undefined) return await this.node.dial(multiaddr(this.address), { signal })
    const id = peerIdFromString(peer)
    while (!await this.node.peerStore.has(id)) {
      signal.throwIfAborted()
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    return await this.node.dial(id, { signal })
  }
}
