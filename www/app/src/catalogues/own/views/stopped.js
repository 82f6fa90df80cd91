// The learnings that were stopped because their page was reloaded or closed, with ways to go on and to forget them.

import { focusBeginning } from '../../../items/views/welcome.js'
import { byId, el, reconcile } from '../../../shell/dom.js'
import { sanitizeText } from '../../../shell/untrusted-text.js'
import { t } from '../texts.js'

/**
 * @import { PageStore } from '../../../main.js'
 * @import { OwnCatalogues } from '../controller.js'
 * @import { Stopped } from '../unfinished.js'
 */

/**
 * @param {PageStore} store
 * @param {OwnCatalogues} catalogues
 * @param {HTMLElement} element
 */
export function showStopped(store, catalogues, element) {
  const list = el('ol', { class: 'lines stopped', 'aria-label': t.stoppedHeading })
  element.append(list)
  /** @param {Stopped} one */
  const goOn = async (one) => {
    await catalogues.goOn(one)
    // The button that had the focus is gone with the room.
    if (!element.checkVisibility() && document.activeElement === document.body) focusBeginning()
  }
  void catalogues.watchStopped(goOn)

  store.watch({ catalogues: ['stopped', 'learning'] }, ({ catalogues: { stopped, learning } }) => {
    const hadFocus = list.contains(document.activeElement)
    list.hidden = stopped.length === 0
    reconcile(list, stopped, {
      key: ({ id }) => id,
      create: (one) => {
        const name = sanitizeText(one.name)
        const button = (/** @type {string} */ label, /** @type {() => Promise<void>} */ run) =>
          el(
            'button',
            { class: 'button small', type: 'button', 'aria-label': `${label}: ${name}`, onclick: () => void run() },
            label,
          )
        return el(
          'li',
          { class: 'catalogue' },
          el(
            'div',
            {},
            el('p', { class: 'title', dir: 'auto' }, t.stopped(name)),
            el('p', { class: 'quiet' }, t.stoppedText),
          ),
          el(
            'div',
            { class: 'toolbar' },
            button(t.goOn, () => goOn(one)),
            button(t.discard, () => catalogues.discard(one)),
          ),
        )
      },
      // One at a time is learned.
      update: (row) => (row.querySelector('button').disabled = learning.step === 'learning'),
    })
    if (hadFocus && !list.contains(document.activeElement)) byId('catalogues-heading').focus()
  })
}
