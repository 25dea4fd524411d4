// js-libp2p over the same wire (TCP, Noise, Yamux): plain, unsigned requests; `ask` reads names of figures and prints each as a line of JSON.
// Where node_modules lies: `node --input-type=module --eval "$(cat transport.mjs)" serve`, then `… ask ADDRESS MIB SECONDS`.
import { createLibp2p } from 'libp2p'
import { tcp } from '@libp2p/tcp'
import { noise } from '@libp2p/noise'
import { yamux } from '@libp2p/yamux'
import { createInterface } from 'node:readline'
import { multiaddr } from '@multiformats/multiaddr'

const MIB = 2 ** 20
const MESSAGE_BYTES = 200
const MANY = { maxInboundStreams: 1000, maxOutboundStreams: 1000 }

const newNode = (listen) => createLibp2p({
  addresses: { listen },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  connectionManager: { inboundConnectionThreshold: Infinity }
})

async function pour (stream, sizeBytes) {
  const piece = new Uint8Array(MIB)
  for (let sent = 0; sent < sizeBytes; sent += MIB) {
    if (!stream.send(piece)) await stream.onDrain()
  }
}

async function drain (stream, sizeBytes) {
  let received = 0
  for await (const piece of stream) {
    received += piece.byteLength
    if (received >= sizeBytes) break
  }
  if (received < sizeBytes) throw new Error(`${received} of ${sizeBytes} bytes came`)
}

async function serve () {
  const node = await newNode(['/ip4/127.0.0.1/tcp/0'])
  await node.handle('/bench/echo', async (stream) => {
    for await (const message of stream) stream.send(message)
    await stream.close()
  }, MANY)
  await node.handle('/bench/sink', async (stream) => {
    const sizeBytes = await firstNumber(stream)
    await drain(stream, sizeBytes)
    stream.send(new Uint8Array(1))
    await stream.close()
  }, MANY)
  await node.handle('/bench/source', async (stream) => {
    await pour(stream, await firstNumber(stream))
    await stream.close()
  }, MANY)
  await node.start()
  console.log(node.getMultiaddrs()[0].toString())
  process.stdin.resume()
  process.stdin.on('end', () => process.exit(0))
}

async function firstNumber (stream) {
  for await (const piece of stream) return Number(new TextDecoder().decode(piece.subarray()).slice(0, 16))
}

const announce = (sizeBytes) => new TextEncoder().encode(String(sizeBytes).padStart(16))

async function timed (action) {
  const startedMs = performance.now()
  await action()
  return performance.now() - startedMs
}

function summary (timesMs, seconds) {
  const sorted = timesMs.sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  return { p50_ms: at(0.5), p99_ms: at(0.99), per_s: sorted.length / seconds }
}

async function askOnce (connection) {
  const stream = await connection.newStream('/bench/echo', MANY)
  stream.send(new Uint8Array(MESSAGE_BYTES))
  const closing = stream.close()
  await drain(stream, MESSAGE_BYTES)
  await closing
}

async function many (connection, concurrency, seconds) {
  const timesMs = []
  const untilMs = performance.now() + seconds * 1000
  const worker = async () => {
    while (performance.now() < untilMs) timesMs.push(await timed(() => askOnce(connection)))
  }
  const tookMs = await timed(() => Promise.all(Array.from({ length: concurrency }, worker)))
  return summary(timesMs, tookMs / 1000)
}

async function kept (connection, seconds) {
  const stream = await connection.newStream('/bench/echo')
  const answers = stream[Symbol.asyncIterator]()
  const timesMs = []
  const untilMs = performance.now() + seconds * 1000
  const tookMs = await timed(async () => {
    while (performance.now() < untilMs) {
      timesMs.push(await timed(async () => { stream.send(new Uint8Array(MESSAGE_BYTES)); await answers.next() }))
    }
  })
  stream.abort(new Error('done'))
  return summary(timesMs, tookMs / 1000)
}

async function send (connection, sizeBytes) {
  const stream = await connection.newStream('/bench/sink')
  stream.send(announce(sizeBytes))
  await pour(stream, sizeBytes)
  await drain(stream, 1)
}

async function fetch (connection, sizeBytes) {
  const stream = await connection.newStream('/bench/source')
  stream.send(announce(sizeBytes))
  await drain(stream, sizeBytes)
}

async function connect (node, address) {
  const timesMs = []
  for (let i = 0; i < 5; i++) {
    await Promise.all(node.getConnections().map((connection) => connection.close()))
    timesMs.push(await timed(() => node.dial(multiaddr(address))))
  }
  return { p50_ms: timesMs.sort((a, b) => a - b)[2] }
}

// The best of three, as for the agent.
async function rate (action, sizeBytes) {
  const timesMs = []
  for (let run = 0; run < 3; run++) timesMs.push(await timed(action))
  return { mb_per_s: sizeBytes / 1e6 / (Math.min(...timesMs) / 1000) }
}

async function ask (address, sizeBytes, seconds) {
  const node = await newNode([])
  await node.start()
  await connect(node, address)
  const bothWays = (connection) => Promise.all([send(connection, sizeBytes), fetch(connection, sizeBytes)])
  const measures = {
    connect: () => connect(node, address),
    ask_1: (connection) => many(connection, 1, seconds),
    ask_16: (connection) => many(connection, 16, seconds),
    ask_64: (connection) => many(connection, 64, seconds),
    kept: (connection) => kept(connection, seconds),
    one_way: (connection) => rate(() => send(connection, sizeBytes), sizeBytes),
    both_ways: (connection) => rate(() => bothWays(connection), 2 * sizeBytes)
  }
  for await (const name of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await measures[name](node.getConnections()[0])))
  }
  process.exit(0)
}

const [, command, address, mib, seconds] = process.argv
await (command === 'serve' ? serve() : ask(address, Number(mib) * MIB, Number(seconds)))
