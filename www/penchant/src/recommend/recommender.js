// A pack's URL and a history in, ranked items with their reasons out. Everything is computed on this thread,
// in about a millisecond.

import { engineEvents } from '../history/event.js'
import { unlessAborted } from '../runtime/abort.js'
import { callEngine, disposedError } from '../runtime/error-mapping.js'
import { fetchResponse, readPieces, sizeOf } from '../runtime/fetch.js'
import { argumentError, checkedBytes, checkId, checkIds, checkOptions, isAddress, shown } from '../runtime/options.js'
import { loadRecommendEngine } from '../runtime/recommend-engine.js'

/**
 * @import { LoadOptions } from '../runtime/fetch.js'
 * @import { History } from '../history/history.js'
 * @import { HistoryEvent } from '../history/event.js'
 *
 * @typedef {string | URL | Blob | ArrayBuffer | Uint8Array<ArrayBuffer>} PackSource an address, or the bytes
 *
 * @typedef {object} Item
 * @property {string} item its id
 * @property {string} title
 * @property {number | null} year
 * @property {string[]} genres
 *
 * @typedef {object} Reason a part of a score
 * @property {string | null} item an item of the history; `null` for what everybody likes
 * @property {number} contribution what it adds to the score; below 0 it speaks against the pick
 *
 * @typedef {object} Pick
 * @property {string} item
 * @property {number} score the sum of the reasons' contributions, to 1e-5
 * @property {Reason[]} reasons strongest first
 * @property {Shift} [shift] what re-ranking made of it, if there was any
 *
 * What a re-ranked pick was worth is the sum of the four numbers, unless it was explored.
 * @typedef {object} Shift
 * @property {number} from its place by score alone, from 0
 * @property {number} relevance what its score is worth
 * @property {number} novelty what its being little known adds
 * @property {number} diversity what its likeness to those before it takes away; never above 0
 * @property {number} calibration what the imbalance of the list with it takes away; never above 0
 * @property {boolean} explored whether chance put it here
 *
 * What diversity, calibration, novelty and exploration cost is measured in docs/controls.md.
 * @typedef {object} RecommendOptions
 * @property {number} [n] how many items at most; 10 if not given
 * @property {boolean} [filterAlreadyLiked] leave out what the visitor knows; `true` if not given
 * @property {string[]} [items] only these items
 * @property {string[]} [exclude] never these items
 * @property {number} [diversity] how much unlike each other the picks shall be, 0 to 1
 * @property {number} [calibration] how closely their genres shall follow the history's, 0 to 1
 * @property {number} [novelty] how much it shall count for a pick that few like it, 0 to 1
 * @property {number} [exploration] the chance of each place to go to any of the best hundred, 0 to 1
 * @property {number} [seed] of that chance: the same seed gives the same list
 * @property {number} [halfLife] days after which an event counts half; if not given all count alike
 * @property {number} [shortTerm] how much what comes next shall count beside lasting taste, 0 to 1, in a pack that has
 *   models of both; if not given as the pack says
 * @property {number} [now] when that is counted from, in milliseconds since 1970; the present if not given
 *
 * @typedef {object} Move an item's place in the list, from 0, now and then; `null` where it is not in the list
 * @property {string} item
 * @property {number | null} before
 * @property {number | null} after
 *
 * @typedef {object} Prediction what a visitor is expected to rate an item, in stars
 * @property {string} item
 * @property {number} stars on the scale of the ratings that were learned from, at most 5
 * @property {number} usual what it would be of a visitor of whom nothing is known
 *
 * @typedef {object} TasteProfile
 * @property {{ genre: string, history: number, recommended: number }[]} genres their shares of what the visitor likes
 *   and of what the models rate highest, the latter's order
 * @property {{ item: string, score: number }[]} items what the models rate highest, known or not
 *
 * @typedef {object} PackManifest what a pack says of itself
 * @property {string} name the catalogue's name
 * @property {{ family: string, quantisation: string }[]} models what ranks
 * @property {{ family: string, quantisation: string }} [ratings] what predicts ratings
 * @property {string[]} genres
 * @property {{ users: number, interactions: number, positiveAbove: number }} trainedOn zeros where the models were
 *   trained elsewhere
 * @property {{ metric: string, split: string, trained: number, packed: number }[]} [measured]
 * @property {string} notice the terms of its data, to be shown wherever the pack is used
 */

export class Recommender {
  /** @type {import('../wasm/recommend.js').Recommender | null} `null` once it is disposed of */
  #engine
  /** @type {Map<number, string>} ids that were asked for, by index */
  #ids = new Map()

  /**
   * Use `Recommender.load`.
   * @private
   * @param {import('../wasm/recommend.js').Recommender} engine
   */
  constructor(engine) {
    this.#engine = engine
    /** @type {PackManifest} */
    this.manifest = callEngine(() => camelCased(engine.manifest()))
  }

  /**
   * Opens a pack, from its address or from its bytes.
   *
   * Rejects with `network`, `pack.format`, `pack.version`, `pack.checksum`, `engine.*`, or the signal's reason.
   * @param {PackSource} source
   * @param {LoadOptions} [options]
   */
  static async load(source, options = {}) {
    checkOptions(options, ['onProgress', 'signal'])
    const { signal } = options
    signal?.throwIfAborted()
    const opening = Promise.all([loadRecommendEngine(), responseOf(source, signal)])
    const [engine, { url, response }] = await unlessAborted(opening, signal)
    // Into the engine as they come: a pack that is put together here would lie in memory twice.
    const pieces = new engine.Pieces(sizeOf(response) ?? 0)
    try {
      await readPieces(url, response, options, (piece) => callEngine(() => pieces.push(piece)))
    } catch (error) {
      pieces.free()
      throw error
    }
    return new Recommender(callEngine(() => engine.Recommender.open(pieces)))
  }

  /**
   * The best items for a history, best first.
   * @param {History | readonly HistoryEvent[]} history
   * @param {RecommendOptions} [options]
   * @returns {Pick[]}
   */
  recommend(history, options) {
    const [events, checked] = [engineEvents(history), checkedOptions(options)]
    return this.#ask((engine) => this.#picks(engine.recommend(events, checked)))
  }

  /**
   * What would rise and what would fall in the list if what was said of `item` did not count.
   * @param {History | readonly HistoryEvent[]} history
   * @param {string} item
   * @param {RecommendOptions} [options]
   * @returns {{ rise: Move[], fall: Move[] }} the largest move first
   */
  whatIfWithout(history, item, options) {
    const [events, checked] = [engineEvents(history), checkedOptions(options)]
    checkId(item, 'item')
    const without = events.filter((event) => event.item !== item)
    return this.#ask((engine) => engine.whatIf(events, without, checked))
  }

  /**
   * What the models think that the visitor likes.
   * @param {History | readonly HistoryEvent[]} history
   * @param {RecommendOptions} [options] of which `n`, `halfLife` and `now` matter
   * @returns {TasteProfile} empty if the history says nothing of taste
   */
  profile(history, options) {
    const [events, checked] = [engineEvents(history), checkedOptions(options)]
    return this.#ask((engine) => engine.profile(events, checked))
  }

  /**
   * One item's score for a history, and where it comes from.
   * @param {History | readonly HistoryEvent[]} history
   * @param {string} item
   * @param {RecommendOptions} [options] of which `halfLife` and `now` matter
   * @returns {Pick}
   */
  explain(history, item, options) {
    const [events, checked] = [engineEvents(history), checkedOptions(options)]
    checkId(item, 'item')
    return this.#ask((engine) => this.#picks(engine.explain(events, item, checked))[0])
  }

  /**
   * What the visitor would rate items, in their order. Ratings of the history count as they are, likes and dislikes
   * as the usual good and bad rating.
   *
   * Throws `argument` if the pack predicts no ratings.
   * @param {History | readonly HistoryEvent[]} history
   * @param {string[]} items
   * @returns {Prediction[]}
   */
  predict(history, items) {
    const events = engineEvents(history)
    checkIds(items, 'items')
    return this.#ask((engine) => engine.predict(events, items))
  }

  /**
   * The items most like one, best first.
   * @param {string} item
   * @param {{ n?: number }} [options]
   * @returns {{ item: string, score: number }[]}
   */
  similarItems(item, options = {}) {
    checkId(item, 'item')
    checkOptions(options, ['n'])
    const { n = 10 } = options
    checkCount(n)
    return this.#ask((engine) => engine.similarItems(item, n))
  }

  /**
   * The whole catalogue.
   * @returns {Item[]}
   */
  items() {
    return this.#ask((engine) => engine.items())
  }

  /**
   * Objects of what the engine gives as columns.
   * @param {[Uint32Array, Float32Array, Uint32Array, Uint32Array, Float32Array, Float32Array]} columns
   * @returns {Pick[]}
   */
  #picks([items, scores, ends, causes, contributions, shifts]) {
    let begin = 0
    return Array.from(items, (index, place) => {
      /** @type {Pick} */
      const pick = { item: this.#id(index), score: scores[place], reasons: [] }
      for (; begin < ends[place]; begin += 1) {
        const item = causes[begin] === POPULARITY ? null : this.#id(causes[begin])
        pick.reasons.push({ item, contribution: contributions[begin] })
      }
      if (shifts.length > 0) {
        const [from, relevance, novelty, diversity, calibration, explored] = shifts.subarray(6 * place)
        pick.shift = { from, relevance, novelty, diversity, calibration, explored: explored === 1 }
      }
      return pick
    })
  }

  /** @param {number} index */
  #id(index) {
    const known = this.#ids.get(index)
    if (known !== undefined) return known
    const id = this.#ask((engine) => engine.id(index))
    this.#ids.set(index, id)
    return id
  }

  /**
   * @template T
   * @param {(engine: import('../wasm/recommend.js').Recommender) => T} call
   * @returns {T}
   */
  #ask(call) {
    const engine = this.#engine
    if (!engine) throw disposedError()
    return callEngine(() => call(engine))
  }

  /** Frees the memory. Every later call throws `engine.disposed`. */
  dispose() {
    this.#engine?.free()
    this.#engine = null
  }
}

/** What the engine gives in the place of an item, where everybody's likes are the reason. */
const POPULARITY = 0xffffffff

/** @type {('diversity' | 'calibration' | 'novelty' | 'exploration' | 'seed' | 'halfLife' | 'shortTerm' | 'now')[]} */
const NUMBERS = ['diversity', 'calibration', 'novelty', 'exploration', 'seed', 'halfLife', 'shortTerm', 'now']
const OPTIONS = ['n', 'filterAlreadyLiked', 'items', 'exclude', ...NUMBERS]

/**
 * @param {RecommendOptions} [options]
 * @returns {RecommendOptions | undefined}
 */
function checkedOptions(options) {
  checkOptions(options, OPTIONS)
  for (const name of NUMBERS) checkNumber(options?.[name], name)
  if (options?.n !== undefined) checkCount(options.n)
  if (options?.items !== undefined) checkIds(options.items, 'items')
  if (options?.exclude !== undefined) checkIds(options.exclude, 'exclude')
  return options?.halfLife === undefined ? options : { now: Date.now(), ...options }
}

/**
 * JSON, by which options reach the engine, would make `null` of NaN.
 * @param {unknown} value
 * @param {string} name
 */
function checkNumber(value, name) {
  if (value === undefined || (typeof value === 'number' && !Number.isNaN(value))) return
  throw argumentError(`${name} is ${shown(value)}; expected a number.`)
}

/** @param {unknown} n */
function checkCount(n) {
  if (Number.isInteger(n) && Number(n) >= 0) return
  throw argumentError(`n is ${shown(n)}; expected a whole number of items.`)
}

/**
 * A pack spells some of its fields as files do.
 * @param {any} manifest
 * @returns {PackManifest}
 */
function camelCased({ trained_on: { positive_above: positiveAbove, ...trainedOn }, ...manifest }) {
  return { ...manifest, trainedOn: { ...trainedOn, positiveAbove } }
}

/**
 * @param {PackSource} source
 * @param {AbortSignal} [signal]
 */
async function responseOf(source, signal) {
  if (isAddress(source)) return { url: source, response: await fetchResponse(source, signal) }
  return { url: 'the pack', response: new Response(checkedBytes(source, 'a pack')) }
}
