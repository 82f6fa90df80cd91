// The controller of the items: whatever changes the history, the catalogue or the sliders changes the picks. The items
// are films in the page's own catalogue, and may be anything in another.

import { PenchantError } from 'penchant/recommend'
import { keepSetting, setting } from '../shell/settings.js'
import { t as shellTexts, messageOf } from '../shell/texts.js'
import { openFilms, openPack } from './open-pack.js'
import { Lists } from './lists/controller.js'
import { Opinions } from './opinions.js'
import { likedItems, rowsOf } from './picks-in-rows.js'
import { rankIds } from './rank-ids.js'
import { NOTHING } from './search/searcher.js'
import { FILTER_AT_REST, NO_CATALOGUE, keptChoice, PICKS, SLIDERS_AT_REST, WELCOME_LIKES } from './slice.js'
import { setKind, t } from './texts.js'

/**
 * @import { HistoryEvent, Recommender } from 'penchant'
 * @import { PageStore } from '../main.js'
 * @import { ShellSlice } from '../shell/slice.js'
 * @import { OpenCatalogue } from './open-pack.js'
 * @import { OtherCatalogue, Shared, Sliders, View } from './slice.js'
 *
 * @typedef {object} Sources what catalogues and their histories are opened with
 * @property {() => Promise<unknown>} startOffline resolves once what is fetched is kept, or if that is impossible
 * @property {(other: OtherCatalogue) => Promise<Blob | string | null>} packOf the pack of another catalogue than the
 *   page's films, or its address
 * @property {(other: Pick<OtherCatalogue, 'id' | 'example'> | null) => string} historyName of another catalogue, or of the
 *   page's
 */

export class Items {
  #store
  #sources
  /** @type {Recommender | null} */
  #recommender = null
  /** Whether the visitor has done anything yet. */
  #touched = false
  /** Whether the visitor is busy with the picks. */
  #held = false
  /** @type {readonly HistoryEvent[]} The history that the rows are from. */
  #settled = []
  #filling = 0
  /** The name of the history of the catalogue in use. */
  #used
  /** Counts the catalogues that were asked for: of several in a row, the last one is shown. */
  #turns = 0
  /** @type {Map<string, Promise<Opinions>>} Those of all catalogues of this visit, by the names of their histories. */
  #opinions = new Map()

  /**
   * @param {PageStore} store
   * @param {Opinions} opinions
   * @param {Sources} sources
   */
  constructor(store, opinions, sources) {
    this.#store = store
    this.#sources = sources
    this.opinions = opinions
    this.lists = new Lists(store)
    this.#used = sources.historyName(store.state.items.otherCatalogue)
    void this.lists.show(this.#used)
    this.#opinions.set(this.#used, Promise.resolve(opinions))
    opinions.show()
    // The browser's own record of it outlasts a reload.
    for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => (this.#touched = true), { once: true })
    this.#ask(this.#used)
    store.watch({ items: ['events'] }, () => this.#follow())
    // The address may lead to another one.
    store.watch({ items: ['otherCatalogue'] }, ({ items: { otherCatalogue } }) => {
      if (sources.historyName(otherCatalogue) !== this.#used) void this.use(otherCatalogue)
    })
    // Out of sight, or under the details of an item that are about to close, they may change.
    store.watch({ items: ['view', 'sheet'] }, ({ items: { view, sheet, waiting } }) => {
      if (waiting && (view !== 'picks' || (sheet === null && !this.#held))) this.refresh()
    })
    store.watch({ items: ['moreLike', 'seed'] }, () => this.#fillRows())
    store.watch({ items: ['query', 'catalogue'] }, ({ items: { query, catalogue } }) => {
      store.set('items', { found: catalogue?.search(query) ?? NOTHING })
    })
  }

  /**
   * @param {PageStore} store
   * @param {Sources} sources
   */
  static async open(store, sources) {
    const opinions = await Opinions.open(store, sources.historyName(store.state.items.otherCatalogue))
    return new Items(store, opinions, sources)
  }

  /** Opens the catalogue in use. */
  async load() {
    const { otherCatalogue } = this.#store.state.items
    await (otherCatalogue ? this.#openOther(otherCatalogue) : this.#openFilms())
  }

  /**
   * Shows another catalogue, with its own history. Resolves once it is being opened; nothing of the former one is shown
   * from now on.
   * @param {OtherCatalogue | null} other `null` for the page's films
   * @param {{ pack?: Blob, view?: View }} [options] the pack if it was just made, because it may not be kept; and the view
   *   that it is shown in, if not in the present one
   */
  async use(other, { pack, view } = {}) {
    const turn = ++this.#turns
    const name = (this.#used = this.#sources.historyName(other))
    clearTimeout(this.#filling)
    this.#recommender = null
    this.opinions.hide()
    setKind(other?.kind ?? 'films')
    // An example lasts as long as the visit, or is in the address.
    if (!other) keepSetting({ catalogue: null })
    else if (other.kept) keepSetting({ catalogue: { id: other.id, name: other.name, kind: other.kind } })
    this.#store.set('shell', { notice: null })
    this.#store.set('items', { ...NO_CATALOGUE, otherCatalogue: other, ...(view && { view }) })
    const opening = this.#opinions.get(name) ?? Opinions.open(this.#store, name)
    this.#opinions.set(name, opening)
    const opinions = await opening
    if (turn !== this.#turns) return
    this.opinions = opinions
    opinions.show()
    void this.lists.show(name)
    this.#ask(name)
    void (pack && other ? this.#openOther(other, pack) : this.load())
  }

  /**
   * Closes the history of a catalogue that is about to be deleted, and is not in use; deletes its lists.
   * @param {Pick<OtherCatalogue, 'id' | 'example'>} other
   */
  async forget(other) {
    const name = this.#sources.historyName(other)
    const opinions = await this.#opinions.get(name)
    this.#opinions.delete(name)
    opinions?.close()
    await this.lists.forget(name)
  }

  /** Erases the history of every catalogue that was in use in this visit. */
  async erase() {
    for (const opinions of this.#opinions.values()) await (await opinions).erase()
  }

  /**
   * Opens one that is not of films; if it cannot be opened, the visitor's own or the page's is shown, and the reason.
   * @param {OtherCatalogue} other
   * @param {Blob} [made] its pack, if it was just made
   */
  async #openOther(other, made) {
    const turn = this.#turns
    try {
      const pack = made ?? (await this.#sources.packOf(other))
      if (!pack) throw new PenchantError('argument', t.catalogue.gone)
      const opened = await openPack(pack)
      if (turn === this.#turns) this.#show(opened)
    } catch (error) {
      if (turn !== this.#turns) return
      await this.use(other.example ? keptChoice() : null)
      this.#store.set('shell', { error: { text: t.catalogue.notOpened(other.name, messageOf(error)) } })
    }
  }

  /** Opens the page's own, the most popular films first; a failure is shown with a way to try again. */
  async #openFilms() {
    const turn = this.#turns
    this.#store.set('shell', { error: null })
    this.#store.set('items', { failure: null })
    const onProgress = (/** @type {ShellSlice['arriving']} */ arriving) => this.#store.set('shell', { arriving })
    const { startOffline } = this.#sources
    try {
      for await (const opened of openFilms({ starter: !this.#recommender, startOffline, onProgress })) {
        if (turn !== this.#turns) return
        this.#show(opened)
      }
    } catch (error) {
      if (turn !== this.#turns) return
      if (!this.#recommender) return this.#store.set('items', { failure: messageOf(error) })
      const action = { label: shellTexts.tryAgain, run: () => void this.load() }
      this.#store.set('shell', { error: { text: t.catalogue.onlyPopular(messageOf(error)), action } })
    }
  }

  /** @param {OpenCatalogue} opened */
  #show({ recommender, catalogue, complete }) {
    const former = this.#recommender
    this.#recommender = recommender
    this.#store.set('items', { catalogue, complete, pack: recommender.manifest })
    // Picks that the visitor has begun to look at do not change by themselves.
    const begun = former && this.#store.state.items.events.length > 0 && this.#touched
    if (begun) this.#store.set('items', { waiting: true })
    else this.#recommend()
  }

  /**
   * Keeps the picks as they are while the visitor is busy with them; afterwards newer ones take their place.
   * @param {boolean} held
   */
  hold(held) {
    this.#held = held
    const { waiting, sheet } = this.#store.state.items
    if (!held && waiting && sheet === null) this.refresh()
  }

  /** Shows picks from the history as it is now. */
  refresh() {
    this.#recommend()
  }

  /** @param {string} query */
  search(query) {
    this.#store.set('items', { query })
  }

  /** Goes where the search field is. */
  goToSearch() {
    this.#store.set('shell', { room: 'films' })
  }

  /** Shows all that was found, as cards. */
  showFound() {
    this.#store.set('items', { view: 'search' })
  }

  /** Shows all items, whatever was searched for or filtered. */
  showAll() {
    this.#store.set('items', { view: 'all', query: '', filter: FILTER_AT_REST })
  }

  /** @param {Partial<Sliders>} changes */
  adjust(changes) {
    const sliders = { ...this.#store.state.items.sliders, ...changes }
    keepSetting({ controls: sliders })
    this.#store.set('items', { sliders })
    this.#recommend()
  }

  /** Puts the sliders back to where they were when the page was new. */
  reset() {
    this.adjust(SLIDERS_AT_REST)
  }

  /**
   * Shows the details of an item.
   * @param {string} id
   */
  open(id) {
    this.#store.set('items', { sheet: id })
  }

  /**
   * Puts a row of items like one above all others; `null` takes it away.
   * @param {string | null} id
   */
  moreLike(id) {
    this.#store.set('items', { moreLike: id, view: 'picks', sheet: null })
  }

  /**
   * Lets the visitor choose the lists that an item is on; `null` when it is done.
   * @param {string | null} id
   */
  chooseLists(id) {
    this.#store.set('items', { listing: id })
  }

  /**
   * Lets the visitor share an item or a list; `null` when it is done.
   * @param {Shared | null} what
   */
  share(what) {
    this.#store.set('items', { sharing: what })
  }

  /** Fills the row of different items with others. */
  reshuffle() {
    this.#store.set('items', { seed: this.#store.state.items.seed + 1 })
  }

  /**
   * Asks the first visit's question, on every visit until it is answered or skipped.
   * @param {string} name of the history
   */
  #ask(name) {
    const answered = setting('welcomed')?.includes(name) || this.#isAnswered()
    this.#store.set('items', { welcome: !answered })
  }

  #isAnswered() {
    return likedItems(this.#store.state.items.events).length >= WELCOME_LIKES
  }

  /** Ends the first visit's question: it is answered, or skipped. */
  endWelcome() {
    const name = this.#sources.historyName(this.#store.state.items.otherCatalogue)
    keepSetting({ welcomed: [...new Set([...(setting('welcomed') ?? []), name])] })
    this.#store.set('items', { welcome: false })
    if (this.#store.state.items.waiting) this.refresh()
  }

  /**
   * Ids of popular items that are unlike each other.
   * @param {number} n
   */
  wellKnown(n) {
    return this.#recommender ? rankIds(this.#recommender, [], { n, diversity: 0.5 }) : []
  }

  /**
   * Ids of all items, the best for the visitor first.
   * @param {number} n
   */
  best(n) {
    return this.#recommender ? rankIds(this.#recommender, this.#store.state.items.events, { n }) : []
  }

  /** The genres of what the visitor likes, and of what the models make of it. */
  profile() {
    return this.#recommender?.profile(this.#store.state.items.events).genres ?? []
  }

  /**
   * What the recommender knows about an item of the catalogue.
   * @param {string} id
   */
  about(id) {
    const { events, catalogue, picks, rows, sliders } = this.#store.state.items
    if (!this.#recommender || !catalogue?.find(id)) return null
    const inHistory = events.some(({ item }) => item === id)
    const shown = [...picks, ...rows.flatMap((row) => row.picks)].find(({ item }) => item === id)
    return {
      pick: shown ?? this.#recommender.explain(events, id),
      similar: this.#recommender.similarItems(id, { n: 8 }).map(({ item }) => item),
      changes: inHistory ? this.#recommender.whatIfWithout(events, id, { n: PICKS, ...sliders }) : null,
    }
  }

  /** Follows the history, now or once the visitor is no longer busy with the picks. */
  #follow() {
    const { picks, view, sheet } = this.#store.state.items
    const busy = view === 'picks' && (this.#held || sheet !== null)
    if (busy && picks.length > 0) this.#store.set('items', { waiting: true })
    else this.#recommend()
  }

  #recommend() {
    const { events, sliders, catalogue, welcome } = this.#store.state.items
    if (!this.#recommender || !catalogue) return
    this.#settled = events
    this.#store.set('items', { waiting: false })
    if (welcome && this.#isAnswered()) this.endWelcome()
    try {
      const picks = this.#recommender.recommend(events, { n: PICKS, ...sliders })
      this.#store.set('items', {
        picks,
        moved: this.#countMoved(
          this.#recommender,
          picks.map(({ item }) => item),
        ),
      })
      this.#fillRows()
    } catch (error) {
      this.#store.set('items', { picks: [], rows: [], failure: messageOf(error) })
    }
  }

  /**
   * How many picks are there only because of the sliders.
   * @param {Recommender} recommender
   * @param {string[]} ids
   */
  #countMoved(recommender, ids) {
    const { events, sliders } = this.#store.state.items
    if (Object.values(sliders).every((value) => value === 0)) return 0
    const plain = new Set(rankIds(recommender, events, { n: PICKS }))
    return ids.filter((id) => !plain.has(id)).length
  }

  /** Fills the rows below a moment later, so that what was tapped is answered first. */
  #fillRows() {
    clearTimeout(this.#filling)
    this.#filling = window.setTimeout(() => {
      const { catalogue, picks, moreLike, seed } = this.#store.state.items
      if (!this.#recommender || !catalogue) return
      const wanted = { events: this.#settled, picks, moreLike, seed }
      this.#store.set('items', { rows: rowsOf(this.#recommender, catalogue, wanted) })
    })
  }
}
