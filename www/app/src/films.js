// The films' controller: whatever changes the history, the catalogue or the sliders changes the picks.

import { t } from './language.js'
import { Opinions } from './opinions.js'
import { openCatalogue } from './packs.js'
import { likedFilms, rowsOf } from './rows.js'
import { keepSetting } from './settings.js'
import { messageOf, NO_CONTROLS, PICKS } from './state.js'

/**
 * @import { Recommender } from 'penchant'
 * @import { Offline } from './offline.js'
 * @import { Opened } from './packs.js'
 * @import { Controls, PageStore, State } from './state.js'
 */

/** After so many likes the first visit's question is answered. */
export const WANTED = 3

export class Films {
  #store
  #offline
  /** @type {Recommender | null} */
  #recommender = null
  /** Whether the visitor has done anything yet. */
  #touched = false
  #filling = 0

  /**
   * @param {PageStore} store
   * @param {Opinions} opinions
   * @param {Offline} offline
   */
  constructor(store, opinions, offline) {
    this.#store = store
    this.opinions = opinions
    this.#offline = offline
    // The browser's own memory of it outlasts a reload.
    for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => (this.#touched = true), { once: true })
    if (store.state.events.length > 0) store.set({ welcome: false })
    store.watch(['events'], () => this.#recommend())
  }

  /**
   * @param {PageStore} store
   * @param {Offline} offline
   */
  static async open(store, offline) {
    return new Films(store, await Opinions.open(store, 'movies'), offline)
  }

  /** Loads the catalogue, the most popular films first; a failure is shown with a way to try again. */
  async load() {
    this.#store.set({ failure: null, error: null })
    const keeper = () => this.#offline.start()
    const onProgress = (/** @type {State['arriving']} */ arriving) => this.#store.set({ arriving })
    try {
      for await (const opened of openCatalogue({ starter: !this.#recommender, keeper, onProgress })) this.#use(opened)
    } catch (error) {
      if (!this.#recommender) return this.#store.set({ failure: messageOf(error) })
      const action = { label: t.page.tryAgain, run: () => void this.load() }
      this.#store.set({ error: { text: t.offline.onlySome(messageOf(error)), action } })
    }
  }

  /** @param {Opened} opened */
  #use({ recommender, catalogue, whole }) {
    const former = this.#recommender
    this.#recommender = recommender
    this.#store.set({ catalogue, whole, pack: recommender.manifest })
    // What somebody is busy with does not change under their hands: then the new picks come with the next thing said.
    const busy = former && this.#store.state.events.length > 0 && this.#touched
    if (!busy) this.#recommend()
  }

  /** @param {string} query */
  search(query) {
    this.#store.set({ query, found: this.#store.state.catalogue?.search(query) ?? [] })
  }

  /** @param {Partial<Controls>} changes */
  adjust(changes) {
    const controls = { ...this.#store.state.controls, ...changes }
    keepSetting({ controls })
    this.#store.set({ controls })
    this.#recommend()
  }

  /**
   * Shows all that can be said of a film.
   * @param {string} item
   */
  open(item) {
    this.#store.set({ sheet: item })
  }

  /**
   * Puts a row of films like one above all others; `null` takes it away.
   * @param {string | null} like
   */
  moreLike(like) {
    this.#store.set({ like, view: 'picks', sheet: null })
    this.#fillRows()
  }

  /** Other films that are different. */
  reshuffle() {
    this.#store.set({ seed: this.#store.state.seed + 1 })
    this.#fillRows()
  }

  /** The first visit's question is answered, or will not be. */
  endWelcome() {
    keepSetting({ welcomed: true })
    this.#store.set({ welcome: false })
  }

  /**
   * Popular films that are unlike each other.
   * @param {number} n
   */
  wellKnown(n) {
    return this.#recommender?.recommend([], { n, diversity: 0.5 }).map(({ item }) => item) ?? []
  }

  /**
   * All films, the best for the visitor first.
   * @param {number} n
   */
  best(n) {
    return this.#recommender?.recommend(this.#store.state.events, { n }).map(({ item }) => item) ?? []
  }

  /** What the models think that the visitor likes. */
  profile() {
    return this.#recommender?.profile(this.#store.state.events).genres ?? []
  }

  /**
   * All that can be said of a film of the catalogue.
   * @param {string} item
   */
  about(item) {
    const { events, catalogue, picks, rows, controls } = this.#store.state
    if (!this.#recommender || !catalogue?.film(item)) return null
    const event = events.find((event) => event.item === item)
    const shown = [...picks, ...rows.flatMap((row) => row.picks)].find((pick) => pick.item === item)
    return {
      pick: shown ?? this.#recommender.explain(events, item),
      similar: this.#recommender.similarItems(item, { n: 8 }).map(({ item }) => item),
      changes: event ? this.#recommender.whatIfWithout(events, item, { n: PICKS, ...controls }) : null,
    }
  }

  #recommend() {
    const { events, controls, catalogue, welcome } = this.#store.state
    if (welcome && likedFilms(events).length >= WANTED) this.endWelcome()
    if (!this.#recommender || !catalogue) return
    try {
      const picks = this.#recommender.recommend(events, { n: PICKS, ...controls })
      this.#store.set({ picks, moved: this.#moved(picks.map(({ item }) => item)) })
      this.#fillRows()
    } catch (error) {
      this.#store.set({ picks: [], rows: [], failure: messageOf(error) })
    }
  }

  /**
   * How many picks would not be there but for the sliders.
   * @param {string[]} items
   */
  #moved(items) {
    const { events, controls } = this.#store.state
    if (Object.values(controls).every((value) => value === 0)) return 0
    const plain = new Set(this.#recommender?.recommend(events, { n: PICKS }).map(({ item }) => item))
    return items.filter((item) => !plain.has(item)).length
  }

  /** The rows below come a moment later, so that what was tapped is answered first. */
  #fillRows() {
    clearTimeout(this.#filling)
    this.#filling = window.setTimeout(() => {
      const { catalogue, events, picks, like, seed } = this.#store.state
      if (!this.#recommender || !catalogue) return
      this.#store.set({ rows: rowsOf(this.#recommender, catalogue, { events, picks, like, seed }) })
    })
  }

  /** The sliders as they were when the page came. */
  reset() {
    this.adjust(NO_CONTROLS)
  }
}
