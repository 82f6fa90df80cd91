// What the views of items have in common: an item in words, and the buttons to say something about it.

import { drawing, el } from '../../shell/dom.js'
import { t } from '../texts.js'

/**
 * @import { Action } from 'penchant'
 * @import { Item } from '../catalogue.js'
 * @import { Items } from '../controller.js'
 * @import { Opinion } from '../opinions.js'
 */

/** @type {Opinion[]} */
const OPINIONS = ['like', 'dislike', 'seen', 'not-interested']

/** @param {Item} item */
export function yearAndGenres({ year, genres }) {
  // With a hyphen that does not break: "Sci-Fi" stays in one piece.
  return t.item.yearAndGenres(year, genres.map(t.genre)).replaceAll('-', '\u2011')
}

/**
 * Tells an item from others of the same title.
 * @param {Item} item
 */
export function titleAndYear({ title, year }) {
  return t.item.withYear(title, year)
}

/**
 * The title of an item as a button that opens its details.
 * @param {Item} item
 * @param {Items} items
 */
export function openButton(item, items) {
  return el('button', { class: 'open', type: 'button', dir: 'auto', onclick: () => items.open(item.id) }, item.title)
}

/**
 * The buttons like, dislike, seen, not interested, and more like this.
 * @param {Item} item
 * @param {Items} items
 * @param {{ labels?: boolean, short?: boolean, onrate?: () => void }} [options] with a word beside each drawing; without
 *   the last two buttons; what else happens when an opinion is given
 */
export function opinionButtons(item, items, { labels = false, short = false, onrate } = {}) {
  const about = titleAndYear(item)
  /**
   * @param {string} icon
   * @param {string} label
   * @param {Record<string, any>} attributes
   */
  const button = (icon, label, attributes) =>
    el(
      'button',
      { type: 'button', 'aria-label': t.item.about(label, about), title: labels ? null : label, ...attributes },
      drawing(`icon-${icon}`, 'icon'),
      labels && label,
    )
  const opinions = OPINIONS.slice(0, short ? 3 : 4).map((action) => {
    const onclick = () => {
      void items.opinions.rate(item.id, action)
      onrate?.()
    }
    return button(action, t.item.opinions[action], { 'data-action': action, 'aria-pressed': 'false', onclick })
  })
  const more = !short && button('more', t.item.more, { class: 'like-this', onclick: () => items.moreLike(item.id) })
  return el('div', { class: 'opinion', role: 'group', 'aria-label': t.item.opinion }, ...opinions, more)
}

/**
 * @param {Element} element that holds opinion buttons
 * @param {Action | undefined} action of the history, if the item is in it
 */
export function showOpinion(element, action) {
  for (const button of element.querySelectorAll('[data-action]')) {
    const pressed = String(button.getAttribute('data-action') === action)
    if (button.getAttribute('aria-pressed') !== pressed) button.setAttribute('aria-pressed', pressed)
  }
}
