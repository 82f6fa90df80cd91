// What is timed, in the page: Penchant as a developer's page calls it, and a plain loop over the same factors.
// Milliseconds, memory and picks are judged outside.

import { Recommender } from 'penchant/recommend'
import { fetchResponse, readChunks, sizeOf } from '../../../../www/penchant/src/runtime/fetch.js'
import { loadRecommendEngine } from '../../../../www/penchant/src/runtime/recommend-engine.js'

/**
 * @import { HistoryEvent } from '../../../../www/penchant/src/history/event.js'
 * @import { RecommendOptions } from '../../../../www/penchant/src/recommend/recommender.js'
 *
 * A browser first runs what it compiled quickly, and after a while of that what it compiled well.
 * @typedef {{ early: number, steady: number }} Calls
 */

/**
 * How long each call takes, each in a task of its own, as clicks are.
 * @param {Calls} calls
 * @param {(call: number) => unknown} call
 */
async function times({ early, steady }, call) {
  const taken = []
  for (let count = 0; count < early + steady; count += 1) {
    await new Promise((resolve) => setTimeout(resolve))
    const began = performance.now()
    call(count)
    taken.push(performance.now() - began)
  }
  return { first_ms: taken[0], early_ms: taken.slice(0, early), times_ms: taken.slice(early) }
}

/**
 * @param {string} url
 * @param {HistoryEvent[]} history
 * @param {RecommendOptions} options
 * @param {Calls} calls
 */
export async function penchant(url, history, options, calls) {
  const began = performance.now()
  let fetched = began
  const recommender = await Recommender.load(url, { onProgress: () => (fetched = performance.now()) })
  const load = { fetch_ms: fetched - began, open_ms: performance.now() - fetched }
  const timed = await times(calls, (seed) => recommender.recommend(history, { ...options, seed }))
  // Without controls, so that they can be held against those of the others.
  const picks = recommender.recommend(history, { n: options.n }).map(({ item }) => item)
  return { ...load, ...timed, picks }
}

/**
 * @param {string} url of factors, items × as many as the user has
 * @param {number[]} user
 * @param {number[]} known indices of items that are left out
 * @param {number} n
 * @param {Calls} calls
 */
export async function loop(url, user, known, n, calls) {
  const factors = new Float32Array(await (await fetch(url)).arrayBuffer())
  const excluded = new Set(known)
  const vector = Float32Array.from(user)
  /** @type {number[]} */
  let picks = []
  const timed = await times(calls, () => (picks = best(factors, vector, excluded, n)))
  return { ...timed, picks }
}

/**
 * The items with the largest inner products. In four sums, which is quicker than in one.
 * @param {Float32Array} factors
 * @param {Float32Array} user
 * @param {Set<number>} excluded
 * @param {number} n
 */
function best(factors, user, excluded, n) {
  const width = user.length
  /** @type {{ item: number, score: number }[]} */
  const kept = []
  let least = -Infinity
  for (let item = 0, place = 0; place < factors.length; item += 1) {
    let [a, b, c, d] = [0, 0, 0, 0]
    for (let factor = 0; factor < width; factor += 4, place += 4) {
      a += factors[place] * user[factor]
      b += factors[place + 1] * user[factor + 1]
      c += factors[place + 2] * user[factor + 2]
      d += factors[place + 3] * user[factor + 3]
    }
    const score = a + b + c + d
    if (score > least && !excluded.has(item)) {
      kept.push({ item, score })
      kept.sort((one, other) => other.score - one.score)
      kept.length = Math.min(kept.length, n)
      if (kept.length === n) least = kept[n - 1].score
    }
  }
  return kept.map(({ item }) => item)
}

/**
 * From a pack that has come to the first picks, twice: of a page's first pack, and of its second. It comes as
 * `Recommender.load` lets it come, into an engine that is there.
 * @param {string} url
 * @param {HistoryEvent[]} history
 * @param {RecommendOptions} options
 */
export async function firstPicks(url, history, options) {
  const engine = await loadRecommendEngine()
  const open = async () => {
    const response = await fetchResponse(url)
    const pieces = new engine.Pieces(sizeOf(response) ?? 0)
    await readChunks(url, response, {}, (chunk) => pieces.push(chunk))
    const began = performance.now()
    const recommender = new /** @type {any} */ (Recommender)(engine.Recommender.open(pieces))
    const picks = recommender.recommend(history, options).length
    const ms = performance.now() - began
    recommender.dispose()
    return { ms, picks }
  }
  return { cold: await open(), warm: await open() }
}

Object.assign(globalThis, { bench: { penchant, loop, firstPicks } })
