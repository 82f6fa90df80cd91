// All catalogues: the page's films and examples, and the visitor's own, each of which can be used, renamed, exported and
// deleted.

import { textsOf } from '../../../items/texts.js'
import { focusBeginning } from '../../../items/views/welcome.js'
import { byId, download, el, reconcile } from '../../../shell/dom.js'
import { sanitizeText } from '../../../shell/untrusted-text.js'
import { confirm } from '../../../shell/views/questions.js'
import { EXAMPLES } from '../../examples.js'
import { t } from '../texts.js'
import { askForName } from './rename-question.js'

/**
 * @import { OtherCatalogue } from '../../../items/slice.js'
 * @import { PageStore } from '../../../main.js'
 * @import { OwnCatalogue } from '../../kept-packs.js'
 * @import { OwnCatalogues } from '../controller.js'
 *
 * @typedef {OwnCatalogue | OtherCatalogue | null} Entry one of the visitor's own, an example, or the page's films
 */

const FILMS = null

/**
 * @param {PageStore} store
 * @param {OwnCatalogues} catalogues
 * @param {HTMLElement} element
 */
export function showCatalogueList(store, catalogues, element) {
  const list = el('ol', { class: 'lines', 'aria-labelledby': 'catalogues-heading' })
  element.append(list)

  store.watch({ catalogues: ['ownCatalogues'], items: ['otherCatalogue'] }, ({ catalogues: { ownCatalogues } }) => {
    const hadFocus = list.contains(document.activeElement)
    /** @type {Entry[]} */
    const entries = [FILMS, ...EXAMPLES, ...ownCatalogues]
    reconcile(list, entries, {
      // What can be done with it changes once it is used, kept or renamed.
      key: (entry) => JSON.stringify([entry, catalogues.isInUse(entry)]),
      create: (entry) => row(entry, catalogues),
      update: () => {},
    })
    if (hadFocus && !list.contains(document.activeElement)) byId('catalogues-heading').focus()
  })
}

/**
 * @param {Entry} entry
 * @param {OwnCatalogues} catalogues
 */
function row(entry, catalogues) {
  const own = entry && 'bytes' in entry ? entry : null
  const name = entry ? sanitizeText(entry.name) : t.builtIn
  const inUse = catalogues.isInUse(entry)
  const use = async () => {
    await catalogues.use(entry)
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
      el('p', { class: 'quiet' }, detailOf(entry)),
      own && !own.kept && el('p', { class: 'quiet' }, t.unkept),
    ),
    el('div', { class: 'toolbar' }, status, ...(own ? toolsOf(own, name, catalogues) : [])),
  )
}

/** @param {Entry} entry */
function detailOf(entry) {
  if (!entry) return t.builtInDetail
  const texts = textsOf(entry.kind)
  if (!('bytes' in entry)) return texts.attribution.invented
  return entry.damaged ? t.damaged : t.detail(texts.search.count(entry.items), entry.bytes, entry.at_ms)
}

/**
 * @param {OwnCatalogue} own
 * @param {string} name
 * @param {OwnCatalogues} catalogues
 */
function toolsOf(own, name, catalogues) {
  const rename = async () => {
    const wanted = await askForName(own)
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
