// What of catalogues is loaded when it is asked for: their controller, the list of them, and the form that makes one.

import { Catalogues } from '../../catalogues.js'
import { showForm } from './form.js'
import { showList } from './list.js'

/**
 * @import { Films } from '../../films.js'
 * @import { PageStore } from '../../state.js'
 */

/**
 * @param {PageStore} store
 * @param {Films} films
 * @param {HTMLElement} element that takes them
 */
export async function startCatalogues(store, films, element) {
  const catalogues = new Catalogues(store, films)
  // Nothing moves once it is there.
  await catalogues.list()
  element.replaceChildren()
  showList(store, catalogues, element)
  showForm(store, catalogues, element)
  store.watch(['view'], ({ view }) => {
    if (view === 'catalogues') void catalogues.list()
  })
}
