// What the views of items have in common: an item in words, and the buttons to say something about it.

import { drawing, el } from '../../shell/dom.js'
import { t } from '../texts.js'
import { menuButton, showInMenuButton } from './item-menu.js'

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
 * The buttons like and dislike, and the menu of what else there is; or all of it with words.
 * @param {Item} item
 * @param {Items} items
 * @param {{ labels?: boolean }} [options]
 */
export function opinionButtons(item, items, { labels = false } = {}) {
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
  const opinions = (labels ? OPINIONS : OPINIONS.slice(0, 2)).map((action) => {
    const onclick = () => void items.opinions.rate(item.id, action)
    return button(action, t.item.opinions[action], { 'data-action': action, 'aria-pressed': 'false', onclick })
  })
  const others = labels
    ? button('more', t.item.more, { class: 'like-this', onclick: () => items.moreLike(item.id) })
    : menuButton(item, t.item.about(t.item.menu, about))
  return el('div', { class: 'opinion', role: 'group', 'aria-label': t.item.opinion }, ...opinions, others)
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
  showInMenuButton(element, action)
}
