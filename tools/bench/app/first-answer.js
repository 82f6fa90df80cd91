// Where the time goes before the first answer of a model, in Chromium, Firefox and WebKit: in new browsers, with nothing
// stored, from the package's sources. `--busy` keeps each processor busy meanwhile.

import { spawn } from 'node:child_process'
import os from 'node:os'
import { parseArgs } from 'node:util'
import { ISOLATED, servePackage } from '../../../tests/browser/package.js'
import { chromium } from '../../../tests/engines/drivers/chromium.js'
import { firefox } from '../../../tests/engines/drivers/firefox.js'
import { webkit } from '../../../tests/engines/drivers/webkit.js'
import { inPage } from '../../../tests/engines/tab.js'

const { values: options } = parseArgs({
  options: { json: { type: 'boolean' }, busy: { type: 'boolean' }, quick: { type: 'boolean' } },
})
const TIMES = options.quick ? 1 : 5
const STEPS = ['download', 'compile', 'open', 'first run', 'later run', 'open again']

/** Runs in the page: the milliseconds of each step. */
async function measure() {
  // @ts-expect-error -- served with the page
  const choose = await import('/package/infer/page/choose-build.js')
  // @ts-expect-error -- served with the page
  const slim = await import('/package/entry/slim.js')
  // @ts-expect-error -- served with the page
  await import('/package/runtime/wasm-urls/infer.js')
  const { name, source } = choose.engineWasm(choose.threadCount())
  let before = performance.now()
  const since = () => -before + (before = performance.now())
  const bytesOf = async (/** @type {string} */ url) => (await fetch(url)).arrayBuffer()
  const [wasm, model] = await Promise.all([bytesOf(source), bytesOf('/models/efficientnet-lite0.onnx')])
  const download = since()
  slim.setWasm({ [name]: await WebAssembly.compile(wasm) })
  const compile = since()
  const session = await slim.Session.load(model)
  const open = since()
  const inputs = { image: { data: new Float32Array(3 * 224 * 224).fill(0.1), shape: [1, 3, 224, 224] } }
  await session.run(inputs)
  const first = since()
  const later = []
  for (let run = 0; run < 30; run += 1) {
    await session.run(inputs)
    later.push(since())
  }
  // In another worker, with the same compiled module.
  await slim.Session.load(model)
  const again = since()
  later.sort((one, other) => one - other)
  return { build: name, threads: session.threads, steps: [download, compile, open, first, later[15], again] }
}

/** @param {number[]} numbers */
const median = (numbers) => Math.round(numbers.sort((one, other) => one - other)[numbers.length >> 1])

const busy = options.busy ? os.cpus().map(() => spawn(process.execPath, ['-e', 'for (;;);'])) : []
const site = await servePackage(ISOLATED)
const results = []
try {
  for (const engine of [chromium, firefox, webkit]) {
    /** @type {Awaited<ReturnType<typeof measure>>[]} */
    const taken = []
    for (let time = 0; time < TIMES; time += 1) {
      const { tab, close } = await engine.open()
      try {
        await tab.goto(site.url)
        taken.push(await inPage(tab, measure))
      } finally {
        await close()
      }
    }
    const ms = Object.fromEntries(STEPS.map((step, place) => [step, median(taken.map(({ steps }) => steps[place]))]))
    results.push({ engine: engine.name, build: taken[0].build, threads: taken[0].threads, ms })
  }
} finally {
  for (const program of busy) program.kill()
  site.close()
}

if (options.json) {
  console.log(
    JSON.stringify({
      times: TIMES,
      busy: busy.length,
      processor: os.cpus()[0].model,
      cores: os.cpus().length,
      results,
    }),
  )
} else {
  console.log(
    `Milliseconds, median of ${TIMES}, on ${os.cpus().length} cores of ${os.cpus()[0].model}, ${busy.length} of them busy`,
  )
  for (const { engine, build, threads, ms } of results) {
    const steps = Object.entries(ms).map(([step, time]) => `${step} ${time}`)
    console.log(`${engine.padEnd(9)} ${build}, ${threads} threads: ${steps.join(', ')}`)
  }
}
process.exit(0)
