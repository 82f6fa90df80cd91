// What is said of the visitor's own catalogues, in Chinese.

const unusable = {
  creators: '太长',
  cast: '太长',
  synopsis: '太长',
  minutes: '不是分钟数',
  link: '不是以 http:// 或 https:// 开头的网址',
}

/** @param {string} role */
const who = (role) => (role === 'user' ? '用户' : '条目')

/**
 * @param {import('../../../shell/formats.js').Formats} format
 * @returns {ReturnType<typeof import('./en.js').en>}
 */
export const zh = ({ bytes, date, decimal, number }) => ({
  builtIn: 'MovieLens 影片',
  builtInDetail: '页面自带',
  detail: (items, size, at) => `${items}，${bytes(size)}，${date(at)}学习`,
  unkept: '没有空间保存：关闭页面后就会消失。如需保留请导出。',
  damaged: '已损坏，名称和大小无法读取。可以导出后重新导入，或将其删除。',
  current: '使用中',
  use: '使用',
  useOf: (name) => `使用 ${name}`,
  kind: '目录的内容',
  kinds: { films: '影片', songs: '歌曲', games: '游戏', books: '图书', items: '其他' },
  rename: '重命名',
  renameOf: (name) => `重命名 ${name}`,
  notRenamed: '无法重命名：没有空间，或目录已被删除。',
  export: '导出',
  exportOf: (name) => `导出 ${name}`,
  delete: '删除',
  deleteOf: (name) => `删除 ${name}`,
  deleteHeading: (name) => `删除 ${name}？`,
  deleteText: '学到的内容以及您对其中条目的看法都将被删除，且无法撤销。',
  deleted: (name) => `已删除 ${name} 以及您对其中条目的看法。`,

  stoppedHeading: '中断的学习',
  stopped: (name) => `“${name}”的学习中断了。`,
  stoppedText: '还没学完，页面就被关闭或重新加载了。数据表仍在这台设备上。',
  stoppedGone: (name) => `“${name}”的数据表已不在这台设备上：请重新选择。`,
  goOn: '继续',
  discard: '放弃',

  own: '您自己的目录',
  ownText:
    '把文件拖到这里，或选择文件：CSV、TSV、JSON，或 MovieLens 的文件，最多 200,000 个评分。' +
    '首次需要获取 0.5 MB 的学习引擎，之后没有网络也能使用。',
  ratings: '评分',
  ratingsHint: '每行一条：用户、条目，以及评分和时间（如果有）。也可以是从这里导出的文件。',
  items: '条目（可省略）',
  itemsHint:
    '每行一条：条目、标题、年份、类型、标签；还可以有导演或作者、演员、简介、分钟数和链接，供查看。省略时只能看到编号。',
  previewCaption: (rows) => `前 ${number(rows)} 行。上方是各列的含义。`,
  roles: { user: '用户', item: '条目', rating: '评分', time: '时间' },
  roleOf: (column) => `“${column}”的含义`,
  notUsed: '不使用',
  by: {
    option: '您的选择',
    name: '按名称识别',
    partofname: '按部分名称识别',
    place: '按位置识别',
    content: '按内容识别',
  },
  column: (place) => `第 ${number(place)} 列`,
  moreColumns: (count) => `另有 ${number(count)} 列未显示。`,
  howRead: '如何读取数据表',
  readAs: (parts) => `读取方式：${parts.join(' · ')}`,
  packed: (format, packing) => `${packing} 压缩的 ${format}`,
  choices: {
    encoding: '编码',
    separator: '单元格分隔符',
    header: '第一行是',
    timeUnit: '时间的写法',
    feedback: '数值是',
    ids: '编号是',
  },
  itemColumns: ['编号', '标题', '年份', '类型'],
  details: { creators: '导演、作者或艺人', cast: '演员', synopsis: '简介', minutes: '时长（分钟）', link: '链接' },
  detailsText: '显示在条目的详情中。其中只有简介的文字会用于学习。',
  inColumn: (what, column) => `${what}“${column}”列`,
  itemsReadAs: (parts, size) =>
    `条目：${parts.length > 0 ? parts.join(' · ') : '只有编号'}` + (size > 0 ? `（详情 ${bytes(size)}）` : ''),
  findOut: '自动识别',
  foundOut: (what) => `识别为：${what}`,
  separators: { ',': '逗号', ';': '分号', tab: '制表符', '|': '竖线', '::': '双冒号', space: '空格' },
  headers: { names: '列名', none: '数据' },
  numberedHeader: '列号',
  timeUnits: {
    dates: '日期，年在前',
    'day-first': '日期，日在前',
    'month-first': '日期，月在前',
    seconds: '1970 年以来的秒数',
    milliseconds: '1970 年以来的毫秒数',
    microseconds: '1970 年以来的微秒数',
    nanoseconds: '1970 年以来的纳秒数',
    'year-month-day': '如 20170727 的日期',
    'year-month-day-clock': '如 20170727091854 的时间',
    years: '年份',
    'excel-days': 'Excel 的日期序号',
  },
  mixedUnits: '几种单位混用',
  feedbacks: { explicit: '评分', implicit: '次数，例如播放次数' },
  idForms: { text: '文本：7 与 07 不同', numbers: '数字：7 与 07 相同' },
  separatedBy: (what) => `以${what}分隔`,
  firstRow: (what) => `第一行是${what}`,
  scale: (what, min, max) => `${what}从 ${decimal(min)} 到 ${decimal(max)}`,
  times: (unit, from, to) => `时间为${unit}，从 ${from} 到 ${to}`,
  warnings: {
    'unused-ratings': ({ column, min, max }) =>
      `“${column}”列的数值从 ${decimal(min)} 到 ${decimal(max)}，没有使用。如果它是评分，请在该列上方指定。`,
    'unused-times': ({ column, example }) =>
      `“${column}”列有 ${example} 这样的时间，没有使用。如果它是各行的时间，请在该列上方指定。`,
    'ids-are-times': ({ role, column, example }) =>
      `“${column}”列被当作${who(role)}，但内容像是时间，例如 ${example}。是不是另一列？`,
    'ids-are-fractions': ({ role, column, example }) =>
      `“${column}”列被当作${who(role)}，但内容是带小数的数值，例如 ${example}。是不是另一列？`,
    'ids-were-floats': ({ role, example, readAs }) =>
      `${who(role)}编号都写成 ${example} 的形式，已读作 ${readAs}。如果两者不同，请选择编号是文本。`,
    'items-never-repeat': ({ items }) => `${number(items)} 个条目各只出现一次，无法从中学习。是不是另一列？`,
    'nearly-all-likes': ({ likes, rows, positiveAbove }) =>
      `${number(rows)} 行中有 ${number(likes)} 行高于 ${decimal(positiveAbove)}，算作喜欢。如果太多，请选择更高的界限。`,
    'nearly-no-likes': ({ likes, rows, positiveAbove }) =>
      `${number(rows)} 行中只有 ${number(likes)} 行高于 ${decimal(positiveAbove)}，算作喜欢。如果太少，请选择更低的界限。`,
    'odd-dates': ({ from, to }) => `时间从 ${from} 到 ${to}。如果不对，请选择时间的写法，或另选一列。`,
    'unknown-times': ({ count, rows }) =>
      `${number(rows)} 行中有 ${number(count)} 行没有时间。这些行仍然计入，但不参与按时间排序的计算。`,
    'replaced-bytes': ({ count, line, encoding }) =>
      `有 ${number(count)} 处不是 ${encoding} 编码，第一处在第 ${number(line)} 行。请选择其他编码。`,
    'unusable-details': ({ detail, column, count, line, example }) =>
      `“${column}”列有 ${number(count)} 个单元格无法使用，已略去。第一个在第 ${number(line)} 行：“${example}”${unusable[detail]}。`,
    'unused-minutes': ({ column, example }) =>
      `“${column}”列有 ${example} 这样的数值，作为分钟数偏大，没有使用。如果是分钟数，请在条目的各列中选择它。`,
    replaced: ({ count }) => `有 ${number(count)} 行已被同一用户对同一条目的后来的记录取代。`,
    'unknown-items': ({ count, example }) => `略去了 ${number(count)} 行：条目表中没有它们的条目，例如 ${example}。`,
    'zero-counts': ({ count }) => `有 ${number(count)} 行的次数为 0 或更小，不算作喜欢。`,
  },
  name: '名称',
  defaultName: '我的目录',
  above: '高于此值的评分算作喜欢',
  aboveHint: '五星制用 3.5，十分制用 7；播放、购买次数等用 0。',
  same: '您已有同名的目录',
  sameBoth: (name) => `两个都保留：这个改称 ${name}`,
  sameReplace: '用这个取代它；您的看法会保留',
  model: '学习的模型',
  models: {
    chosen: '自动选择：先试几种模型，看哪一种最能猜中一部分人后来的喜好',
    ease: 'EASE：哪些条目常被一起喜欢。精确，适合用户或条目不超过数千的情况',
    als: 'ALS：用几十个维度描述口味。体积更小，用户和条目都很多时也很快',
    both: '两者结合：推荐最好，等待最久',
  },
  tooLargeToChoose: '自动选择：条目、用户或喜好太多，逐一尝试要好几分钟，因此不可用',
  learn: '开始学习',
  reading: '正在读取…',
  found: (ratings, people, items) => `${number(people)} 人对 ${number(items)} 个条目的 ${number(ratings)} 个评分。`,
  likes: (likes) => `其中 ${number(likes)} 个算作喜欢。`,
  noLikes: '没有一个算作喜欢：请选择更低的界限。',
  skipped: {
    ratings: (count) => `评分表中有 ${number(count)} 行无法使用，已略去：`,
    items: (count) => `条目表中有 ${number(count)} 行无法使用，已略去：`,
  },
  line: (line) => `第 ${number(line)} 行：`,
  more: (count) => `以及另外 ${number(count)} 行`,
  stages: {
    loading: '正在获取学习引擎…',
    reading: '正在读取数据表…',
    training: '正在学习…',
    packing: '正在打包目录…',
  },
  learned: (name) => `${name} 已学完，保存在这台设备上。`,
  notKept: (name) => `${name} 已学完，但没有空间保存：关闭页面后就会消失。`,
  open: '打开',
  cancelled: '已停止，没有保存任何内容。',
  failed: '未能完成。',
  failedColumns: '您可以在下面指定各列的含义和数据表的写法。',
})
