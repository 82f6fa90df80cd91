// A list of cards, however long: only those in sight are in the document. The arrow keys lead from one to the next.

import { observeWindowOffset, observeWindowRect, Virtualizer, windowScroll } from '@tanstack/virtual-core'
import { clear, reconcile } from '../../shell/dom.js'
import { followArrowKeys } from './arrow-keys.js'
import { itemCard } from './card.js'
import { showOpinion } from './item-parts.js'

/**
 * @import { Item } from '../catalogue.js'
 * @import { Items } from '../controller.js'
 * @import { PageStore } from '../../main.js'
 */

/** Lines beyond those in sight, so that a quick scroll shows no blank. */
const OVERSCAN = 3

export class CardList {
  #list
  #store
  #items
  /** @type {Item[]} */
  #shown = []
  #columns = 1
  /** @type {Virtualizer<Window, any> | null} */
  #virtualizer = null
  #leave = () => {}
  #arrowKeys

  /**
   * @param {HTMLElement} list of the class `all`
   * @param {PageStore} store
   * @param {Items} items
   */
  constructor(list, store, items) {
    this.#list = list
    this.#store = store
    this.#items = items
    this.#arrowKeys = followArrowKeys(list, {
      columns: () => this.#columns,
      neighbour: (card, steps) => this.#bring(Number(card.dataset.place) + steps),
    })
    new ResizeObserver(() => this.#measure()).observe(list)
  }

  /**
   * Begins to follow the window and the history, or goes on with other items.
   * @param {Item[]} shown
   */
  show(shown) {
    this.#shown = shown
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

  close() {
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
