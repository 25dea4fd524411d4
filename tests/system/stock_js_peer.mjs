// A stock js-libp2p node that knows nothing of agents: it only pings one, and says how the connection went on.
import { loadKey, startNode } from '../../docs/examples/js-peer/node.js'
import { parseOptions, say } from '../../docs/examples/js-peer/options.js'

const { values, words: [peer] } = parseOptions()
const node = await startNode(await loadKey(values.home), values.ip)
const found = await new Promise(resolve => node.addEventListener('peer:discovery', ({ detail }) => {
  if (detail.id.toString() === peer) resolve(detail.id)
}))
const started = performance.now()
node.addEventListener('connection:close', () => say({ event: 'closed', seconds: (performance.now() - started) / 1000 }))
say({ event: 'pong', milliseconds: await node.services.ping.ping(found) })
try {
  await node.dialProtocol(found, '/p2p-agent/task/1.0.0')
  const connection = node.getConnections()[0]
  await new Promise(resolve => { if (connection.status === 'open') node.addEventListener('connection:close', resolve); else resolve() })
} catch (error) {
  say({ event: 'refused', name: error.name })
}
await node.stop()
