// The history, newest first: each entry can be opened, excluded and removed; changes can be undone, and all of it can be
// exported, imported and erased.

import { byId, download, drawing, el, reconcile } from '../../shell/dom.js'
import { format } from '../../shell/language.js'
import { unknownItem } from '../catalogue.js'
import { t } from '../texts.js'
import { openButton, titleAndYear } from './item-parts.js'

/**
 * @import { HistoryEvent } from 'penchant'
 * @import { Catalogue, Item } from '../catalogue.js'
 * @import { Items } from '../controller.js'
 * @import { PageStore } from '../../main.js'
 */

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showHistory(store, items) {
  const list = byId('history')
  const exporting = byId('export', HTMLButtonElement)
  const forLetterboxd = byId('export-letterboxd', HTMLButtonElement)
  const erasing = byId('erase', HTMLButtonElement)
  const undoing = byId('undo', HTMLButtonElement)
  const banner = byId('storage-banner')

  // Where there is room, the history is beside whatever is shown; where there is not, it is with the visitor's taste.
  const wide = matchMedia('(min-width: 60rem)')
  const place = () => byId(wide.matches ? 'aside' : 'view-taste').append(byId('history-section'))
  wide.addEventListener('change', place)
  place()

  store.watch({ items: ['memoryOnly'] }, ({ items: { memoryOnly } }) => {
    banner.hidden = memoryOnly === null
    banner.textContent = memoryOnly ?? ''
  })
  store.watch(
    { items: ['otherCatalogue'] },
    ({ items: { otherCatalogue } }) => (forLetterboxd.hidden = otherCatalogue !== null),
  )
  store.watch({ items: ['undoable'] }, ({ items: { undoable } }) => (undoing.disabled = !undoable))

  store.watch({ items: ['events', 'catalogue'] }, ({ items: { events, catalogue } }) => {
    byId('history-note').textContent = noteOf(events, catalogue)
    byId('history-size').textContent = events.length > 0 ? format.number(events.length) : ''
    exporting.disabled = forLetterboxd.disabled = erasing.disabled = events.length === 0
    reconcile(list, events.toReversed(), {
      // Its title is known only once the catalogue is open.
      key: ({ item }) => `${item} ${catalogue?.find(item) !== undefined}`,
      create: ({ item }) => historyRow(item, catalogue?.find(item), items, list),
      update: showEvent,
    })
  })

  undoing.addEventListener('click', () => void items.opinions.undo())
  exporting.addEventListener('click', async () => {
    const file = await items.opinions.exportFile()
    if (file) download(file)
  })
  forLetterboxd.addEventListener('click', async () => {
    const file = await items.opinions.letterboxdFile()
    if (file) download(file)
  })
  const dialog = byId('erase-dialog', HTMLDialogElement)
  erasing.addEventListener('click', () => {
    byId('erase-text').textContent = t.history.eraseText(store.state.items.events.length)
    dialog.returnValue = ''
    dialog.showModal()
  })
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'erase') void items.opinions.erase()
  })
}

/**
 * @param {string} id
 * @param {Item | undefined} known
 * @param {Items} items
 * @param {Element} list
 */
function historyRow(id, known, items, list) {
  const item = known ?? unknownItem(id)
  const name = titleAndYear(item)
  const exclude = el(
    'button',
    {
      class: 'exclude',
      type: 'button',
      'aria-pressed': 'false',
      'aria-label': t.history.excludeOf(name),
      title: t.history.exclude,
      onclick: () => void items.opinions.toggleExcluded(id),
    },
    drawing('icon-exclude', 'icon'),
  )
  const remove = el(
    'button',
    {
      class: 'remove',
      type: 'button',
      'aria-label': t.history.takeOutOf(name),
      title: t.history.takeOut,
      onclick: () => {
        const place = [...list.children].findIndex((row) => row.contains(remove))
        void items.opinions.takeOut(id)
        const next = list.children[Math.min(place, list.children.length - 1)]
        const target = next?.querySelector('.remove') ?? document.getElementById('import')
        if (target instanceof HTMLElement) target.focus({ preventScroll: true })
      },
    },
    drawing('icon-remove', 'icon'),
  )
  const title = known ? openButton(item, items) : el('span', { dir: 'auto' }, item.title)
  return el(
    'li',
    { class: 'row' },
    el('span', { class: 'said' }),
    el('div', {}, el('p', { class: 'title' }, title), el('p', { class: 'quiet' })),
    el('div', { class: 'buttons' }, exclude, remove),
  )
}

/**
 * @param {Element} row
 * @param {HistoryEvent} event
 */
function showEvent(row, event) {
  const { action, atMs, excluded = false } = event
  const said = /** @type {HTMLElement} */ (row.querySelector('.said'))
  if (said.dataset.said !== action) {
    said.dataset.said = action
    said.replaceChildren(drawing(`icon-${ICONS[action]}`, 'icon'))
  }
  // An import may not know when.
  const deed = t.history.said(event)
  const text = atMs > 0 ? t.history.on(deed, atMs) : deed
  const line = /** @type {HTMLElement} */ (row.querySelector('.quiet'))
  line.textContent = excluded ? `${text} · ${t.history.excluded}` : text
  row.classList.toggle('excluded', excluded)
  row.querySelector('.exclude')?.setAttribute('aria-pressed', String(excluded))
}

/** @type {Record<HistoryEvent['action'], string>} */
const ICONS = {
  like: 'like',
  dislike: 'dislike',
  seen: 'seen',
  'not-interested': 'not-interested',
  rate: 'star',
  complete: 'seen',
  skip: 'forward',
}

/**
 * @param {readonly HistoryEvent[]} events
 * @param {Catalogue | null} catalogue
 */
function noteOf(events, catalogue) {
  if (events.length === 0) return t.history.empty
  const unknown = catalogue ? events.filter(({ item }) => !catalogue.find(item)).length : 0
  const kept = t.history.kept(events.length)
  return unknown === 0 ? kept : `${kept} ${t.history.notInCatalogue(unknown)}`
}
