// /p2p-agent/task/1.0.0: one signed request, one signed response, one stream.
import { randomUUID } from 'node:crypto'
import { checkRequest, envelope, sign, verify } from './signing.js'
import { CodedError } from './wire.js'

export const TASK = '/p2p-agent/task/1.0.0'
const MAX_REQUEST_BYTES = 2 ** 20
const MAX_RESPONSE_BYTES = 10 * 2 ** 20
const NO_TASK = '00000000-0000-0000-0000-000000000000'

/** Let the trusted peers of `agent` use `capabilities`: functions from an input to an output, by name. */
export async function serveTasks (agent, capabilities) {
  await agent.serve(TASK, (wire, peer) => answer(agent, capabilities, wire, peer))
}

async function answer (agent, capabilities, wire, peer) {
  const started = performance.now()
  let taskId = NO_TASK
  let outcome
  try {
    const request = await wire.receive(MAX_REQUEST_BYTES)
    taskId = request.task_id
    await checkRequest(request, { peer, own: agent.id, isTrusted: agent.isTrusted, window: agent.window })
    const capability = capabilities[request.task]
    if (capability === undefined) throw new CodedError('p2p.task.unknown', 'no such capability')
    outcome = { status: 'completed', output: await capability(request.input) }
  } catch (error) {
    if (error.code?.startsWith?.('p2p.stream.')) throw error
    outcome = { status: 'failed', error: { code: error.code?.startsWith?.('p2p.') ? error.code : 'p2p.task.failed', message: error.message.slice(0, 200) } }
  }
  const response = { task_id: taskId, provider: agent.id, duration_ms: Math.round(performance.now() - started), ...outcome }
  await wire.send(await sign(response, agent.privateKey))
  agent.say({ event: 'task_answered', peer, task_id: taskId, status: outcome.status, code: outcome.error?.code })
}

/** What `peer` makes of `input`, verified to be its word; a refusal is a response with status `failed`. */
export async function ask (agent, peer, task, input, timeoutMs = 30_000) {
  const request = await sign({ task_id: randomUUID(), task, input, ...envelope(agent.id, peer, timeoutMs) }, agent.privateKey)
  return await exchange(await agent.open(peer, TASK, timeoutMs), request, peer)
}

/** Send `request` as it is, and return the response of `provider` to it, verified. */
export async function exchange (wire, request, provider) {
  await wire.send(request)
  const response = await wire.receive(MAX_RESPONSE_BYTES)
  await wire.end()
  if (response.provider !== provider) throw new CodedError('p2p.peer.mismatch', 'another agent answered')
  await verify(response, provider)
  const isRefusalUnread = response.task_id === NO_TASK && response.status === 'failed'
  if (response.task_id !== request.task_id && !isRefusalUnread) throw new CodedError('p2p.message.malformed', 'another task was answered')
  return response
}
