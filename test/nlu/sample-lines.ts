import type { TrainingLine } from '../../src/nlu/training-line.ts'

const SENTENCES: Record<string, { zh: string; en: string }> = {
  track_order: {
    zh: '我的快递到哪了|查一下物流|包裹现在在什么位置|订单什么时候能送到|物流信息怎么不更新|快递走到哪个城市了|帮我查快递进度|我的包裹还有几天到',
    en: 'where is my order|track my parcel|when will my package arrive|has my order shipped|delivery status please|my parcel has not moved|how long until delivery|check the tracking of my order',
  },
  request_refund: {
    zh: '我要退款|怎么申请退款|把钱退给我|可以退钱吗|不想要了退款|退款怎么操作|申请退款流程|帮我退一下钱',
    en: 'i want a refund|how do i get my money back|please refund me|can you refund this|refund my purchase|i would like my money back|request a refund|give me the money back',
  },
  request_invoice: {
    zh: '开发票|发票怎么开|我要电子发票|发票抬头写错了|能开专票吗|发票什么时候寄|补开一张发票|发票税号填错了',
    en: 'i need an invoice|send me the invoice|can i get a vat invoice|wrong company name on the invoice|invoice for my purchase|where is my invoice|issue a tax invoice|invoice please',
  },
  change_address: {
    zh: '改一下收货地址|地址填错了|换个地址收货|收货地址怎么修改|我搬家了要改地址|地址写错能改吗|把地址换成公司|修改收件人地址',
    en: 'change my shipping address|i entered the wrong address|update the delivery address|ship to another address|can i edit my address|i moved please change the address|wrong address on my order|new delivery address',
  },
  request_person: {
    zh: '转人工|我要找人工客服|找真人|人工服务|接人工|让客服来|叫个真人跟我说|我要和人说话',
    en: 'talk to a human|agent please|i want a real person|connect me to an agent|human support|let me speak to someone|customer service representative|a real human please',
  },
  greet: {
    zh: '你好|您好啊|在吗|早上好|哈喽|嗨|晚上好|有人在吗',
    en: 'hello there|hi|good morning|hey|good evening|anyone there|hi there|howdy',
  },
}

/** 96 lines of six intents in zh and en. */
export const sampleLines: TrainingLine[] = Object.entries(SENTENCES).flatMap(([intent, languages]) =>
  (['zh', 'en'] as const).flatMap(language => languages[language].split('|').map(text => ({ text, intent, language }))),
)
