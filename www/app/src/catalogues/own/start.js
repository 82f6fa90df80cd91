// What is loaded when catalogues are first looked at, or if the learning of one was stopped: their controller, the list of
// them, and the form that makes one.

import { OwnCatalogues } from './controller.js'
import { showLearnForm } from './views/form.js'
import { showCatalogueList } from './views/list.js'
import { showStopped } from './views/stopped.js'

/**
 * @import { Items } from '../../items/controller.js'
 * @import { PageStore } from '../../main.js'
 */

/**
 * @param {PageStore} store
 * @param {Items} items
 * @param {HTMLElement} element that is filled with them
 */
export async function startOwnCatalogues(store, items, element) {
  const catalogues = new OwnCatalogues(store, items)
  // Before anything is shown, so that nothing moves later.
  await catalogues.list()
  element.replaceChildren()
  showStopped(store, catalogues, element)
  showCatalogueList(store, catalogues, element)
  showLearnForm(store, catalogues, element)
  store.watch({ items: ['view'] }, ({ items: { view } }) => {
    if (view === 'catalogues') void catalogues.list()
  })
}
