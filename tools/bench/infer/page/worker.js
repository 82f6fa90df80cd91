// What is timed: engines that have been started, run on tensors that are there. Judged outside.

import { wasmBytes } from './wasm-memory.js'
import { MODELS } from '../models.js'

/**
 * @import { Engine, Input, Model } from '../models.js'
 *
 * @typedef {object} Runner an engine, as it runs here
 * @property {(threads: number) => Promise<void>} start compiles and starts its wasm
 * @property {(files: Uint8Array[], model: Model) => Promise<void> | void} load from the model's bytes
 * @property {(inputs: Record<string, Input>) => void} give the tensors that it shall run on
 * @property {() => Promise<Float32Array> | Float32Array} run
 * @property {(model: Model) => string[]} files that it loads, below build/
 *
 * @typedef {{ model: string, threads: number }} Case
 */

/** @type {Record<Engine, () => Promise<Runner>>} */
const RUNNERS = {
  penchant: () => import('./penchant.js'),
  onnxruntime: () => import('./onnxruntime.js'),
  tfjs: () => import('./tfjs.js'),
}
/** In milliseconds: the threads of some engines spin for a while after a run, in case there is another. */
const PAUSE = 30

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE))

/** @param {string} file below build/ */
async function bytesOf(file) {
  const response = await fetch(new URL(`/${file}`, location.href))
  if (!response.ok) throw new Error(`${file}: ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

/**
 * An engine that is started, and the way to have it ready.
 * @param {Engine} engine
 * @param {Case} given
 */
async function started(engine, { model: name, threads }) {
  const runner = await RUNNERS[engine]()
  const model = MODELS[name]
  await runner.start(threads)
  /** @type {Uint8Array[] | null} */
  let files = await Promise.all(runner.files(model).map(bytesOf))
  runner.give(model.inputs())
  const load = async () => {
    await runner.load(/** @type {Uint8Array[]} */ (files), model)
    files = null
  }
  return { run: runner.run, load }
}

/** @param {() => unknown} call */
async function timed(call) {
  const began = performance.now()
  await call()
  return performance.now() - began
}

/**
 * The engines run one after the other, again and again: what disturbs one disturbs all.
 * @param {Case & { engines: Engine[], runs: number, warmUp: number }} given
 */
async function inTurn({ engines, runs, warmUp, ...of }) {
  const all = []
  for (const engine of engines) {
    const { run, load } = await started(engine, of)
    await load()
    all.push({ engine, run, times_ms: /** @type {number[]} */ ([]), output: /** @type {number[]} */ ([]) })
  }
  for (let round = 0; round < warmUp + runs; round += 1) {
    for (const one of all) {
      await pause()
      const taken = await timed(async () => (one.output = [...(await one.run())]))
      if (round >= warmUp) one.times_ms.push(taken)
    }
  }
  return Object.fromEntries(all.map(({ engine, times_ms, output }) => [engine, { times_ms, output }]))
}

/**
 * From the model's bytes to the first answer, and the memory of wasm after some.
 * @param {Case & { engine: Engine, runs: number }} given
 */
async function alone({ engine, runs, ...of }) {
  const { run, load } = await started(engine, of)
  const load_ms = await timed(load)
  const run_ms = await timed(run)
  for (let count = 1; count < runs; count += 1) {
    await pause()
    await run()
  }
  return { first_ms: load_ms + run_ms, load_ms, wasm_mb: wasmBytes() / 1e6 }
}

/** @type {Runner['run']} */
let kept

/**
 * Keeps an engine ready for `once`.
 * @param {Case & { engine: Engine, warmUp: number }} given
 */
async function ready({ engine, warmUp, ...of }) {
  const { run, load } = await started(engine, of)
  await load()
  kept = run
  for (let count = 0; count < warmUp; count += 1) await once()
}

/** How long a run takes that follows on another one, as frames of a video do: no thread has to be woken for it. */
async function once() {
  await pause()
  await kept()
  return timed(kept)
}

/** @type {Record<string, (given: any) => Promise<unknown>>} */
const calls = { inTurn, alone, ready, once }

onmessage = async ({ data: { call, given } }) => {
  try {
    postMessage({ result: await calls[call](given) })
  } catch (error) {
    postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}
