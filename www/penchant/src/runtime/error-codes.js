// Every code that an error of the package can have. Codes never change once published; new ones may come.

/** What an error's `code` may be, by name. An aborted call rejects with its signal's reason instead. */
export const ERROR_CODES = /** @type {const} */ ({
  /** An argument or option is not what it should be: the message says which, and what it may be. */
  argument: 'argument',
  /** The catalogue has no item of this id. */
  itemUnknown: 'item.unknown',
  /** A file could not be fetched. Check the connection, or the address, and try again. */
  network: 'network',

  /** These bytes are no pack. */
  packFormat: 'pack.format',
  /** The pack was made by a newer Penchant: update the package. */
  packVersion: 'pack.version',
  /** The pack was damaged on its way: fetch it again. */
  packChecksum: 'pack.checksum',

  /** This is no exported history, or an event of it is not one. Nothing of it was taken in. */
  historyFormat: 'history.format',
  /** The history was exported by a newer Penchant: update the package. */
  historyVersion: 'history.version',
  /** The history has more events, or more bytes, than are taken in. */
  historyLimit: 'history.limit',

  /** The browser stores nothing for this page. The history lasts as long as the page. */
  storageUnavailable: 'storage.unavailable',
  /** Another tab holds the history with an older version of the page. It is kept in memory until that tab is closed. */
  storageBlocked: 'storage.blocked',
  /** A newer version of the page has the history, or takes it over now: reload the page. */
  storageOutdated: 'storage.outdated',
  /** The browser deleted what was stored. What the page knew is kept in memory: `reconnect()` stores it again. */
  storageEvicted: 'storage.evicted',
  /** There is no room left. The change was taken back. */
  storageQuota: 'storage.quota',
  /** A change could not be written, and was taken back. */
  storageWrite: 'storage.write',
  /** The history could not be deleted, and may still be stored. */
  storageDelete: 'storage.delete',

  /** The engine stopped; the next call gets a new one. */
  engineCrashed: 'engine.crashed',
  /** The engine ran out of memory; the next call gets a new one. */
  engineMemory: 'engine.memory',
  /** The engine did not answer in time, and was stopped; the next call gets a new one. */
  engineTimeout: 'engine.timeout',
  /** The object was disposed of, before the call or during it. */
  engineDisposed: 'engine.disposed',
  /** What came in the place of a `.wasm` file is none: the address is wrong, or it was not published along. */
  engineFile: 'engine.file',
  /** A `.wasm` file is of another version of the package than the scripts. */
  engineVersion: 'engine.version',
  /** The page's Content Security Policy forbids WebAssembly: add 'wasm-unsafe-eval' to its script-src. */
  engineForbidden: 'engine.forbidden',

  /** A table of ratings or of items cannot be read. */
  dataFormat: 'data.format',
  /** A table has too little that is usable to learn from. */
  dataEmpty: 'data.empty',
  /** A table is larger than what is learned from in a browser: the command line takes it. */
  dataLimit: 'data.limit',

  /** This is no manifest of a model. */
  manifestFormat: 'manifest.format',
  /** The manifest was made for a newer Penchant: update the package. */
  manifestVersion: 'manifest.version',

  /** These bytes are no ONNX model, or one that contradicts itself. */
  modelFormat: 'model.format',
  /** The model's bytes are not those that its hash speaks of. */
  modelChecksum: 'model.checksum',
  /** The model is of a version, or has an operator, that the engine does not run. */
  modelUnsupported: 'model.unsupported',
  /** A tensor has another shape or type than the model wants. */
  modelShape: 'model.shape',
  /** The model is larger, or wants more, than is allowed. */
  modelLimit: 'model.limit',
  /** The model answered with something that is no finite number. */
  modelOutput: 'model.output',
  /** The model stopped the engine twice, and is not tried again: see `release`. */
  modelQuarantined: 'model.quarantined',

  /** These bytes are no picture of a known format. */
  imageFormat: 'image.format',
  /** The picture is damaged. */
  imageDamaged: 'image.damaged',
  /** The picture is too large. */
  imageLimit: 'image.limit',
})
Object.freeze(ERROR_CODES)

/** @typedef {(typeof ERROR_CODES)[keyof typeof ERROR_CODES]} ErrorCode */
