#!/usr/bin/env node
// The command line: every line on stdout is one JSON event; exit code 1 with an `error` event where something failed.
import { mkdir } from 'node:fs/promises'
import { Agent } from './agent.js'
import { offer, pull } from './blob.js'
import { parseOptions, say } from './options.js'
import { ask, serveTasks } from './task.js'

const USAGE = `node index.js [--home DIR] [--network NAME] [--ip IP] [--trust PEER]... [--address MULTIADDR] COMMAND
  id                                  print the own peer id
  serve [FILE]                        answer tasks (echo), pings and, where a FILE is named, pulls of it, until killed
  ping PEER                           milliseconds there and back
  ask PEER TASK JSON                  print the signed response
  pull PEER NAME SIZE SHA256 FILE     fetch a blob that PEER offers, or the rest of it
`

const commands = {
  async id () {},
  async serve (agent, file) {
    await serveTasks(agent, { echo: input => input })
    if (file !== undefined) say({ event: 'offered', ...await offer(agent, file) })
    say({ event: 'ready', peer: agent.id, addresses: agent.node.getMultiaddrs().map(String) })
    await new Promise(resolve => process.once('SIGTERM', resolve).once('SIGINT', resolve))
  },
  async ping (agent, peer) {
    const connection = await agent.connect(peer)
    say({ event: 'pong', peer, milliseconds: await agent.node.services.ping.ping(connection.remotePeer) })
  },
  async ask (agent, peer, task, input) {
    say({ event: 'answered', response: await ask(agent, peer, task, JSON.parse(input)) })
  },
  async pull (agent, peer, name, size, sha256, file) {
    await pull(agent, peer, { name, size_bytes: Number(size), sha256 }, file)
    say({ event: 'pulled', file, sha256 })
  }
}

const { values, words: [command, ...words] } = parseOptions()
if (!Object.hasOwn(commands, command ?? '')) {
  process.stderr.write(USAGE)
  process.exit(2)
}
await mkdir(values.home, { recursive: true, mode: 0o700 })
const agent = await Agent.start(values, say)
say({ event: 'started', peer: agent.id })
try {
  await commands[command](agent, ...words)
} catch (error) {
  say({ event: 'error', code: error.code, message: error.message })
  process.exitCode = 1
}
await agent.node.stop()
