// All films, however many: only those in sight are in the document. The arrow keys lead from one to the next.

import { observeWindowOffset, observeWindowRect, Virtualizer, windowScroll } from '@tanstack/virtual-core'
import { byId, el, empty, reconcile } from '../../dom.js'
import { t } from '../../language.js'
import { rove } from '../roving.js'
import { filmCard } from './card.js'
import { showOpinion } from './film.js'

/**
 * @import { Catalogue, Film } from '../../catalogue.js'
 * @import { Films } from '../../films.js'
 * @import { PageStore } from '../../state.js'
 *
 * @typedef {keyof typeof t.browse.sorts} Order
 */

/** Lines beyond what is in sight, so that a quick scroll meets no blank. */
const OVERSCAN = 3
/** What is best for the visitor is asked for no further than anybody looks. */
const BEST = 1000

/**
 * @param {PageStore} store
 * @param {Films} films
 */
export function showBrowse(store, films) {
  new Browse(store, films)
}

class Browse {
  #store
  #films
  #list = byId('all')
  #count = byId('all-count')
  #none = byId('all-none')
  #order = byId('all-order', HTMLSelectElement)
  #genre = byId('all-genre', HTMLSelectElement)
  #decade = byId('all-decade', HTMLSelectElement)
  /** @type {Catalogue | null} Whose genres and decades can be chosen. */
  #offered = null
  /** @type {Film[]} */
  #shown = []
  #columns = 1
  /** @type {Virtualizer<Window, any> | null} */
  #virtualizer = null
  #leave = () => {}
  #roving

  /**
   * @param {PageStore} store
   * @param {Films} films
   */
  constructor(store, films) {
    this.#store = store
    this.#films = films
    this.#roving = rove(this.#list, {
      columns: () => this.#columns,
      neighbour: (card, steps) => this.#bring(Number(card.dataset.place) + steps),
    })
    offerOf(this.#order, Object.entries(t.browse.sorts))
    const refilter = () => {
      this.#filter()
      scrollTo(0, 0)
    }
    for (const choice of [this.#order, this.#genre, this.#decade]) choice.addEventListener('change', refilter)
    byId('all-clear').addEventListener('click', () => {
      this.#genre.value = this.#decade.value = ''
      refilter()
      this.#genre.focus()
    })
    new ResizeObserver(() => this.#measure()).observe(this.#list)

    store.watch(['view', 'part', 'catalogue'], ({ view, part, catalogue }) => {
      if (view !== 'all' || part !== 'films' || catalogue === null) return this.#close()
      // All films are read for it: before the first picks that would be too soon.
      if (catalogue !== this.#offered) this.#offer(catalogue)
      this.#filter()
    })
    store.watch(['events'], () => this.#virtualizer && this.#draw())
  }

  /**
   * The orders, and the genres and decades that there are. What the catalogue does not say is not asked for.
   * @param {Catalogue} catalogue
   */
  #offer(catalogue) {
    this.#offered = catalogue
    const { byPopularity } = catalogue
    const genres = [...new Set(byPopularity.flatMap((film) => film.genres))]
      .map((genre) => /** @type {[string, string]} */ ([genre, t.genre(genre)]))
      .sort(([, a], [, b]) => t.format.compare(a, b))
    const decades = [...new Set(byPopularity.flatMap(({ year }) => (year === null ? [] : [decadeOf(year)])))]
      .sort((a, b) => b - a)
      .map((decade) => /** @type {[string, string]} */ ([String(decade), t.taste.decade(decade)]))
    const orders = Object.entries(t.browse.sorts).filter(([order]) => order !== 'newest' || decades.length > 0)
    offerOf(this.#order, orders)
    offerOf(this.#genre, [['', t.browse.anyGenre], ...genres])
    offerOf(this.#decade, [['', t.browse.anyDecade], ...decades])
    byId('all-genres').hidden = genres.length === 0
    byId('all-decades').hidden = decades.length === 0
  }

  #filter() {
    const { catalogue } = this.#store.state
    if (!catalogue) return
    const [genre, decade] = [this.#genre.value, this.#decade.value]
    this.#shown = this.#inOrder(catalogue).filter(
      (film) =>
        (genre === '' || film.genres.includes(genre)) &&
        (decade === '' || (film.year !== null && decadeOf(film.year) === Number(decade))),
    )
    this.#count.textContent = t.browse.count(this.#shown.length)
    this.#none.hidden = this.#shown.length > 0
    this.#open()
  }

  /**
   * @param {Catalogue} catalogue
   * @returns {Film[]}
   */
  #inOrder(catalogue) {
    const { byPopularity } = catalogue
    switch (/** @type {Order} */ (this.#order.value)) {
      case 'forYou':
        return this.#films.best(BEST).map((item) => catalogue.filmOrId(item))
      case 'newest':
        return byPopularity.toSorted((a, b) => (b.year ?? 0) - (a.year ?? 0))
      case 'title':
        return byPopularity.toSorted((a, b) => t.format.compare(a.title, b.title))
      default:
        return byPopularity
    }
  }

  /** Begins to follow the window, or goes on with other films. */
  #open() {
    if (!this.#virtualizer) {
      const virtualizer = new Virtualizer(this.#options())
      this.#virtualizer = virtualizer
      this.#leave = virtualizer._didMount()
    }
    this.#measure()
  }

  #close() {
    this.#leave()
    this.#leave = () => {}
    this.#virtualizer = null
    empty(this.#list)
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

  /** How many films stand side by side, as the style sheet has it. */
  #measure() {
    if (!this.#virtualizer) return
    const style = getComputedStyle(this.#list)
    const gap = parseFloat(style.columnGap)
    const least = parseFloat(style.getPropertyValue('--least')) * parseFloat(getComputedStyle(document.body).fontSize)
    this.#columns = Math.max(1, Math.floor((this.#list.clientWidth + gap) / (least + gap)))
    this.#list.style.setProperty('--columns', String(this.#columns))
    this.#virtualizer.setOptions(this.#options())
    this.#virtualizer.measure()
    this.#virtualizer._willUpdate()
    this.#list.style.height = `${this.#virtualizer.getTotalSize()}px`
    this.#draw()
  }

  /** A poster is 5/4 as high as it is wide; below it stand the buttons. */
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
    const actions = new Map(this.#store.state.events.map(({ item, action }) => [item, action]))
    const lines = virtualizer.getVirtualItems()
    const margin = virtualizer.options.scrollMargin
    const cards = lines.flatMap(({ index, start }) =>
      this.#shown
        .slice(index * this.#columns, (index + 1) * this.#columns)
        .map((film, column) => ({ film, place: index * this.#columns + column, column, top: start - margin })),
    )
    reconcile(this.#list, cards, {
      key: ({ film }) => film.item,
      create: ({ film }) => {
        const card = filmCard(film, this.#films)
        this.#roving.adopt(card)
        return card
      },
      update: (card, { film, place, column, top }) => {
        card.dataset.place = String(place)
        card.setAttribute('aria-posinset', String(place + 1))
        card.setAttribute('aria-setsize', String(this.#shown.length))
        card.style.setProperty('--column', String(column))
        card.style.setProperty('--top', `${top}px`)
        showOpinion(card, actions.get(film.item))
      },
    })
    this.#roving.settle()
  }

  /**
   * The card of a film, made and scrolled to if it is not in sight.
   * @param {number} place
   * @returns {HTMLElement | null}
   */
  #bring(place) {
    const wanted = Math.min(Math.max(place, 0), this.#shown.length - 1)
    const card = () => /** @type {HTMLElement | null} */ (this.#list.querySelector(`[data-place="${wanted}"]`))
    if (!card()) {
      this.#virtualizer?.scrollToIndex(Math.floor(wanted / this.#columns), { align: 'center' })
      // The window tells of its scrolling a frame later; the card is wanted now.
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

/** @param {[string, string][]} entries */
function optionsOf(entries) {
  return entries.map(([value, name]) => el('option', { value }, name))
}

/**
 * Puts choices into a field, and keeps what was chosen if it still can be.
 * @param {HTMLSelectElement} field
 * @param {[string, string][]} entries
 */
function offerOf(field, entries) {
  const { value } = field
  field.replaceChildren(...optionsOf(entries))
  field.value = entries.some(([other]) => other === value) ? value : entries[0][0]
}
