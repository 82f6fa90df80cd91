// The picks in rows: the first one for the visitor, those below about what was liked, what is different, what is popular.

import { byId, clear, drawing, el, reconcile } from '../../shell/dom.js'
import { t as shellTexts } from '../../shell/texts.js'
import { likedItems } from '../picks-in-rows.js'
import { t } from '../texts.js'
import { followArrowKeys } from './arrow-keys.js'
import { itemCard, markTitles, showReasons } from './card.js'
import { showOpinion } from './item-parts.js'

/**
 * @import { Pick } from 'penchant'
 * @import { PageStore } from '../../main.js'
 * @import { Catalogue } from '../catalogue.js'
 * @import { Items } from '../controller.js'
 * @import { Row } from '../picks-in-rows.js'
 * @import { ItemsSlice } from '../slice.js'
 */

/** Cards that are shown before there are picks. */
const BLANK_CARDS = 12

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showRows(store, items) {
  const section = byId('picks-section')
  const list = byId('picks')
  const rows = byId('rows')
  const failure = byId('failure')
  const picks = new Shelf(section, list, items)

  store.watch({ items: ['failure'] }, ({ items: { failure: text } }) => {
    failure.hidden = text === null
    if (text === null) return
    list.replaceChildren()
    failure.replaceChildren(
      el('p', {}, t.rows.failed(text)),
      el('p', { class: 'quiet' }, t.rows.historyIsSafe),
      el('button', { class: 'button', type: 'button', onclick: () => void items.load() }, shellTexts.tryAgain),
    )
  })

  // A card stays when an opinion is given on it, until there are newer picks.
  store.watch({ items: ['events', 'picks', 'rows'] }, ({ items: { events } }) => {
    const actions = new Map(events.map(({ item, action }) => [item, action]))
    for (const card of byId('view-picks').querySelectorAll('.cards .card')) {
      showOpinion(card, actions.get(card.getAttribute('data-item') ?? ''))
    }
  })

  store.watch({ items: ['catalogue', 'picks', 'failure'] }, ({ items: slice }) => {
    byId('picks-heading').textContent = likedItems(slice.events).length > 0 ? t.rows.forYou : t.rows.popular
    byId('picks-note').textContent = noteOf(slice)
    section.setAttribute('aria-busy', String(!slice.catalogue && !slice.failure))
    if (slice.catalogue) picks.show(slice.picks, slice.catalogue)
    else if (!slice.failure) picks.wait()
  })

  /** @type {WeakMap<Element, Shelf>} */
  const shelves = new WeakMap()
  store.watch({ items: ['catalogue', 'rows'] }, ({ items: { catalogue, rows: shown } }) => {
    if (!catalogue) return void clear(rows)
    reconcile(rows, shown, {
      key: ({ kind, about }) => `${kind} ${about}`,
      create: (row) => {
        const section = sectionOf(row, catalogue, items)
        shelves.set(section, new Shelf(section, /** @type {HTMLElement} */ (section.querySelector('.cards')), items))
        return section
      },
      update: (section, row) => shelves.get(section)?.show(row.picks, catalogue),
    })
  })

  // The row that was asked for is scrolled to, and gets the focus.
  let reached = store.state.items.moreLike
  store.watch({ items: ['rows', 'moreLike'] }, ({ items: { moreLike } }) => {
    if (moreLike === reached) return
    const heading = /** @type {HTMLElement | null} */ (rows.querySelector('[data-row=like] h2'))
    if (moreLike !== null && heading === null) return
    reached = moreLike
    heading?.focus({ preventScroll: true })
    heading?.scrollIntoView({ block: 'center' })
  })
}

/**
 * @param {Row} row
 * @param {Catalogue} catalogue
 * @param {Items} items
 */
function sectionOf({ kind, about }, catalogue, items) {
  const id = `row-${kind}-${about}`.replace(/\s/g, '-')
  const title = kind === 'genre' ? t.genre(about) : catalogue.findOrName(about).title
  const note = kind === 'different' || kind === 'popular' || kind === 'because' ? t.rows.notes[kind] : ''
  const tool =
    kind === 'different'
      ? { label: t.rows.others, run: () => items.reshuffle() }
      : kind === 'like' && { label: t.rows.close, run: () => items.moreLike(null) }
  return el(
    'section',
    { class: 'shelf', 'data-row': kind, 'aria-labelledby': id },
    el(
      'header',
      { class: 'heading' },
      el('h2', { id, tabindex: -1 }, ...markTitles(headingOf(kind, title))),
      note !== '' && el('p', { class: 'quiet' }, note),
      tool && el('button', { class: 'button small tool', type: 'button', onclick: tool.run }, tool.label),
    ),
    el('ol', { class: 'cards' }),
  )
}

/**
 * @param {Row['kind']} kind
 * @param {string} title
 */
function headingOf(kind, title) {
  if (kind === 'like' || kind === 'because') return t.rows[kind](title)
  return [kind === 'genre' ? t.rows.genre(title) : t.rows[kind]]
}

/** A row of cards that can be scrolled sideways. */
class Shelf {
  #list
  #back
  #items
  #arrowKeys

  /**
   * @param {HTMLElement} section
   * @param {HTMLElement} list
   * @param {Items} items
   */
  constructor(section, list, items) {
    this.#list = list
    this.#items = items
    this.#arrowKeys = followArrowKeys(list)
    const turn = (/** @type {1 | -1} */ pages) => () => list.scrollBy({ left: pages * list.clientWidth * 0.9 })
    const back = (this.#back = turnButton('back', turn(-1)))
    const forward = turnButton('forward', turn(1))
    section.querySelector('.heading')?.append(el('div', { class: 'turn' }, back, forward))
    const showEnds = () => {
      back.disabled = list.scrollLeft <= 1
      forward.disabled = list.scrollLeft >= list.scrollWidth - list.clientWidth - 1
    }
    list.addEventListener('scroll', showEnds, { passive: true })
    new ResizeObserver(showEnds).observe(list)
  }

  /** Shows blank cards until there are picks: nothing of another catalogue stays. */
  wait() {
    const blanks = Array.from({ length: BLANK_CARDS }, () => el('li', { class: 'card blank', 'aria-hidden': 'true' }))
    clear(this.#list).append(...blanks)
  }

  /**
   * @param {Pick[]} picks
   * @param {Catalogue} catalogue
   */
  show(picks, catalogue) {
    const isFocused = () => this.#list.contains(document.activeElement)
    const wasFocused = isFocused()
    const first = this.#list.firstElementChild
    const atStart = this.#back.disabled
    reconcile(this.#list, picks, {
      // More may be known about an item once a catalogue is replaced by a larger one.
      key: ({ item }) => `${item} ${catalogue.find(item) !== undefined}`,
      create: ({ item }) => {
        const card = itemCard(catalogue.findOrName(item), this.#items, { reasons: true })
        this.#arrowKeys.adopt(card)
        return card
      },
      update: (card, pick) => showReasons(card, pick, catalogue),
    })
    this.#arrowKeys.settle()
    // The browser would scroll along with the card that was the first. The scroll position itself is not read: that would
    // lay the page out, which takes a while.
    if (atStart && first?.isConnected && first !== this.#list.firstElementChild)
      this.#list.scrollTo({ left: 0, behavior: 'instant' })
    if (wasFocused && !isFocused()) this.#list.querySelector('button')?.focus({ preventScroll: true })
  }
}

/**
 * @param {'back' | 'forward'} way
 * @param {() => void} onclick
 */
function turnButton(way, onclick) {
  // Hidden from the keyboard, which has the arrow keys for this.
  const attributes = { type: 'button', tabindex: -1, 'aria-hidden': 'true', title: t.rows[way], class: way, onclick }
  return el('button', attributes, drawing('icon-forward', 'icon'))
}

/** @param {ItemsSlice} slice */
function noteOf({ catalogue, events, picks, failure }) {
  if (failure) return ''
  if (!catalogue) return t.rows.opening
  if (picks.length === 0) return t.rows.nothingLeft
  if (events.length === 0) return t.rows.notes.noHistory
  const likes = likedItems(events).length
  if (likes === 0) return t.rows.notes.noLikes
  const popular = picks.some(({ reasons }) => reasons.some(({ item }) => item === null))
  return t.rows.from(likes, popular)
}
