// The shell's slice of the state: which room is shown, what is said at the lower edge, and how far the page is kept.

/**
 * @typedef {object} Message
 * @property {string} text
 * @property {{ label: string, run: () => void }} [action]
 *
 * @typedef {'starting' | 'unsupported' | 'films' | 'ready' | 'full' | 'failed' | 'removed'} OfflineStatus how far the page
 *   is kept for offline use: all of it once it is ready, or without what is fetched when it is first used
 *
 * @typedef {object} ShellSlice
 * @property {string} room which one is shown, by its name in the page's address
 * @property {OfflineStatus} offline
 * @property {boolean} online
 * @property {{ loaded: number, total: number | null } | null} arriving bytes of the large file that the page is not
 *   complete without, while they come
 * @property {(() => void) | null} update puts a new version of the page in place
 * @property {Message | null} notice
 * @property {Message | null} error
 */

/** @returns {ShellSlice} */
export function shellSlice() {
  return { room: 'films', offline: 'starting', online: true, arriving: null, update: null, notice: null, error: null }
}
