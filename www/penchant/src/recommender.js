// A pack's URL and a history in, ranked items with their reasons out. Everything is computed on this thread,
// in about a millisecond.

import { callEngine } from './errors.js'
import { fetchBytes } from './fetch.js'
import { loadEngine } from './recommend-engine.js'

/**
 * @import { LoadOptions } from './fetch.js'
 * @import { History, HistoryEvent } from './history.js'
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
 *
 * @typedef {object} RecommendOptions
 * @property {number} [n] how many items at most; 10 if not given
 * @property {boolean} [filterAlreadyLiked] leave out what stands in the history; `true` if not given
 * @property {string[]} [items] only these items
 * @property {string[]} [exclude] never these items
 *
 * @typedef {object} PackManifest what a pack says of itself
 * @property {string} name the catalogue's name
 * @property {{ family: string, quantisation: string }[]} models
 * @property {string[]} genres
 * @property {{ users: number, interactions: number, positive_above: number }} trained_on
 * @property {{ metric: string, split: string, trained: number, packed: number }[]} [measured]
 * @property {string} notice the terms of its data, to be shown wherever the pack is used
 */

export class Recommender {
  #engine

  /** @param {import('./wasm/recommend.js').Recommender} engine */
  constructor(engine) {
    this.#engine = engine
    /** @type {PackManifest} */
    this.manifest = callEngine(() => engine.manifest())
  }

  /**
   * Fetches and opens a pack.
   *
   * Rejects with `network`, `pack.format`, `pack.version` or `pack.checksum`.
   * @param {string | URL} url
   * @param {LoadOptions} [options]
   */
  static async load(url, options) {
    const [engine, bytes] = await Promise.all([loadEngine(), fetchBytes(url, options)])
    return new Recommender(callEngine(() => new engine.Recommender(bytes)))
  }

  /**
   * The best items for a history, best first.
   * @param {History | readonly HistoryEvent[]} history
   * @param {RecommendOptions} [options]
   * @returns {Pick[]}
   */
  recommend(history, options) {
    return callEngine(() => this.#engine.recommend(eventsOf(history), options))
  }

  /**
   * One item's score for a history, and where it comes from.
   * @param {History | readonly HistoryEvent[]} history
   * @param {string} item
   * @returns {Pick}
   */
  explain(history, item) {
    return callEngine(() => this.#engine.explain(eventsOf(history), item))
  }

  /**
   * The items most like one, best first.
   * @param {string} item
   * @param {{ n?: number }} [options]
   * @returns {{ item: string, score: number }[]}
   */
  similarItems(item, { n = 10 } = {}) {
    return callEngine(() => this.#engine.similarItems(item, n))
  }

  /**
   * The whole catalogue.
   * @returns {Item[]}
   */
  items() {
    return callEngine(() => this.#engine.items())
  }

  /** Gives the memory back; nothing else may be called after it. */
  dispose() {
    this.#engine.free()
  }
}

/** @param {History | readonly HistoryEvent[]} history */
function eventsOf(history) {
  return 'events' in history ? history.events() : history
}
