// The picks in rows: the first one for the visitor, those below about what was liked, what is different, what is popular.

import { byId, drawing, el, empty, reconcile } from '../../dom.js'
import { t } from '../../language.js'
import { likedFilms } from '../../rows.js'
import { rove } from '../roving.js'
import { filmCard, inParts, showWhy } from './card.js'
import { showOpinion } from './film.js'

/**
 * @import { Pick } from 'penchant'
 * @import { Catalogue } from '../../catalogue.js'
 * @import { Films } from '../../films.js'
 * @import { Row } from '../../rows.js'
 * @import { PageStore, State } from '../../state.js'
 */

const BLANKS = 12

/**
 * @param {PageStore} store
 * @param {Films} films
 */
export function showRows(store, films) {
  const section = byId('picks-section')
  const list = byId('picks')
  const rows = byId('rows')
  const failure = byId('failure')
  const picks = new Shelf(section, list, films)

  store.watch(['failure'], ({ failure: text }) => {
    failure.hidden = text === null
    if (text === null) return
    list.replaceChildren()
    failure.replaceChildren(
      el('p', {}, t.rows.failed(text)),
      el('p', { class: 'quiet' }, t.rows.historyIsSafe),
      el('button', { class: 'button', type: 'button', onclick: () => void films.load() }, t.page.tryAgain),
    )
  })

  store.watch(['catalogue', 'picks', 'failure'], (state) => {
    byId('picks-heading').textContent = likedFilms(state.events).length > 0 ? t.rows.forYou : t.rows.popular
    byId('picks-note').textContent = noteOf(state)
    section.setAttribute('aria-busy', String(!state.catalogue && !state.failure))
    if (state.catalogue) picks.show(state.picks, state.catalogue)
    else if (!state.failure) picks.wait()
  })

  /** @type {WeakMap<Element, Shelf>} */
  const shelves = new WeakMap()
  store.watch(['catalogue', 'rows'], (state) => {
    const { catalogue } = state
    if (!catalogue) return void empty(rows)
    reconcile(rows, state.rows, {
      key: ({ kind, about }) => `${kind} ${about}`,
      create: (row) => {
        const section = sectionOf(row, catalogue, films)
        shelves.set(section, new Shelf(section, /** @type {HTMLElement} */ (section.querySelector('.cards')), films))
        return section
      },
      update: (section, row) => shelves.get(section)?.show(row.picks, catalogue),
    })
  })

  // What was asked for comes into sight, and under the fingers.
  let like = store.state.like
  store.watch(['rows', 'like'], (state) => {
    if (state.like === like) return
    const heading = /** @type {HTMLElement | null} */ (rows.querySelector('[data-row=like] h2'))
    if (state.like !== null && heading === null) return
    like = state.like
    heading?.focus({ preventScroll: true })
    heading?.scrollIntoView({ block: 'center' })
  })
}

/**
 * @param {Row} row
 * @param {Catalogue} catalogue
 * @param {Films} films
 */
function sectionOf({ kind, about }, catalogue, films) {
  const id = `row-${kind}-${about}`.replace(/\s/g, '-')
  const title = kind === 'genre' ? t.genre(about) : catalogue.filmOrId(about).title
  const note = kind === 'different' || kind === 'popular' || kind === 'because' ? t.rows.notes[kind] : ''
  const tool =
    kind === 'different'
      ? { label: t.rows.others, run: () => films.reshuffle() }
      : kind === 'like' && { label: t.rows.close, run: () => films.moreLike(null) }
  return el(
    'section',
    { class: 'shelf', 'data-row': kind, 'aria-labelledby': id },
    el(
      'header',
      { class: 'heading' },
      el('h2', { id, tabindex: -1 }, ...inParts(headingOf(kind, title))),
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

/** Cards side by side, more of them than there is room for. */
class Shelf {
  #list
  #back
  #films
  #roving

  /**
   * @param {HTMLElement} section
   * @param {HTMLElement} list
   * @param {Films} films
   */
  constructor(section, list, films) {
    this.#list = list
    this.#films = films
    this.#roving = rove(list)
    const turn = (/** @type {1 | -1} */ pages) => () => list.scrollBy({ left: pages * list.clientWidth * 0.9 })
    const back = (this.#back = turnButton('back', turn(-1)))
    const forward = turnButton('forward', turn(1))
    section.querySelector('.heading')?.append(el('div', { class: 'turn' }, back, forward))
    const atEnds = () => {
      back.disabled = list.scrollLeft <= 1
      forward.disabled = list.scrollLeft >= list.scrollWidth - list.clientWidth - 1
    }
    list.addEventListener('scroll', atEnds, { passive: true })
    new ResizeObserver(atEnds).observe(list)
  }

  /** Stands for cards that are to come: nothing of another catalogue's stays. */
  wait() {
    const blanks = Array.from({ length: BLANKS }, () => el('li', { class: 'card blank', 'aria-hidden': 'true' }))
    empty(this.#list).append(...blanks)
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
      // A film may come to be known better: a catalogue is replaced by a larger one.
      key: ({ item }) => `${item} ${catalogue.film(item) !== undefined}`,
      create: ({ item }) => {
        const card = filmCard(catalogue.filmOrId(item), this.#films, { why: true, onrate: this.#goOn })
        this.#roving.adopt(card)
        return card
      },
      update: (card, { reasons }) => {
        showWhy(card, reasons, catalogue)
        showOpinion(card, undefined)
      },
    })
    this.#roving.settle()
    // The browser would follow the card that was the first. To ask for it lays the page out, which takes a while.
    if (atStart && first?.isConnected && first !== this.#list.firstElementChild)
      this.#list.scrollTo({ left: 0, behavior: 'instant' })
    if (wasFocused && !isFocused()) this.#list.querySelector('button')?.focus({ preventScroll: true })
  }

  /**
   * The card will be gone: whoever was on it goes on with the next one.
   * @param {HTMLElement} card
   */
  #goOn = (card) => {
    const next = card.nextElementSibling ?? card.previousElementSibling
    const button = next?.querySelector('button')
    if (card.contains(document.activeElement)) button?.focus({ preventScroll: true })
  }
}

/**
 * @param {'back' | 'forward'} way
 * @param {() => void} onclick
 */
function turnButton(way, onclick) {
  // The keyboard has the arrow keys for this.
  const attributes = { type: 'button', tabindex: -1, 'aria-hidden': 'true', title: t.rows[way], class: way, onclick }
  return el('button', attributes, drawing('icon-forward', 'icon'))
}

/** @param {State} state */
function noteOf({ catalogue, events, picks, failure }) {
  if (failure) return ''
  if (!catalogue) return t.rows.opening
  if (picks.length === 0) return t.rows.nothingLeft
  if (events.length === 0) return t.rows.notes.noHistory
  const likes = likedFilms(events).length
  if (likes === 0) return t.rows.notes.noLikes
  const popular = picks.some(({ reasons }) => reasons.some(({ item }) => item === null))
  return t.rows.from(likes, popular)
}
