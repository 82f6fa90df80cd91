// A long list of cards, whose code is loaded when one is first shown: the first picks need none of it.

import { messageOf, t as shellTexts } from '../../shell/texts.js'

/**
 * @import { Item } from '../catalogue.js'
 * @import { Items } from '../controller.js'
 * @import { CardList } from './card-list.js'
 * @import { PageStore } from '../../main.js'
 */

/** @type {Set<Promise<void>>} */
const loading = new Set()

/** Resolves once the lists that are to be shown have their cards, and so their height. */
export const listsShown = () => Promise.all(loading)

export class LongList {
  #make
  #store
  /** @type {CardList | null} */
  #cards = null
  /** @type {Item[] | null} What is to be shown; null while it is closed. */
  #wanted = null

  /**
   * @param {HTMLElement} list of the class `all`
   * @param {PageStore} store
   * @param {Items} items
   */
  constructor(list, store, items) {
    this.#store = store
    this.#make = async () => {
      const { CardList } = await import('./card-list.js')
      this.#cards ??= new CardList(list, store, items)
    }
  }

  /**
   * Begins to follow the window and the history, or goes on with other items.
   * @param {Item[]} shown
   */
  show(shown) {
    this.#wanted = shown
    if (this.#cards) this.#cards.show(shown)
    else this.#load()
  }

  close() {
    this.#wanted = null
    this.#cards?.close()
  }

  #load() {
    const shown = this.#make().then(
      () => this.#wanted && this.#cards?.show(this.#wanted),
      (error) => {
        const action = { label: shellTexts.tryAgain, run: () => this.#load() }
        this.#store.set('shell', { error: { text: messageOf(error), action } })
      },
    )
    const done = shown.then(() => void loading.delete(done))
    loading.add(done)
  }
}
