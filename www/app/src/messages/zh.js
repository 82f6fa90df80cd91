// What the page says, in Chinese.

import { device } from './zh/device.js'
import { pictures } from './zh/pictures.js'
import { formats } from './formats.js'

/**
 * @import { Messages } from './en.js'
 * @import { Part } from './formats.js'
 */

const format = formats('zh-CN')
const { number, titles } = format
const films = (/** @type {number} */ count) => `${number(count)} 部影片`

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
  argument: '所给的参数不对。',
  network: '无法获取文件：请检查网络连接后重试。',
  'engine.crashed': '引擎停止了。请重试，或重新加载页面。',
  'engine.memory': '内存不足：请关闭其他标签页，或使用更小的文件，然后重试。',
  'engine.timeout': '引擎没有及时应答，已被停止。请重试。',
  'storage.unavailable':
    '浏览器不为此页面保存数据：这是无痕窗口，或存储被禁用。历史记录只保留到页面关闭为止；如需保留请导出。',
  'storage.quota': '没有空间保存：请先释放一些空间。',
  'storage.write': '未能保存：请重新加载页面后重试。',
  'pack.format': '这个文件不是片库，或已被截断：请重新加载。',
  'pack.version': '这个片库的版本不受支持：请更新页面。',
  'pack.checksum': '片库在传输中损坏：请重新加载。',
  'history.format': '这个文件不是导出的历史记录，或其中有错误。',
  'history.version': '这份历史记录的版本不受支持：请更新页面。',
  'history.limit': '这份历史记录太大。',
  'data.format': '数据表的格式有误。',
  'data.empty': '数据表里没有可用的评分。',
}

/** @type {Messages} */
export const zh = {
  format,

  page: {
    title: (part) => `${part} · Penchant`,
    description: '在您自己的设备上推荐影片、识别图片。您的喜好不会发送到任何地方。',
    skip: '跳到正文',
    parts: '页面各部分',
    films: '影片',
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

  film: {
    unknown: (item) => `影片 ${item}`,
    withYear: (title, year) => (year === null ? title : `${title}（${year}）`),
    yearAndGenres: (year, genres) => [year, genres.join('、')].filter(Boolean).join(' · '),
    opinion: '您的看法',
    like: '喜欢',
    dislike: '不喜欢',
    seen: '看过',
    about: (action, film) => `${action}：${film}`,
  },

  search: {
    label: '查找影片',
    placeholder: '片名、年份或类型',
    found: '找到的影片',
    count: (count) => films(count),
    shown: (count, shown) => `${films(count)}，显示前 ${number(shown)} 部`,
    none: (query) => `没有影片的片名、年份或类型包含“${query}”。`,
  },

  picks: {
    forYou: '为您推荐',
    popular: '热门影片',
    opening: '正在打开片库…',
    more: '显示更多',
    nothingLeft: '没有可以推荐的了：您已经评价了所有影片。',
    noHistory: '历史记录还是空的。标出一两部喜欢的影片，推荐就会合您的口味。',
    noLikes: '您还没有喜欢的影片。标出一两部，推荐就会合您的口味。',
    from: (likes, popular) =>
      `依据您喜欢的 ${films(likes)}` + (popular ? '，以及大众的喜好，直到您标出更多喜欢的影片。' : '。'),
    failed: (why) => `无法显示影片：${why}`,
    historyIsSafe: '您的历史记录安然无恙，仍可导出。',
  },

  reasons: {
    score: '得分',
    caption: '得分的构成',
    popular: '大众喜爱',
    sum: '合计 = 得分',
    why: ({ because, despite, popular, popularFirst }) => {
      /** @type {Part[][]} */
      const clauses = []
      if (because.length > 0) clauses.push(['因为您喜欢', ...titles(because)])
      if (popular) clauses.push(['大众喜爱'])
      if (popularFirst) clauses.reverse()
      if (clauses.length === 0) clauses.push(['历史记录中没有支持它的理由'])
      if (despite.length > 0) clauses.push(['尽管您不喜欢', ...titles(despite)])
      return clauses.flatMap((clause, place) => (place > 0 ? ['，', ...clause] : clause))
    },
  },

  history: {
    heading: '历史记录',
    count: (count) => films(count),
    empty: '空。您对影片的看法保存在这里，只在这台设备上。',
    kept: (count) => `${films(count)}，只保存在这台设备上。`,
    notInCatalogue: (count) => `其中 ${number(count)} 条不在此片库中，会保留但不计入。`,
    takeOut: '移出',
    takeOutOf: (film) => `将 ${film} 移出历史记录`,
    export: '导出',
    import: '导入…',
    erase: '清除…',
    eraseHeading: '清除全部历史记录？',
    eraseText: (count) => `将忘记 ${films(count)}。此操作无法撤销；如需保留请先导出。`,
    keep: '保留',
    eraseNow: '清除',
    done: {
      like: (title) => `已标为喜欢：${title}。`,
      dislike: (title) => `已标为不喜欢：${title}。`,
      seen: (title) => `已标为看过：${title}。`,
      takenOut: (title) => `${title} 已移出历史记录。`,
      erased: '历史记录已清除。',
      imported: (added, replaced) => `已导入：新增 ${films(added)}，${number(replaced)} 部以较新的看法替换。`,
      nothingToImport: '没有需要导入的内容：历史记录中已全部包含。',
    },
    failed: {
      change: (why) => `未能保存：${why}`,
      export: (why) => `未导出任何内容：${why}`,
      import: (why) => `未导入任何内容，历史记录保持原样：${why}`,
    },
  },

  ...pictures(format),
  ...device(format),

  genre: (name) => GENRES[name.toLowerCase()] ?? name,

  error: ({ code = '', message }) => ERRORS[code] ?? message,
}
