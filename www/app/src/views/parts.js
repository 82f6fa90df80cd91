// The parts of the page: the address says which one is shown.

import { byId } from '../dom.js'
import { t } from '../language.js'

/**
 * @import { PageStore, State } from '../state.js'
 */

const TITLES = { films: t.page.films, pictures: t.page.pictures, privacy: t.privacy.title }

/** @param {PageStore} store */
export function showParts(store) {
  const follow = () => {
    const [part] = location.hash.slice(1).split('/')
    if (part in TITLES) store.set({ part: /** @type {State['part']} */ (part) })
  }
  addEventListener('hashchange', follow)
  follow()

  store.watch(['part'], ({ part }) => {
    for (const name of Object.keys(TITLES)) {
      byId(`part-${name}`).hidden = name !== part
      const link = document.querySelector(`.tabs a[href="#${name}"]`)
      if (name === part) link?.setAttribute('aria-current', 'page')
      else link?.removeAttribute('aria-current')
    }
    document.title = t.page.title(TITLES[part])
    scrollTo(0, 0)
  })
}
