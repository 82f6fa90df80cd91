// The view of lists: which there are, and what is on one of them. What the visitor knows by now is below the others.

import { el, reconcile } from '../../../shell/dom.js'
import { askForText } from '../../../shell/views/questions.js'
import { LongList } from '../../views/long-list.js'
import { kind } from '../../texts.js'
import { MAX_NAME_LENGTH, nameOf, WANTED } from '../list.js'
import { textsOf } from '../texts.js'

/**
 * @import { HistoryEvent } from 'penchant'
 * @import { Catalogue, Item } from '../../catalogue.js'
 * @import { Items } from '../../controller.js'
 * @import { PageStore } from '../../../main.js'
 * @import { ItemsSlice } from '../../slice.js'
 * @import { List } from '../list.js'
 *
 * @typedef {ReturnType<typeof textsOf>} Texts
 */

/** What a visitor says of an item without knowing it. */
const NOT_KNOWN = ['not-interested', 'skip']

/**
 * @param {PageStore} store
 * @param {Items} items
 * @param {HTMLElement} root
 */
export function showListsView(store, items, root) {
  const choice = el('div', { class: 'list-choice', role: 'group' })
  const heading = el('h3', { id: 'list-heading', tabindex: -1, dir: 'auto' })
  const note = el('p', { class: 'quiet', role: 'status' })
  const toolbar = el('div', { class: 'toolbar' })
  const all = el('ol', { class: 'all', id: 'list-items', 'aria-labelledby': heading.id })
  const knownHeading = el('h3', { class: 'guesses-heading', id: 'list-known-heading' })
  const known = el('ol', { class: 'all', id: 'list-known', 'aria-labelledby': knownHeading.id })
  root.append(choice, el('header', { class: 'list-head' }, heading, note, toolbar), all, knownHeading, known)
  const cards = new LongList(all, store, items)
  const knownCards = new LongList(known, store, items)

  const make = async () => {
    const t = textsOf(kind)
    const question = { heading: t.newHeading, label: t.name, action: t.make, maxLength: MAX_NAME_LENGTH }
    const name = await askForText(question)
    if (name === null) return
    items.lists.choose(await items.lists.create(name, []))
    heading.focus()
  }
  /** @param {List} list */
  const rename = async (list) => {
    const t = textsOf(kind)
    const question = { heading: t.renameHeading(list.name), label: t.name, action: t.renameIt, value: list.name }
    const name = await askForText({ ...question, maxLength: MAX_NAME_LENGTH })
    if (name !== null) await items.lists.rename(list, name)
    heading.focus()
  }
  /** @param {List} list */
  const remove = async (list) => {
    items.lists.choose(WANTED)
    heading.focus()
    await items.lists.remove(list)
  }

  /**
   * @param {ItemsSlice} slice
   * @param {Texts} t
   */
  const showChoice = ({ lists, list: chosen, sharedList }, t) => {
    choice.setAttribute('aria-label', t.choose)
    /** @type {(List | null)[]} The last one makes another. */
    const choices = [...lists, null]
    reconcile(choice, choices, {
      key: (list) => list?.id ?? '',
      create: (list) =>
        el('button', {
          class: 'button small',
          type: 'button',
          dir: 'auto',
          onclick: list ? () => items.lists.choose(list.id) : make,
        }),
      update: (/** @type {HTMLElement} */ button, list) => {
        if (!list) return button.replaceChildren(t.new)
        const isChosen = sharedList === null && list.id === chosen
        button.setAttribute('aria-pressed', String(isChosen))
        button.setAttribute('aria-label', t.named(nameOf(list), list.entries.length))
        button.replaceChildren(nameOf(list), el('span', { class: 'count' }, String(list.entries.length)))
      },
    })
  }

  /**
   * The buttons of what is shown.
   * @param {ItemsSlice} slice
   * @param {List | undefined} list
   * @param {Texts} t
   */
  const showToolbar = ({ sharedList }, list, t) => {
    const button = (/** @type {string} */ label, /** @type {() => unknown} */ onclick, className = '') =>
      el('button', { class: `button small ${className}`, type: 'button', onclick }, label)
    if (sharedList) {
      const leave = () => items.lists.choose(WANTED)
      const keep = () => void items.lists.keepShared().then(() => heading.focus())
      toolbar.replaceChildren(button(t.keep, keep, 'primary'), button(t.leave, leave))
    } else {
      toolbar.replaceChildren(
        ...(list && list.entries.length > 0 ? [button(t.share, () => items.share({ kind: 'list', id: list.id }))] : []),
        ...(list && list.id !== WANTED
          ? [button(t.rename, () => void rename(list)), button(t.delete, () => void remove(list), 'danger')]
          : []),
      )
    }
  }

  const watched = /** @type {const} */ ({
    items: ['view', 'lists', 'list', 'sharedList', 'events', 'catalogue', 'complete'],
    shell: ['room'],
  })
  store.watch(watched, ({ items: slice, shell: { room } }) => {
    const { view, lists, list: chosen, sharedList, catalogue, complete, events } = slice
    if (view !== 'lists' || room !== 'films' || !catalogue) {
      cards.close()
      knownCards.close()
      return
    }
    const t = textsOf(kind)
    const list = lists.find(({ id }) => id === chosen)
    const ids = sharedList?.items ?? list?.entries.map(({ item }) => item).reverse() ?? []
    const { shown, below, unknown } = sortOut(ids, catalogue, list?.id === WANTED && !sharedList ? events : [])
    showChoice(slice, t)
    showToolbar(slice, list, t)
    heading.textContent = sharedList ? sharedList.name : list ? nameOf(list) : t.missing
    heading.hidden = heading.textContent === ''
    const empty = list?.id === WANTED ? t.wantedEmpty : t.empty
    const counted = sharedList ? t.shared(ids.length) : ids.length > 0 ? t.count(ids.length) : list ? empty : ''
    note.textContent = complete && unknown > 0 ? `${counted} ${t.unknown(unknown)}` : counted
    knownHeading.hidden = below.length === 0
    knownHeading.textContent = t.known
    // The second list begins where the first one ends.
    cards.show(shown)
    knownCards.show(below)
  })
}

/**
 * @param {readonly string[]} ids
 * @param {Catalogue} catalogue
 * @param {readonly HistoryEvent[]} events those that tell what is known by now
 */
function sortOut(ids, catalogue, events) {
  const known = new Set(events.filter(({ action }) => !NOT_KNOWN.includes(action)).map(({ item }) => item))
  /** @type {Item[]} */
  const found = ids.flatMap((id) => catalogue.find(id) ?? [])
  return {
    shown: found.filter(({ id }) => !known.has(id)),
    below: found.filter(({ id }) => known.has(id)),
    unknown: ids.length - found.length,
  }
}
