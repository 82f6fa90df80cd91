// The ways to look at films: picks, all of them, the visitor's taste, catalogues. The address says which one is shown.

import { byId } from '../../dom.js'

/** @import { PageStore, View } from '../../state.js' */

const VIEWS = /** @type {View[]} */ (['picks', 'all', 'taste', 'catalogues'])

/** @param {PageStore} store */
export function showViews(store) {
  const follow = () => {
    const [part, view = 'picks'] = location.hash.slice(1).split('/')
    if (part === 'films' && VIEWS.some((name) => name === view)) store.set({ view: /** @type {View} */ (view) })
  }
  addEventListener('hashchange', follow)
  follow()

  store.watch(['view'], ({ view }) => {
    for (const name of VIEWS) {
      byId(`view-${name}`).hidden = name !== view
      const link = byId('views').querySelector(`[data-view=${name}]`)
      if (name === view) link?.setAttribute('aria-current', 'page')
      else link?.removeAttribute('aria-current')
    }
    const address = view === 'picks' ? '#films' : `#films/${view}`
    if (store.state.part === 'films' && location.hash !== address && location.hash !== '') {
      history.replaceState(null, '', address)
    }
  })
}
