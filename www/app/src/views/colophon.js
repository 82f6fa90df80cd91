// The state of working offline, whose data the page shows, and under which terms.

import { byId } from '../dom.js'

/**
 * @import { Offline } from '../offline.js'
 * @import { PageStore, State } from '../state.js'
 */

/**
 * @param {PageStore} store
 * @param {Offline} offline
 */
export function showColophon(store, offline) {
  const line = byId('offline')
  const saveButton = byId('save-model')
  saveButton.addEventListener('click', () => void offline.save())

  store.watch(['saving', 'online'], ({ saving, online }) => {
    line.dataset.step = saving.step
    // Not each byte is worth an announcement.
    line.setAttribute('aria-live', saving.step === 'saving' ? 'off' : 'polite')
    line.textContent = lineOf(saving, online)
    byId('offline-detail').textContent = DETAILS[saving.step]
    saveButton.hidden = saving.step !== 'asking' && saving.step !== 'failed'
  })

  store.watch(['pack'], ({ pack }) => {
    if (!pack) return
    const { users, interactions } = pack.trained_on
    // A pack of factors that were trained elsewhere does not know on what.
    byId('trained-on').textContent = users
      ? `The recommender learned from ` +
        `${interactions.toLocaleString('en')} good ratings by ${users.toLocaleString('en')} people.`
      : ''
    const [summary, ...terms] = unwrapped(pack.notice).split('\n\n')
    byId('notice').textContent = summary
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

/** @type {Record<State['saving']['step'], string>} */
const DETAILS = {
  starting: '',
  unsupported: 'This browser cannot keep the page for offline use.',
  saving: 'The page is being saved so that it works without a network.',
  ready: 'The page is saved on this device, both halves of it: it works without a network.',
  asking: 'Films work without a network. Image recognition is not saved yet, because you asked to save data.',
  failed: 'Not all of the page could be saved for offline use: the network is gone, or there is no room.',
}

/**
 * @param {State['saving']} saving
 * @param {boolean} online
 */
function lineOf({ step, loaded = 0, total = 0 }, online) {
  if (step === 'saving') {
    const share = total > 0 ? ` ${Math.floor((loaded / total) * 100)} %` : ''
    return `Saving for offline use${share}`
  }
  if (!online) return step === 'ready' ? 'Offline, and working' : 'Offline'
  return step === 'ready' ? 'Ready to work offline' : ''
}
