// Which file of the package and of the page may import which. Types that JSDoc imports do not count: they are gone at run time.

/** The folders of the package, as patterns. */
const source = '^www/penchant/src'
const wasm = `${source}/wasm`
const parts = 'recommend|history|infer|vision|train'

/**
 * A part, and the only other folders that it may import.
 * @param {string} part
 * @param {string[]} others
 */
const builtOn = (part, ...others) => ({
  name: `${part}-imports-only-what-it-is-built-on`,
  severity: 'error',
  from: { path: `${source}/${part}/` },
  to: { path: `${source}/`, pathNot: `${source}/(${[part, 'runtime', 'wasm', ...others].join('|')})/` },
})

/**
 * Entry points, and the only engine whose bindings they reach.
 * @param {string} name
 * @param {string} entries
 * @param {string} engine
 */
const reaches = (name, entries, engine) => ({
  name: `${name}-reach-no-other-engine`,
  severity: 'error',
  from: { path: `${source}/entry/${entries}\\.js$` },
  to: { path: `${wasm}/`, pathNot: `${wasm}/(version|${engine})\\.js$`, reachable: true },
})

/** The folders of the page, one for each room. */
const app = '^www/app/src'

/**
 * A room of the page, and the only others that it may import.
 * @param {string} room
 * @param {string[]} others
 */
const roomImports = (room, ...others) => ({
  name: `the-room-${room}-imports-only-those-below-it`,
  severity: 'error',
  from: { path: `${app}/${room}/` },
  to: { path: `${app}/`, pathNot: `${app}/(${[room, ...others].join('|')})/` },
})

export default {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-missing-files',
      severity: 'error',
      from: { path: source },
      to: { couldNotResolve: true },
    },
    {
      name: 'pages-do-not-import-workers',
      severity: 'error',
      from: { path: `${source}/.*/page/` },
      to: { path: `${source}/.*/worker/` },
    },
    {
      name: 'workers-do-not-import-pages',
      severity: 'error',
      from: { path: `${source}/.*/worker/` },
      to: { path: `${source}/.*/page/` },
    },
    {
      name: 'only-entry-points-import-entry-points',
      severity: 'error',
      from: { path: source, pathNot: `${source}/entry/` },
      to: { path: `${source}/entry/` },
    },
    {
      name: 'the-package-imports-nothing-beside-it',
      severity: 'error',
      from: { path: source },
      to: { path: '^(www/app|tests|bench|tools)/' },
    },
    {
      name: 'what-parts-share-imports-no-part',
      severity: 'error',
      from: { path: `${source}/(runtime|node)/` },
      to: { path: `${source}/(${parts}|react)/` },
    },
    builtOn('recommend', 'history'),
    builtOn('history'),
    builtOn('infer'),
    builtOn('vision', 'infer'),
    builtOn('train'),
    builtOn('react', 'recommend', 'history', 'vision'),
    // Pages start workers by their addresses: what a page imports has the engine of recommendations at most.
    reaches('models-and-training', '(node/)?(infer|vision|train)', 'none'),
    reaches('recommendations', '(node/)?(index|recommend|react|slim)', 'recommend'),
    reaches('single-threaded-workers', 'worker/worker', 'infer'),
    reaches('multi-threaded-workers', 'worker/(worker-threaded|thread)', 'infer-threads'),
    reaches('training-workers', 'worker/worker-train', 'train'),
    roomImports('shell'),
    roomImports('items', 'shell'),
    roomImports('catalogues', 'items', 'shell'),
    roomImports('pictures', 'shell'),
    roomImports('privacy', 'catalogues', 'shell'),
    roomImports('service-worker', 'shell'),
    {
      name: 'views-ask-their-controllers',
      severity: 'error',
      from: { path: `${app}/.*/views/` },
      to: { path: ['controller\\.js$', 'own-model\\.js$', 'open-pack\\.js$', 'kept-packs\\.js$', source] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', wasm] },
    exclude: { path: ['/dist/', '/public/', '^tests/packaging/projects/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'browser', 'default'] },
  },
}
