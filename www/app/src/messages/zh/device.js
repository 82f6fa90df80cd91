// 页面关于这台设备的文字：离线使用、存储、出处。What the page says of this device, in Chinese. See ../zh.js.

/**
 * @param {import('../formats.js').Formats} format
 * @returns {ReturnType<typeof import('../en/device.js').device>}
 */
export const device = ({ number, percent }) => ({
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
      failed: '未能保存页面供离线使用，下次访问时会再试。',
    },
  },

  colophon: {
    nothingSent: '不发送任何内容',
    promise:
      '您喜欢的影片和展示的每张图片都留在这台设备上。页面不与其他服务器通信，不统计访问，也没有账户；' +
      '其安全策略禁止浏览器这样做。',
    heading: '这是谁的成果',
    trainedOn: (ratings, people) => `推荐器从 ${number(people)} 人的 ${number(ratings)} 个好评中学习。`,
    terms: 'MovieLens 条款全文',
    credits:
      '图像识别：TensorFlow 作者的 EfficientNet-Lite0，Apache-2.0，在 ImageNet 上训练；类别名称，MIT。' +
      'Penchant 自身的代码：MIT 或 Apache-2.0。',
  },
})
