// The page's address follows what is shown, and what is shown the address: places can be bookmarked, shared and opened
// cold, and Back leads to where one was, scrolled and focused as it was. Views know nothing of it: they watch the store.

import { readAddress, withoutParams, writeAddress } from './address.js'
import { focusedSpot, focusSpot } from './spots.js'

/**
 * @import { PageStore } from '../main.js'
 * @import { Address } from './address.js'
 * @import { Spot } from './spots.js'
 *
 * @typedef {object} Place what a slice of the state has in the address
 * @property {Parameters<PageStore['watch']>[0]} watched what of the state it depends on
 * @property {readonly string[]} [refinements] params that do not make another place: Back does not undo them
 * @property {readonly string[]} [overlays] params of what lies over a place and is closed
 * @property {(state: PageStore['state']) => Partial<Address>} write
 * @property {(address: Address, how: { exact: boolean }) => void} read puts it into the store; an address that is not
 *   exact is that of a link in the page, and says nothing of what it leaves out
 *
 * @typedef {object} Entry one of the browser's history
 * @property {string} address
 * @property {{ scroll: number, focus: Spot | null }} [left] how it was left
 */

const KEY = 'penchant-entries'

export class Router {
  #store
  #places
  #refinements
  #overlays
  /** What an address without any place stands for. */
  #home
  #index
  /** @type {Entry[]} */
  #entries
  #scheduled = false

  /**
   * Reads the address at once.
   * @param {PageStore} store
   * @param {Place[]} places
   */
  constructor(store, places) {
    this.#store = store
    this.#places = places
    this.#refinements = places.flatMap(({ refinements = [] }) => refinements)
    this.#overlays = places.flatMap(({ overlays = [] }) => overlays)
    this.#home = this.#write()
    this.#index = Number(history.state?.index ?? 0)
    this.#entries = keptEntries()
    this.#read({ exact: true })
    const address = this.#write()
    const kept = this.#entries[this.#index]
    this.#entries[this.#index] = kept?.address === address ? kept : { address }
    history.scrollRestoration = 'manual'
    history.replaceState({ index: this.#index }, '', location.hash === '' ? undefined : address)
    addEventListener('popstate', ({ state }) => this.#arrive(state))
    addEventListener('pagehide', () => this.#keep())
    for (const { watched } of places) store.watch(watched, () => this.#schedule())
  }

  /** Scrolls to where the page was before a reload; to be called when it shows again what it showed then. */
  restore() {
    const { left } = this.#entry
    if (left && scrollY === 0) scrollTo(0, left.scroll)
  }

  get #entry() {
    return this.#entries[this.#index]
  }

  /** Several changes at once are one step. */
  #schedule() {
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      this.#follow()
    })
  }

  /** Makes the address that of the state. */
  #follow() {
    const address = this.#write()
    if (address === this.#entry.address) return
    const [before, now] = [readAddress(this.#entry.address), readAddress(address)]
    if (this.#placeOf(before) === this.#placeOf(now)) return this.#replace(address)
    if (this.#closes(before, now)) return this.#close(address)
    this.#leave()
    this.#begin(address)
    history.pushState({ index: this.#index }, '', address)
    scrollToTop(before, now)
  }

  /**
   * Whether what lay over a place is gone, and nothing else has changed.
   * @param {Address} before
   * @param {Address} now
   */
  #closes(before, now) {
    return (
      !this.#isOver(now) &&
      this.#isOver(before) &&
      writeAddress(withoutParams(before, this.#overlays)) === writeAddress(now)
    )
  }

  /** @param {Address} address */
  #isOver({ params }) {
    return this.#overlays.some((name) => name in params)
  }

  /**
   * Leaves the entries of what lay over a place, one opened from the other.
   * @param {string} address of the place
   */
  #close(address) {
    let index = this.#index
    while (this.#entries[index] && this.#isOver(readAddress(this.#entries[index].address))) index -= 1
    if (this.#entries[index]?.address === address) history.go(index - this.#index)
    else this.#replace(address)
  }

  /** @param {string} address */
  #replace(address) {
    this.#entry.address = address
    history.replaceState({ index: this.#index }, '', address)
  }

  /**
   * A new entry after the one in use.
   * @param {string} address
   */
  #begin(address) {
    this.#index += 1
    this.#entries.splice(this.#index, Infinity, { address })
  }

  /**
   * Follows the browser through its history, or along a link.
   * @param {{ index: number } | null} state of the entry; a new one has none
   */
  #arrive(state) {
    const before = readAddress(this.#entry.address)
    const hash = location.hash || this.#home
    // A link to an element of the page, such as the main part, leads to no other place.
    if (state === null && document.getElementById(hash.slice(1))) return this.#replace(this.#entry.address)
    this.#leave()
    if (state === null) this.#begin(hash)
    else this.#index = state.index
    this.#entries[this.#index] ??= { address: hash }
    this.#read({ exact: state !== null })
    this.#replace(this.#write())
    const { left } = this.#entry
    if (state === null || !left) return scrollToTop(before, readAddress(this.#entry.address))
    scrollTo(0, left.scroll)
    focusSpot(left.focus)
  }

  /** Remembers how the entry in use is left. */
  #leave() {
    this.#entry.left = { scroll: scrollY, focus: focusedSpot() }
  }

  #keep() {
    this.#leave()
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.#entries))
    } catch {
      // Nothing can be kept here: after a reload the page begins at its top.
    }
  }

  /** @param {{ exact: boolean }} how */
  #read(how) {
    const address = readAddress(location.hash || this.#home)
    for (const place of this.#places) place.read(address, how)
  }

  #write() {
    const parts = this.#places.map((place) => place.write(this.#store.state))
    const params = Object.assign({}, ...parts.map((part) => part.params))
    return writeAddress(Object.assign({ room: '', view: '' }, ...parts, { params }))
  }

  /** @param {Address} address */
  #placeOf(address) {
    return writeAddress(withoutParams(address, this.#refinements))
  }
}

/**
 * Another room, or another view, begins at its top.
 * @param {Address} before
 * @param {Address} now
 */
function scrollToTop(before, now) {
  if (before.room !== now.room || before.view !== now.view) scrollTo(0, 0)
}

/** @returns {Entry[]} those before a reload */
function keptEntries() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '[]')
  } catch {
    return []
  }
}
