// The history, newest first: every entry can be changed and taken out; all of it exported, imported, erased.

import { byId, drawing, el, reconcile } from '../dom.js'
import { t } from '../language.js'
import { filmRow, showOpinion, titleAndYear } from './film.js'

/**
 * @import { Films } from '../films.js'
 * @import { PageStore, State } from '../state.js'
 */

/**
 * @param {PageStore} store
 * @param {Films} films
 */
export function showHistory(store, films) {
  const list = byId('history')
  const exporting = byId('export', HTMLButtonElement)
  const erasing = byId('erase', HTMLButtonElement)
  const banner = byId('storage-banner')

  // The history stands before the picks where there is room for it beside them, and after them where there is
  // not: to the keyboard and to a screen reader as well as to the eye.
  const wide = matchMedia('(min-width: 60rem)')
  const place = () => byId(wide.matches ? 'search' : 'picks-section').after(byId('history-section'))
  wide.addEventListener('change', place)
  place()

  store.watch(['memoryOnly'], ({ memoryOnly }) => {
    banner.hidden = memoryOnly === null
    banner.textContent = memoryOnly ?? ''
  })

  store.watch(['events', 'catalogue'], (state) => {
    const { events, catalogue } = state
    byId('history-note').textContent = noteOf(state)
    exporting.disabled = erasing.disabled = events.length === 0
    reconcile(list, events.toReversed(), {
      // Its name is known only once the catalogue is.
      key: ({ item }) => `${item} ${catalogue !== null}`,
      create: ({ item }) => {
        const film = catalogue?.filmOrId(item) ?? {
          item,
          title: t.film.unknown(item),
          otherTitles: '',
          year: null,
          genres: [],
        }
        return filmRow(
          film,
          (action) => void films.rate(item, action),
          removeButton(titleAndYear(film), item, films, list),
        )
      },
      update: (row, { action }) => showOpinion(row, action),
    })
  })

  exporting.addEventListener('click', async () => {
    const file = await films.exportFile()
    if (file) save(file)
  })

  const file = byId('import-file', HTMLInputElement)
  byId('import').addEventListener('click', () => file.click())
  file.addEventListener('change', async () => {
    const [chosen] = file.files ?? []
    if (chosen) await films.importFile(chosen)
    file.value = '' // So that the same file can be chosen again.
  })

  const dialog = byId('erase-dialog', HTMLDialogElement)
  erasing.addEventListener('click', () => {
    byId('erase-text').textContent = t.history.eraseText(store.state.events.length)
    dialog.returnValue = ''
    dialog.showModal()
  })
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'erase') void films.erase()
  })
}

/**
 * @param {string} title
 * @param {string} item
 * @param {Films} films
 * @param {Element} list
 */
function removeButton(title, item, films, list) {
  const label = t.history.takeOutOf(title)
  const button = el(
    'button',
    {
      class: 'remove',
      type: 'button',
      'aria-label': label,
      title: t.history.takeOut,
      onclick: () => {
        const place = [...list.children].findIndex((row) => row.contains(button))
        void films.takeOut(item)
        const next = list.children[Math.min(place, list.children.length - 1)]
        const target = next?.querySelector('.remove') ?? document.getElementById('import')
        if (target instanceof HTMLElement) target.focus({ preventScroll: true })
      },
    },
    drawing('icon-remove', 'icon'),
  )
  return button
}

/** @param {State} state */
function noteOf({ events, catalogue }) {
  if (events.length === 0) return t.history.empty
  const unknown = catalogue ? events.filter(({ item }) => !catalogue.film(item)).length : 0
  const kept = t.history.kept(events.length)
  return unknown === 0 ? kept : `${kept} ${t.history.notInCatalogue(unknown)}`
}

/** @param {File} file */
function save(file) {
  const url = URL.createObjectURL(file)
  el('a', { href: url, download: file.name }).click()
  // The download has its own hold on the bytes once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
