/** Words of what is known of a visitor, and of what follows on his conversation. */
export const contactZh = {
  lookers: '{{names}} 也在看',
  'lookers.and': '、',
  'typing.colleague': '{{name}} 正在输入…',
  'recall.do': '撤回',
  'recall.done': '已撤回，访客看不到了',
  'recall.line': '{{agent}} 撤回了一条消息',
  'recall.original': '查看原文',
  'event.rating_asked.bot': '已邀请访客评价机器人',
  'event.rating_asked.agent': '已邀请访客评价 {{agent}} 的服务',
  'event.rated_one': '访客评价：{{stars}} {{count}} 分',
  'event.rated_other': '访客评价：{{stars}} {{count}} 分',
  'event.rated_words': '“{{words}}”',
} as const
