// The picks, a card each: a poster made of title, year and genres, and why it is there, in words and in numbers.

import { byId, drawing, el, reconcile } from '../dom.js'
import { t } from '../language.js'
import { whyOf } from '../reasons.js'
import { drawnGenres, opinion, yearAndGenres } from './film.js'

/**
 * @import { Pick } from 'penchant'
 * @import { Catalogue, Film } from '../catalogue.js'
 * @import { Films } from '../films.js'
 * @import { PageStore, State } from '../state.js'
 */

const BLANKS = 12

/**
 * @param {PageStore} store
 * @param {Films} films
 */
export function showPicks(store, films) {
  const section = byId('picks-section')
  const list = byId('picks')
  const more = byId('more')
  const failure = byId('failure')

  more.addEventListener('click', () => films.more())
  list.append(...Array.from({ length: BLANKS }, () => el('li', { class: 'card blank', 'aria-hidden': 'true' })))

  store.watch(['failure'], ({ failure: text }) => {
    failure.hidden = text === null
    if (text === null) return
    list.replaceChildren()
    failure.replaceChildren(
      el('p', {}, t.picks.failed(text)),
      el('p', { class: 'quiet' }, t.picks.historyIsSafe),
      el('button', { class: 'button', type: 'button', onclick: () => void films.load() }, t.page.tryAgain),
    )
  })

  store.watch(['catalogue', 'picks', 'events', 'failure'], (state) => {
    const { catalogue, picks, count } = state
    byId('picks-heading').textContent = likes(state) > 0 ? t.picks.forYou : t.picks.popular
    byId('picks-note').textContent = noteOf(state)
    section.setAttribute('aria-busy', String(!catalogue && !state.failure))
    more.hidden = picks.length < count
    if (!catalogue) return
    reconcile(list, picks, {
      key: ({ item }) => item,
      create: ({ item }) => new Card(catalogue.filmOrId(item), films, list).element,
      update: (element, pick) => cards.get(element)?.show(pick, catalogue),
    })
  })
}

/** @type {WeakMap<Element, Card>} */
const cards = new WeakMap()

class Card {
  /** @type {Pick | null} */
  #pick = null
  /** @type {Catalogue | null} */
  #catalogue = null
  #why = el('p', { class: 'why' })
  #score = el('data')
  #details
  #list

  /**
   * @param {Film} film
   * @param {Films} films
   * @param {Element} list
   */
  constructor(film, films, list) {
    this.#list = list
    const summary = el('summary', {}, t.reasons.score, ' ', this.#score)
    this.#details = el('details', { ontoggle: () => this.#toggled() }, summary)
    this.element = el(
      'li',
      { class: 'card', tabindex: -1, 'data-item': film.item },
      poster(film),
      el('div', { class: 'body' }, this.#why, this.#details),
      opinion(
        film,
        (action) => {
          const place = [...list.children].indexOf(this.element)
          void films.rate(film.item, action)
          // The card is gone: whoever was on it goes on with the one in its place.
          const next = list.children[Math.min(place, list.children.length - 1)]
          if (next instanceof HTMLElement) next.focus({ preventScroll: true })
        },
        { labels: true },
      ),
    )
    cards.set(this.element, this)
  }

  /**
   * @param {Pick} pick
   * @param {Catalogue} catalogue
   */
  show(pick, catalogue) {
    this.#pick = pick
    this.#catalogue = catalogue
    const parts = t.reasons.why(whyOf(pick.reasons, (item) => catalogue.filmOrId(item).title))
    // Most cards stay and say the same: what is not changed need not be laid out again.
    const texts = parts.map((part) => (typeof part === 'string' ? part : part.title))
    if (this.#why.textContent !== texts.join('')) {
      this.#why.replaceChildren(...parts.map((part) => (typeof part === 'string' ? part : el('cite', {}, part.title))))
    }
    this.#score.value = String(pick.score)
    this.#score.textContent = t.format.score(pick.score)
    this.#showReasons()
  }

  #toggled() {
    this.#list.classList.toggle('opened', this.#list.querySelector('details[open]') !== null)
    this.#showReasons()
  }

  /** The exact contributions, made only once somebody looks. */
  #showReasons() {
    if (!this.#details.open || !this.#pick || !this.#catalogue) return
    const { reasons } = this.#pick
    const catalogue = this.#catalogue
    const sum = reasons.reduce((total, { contribution }) => total + contribution, 0)
    const table = el(
      'table',
      {},
      el('caption', { class: 'unseen' }, t.reasons.caption),
      el(
        'tbody',
        {},
        ...reasons.map(({ item, contribution }) =>
          el(
            'tr',
            { class: contribution < 0 ? 'against' : null },
            el('th', { scope: 'row' }, item === null ? t.reasons.popular : catalogue.filmOrId(item).title),
            el('td', {}, el('data', { value: contribution }, t.format.contribution(contribution))),
          ),
        ),
      ),
      el(
        'tfoot',
        {},
        el(
          'tr',
          {},
          el('th', { scope: 'row' }, t.reasons.sum),
          el('td', {}, el('data', { value: sum }, t.format.contribution(sum))),
        ),
      ),
    )
    this.#details.querySelector('table')?.remove()
    this.#details.append(table)
  }
}

/** @param {Film} film */
function poster(film) {
  const [genre, next] = drawnGenres(film)
  const length = film.title.length > 44 ? 'longest' : film.title.length > 22 ? 'long' : 'short'
  return el(
    'div',
    { class: 'poster', 'data-genre': genre, 'data-variant': variantOf(film) },
    el('span', { class: 'stripe', 'data-genre': next ?? genre }),
    drawing(`motif-${genre}`, 'motif'),
    el('h3', { 'data-length': length, title: film.otherTitles || null }, film.title),
    el('p', {}, yearAndGenres(film)),
  )
}

/**
 * One of four, the same for a film every time.
 * @param {Film} film
 */
function variantOf({ item, title }) {
  let sum = 0
  for (const character of item + title) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973
  return sum % 4
}

/** @param {State} state */
function noteOf({ catalogue, events, picks, failure }) {
  if (failure) return ''
  if (!catalogue) return t.picks.opening
  if (picks.length === 0) return t.picks.nothingLeft
  if (events.length === 0) return t.picks.noHistory
  const count = likes({ events })
  if (count === 0) return t.picks.noLikes
  const popular = picks.some(({ reasons }) => reasons.some(({ item }) => item === null))
  return t.picks.from(count, popular)
}

/** @param {{ events: State['events'] }} state */
function likes({ events }) {
  return events.filter(({ action }) => action === 'like').length
}
