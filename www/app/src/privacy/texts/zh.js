// 页面关于这台设备的文字：离线使用、存储、出处。What the page says of this device, in Chinese. See ../zh.js.

/**
 * @param {import('../formats.js').Formats} format
 * @returns {ReturnType<typeof import('../en/device.js').device>}
 */
export const device = ({ bytes, number, percent }) => ({
  offline: {
    ready: '已可离线使用',
    working: '离线，运行正常',
    offline: '离线',
    arriving: (share) => (share === null ? '正在获取全部影片' : `正在获取全部影片：${percent(share)}`),
    onlySome: (why) => `目前只有最热门的影片。${why}`,
    details: {
      starting: '正在保存页面，以便离线使用。',
      unsupported: '此浏览器无法保存页面供离线使用。',
      ready: '页面和全部影片已保存在这台设备上，没有网络也能使用。',
      full: '这台设备空间不足，无法完整保存页面供离线使用。',
      removed: '已删除保存的内容，下次访问时会重新保存。',
      failed: '未能保存页面供离线使用，下次访问时会再试。',
    },
  },

  privacy: {
    title: '隐私',
    heading: '离开这台设备的内容：无',
    nothingSent: '自打开此页面以来，没有发送任何内容。',
    somethingSent: (count) => `有 ${number(count)} 个请求不是此页面应有的。`,
    asked: (count) => `请求了本站的 ${number(count)} 个文件，对所有人都相同。`,
    foreign: (count) => `对其他服务器的请求：${number(count)}`,
    forbidden: (count) => `被安全策略阻止的尝试：${number(count)}`,
    list: '全部请求',
    listHelp: '由浏览器记录，实时计数。其中也包括由这台设备应答的请求。',
    storedHeading: '这台设备上保存的内容',
    total: (usage, quota) => `共 ${bytes(usage)}，浏览器允许 ${bytes(quota)}。`,
    unknownTotal: '此浏览器不提供存储总量。',
    persisted: '即使空间不足，浏览器也会保留。',
    notPersisted: '空间不足时，浏览器可能会删除。',
    persist: '请求保留',
    saveModel: '保存图像识别供离线使用',
    saving: (share) => `正在保存图像识别：${percent(share)}`,
    parts: {
      history: { name: '您的历史记录', about: '您对影片以及自己目录中条目的看法。别处没有：删除前请先导出。' },
      ownCatalogues: { name: '您自己的目录', about: '在这里从您的数据表中学习而来，别处同样没有。' },
      page: { name: '页面', about: '没有网络也能打开。' },
      films: { name: '全部影片', about: '片名以及推荐所需的数据。' },
      trainer: { name: '学习引擎', about: '从您的数据表中学习，首次需要时获取。' },
      engine: { name: '图像引擎', about: '运行查看图片的网络。' },
      model: { name: '图像模型', about: 'EfficientNet-Lite0，首次查看图片时获取。' },
      ownModel: { name: '您自己的模型', about: '同样不会发送到任何地方。' },
      examples: { name: '示例', about: '可供尝试的图片。' },
    },
    delete: '删除',
    deletePart: (name) => `删除：${name}`,
    nothing: '无',
    forget: {
      history: {
        heading: '删除历史记录？',
        text: '您对影片以及自己目录中条目的全部看法都将被忘记，且无法撤销。',
      },
      ownCatalogues: {
        heading: '删除您自己的目录？',
        text: '所有自己的目录以及您对其中条目的看法都将消失，且无法撤销。',
      },
    },
  },

  colophon: {
    nothingSent: '不发送任何内容',
    promise:
      '您喜欢的影片和展示的每张图片都留在这台设备上。页面不与其他服务器通信，不统计访问，也没有账户；' +
      '其安全策略禁止浏览器这样做。',
    heading: '这是谁的成果',
    own: (name) => `“${name}”由您带来：其中的名称和评分没有发送到任何地方。`,
    trainedOn: (ratings, people) => `推荐器从 ${number(people)} 人的 ${number(ratings)} 个好评中学习。`,
    terms: 'MovieLens 条款全文',
    credits:
      '图像识别：TensorFlow 作者的 EfficientNet-Lite0，Apache-2.0，在 ImageNet 上训练；类别名称，MIT。' +
      'Penchant 自身的代码：MIT 或 Apache-2.0。',
  },
})
