// The state of working offline, whose data the page shows, and under which terms.

import { byId } from '../dom.js'
import { t } from '../language.js'
import { harmless } from '../text.js'

/** @import { PageStore, State } from '../state.js' */

/** Of a paragraph, in characters. */
const LONGEST_TERMS = 5_000

/** @param {PageStore} store */
export function showColophon(store) {
  const line = byId('offline')

  store.watch(['arriving', 'keeping', 'online', 'whole'], (state) => {
    line.dataset.films = state.whole ? 'whole' : 'some'
    line.dataset.step = state.keeping
    // Not each byte is worth an announcement.
    line.setAttribute('aria-live', state.arriving ? 'off' : 'polite')
    line.textContent = lineOf(state)
    byId('offline-detail').textContent = t.offline.details[state.keeping]
  })

  store.watch(['pack', 'own'], ({ pack, own }) => {
    byId('terms-of-films').hidden = own !== null
    if (!pack) return
    const { users, interactions } = pack.trainedOn
    // A pack of factors that were trained elsewhere does not know on what.
    byId('trained-on').textContent = users ? t.colophon.trainedOn(interactions, users) : ''
    const [summary, ...terms] = unwrapped(pack.notice)
      .split('\n\n')
      .map((paragraph) => harmless(paragraph, LONGEST_TERMS))
    byId('notice').textContent = own ? t.colophon.own(harmless(own.name)) : summary
    byId('terms').textContent = terms.join('\n\n')
  })
}

/**
 * Lines of a paragraph in one, except where a list begins anew.
 * @param {string} text
 */
function unwrapped(text) {
  return text.trim().replace(/([^\n])\n(?!\n|- )\s*/g, '$1 ')
}

/** @param {State} state */
function lineOf({ arriving, keeping, online }) {
  if (arriving) return t.offline.arriving(arriving.total ? Math.min(1, arriving.loaded / arriving.total) : null)
  if (!online) return keeping === 'ready' ? t.offline.working : t.offline.offline
  return keeping === 'ready' ? t.offline.ready : ''
}
