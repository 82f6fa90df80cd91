// The parts of the page: the address says which one is shown.

import { byId } from '../dom.js'
import { t } from '../language.js'

/**
 * @import { PageStore, State } from '../state.js'
 */

const titles = () => ({ films: t.page.films, pictures: t.page.pictures, privacy: t.privacy.title })

/** @param {PageStore} store */
export function showParts(store) {
  const follow = () => {
    const [part] = location.hash.slice(1).split('/')
    if (part in titles()) store.set({ part: /** @type {State['part']} */ (part) })
  }
  addEventListener('hashchange', follow)
  follow()

  store.watch(['part', 'own'], ({ part }) => (document.title = t.page.title(titles()[part])))
  store.watch(['part'], ({ part }) => {
    for (const name of Object.keys(titles())) {
      byId(`part-${name}`).hidden = name !== part
      const link = document.querySelector(`.tabs a[href="#${name}"]`)
      if (name === part) link?.setAttribute('aria-current', 'page')
      else link?.removeAttribute('aria-current')
    }
    scrollTo(0, 0)
  })
}
