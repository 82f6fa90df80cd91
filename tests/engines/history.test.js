// The history under chaos, a little: `./build.sh chaos` runs thousands of sequences.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromium } from './drivers/chromium.js'
import { runSequences } from './chaos/run-sequences.js'

const COUNT = 20
/** The same ones each time: what fails here was changed here. */
const SEED = 7

test(`in ${COUNT} sequences of calls and faults in two tabs, nothing stored is lost, and nothing erased comes back`, async () => {
  const { sequences, seed } = await runSequences(chromium, { count: COUNT, seed: SEED })
  assert.equal(sequences, COUNT, `seed ${seed}`)
})
