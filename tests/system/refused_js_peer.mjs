// Sends the agent what it must refuse, one thing after the other, and says which code each is answered with.
import { Agent } from '../../docs/examples/js-peer/agent.js'
import { parseOptions, say } from '../../docs/examples/js-peer/options.js'
import { envelope, sign } from '../../docs/examples/js-peer/signing.js'
import { exchange, TASK } from '../../docs/examples/js-peer/task.js'

const { values, words: [peer, other] } = parseOptions()
const agent = await Agent.start(values, say)

const request = async (fields = {}) => await sign(
  { task_id: crypto.randomUUID(), task: 'echo', input: 'hello', ...envelope(agent.id, peer, 10_000), ...fields }, agent.privateKey
)
const now = Date.now()
const messages = {
  accepted: await request(),
  tampered: { ...await request(), input: 'another' },
  misaddressed: await request({ recipient: other }),
  another_sender: await request({ sender: other }),
  expired: await request({ issued_at: now - 200_000, expires_at: now - 100_000 }),
  from_the_future: await request({ issued_at: now + 100_000, expires_at: now + 200_000 }),
  valid_too_long: await request({ issued_at: now, expires_at: now + 600_001 }),
  unknown_task: await request({ task: 'nothing' }),
  malformed: { ...await request(), extra: true },
  no_request: {}
}

async function send (name, message) {
  try {
    const wire = await agent.open(peer, TASK, 10_000)
    const response = await exchange(wire, message, peer)
    say({ event: name, code: response.error?.code ?? null })
  } catch (error) {
    say({ event: name, thrown: error.code ?? error.name })
  }
}

for (const [name, message] of Object.entries(messages)) await send(name, message)
await send('replayed', messages.accepted)
await agent.node.stop()
