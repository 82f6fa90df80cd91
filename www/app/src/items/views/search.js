// The search field and the items it finds.

import { byId, el, reconcile } from '../../shell/dom.js'
import { t } from '../texts.js'
import { openButton, opinionButtons, showOpinion, yearAndGenres } from './item-parts.js'
import { drawnGenres } from './poster-art.js'

/**
 * @import { Item } from '../catalogue.js'
 * @import { Items } from '../controller.js'
 * @import { PageStore } from '../../main.js'
 */

/** Nobody looks through more; a longer query narrows them down. */
const MAX_SHOWN = 40

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showSearch(store, items) {
  const field = byId('query', HTMLInputElement)
  const list = byId('found')
  const count = byId('found-count')

  field.addEventListener('input', () => items.search(field.value))
  // What was typed before the page was ready is searched for too.
  if (field.value) items.search(field.value)

  store.watch({ items: ['found', 'query', 'events'] }, ({ items: { found, query, events } }) => {
    const actions = new Map(events.map(({ item, action }) => [item, action]))
    count.textContent = query.trim() === '' ? '' : countOf(found.length, query)
    reconcile(list, found.slice(0, MAX_SHOWN), {
      key: ({ id }) => id,
      create: (item) => foundRow(item, items),
      update: (row, { id }) => showOpinion(row, actions.get(id)),
    })
  })
  store.watch({ items: ['query'] }, ({ items: { query } }) => {
    list.scrollTop = 0
    if (field.value.trim() !== query.trim()) field.value = query
  })
}

/**
 * @param {Item} item
 * @param {Items} items
 */
function foundRow(item, items) {
  return el(
    'li',
    { class: 'row' },
    el('span', { class: 'spine', 'data-genre': drawnGenres(item)[0] }),
    el(
      'div',
      {},
      el('p', { class: 'title', title: item.otherTitles || null }, openButton(item, items)),
      el('p', { class: 'quiet' }, yearAndGenres(item)),
    ),
    opinionButtons(item, items),
  )
}

/**
 * @param {number} count
 * @param {string} query
 */
function countOf(count, query) {
  if (count === 0) return t.search.none(query.trim())
  return count > MAX_SHOWN ? t.search.shown(count, MAX_SHOWN) : t.search.count(count)
}
