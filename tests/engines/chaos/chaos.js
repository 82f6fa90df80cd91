// `node tests/engines/chaos/chaos.js --engine chromium --count 2000`: many more sequences than the tests run.

import { parseArgs } from 'node:util'
import { chromium } from '../drivers/chromium.js'
import { firefox } from '../drivers/firefox.js'
import { runSequences } from './run-sequences.js'

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'chromium' },
    count: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    path: { type: 'string' },
    'replay-path': { type: 'string' },
  },
})
const engine = [chromium, firefox].find(({ name }) => name.toLowerCase() === values.engine?.toLowerCase())
const count = Number(values.count)
if (!engine || !Number.isInteger(count) || count < 1) {
  console.error('usage: chaos.js [--engine chromium|firefox] [--count N] [--seed N] [--path PATH] [--replay-path PATH]')
  process.exit(2)
}
const onProgress = (/** @type {number} */ done) => {
  if (done % 50 === 0) process.stderr.write(`\r${done} of ${count} sequences`)
}
const { sequences, steps, seed } = await runSequences(engine, {
  ...{ count, onProgress, path: values.path, replayPath: values['replay-path'] },
  ...(values.seed !== undefined && { seed: Number(values.seed) }),
})
console.log(`${engine.name}: ${sequences} sequences, ${steps} steps, seed ${seed}: nothing lost or revived`)
