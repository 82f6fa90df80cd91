/// <reference types="vite/client" />
/** The address of the catalogue's pack, with its hash: see vite.config.js. */
declare const __PACK_URL__: string
/** The address of the image model's manifest, with its hash: see vite.config.js. */
declare const __MODEL_MANIFEST_URL__: string
/** How large that pack is. */
declare const __PACK_BYTES__: number
/** The address of the small pack that comes before it. */
declare const __STARTER_URL__: string
/** The addresses of the packs of the examples, with their hashes, by the examples' ids. */
declare const __EXAMPLE_URLS__: Record<string, string>
/** In the service worker: which version of the page it keeps. */
declare const __VERSION__: string
/** In the service worker: the files that are kept when they are first used, relative to the page. */
declare const __LARGE_FILES__: string[]
/** In the service worker: the tag in the page's head that preloads the small pack. */
declare const __STARTER_PRELOAD__: string
