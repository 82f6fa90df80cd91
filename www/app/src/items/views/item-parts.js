// What every view of films has in common: a film in words, and the buttons to say something of it.

import { drawing, el } from '../../dom.js'
import { t } from '../../language.js'

/**
 * @import { Action } from 'penchant'
 * @import { Film } from '../../catalogue.js'
 * @import { Films } from '../../films.js'
 *
 * @typedef {'like' | 'dislike' | 'seen' | 'not-interested'} Opinion what the page lets visitors say; a history may
 *   hold other actions
 */

/** @type {Opinion[]} */
const OPINIONS = ['like', 'dislike', 'seen', 'not-interested']

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
 * A film's title, which opens all that can be said of it.
 * @param {Film} film
 * @param {Films} films
 */
export function openButton(film, films) {
  return el('button', { class: 'open', type: 'button', dir: 'auto', onclick: () => films.open(film.item) }, film.title)
}

/**
 * Like, dislike, seen, not interested, and more like this.
 * @param {Film} film
 * @param {Films} films
 * @param {{ labels?: boolean, short?: boolean, onrate?: () => void }} [look] with a word beside each drawing; without
 *   the last two; what else happens when something is said
 */
export function opinion(film, films, { labels = false, short = false, onrate } = {}) {
  const about = titleAndYear(film)
  /**
   * @param {string} icon
   * @param {string} label
   * @param {Record<string, any>} attributes
   */
  const button = (icon, label, attributes) =>
    el(
      'button',
      { type: 'button', 'aria-label': t.film.about(label, about), title: labels ? null : label, ...attributes },
      drawing(`icon-${icon}`, 'icon'),
      labels && label,
    )
  const opinions = OPINIONS.slice(0, short ? 3 : 4).map((action) => {
    const onclick = () => {
      void films.opinions.rate(film.item, action)
      onrate?.()
    }
    return button(action, t.film.opinions[action], { 'data-action': action, 'aria-pressed': 'false', onclick })
  })
  const more = !short && button('more', t.film.more, { class: 'like-this', onclick: () => films.moreLike(film.item) })
  return el('div', { class: 'opinion', role: 'group', 'aria-label': t.film.opinion }, ...opinions, more)
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
