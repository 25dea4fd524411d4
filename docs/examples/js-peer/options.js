// What every command is told on its command line, and how it tells what happens: one JSON event a line.
import { parseArgs } from 'node:util'

/** The options by name, and the words behind them. */
export function parseOptions () {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      home: { type: 'string', default: '.' },
      network: { type: 'string', default: 'p2p-agents' },
      ip: { type: 'string', default: '0.0.0.0' },
      trust: { type: 'string', multiple: true, default: [] },
      address: { type: 'string' }
    }
  })
  return { values, words: positionals }
}

export function say (event) {
  process.stdout.write(JSON.stringify(event) + '\n')
}
