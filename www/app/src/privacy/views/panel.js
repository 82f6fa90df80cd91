// The privacy panel: what is stored on this device, part by part, with a way to delete it; and what was asked of the
// network.

import { keepCatalogues } from '../../catalogues/offline-use.js'
import { byId, el, reconcile } from '../../shell/dom.js'
import { format } from '../../shell/language.js'
import { t } from '../texts.js'

/**
 * @import { PageStore } from '../../main.js'
 * @import { Pictures } from '../../pictures/controller.js'
 * @import { DeviceStorage } from '../device-storage.js'
 * @import { PartName, PrivacySlice } from '../slice.js'
 *
 * @typedef {keyof typeof t.forget} Irreplaceable a part that is stored nowhere else
 */

/**
 * @param {PageStore} store
 * @param {DeviceStorage} storage
 * @param {Pictures} pictures
 */
export function showPrivacyPanel(store, storage, pictures) {
  const save = byId('save-model')
  const persist = byId('persist')
  save.addEventListener('click', () => {
    void pictures.prepare()
    void keepCatalogues()
  })
  persist.addEventListener('click', () => void storage.requestPersistence())
  confirmDeletion(storage)

  // Measured when the panel is opened, and while it is open when something may have changed.
  const changes = /** @type {const} */ ({
    shell: ['room', 'offline'],
    items: ['events'],
    catalogues: ['ownCatalogues', 'stopped'],
    pictures: ['modelKept', 'ownModel'],
  })
  store.watch(changes, ({ shell: { room } }) => {
    if (room === 'privacy') void storage.measure()
  })

  store.watch({ privacy: ['stored'] }, ({ privacy: { stored } }) => {
    if (!stored) return
    const { sizes, usage, quota, persisted } = stored
    byId('stored-total').textContent = usage === null || quota === null ? t.unknownTotal : t.total(usage, quota)
    byId('persist-note').textContent = persisted ? t.persisted : t.notPersisted
    persist.hidden = persisted
    save.hidden = store.state.shell.offline === 'ready'
    reconcile(byId('stored'), /** @type {[PartName, number][]} */ (Object.entries(sizes)), {
      key: ([name]) => name,
      create: ([name]) => partRow(name, storage),
      update: showSize,
    })
  })

  store.watch({ pictures: ['recognition'] }, ({ pictures: { recognition } }) => {
    const { step, progress, error } = recognition
    const total = progress?.total
    byId('save-model-note').textContent =
      step === 'failed'
        ? (error ?? '')
        : step !== 'loading'
          ? ''
          : total
            ? t.saving(progress.loaded / total)
            : t.savingBegins
  })

  store.watch({ privacy: ['requests', 'blocked'] }, ({ privacy }) => showRequests(privacy))
}

/** @param {PrivacySlice} slice */
function showRequests({ requests, blocked }) {
  const foreign = requests.filter(({ own }) => !own)
  const sending = requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD')
  byId('sent').dataset.clean = String(foreign.length + sending.length === 0)
  byId('sent').textContent =
    foreign.length + sending.length === 0 ? t.nothingSent : t.somethingSent(foreign.length + sending.length)
  byId('asked').textContent = t.asked(requests.length)
  byId('foreign').textContent = t.foreign(foreign.length)
  byId('blocked').textContent = t.blocked(blocked.length)
  byId('requests').replaceChildren(
    ...requests.map(({ method, path, own }) =>
      el('li', { class: own ? null : 'foreign' }, `${method} `, el('bdi', {}, path)),
    ),
  )
}

/**
 * @param {PartName} name
 * @param {DeviceStorage} storage
 */
function partRow(name, storage) {
  const text = t.parts[name]
  const remove = () => (name in t.forget ? ask(/** @type {Irreplaceable} */ (name)) : void storage.remove(name))
  return el(
    'li',
    { class: 'part', 'data-part': name },
    el('div', {}, el('p', { class: 'title' }, text.name), el('p', { class: 'quiet' }, text.about)),
    el('data'),
    el('button', { class: 'button', type: 'button', 'aria-label': t.deletePart(text.name), onclick: remove }, t.delete),
  )
}

/**
 * @param {HTMLElement} row
 * @param {[PartName, number]} entry
 */
function showSize(row, [, bytes]) {
  const size = /** @type {HTMLDataElement} */ (row.querySelector('data'))
  size.value = String(bytes)
  size.textContent = bytes > 0 ? format.bytes(bytes) : t.nothing
  const button = /** @type {HTMLButtonElement} */ (row.querySelector('button'))
  button.disabled = bytes === 0
}

/**
 * Asks for confirmation before something is deleted that is stored nowhere else.
 * @param {Irreplaceable} name
 */
function ask(name) {
  const dialog = byId('forget-dialog', HTMLDialogElement)
  byId('forget-heading').textContent = t.forget[name].heading
  byId('forget-text').textContent = t.forget[name].text
  dialog.dataset.part = name
  dialog.returnValue = ''
  dialog.showModal()
}

/** @param {DeviceStorage} storage */
function confirmDeletion(storage) {
  const dialog = byId('forget-dialog', HTMLDialogElement)
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'erase') void storage.remove(/** @type {Irreplaceable} */ (dialog.dataset.part))
  })
}
