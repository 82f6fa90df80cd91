// The search field and the films it finds.

import { byId, el, reconcile } from '../../dom.js'
import { t } from '../../language.js'
import { openButton, opinion, showOpinion, yearAndGenres } from './film.js'
import { drawnGenres } from './poster.js'

/**
 * @import { Film } from '../../catalogue.js'
 * @import { Films } from '../../films.js'
 * @import { PageStore } from '../../state.js'
 */

/** More are found by no one's eye; a longer query narrows them down. */
const SHOWN = 40

/**
 * @param {PageStore} store
 * @param {Films} films
 */
export function showSearch(store, films) {
  const field = byId('query', HTMLInputElement)
  const list = byId('found')
  const count = byId('found-count')

  field.addEventListener('input', () => films.search(field.value))
  // What was typed before the catalogue was open counts as well.
  store.watch(['catalogue'], ({ catalogue }) => catalogue && field.value && films.search(field.value))

  store.watch(['found', 'query', 'events'], ({ found, query, events }) => {
    const actions = new Map(events.map(({ item, action }) => [item, action]))
    count.textContent = query.trim() === '' ? '' : countOf(found.length, query)
    reconcile(list, found.slice(0, SHOWN), {
      key: ({ item }) => item,
      create: (film) => foundRow(film, films),
      update: (row, { item }) => showOpinion(row, actions.get(item)),
    })
  })
  store.watch(['query'], ({ query }) => {
    list.scrollTop = 0
    // Another catalogue is not asked what the former one was.
    if (query === '') field.value = ''
  })
}

/**
 * @param {Film} film
 * @param {Films} films
 */
function foundRow(film, films) {
  return el(
    'li',
    { class: 'row' },
    el('span', { class: 'spine', 'data-genre': drawnGenres(film)[0] }),
    el(
      'div',
      {},
      el('p', { class: 'title', title: film.otherTitles || null }, openButton(film, films)),
      el('p', { class: 'quiet' }, yearAndGenres(film)),
    ),
    opinion(film, films, { short: true }),
  )
}

/**
 * @param {number} count
 * @param {string} query
 */
function countOf(count, query) {
  if (count === 0) return t.search.none(query.trim())
  return count > SHOWN ? t.search.shown(count, SHOWN) : t.search.count(count)
}
