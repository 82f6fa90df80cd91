// Recommends items of a pack for a history, with the reasons. It computes on the page's thread, in about a millisecond.

import { engineEvents } from '../history/event.js'
import { unlessAborted } from '../runtime/abort.js'
import { callEngine, disposedError } from '../runtime/error-mapping.js'
import { fetchResponse, readChunks, sizeOf } from '../runtime/fetch.js'
import { argumentError, checkedBytes, checkId, checkIds, checkOptions, isAddress, shown } from '../runtime/options.js'
import { loadRecommendEngine } from '../runtime/recommend-engine.js'

/**
 * @import { LoadOptions } from '../runtime/fetch.js'
 * @import { History } from '../history/history.js'
 * @import { HistoryEvent } from '../history/event.js'
 *
 * @typedef {string | URL | Blob | ArrayBuffer | Uint8Array<ArrayBuffer>} PackSource an address, or the bytes
 *
 * The last five are there where the catalogue has them.
 * @typedef {object} Item
 * @property {string} item its id
 * @property {string} title
 * @property {number | null} year
 * @property {string[]} genres
 * @property {string[]} [creators] who made it: directors, authors, artists, developers
 * @property {string[]} [cast] actors and other performers
 * @property {string} [synopsis] what it is about
 * @property {number} [minutes] how long it takes
 * @property {string} [link] the address of a page about it, `http` or `https`
 *
 * @typedef {object} Reason a part of a score
 * @property {string | null} item an item of the history; `null` for popularity
 * @property {number} contribution its part of the score; below 0 it counts against the pick
 *
 * @typedef {object} Pick
 * @property {string} item
 * @property {number} score the sum of the reasons' contributions, to 1e-5
 * @property {Reason[]} reasons strongest first; none if they were not requested
 * @property {Shift} [shift] the effect of re-ranking, if there was any
 *
 * The four numbers add up to the value by which the pick was re-ranked, unless it was explored.
 * @typedef {object} Shift
 * @property {number} from its rank by score alone, from 0
 * @property {number} relevance the value of its score
 * @property {number} novelty added for being little known
 * @property {number} diversity deducted for its similarity to the picks before it; never above 0
 * @property {number} calibration deducted for the imbalance of genres in the list; never above 0
 * @property {boolean} explored whether it was drawn at random
 *
 * docs/controls.md has measurements of what diversity, calibration, novelty and exploration cost.
 * @typedef {object} RecommendOptions
 * @property {number} [n] the maximum number of items, 10 by default
 * @property {boolean} [filterAlreadyLiked] whether items of the history are left out, `true` by default
 * @property {string[]} [items] only these items
 * @property {string[]} [exclude] never these items
 * @property {boolean} [reasons] whether picks have their reasons, `true` by default. Without them a long list, such as the
 *   whole catalogue, takes a fraction of the time
 * @property {number} [diversity] how different the picks are from each other, 0 to 1
 * @property {number} [calibration] how closely their genres follow the history's, 0 to 1
 * @property {number} [novelty] the weight of being little known, 0 to 1
 * @property {number} [exploration] the probability that a rank goes to a random one of the best hundred, 0 to 1
 * @property {number} [seed] of that chance: the same seed gives the same list
 * @property {number} [halfLife] the days after which an event counts half; by default all events count alike
 * @property {number} [now] the time from which those days are counted back, in milliseconds since 1970; by default the
 *   present
 * @property {number} [shortTerm] the weight of the next interest against lasting taste, 0 to 1, in a pack that has models
 *   of both; by default the pack's own
 *
 * @typedef {object} Move an item's rank in the list, from 0, before and after; `null` where it is not in the list
 * @property {string} item
 * @property {number | null} before
 * @property {number | null} after
 *
 * @typedef {object} Prediction the rating that a visitor is expected to give, in stars
 * @property {string} item
 * @property {number} stars on the scale of the ratings in the training data, at most 5
 * @property {number} usual the rating that is expected of a visitor without a history
 *
 * @typedef {object} TasteProfile
 * @property {{ genre: string, history: number, recommended: number }[]} genres their shares of the items that the visitor
 *   likes and of those with the highest scores, in the order of the latter
 * @property {{ item: string, score: number }[]} items those with the highest scores, in the history or not
 *
 * @typedef {object} ChosenModel how the model was chosen, where nobody named it
 * @property {string} model as `penchant train --model` takes it
 * @property {number} users whose likes it was to find; 0 if there were too few, so that it is the default
 * @property {number} ndcg its mean ndcg@10 for them
 * @property {number} defaultNdcg that of the default model
 *
 * @typedef {object} PackManifest a pack's description
 * @property {string} name the catalogue's name
 * @property {{ family: string, quantisation: string }[]} models that rank
 * @property {{ family: string, quantisation: string }} [ratings] the model that predicts ratings
 * @property {string[]} genres
 * @property {{ users: number, interactions: number, positiveAbove: number, chosen?: ChosenModel }} trainedOn zeros where
 *   the models were trained elsewhere
 * @property {{ metric: string, split: string, trained: number, packed: number }[]} [measured]
 * @property {string} notice the terms of its data, which must be shown wherever the pack is used
 */

export class Recommender {
  /** @type {import('../wasm/recommend.js').Recommender | null} `null` once it is disposed of */
  #engine
  /** @type {Map<number, string>} ids that have been needed, by index */
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
    // Chunks go into the engine as they arrive: a pack that is joined here would need the memory twice.
    const pieces = new engine.Pieces(sizeOf(response) ?? 0)
    try {
      await readChunks(url, response, options, (chunk) => callEngine(() => pieces.push(chunk)))
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
   * Which items would rise and which would fall in the list if the history had no event for `item`.
   * @param {History | readonly HistoryEvent[]} history
   * @param {string} item
   * @param {RecommendOptions} [options]
   * @returns {{ rise: Move[], fall: Move[] }} the largest moves first
   */
  whatIfWithout(history, item, options) {
    const [events, checked] = [engineEvents(history), checkedOptions(options)]
    checkId(item, 'item')
    const without = events.filter((event) => event.item !== item)
    return this.#ask((engine) => engine.whatIf(events, without, checked))
  }

  /**
   * The visitor's taste, as the models see it.
   * @param {History | readonly HistoryEvent[]} history
   * @param {RecommendOptions} [options] of which `n`, `halfLife` and `now` have an effect
   * @returns {TasteProfile} empty if the history says nothing about taste
   */
  profile(history, options) {
    const [events, checked] = [engineEvents(history), checkedOptions(options)]
    return this.#ask((engine) => engine.profile(events, checked))
  }

  /**
   * One item's score for a history, with its reasons.
   * @param {History | readonly HistoryEvent[]} history
   * @param {string} item
   * @param {RecommendOptions} [options] of which `halfLife` and `now` have an effect
   * @returns {Pick}
   */
  explain(history, item, options) {
    const [events, checked] = [engineEvents(history), checkedOptions(options)]
    checkId(item, 'item')
    return this.#ask((engine) => this.#picks(engine.explain(events, item, checked))[0])
  }

  /**
   * The ratings that the visitor is expected to give, in the order of the items. Ratings of the history are used as they
   * are, likes and dislikes as an average good and bad rating.
   *
   * Throws `argument` if the pack has no model that predicts ratings.
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
   * The items most similar to one: first those that people's likes speak for, then those that are similar mostly by
   * their genres, years and words; best first in each part.
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
   * One item of the catalogue.
   * @param {string} id
   * @returns {Item | null} `null` if there is none with this id
   */
  item(id) {
    checkId(id, 'id')
    return this.#ask((engine) => engine.item(id))
  }

  /**
   * All items of the catalogue.
   * @returns {Item[]}
   */
  items() {
    return this.#ask((engine) => engine.items())
  }

  /**
   * Makes objects of the engine's columns.
   * @param {[Uint32Array, Float32Array, Uint32Array, Uint32Array, Float32Array, Float32Array]} columns
   * @returns {Pick[]}
   */
  #picks([items, scores, ends, causes, contributions, shifts]) {
    let begin = 0
    return Array.from(items, (index, rank) => {
      /** @type {Pick} */
      const pick = { item: this.#id(index), score: scores[rank], reasons: [] }
      for (; begin < ends[rank]; begin += 1) {
        const item = causes[begin] === POPULARITY ? null : this.#id(causes[begin])
        pick.reasons.push({ item, contribution: contributions[begin] })
      }
      if (shifts.length > 0) {
        const [from, relevance, novelty, diversity, calibration, explored] = shifts.subarray(6 * rank)
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

/** The engine's index for popularity, which is a reason but not an item. */
const POPULARITY = 0xffffffff

/** @type {('diversity' | 'calibration' | 'novelty' | 'exploration' | 'seed' | 'halfLife' | 'shortTerm' | 'now')[]} */
const NUMBERS = ['diversity', 'calibration', 'novelty', 'exploration', 'seed', 'halfLife', 'shortTerm', 'now']
/** @type {('filterAlreadyLiked' | 'reasons')[]} */
const SWITCHES = ['filterAlreadyLiked', 'reasons']
const OPTIONS = ['n', 'items', 'exclude', ...SWITCHES, ...NUMBERS]

/**
 * @param {RecommendOptions} [options]
 * @returns {RecommendOptions | undefined}
 */
function checkedOptions(options) {
  checkOptions(options, OPTIONS)
  for (const name of NUMBERS) checkNumber(options?.[name], name)
  for (const name of SWITCHES) checkBoolean(options?.[name], name)
  if (options?.n !== undefined) checkCount(options.n)
  if (options?.items !== undefined) checkIds(options.items, 'items')
  if (options?.exclude !== undefined) checkIds(options.exclude, 'exclude')
  return options?.halfLife === undefined ? options : { now: Date.now(), ...options }
}

/**
 * Options reach the engine as JSON, which would turn NaN into `null`.
 * @param {unknown} value
 * @param {string} name
 */
function checkNumber(value, name) {
  if (value === undefined || (typeof value === 'number' && !Number.isNaN(value))) return
  throw argumentError(`${name} is ${shown(value)}; expected a number.`)
}

/**
 * @param {unknown} value
 * @param {string} name
 */
function checkBoolean(value, name) {
  if (value === undefined || typeof value === 'boolean') return
  throw argumentError(`${name} is ${shown(value)}; expected true or false.`)
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
function camelCased({ trained_on: { positive_above: positiveAbove, chosen, ...trainedOn }, ...manifest }) {
  const { default_ndcg: defaultNdcg, ...choice } = chosen ?? {}
  return {
    ...manifest,
    trainedOn: { ...trainedOn, positiveAbove, ...(chosen && { chosen: { ...choice, defaultNdcg } }) },
  }
}

/**
 * @param {PackSource} source
 * @param {AbortSignal} [signal]
 */
async function responseOf(source, signal) {
  if (isAddress(source)) return { url: source, response: await fetchResponse(source, signal) }
  return { url: 'the pack', response: new Response(checkedBytes(source, 'a pack')) }
}
