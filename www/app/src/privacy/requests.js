// Records what the page asks of the network, as the browser itself reports it.

/**
 * @import { PageStore } from '../main.js'
 * @import { Request } from './slice.js'
 */

const scope = new URL('./', location.href).href

/** @param {PageStore} store */
export function watchRequests(store) {
  const add = (/** @type {Request[]} */ found) => {
    if (found.length > 0) store.set('privacy', { requests: [...store.state.privacy.requests, ...found] })
  }
  // The page's own requests. `buffered` reports the earlier ones too.
  new PerformanceObserver((list) => {
    add(
      list
        .getEntries()
        .filter(({ name }) => name.startsWith('http'))
        .map(({ name }) => requestOf(name, 'GET')),
    )
  }).observe({ type: 'resource', buffered: true })
  add(performance.getEntriesByType('navigation').map(({ name }) => requestOf(name, 'GET')))
  // The browser does not report those of the page's workers here. The service worker, which they pass through, does; and
  // every request that is not a GET.
  globalThis.navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    if (data.asked) add([requestOf(data.asked.url, data.asked.method)])
  })
  // The policy may be in a header and in the page: both report the same attempt.
  /** @type {string | undefined} */
  let policy
  document.addEventListener('securitypolicyviolation', ({ blockedURI, originalPolicy }) => {
    policy ??= originalPolicy
    if (originalPolicy === policy) store.set('privacy', { blocked: [...store.state.privacy.blocked, blockedURI] })
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
