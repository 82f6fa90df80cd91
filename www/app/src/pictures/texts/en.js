// What is said of pictures and of the models that recognise them, in English.

/** @param {import('../../shell/formats.js').Formats} format */
export const en = ({ bytes, number }) => ({
  title: 'Pictures',

  heading: 'What is in the picture?',
  intro: 'A neural network looks at it here, on this device, and names what it most likely shows.',
  preview: 'The picture',
  camera: 'What the camera sees',
  drop: 'Drop a picture here, or paste one',
  choose: 'Choose a picture',
  photograph: 'Take a photo',
  live: 'Look live',
  stopLive: 'Stop looking',
  examples: 'Or try one of these:',
  example: { coffee: 'Coffee', chelsea: 'A cat', rocket: 'A rocket' },
  exampleFailed: 'This example could not be fetched: check the connection and try again.',
  likeliest: 'Likeliest',
  empty: 'Choose a picture: the five likeliest names will be shown here.',
  loading: 'Loading image recognition…',
  loadingEngine: (/** @type {number} */ loaded) => `Loading the image engine, once: ${bytes(loaded)}`,
  loadingModel: (/** @type {number} */ loaded, /** @type {number} */ total) =>
    `Loading the model, once: ${bytes(loaded)} of ${bytes(total)}`,
  preparing: 'Preparing image recognition…',
  working: 'Looking…',
  stopped: 'Cancelled.',
  done: (/** @type {string} */ label) => `Most likely ${label}, computed on this device.`,
  watching: (/** @type {string} */ label) => `Now most likely ${label}.`,
  frames: (/** @type {number} */ frames, /** @type {number} */ dropped) =>
    `${number(frames)} frames looked at, ${number(dropped)} skipped`,
  notKept: 'There was no room to keep the model: it works now, and is fetched again next time.',
  engineStopped: 'The image engine stopped. A new one is being started.',
  quarantined: 'Image recognition stopped twice on this device, and no longer starts by itself.',
  takePhoto: 'Take a photo',
  shoot: 'Take it',
  cameraDenied:
    'This page may not use the camera: allow it in the browser’s settings for this site, or choose a picture.',
  cameraMissing: 'No camera was found: connect one, or choose a picture.',
  cameraBusy: 'The camera cannot be used now: another program may have it. Close that, or choose a picture.',

  model: {
    heading: 'Which model is used',
    ours: 'EfficientNet-Lite0, which knows a thousand things',
    own: (/** @type {string} */ name, /** @type {number} */ classes) => `${name}, yours, of ${number(classes)} classes`,
    ownNotKept: 'There was no room to keep it: it is forgotten when the page is closed.',
    bring: 'Use your own ONNX model…',
    forget: 'Forget it, and use EfficientNet',
    dialog: 'Use your own image classifier',
    dialogIntro:
      'An ONNX file that takes one picture, [1, 3, height, width], and gives a score for each class. It stays on this device.',
    file: 'ONNX file',
    labels: 'Names of its classes',
    labelsHelp:
      'A text file with one class on each line, a JSON list, or a Penchant manifest, which fills in the rest.',
    width: 'Width',
    height: 'Height',
    fit: 'Pictures of another shape are',
    fits: { crop: 'cut to the middle', stretch: 'stretched', pad: 'shown whole, with a border' },
    cropFraction: 'Share of the middle that is kept',
    filter: 'Resized by',
    filters: { bilinear: 'bilinear filter', bicubic: 'bicubic filter' },
    values: 'Values of pixels',
    presets: {
      zeroToOne: 'from 0 to 1',
      minusOneToOne: 'from −1 to 1',
      imagenet: 'by ImageNet’s mean and deviation',
      custom: 'as given here',
    },
    mean: 'Mean of red, green, blue (0–255)',
    scale: 'Divided by',
    use: 'Use it',
    checking: 'Checking the model…',
    wrongInput: (/** @type {string} */ inputs) =>
      `This model takes ${inputs || 'nothing'}, and a picture is one tensor [1, 3, height, width]. Export it with such an input.`,
    wrongLabels: 'This file has no names of classes: choose a text file with one on each line, or a JSON list.',
    labelsDoNotFit: (/** @type {number} */ classes, /** @type {number} */ labels) =>
      `The model has ${number(classes)} classes, and the file names ${number(labels)}: the numbers must be equal.`,
    wrongNumbers: 'Give three numbers, for red, green and blue, with a comma between them.',
    taken: (/** @type {string} */ name) => `${name} recognises your pictures from now on.`,
  },
})
