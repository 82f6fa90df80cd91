/// <reference types="vite/client" />
/** The address of the catalogue's pack, with its hash: see vite.config.js. */
declare const __PACK_URL__: string
/** The address of the image model's manifest, with its hash: see vite.config.js. */
declare const __MODEL_MANIFEST_URL__: string
