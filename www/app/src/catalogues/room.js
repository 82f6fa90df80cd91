// Which catalogue is in use, beside the ways to look at films. The list of them, and the form that makes one, are
// loaded when they are first looked at.

import { byId, el } from '../../dom.js'
import { t } from '../../language.js'
import { messageOf } from '../../state.js'

/**
 * @import { Films } from '../../films.js'
 * @import { PageStore } from '../../state.js'
 */

/**
 * @param {PageStore} store
 * @param {Films} films
 */
export function showCatalogues(store, films) {
  const element = byId('catalogues')
  let loaded = false

  store.watch(['own'], ({ own }) => (byId('own-name').textContent = own?.name ?? ''))

  const load = async () => {
    loaded = true
    try {
      const { startCatalogues } = await import('../catalogues/start.js')
      await startCatalogues(store, films, element)
    } catch (error) {
      loaded = false
      element.replaceChildren(
        el(
          'div',
          { class: 'failure', role: 'alert' },
          el('p', {}, messageOf(error)),
          el('button', { class: 'button', type: 'button', onclick: () => void load() }, t.page.tryAgain),
        ),
      )
    }
  }
  store.watch(['view', 'part'], ({ view, part }) => {
    if (view === 'catalogues' && part === 'films' && !loaded) void load()
  })
}
