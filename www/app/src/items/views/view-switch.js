// The ways to look at items: picks, all of them, the visitor's taste, catalogues. The address says which one is shown.

import { byId } from '../../shell/dom.js'

/**
 * @import { PageStore } from '../../main.js'
 * @import { View } from '../slice.js'
 */

const VIEWS = /** @type {View[]} */ (['picks', 'all', 'taste', 'catalogues'])

/** @param {PageStore} store */
export function showViewSwitch(store) {
  const follow = () => {
    const [room, view = 'picks'] = location.hash.slice(1).split('/')
    if (room === 'films' && VIEWS.some((name) => name === view))
      store.set('items', { view: /** @type {View} */ (view) })
  }
  addEventListener('hashchange', follow)
  follow()

  store.watch({ items: ['view'] }, ({ items: { view }, shell }) => {
    for (const name of VIEWS) {
      byId(`view-${name}`).hidden = name !== view
      const link = byId('views').querySelector(`[data-view=${name}]`)
      if (name === view) link?.setAttribute('aria-current', 'page')
      else link?.removeAttribute('aria-current')
    }
    const address = view === 'picks' ? '#films' : `#films/${view}`
    if (shell.room === 'films' && location.hash !== address && location.hash !== '') {
      history.replaceState(null, '', address)
    }
  })
}
