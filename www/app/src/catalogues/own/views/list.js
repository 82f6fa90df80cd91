// All catalogues: the page's, and the visitor's own, each of which can be used, renamed, exported and deleted.

import { focusBeginning } from '../../../items/views/welcome.js'
import { byId, download, el, reconcile } from '../../../shell/dom.js'
import { sanitizeText } from '../../../shell/untrusted-text.js'
import { askForText, confirm } from '../../../shell/views/questions.js'
import { MAX_NAME_LENGTH } from '../naming.js'
import { t } from '../texts.js'

/**
 * @import { ItemsSlice } from '../../../items/slice.js'
 * @import { PageStore } from '../../../main.js'
 * @import { OwnCatalogue } from '../../kept-packs.js'
 * @import { OwnCatalogues } from '../controller.js'
 */

/** The entry for the page's own. */
const BUILT_IN = null

/**
 * @param {PageStore} store
 * @param {OwnCatalogues} catalogues
 * @param {HTMLElement} element
 */
export function showCatalogueList(store, catalogues, element) {
  const list = el('ol', { class: 'lines', 'aria-labelledby': 'catalogues-heading' })
  element.append(list)

  store.watch(
    { catalogues: ['ownCatalogues'], items: ['ownCatalogue'] },
    ({ catalogues: { ownCatalogues }, items }) => {
      const used = items.ownCatalogue
      const hadFocus = list.contains(document.activeElement)
      reconcile(list, [BUILT_IN, ...ownCatalogues], {
        // What can be done with it changes once it is used, kept or renamed.
        key: (own) => JSON.stringify([own, used?.id === own?.id]),
        create: (own) => row(own, used, catalogues),
        update: () => {},
      })
      if (hadFocus && !list.contains(document.activeElement)) byId('catalogues-heading').focus()
    },
  )
}

/**
 * @param {OwnCatalogue | null} own
 * @param {ItemsSlice['ownCatalogue']} used
 * @param {OwnCatalogues} catalogues
 */
function row(own, used, catalogues) {
  const name = own ? sanitizeText(own.name) : t.builtIn
  const inUse = used?.id === own?.id
  const use = async () => {
    await catalogues.use(own)
    focusBeginning()
  }
  const status = inUse ? el('span', { class: 'in-use' }, t.current) : !own?.damaged && tool(t.use, t.useOf(name), use)
  return el(
    'li',
    { class: 'catalogue', 'aria-current': inUse ? 'true' : null },
    el(
      'div',
      {},
      el('p', { class: 'title', dir: 'auto' }, name),
      el('p', { class: 'quiet' }, detailOf(own)),
      own && !own.kept && el('p', { class: 'quiet' }, t.unkept),
    ),
    el('div', { class: 'toolbar' }, status, ...(own ? toolsOf(own, name, catalogues) : [])),
  )
}

/** @param {OwnCatalogue | null} own */
function detailOf(own) {
  if (!own) return t.builtInDetail
  return own.damaged ? t.damaged : t.detail(own.items, own.bytes, own.at_ms)
}

/**
 * @param {OwnCatalogue} own
 * @param {string} name
 * @param {OwnCatalogues} catalogues
 */
function toolsOf(own, name, catalogues) {
  const rename = async () => {
    const wanted = await askForText({
      heading: t.renameOf(own.name),
      label: t.name,
      action: t.rename,
      value: own.name,
      maxLength: MAX_NAME_LENGTH,
    })
    if (wanted) await catalogues.rename(own, wanted)
  }
  const exportPack = async () => {
    const file = await catalogues.exportFile(own)
    if (file) download(file)
  }
  const remove = async () => {
    if (await confirm({ heading: t.deleteHeading(name), text: t.deleteText, action: t.delete }))
      await catalogues.remove(own)
  }
  return [
    !own.damaged && tool(t.rename, t.renameOf(name), rename),
    tool(t.export, t.exportOf(name), exportPack),
    tool(t.delete, t.deleteOf(name), remove),
  ]
}

/**
 * @param {string} label
 * @param {string} about what it does to which catalogue
 * @param {() => unknown} run
 */
function tool(label, about, run) {
  return el('button', { class: 'button small', type: 'button', 'aria-label': about, onclick: () => void run() }, label)
}
