// The films' controller: whatever changes the history, the catalogue or the sliders changes the picks. The films are
// items of any kind where a catalogue of the visitor's own is in use.

import { speakOf, t } from './language.js'
import { Opinions } from './opinions.js'
import { historyNameOf } from './own-catalogues.js'
import { openCatalogue, openOwn, openPack } from './packs.js'
import { likedFilms, rowsOf } from './rows.js'
import { keepSetting, setting } from './settings.js'
import { messageOf, NO_CONTROLS, PICKS } from './state.js'

/**
 * @import { Recommender } from 'penchant'
 * @import { Offline } from './offline.js'
 * @import { Opened } from './packs.js'
 * @import { OwnCatalogue } from './own-catalogues.js'
 * @import { Controls, PageStore, State } from './state.js'
 */

/** After so many likes the first visit's question is answered. */
export const WANTED = 3

/** @type {Partial<State>} Of a catalogue that is not open yet. */
const NOTHING = {
  ...{ catalogue: null, pack: null, failure: null, events: [], picks: [], moved: 0, rows: [] },
  ...{ like: null, sheet: null, query: '', found: [], notice: null, welcome: false },
}

export class Films {
  #store
  #offline
  /** @type {Recommender | null} */
  #recommender = null
  /** Whether the visitor has done anything yet. */
  #touched = false
  #filling = 0
  /** Counts the catalogues that were asked for: of several in a row the last one is shown. */
  #turns = 0
  /** @type {Map<string, Promise<Opinions>>} Those of all catalogues of this visit, by their histories' names. */
  #opinions = new Map()

  /**
   * @param {PageStore} store
   * @param {Opinions} opinions
   * @param {Offline} offline
   */
  constructor(store, opinions, offline) {
    this.#store = store
    this.opinions = opinions
    this.#opinions.set(historyNameOf(store.state.own), Promise.resolve(opinions))
    this.#offline = offline
    opinions.show()
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
    return new Films(store, await Opinions.open(store, historyNameOf(store.state.own)), offline)
  }

  /** Opens the catalogue in use. */
  async load() {
    const { own } = this.#store.state
    await (own ? this.#openOwn(own, () => openOwn(own.id)) : this.#openFilms())
  }

  /**
   * Shows another catalogue, with what was said of what is in it. Resolves once it is on its way, and nothing of the
   * former one is there any more.
   * @param {OwnCatalogue | null} own the visitor's, or the page's
   * @param {Blob} [pack] if it was just made: it may be that it is not kept
   */
  async use(own, pack) {
    const turn = ++this.#turns
    const name = historyNameOf(own)
    const opening = this.#opinions.get(name) ?? Opinions.open(this.#store, name)
    this.#opinions.set(name, opening)
    const opinions = await opening
    if (turn !== this.#turns) return
    clearTimeout(this.#filling)
    this.#recommender = null
    this.opinions.hide()
    this.opinions = opinions
    if (own === null || own.kept) keepSetting({ catalogue: own && { id: own.id, name: own.name } })
    speakOf(own ? 'items' : 'films')
    this.#store.set({ ...NOTHING, own })
    opinions.show()
    const first = this.#store.state.events.length === 0
    this.#store.set({ welcome: first && (pack !== undefined || !setting('welcomed')) })
    void (pack && own ? this.#openOwn(own, () => openPack(pack)) : this.load())
  }

  /**
   * Lets go of what was said of a catalogue that is about to be deleted, and is not in use.
   * @param {OwnCatalogue} own
   */
  async forget(own) {
    const opinions = await this.#opinions.get(historyNameOf(own))
    this.#opinions.delete(historyNameOf(own))
    opinions?.close()
  }

  /** Erases what was said of every catalogue that was in use in this visit. */
  async erase() {
    for (const opinions of this.#opinions.values()) await (await opinions).erase()
  }

  /**
   * One of the visitor's own; if that cannot be, the page's is shown, and why.
   * @param {Pick<OwnCatalogue, 'id' | 'name'>} own
   * @param {() => Promise<Opened>} open
   */
  async #openOwn(own, open) {
    const turn = this.#turns
    try {
      const opened = await open()
      if (turn === this.#turns) this.#use(opened)
    } catch (error) {
      if (turn !== this.#turns) return
      await this.use(null)
      this.#store.set({ error: { text: t.catalogues.notOpened(own.name, messageOf(error)) } })
    }
  }

  /** The page's, the most popular films first; a failure is shown with a way to try again. */
  async #openFilms() {
    const turn = this.#turns
    this.#store.set({ failure: null, error: null })
    const keeper = () => this.#offline.start()
    const onProgress = (/** @type {State['arriving']} */ arriving) => this.#store.set({ arriving })
    try {
      for await (const opened of openCatalogue({ starter: !this.#recommender, keeper, onProgress })) {
        if (turn !== this.#turns) return
        this.#use(opened)
      }
    } catch (error) {
      if (turn !== this.#turns) return
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
