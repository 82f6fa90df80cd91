// What every list of films has in common: year and genres in a line, and the buttons to say something of one.

import { drawing, el } from '../dom.js'
import { t } from '../language.js'

/**
 * @import { Action } from 'penchant'
 * @import { Film } from '../catalogue.js'
 *
 * @typedef {'like' | 'dislike' | 'seen'} Opinion what the page lets visitors say; a history may hold other actions
 */

const OPINIONS = /** @type {Opinion[]} */ (['like', 'dislike', 'seen'])

/** The rarer a genre, the more it says of a film. */
const RAREST_FIRST = [
  'film-noir',
  'western',
  'war',
  'musical',
  'documentary',
  'horror',
  'animation',
  'sci-fi',
  'fantasy',
  'mystery',
  'children',
  'crime',
  'romance',
  'adventure',
  'thriller',
  'action',
  'comedy',
  'drama',
  'imax',
]

/**
 * The genres that a film is drawn by, rarest first.
 * @param {Film} film
 * @returns {string[]}
 */
export function drawnGenres({ genres }) {
  const names = genres.map((genre) => genre.toLowerCase())
  return [...RAREST_FIRST.filter((genre) => names.includes(genre)), 'none']
}

/** @param {Film} film */
export function yearAndGenres({ year, genres }) {
  // A hyphen that does not break: "Sci-Fi" stays in one piece.
  return t.film.yearAndGenres(year, genres.map(t.genre)).replaceAll('-', '\u2011')
}

/**
 * A film as it is told from its namesakes.
 * @param {Film} film
 */
export function titleAndYear({ title, year }) {
  return t.film.withYear(title, year)
}

/**
 * Like, dislike, seen.
 * @param {Film} film
 * @param {(action: Opinion) => void} rate
 * @param {{ labels: boolean }} look with a word beside each drawing, or without
 */
export function opinion(film, rate, { labels }) {
  const buttons = OPINIONS.map((action) => {
    const label = t.film.about(t.film[action], titleAndYear(film))
    return el(
      'button',
      {
        type: 'button',
        'data-action': action,
        'aria-pressed': 'false',
        'aria-label': label,
        title: labels ? null : t.film[action],
        onclick: () => rate(action),
      },
      drawing(`icon-${action}`, 'icon'),
      labels && t.film[action],
    )
  })
  return el('div', { class: 'opinion', role: 'group', 'aria-label': t.film.opinion }, ...buttons)
}

/**
 * @param {Element} element that holds an `opinion`
 * @param {Action | undefined} action what was said
 */
export function showOpinion(element, action) {
  for (const button of element.querySelectorAll('[data-action]')) {
    const pressed = String(button.getAttribute('data-action') === action)
    if (button.getAttribute('aria-pressed') !== pressed) button.setAttribute('aria-pressed', pressed)
  }
}

/**
 * A film in one line of a list.
 * @param {Film} film
 * @param {(action: Opinion) => void} rate
 * @param {...Element} more
 */
export function filmRow(film, rate, ...more) {
  return el(
    'li',
    { class: 'row' },
    el('span', { class: 'spine', 'data-genre': drawnGenres(film)[0] }),
    el(
      'div',
      {},
      el('p', { class: 'title', title: film.otherTitles || null }, film.title),
      el('p', { class: 'quiet' }, yearAndGenres(film)),
    ),
    el('div', { class: 'buttons' }, opinion(film, rate, { labels: false }), ...more),
  )
}
