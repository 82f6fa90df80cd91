// Whether the page works offline, and how far what it needs for that has come.

import { byId } from '../dom.js'
import { t } from '../texts.js'

/**
 * @import { PageStore } from '../../main.js'
 * @import { ShellSlice } from '../slice.js'
 */

/** @param {PageStore} store */
export function showOfflineStatus(store) {
  const line = byId('offline')
  store.watch({ shell: ['arriving', 'offline', 'online'] }, ({ shell }) => {
    line.dataset.status = shell.offline
    // Not each byte is worth an announcement.
    line.setAttribute('aria-live', shell.arriving ? 'off' : 'polite')
    line.textContent = lineOf(shell)
    byId('offline-detail').textContent = t.offline.details[shell.offline]
  })
}

/** @param {ShellSlice} shell */
function lineOf({ arriving, offline, online }) {
  if (arriving) return t.offline.arriving(arriving.total ? Math.min(1, arriving.loaded / arriving.total) : null)
  const works = offline === 'ready' || offline === 'films'
  if (!online) return works ? t.offline.working : t.offline.offline
  return works ? t.offline[offline] : ''
}
