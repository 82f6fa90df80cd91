// What the page says, in Chinese.

import { device } from './zh/device.js'
import { films } from './zh/films.js'
import { pictures } from './zh/pictures.js'
import { formats } from './formats.js'

/**
 * @import { Messages } from './en.js'
 */

const format = formats('zh-CN')

/** @type {Record<string, string>} */
const GENRES = {
  action: '动作',
  adventure: '冒险',
  animation: '动画',
  children: '儿童',
  comedy: '喜剧',
  crime: '犯罪',
  documentary: '纪录片',
  drama: '剧情',
  fantasy: '奇幻',
  'film-noir': '黑色电影',
  horror: '恐怖',
  imax: 'IMAX',
  musical: '歌舞',
  mystery: '悬疑',
  romance: '爱情',
  'sci-fi': '科幻',
  thriller: '惊悚',
  war: '战争',
  western: '西部',
}

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
 * @param {import('./formats.js').Kind} kind
 * @returns {Messages}
 */
export const chinese = (kind) => ({
  format,

  page: {
    title: (part) => `${part} · Penchant`,
    description: '在您自己的设备上推荐影片、识别图片。您的喜好不会发送到任何地方。',
    skip: '跳到正文',
    parts: '页面各部分',
    films: { films: '影片', items: '条目' }[kind],
    pictures: '图片',
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
  },

  ...films(format, kind),
  ...pictures(format),
  ...device(format),

  genre: (name) => GENRES[name.toLowerCase()] ?? name,

  error: ({ code = '', message }) => {
    const said = ERRORS[code] ?? message
    // What is wrong with a model, and at which node, the engine says in English only.
    return /^model\.(format|unsupported|limit)$/.test(code) ? `${said}（${message}）` : said
  },
})

export const zh = chinese('films')
