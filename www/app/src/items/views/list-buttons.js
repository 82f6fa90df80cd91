// What can be kept or passed on of an item, as buttons with words: whether it is wanted, its lists, sharing it.

import { drawing, el } from '../../shell/dom.js'
import { t } from '../texts.js'
import { titleAndYear } from './item-parts.js'

/**
 * @import { Item } from '../catalogue.js'
 * @import { Items } from '../controller.js'
 */

/**
 * @param {Item} item
 * @param {Items} items
 */
export function listButtons(item, items) {
  /**
   * @param {string} icon
   * @param {string} label
   * @param {Record<string, any>} attributes
   */
  const button = (icon, label, attributes) =>
    el(
      'button',
      { type: 'button', 'aria-label': t.item.about(label, titleAndYear(item)), ...attributes },
      drawing(`icon-${icon}`, 'icon'),
      label,
    )
  return el(
    'div',
    { class: 'opinion keep' },
    button('want', t.lists.wanted, {
      class: 'want',
      'aria-pressed': String(items.lists.holds(item.id)),
      onclick: () => void items.lists.toggle(item.id),
    }),
    button('lists', t.item.lists, { onclick: () => items.chooseLists(item.id) }),
    button('share', t.item.share, { onclick: () => items.share({ kind: 'item', id: item.id }) }),
  )
}
