// All catalogues: the page's, and the visitor's own, each to be used, renamed, given out as a file and deleted.

import { byId, el, reconcile, save } from '../../dom.js'
import { focusBeginning } from '../films/welcome.js'
import { confirmed, named } from './dialogs.js'
import { words } from '../../words.js'

/**
 * @import { Catalogues } from '../../catalogues.js'
 * @import { OwnCatalogue } from '../../own-catalogues.js'
 * @import { PageStore, State } from '../../state.js'
 */

/** What stands for the page's own. */
const BUILT_IN = null

/**
 * @param {PageStore} store
 * @param {Catalogues} catalogues
 * @param {HTMLElement} element
 */
export function showList(store, catalogues, element) {
  const list = el('ol', { class: 'lines', 'aria-labelledby': 'catalogues-heading' })
  element.append(list)

  store.watch(['owns', 'own'], ({ owns, own: used }) => {
    const busy = list.contains(document.activeElement)
    reconcile(list, [BUILT_IN, ...owns], {
      // What can be done with it is another thing once it is used, kept or renamed.
      key: (own) => JSON.stringify([own, used?.id === own?.id]),
      create: (own) => row(own, used, catalogues),
      update: () => {},
    })
    if (busy && !list.contains(document.activeElement)) byId('catalogues-heading').focus()
  })
}

/**
 * @param {OwnCatalogue | null} own
 * @param {State['own']} used
 * @param {Catalogues} catalogues
 */
function row(own, used, catalogues) {
  const name = own ? own.name : words.builtIn
  const detail = own ? words.detail(own.items, own.bytes, own.at_ms) : words.builtInDetail
  const inUse = used?.id === own?.id
  const tool = (/** @type {string} */ label, /** @type {string} */ about, /** @type {() => unknown} */ run) =>
    el('button', { class: 'button small', type: 'button', 'aria-label': about, onclick: () => void run() }, label)
  const use = async () => {
    await catalogues.use(own)
    focusBeginning()
  }
  const tools = own && [
    tool(words.rename, words.renameOf(name), async () => {
      const wanted = await named(own.name)
      if (wanted) await catalogues.rename(own, wanted)
    }),
    tool(words.export, words.exportOf(name), async () => {
      const file = await catalogues.exportFile(own)
      if (file) save(file)
    }),
    tool(words.delete, words.deleteOf(name), async () => {
      if (await confirmed(words.deleteHeading(name), words.deleteText, words.delete)) {
        await catalogues.remove(own)
      }
    }),
  ]
  return el(
    'li',
    { class: 'catalogue', 'aria-current': inUse ? 'true' : null },
    el(
      'div',
      {},
      el('p', { class: 'title', dir: 'auto' }, name),
      el('p', { class: 'quiet' }, detail),
      own && !own.kept && el('p', { class: 'quiet' }, words.unkept),
    ),
    el(
      'div',
      { class: 'toolbar' },
      inUse ? el('span', { class: 'in-use' }, words.current) : tool(words.use, words.useOf(name), use),
      ...(tools ?? []),
    ),
  )
}
