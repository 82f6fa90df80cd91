// The history, newest first: what was said can be looked at, not counted, taken out and taken back; all of it exported,
// imported, erased.

import { byId, drawing, el, reconcile, save } from '../../dom.js'
import { t } from '../../language.js'
import { openButton, titleAndYear } from './film.js'

/**
 * @import { HistoryEvent } from 'penchant'
 * @import { Film } from '../../catalogue.js'
 * @import { Films } from '../../films.js'
 * @import { PageStore, State } from '../../state.js'
 */

/**
 * @param {PageStore} store
 * @param {Films} films
 */
export function showHistory(store, films) {
  const list = byId('history')
  const exporting = byId('export', HTMLButtonElement)
  const erasing = byId('erase', HTMLButtonElement)
  const undoing = byId('undo', HTMLButtonElement)
  const banner = byId('storage-banner')

  // Where there is room the history stands beside whatever is shown, and can be watched growing; where there is not,
  // it stands with the visitor's taste.
  const wide = matchMedia('(min-width: 60rem)')
  const place = () => byId(wide.matches ? 'aside' : 'view-taste').append(byId('history-section'))
  wide.addEventListener('change', place)
  place()

  store.watch(['memoryOnly'], ({ memoryOnly }) => {
    banner.hidden = memoryOnly === null
    banner.textContent = memoryOnly ?? ''
  })
  store.watch(['undoable'], ({ undoable }) => (undoing.disabled = !undoable))

  store.watch(['events', 'catalogue'], (state) => {
    const { events, catalogue } = state
    byId('history-note').textContent = noteOf(state)
    byId('history-size').textContent = events.length > 0 ? t.format.number(events.length) : ''
    exporting.disabled = erasing.disabled = events.length === 0
    reconcile(list, events.toReversed(), {
      // Its name is known only once the catalogue is.
      key: ({ item }) => `${item} ${catalogue?.film(item) !== undefined}`,
      create: ({ item }) => historyRow(catalogue?.film(item), item, films, list),
      update: showEvent,
    })
  })

  undoing.addEventListener('click', () => void films.opinions.undo())
  exporting.addEventListener('click', async () => {
    const file = await films.opinions.exportFile()
    if (file) save(file)
  })
  const dialog = byId('erase-dialog', HTMLDialogElement)
  erasing.addEventListener('click', () => {
    byId('erase-text').textContent = t.history.eraseText(store.state.events.length)
    dialog.returnValue = ''
    dialog.showModal()
  })
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'erase') void films.opinions.erase()
  })
}

/**
 * @param {Film | undefined} known
 * @param {string} item
 * @param {Films} films
 * @param {Element} list
 */
function historyRow(known, item, films, list) {
  const film = known ?? { item, title: t.film.unknown(item), otherTitles: '', year: null, genres: [] }
  const name = titleAndYear(film)
  const exclude = el(
    'button',
    {
      class: 'exclude',
      type: 'button',
      'aria-pressed': 'false',
      'aria-label': t.history.excludeOf(name),
      title: t.history.exclude,
      onclick: () => void films.opinions.toggleExcluded(item),
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
        void films.opinions.takeOut(item)
        const next = list.children[Math.min(place, list.children.length - 1)]
        const target = next?.querySelector('.remove') ?? document.getElementById('import')
        if (target instanceof HTMLElement) target.focus({ preventScroll: true })
      },
    },
    drawing('icon-remove', 'icon'),
  )
  const title = known ? openButton(film, films) : el('span', { dir: 'auto' }, film.title)
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
function showEvent(row, { action, atMs, excluded = false }) {
  const said = /** @type {HTMLElement} */ (row.querySelector('.said'))
  if (said.dataset.said !== action) {
    said.dataset.said = action
    said.replaceChildren(drawing(`icon-${DRAWN[action]}`, 'icon'))
  }
  const text = t.history.on(t.history.actions[action], atMs)
  const line = /** @type {HTMLElement} */ (row.querySelector('.quiet'))
  line.textContent = excluded ? `${text} · ${t.history.excluded}` : text
  row.classList.toggle('excluded', excluded)
  row.querySelector('.exclude')?.setAttribute('aria-pressed', String(excluded))
}

/** @type {Record<HistoryEvent['action'], string>} */
const DRAWN = {
  like: 'like',
  dislike: 'dislike',
  seen: 'seen',
  'not-interested': 'not-interested',
  rate: 'like',
  complete: 'seen',
  skip: 'forward',
}

/** @param {State} state */
function noteOf({ events, catalogue }) {
  if (events.length === 0) return t.history.empty
  const unknown = catalogue ? events.filter(({ item }) => !catalogue.film(item)).length : 0
  const kept = t.history.kept(events.length)
  return unknown === 0 ? kept : `${kept} ${t.history.notInCatalogue(unknown)}`
}
