// What the privacy room says, in Chinese.

/**
 * @param {import('../../shell/formats.js').Formats} format
 * @returns {ReturnType<typeof import('./en.js').en>}
 */
export const zh = ({ bytes, number, percent }) => ({
  title: '隐私',
  heading: '没有任何内容离开这台设备',
  nothingSent: '自打开此页面以来，没有发送任何内容。',
  somethingSent: (count) => `有 ${number(count)} 个请求发送了内容，或发往其他服务器。`,
  asked: (count) => `请求了本站的 ${number(count)} 个文件，对所有人都相同。`,
  foreign: (count) => `对其他服务器的请求：${number(count)}`,
  blocked: (count) => `被安全策略阻止的请求：${number(count)}`,
  list: '全部请求',
  listHelp: '由浏览器记录，实时计数。其中也包括由这台设备应答的请求。',
  storedHeading: '这台设备上保存的内容',
  total: (usage, quota) => `共 ${bytes(usage)}，浏览器允许 ${bytes(quota)}。`,
  unknownTotal: '此浏览器不提供存储总量。',
  persisted: '即使空间不足，浏览器也会保留。',
  notPersisted: '空间不足时，浏览器可能会删除。',
  persist: '请求浏览器保留',
  saveModel: '保存其余内容供离线使用',
  saving: (share) => `正在保存图像识别：${percent(share)}`,
  savingBegins: '正在加载图像识别…',
  parts: {
    history: { name: '您的历史记录', about: '您对影片和其他目录中条目的看法。别处没有：删除前请先导出。' },
    lists: { name: '您的清单', about: '您想看的，以及您自己建的清单。别处同样没有。' },
    ownCatalogues: { name: '您自己的目录', about: '在这里从您的数据表中学习而来，别处同样没有。' },
    unfinished: { name: '未完成的学习', about: '目录学完之前保留的数据表，原文件仍在您手中。' },
    page: { name: '页面', about: '没有网络也能打开。' },
    films: { name: '全部影片', about: '片名以及推荐所需的数据。' },
    trainer: { name: '学习引擎', about: '从您的数据表中学习，首次需要时获取。' },
    engine: { name: '图像引擎', about: '运行识别图片的模型。' },
    model: { name: '图像模型', about: 'EfficientNet-Lite0，首次使用时获取。' },
    ownModel: { name: '您自己的模型', about: '同样不会发送到任何地方。' },
    examples: { name: '示例', about: '可供尝试的图片和小目录，首次使用时获取。' },
  },
  delete: '删除',
  deletePart: (name) => `删除：${name}`,
  keep: '保留',
  nothing: '无',
  forget: {
    history: {
      heading: '删除历史记录？',
      text: '您对影片和其他目录中条目的全部看法都将被删除，且无法撤销。',
    },
    lists: {
      heading: '删除您的清单？',
      text: '所有目录中的清单都将被删除，且无法撤销。',
    },
    ownCatalogues: {
      heading: '删除您自己的目录？',
      text: '所有自己的目录以及您对其中条目的看法都将被删除，且无法撤销。',
    },
  },
})
