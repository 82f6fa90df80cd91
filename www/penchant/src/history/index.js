// The visitor's history, in this browser.

export { ImportPreview } from './exported-file.js'
export { History } from './history.js'

/**
 * @typedef {import('./event.js').Action} Action
 * @typedef {import('./event.js').HistoryEvent} HistoryEvent
 * @typedef {import('./event.js').NewEvent} NewEvent
 * @typedef {import('./history.js').ImportOptions} ImportOptions
 * @typedef {import('./history.js').Imported} Imported
 * @typedef {import('./history.js').WaitOptions} WaitOptions
 */
