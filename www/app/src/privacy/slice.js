// The slice of the state about privacy: what is stored on the device, and what was asked of the network.

/**
 * @typedef {'history' | 'lists' | 'ownCatalogues' | 'unfinished' | 'page' | 'films' | 'trainer' | 'engine' | 'model'
 *   | 'ownModel' | 'examples'} PartName
 *
 * @typedef {object} StoredParts
 * @property {Record<PartName, number>} sizes in bytes
 * @property {number | null} usage in all, as the browser counts
 * @property {number | null} quota what it allows
 * @property {boolean} persisted whether it promised to keep it
 *
 * @typedef {object} Request
 * @property {string} path relative to the page, or the whole address of another server's
 * @property {string} method
 * @property {boolean} own whether it went to this site
 *
 * @typedef {object} PrivacySlice
 * @property {StoredParts | null} stored as it was last measured
 * @property {Request[]} requests
 * @property {string[]} blocked addresses that the page's policy blocked
 */

/** @returns {PrivacySlice} */
export function privacySlice() {
  return { stored: null, requests: [], blocked: [] }
}
