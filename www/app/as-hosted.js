// How hosts serve the page, for previews and tests: as Vite plugins.

import compression from 'compression'

const COMPRESSIBLE = /text|javascript|json|svg|wasm/

/**
 * Files that have a hash in their address are cached for good.
 * @type {import('vite').Plugin}
 */
export const cachedByHash = {
  name: 'cached-by-hash',
  configurePreviewServer({ middlewares }) {
    middlewares.use((request, response, next) => {
      if (/\/assets\/|[?&]sha256=/.test(request.url ?? '')) {
        response.setHeader('Cache-Control', 'public, max-age=31536000, immutable')
      }
      next()
    })
  },
}

/**
 * Files are compressed where that makes them smaller.
 * @type {import('vite').Plugin}
 */
export const compressed = {
  name: 'compressed',
  configurePreviewServer({ middlewares }) {
    const compress = compression({
      filter: (_, response) => COMPRESSIBLE.test(String(response.getHeader('Content-Type'))),
    })
    // Its types name Express, but it needs no more than Node.
    middlewares.use((request, response, next) =>
      compress(/** @type {any} */ (request), /** @type {any} */ (response), next),
    )
  },
}
