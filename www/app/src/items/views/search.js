// The search field and what it finds, as quick picks below it. `/` leads to it from anywhere, Enter to the page of results.

import { byId, el, reconcile } from '../../shell/dom.js'
import { t } from '../texts.js'
import { openButton, opinionButtons, showOpinion, yearAndGenres } from './item-parts.js'
import { drawnGenres } from './poster-art.js'

/**
 * @import { Item } from '../catalogue.js'
 * @import { Items } from '../controller.js'
 * @import { PageStore } from '../../main.js'
 * @import { Found } from '../search/searcher.js'
 */

/** Nobody looks through more here; a longer query narrows them down, and the page of results has all. */
const MAX_SHOWN = 40

/** What takes letters: there `/` is one. */
const TEXT_FIELDS =
  'textarea, select, [contenteditable], input:not([type=range], [type=checkbox], [type=radio], [type=file])'

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showSearch(store, items) {
  const field = byId('query', HTMLInputElement)
  const list = byId('found')
  const count = byId('found-count')
  const more = byId('show-results')

  field.addEventListener('input', () => items.search(field.value))
  field.addEventListener('keydown', (event) => {
    // While Chinese is typed, these keys choose and drop characters.
    if (event.isComposing) return
    if (event.key === 'Escape' && field.value !== '') {
      event.preventDefault()
      items.search('')
    }
    if (event.key === 'Enter' && field.value.trim() !== '') openResults(items)
  })
  more.addEventListener('click', () => openResults(items))
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (document.activeElement?.matches(TEXT_FIELDS) || document.querySelector('dialog[open]')) return
    event.preventDefault()
    items.goToSearch()
    field.focus()
    field.select()
  })
  // What was typed before the page was ready is searched for too.
  if (field.value) items.search(field.value)

  const watched = /** @type {const} */ (['found', 'query', 'events', 'view', 'complete'])
  store.watch({ items: watched }, ({ items: { found, query, events, view, complete } }) => {
    const actions = new Map(events.map(({ item, action }) => [item, action]))
    const isPageOfResults = view === 'search'
    count.textContent = query.trim() === '' ? '' : countOf(found, query.trim(), { isPageOfResults, complete })
    // There the heading says it to those who see it; this says it to those who hear it.
    count.classList.toggle('unseen', isPageOfResults)
    more.hidden = isPageOfResults || found.hits.length + found.guesses.length < 2
    reconcile(list, isPageOfResults ? [] : linesOf(found).slice(0, MAX_SHOWN), {
      key: (item) => item?.id ?? '',
      create: (item) => (item ? foundRow(item, items) : el('li', { class: 'similar quiet' }, t.search.similar)),
      update: (row, item) => item && showOpinion(row, actions.get(item.id)),
    })
  })
  store.watch({ items: ['query'] }, ({ items: { query } }) => {
    list.scrollTop = 0
    if (field.value.trim() !== query.trim()) field.value = query
  })
}

/** @param {Items} items */
function openResults(items) {
  items.showFound()
  // Once it is remembered where the focus was: Back leads there.
  queueMicrotask(() => byId('results-heading').focus({ preventScroll: true }))
}

/**
 * @param {Found} found
 * @returns {(Item | null)[]} with `null` between what was found and what was guessed
 */
function linesOf({ hits, guesses }) {
  const between = hits.length > 0 && guesses.length > 0 ? [null] : []
  return [...hits.slice(0, MAX_SHOWN).map(({ item }) => item), ...between, ...guesses.map(({ item }) => item)]
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
 * @param {Found} found
 * @param {string} query
 * @param {{ isPageOfResults: boolean, complete: boolean }} page
 */
function countOf({ hits, guesses }, query, { isPageOfResults, complete }) {
  if (hits.length === 0 && !complete) return t.search.noneYet(query)
  if (hits.length === 0) return guesses.length > 0 ? t.search.guessed(query) : t.search.none(query)
  return hits.length > MAX_SHOWN && !isPageOfResults
    ? t.search.shown(hits.length, MAX_SHOWN)
    : t.search.count(hits.length)
}
