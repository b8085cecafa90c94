/** Words of the agent's tools: parking, notes, labels, canned responses. Merged into the desk's. */
export const toolsZh = {
  'event.parked.snoozed': '{{agent}} 稍后处理，{{due}} 回来',
  'event.parked.left_message': '访客留言，{{due}} 前回复',
  'event.parked.call_back': '访客约了回电：{{due}}',
  'event.unparked.due': '到时间了，会话回来了',
  'event.unparked.visitor_wrote': '访客又说话了，会话回来了',
  'event.unparked.taken': '{{agent}} 提前接手',
  'event.labels_added': '{{agent}} 加了标签：{{labels}}',
  'event.labels_removed': '{{agent}} 去掉了标签：{{labels}}',
  'event.labels_changed': '{{agent}} 改了标签：加上 {{added}}，去掉 {{removed}}',
  'event.blocked': '{{agent}} 拉黑了访客，不再接收他的消息',
  'event.unblocked': '{{agent}} 把访客移出了黑名单',
} as const
