// The controller of the visitor's lists: what is wanted, lists with names of the visitor's own, and one that somebody
// shared. Each change has a way back. The lists are the catalogue's in use, and say nothing of the visitor's taste.

import { t as shellTexts } from '../../shell/texts.js'
import { unknownItem } from '../catalogue.js'
import { t } from '../texts.js'
import {
  changeKeptLists,
  clearKeptLists,
  deleteKeptLists,
  keptLists,
  sizeOfKeptLists,
  watchOtherTabs,
} from './kept-lists.js'
import { add, freeName, has, LISTS_AT_REST, nameOf, newList, putOn, remove, rename, takeOff, WANTED } from './list.js'

/**
 * @import { PageStore } from '../../main.js'
 * @import { Change, List } from './list.js'
 */

/** Where nothing can be stored, nothing is left to delete. */
const NOTHING_STORED = () => {}

export class Lists {
  #store
  /** The name of the history of the catalogue in use. */
  #name = ''
  /** How many changes are on their way to the database. */
  #pending = 0
  /** @type {Map<string, readonly List[]>} Those that could not be stored, by the names of histories. */
  #unkept = new Map()

  /** @param {PageStore} store */
  constructor(store) {
    this.#store = store
    watchOtherTabs((name) => {
      if (this.#pending === 0 && (name === null || name === this.#name)) void this.show(this.#name)
    })
  }

  /**
   * Shows the lists of a catalogue.
   * @param {string} name of its history
   */
  async show(name) {
    const isOther = name !== this.#name
    this.#name = name
    if (isOther) this.#set(this.#unkept.get(name) ?? LISTS_AT_REST)
    if (this.#unkept.has(name)) return
    try {
      const lists = await keptLists(name)
      if (name === this.#name && this.#pending === 0) this.#set(lists)
    } catch {
      // Said when there is something that cannot be kept.
    }
  }

  /** @param {string} id */
  choose(id) {
    this.#store.set('items', { view: 'lists', list: id, sharedList: null })
  }

  /**
   * @param {string} item
   * @param {string} [id] of a list
   */
  holds(item, id = WANTED) {
    const list = this.#find(id)
    return list !== undefined && has(list, item)
  }

  /**
   * Puts an item on a list, or takes it off.
   * @param {string} item
   * @param {string} [id] of the list
   */
  async toggle(item, id = WANTED) {
    const list = this.#find(id)
    if (!list) return
    const former = list.entries.find((entry) => entry.item === item)
    const title = this.#titleOf(item)
    if (former) await this.#change(takeOff(id, [item]), t.lists.takenOff(title, nameOf(list)), putOn(id, [former]))
    else {
      const put = putOn(id, [{ item, atMs: Date.now() }])
      await this.#change(put, t.lists.putOn(title, nameOf(list)), takeOff(id, [item]))
    }
  }

  /**
   * Makes a list.
   * @param {string} name
   * @param {readonly string[]} items in their order on it
   * @returns {Promise<string>} its id
   */
  async create(name, items) {
    const now = Date.now()
    const entries = items.map((item, place) => ({ item, atMs: now + place }))
    const list = newList(this.#all, name, entries)
    await this.#change(add(list), t.lists.made(list.name), remove(list.id))
    return list.id
  }

  /**
   * @param {List} list
   * @param {string} wanted
   */
  async rename({ id, name }, wanted) {
    const others = this.#all.filter((list) => list.id !== id)
    const free = freeName(others, wanted)
    await this.#change(rename(id, free), t.lists.renamed(free), rename(id, name))
  }

  /** @param {List} list */
  async remove(list) {
    await this.#change(remove(list.id), t.lists.deleted(list.name), add(list))
  }

  /** Keeps the list that somebody shared, and shows it among the others. */
  async keepShared() {
    const { sharedList, catalogue } = this.#store.state.items
    if (!sharedList) return
    const known = sharedList.items.filter((item) => catalogue?.find(item))
    this.choose(await this.create(sharedList.name || t.lists.shared, known))
  }

  /**
   * Deletes the lists of a catalogue that is deleted too.
   * @param {string} name of its history
   */
  async forget(name) {
    this.#unkept.delete(name)
    await deleteKeptLists(name).catch(NOTHING_STORED)
  }

  /** How many bytes the stored lists of all catalogues take as a text. */
  size() {
    return sizeOfKeptLists()
  }

  /** Deletes the lists of all catalogues. */
  async erase() {
    this.#unkept.clear()
    this.#set(LISTS_AT_REST)
    await clearKeptLists().catch(NOTHING_STORED)
  }

  get #all() {
    return this.#store.state.items.lists
  }

  /** @param {string} id */
  #find(id) {
    return this.#all.find((list) => list.id === id)
  }

  /** @param {readonly List[]} lists */
  #set(lists) {
    this.#store.set('items', { lists })
  }

  /**
   * Shows a change at once, with a way back, and stores it.
   * @param {Change} change
   * @param {string} text
   * @param {Change} back
   */
  async #change(change, text, back) {
    const undo = () => void this.#apply(back, () => this.#say({ text: shellTexts.undone }))
    await this.#apply(change, () => this.#say({ text, action: { label: shellTexts.undo, run: undo } }))
  }

  /**
   * @param {Change} change
   * @param {() => void} say what was done
   */
  async #apply(change, say) {
    const name = this.#name
    this.#set(change(this.#all))
    say()
    if (this.#unkept.has(name)) return void this.#unkept.set(name, this.#all)
    this.#pending += 1
    try {
      const kept = await changeKeptLists(name, change)
      // A later change is not in it yet.
      if (this.#pending === 1 && name === this.#name) this.#set(kept)
    } catch {
      this.#unkept.set(name, this.#all)
      this.#store.set('shell', { notice: null, error: { text: t.lists.notKept } })
    } finally {
      this.#pending -= 1
    }
  }

  /** @param {{ text: string, action?: { label: string, run: () => void } }} notice */
  #say(notice) {
    this.#store.set('shell', { notice, error: null })
  }

  /** @param {string} id */
  #titleOf(id) {
    return (this.#store.state.items.catalogue?.find(id) ?? unknownItem(id)).title
  }
}
