// How long inference takes in Chromium, from bytes to the first answer and from then on, and in how much memory:
// Penchant beside onnxruntime-web and TensorFlow.js. `./build.sh bench infer` runs it.

import { writeFileSync } from 'node:fs'
import os from 'node:os'
import { parseArgs } from 'node:util'
import { root } from '../../web/site.js'
import { summary } from '../times.js'
import { inFreshBrowser, launch, serveBench } from '../site.js'
import { ENGINES, MODELS, runs } from './models.js'
import { compareWithTargets, report } from './report.js'

/**
 * @import { Engine } from './models.js'
 * @typedef {Partial<Record<Engine, number>>} Each one figure for each engine
 */

const PARTS = ['speed', 'first', 'memory']
const THREADS = [1, 2]
const FULL = { runs: 40, warmUp: 15, times: 7, rest: 10 }
const QUICK = { runs: 12, warmUp: 8, times: 3, rest: 5 }

const { values: given } = parseArgs({
  options: {
    models: { type: 'string', default: Object.keys(MODELS).join() },
    engines: { type: 'string', default: ENGINES.join() },
    threads: { type: 'string', default: THREADS.join() },
    parts: { type: 'string', default: PARTS.join() },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const models = chosen('models', Object.keys(MODELS))
const engines = /** @type {Engine[]} */ (chosen('engines', [...ENGINES]))
const threads = chosen('threads', THREADS.map(String)).map(Number)
const parts = chosen('parts', PARTS)
const counts = given.quick ? QUICK : FULL

/**
 * @param {'models' | 'engines' | 'threads' | 'parts'} option
 * @param {string[]} all
 */
function chosen(option, all) {
  const names = given[option].split(',')
  const wrong = names.find((name) => !all.includes(name))
  if (wrong === undefined) return names
  console.error(`error: --${option} has no ${JSON.stringify(wrong)}: choose from ${all.join()}`)
  process.exit(2)
}

const say = (/** @type {string} */ line) => console.error(line)

// --- one measurement ---------------------------------------------------------------------

/**
 * One model on so many threads: each engine's median, and how far its output is from that of the first one.
 * @param {string} model
 * @param {number} threads
 * @param {Engine[]} among
 */
async function speed(model, threads, among) {
  const { runs, warmUp } = counts
  const measured = await inFreshBrowser(address, 'inTurn', {
    model,
    threads,
    engines: among,
    runs,
    warmUp,
  })
  /** @type {number[]} */
  const first = measured[among[0]].output
  const largest = Math.max(...first.map(Math.abs))
  /** @type {Each} */
  const differences = {}
  for (const engine of among.slice(1)) {
    const { output } = measured[engine]
    differences[engine] = Math.max(...first.map((one, place) => Math.abs(one - output[place]))) / largest
    if (output.length !== first.length || !(differences[engine] <= MODELS[model].tolerance)) {
      throw new Error(`${model}: ${engine} is ${differences[engine]} of the largest output from ${among[0]}`)
    }
  }
  return { times: each(among, (engine) => summary(measured[engine].times_ms)), differences }
}

/**
 * Each engine's median on several threads over that on one, of each in a browser of its own.
 * @param {string} model
 * @param {number} threads
 * @param {Engine[]} among
 */
async function overOneThread(model, threads, among) {
  const { runs, warmUp } = counts
  /** @type {Each} */
  const ratios = {}
  for (const engine of among) {
    const { one, more } = await inFreshBrowser(address, 'onOneAndMore', { model, threads, engine, runs, warmUp })
    ratios[engine] = Number((summary(more).median_ms / summary(one).median_ms).toFixed(3))
  }
  return ratios
}

/**
 * Each engine's median from bytes to the first answer with its wasm compiled.
 * @param {string} model
 * @param {number} threads
 * @param {Engine[]} among
 */
async function firstAnswer(model, threads, among) {
  const { times, rest } = counts
  const taken = await inFreshBrowser(address, 'firstAnswers', {
    model,
    threads,
    engines: among,
    times,
    runs: rest,
  })
  return each(among, (engine) => summary(taken[engine]).median_ms)
}

/**
 * Each engine in a browser of its own.
 * @param {string} model
 * @param {number} threads
 * @param {Engine[]} among
 */
async function memory(model, threads, among) {
  /** @type {Partial<Record<Engine, { peak_mb: number, wasm_mb: number, empty_mb: number, first_ms: number }>>} */
  const of = {}
  for (const engine of among) {
    const { memory, wasm_mb, first_ms } = await inFreshBrowser(address, 'alone', {
      model,
      threads,
      engine,
      runs: counts.rest,
    })
    of[engine] = { peak_mb: memory.peak_mb, empty_mb: memory.empty_mb, wasm_mb, first_ms }
  }
  return of
}

/**
 * @template T
 * @param {Engine[]} among
 * @param {(engine: Engine) => T} figure
 * @returns {Partial<Record<Engine, T>>}
 */
function each(among, figure) {
  return /** @type {Partial<Record<Engine, T>>} */ (Object.fromEntries(among.map((engine) => [engine, figure(engine)])))
}

/**
 * @param {string} model
 * @param {number} threads
 */
async function measure(model, threads) {
  say(`${model}, ${threads === 1 ? 'one thread' : `${threads} threads`}`)
  const among = engines.filter((engine) => runs(model, engine))
  const rounded = (/** @type {number | undefined} */ value) => value && Number(value.toFixed(1))
  const timed = parts.includes('speed') ? await speed(model, threads, among) : undefined
  const scaled = timed && threads > 1 ? await overOneThread(model, threads, among) : undefined
  const first = parts.includes('first') ? await firstAnswer(model, threads, among) : undefined
  const held = parts.includes('memory') ? await memory(model, threads, among) : undefined
  return {
    model,
    threads,
    ...(timed && {
      ...Object.fromEntries(among.map((engine) => [`${engine}_ms`, timed.times[engine]?.median_ms])),
      times: timed.times,
      differences: timed.differences,
    }),
    ...(scaled && { over_one_thread: scaled }),
    ...(first && { first_answer_ms: first }),
    ...(held && {
      first_visit_ms: each(among, (engine) => rounded(held[engine]?.first_ms)),
      peak_mb: each(among, (engine) => held[engine]?.peak_mb),
      empty_mb: each(among, (engine) => held[engine]?.empty_mb),
      wasm_mb: each(among, (engine) => rounded(held[engine]?.wasm_mb)),
    }),
  }
}

// --- all of them -------------------------------------------------------------------------

const { address, close } = await serveBench('infer')
const cases = []
for (const model of models) for (const count of threads) cases.push(await measure(model, count))
await close()
const browser = await launch()
const chromium = browser.version()
await browser.close()

const result = {
  cases,
  targets: compareWithTargets(cases),
  counts,
  chromium,
  processor: os.cpus()[0].model,
  cores: os.cpus().length,
}
writeFileSync(root('build/bench/infer.json'), JSON.stringify(result))
console.log(given.json ? JSON.stringify(result) : report(result))
