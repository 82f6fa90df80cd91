// The room of catalogues: which one is in use. The list of them, and the form that makes one, are in own/, which is loaded
// when they are first looked at.

import './catalogues.css'
import { isCacheThere, unfinishedCacheName } from '../shell/cache-names.js'
import { byId } from '../shell/dom.js'
import { failedPart } from '../shell/views/failed-part.js'
import { fillTexts } from '../shell/language.js'
import { t } from './texts.js'

/**
 * @import { Items } from '../items/controller.js'
 * @import { PageStore } from '../main.js'
 */

/**
 * @param {PageStore} store
 * @param {Promise<Items>} items
 */
export function startCatalogues(store, items) {
  fillTexts('catalogues', t)
  store.watch({ items: ['otherCatalogue'] }, ({ items: { otherCatalogue } }) => {
    byId('own-name').textContent = otherCatalogue?.name ?? ''
  })

  const element = byId('catalogues')
  let loading = false
  const load = async () => {
    loading = true
    try {
      const { startOwnCatalogues } = await import('./own/start.js')
      await startOwnCatalogues(store, await items, element)
      endWatching()
    } catch (error) {
      loading = false
      element.replaceChildren(failedPart(error, load))
    }
  }
  // One that was stopped is worth a word wherever the visitor is.
  void isCacheThere(unfinishedCacheName()).then((isThere) => {
    if (isThere && !loading) void load()
  })
  const endWatching = store.watch({ items: ['view'], shell: ['room'] }, ({ items: { view }, shell: { room } }) => {
    if (view === 'catalogues' && room === 'films' && !loading) void load()
  })
}
