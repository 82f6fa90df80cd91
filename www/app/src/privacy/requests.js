// What the page asks of the network, as the browser itself records it: nothing is sent along, and only this site is asked.

/** @import { PageStore, Request } from './state.js' */

const scope = new URL('./', location.href).href

/** @param {PageStore} store */
export function watchRequests(store) {
  const add = (/** @type {Request[]} */ found) => {
    if (found.length > 0) store.set({ requests: [...store.state.requests, ...found] })
  }
  // The page's own. `buffered` gives those that were before.
  new PerformanceObserver((list) => {
    add(
      list
        .getEntries()
        .filter(({ name }) => name.startsWith('http'))
        .map(({ name }) => requestOf(name, 'GET')),
    )
  }).observe({ type: 'resource', buffered: true })
  add(performance.getEntriesByType('navigation').map(({ name }) => requestOf(name, 'GET')))
  // Those of its workers are recorded apart: the service worker, by which they go, tells of them; and of all that send.
  globalThis.navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    if (data.asked) add([requestOf(data.asked.url, data.asked.method)])
  })
  // The policy may stand in a header and in the page: each tells of the same attempt.
  /** @type {string | undefined} */
  let policy
  document.addEventListener('securitypolicyviolation', ({ blockedURI, originalPolicy }) => {
    policy ??= originalPolicy
    if (originalPolicy === policy) store.set({ forbidden: [...store.state.forbidden, blockedURI] })
  })
}

/**
 * @param {string} url
 * @param {string} method
 * @returns {Request}
 */
function requestOf(url, method) {
  const own = new URL(url).origin === location.origin
  return { path: url.startsWith(scope) ? url.slice(scope.length).replace(/[?#].*/, '') || './' : url, method, own }
}
