// All items, in an order and filtered by what the visitor chooses.

import { byId, el } from '../../shell/dom.js'
import { format } from '../../shell/language.js'
import { t } from '../texts.js'
import { LongList } from './long-list.js'

/**
 * @import { Catalogue, Item } from '../catalogue.js'
 * @import { Items } from '../controller.js'
 * @import { PageStore } from '../../main.js'
 * @import { Filter } from '../slice.js'
 *
 * @typedef {keyof typeof t.browse.sorts} Order
 */

/** How many items are ranked for the visitor: nobody looks further. */
const MAX_BEST = 1000

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showBrowse(store, items) {
  new Browse(store, items)
}

class Browse {
  #store
  #items
  #list
  #count = byId('all-count')
  #none = byId('all-none')
  #order = byId('all-order', HTMLSelectElement)
  #genre = byId('all-genre', HTMLSelectElement)
  #decade = byId('all-decade', HTMLSelectElement)
  /** @type {Catalogue | null} Whose genres and decades can be chosen. */
  #offered = null

  /**
   * @param {PageStore} store
   * @param {Items} items
   */
  constructor(store, items) {
    this.#store = store
    this.#items = items
    this.#list = new LongList(byId('all'), store, items)
    setOptions(this.#order, Object.entries(t.browse.sorts))
    const choose = (/** @type {Partial<Filter>} */ chosen) => {
      store.set('items', { filter: { ...store.state.items.filter, ...chosen } })
      scrollTo(0, 0)
    }
    this.#order.addEventListener('change', () => choose({ order: this.#order.value }))
    this.#genre.addEventListener('change', () => choose({ genre: this.#genre.value }))
    this.#decade.addEventListener('change', () => choose({ decade: this.#decade.value }))
    byId('all-clear').addEventListener('click', () => {
      choose({ genre: '', decade: '' })
      this.#genre.focus()
    })

    store.watch(
      { items: ['view', 'catalogue', 'filter'], shell: ['room'] },
      ({ items: { view, catalogue }, shell }) => {
        if (view !== 'all' || shell.room !== 'films' || catalogue === null) return this.#list.close()
        // This reads all items, and so must wait until somebody wants to see them.
        if (catalogue !== this.#offered) this.#offer(catalogue)
        this.#filter()
      },
    )
  }

  /**
   * Offers the orders, genres and decades that the catalogue has.
   * @param {Catalogue} catalogue
   */
  #offer(catalogue) {
    this.#offered = catalogue
    const { byPopularity } = catalogue
    const genres = [...new Set(byPopularity.flatMap((item) => item.genres))]
      .map((genre) => /** @type {[string, string]} */ ([genre, t.genre(genre)]))
      .sort(([, a], [, b]) => format.compare(a, b))
    const decades = [...new Set(byPopularity.flatMap(({ year }) => (year === null ? [] : [decadeOf(year)])))]
      .sort((a, b) => b - a)
      .map((decade) => /** @type {[string, string]} */ ([String(decade), t.taste.decade(decade)]))
    const orders = Object.entries(t.browse.sorts).filter(([order]) => order !== 'newest' || decades.length > 0)
    setOptions(this.#order, orders)
    setOptions(this.#genre, [['', t.browse.anyGenre], ...genres])
    setOptions(this.#decade, [['', t.browse.anyDecade], ...decades])
    byId('all-genres').hidden = genres.length === 0
    byId('all-decades').hidden = decades.length === 0
  }

  #filter() {
    const { catalogue, filter } = this.#store.state.items
    if (!catalogue) return
    for (const [choice, value] of /** @type {const} */ ([
      [this.#order, filter.order],
      [this.#genre, filter.genre],
      [this.#decade, filter.decade],
    ])) {
      choice.value = value
      // The address may name what this catalogue does not have.
      if (choice.selectedIndex < 0) choice.selectedIndex = 0
    }
    const [genre, decade] = [this.#genre.value, this.#decade.value]
    const shown = this.#inOrder(catalogue).filter(
      ({ genres, year }) =>
        (genre === '' || genres.includes(genre)) &&
        (decade === '' || (year !== null && decadeOf(year) === Number(decade))),
    )
    this.#count.textContent = t.browse.count(shown.length)
    this.#none.hidden = shown.length > 0
    this.#list.show(shown)
  }

  /**
   * @param {Catalogue} catalogue
   * @returns {readonly Item[]}
   */
  #inOrder(catalogue) {
    const { byPopularity } = catalogue
    switch (/** @type {Order} */ (this.#order.value)) {
      case 'forYou':
        return this.#items.best(MAX_BEST).map((id) => catalogue.findOrName(id))
      case 'newest':
        return byPopularity.toSorted((a, b) => (b.year ?? 0) - (a.year ?? 0))
      case 'title':
        return byPopularity.toSorted((a, b) => format.compare(a.title, b.title))
      default:
        return byPopularity
    }
  }
}

const decadeOf = (/** @type {number} */ year) => Math.floor(year / 10) * 10

/**
 * Puts options into a field. What is chosen is in the store.
 * @param {HTMLSelectElement} field
 * @param {[string, string][]} entries
 */
function setOptions(field, entries) {
  field.replaceChildren(...entries.map(([value, name]) => el('option', { value }, name)))
}
