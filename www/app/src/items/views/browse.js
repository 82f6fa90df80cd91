// All items, however many: only those in sight are in the document. The arrow keys lead from one to the next.

import { observeWindowOffset, observeWindowRect, Virtualizer, windowScroll } from '@tanstack/virtual-core'
import { byId, clear, el, reconcile } from '../../shell/dom.js'
import { format } from '../../shell/language.js'
import { t } from '../texts.js'
import { followArrowKeys } from './arrow-keys.js'
import { itemCard } from './card.js'
import { showOpinion } from './item-parts.js'

/**
 * @import { Catalogue, Item } from '../catalogue.js'
 * @import { Items } from '../controller.js'
 * @import { PageStore } from '../../main.js'
 * @import { Filter } from '../slice.js'
 *
 * @typedef {keyof typeof t.browse.sorts} Order
 */

/** Lines beyond those in sight, so that a quick scroll shows no blank. */
const OVERSCAN = 3
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
  #list = byId('all')
  #count = byId('all-count')
  #none = byId('all-none')
  #order = byId('all-order', HTMLSelectElement)
  #genre = byId('all-genre', HTMLSelectElement)
  #decade = byId('all-decade', HTMLSelectElement)
  /** @type {Catalogue | null} Whose genres and decades can be chosen. */
  #offered = null
  /** @type {Item[]} */
  #shown = []
  #columns = 1
  /** @type {Virtualizer<Window, any> | null} */
  #virtualizer = null
  #leave = () => {}
  #arrowKeys

  /**
   * @param {PageStore} store
   * @param {Items} items
   */
  constructor(store, items) {
    this.#store = store
    this.#items = items
    this.#arrowKeys = followArrowKeys(this.#list, {
      columns: () => this.#columns,
      neighbour: (card, steps) => this.#bring(Number(card.dataset.place) + steps),
    })
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
    new ResizeObserver(() => this.#measure()).observe(this.#list)

    store.watch(
      { items: ['view', 'catalogue', 'filter'], shell: ['room'] },
      ({ items: { view, catalogue }, shell }) => {
        if (view !== 'all' || shell.room !== 'films' || catalogue === null) return this.#close()
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
    this.#shown = this.#inOrder(catalogue).filter(
      ({ genres, year }) =>
        (genre === '' || genres.includes(genre)) &&
        (decade === '' || (year !== null && decadeOf(year) === Number(decade))),
    )
    this.#count.textContent = t.browse.count(this.#shown.length)
    this.#none.hidden = this.#shown.length > 0
    this.#open()
  }

  /**
   * @param {Catalogue} catalogue
   * @returns {Item[]}
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

  /** Begins to follow the window and the history, or goes on with other items. */
  #open() {
    if (!this.#virtualizer) {
      const virtualizer = new Virtualizer(this.#options())
      this.#virtualizer = virtualizer
      const unmount = virtualizer._didMount()
      const unwatch = this.#store.watch({ items: ['events'] }, () => this.#draw())
      this.#leave = () => {
        unmount()
        unwatch()
      }
    }
    this.#measure()
  }

  #close() {
    this.#leave()
    this.#leave = () => {}
    this.#virtualizer = null
    clear(this.#list)
  }

  /** @returns {import('@tanstack/virtual-core').VirtualizerOptions<Window, any>} */
  #options() {
    return {
      count: Math.ceil(this.#shown.length / this.#columns),
      getScrollElement: () => window,
      estimateSize: () => this.#lineHeight(),
      scrollMargin: this.#list.getBoundingClientRect().top + scrollY,
      overscan: OVERSCAN,
      observeElementRect: observeWindowRect,
      observeElementOffset: observeWindowOffset,
      scrollToFn: windowScroll,
      initialRect: { width: innerWidth, height: innerHeight },
      initialOffset: () => scrollY,
      onChange: () => this.#draw(),
    }
  }

  /** Finds out how many cards fit side by side by the style sheet. */
  #measure() {
    if (!this.#virtualizer) return
    const style = getComputedStyle(this.#list)
    const gap = parseFloat(style.columnGap)
    const minWidth =
      parseFloat(style.getPropertyValue('--min-width')) * parseFloat(getComputedStyle(document.body).fontSize)
    this.#columns = Math.max(1, Math.floor((this.#list.clientWidth + gap) / (minWidth + gap)))
    this.#list.style.setProperty('--columns', String(this.#columns))
    this.#virtualizer.setOptions(this.#options())
    this.#virtualizer.measure()
    this.#virtualizer._willUpdate()
    this.#list.style.height = `${this.#virtualizer.getTotalSize()}px`
    this.#draw()
  }

  /** A poster is 5/4 as high as it is wide; below it are the buttons. */
  #lineHeight() {
    const style = getComputedStyle(this.#list)
    const [gap, buttons] = [parseFloat(style.columnGap), 44]
    const width = (this.#list.clientWidth - gap * (this.#columns - 1)) / this.#columns
    this.#list.style.setProperty('--card-height', `${width * 1.25 + buttons}px`)
    return width * 1.25 + buttons + gap
  }

  #draw() {
    const virtualizer = this.#virtualizer
    if (!virtualizer) return
    const actions = new Map(this.#store.state.items.events.map(({ item, action }) => [item, action]))
    const lines = virtualizer.getVirtualItems()
    const margin = virtualizer.options.scrollMargin
    const cards = lines.flatMap(({ index, start }) =>
      this.#shown
        .slice(index * this.#columns, (index + 1) * this.#columns)
        .map((item, column) => ({ item, place: index * this.#columns + column, column, top: start - margin })),
    )
    reconcile(this.#list, cards, {
      key: ({ item }) => item.id,
      create: ({ item }) => {
        const card = itemCard(item, this.#items)
        this.#arrowKeys.adopt(card)
        return card
      },
      update: (card, { item, place, column, top }) => {
        card.dataset.place = String(place)
        card.setAttribute('aria-posinset', String(place + 1))
        card.setAttribute('aria-setsize', String(this.#shown.length))
        card.style.setProperty('--column', String(column))
        card.style.setProperty('--top', `${top}px`)
        showOpinion(card, actions.get(item.id))
      },
    })
    this.#arrowKeys.settle()
  }

  /**
   * The card at a place, made and scrolled to if it is not in sight.
   * @param {number} place
   * @returns {HTMLElement | null}
   */
  #bring(place) {
    const wanted = Math.min(Math.max(place, 0), this.#shown.length - 1)
    const card = () => /** @type {HTMLElement | null} */ (this.#list.querySelector(`[data-place="${wanted}"]`))
    if (!card()) {
      this.#virtualizer?.scrollToIndex(Math.floor(wanted / this.#columns), { align: 'center' })
      // The window reports its scrolling a frame later; the card is needed now.
      const line = Math.floor(wanted / this.#columns)
      const offset = (this.#virtualizer?.options.scrollMargin ?? 0) + line * this.#lineHeight() - innerHeight / 2
      scrollTo(0, offset)
      if (this.#virtualizer) this.#virtualizer.scrollOffset = scrollY
      this.#virtualizer?.calculateRange()
      this.#draw()
    }
    card()?.scrollIntoView({ block: 'nearest' })
    return card()
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
