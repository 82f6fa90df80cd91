// What the shell says, in Chinese.

/** @import { Formats } from '../formats.js' */

/** @type {Record<string, string>} */
const ERRORS = {
  network: '无法获取文件：请检查网络连接后重试。',
  'engine.crashed': '引擎停止了。请重试，或重新加载页面。',
  'engine.memory': '内存不足：请关闭其他标签页，或使用更小的文件，然后重试。',
  'engine.file': '引擎在传输中损坏：请检查网络连接后重试。',
  'engine.version': '页面与引擎的版本不同：请重新加载页面。',
  'engine.forbidden': '此页面的安全策略不允许运行 WebAssembly。',
  'engine.timeout': '引擎没有及时应答，已被停止。请重试。',
  'storage.unavailable':
    '浏览器不为此页面保存数据：这是无痕窗口，或存储被禁用。历史记录只保留到页面关闭为止；如需保留请导出。',
  'storage.blocked': '另一个标签页正以旧版本使用历史记录：请关闭那个标签页。',
  'storage.outdated': '历史记录已由更新的版本接管：请重新加载页面。',
  'storage.evicted': '浏览器删除了已保存的数据；本页面仍记得它们，可以重新保存。',
  'storage.quota': '没有空间保存：请先释放一些空间。',
  'storage.write': '未能保存：请重新加载页面后重试。',
  'pack.format': '这个文件不是片库，或已被截断：请重新加载。',
  'pack.version': '这个片库的版本不受支持：请更新页面。',
  'pack.checksum': '片库在传输中损坏：请重新加载。',
  'manifest.format': '模型的说明文件有误：请更新页面。',
  'manifest.version': '模型的说明文件版本不受支持：请更新页面。',
  'model.checksum': '模型在传输中损坏：请重试。',
  'model.format': '这个文件不是可用的模型，或其中有错误。',
  'model.unsupported': '这个模型用了引擎不支持的算子或数据类型。',
  'model.limit': '这个模型太大，无法在这台设备上运行。',
  'model.output': '模型给出的结果不是数字，无法使用。',
  'image.format': '这个文件不是可识别的图片：请选择 PNG、JPEG、WebP 或 GIF。',
  'image.damaged': '图片已损坏，无法读取：请换一张。',
  'image.limit': '图片太大：请选择较小的图片。',
  'history.format': '这个文件不是导出的历史记录，或其中有错误。',
  'history.version': '这份历史记录的版本不受支持：请更新页面。',
  'history.limit': '这份历史记录太大。',
  'data.format': '数据表的格式有误。',
  'data.empty': '数据表里没有可用的评分。',
  'data.limit': '数据表太大，无法在浏览器中学习。',
}

/**
 * @param {Formats} format
 * @returns {ReturnType<typeof import('./en.js').en>}
 */
export const zh = ({ percent }) => ({
  title: (room) => `${room} · Penchant`,
  description: '在您自己的设备上推荐影片、识别图片。您的喜好不会发送到任何地方。',
  skip: '跳到正文',
  rooms: '页面各部分',
  language: '语言',
  noScript: 'Penchant 的一切都在本页面内计算，因此需要 JavaScript。',
  update: '有新版本可用。',
  reload: '重新加载',
  later: '稍后',
  dismiss: '关闭',
  cancel: '取消',
  undo: '撤销',
  undone: '已撤销。',
  tryAgain: '重试',

  offline: {
    films: '影片已可离线使用',
    ready: '已可离线使用',
    working: '离线，运行正常',
    offline: '离线',
    arriving: (share) => (share === null ? '正在获取全部影片' : `正在获取全部影片：${percent(share)}`),
    details: {
      starting: '正在保存页面，以便离线使用。',
      unsupported: '此浏览器无法保存页面供离线使用。',
      films:
        '页面和全部影片已保存在这台设备上，没有网络也能使用。' +
        '图像识别、示例目录和目录学习各用过一次，或在“隐私”中保存后，也能离线使用。',
      ready: '整个页面都已保存在这台设备上：影片、示例、图像识别和目录学习，没有网络也能使用。',
      full: '这台设备空间不足，无法完整保存页面供离线使用。',
      removed: '已删除保存的内容，下次访问时会重新保存。',
      failed: '未能保存页面供离线使用，下次访问时会再试。',
    },
  },

  colophon: {
    nothingSent: '不发送任何内容',
    promise:
      '您的喜好和展示的每张图片都留在这台设备上。页面不与其他服务器通信，不统计访问，也没有账户；' +
      '其安全策略禁止浏览器这样做。',
    heading: '这是谁的成果',
    credits:
      '图像识别：TensorFlow 作者的 EfficientNet-Lite0，Apache-2.0，在 ImageNet 上训练；类别名称，MIT。' +
      'Penchant 自身的代码：MIT 或 Apache-2.0。',
  },

  error: ({ code = '', message }) => {
    const said = ERRORS[code] ?? message
    const format = code === 'image.format' && /\((AVIF|HEIC|TIFF|JPEG XL)\)/.exec(message)?.[1]
    if (format) return `这里无法读取 ${format} 格式的图片，只能读取 PNG、JPEG、WebP 和 GIF：请先转换为 JPEG 或 PNG。`
    // What is wrong with a model, and at which node, the engine says in English only.
    return /^model\.(format|unsupported|limit)$/.test(code) ? `${said}（${message}）` : said
  },
})
