// What is said of catalogues from the start, in Chinese.

/** @returns {ReturnType<typeof import('./en.js').en>} */
export const zh = () => ({
  heading: '目录',
  text: '页面自带影片和两个小示例。您也可以带来对其他任何东西的评分，就在这台设备上学习。',
  examples: { music: '虚构歌曲', games: '虚构游戏' },
})
