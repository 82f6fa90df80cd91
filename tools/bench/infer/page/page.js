// The functions of the page that the bench calls. All engines run in workers, where each may wait for its threads.

/** @import { Engine } from '../models.js' */

const start = () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })

/**
 * @param {Worker} worker
 * @param {string} call a function of `worker.js`
 * @param {object} given
 * @returns {Promise<any>}
 */
function ask(worker, call, given) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data.result))
    worker.onerror = ({ message }) => reject(new Error(message || 'the worker does not start'))
    worker.postMessage({ call, given })
  })
}

/**
 * Times runs of the engines, in turn.
 * @param {object} given as in `worker.js`
 */
export const inTurn = (given) => ask(start(), 'inTurn', given)

/**
 * Times one engine that has the page to itself, from its bytes on.
 * @param {object} given as in `worker.js`
 */
export const alone = (given) => ask(start(), 'alone', given)

/**
 * Times, in turn, how long each engine takes in a new worker from the model's bytes to its first answer. Another
 * worker that has run it stays, so that its wasm is compiled, and compiled well.
 * @param {{ engines: Engine[], times: number, runs: number, model: string, threads: number }} given
 */
export async function firstAnswers({ engines, times, runs, ...given }) {
  const kept = []
  for (const engine of engines) {
    const worker = start()
    await ask(worker, 'alone', { ...given, engine, runs })
    kept.push(worker)
  }
  const taken = Object.fromEntries(engines.map((engine) => [engine, /** @type {number[]} */ ([])]))
  for (let time = 0; time < times; time += 1) {
    for (const engine of engines) {
      const worker = start()
      taken[engine].push((await ask(worker, 'alone', { ...given, engine, runs: 1 })).first_ms)
      worker.terminate()
    }
  }
  for (const worker of kept) worker.terminate()
  return taken
}

/**
 * Times runs of an engine on one thread and on several, in turn.
 * @param {{ engine: Engine, runs: number, warmUp: number, model: string, threads: number }} given
 */
export async function onOneAndMore({ runs, threads, ...of }) {
  const [one, more] = [start(), start()]
  await ask(one, 'ready', { ...of, threads: 1 })
  await ask(more, 'ready', { ...of, threads })
  /** @type {{ one: number[], more: number[] }} */
  const taken = { one: [], more: [] }
  for (let round = 0; round < runs; round += 1) {
    taken.one.push(await ask(one, 'once', {}))
    taken.more.push(await ask(more, 'once', {}))
  }
  return taken
}

Object.assign(globalThis, { bench: { inTurn, alone, firstAnswers, onOneAndMore } })
