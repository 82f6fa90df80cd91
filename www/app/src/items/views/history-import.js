// A history from a file: what it would change is shown first, then it is merged with what is here, or replaces it.

import { byId, el } from '../../dom.js'
import { t } from '../../language.js'

/**
 * @import { Films } from '../../films.js'
 * @import { ImportPreview } from '../../opinions.js'
 * @import { PageStore } from '../../state.js'
 */

/**
 * @param {PageStore} store
 * @param {Films} films
 */
export function showImport(store, films) {
  const file = byId('import-file', HTMLInputElement)
  const dialog = byId('import-dialog', HTMLDialogElement)
  /** @type {ImportPreview | null} */
  let preview = null

  byId('import').addEventListener('click', () => file.click())
  file.addEventListener('change', async () => {
    const [chosen] = file.files ?? []
    preview = chosen ? await films.opinions.preview(chosen) : null
    file.value = '' // So that the same file can be chosen again.
    if (!preview) return
    const own = store.state.events.length
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
    if (preview && (how === 'merge' || how === 'replace')) void films.opinions.import(preview, how)
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
