// The rules that keep the page safe and its parts apart: no markup from strings, and one file per outside thing.

import js from '@eslint/js'
import noUnsanitized from 'eslint-plugin-no-unsanitized'
import globals from 'globals'

const MARKUP = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'createContextualFragment', 'srcdoc']

export default [
  {
    ignores: ['build/', 'target/', 'tools/training/', 'docs/', 'www/penchant/src/wasm/', 'www/app/public/'],
  },
  js.configs.recommended,
  noUnsanitized.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2024, sourceType: 'module' },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'prefer-const': 'error',
      'no-var': 'error',
      'no-restricted-properties': [
        'error',
        ...MARKUP.map((property) => ({ property, message: 'Text reaches the page through textContent only.' })),
        { object: 'document', property: 'write', message: 'Text reaches the page through textContent only.' },
        { object: 'document', property: 'writeln', message: 'Text reaches the page through textContent only.' },
      ],
    },
  },
  {
    files: ['www/penchant/src/**'],
    languageOptions: { globals: { ...globals['shared-node-browser'], ...globals.browser, ...globals.worker } },
    rules: {
      // One file for each outside thing: there the rule is off, with a reason.
      'no-restricted-imports': ['error', { name: 'idb', message: 'Only history/store.js touches IndexedDB.' }],
      'no-restricted-globals': [
        'error',
        { name: 'indexedDB', message: 'Only history/store.js touches IndexedDB.' },
        { name: 'Worker', message: 'Only start-worker.js of a part starts workers.' },
        { name: 'caches', message: 'Only runtime/model-cache.js touches the Cache API.' },
        { name: 'BroadcastChannel', message: 'Only history/tabs.js messages other tabs.' },
        { name: 'localStorage', message: 'Only infer/page/quarantine.js touches localStorage.' },
      ],
    },
  },
  {
    files: ['www/app/src/**'],
    languageOptions: {
      globals: {
        ...globals.browser,
        __PACK_URL__: false,
        __PACK_BYTES__: false,
        __STARTER_URL__: false,
        __EXAMPLE_URLS__: false,
        __MODEL_MANIFEST_URL__: false,
      },
    },
  },
  {
    files: ['www/app/src/service-worker/**'],
    languageOptions: {
      globals: {
        ...globals.serviceworker,
        __VERSION__: false,
        __LARGE_FILES__: false,
        __PACK_URL__: false,
        __STARTER_PRELOAD__: false,
      },
    },
  },
  { files: ['*.js', 'www/app/*.js', 'www/penchant/scripts/**'], languageOptions: { globals: globals.node } },
  {
    files: ['tests/**', 'tools/**', 'www/examples/**'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
  // Playwright looks at the pattern to see what a fixture needs.
  {
    files: ['tests/*/**'],
    rules: { 'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }] },
  },
]
