// The ways to look at items: picks, all of them, those that were searched for, lists, the visitor's taste, catalogues.

import { byId } from '../../shell/dom.js'
import { VIEWS } from '../slice.js'

/** @import { PageStore } from '../../main.js' */

/** @param {PageStore} store */
export function showViewSwitch(store) {
  store.watch({ items: ['view'] }, ({ items: { view } }) => {
    for (const name of VIEWS) {
      byId(`view-${name}`).hidden = name !== view
      const link = byId('views').querySelector(`[data-view=${name}]`)
      if (name === view) link?.setAttribute('aria-current', 'page')
      else link?.removeAttribute('aria-current')
    }
  })
}
