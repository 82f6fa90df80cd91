// What the visitor chose about the page itself: its language, the sliders, the catalogue. Kept in localStorage; where
// nothing can be kept, it lasts as long as the page.

const KEY = 'penchant-settings'

/**
 * @import { Kind } from '../items/texts/en.js'
 *
 * @typedef {object} Settings
 * @property {string} [language]
 * @property {import('../items/slice.js').Sliders} [controls]
 * @property {string[]} [welcomed] the histories of catalogues whose first question was answered or skipped
 * @property {{ id: string, name: string, kind: Kind } | null} [catalogue] the visitor's own one, if it is in use
 */

/** @type {Settings} */
let settings = read()

export const setting = (/** @type {keyof Settings} */ name) => /** @type {any} */ (settings[name])

/** @param {Settings} changes */
export function keepSetting(changes) {
  settings = { ...settings, ...changes }
  try {
    localStorage.setItem(KEY, JSON.stringify(settings))
  } catch {
    // Nothing can be kept here: private windows are like that.
  }
}

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    if (!kept || typeof kept !== 'object') return {}
    // Earlier pages asked once for all catalogues.
    return Array.isArray(kept.welcomed) ? kept : { ...kept, welcomed: undefined }
  } catch {
    return {}
  }
}
