// Imports a history from a file: a preview of the changes, then merged with what is here, or in its place. What reads the
// exports of other services is loaded when files are chosen.

import { byId, el } from '../../shell/dom.js'
import { t } from '../texts.js'

/**
 * @import { Items } from '../controller.js'
 * @import { ImportPreview } from '../opinions.js'
 * @import { PageStore } from '../../main.js'
 */

/**
 * @param {PageStore} store
 * @param {Items} items
 */
export function showHistoryImport(store, items) {
  const file = byId('import-file', HTMLInputElement)
  const dialog = byId('import-dialog', HTMLDialogElement)
  /** @type {ImportPreview | null} */
  let preview = null

  /**
   * The history among the files; exports of other services are shown and imported elsewhere.
   * @param {File[]} files
   */
  async function read(files) {
    try {
      const { startImport } = await import('../import/start.js')
      return await startImport(files, store, items)
    } catch (error) {
      items.opinions.failImport(error)
      return null
    }
  }

  byId('import').addEventListener('click', () => file.click())
  file.addEventListener('change', async () => {
    const chosen = [...(file.files ?? [])]
    file.value = '' // So that the same file can be chosen again.
    const history = chosen.length > 0 ? await read(chosen) : null
    preview = history && (await items.opinions.preview(history))
    if (!preview) return
    const own = store.state.items.events.length
    byId('import-text').textContent = t.history.importText(preview.name, preview.difference.events.length)
    byId('import-changes').replaceChildren(
      ...linesOf(preview).map((line) => el('li', {}, line)),
      ...(own > 0 ? [el('li', { class: 'warning' }, t.history.importOwn(own))] : []),
    )
    byId('replace', HTMLButtonElement).hidden = own === 0
    dialog.returnValue = ''
    dialog.showModal()
  })
  dialog.addEventListener('close', () => {
    const how = dialog.returnValue
    if (preview && (how === 'merge' || how === 'replace')) {
      // The pointer is over the picks where the button was, but not to choose among them.
      void items.opinions.import(preview, how).then(() => items.refresh())
    }
    preview = null
  })
}

/** @param {ImportPreview} preview */
function linesOf({ difference: { added, replaced, kept }, missing }) {
  return [
    added > 0 && t.history.importNew(added),
    replaced > 0 && t.history.importLater(replaced),
    kept > 0 && t.history.importSame(kept),
    missing > 0 && t.history.importMissing(missing),
  ].filter((line) => line !== false)
}
