// All codes of the package's errors. A published code never changes; new ones may be added.

/** The values of an error's `code`, by name. An aborted call rejects with its signal's reason instead. */
export const ERROR_CODES = /** @type {const} */ ({
  /** An argument or an option is wrong: the message says which one, and what is expected. */
  argument: 'argument',
  /** The catalogue has no item with this id. */
  itemUnknown: 'item.unknown',
  /** A file could not be fetched. Check the connection, or the address, and try again. */
  network: 'network',

  /** These bytes are not a pack. */
  packFormat: 'pack.format',
  /** The pack was made by a newer Penchant: update the package. */
  packVersion: 'pack.version',
  /** The pack was damaged during the download: fetch it again. */
  packChecksum: 'pack.checksum',

  /** This is not an exported history, or one of its events is wrong. Nothing was imported. */
  historyFormat: 'history.format',
  /** The history was exported by a newer Penchant: update the package. */
  historyVersion: 'history.version',
  /** The history has more events, or more bytes, than can be imported. */
  historyLimit: 'history.limit',

  /** The browser stores nothing for this page. The history is lost when the page is closed. */
  storageUnavailable: 'storage.unavailable',
  /**
   * Another tab has the history open with an older version of the page. Until that tab is closed the history is kept in
   * memory, or not deleted yet.
   */
  storageBlocked: 'storage.blocked',
  /** A newer version of the page uses the history: reload the page. */
  storageOutdated: 'storage.outdated',
  /** The browser deleted the stored history. It is still in memory: `reconnect()` stores it again. */
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
  /** The file at the address of a `.wasm` file is another one: the address is wrong, or the file was not published. */
  engineFile: 'engine.file',
  /** A `.wasm` file is of another version of the package than the scripts. */
  engineVersion: 'engine.version',
  /** The page's Content Security Policy forbids WebAssembly: add 'wasm-unsafe-eval' to its script-src. */
  engineForbidden: 'engine.forbidden',

  /** A table of ratings or of items cannot be read. */
  dataFormat: 'data.format',
  /** A table has too few usable rows to learn from. */
  dataEmpty: 'data.empty',
  /** A table is larger than a browser can learn from: use the command line. */
  dataLimit: 'data.limit',

  /** This is not a model's manifest. */
  manifestFormat: 'manifest.format',
  /** The manifest was made for a newer Penchant: update the package. */
  manifestVersion: 'manifest.version',

  /** These bytes are not an ONNX model, or an inconsistent one. */
  modelFormat: 'model.format',
  /** The model's bytes do not have the expected hash. */
  modelChecksum: 'model.checksum',
  /** The engine does not support the model's version, or one of its operators. */
  modelUnsupported: 'model.unsupported',
  /** A tensor has another shape or type than the model expects. */
  modelShape: 'model.shape',
  /** The model is larger, or needs more memory, than is allowed. */
  modelLimit: 'model.limit',
  /** The model's output has numbers that are not finite. */
  modelOutput: 'model.output',
  /** The model stopped the engine twice, and is not tried again: see `release`. */
  modelQuarantined: 'model.quarantined',

  /** These bytes are not a picture of a known format, or of one that cannot be read here. */
  imageFormat: 'image.format',
  /** The picture is damaged. */
  imageDamaged: 'image.damaged',
  /** The picture is too large. */
  imageLimit: 'image.limit',
})
Object.freeze(ERROR_CODES)

/** @typedef {(typeof ERROR_CODES)[keyof typeof ERROR_CODES]} ErrorCode */
