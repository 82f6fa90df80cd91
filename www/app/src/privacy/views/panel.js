// The privacy panel: what is stored on this device, each part to be deleted, and what was asked of the network.

import { byId, el, reconcile } from '../dom.js'
import { t } from '../language.js'

/**
 * @import { Pictures } from '../pictures.js'
 * @import { PageStore, PartName, State } from '../state.js'
 * @import { Stored } from '../stored.js'
 *
 * @typedef {keyof typeof t.privacy.forget} Asked
 */

/**
 * @param {PageStore} store
 * @param {Stored} stored
 * @param {Pictures} pictures
 */
export function showPrivacy(store, stored, pictures) {
  const save = byId('save-model')
  const persist = byId('persist')
  save.addEventListener('click', () => void pictures.prepare())
  persist.addEventListener('click', () => void stored.persist())
  confirmErasing(stored)

  // Measured while somebody looks, and again when something may have changed.
  store.watch(['part', 'events', 'keeping', 'modelKept', 'ownModel', 'owns'], ({ part }) => {
    if (part === 'privacy') void stored.measure()
  })

  store.watch(['stored'], ({ stored: found }) => {
    if (!found) return
    const { sizes, usage, quota, persisted } = found
    byId('stored-total').textContent =
      usage === null || quota === null ? t.privacy.unknownTotal : t.privacy.total(usage, quota)
    byId('persist-note').textContent = persisted ? t.privacy.persisted : t.privacy.notPersisted
    persist.hidden = persisted
    save.hidden = sizes.model > 0 && sizes.engine > 0
    reconcile(byId('stored'), /** @type {[PartName, number][]} */ (Object.entries(sizes)), {
      key: ([name]) => name,
      create: ([name]) => partRow(name, stored),
      update: showSize,
    })
  })

  store.watch(['recognition'], ({ recognition: { step, progress, error } }) => {
    const total = progress?.total
    byId('save-model-note').textContent =
      step === 'failed'
        ? (error ?? '')
        : step !== 'loading'
          ? ''
          : total
            ? t.privacy.saving(progress.loaded / total)
            : t.pictures.loading
  })

  store.watch(['requests', 'forbidden'], showRequests)
}

/** @param {State} state */
function showRequests({ requests, forbidden }) {
  const foreign = requests.filter(({ own }) => !own)
  const sending = requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD')
  byId('sent').dataset.clean = String(foreign.length + sending.length === 0)
  byId('sent').textContent =
    foreign.length + sending.length === 0
      ? t.privacy.nothingSent
      : t.privacy.somethingSent(foreign.length + sending.length)
  byId('asked').textContent = t.privacy.asked(requests.length)
  byId('foreign').textContent = t.privacy.foreign(foreign.length)
  byId('forbidden').textContent = t.privacy.forbidden(forbidden.length)
  byId('requests').replaceChildren(
    ...requests.map(({ method, path, own }) =>
      el('li', { class: own ? null : 'foreign' }, `${method} `, el('bdi', {}, path)),
    ),
  )
}

/**
 * @param {PartName} name
 * @param {Stored} stored
 */
function partRow(name, stored) {
  const text = t.privacy.parts[name]
  const remove = () => (name in t.privacy.forget ? ask(/** @type {Asked} */ (name)) : void stored.remove(name))
  return el(
    'li',
    { class: 'part', 'data-part': name },
    el('div', {}, el('p', { class: 'title' }, text.name), el('p', { class: 'quiet' }, text.about)),
    el('data'),
    el(
      'button',
      { class: 'button', type: 'button', 'aria-label': t.privacy.deletePart(text.name), onclick: remove },
      t.privacy.delete,
    ),
  )
}

/**
 * @param {HTMLElement} row
 * @param {[PartName, number]} entry
 */
function showSize(row, [, bytes]) {
  const size = /** @type {HTMLDataElement} */ (row.querySelector('data'))
  size.value = String(bytes)
  size.textContent = bytes > 0 ? t.format.bytes(bytes) : t.privacy.nothing
  const button = /** @type {HTMLButtonElement} */ (row.querySelector('button'))
  button.disabled = bytes === 0
}

/**
 * What is nowhere else is deleted only if it is said twice.
 * @param {Asked} name
 */
function ask(name) {
  const dialog = byId('forget-dialog', HTMLDialogElement)
  byId('forget-heading').textContent = t.privacy.forget[name].heading
  byId('forget-text').textContent = t.privacy.forget[name].text
  dialog.dataset.part = name
  dialog.returnValue = ''
  dialog.showModal()
}

/** @param {Stored} stored */
function confirmErasing(stored) {
  const dialog = byId('forget-dialog', HTMLDialogElement)
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'erase') void stored.remove(/** @type {Asked} */ (dialog.dataset.part))
  })
}
