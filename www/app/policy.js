// What the page may load and do. Its Content Security Policy stands in the page itself, for hosts that send no headers
// of ours, and is sent as a header too, which says more and holds for the workers as well.

/** @type {Record<string, string>} */
const DIRECTIVES = {
  // For the manifest alone, whose own directive WebKit does not know and warns of: all others are below.
  'default-src': "'self'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self' blob:",
  'media-src': "'self' blob:",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'child-src': "'none'",
  'font-src': "'none'",
  'frame-src': "'none'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  // No text becomes markup or script; src/trusted-types.js has the one policy, for the addresses of our own workers.
  'require-trusted-types-for': "'script'",
  'trusted-types': 'default',
}

const text = (/** @type {Record<string, string>} */ directives) =>
  Object.entries(directives)
    .map((directive) => directive.join(' '))
    .join('; ')

export const POLICY = text(DIRECTIVES)

/** What every response should carry. The last two let the page use shared memory, and keep others from its windows. */
export const HEADERS = {
  // A page cannot say of itself who may frame it.
  'Content-Security-Policy': text({ ...DIRECTIVES, 'frame-ancestors': "'none'" }),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** While it is being developed, Vite puts styles into the page, and tells it of changes. */
export const DEVELOPMENT_HEADERS = {
  ...HEADERS,
  'Content-Security-Policy': text({
    ...DIRECTIVES,
    'style-src': "'self' 'unsafe-inline'",
    'connect-src': "'self' ws:",
    'frame-ancestors': "'none'",
  }),
}
